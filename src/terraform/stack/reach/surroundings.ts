import type { Repetition } from '../../configuration/configuration.ts';
import type { Scope } from '../../evaluate/scope.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { InstanceKey } from '../addresses.ts';
import type { ModuleInstance } from '../instance.ts';
import type { ResourceInstance } from '../resource-instance.ts';

/** Where an expression stands: what its names mean. */
export interface Surroundings {
  readonly module: ModuleInstance;
  /** Where its names have values. */
  readonly scope: Scope;
  /** What repeats what it is a part of, and for which key; none when that is not known. */
  readonly each?: { readonly repetition: Repetition; readonly key: InstanceKey };
  /** The names of the `for` expressions around it, the innermost first. */
  readonly bound?: BoundNames;
}

/** The names that a `for` expression binds. */
interface BoundNames {
  readonly keyVariable: string | undefined;
  readonly valueVariable: string;
  readonly collection: Expression;
  /** Where the collection stands. */
  readonly outer: Surroundings;
}

/** The `for` expression that binds a name. */
export function boundBy(name: string, { bound }: Surroundings): BoundNames | undefined {
  for (let names = bound; names !== undefined; names = names.outer.bound) {
    if (names.valueVariable === name || names.keyVariable === name) return names;
  }
  return undefined;
}

/** Where the expressions of a module stand that nothing repeats. */
export function ofModule(module: ModuleInstance): Surroundings {
  return { module, scope: module.scope };
}

/** Where the arguments of an instance of a resource stand. */
export function ofResource({ declaration, key, scope }: ResourceInstance, module: ModuleInstance): Surroundings {
  const { repetition } = declaration;
  return { module, scope, ...(repetition === undefined ? {} : { each: { repetition, key } }) };
}

/** Where the arguments of the call of a module stand, and the expression of one; undefined where none is given. */
export function argumentOf(
  module: ModuleInstance,
  variable: string,
): { readonly expression: Expression; readonly around: Surroundings } | undefined {
  const { parent, callScope } = module;
  const name = module.node.path.at(-1);
  const call = name === undefined ? undefined : parent?.node.source.calls.get(name);
  const argument = call?.arguments.get(variable);
  if (parent === undefined || name === undefined || call === undefined || argument === undefined) return undefined;
  const { repetition } = call;
  const key = [...parent.call(name).instances].find(([, instance]) => instance === module)?.[0];
  return {
    expression: argument.value,
    around: {
      module: parent,
      scope: callScope ?? parent.scope,
      ...(repetition === undefined ? {} : { each: { repetition, key } }),
    },
  };
}
