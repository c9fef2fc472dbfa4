import { redactText } from '../../model/secret/sensitivity.ts';
import type { TerraformValue } from '../../model/value.ts';
import { plainText } from '../configuration/block-content.ts';
import { type CustomCondition, errorAt, warningAt } from '../configuration/configuration.ts';
import { childScope } from '../evaluate/child-scope.ts';
import type { Scope } from '../evaluate/scope.ts';
import { evaluateOrReport } from './attempt.ts';
import type { Evaluation, ModuleInstance } from './instance.ts';
import type { ResourceInstance } from './resource-instance.ts';

/** What a rule is about: decides the code of its diagnostic and how bad it is. */
type RuleKind = 'validation' | 'precondition' | 'postcondition' | 'check';

/**
 * Evaluates the rules that the author of a module has written down, and reports those that fail on values that are
 * known. The words of a rule are repeated only where they are fixed: with interpolation they could hold values.
 */
export function checkRules(module: ModuleInstance, evaluation: Evaluation): void {
  const { source } = module.node;
  const check = (rules: readonly CustomCondition[], kind: RuleKind, subject: string, scope: Scope): void => {
    for (const rule of rules) checkRule(rule, kind, subject, scope, evaluation);
  };
  for (const variable of source.variables.values()) {
    check(variable.validations, 'validation', `variable "${variable.name}"`, module.scope);
  }
  for (const output of source.outputs.values()) {
    check(output.preconditions, 'precondition', `output "${output.name}"`, module.scope);
  }
  for (const one of source.checks) check(one.asserts, 'check', `check "${one.name}"`, module.scope);
  for (const declaration of source.resources.values()) {
    if (declaration.preconditions.length + declaration.postconditions.length === 0) continue;
    for (const instance of module.resource(declaration.address).instances.values()) {
      check(declaration.preconditions, 'precondition', declaration.address, instance.scope);
      check(declaration.postconditions, 'postcondition', declaration.address, withSelf(instance));
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
