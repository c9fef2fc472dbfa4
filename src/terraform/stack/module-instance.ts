import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import { hideRedacted } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import {
  errorAt,
  type ModuleCall,
  type ResourceDeclaration,
  type VariableDeclaration,
} from '../configuration/configuration.ts';
import { childScope } from '../evaluate/child-scope.ts';
import { ConversionError } from '../evaluate/convert.ts';
import { payForWalk, refuseExtent } from '../evaluate/extent.ts';
import { withMark } from '../evaluate/marks.ts';
import { EvaluationError, type Scope } from '../evaluate/scope.ts';
import { typeOfConstraint } from '../evaluate/type-constraint.ts';
import { object, tuple, unknown } from '../evaluate/value.ts';
import type { ModuleNode } from '../load/modules.ts';
import { convertToVariable, defaultOf, markedAs } from '../load/variable-values.ts';
import { within, withKey } from './addresses.ts';
import { evaluateOrReport, invalidValue } from './attempt.ts';
import type { Evaluation, ModuleInstance, Repeated } from './instance.ts';
import { memoized } from './memoized.ts';
import { type Expansion, expand, type Instance } from './repetition.ts';
import { resolveReference } from './resolution.ts';
import { type ResourceInstance, resourceInstance } from './resource-instance.ts';

/** How a module came about: below which one, by which call, and where the arguments of that are evaluated. */
interface ModuleCallSite {
  readonly parent: ModuleInstance;
  readonly call: ModuleCall;
  readonly callScope: Scope;
  readonly address: string;
  readonly expansion: Unknown | undefined;
}

/** To judge whether a part is secret takes as long as so many steps. */
const stepsToJudge = 40;

/** The root module, ready to be evaluated. */
export function rootInstance(node: ModuleNode, evaluation: Evaluation): ModuleInstance {
  return moduleInstance(node, evaluation, undefined);
}

function moduleInstance(
  node: ModuleNode,
  evaluation: Evaluation,
  callSite: ModuleCallSite | undefined,
): ModuleInstance {
  const { source } = node;
  const { report } = evaluation;
  const intercepted = (value: TerraformValue, name: string, at: SourceRange): TerraformValue => {
    if (evaluation.intercept === undefined) return value;
    payForWalk([value], evaluation.functionContext.budget, at, stepsToJudge);
    return evaluation.intercept(value, name);
  };
  const address = callSite?.address ?? '';
  // Circles are found before anything is evaluated; should one be left, its values are unknown.
  const circular = (): TerraformValue => invalidValue('cycle', undefined);
  const variable = memoized((name: string): TerraformValue => {
    const declaration = source.variables.get(name);
    if (declaration === undefined) return invalidValue('undeclared-variable', undefined);
    const given =
      callSite === undefined ? rootVariable(declaration, evaluation) : childVariable(declaration, callSite, evaluation);
    return intercepted(given, name, declaration.at);
  }, circular);
  const local = memoized((name: string): TerraformValue => {
    const declaration = source.locals.get(name);
    if (declaration === undefined) return invalidValue('undeclared-local', undefined);
    const value = hideRedacted(evaluateOrReport(declaration.value, scope, report), name);
    return intercepted(value, name, declaration.value.range);
  }, circular);
  const outputContent = memoized((name: string): TerraformValue => {
    const declaration = source.outputs.get(name);
    if (declaration === undefined) return invalidValue('unsupported-attribute', undefined);
    return hideRedacted(evaluateOrReport(declaration.value, scope, report), name);
  }, circular);
  const output = (name: string): TerraformValue =>
    withMark(outputContent(name), source.outputs.get(name)?.sensitive === true);
  const resource = memoized((name: string): Repeated<ResourceInstance> => {
    const declaration = source.resources.get(name);
    if (declaration === undefined) throw new Error(`The module has no resource ${name}.`);
    return expandResource(declaration, self, evaluation);
  });
  const call = memoized((name: string): Repeated<ModuleInstance> => {
    const declaration = source.calls.get(name);
    const child = node.children.get(name);
    if (declaration === undefined || child?.kind !== 'module') throw new Error(`There is no module ${name}.`);
    return expandCall(declaration, child.node, self, evaluation);
  });
  const whole = memoized(
    (_: ''): TerraformValue => object([...source.outputs.keys()].map((name) => [name, output(name)])),
  );
  const scope: Scope = {
    functions: evaluation.functions,
    functionContext: evaluation.functionContext,
    resolve: (root, steps, at) => resolveReference(self, evaluation, root, steps, at),
  };
  const self: ModuleInstance = {
    node,
    address,
    ...(callSite && { parent: callSite.parent, callScope: callSite.callScope }),
    ...(callSite?.expansion && { expansion: callSite.expansion }),
    scope,
    variable,
    local,
    output,
    outputContent,
    resource,
    call,
    whole: () => whole(''),
  };
  return self;
}

