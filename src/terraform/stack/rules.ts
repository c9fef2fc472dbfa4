import { redactText } from '../../model/secret/sensitivity.ts';
import type { TerraformValue } from '../../model/value.ts';
import { plainText } from '../configuration/block-content.ts';
import { type CustomCondition, errorAt, warningAt } from '../configuration/configuration.ts';
import { childScope } from '../evaluate/child-scope.ts';
import type { Scope } from '../evaluate/scope.ts';
import { evaluateOrReport } from './attempt.ts';
import type { Lifetime } from './computation.ts';
import type { Evaluation, ModuleInstance } from './instance.ts';
import type { ResourceInstance } from './resource-instance.ts';

/** What a rule is about: decides the code of its diagnostic and how bad it is. */
type RuleKind = 'validation' | 'precondition' | 'postcondition' | 'check';

/**
 * Evaluates the rules that the author of a module has written down, and reports those that fail on values that are
 * known, each once as long as nothing has changed of what it is about. The words of a rule are repeated only where they
 * are fixed: with interpolation they could hold values.
 */
export function ruleChecker(evaluation: Evaluation): (module: ModuleInstance) => void {
  const { computation } = evaluation;
  const checks = new WeakMap<object, Map<CustomCondition, (of: '') => void>>();
  const checkOnce = (of: CheckedOwner, rule: CustomCondition, kind: RuleKind, subject: string): void => {
    const own = checks.get(of.owner) ?? new Map<CustomCondition, (of: '') => void>();
    checks.set(of.owner, own);
    const check =
      own.get(rule) ??
      computation.memoized(of.owner.life, () => checkRule(rule, kind, subject, of.scope(), evaluation));
    own.set(rule, check);
    check('');
  };
  return (module) => checkRules(module, checkOnce);
}

/** The instance of a module or resource that a rule is checked for, and where its condition is evaluated. */
interface CheckedOwner {
  readonly owner: { readonly life: Lifetime };
  readonly scope: () => Scope;
}

function checkRules(
  module: ModuleInstance,
  checkOnce: (of: CheckedOwner, rule: CustomCondition, kind: RuleKind, subject: string) => void,
): void {
  const { source } = module.node;
  const check = (rules: readonly CustomCondition[], kind: RuleKind, subject: string, of: CheckedOwner): void => {
    for (const rule of rules) checkOnce(of, rule, kind, subject);
  };
  const whole: CheckedOwner = { owner: module, scope: () => module.scope };
  for (const variable of source.variables.values()) {
    check(variable.validations, 'validation', `variable "${variable.name}"`, whole);
  }
  for (const output of source.outputs.values()) {
    check(output.preconditions, 'precondition', `output "${output.name}"`, whole);
  }
  for (const one of source.checks) check(one.asserts, 'check', `check "${one.name}"`, whole);
  for (const declaration of source.resources.values()) {
    if (declaration.preconditions.length + declaration.postconditions.length === 0) continue;
    for (const instance of module.resource(declaration.address).instances.values()) {
      const before: CheckedOwner = { owner: instance, scope: () => instance.scope };
      check(declaration.preconditions, 'precondition', declaration.address, before);
      const after: CheckedOwner = { owner: instance, scope: () => withSelf(instance) };
      check(declaration.postconditions, 'postcondition', declaration.address, after);
    }
  }
}

function withSelf(instance: ResourceInstance): Scope {
  return childScope(instance.scope, new Map<string, TerraformValue>([['self', instance.whole()]]));
}

function checkRule(rule: CustomCondition, kind: RuleKind, subject: string, scope: Scope, evaluation: Evaluation): void {
  const result = evaluateOrReport(rule.condition, scope, evaluation.report);
  const failed = (result.kind === 'bool' && !result.value) || (result.kind === 'string' && result.value === 'false');
  if (!failed) return;
  const message = rule.message && plainText(rule.message);
  const detail = `The ${kind} of ${subject} does not hold${message ? `: ${redactText(message.trim())}` : '.'}`;
  const diagnostic = kind === 'check' ? warningAt : errorAt;
  evaluation.report(diagnostic(`${kind}-failed`, 'Condition does not hold', detail, rule.at));
}
