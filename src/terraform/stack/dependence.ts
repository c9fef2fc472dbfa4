import { groupPairs } from '../../model/group.ts';
import type { ModuleCall, ModuleSource } from '../configuration/configuration.ts';
import { parseReference } from '../configuration/references.ts';
import type { Expression, TemplatePart } from '../syntax/ast.ts';
import { bitsOfParts, type Reference } from '../syntax/walk.ts';

/** What the value of an expression may depend on: the instance of its module, and that of the block it stands in. */
const onModule = 1;
const onBlock = 2;

/** Tells from the code alone in which instances an expression comes to the same. */
export class Dependence {
  readonly #of: (reference: Reference) => number;
  readonly #bits = new WeakMap<Expression | TemplatePart, number>();

  /** @param of the bits of what a name leads to */
  constructor(of: (reference: Reference) => number) {
    this.#of = of;
  }

  /** What an expression depends on; of none of both where it comes to the same in all instances of the module. */
  of(expression: Expression): { readonly onModule: boolean; readonly onBlock: boolean } {
    return dependences[this.#bitsOf(expression)] ?? all;
  }

  /** What a name depends on. */
  ofName(reference: Reference): { readonly onModule: boolean; readonly onBlock: boolean } {
    return dependences[this.#of(reference)] ?? all;
  }

  #bitsOf(expression: Expression): number {
    const before = this.#bits.get(expression);
    if (before !== undefined) return before;
    const found = bitsOfParts(expression, this.#of);
    for (const [part, bits] of found) this.#bits.set(part, bits);
    const bits = found.get(expression) ?? 0;
    this.#bits.set(expression, bits);
    return bits;
  }
}

const all = { onModule: true, onBlock: true };
const dependences = [
  { onModule: false, onBlock: false },
  { onModule: true, onBlock: false },
  { onModule: false, onBlock: true },
  all,
];

/** The dependence in a module of which there is one instance. */
export const ofSingle = new Dependence(({ root }) => {
  if (root === 'self') return onModule | onBlock;
  return root === 'each' || root === 'count' ? onBlock : 0;
});

/** The variables and locals of a module that are the same in all instances that a call makes. */
export interface CommonNames {
  readonly variables: ReadonlySet<string>;
  readonly locals: ReadonlySet<string>;
}

/**
 * The variables and locals of a module that are the same in all instances that a call makes.
 *
 * @param around the dependence where the call stands
 */
export function commonNames(call: ModuleCall, source: ModuleSource, around: Dependence): CommonNames {
  const variables = [...source.variables.keys()].filter((name) => {
    const argument = call.arguments.get(name);
    return argument === undefined || isSame(around.of(argument.value));
  });
  const own = { variables: new Set(variables), locals: new Set(source.locals.keys()) };
  // A local that is made of one that varies does so itself. Works by a loop, since the chain may be of any length.
  const locals = [...source.locals.values()];
  const usedBy = groupPairs(
    locals.flatMap(({ name, references }) =>
      references.flatMap(({ root, steps, range }) => {
        const parsed = parseReference(root, steps, range);
        return parsed.ok && parsed.target.kind === 'local' ? [[parsed.target.name, name] as const] : [];
      }),
    ),
  );
  const others = new Dependence((reference) => bitsOf(reference, own));
  const varying = locals.flatMap(({ name, references }) =>
    references.every((reference) => isSame(others.ofName(reference))) ? [] : [name],
  );
  for (let name = varying.pop(); name !== undefined; name = varying.pop()) {
    if (own.locals.delete(name)) varying.push(...(usedBy.get(name) ?? []));
  }
  return own;
}

/** The dependence in a module of which these names are the same in all instances. */
export function ofRepeated(names: CommonNames): Dependence {
  return new Dependence((reference) => bitsOf(reference, names));
}

function bitsOf({ root, steps, range }: Reference, { variables, locals }: CommonNames): number {
  const parsed = parseReference(root, steps, range);
  if (!parsed.ok) return onModule | onBlock;
  const { target } = parsed;
  switch (target.kind) {
    case 'variable':
      return variables.has(target.name) ? 0 : onModule;
    case 'local':
      return locals.has(target.name) ? 0 : onModule;
    case 'path':
    case 'terraform':
      return 0;
    case 'each':
    case 'count':
      return onBlock;
    case 'self':
      return onModule | onBlock;
    // What only a provider knows of a resource is told by its address.
    case 'resource':
    case 'module':
      return onModule;
  }
}

function isSame({ onModule, onBlock }: ReturnType<Dependence['of']>): boolean {
  return !onModule && !onBlock;
}