function rootVariable(declaration: VariableDeclaration, evaluation: Evaluation): TerraformValue {
  const { budget } = evaluation.functionContext;
  const given = evaluation.variables.get(declaration.name) ?? defaultOf(declaration, budget);
  if (given !== undefined) return given;
  const because: Unknown = { kind: 'variable', module: '', name: declaration.name, at: declaration.at };
  const type = declaration.type && typeOfConstraint(declaration.type);
  const value = unknown(because, type, declaration.nullable ? {} : { notNull: true });
  return markedAs(declaration, value);
}

function childVariable(
  declaration: VariableDeclaration,
  callSite: ModuleCallSite,
  evaluation: Evaluation,
): TerraformValue {
  const { report, functionContext } = evaluation;
  const { budget } = functionContext;
  const argument = callSite.call.arguments.get(declaration.name);
  // An argument that is missing without a default has made the module invalid.
  const fallback = (): TerraformValue =>
    defaultOf(declaration, budget) ?? invalidValue('missing-argument', callSite.call.at);
  if (argument === undefined) return fallback();
  const value = evaluateOrReport(argument.value, callSite.callScope, report);
  if (value.kind === 'null' && !declaration.nullable) {
    if (declaration.default !== undefined) return fallback();
    return refused(declaration, 'it must not be null', argument.at, report);
  }
  try {
    const { at } = argument;
    payForWalk([value], budget, at);
    const converted = convertToVariable(value, declaration, budget);
    refuseExtent(converted, budget, at);
    return converted;
  } catch (error) {
    if (error instanceof EvaluationError) {
      report(error.diagnostic);
      return invalidValue(error.diagnostic.code, error.diagnostic.at);
    }
    if (!(error instanceof ConversionError)) throw error;
    return refused(declaration, error.message, argument.at, report);
  }
}

function refused(
  declaration: VariableDeclaration,
  why: string,
  at: SourceRange,
  report: ReportDiagnostic,
): TerraformValue {
  const detail = `The given value is not suitable for the module's variable "${declaration.name}": ${why}.`;
  report(errorAt('invalid-variable-value', 'Invalid value for input variable', detail, at));
  return invalidValue('invalid-variable-value', at);
}

function expandResource(
  declaration: ResourceDeclaration,
  module: ModuleInstance,
  evaluation: Evaluation,
): Repeated<ResourceInstance> {
  const { report, known } = evaluation;
  const address = within(module.address, declaration.address);
  const expansion = expand(declaration.repetition, module.scope, address, report);
  evaluation.functionContext.budget.use('instances', expansion.instances.length, { address, at: declaration.at });
  const make = (instance: Instance, because: Unknown | undefined): ResourceInstance => {
    const uncertain = because ?? module.expansion;
    const scope = childScope(module.scope, instance.variables);
    const place = { address: withKey(address, instance.key), key: instance.key, scope };
    return resourceInstance(declaration, uncertain ? { ...place, expansion: uncertain } : place, known, report);
  };
  return repeated(expansion, make);
}

function expandCall(
  declaration: ModuleCall,
  node: ModuleNode,
  parent: ModuleInstance,
  evaluation: Evaluation,
): Repeated<ModuleInstance> {
  const address = within(parent.address, `module.${declaration.name}`);
  const expansion = expand(declaration.repetition, parent.scope, address, evaluation.report);
  evaluation.functionContext.budget.use('instances', expansion.instances.length, { address, at: declaration.at });
  const make = (instance: Instance, because: Unknown | undefined): ModuleInstance =>
    moduleInstance(node, evaluation, {
      parent,
      call: declaration,
      callScope: childScope(parent.scope, instance.variables),
      address: withKey(address, instance.key),
      expansion: because ?? parent.expansion,
    });
  return repeated(expansion, make);
}

function repeated<T extends { whole(): TerraformValue }>(
  { kind, instances, open, rest }: Expansion,
  make: (instance: Instance, because: Unknown | undefined) => T,
): Repeated<T> {
  const made = new Map(instances.map((instance) => [instance.key, make(instance, undefined)]));
  const whole = memoized((_: ''): TerraformValue => {
    if (open !== undefined && made.size === 0) return unknown(open);
    const marks = open ? { open } : {};
    if (kind === 'count') {
      return tuple(
        [...made.values()].map((instance) => instance.whole()),
        marks,
      );
    }
    return object(
      [...made].map(([key, instance]) => [String(key), instance.whole()]),
      marks,
    );
  });
  return {
    kind,
    instances: made,
    ...(open && rest && { open: { because: open, rest: make(rest, open) } }),
    whole: () => whole(''),
  };
}
