import { isDeepStrictEqual } from 'node:util';
import type { Budget } from '../../model/budget.ts';
import { inOneTurn, type Steps } from '../../model/course.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { KnownAttributes, ResolvedBody, Resource, Stack, StackHole, UnsetVariable } from '../../model/stack.ts';
import type { Unknown } from '../../model/value.ts';
import { payForWalk } from '../evaluate/extent.ts';
import { compareKeys } from '../evaluate/order.ts';
import { functions } from '../functions/index.ts';
import { orderArguments, type Unit, type UnitPart } from '../load/dependencies.ts';
import type { Configuration } from '../load/load.ts';
import type { ModuleNode } from '../load/modules.ts';
import { compareAddresses, sortedByAddress } from './addresses.ts';
import { Computation } from './computation.ts';
import type { Evaluation, ModuleInstance, Repeated } from './instance.ts';
import { rootInstance } from './module-instance.ts';
import { type Providers, providerResolver } from './providers.ts';
import { InstanceReach } from './reach/arguments.ts';
import type { ResourceInstance } from './resource-instance.ts';
import { ruleChecker } from './rules.ts';

/**
 * Evaluates a configuration as far as it can be known. Pure: nothing is read that loading has not found, apart from the
 * files that `file()` and its kin name. An expression in error makes one value unknown and stands in `diagnostics`
 * once.
 *
 * @param known attributes that the code does not hold, by resource address: what was learnt from AWS, a state or a
 * formula
 */
export function evaluateConfiguration(configuration: Configuration, known: KnownAttributes): Stack {
  return evaluateModules(configuration, known).stack;
}

/** What an evaluation comes to, with the modules in which further expressions can be evaluated. */
export interface EvaluatedModules {
  readonly stack: Stack;
  /** Every instance of every module, the root first, and those that stand for unknown ones. */
  readonly modules: readonly ModuleInstance[];
  /** How many pieces were computed for it: what an earlier evaluation had is not computed again. */
  readonly computed: number;
}

/**
 * Like `evaluateConfiguration`, and keeps the modules.
 *
 * @param intercept is given the value of every variable and local, and gives what all that refers to it sees instead
 */
export function evaluateModules(
  configuration: Configuration,
  known: KnownAttributes,
  intercept?: Evaluation['intercept'],
): EvaluatedModules {
  return moduleEvaluator(configuration, intercept)(known);
}

/** Evaluates a configuration again and again. */
export interface ModuleEvaluator {
  (known: KnownAttributes): EvaluatedModules;
  /** The same step by step: others may have their turn between two of them, but for this evaluator itself. */
  steps(known: KnownAttributes, ahead?: ArgumentsAhead): Steps<EvaluatedModules>;
}

/** What is evaluated before all else, and told at once. */
export interface ArgumentsAhead {
  /** The arguments, by the type of the resources. */
  readonly arguments: ReadonlyMap<string, readonly string[]>;
  /**
   * @param stack holds the managed resources of these types with these arguments and no more, and the providers
   */
  tell(stack: Stack): void;
}

/**
 * Evaluates a configuration again and again, with more known of it each time: only what depends on what has become
 * known since. All else is the very same as before, and the modules of an earlier evaluation are those of the later.
 */
