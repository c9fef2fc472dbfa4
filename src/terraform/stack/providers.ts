import type { ProviderConfiguration } from '../../model/stack.ts';
import type { Unknown } from '../../model/value.ts';
import type { ProviderReference } from '../configuration/configuration.ts';
import { childScope } from '../evaluate/child-scope.ts';
import { compareKeys } from '../evaluate/order.ts';
import { compareAddresses } from './addresses.ts';
import { lazyBody } from './body.ts';
import type { Evaluation, ModuleInstance } from './instance.ts';
import { unknownInstance } from './repetition.ts';

/** The provider configurations of all modules, and how a resource finds its own. */
export interface Providers {
  readonly configurations: readonly ProviderConfiguration[];
  /** The index of what a name stands for in a module; undefined when no block configures it. */
  find(module: ModuleInstance, reference: ProviderReference): number | undefined;
}

/** Evaluates the provider blocks of these modules. */
export function resolveProviders(modules: readonly ModuleInstance[], evaluation: Evaluation): Providers {
  const configurations = modules
    .flatMap((module) =>
      module.node.source.providers.map(({ name, alias, at, items, repetition }): ProviderConfiguration => {
        // Of a provider with `for_each` one configuration stands for all, with what differs among them unknown.
        const because: Unknown = { kind: 'expansion', address: `provider.${name}`, from: [], at };
        const scope = repetition
          ? childScope(module.scope, unknownInstance(repetition.kind, because).variables)
          : module.scope;
        const body = lazyBody(items, scope, evaluation.report).resolve();
        return { name, ...(alias !== undefined && { alias }), module: module.address, body, at };
      }),
    )
    .sort(
      (a, b) =>
        compareAddresses(a.module, b.module) ||
        compareKeys(a.name, b.name) ||
        compareKeys(a.alias ?? '', b.alias ?? ''),
    );
  const indices = new Map(
    configurations.map(({ module, name, alias }, index) => [
      keyOf(module, { name, ...(alias !== undefined && { alias }) }),
      index,
    ]),
  );
  const find = (module: ModuleInstance, reference: ProviderReference): number | undefined => {
    const own = indices.get(keyOf(module.address, reference));
    const { parent } = module;
    if (own !== undefined || parent === undefined) return own;
    const call = parent.node.source.calls.get(module.node.path.at(-1) ?? '');
    const { name, alias } = reference;
    const passed = call?.providers.get(alias === undefined ? name : `${name}.${alias}`);
    if (passed !== undefined) return find(parent, passed);
    // Configurations without an alias are inherited.
    return alias === undefined ? find(parent, reference) : undefined;
  };
  return { configurations, find };
}

function keyOf(module: string, { name, alias }: ProviderReference): string {
  return JSON.stringify([module, name, alias]);
}
