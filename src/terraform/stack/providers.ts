import { compareCodeUnits } from '../../model/order.ts';
import type { ProviderConfiguration } from '../../model/stack.ts';
import type { Unknown } from '../../model/value.ts';
import type { ProviderDeclaration, ProviderReference } from '../configuration/configuration.ts';
import { childScope } from '../evaluate/child-scope.ts';
import { compareKeys } from '../evaluate/order.ts';
import type { Scope } from '../evaluate/scope.ts';
import { stringArgument, whyNotKnown } from '../evaluate/string-argument.ts';
import type { Expression } from '../syntax/ast.ts';
import { compareAddresses } from './addresses.ts';
import { evaluateOrReport } from './attempt.ts';
import { resolveBody } from './body.ts';
import { isDefault } from './credentials.ts';
import type { Evaluation, ModuleInstance } from './instance.ts';
import { expand } from './repetition.ts';

/** The provider configurations of all modules, and how a resource finds its own. */
export interface Providers {
  readonly configurations: readonly ProviderConfiguration[];
  /**
   * The index of what a name stands for in a module, or why that is not known; undefined when no block configures it.
   *
   * @param scope where an instance's key is evaluated
   */
  find(module: ModuleInstance, reference: ProviderReference, scope: Scope): number | Unknown | undefined;
}

/** A block, with what its `for_each` comes to. */
interface Configured {
  readonly configurations: readonly ProviderConfiguration[];
  readonly isRepeated: boolean;
  /** Why there may be instances that are not among them. */
  readonly open?: Unknown;
}

/** Evaluates the provider blocks of modules, each again only when something has changed that it refers to. */
export function providerResolver(evaluation: Evaluation): (modules: readonly ModuleInstance[]) => Providers {
  const configured = new WeakMap<ModuleInstance, (declaration: ProviderDeclaration) => Configured>();
  return (modules) => {
    const blocks = new Map<string, Configured>();
    for (const module of modules) {
      const { providers } = module.node.source;
      if (providers.length === 0) continue;
      const configureOnce =
        configured.get(module) ??
        evaluation.computation.memoized(module.life, (one: ProviderDeclaration) => configure(module, one, evaluation));
      configured.set(module, configureOnce);
      for (const declaration of providers) blocks.set(keyOf(module.address, declaration), configureOnce(declaration));
    }
    return resolveProviders(blocks, evaluation);
  };
}

function resolveProviders(blocks: ReadonlyMap<string, Configured>, evaluation: Evaluation): Providers {
  const configurations = [...blocks.values()]
    .flatMap((block) => block.configurations)
    .sort(
      (a, b) =>
        compareAddresses(a.module, b.module) ||
        compareKeys(a.name, b.name) ||
        compareKeys(a.alias ?? '', b.alias ?? '') ||
        compareCodeUnits(a.key ?? '', b.key ?? ''),
    );
  const indices = new Map(configurations.map((configuration, index) => [configuration, index]));
  const find: Providers['find'] = (module, reference, scope) => {
    const own = blocks.get(keyOf(module.address, reference));
    if (own !== undefined) {
      const found = instanceOf(own, reference, scope, evaluation);
      return 'kind' in found ? found : indices.get(found);
    }
    const { parent, callScope } = module;
    const { name, alias } = reference;
    if (parent === undefined || callScope === undefined) return alias === undefined ? undefined : undeclared;
    const call = parent.node.source.calls.get(module.node.path.at(-1) ?? '');
    const passed = call?.providers.get(alias === undefined ? name : `${name}.${alias}`);
    if (passed !== undefined) return find(parent, passed, callScope);
    // Configurations without an alias are inherited.
    return alias === undefined ? find(parent, reference, callScope) : undeclared;
  };
  return { configurations, find };
}

const undeclared: Unknown = { kind: 'invalid', code: 'undeclared-provider' };

/** See https://opentofu.org/docs/language/providers/configuration/ ("for_each"). */
function configure(module: ModuleInstance, declaration: ProviderDeclaration, evaluation: Evaluation): Configured {
  const { name, alias, at, items, repetition } = declaration;
  const { report, functionContext } = evaluation;
  const address = `provider.${name}${alias === undefined ? '' : `.${alias}`}`;
  const { instances, open } = expand(repetition, module.scope, address, report);
  functionContext.budget.use('instances', instances.length, { address, at });
  const shared = sharedWithDefault(module, declaration);
  return {
    isRepeated: repetition !== undefined,
    configurations: instances.map(({ key, variables }) => ({
      name,
      ...(alias !== undefined && { alias }),
      ...(key !== undefined && { key: String(key) }),
      module: module.address,
      body: resolveBody(items, childScope(module.scope, variables), report),
      ...(shared.size > 0 && { asDefault: shared }),
      at,
    })),
    ...(open && { open }),
  };
}

/** The instance that a reference names, or why it is not known. */
function instanceOf(
  { configurations, isRepeated, open }: Configured,
  { key }: ProviderReference,
  scope: Scope,
  { report }: Evaluation,
): ProviderConfiguration | Unknown {
  const noInstance: Unknown = { kind: 'invalid', code: 'no-provider-instance', ...(key && { at: key.range }) };
  if (!isRepeated) return configurations[0] ?? noInstance;
  if (key === undefined) return noInstance;
  const value = stringArgument(evaluateOrReport(key, scope, report));
  if (value?.kind !== 'string') return (value && whyNotKnown(value)) ?? noInstance;
  return configurations.find((one) => one.key === value.value) ?? open ?? noInstance;
}

/** The arguments of a block of the root that are written as those of the root's default one. */
function sharedWithDefault({ node, address }: ModuleInstance, { items }: ProviderDeclaration): ReadonlySet<string> {
  const base = address === '' ? node.source.providers.find((one) => isDefault({ ...one, module: address })) : undefined;
  const written = new Map(
    (base?.items ?? []).flatMap((item) => (item.kind === 'attribute' ? [[item.name, formOf(item.value)]] : [])),
  );
  return new Set(
    items.flatMap((item) =>
      item.kind === 'attribute' && written.get(item.name) === formOf(item.value) ? [item.name] : [],
    ),
  );
}

/** An expression as a text that is equal for equal ones, wherever they stand. */
function formOf(expression: Expression): string {
  return JSON.stringify(expression, (name, part: unknown) => (/range$/i.test(name) ? undefined : part));
}

function keyOf(module: string, { name, alias }: ProviderReference): string {
  return JSON.stringify([module, name, alias]);
}
