import { isDeepStrictEqual } from 'node:util';
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
import { type InstanceKey, within, withKey } from './addresses.ts';
import { evaluateOrReport, invalidValue } from './attempt.ts';
import { sharedParts } from './body.ts';
import { type Computation, type Lifetime, lifetime } from './computation.ts';
import type { Evaluation, ModuleInstance, Repeated } from './instance.ts';
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
  const { report, computation } = evaluation;
  const life = lifetime(callSite?.parent.life);
  const intercepted = (value: TerraformValue, name: string, at: SourceRange): TerraformValue => {
    if (evaluation.intercept === undefined) return value;
    payForWalk([value], evaluation.functionContext.budget, at, stepsToJudge);
    return evaluation.intercept(value, name);
  };
  const address = callSite?.address ?? '';
  // Circles are found before anything is evaluated; should one be left, its values are unknown.
  const circular = (): TerraformValue => invalidValue('cycle', undefined);
  const variable = computation.memoized(
    life,
    (name: string): TerraformValue => {
      const declaration = source.variables.get(name);
      if (declaration === undefined) return invalidValue('undeclared-variable', undefined);
      const given =
        callSite === undefined
          ? rootVariable(declaration, evaluation)
          : childVariable(declaration, callSite, evaluation);
      return intercepted(given, name, declaration.at);
    },
    circular,
  );
  const local = computation.memoized(
    life,
    (name: string): TerraformValue => {
      const declaration = source.locals.get(name);
      if (declaration === undefined) return invalidValue('undeclared-local', undefined);
      const value = hideRedacted(evaluateOrReport(declaration.value, scope, report), name);
      return intercepted(value, name, declaration.value.range);
    },
    circular,
  );
  const outputContent = computation.memoized(
    life,
    (name: string): TerraformValue => {
      const declaration = source.outputs.get(name);
      if (declaration === undefined) return invalidValue('unsupported-attribute', undefined);
      return hideRedacted(evaluateOrReport(declaration.value, scope, report), name);
    },
    circular,
  );
  const output = (name: string): TerraformValue =>
    withMark(outputContent(name), source.outputs.get(name)?.sensitive === true);
  const expansionsOfResources = new Map<string, () => Repeated<ResourceInstance>>();
  const resource = computation.memoized(life, (name: string): Repeated<ResourceInstance> => {
    const declaration = source.resources.get(name);
    if (declaration === undefined) throw new Error(`The module has no resource ${name}.`);
    const made = expansionsOfResources.get(name) ?? resourceExpander(declaration, self, evaluation);
    expansionsOfResources.set(name, made);
    return made();
  });
  const expansionsOfCalls = new Map<string, () => Repeated<ModuleInstance>>();
  const call = computation.memoized(life, (name: string): Repeated<ModuleInstance> => {
    const declaration = source.calls.get(name);
    const child = node.children.get(name);
    if (declaration === undefined || child?.kind !== 'module') throw new Error(`There is no module ${name}.`);
    const made = expansionsOfCalls.get(name) ?? callExpander(declaration, child.node, self, evaluation);
    expansionsOfCalls.set(name, made);
    return made();
  });
  const whole = computation.memoized(
    life,
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
    life,
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

/** Expands a resource, each time that what it is repeated by has changed. */
function resourceExpander(
  declaration: ResourceDeclaration,
  module: ModuleInstance,
  evaluation: Evaluation,
): () => Repeated<ResourceInstance> {
  const { report, computation } = evaluation;
  const address = within(module.address, declaration.address);
  const { life, scope } = module;
  const isRepeated = declaration.repetition !== undefined;
  const shared = isRepeated ? sharedParts({ scope, computation, life, report }) : undefined;
  const repeat = repeater((instance: Instance, because: Unknown | undefined): ResourceInstance => {
    const expansion = because ?? module.expansion;
    const place = {
      address: withKey(address, instance.key),
      key: instance.key,
      scope: isRepeated ? childScope(scope, instance.variables) : scope,
      life: isRepeated ? lifetime(life) : life,
      ...(expansion && { expansion }),
    };
    return resourceInstance(declaration, place, evaluation, shared);
  }, computation);
  return () => repeat(expansionOf(declaration, address, module, evaluation));
}

/** Expands the call of a module, each time that what it is repeated by has changed. */
function callExpander(
  declaration: ModuleCall,
  node: ModuleNode,
  parent: ModuleInstance,
  evaluation: Evaluation,
): () => Repeated<ModuleInstance> {
  const address = within(parent.address, `module.${declaration.name}`);
  const repeat = repeater(
    (instance: Instance, because: Unknown | undefined): ModuleInstance =>
      moduleInstance(node, evaluation, {
        parent,
        call: declaration,
        callScope: childScope(parent.scope, instance.variables),
        address: withKey(address, instance.key),
        expansion: because ?? parent.expansion,
      }),
    evaluation.computation,
  );
  return () => repeat(expansionOf(declaration, address, parent, evaluation));
}

/** What a block of a module is repeated by now. Each instance counts. */
function expansionOf(
  { repetition, at }: Pick<ResourceDeclaration | ModuleCall, 'repetition' | 'at'>,
  address: string,
  { scope }: ModuleInstance,
  { report, functionContext }: Evaluation,
): Expansion {
  const expansion = expand(repetition, scope, address, report);
  functionContext.budget.use('instances', expansion.instances.length, { address, at });
  return expansion;
}

/** An instance, and what it was made from. */
interface Made<T> {
  readonly one: T;
  readonly from: Instance;
  readonly because: Unknown | undefined;
}

/** Makes the instances of an expansion, but for those that one before has made from the same. */
function repeater<T extends { whole(): TerraformValue; readonly life: Lifetime }>(
  make: (instance: Instance, because: Unknown | undefined) => T,
  computation: Computation,
): (expansion: Expansion) => Repeated<T> {
  let before: { readonly certain: ReadonlyMap<InstanceKey, Made<T>>; readonly rest?: Made<T> } = { certain: new Map() };
  const keep = (made: Made<T> | undefined, from: Instance, because: Unknown | undefined): Made<T> => {
    const isSame =
      made !== undefined &&
      isDeepStrictEqual(made.from.variables, from.variables) &&
      isDeepStrictEqual(made.because, because);
    return isSame ? made : { one: make(from, because), from, because };
  };
  return ({ kind, instances, open, rest }) => {
    const certain = new Map(
      instances.map((instance) => [instance.key, keep(before.certain.get(instance.key), instance, undefined)]),
    );
    const further = open && rest && keep(before.rest, rest, open);
    const kept = new Set([...certain.values(), ...(further ? [further] : [])]);
    for (const made of [...before.certain.values(), ...(before.rest ? [before.rest] : [])]) {
      if (!kept.has(made)) made.one.life.ended = true;
    }
    before = { certain, ...(further && { rest: further }) };
    const all = new Map([...certain].map(([key, { one }]) => [key, one]));
    const whole = computation.memoized(undefined, () => wholeOf(kind, all, open));
    return {
      kind,
      instances: all,
      ...(open && further && { open: { because: open, rest: further.one } }),
      whole: () => whole(''),
    };
  };
}

/** All instances as one value. */
function wholeOf(
  kind: Expansion['kind'],
  instances: ReadonlyMap<InstanceKey, { whole(): TerraformValue }>,
  open: Unknown | undefined,
): TerraformValue {
  if (open !== undefined && instances.size === 0) return unknown(open);
  const marks = open ? { open } : {};
  const wholes = [...instances].map(([key, instance]) => [String(key), instance.whole()] as const);
  if (kind !== 'count') return object(wholes, marks);
  return tuple(
    wholes.map(([, whole]) => whole),
    marks,
  );
}
