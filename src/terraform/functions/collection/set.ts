import type { TerraformValue, Type } from '../../../model/value.ts';
import { ConversionError, convert } from '../../evaluate/convert.ts';
import { unify } from '../../evaluate/type.ts';
import { operation } from '../../evaluate/unknown.ts';
import { collectionType, dynamicType, list, set, tuple, tupleType, typeOf } from '../../evaluate/value.ts';
import { childrenOf, isWhollyKnown } from '../../evaluate/value-parts.ts';
import { standsForMany } from '../arguments.ts';
import { FunctionError, type Parameter, type TerraformFunction } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';
import { membership } from './membership.ts';

const anySet = collectionType('set', dynamicType);
const setParameter = (name: string): Parameter => ({
  name,
  type: anySet,
  acceptsUnknown: true,
  passesOn: true,
});

/** Functions on sets. */
export const setFunctions: readonly TerraformFunction[] = [
  {
    name: 'setunion',
    parameters: [setParameter('first_set')],
    variadic: setParameter('other_sets'),
    returns: anySet,
    call: (args) => combine('setunion', args, union),
  },
  {
    name: 'setintersection',
    parameters: [setParameter('first_set')],
    variadic: setParameter('other_sets'),
    returns: anySet,
    call: (args) => combine('setintersection', args, intersection),
  },
  {
    name: 'setsubtract',
    parameters: [setParameter('a'), setParameter('b')],
    returns: anySet,
    call: (args) => combine('setsubtract', args, difference),
  },
  {
    name: 'setproduct',
    parameters: [],
    variadic: { name: 'sets', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true },
    returns: dynamicType,
    call: product,
  },
];

/** What is certainly in a set, and whether that is all. */
interface SetMembers {
  readonly certain: readonly TerraformValue[];
  readonly complete: boolean;
}

function combine(
  name: string,
  args: readonly TerraformValue[],
  step: (a: SetMembers, b: SetMembers) => SetMembers,
): TerraformValue {
  const element = commonElement(args);
  const members = args.map((value, index) => membersOf(value, element, index));
  const [first, ...rest] = members;
  if (first === undefined) throw new FunctionError('at least one set is required');
  const { certain, complete } = rest.reduce(step, first);
  return set(certain, element, complete ? {} : { open: operation(name, args) });
}

/** Empty sets of no particular type go with any other. */
function commonElement(args: readonly TerraformValue[]): Type {
  const types = args
    .filter((value) => !(value.kind === 'set' && value.elements.length === 0 && value.element.kind === 'dynamic'))
    .map(elementOf);
  if (types.length === 0) return dynamicType;
  const common = unify(types);
  if (common === undefined) throw new FunctionError('the sets must have compatible element types');
  return common;
}

function elementOf(value: TerraformValue): Type {
  const type = typeOf(value);
  return type.kind === 'set' ? type.element : dynamicType;
}

function membersOf(value: TerraformValue, element: Type, index: number): SetMembers {
  try {
    const converted = convert(value, collectionType('set', element));
    if (converted.kind !== 'set') return { certain: [], complete: false };
    return { certain: converted.elements, complete: isWhollyKnown(converted) };
  } catch (error) {
    if (error instanceof ConversionError) throw new FunctionError(error.message, index);
    throw error;
  }
}

function union(a: SetMembers, b: SetMembers): SetMembers {
  return { certain: [...a.certain, ...b.certain], complete: a.complete && b.complete };
}

function intersection(a: SetMembers, b: SetMembers): SetMembers {
  const members = membership(b.certain);
  const certain = a.certain.filter((item) => members.has(item) === true);
  return { certain, complete: a.complete && b.complete };
}

/** What is not known of `b` may take anything away. */
function difference(a: SetMembers, b: SetMembers): SetMembers {
  if (!b.complete) return { certain: [], complete: a.complete && a.certain.length === 0 };
  const members = membership(b.certain);
  const certain = a.certain.filter((item) => members.has(item) === false);
  return { certain, complete: a.complete };
}

/** Larger products are refused. In elements of all tuples. */
const largestProduct = 500_000;

/** The tuples of one element from each argument, in order; a set of them as soon as one argument is a set. */
function product(args: readonly TerraformValue[]): TerraformValue {
  if (args.some(standsForMany)) return unknownResult('setproduct', args, dynamicType);
  if (args.length < 2) throw new FunctionError('at least two arguments are required');
  const elements = args.map(productElement);
  const type = tupleType(elements);
  const asList = args.every((value) => typeOf(value).kind !== 'set');
  const sequences = args.map(certainItems);
  const known = sequences.filter((items) => items !== undefined);
  if (known.length < args.length) {
    const unclear = args.some((value) => typeOf(value).kind === 'dynamic');
    return unknownResult('setproduct', args, unclear ? dynamicType : collectionType(asList ? 'list' : 'set', type));
  }
  const total = known.reduce((count, items) => count * items.length, args.length);
  if (total > largestProduct) throw new FunctionError('the product has too many elements');
  const converted = known.map((items, index) => items.map((item) => convert(item, elements[index] ?? dynamicType)));
  let rows: readonly (readonly TerraformValue[])[] = [[]];
  for (const items of converted) rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  const tuples = rows.map((row) => tuple(row));
  return asList ? list(tuples, type) : set(tuples, type);
}

function productElement(value: TerraformValue, index: number): Type {
  const type = typeOf(value);
  if (type.kind === 'dynamic') return dynamicType;
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  if (type.kind !== 'tuple') throw new FunctionError('must be a set or a list', index);
  if (type.elements.length === 0) return dynamicType;
  const element = unify(type.elements);
  if (element === undefined) throw new FunctionError('all elements must be of the same type', index);
  return element;
}

/** The elements, where their number is certain. */
function certainItems(value: TerraformValue): readonly TerraformValue[] | undefined {
  if (value.kind === 'unknown' || ('open' in value && value.open !== undefined)) return undefined;
  return value.kind === 'set' && !isWhollyKnown(value) ? undefined : childrenOf(value);
}