export function moduleEvaluator(configuration: Configuration, intercept?: Evaluation['intercept']): ModuleEvaluator {
  const { tree, workspace, variables, functionContext } = configuration;
  const computation = new Computation(functionContext.budget);
  const evaluation: Evaluation = {
    computation,
    variables,
    workspace,
    directory: functionContext.directory,
    functions,
    functionContext,
    report: (diagnostic) => computation.report(diagnostic),
    ...(intercept === undefined ? {} : { intercept }),
  };
  const root = rootInstance(tree.root, evaluation);
  const rules = ruleChecker(evaluation);
  const providersOf = providerResolver(evaluation);
  const describe = describer(computation);
  const inOrder = sorter<Resource>();
  const { directory } = configuration;
  /** Evaluates some arguments of some resources, and what is known of the place of these. */
  function* identify({ arguments: types, tell }: ArgumentsAhead): Steps<void> {
    const instancesOf = instanceFinder(root);
    for (const part of orderArguments(tree.root, types)) {
      for (const module of instancesOf(part.unit.node)) {
        evaluatePart(module, part);
        yield;
      }
    }
    const isTold = ({ source: { providers, resources } }: ModuleNode) =>
      providers.length > 0 || [...resources.values()].some(({ type }) => types.has(type));
    const modules = allModules(tree.root)
      .filter(isTold)
      .flatMap((node) => [...instancesOf(node)]);
    const providers = providersOf(modules);
    const resources = modules.flatMap((module) => identifiedIn(module, types, providers));
    tell({
      directory,
      workspace,
      resources: sortedByAddress(resources),
      providers: providers.configurations,
      holes: [],
      diagnostics: [],
      unsetVariables: [],
    });
  }
  function* steps(known: KnownAttributes, ahead?: ArgumentsAhead): Steps<EvaluatedModules> {
    computation.begin(known);
    if (ahead !== undefined) yield* identify(ahead);
    const instancesOf = instanceFinder(root);
    for (const unit of configuration.order) {
      for (const module of instancesOf(unit.node)) {
        evaluateUnit(module, unit);
        yield;
      }
    }
    const modules = allModules(tree.root).flatMap((node) => [...instancesOf(node)]);
    for (const module of modules) rules(module);
    const providers = providersOf(modules);
    const resources = inOrder(modules.flatMap((module) => resourcesOf(module, providers, describe)));
    const outputs = new Map([...tree.root.source.outputs.keys()].map((name) => [name, root.output(name)]));
    const holes = expansionHoles(modules);
    computation.end();
    const stack: Stack = {
      directory,
      workspace,
      resources,
      providers: providers.configurations,
      installedModules: allModules(tree.root).flatMap(({ path, source, calledAt }) =>
        calledAt === undefined
          ? []
          : [{ address: path.map((name) => `module.${name}`).join('.'), directory: source.directory, calledAt }],
      ),
      holes: [...tree.holes, ...holes].sort(
        (a, b) => compareAddresses(a.address, b.address) || compareKeys(a.kind, b.kind),
      ),
      diagnostics: eachOnce([...configuration.diagnostics, ...computation.diagnostics()]),
      unsetVariables: unsetVariables(tree.root, configuration),
      outputs,
    };
    return { stack, modules, computed: computation.computed };
  }
  const evaluate = (known: KnownAttributes): EvaluatedModules => inOneTurn(steps(known));
  return Object.assign(evaluate, { steps });
}

/** Each of them once, in the order of their places. */
function eachOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...once]
    .sort(([a, one], [b, other]) => compareRanges(one.at, other.at) || compareKeys(a, b))
    .map(([, one]) => one);
}

/** Sorts what has addresses. As long as these are the same, so is their order. */
function sorter<T extends { readonly address: string }>(): (items: readonly T[]) => readonly T[] {
  let addresses: readonly string[] = [];
  let order: readonly number[] = [];
  return (items) => {
    const isSame =
      items.length === addresses.length && items.every(({ address }, index) => address === addresses[index]);
    if (!isSame) {
      addresses = items.map(({ address }) => address);
      order = sortedByAddress(items.map(({ address }, index) => ({ address, index }))).map(({ index }) => index);
    }
    return order.flatMap((index) => items[index] ?? []);
  };
}

/** The instances of a module of the tree, in order, the one that stands for unknown ones last. */
function instanceFinder(root: ModuleInstance): (node: ModuleNode) => readonly ModuleInstance[] {
  const found = new Map<string, readonly ModuleInstance[]>();
  const find = (path: readonly string[]): readonly ModuleInstance[] => {
    const name = path.at(-1);
    if (name === undefined) return [root];
    const key = path.join('/');
    const instances = found.get(key) ?? find(path.slice(0, -1)).flatMap((module) => all(module.call(name)));
    found.set(key, instances);
    return instances;
  };
  return (node) => find(node.path);
}

function all<T>({ instances, open }: Repeated<T>): T[] {
  return open === undefined ? [...instances.values()] : [...instances.values(), open.rest];
}

/** Evaluates one unit. All that it refers to was evaluated before it, so that the recursion is never deep. */
function evaluateUnit(module: ModuleInstance, { kind, name, node }: Unit): void {
  switch (kind) {
    case 'variable':
      module.variable(name);
      return;
    case 'local':
      module.local(name);
      return;
    case 'output':
      module.output(name);
      return;
    case 'resource':
      for (const instance of all(module.resource(name))) instance.resolve();
      return;
    case 'call':
      if (node.children.get(name)?.kind === 'module') module.call(name);
  }
}

/** The same of what is no more than a part of a unit. */
function evaluatePart(module: ModuleInstance, { unit, argument }: UnitPart): void {
  if (argument === undefined) {
    evaluateUnit(module, unit);
    return;
  }
  for (const { body } of all(module.resource(unit.name))) body.attribute(argument) ?? body.blocks(argument);
}

