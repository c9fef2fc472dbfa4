import type { Expression, FunctionCall } from '../../syntax/ast.ts';
import { inAnyOrder, type PartPath, type PartStep } from './path.ts';

/** An argument of a call, and the part of it that the part of the result comes from. */
export interface ReachedArgument {
  readonly argument: Expression;
  readonly path: PartPath;
}

/** Which entry of a map an expression names, as far as that is known. */
type StepOf = (key: Expression) => PartStep;
type Passing = (args: readonly Expression[], path: PartPath, stepOf: StepOf) => readonly ReachedArgument[];

/** Every argument at the same path: the result is one of them, or made of them entry by entry. */
const same = (args: readonly Expression[], path: PartPath): readonly ReachedArgument[] =>
  args.map((argument) => ({ argument, path }));
/** Every argument is a list or set whose elements come out in another order or place. */
const reordered = (args: readonly Expression[], path: PartPath): readonly ReachedArgument[] =>
  same(args, inAnyOrder(path));
const ofFirst =
  (passing: Passing): Passing =>
  (args, path, stepOf) =>
    passing(args.slice(0, 1), path, stepOf);
/** The result is an element of the first argument. */
const element: Passing = (args, path) => same(args.slice(0, 1), ['any', ...path]);
/** What comes out is a number or a bool. */
const nothing: Passing = () => [];
/** All that is anywhere in the arguments. */
const anywhere: Passing = (args) => same(args, []);

const passing: ReadonlyMap<string, Passing> = new Map([
  ...['try', 'coalesce', 'merge', 'nonsensitive', 'sensitive', 'ephemeralasnull', 'tostring', 'tomap'].map(
    (name) => [name, same] as const,
  ),
  // Of a list that is taken as a whole the order is kept.
  ...['coalescelist', 'tolist'].map((name) => [name, reordered] as const),
  ...['toset', 'distinct', 'sort', 'reverse', 'compact', 'concat', 'setunion', 'setintersection'].map(
    (name) => [name, reordered] as const,
  ),
  ...['slice', 'setsubtract', 'matchkeys'].map((name) => [name, ofFirst(reordered)] as const),
  ...['element', 'one'].map((name) => [name, element] as const),
  ...[
    ...['length', 'index', 'contains', 'can', 'startswith', 'endswith', 'alltrue', 'anytrue', 'issensitive', 'sum'],
    ...['max', 'min', 'abs', 'ceil', 'floor', 'log', 'pow', 'signum', 'parseint', 'tonumber', 'tobool', 'range'],
  ].map((name) => [name, nothing] as const),
  ['values', ofFirst(reordered)],
  ['keys', (args) => same(args.slice(0, 1), ['keys'])],
  ['lookup', lookedUp],
  ['zipmap', zipped],
  [
    'flatten',
    (args, path) => {
      const [first, ...rest] = path;
      return same(args, first === undefined ? ['lists'] : ['any', 'lists', ...rest]);
    },
  ],
  ['chunklist', (args, path) => same(args.slice(0, 1), path.length < 2 ? [] : inAnyOrder(path.slice(1)))],
  ['setproduct', product],
]);

/**
 * What part of which argument a part of the result of a call comes from, or can come from.
 *
 * @param stepOf tells which entry of a map an expression names
 */
export function reachedArguments(call: FunctionCall, path: PartPath, stepOf: StepOf): readonly ReachedArgument[] {
  const reached = (passing.get(plainName(call)) ?? anywhere)(call.arguments, path, stepOf);
  if (!call.expandFinal) return reached;
  const last = call.arguments.at(-1);
  return reached.map((one) => (one.argument === last ? { ...one, path: ['any', ...one.path] } : one));
}

/** Whether the result of a function is not made of its arguments part by part: a text that is put together. */
export function isComposed(call: FunctionCall): boolean {
  return !passing.has(plainName(call));
}

function plainName({ name }: FunctionCall): string {
  return name.replace(/^core::/, '');
}

function lookedUp(
  [from, key, ...fallback]: readonly Expression[],
  path: PartPath,
  stepOf: StepOf,
): readonly ReachedArgument[] {
  if (from === undefined || key === undefined) return [];
  return [{ argument: from, path: [stepOf(key), ...path] }, ...fallback.map((argument) => ({ argument, path }))];
}

function zipped([keys, values]: readonly Expression[], path: PartPath): readonly ReachedArgument[] {
  if (keys === undefined || values === undefined) return [];
  return path[0] === 'keys' ? [{ argument: keys, path: ['any'] }] : [{ argument: values, path: inAnyOrder(path) }];
}

/** The second step says of which argument an element of an element is. */
function product(args: readonly Expression[], path: PartPath): readonly ReachedArgument[] {
  const [, step, ...rest] = path;
  const chosen = typeof step === 'object' ? args.slice(Number(step.key), Number(step.key) + 1) : args;
  return chosen.map((argument) => ({ argument, path: step === undefined ? [] : ['any', ...rest] }));
}
