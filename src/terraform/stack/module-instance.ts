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
import { CommonPart, scopesOfInstances, withCommon } from './common.ts';
import { type Computation, JointLifetime, type Lifetime, lifetime } from './computation.ts';
import { commonNames, type Dependence, ofRepeated, ofSingle } from './dependence.ts';
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
  /** What it has in common with the other instances. */
  readonly common?: CommonPart | undefined;
  /** Of one that stands for all instances that a call makes. */
  readonly standIn?: { readonly life: Lifetime; readonly dependence: Dependence };
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
  const { common, standIn } = callSite ?? {};
  const life = standIn?.life ?? lifetime(callSite?.parent.life);
  common?.life.join(life);
  const intercepted = (value: TerraformValue, name: string, at: SourceRange): TerraformValue => {
    if (evaluation.intercept === undefined) return value;
    payForWalk([value], evaluation.functionContext.budget, at, stepsToJudge);
    return evaluation.intercept(value, name);
  };
  const address = callSite?.address ?? '';
  // Circles are found before anything is evaluated; should one be left, its values are unknown.
  const circular = (): TerraformValue => invalidValue('cycle', undefined);
  const ownVariable = computation.memoized(
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
  const variable = (name: string): TerraformValue =>
    common?.names.variables.has(name) ? common.module.variable(name) : ownVariable(name);
  const ownLocal = computation.memoized(
    life,
    (name: string): TerraformValue => {
      const declaration = source.locals.get(name);
      if (declaration === undefined) return invalidValue('undeclared-local', undefined);
      const value = hideRedacted(evaluateOrReport(declaration.value, scope, report), name);
      return intercepted(value, name, declaration.value.range);
    },
    circular,
  );
  const local = (name: string): TerraformValue =>
    common?.names.locals.has(name) ? common.module.local(name) : ownLocal(name);
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
  const commonParts = new Map<string, CommonPart>();
  const commonOf = (name: string): CommonPart | undefined => {
    if (common !== undefined) return common.module.commonOf(name);
    const declaration = source.calls.get(name);
    const child = node.children.get(name);
    if (declaration === undefined || child?.kind !== 'module') return undefined;
    // Of a single call in a single module there is one instance.
    if (standIn === undefined && declaration.repetition === undefined) return undefined;
    const made = commonParts.get(name) ?? commonPart(declaration, child.node, self, evaluation);
    commonParts.set(name, made);
    return made;
  };
  const ownScope: Scope = {
    functions: evaluation.functions,
    functionContext: evaluation.functionContext,
    resolve: (root, steps, at) => resolveReference(self, evaluation, root, steps, at),
  };
  const scope = withCommon(ownScope, common);
  const self: ModuleInstance = {
    node,
    address,
    life,
    ...(callSite && { parent: callSite.parent, callScope: callSite.callScope }),
    ...(callSite?.expansion && { expansion: callSite.expansion }),
    scope,
    ...(common && { common }),
    dependence: common?.dependence ?? standIn?.dependence ?? ofSingle,
    commonOf,
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

/** What the instances that a call makes have in common. */
function commonPart(call: ModuleCall, node: ModuleNode, parent: ModuleInstance, evaluation: Evaluation): CommonPart {
  const names = commonNames(call, node.source, parent.dependence);
  const dependence = ofRepeated(names);
  const life = new JointLifetime();
  const module = moduleInstance(node, evaluation, {
    parent,
    call,
    callScope: parent.scope,
    address: within(parent.address, `module.${call.name}`),
    expansion: undefined,
    standIn: { life, dependence },
  });
  return new CommonPart({ names, dependence }, module, life, evaluation);
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
  const scopeOf = scopesOfInstances(module, evaluation);
  const repeat = repeater((instance: Instance, because: Unknown | undefined): ResourceInstance => {
    const expansion = because ?? module.expansion;
    const place = {
      address: withKey(address, instance.key),
      key: instance.key,
      scope: isRepeated ? scopeOf(instance) : scope,
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
  const scopeOf = scopesOfInstances(parent, evaluation);
  const common = parent.commonOf(declaration.name);
  const repeat = repeater(
    (instance: Instance, because: Unknown | undefined): ModuleInstance =>
      moduleInstance(node, evaluation, {
        parent,
        call: declaration,
        callScope: scopeOf(instance),
        address: withKey(address, instance.key),
        expansion: because ?? parent.expansion,
        common,
      }),
    evaluation.computation,
  );
  return () => repeat(expansionOf(declaration, address, parent, evaluation));
}

/** What a block of a module is repeated by now. Each instance counts. */
function expansionOf(
  declaration: ResourceDeclaration | ModuleCall,
  address: string,
  { scope, common }: ModuleInstance,
  { report, functionContext }: Evaluation,
): Expansion {
  const expansion = common?.expansion(declaration) ?? expand(declaration.repetition, scope, address, report);
  functionContext.budget.use('instances', expansion.instances.length, { address, at: declaration.at });
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