/** The managed resources of some types in a module, with some of their arguments and no more. */
function identifiedIn(
  module: ModuleInstance,
  types: ReadonlyMap<string, readonly string[]>,
  providers: Providers,
): Resource[] {
  return [...module.node.source.resources.values()].flatMap((declaration) => {
    const names = declaration.mode === 'managed' ? types.get(declaration.type) : undefined;
    if (names === undefined) return [];
    return all(module.resource(declaration.address)).map((instance) => {
      const provider = providers.find(module, declaration.provider, instance.scope);
      const written = names.flatMap((name) => {
        const value = instance.body.attribute(name);
        return value === undefined ? [] : [[name, value] as const];
      });
      return describeAs(instance, 'managed', module, provider, { attributes: new Map(written), blocks: new Map() });
    });
  });
}

function allModules(root: ModuleNode): ModuleNode[] {
  const children = [...root.children.values()].flatMap((child) => (child.kind === 'module' ? [child.node] : []));
  return [root, ...children.flatMap(allModules)];
}

type Describe = (
  instance: ResourceInstance,
  mode: Resource['mode'],
  module: ModuleInstance,
  provider: number | Unknown | undefined,
) => Resource;

function resourcesOf(module: ModuleInstance, providers: Providers, describe: Describe): Resource[] {
  return [...module.node.source.resources.values()].flatMap((declaration) => {
    const { mode, provider } = declaration;
    if (mode === 'ephemeral') return [];
    return all(module.resource(declaration.address)).map((instance) =>
      describe(instance, mode, module, providers.find(module, provider, instance.scope)),
    );
  });
}

/** Describes resources, each once as long as nothing of it has changed. */
function describer(computation: Computation): Describe {
  const described = new WeakMap<ResourceInstance, Resource>();
  return (instance, mode, module, provider) => {
    const before = described.get(instance);
    const body = instance.body.resolve();
    const isSame = before?.body === body && isDeepStrictEqual(before.provider ?? before.providerUnknown, provider);
    if (isSame) return before;
    const resource = describe(instance, mode, module, provider, computation);
    described.set(instance, resource);
    return resource;
  };
}

function describe(
  instance: ResourceInstance,
  mode: Resource['mode'],
  module: ModuleInstance,
  provider: number | Unknown | undefined,
  computation: Computation,
): Resource {
  const body = instance.body.resolve();
  payForBody(body, module.scope.functionContext.budget, instance.declaration.at);
  return {
    ...describeAs(instance, mode, module, provider, body),
    ...(mode === 'managed' && { reach: new InstanceReach(instance, module, computation) }),
  };
}

/** A resource of which this is the body. */
function describeAs(
  { declaration, address, key, expansion }: ResourceInstance,
  mode: Resource['mode'],
  module: ModuleInstance,
  provider: number | Unknown | undefined,
  body: ResolvedBody,
): Resource {
  return {
    address,
    mode,
    type: declaration.type,
    name: declaration.name,
    module: module.address,
    ...(key !== undefined && { key }),
    at: declaration.at,
    body,
    ...(expansion && { expansion }),
    ignoreChanges: declaration.ignoreChanges,
    ...(typeof provider === 'number' && { provider }),
    ...(typeof provider === 'object' && { providerUnknown: provider }),
  };
}

/** Whatever is compared or shown of a resource walks through its arguments. */
function payForBody({ attributes, blocks }: ResolvedBody, budget: Budget, at: SourceRange): void {
  budget.use('steps', attributes.size + blocks.size, { at });
  payForWalk(
    [...attributes.values()].map(({ value }) => value),
    budget,
    at,
  );
  for (const { blocks: nested } of blocks.values()) {
    for (const { body } of nested) payForBody(body, budget, at);
  }
}

function expansionHoles(modules: readonly ModuleInstance[]): StackHole[] {
  return modules.flatMap((module) =>
    [...module.node.children].flatMap(([name, child]) => {
      if (child.kind !== 'module') return [];
      const { open } = module.call(name);
      const at = module.node.source.calls.get(name)?.at;
      if (open === undefined || at === undefined) return [];
      return [{ kind: 'module-expansion' as const, address: open.rest.address, because: open.because, at }];
    }),
  );
}

function unsetVariables(root: ModuleNode, { variables, variableFiles }: Configuration): UnsetVariable[] {
  return [...root.source.variables.values()]
    .filter((variable) => variable.default === undefined && !variables.has(variable.name))
    .map(({ name, at }) => {
      const setBy = variableFiles?.get(name);
      return { module: '', name, at, ...(setBy === undefined ? {} : { setBy }) };
    })
    .sort((a, b) => compareKeys(a.name, b.name));
}

function compareRanges(a: SourceRange | undefined, b: SourceRange | undefined): number {
  return compareKeys(a?.file ?? '', b?.file ?? '') || (a?.start.offset ?? 0) - (b?.start.offset ?? 0);
}
