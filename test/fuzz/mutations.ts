import { at, type Change, changed, type Path, placesIn, type Tree } from './tree.ts';

/*
 * What may go wrong with an answer, one thing at a time.
 */

/** Numbers from 0 to below 1, the same for the same seed. https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const operators = [
  'drop',
  'rename',
  'null',
  'empty',
  'another type',
  'another value',
  'swap',
  'twice',
  'half',
  'token',
] as const;
export type Operator = (typeof operators)[number];

export interface Mutation {
  readonly operator: Operator;
  readonly path: Path;
  readonly tree: Tree;
}

/** One mutation of an answer; undefined where the operator changes nothing at the place that was drawn. */
export function mutate(tree: Tree, draw: () => number): Mutation | undefined {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(draw() * from.length)];
  const operator = pick(operators) ?? 'drop';
  const places = placesIn(tree);
  const path = pick(places);
  if (path === undefined) return undefined;
  const value = at(tree, path);
  if (value === undefined) return undefined;
  const make = (change: Change): Mutation => ({ operator, path, tree: changed(tree, path, change) });
  const put = (next: Tree | undefined) =>
    next === undefined || JSON.stringify(next) === JSON.stringify(value) ? undefined : make({ value: next });
  switch (operator) {
    case 'drop':
      return make({ gone: true });
    case 'rename':
      return typeof path.at(-1) === 'string' ? make({ name: `${String(path.at(-1))}X` }) : undefined;
    case 'null':
      return put(null);
    case 'empty':
      return put(Array.isArray(value) ? [] : typeof value === 'object' && value !== null ? {} : '');
    case 'another type':
      return put(pick(ofAnotherType(value)));
    case 'another value':
      return put(another(value));
    case 'swap': {
      const others = places
        .map((place) => at(tree, place))
        .filter((other): other is Tree => other !== undefined && typeof other === typeof value);
      return put(pick(others));
    }
    case 'twice':
      return Array.isArray(value) && value[0] !== undefined ? make({ value: [...value, value[0]] }) : undefined;
    case 'half':
      return Array.isArray(value) && value.length > 0
        ? make({ value: value.slice(0, Math.floor(value.length / 2)) })
        : undefined;
    case 'token': {
      const top = path.slice(0, 1);
      const inside = at(tree, top);
      if (typeof inside !== 'object' || inside === null || Array.isArray(inside)) {
        return { operator, path: ['nextToken'], tree: { ...(tree as object), nextToken: 'more' } };
      }
      return {
        operator,
        path: [...top, 'nextToken'],
        tree: changed(tree, top, { value: { ...inside, nextToken: 'm' } }),
      };
    }
  }
}

function ofAnotherType(value: Tree): readonly Tree[] {
  if (typeof value === 'number') return [String(value), 1e308, [value], {}, true];
  if (typeof value === 'string') return [7, [value], {}, [null], true];
  if (typeof value === 'boolean') return [String(value), 'maybe', 1, []];
  return ['x', [null], {}, 3, [[]], { a: 'b' }];
}

function another(value: Tree): Tree | undefined {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}x` : undefined;
}
