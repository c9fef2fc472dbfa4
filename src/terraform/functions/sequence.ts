import type { TerraformValue, Type, Unknown } from '../../model/value.ts';
import { convert } from '../evaluate/convert.ts';
import { rawEquals } from '../evaluate/equality.ts';
import { compareKeys } from '../evaluate/order.ts';
import { unify } from '../evaluate/type.ts';
import { operation } from '../evaluate/unknown.ts';
import {
  bool,
  boolType,
  collectionType,
  dynamicType,
  isWhollyKnown,
  list,
  number,
  numberType,
  type OpenMarks,
  openMarksOf,
  stringType,
  tuple,
  typeOf,
  unknown,
  withMark,
} from '../evaluate/value.ts';
import { FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { isCertainlyNotEmpty, unknownResult } from './holes.ts';
import { wholeNumber } from './whole-number.ts';

const anyList: Parameter = { name: 'list', type: collectionType('list', dynamicType), acceptsUnknown: true };
const stringList = collectionType('list', stringType);

/** Functions on lists and tuples. */
export const sequenceFunctions: readonly TerraformFunction[] = [
  {
    name: 'concat',
    parameters: [],
    variadic: { name: 'seqs', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' },
    returns: dynamicType,
    call: concat,
  },
  {
    name: 'flatten',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' }],
    returns: dynamicType,
    call: ([value]) => flatten(value),
  },
  {
    name: 'element',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' },
      { name: 'index', type: numberType, acceptsUnknown: true },
    ],
    returns: dynamicType,
    call: ([value, index]) => element(value, index),
  },
  {
    name: 'slice',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' },
      { name: 'start_index', type: numberType, acceptsUnknown: true },
      { name: 'end_index', type: numberType, acceptsUnknown: true },
    ],
    returns: dynamicType,
    call: ([value, start, end]) => slice(value, start, end),
  },
  {
    name: 'reverse',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' }],
    returns: dynamicType,
    call: ([value]) => reverse(value),
  },
  {
    name: 'chunklist',
    parameters: [
      { ...anyList, keepsMarks: 'parts' },
      { name: 'size', type: numberType },
    ],
    returns: collectionType('list', collectionType('list', dynamicType)),
    call: ([value, size]) => chunk(value, wholeNumber(size, 1)),
  },
  {
    name: 'distinct',
    parameters: [anyList],
    returns: collectionType('list', dynamicType),
    call: ([value]) => distinct(value),
  },
  {
    name: 'compact',
    parameters: [{ ...anyList, type: stringList }],
    returns: stringList,
    call: ([value]) => compact(value),
  },
  {
    name: 'sort',
    parameters: [{ ...anyList, type: stringList }],
    returns: stringList,
    call: ([value]) => sort(value),
  },
  {
    name: 'index',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true },
      { name: 'value', type: dynamicType, acceptsUnknown: true },
    ],
    returns: numberType,
    call: ([value, wanted]) => indexOf(value, wanted),
  },
  {
    name: 'contains',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true },
      { name: 'value', type: dynamicType, acceptsUnknown: true },
    ],
    returns: boolType,
    call: ([value, wanted]) => contains(value, wanted),
  },
  {
    name: 'matchkeys',
    parameters: [
      { ...anyList, name: 'values' },
      { ...anyList, name: 'keys' },
      { ...anyList, name: 'searchset' },
    ],
    returns: collectionType('list', dynamicType),
    call: ([values, keys, wanted]) => matchKeys(values, keys, wanted),
  },
];

type Sequence = Extract<TerraformValue, { readonly kind: 'list' | 'tuple' | 'set' }>;

function isSequence(value: TerraformValue | undefined): value is Sequence {
  return value?.kind === 'list' || value?.kind === 'tuple' || value?.kind === 'set';
}

/** Whether an unknown may turn out to be a list or tuple. */
function mayBeSequence(type: Type): boolean {
  return type.kind === 'dynamic' || type.kind === 'list' || type.kind === 'tuple';
}

/** A list when all arguments are lists of types that unify, else a tuple; open where an argument is. */
function concat(args: readonly TerraformValue[]): TerraformValue {
  if (args.length === 0) throw new FunctionError('at least one argument is required');
  for (const [index, value] of args.entries()) {
    if (!mayBeSequence(typeOf(value))) throw new FunctionError('all arguments must be lists or tuples', index);
  }
  const parts: TerraformValue[] = [];
  const element = commonElement(args);
  for (const value of args) {
    if (value.kind === 'list' || value.kind === 'tuple') {
      parts.push(...(element ? value.elements.map((item) => convert(item, element)) : value.elements));
    }
    if (value.kind === 'unknown' && value.type.kind === 'tuple') {
      parts.push(...value.type.elements.map((type) => unknown(value.because, type)));
    }
  }
  const uncertain = args.some((value) => ('open' in value && value.open) || hasUnknownLength(value));
  const marks = uncertain ? { open: operation('concat', args) } : {};
  return element ? list(parts, element, marks) : tuple(parts, marks);
}

function hasUnknownLength(value: TerraformValue): boolean {
  return value.kind === 'unknown' && value.type.kind !== 'tuple';
}

function commonElement(args: readonly TerraformValue[]): Type | undefined {
  const types = args.map(typeOf);
  if (!types.every((type) => type.kind === 'list')) return undefined;
  const common = unify(types);
  return common?.kind === 'list' ? common.element : undefined;
}

/**
 * An inner unknown that may be a list stands for any number of elements. Objects and maps are elements like any other. The mark of an
 * inner list marks the result. Depth is bounded by the parser's and the decoders' own limits.
 */
function flatten(value: TerraformValue | undefined): TerraformValue {
  if (value === undefined) throw new FunctionError('a list is required', 0);
  if (value.kind !== 'unknown' && !isSequence(value)) {
    throw new FunctionError('only lists, sets and tuples can be flattened', 0);
  }
  const flat: Flat = { elements: [], uncertain: false, sensitive: false };
  flattenInto(value, flat);
  const marks: OpenMarks = flat.uncertain ? { open: operation('flatten', [value]) } : {};
  return withMark(tuple(flat.elements, marks), flat.sensitive);
}

interface Flat {
  readonly elements: TerraformValue[];
  /** Whether there may be further elements. */
  uncertain: boolean;
  sensitive: boolean;
}

function flattenInto(value: TerraformValue, flat: Flat): void {
  if (isSequence(value)) {
    flat.sensitive ||= value.sensitive === true;
    flat.uncertain ||= value.open !== undefined || (value.kind === 'set' && !isWhollyKnown(value));
    for (const item of value.elements) flattenInto(item, flat);
  } else if (value.kind === 'unknown' && !isCertainlyElement(value.type)) {
    flat.uncertain = true;
    flat.sensitive ||= value.sensitive === true;
  } else {
    flat.elements.push(value);
  }
}

function isCertainlyElement({ kind }: Type): boolean {
  return kind === 'string' || kind === 'number' || kind === 'bool' || kind === 'object' || kind === 'map';
}

/** Terraform wraps an index around; a negative one counts from the end (and crashes Terraform 1.11 on tuples). */
function element(value: TerraformValue | undefined, index: TerraformValue | undefined): TerraformValue {
  if (value === undefined || index === undefined) throw new FunctionError('two arguments are required');
  if (!mayBeSequence(typeOf(value))) throw new FunctionError('must be a list or tuple', 0);
  if (value.kind === 'unknown') return someElement(value, index);
  if (!isSequence(value)) throw new FunctionError('must be a list or tuple', 0);
  if (value.open !== undefined) return someElement(value, index);
  if (value.elements.length === 0) throw new FunctionError('must not be empty', 0);
  if (index.kind === 'unknown') return someElement(value, index);
  const position = wholeNumber(index, 1) % value.elements.length;
  const found = value.elements.at(position);
  if (found === undefined) throw new FunctionError('must not be empty', 0);
  return found;
}

/** An element that may be any, also null. */
function someElement(value: TerraformValue, index: TerraformValue): TerraformValue {
  return unknown(operation('element', [value, index]), elementType(typeOf(value)));
}

function elementType(type: Type): Type {
  return type.kind === 'list' || type.kind === 'set' ? type.element : dynamicType;
}

function slice(
  value: TerraformValue | undefined,
  start: TerraformValue | undefined,
  end: TerraformValue | undefined,
): TerraformValue {
  if (value === undefined || start === undefined || end === undefined)
    throw new FunctionError('three arguments are required');
  if (!mayBeSequence(typeOf(value))) throw new FunctionError('must be a list or tuple', 0);
  const from = start.kind === 'unknown' ? undefined : wholeNumber(start, 1);
  const to = end.kind === 'unknown' ? undefined : wholeNumber(end, 2);
  if (from !== undefined && from < 0) throw new FunctionError('must not be less than zero', 1);
  if (to !== undefined && to < 0) throw new FunctionError('must not be less than zero', 2);
  if (from !== undefined && to !== undefined && from > to) {
    throw new FunctionError('must not be greater than the end index', 1);
  }
  if (value.kind === 'list' || value.kind === 'tuple') {
    const certain = value.open === undefined ? value.elements.length : undefined;
    if (certain !== undefined && from !== undefined && from > certain) {
      throw new FunctionError('must not be greater than the length of the list', 1);
    }
    if (certain !== undefined && to !== undefined && to > certain) {
      throw new FunctionError('must not be greater than the length of the list', 2);
    }
    if (certain !== undefined && from !== undefined && to !== undefined) {
      const elements = value.elements.slice(from, to);
      return value.kind === 'list' ? list(elements, value.element) : tuple(elements);
    }
  }
  const type = typeOf(value);
  return unknownResult('slice', [value, start, end], type.kind === 'list' ? type : dynamicType);
}

function reverse(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind === 'unknown') {
    const { type } = value;
    const result = type.kind === 'set' ? collectionType('list', type.element) : type;
    if (!mayBeSequence(result)) throw new FunctionError('must be a list, set or tuple', 0);
    return unknownResult('reverse', [value], type.kind === 'tuple' ? dynamicType : result);
  }
  if (!isSequence(value)) throw new FunctionError('must be a list, set or tuple', 0);
  const sequence = value.kind === 'set' ? convert(value, collectionType('list', value.element)) : value;
  if (!isSequence(sequence)) throw new FunctionError('must be a list, set or tuple', 0);
  const { open } = openMarksOf(sequence);
  const elements = [...sequence.elements].reverse();
  const marks = open === undefined ? {} : { open };
  return sequence.kind === 'tuple' ? tuple(elements, marks) : list(elements, sequence.element, marks);
}

/** The elements of a list of which the length is certain; undefined for any other. */
function closedElements(value: TerraformValue | undefined): readonly TerraformValue[] | undefined {
  return value?.kind === 'list' && value.open === undefined ? value.elements : undefined;
}

function chunk(value: TerraformValue | undefined, size: number): TerraformValue {
  const type = value === undefined ? dynamicType : typeOf(value);
  if (size < 0) throw new FunctionError('must not be negative', 1);
  const elements = closedElements(value);
  if (value === undefined || elements === undefined) {
    return unknownResult('chunklist', value ? [value] : [], collectionType('list', type));
  }
  const inner = elementType(type);
  if (elements.length === 0) return list([], type);
  const step = size === 0 ? elements.length : size;
  const count = Math.ceil(elements.length / step);
  return list(
    Array.from({ length: count }, (_, index) => list(elements.slice(index * step, (index + 1) * step), inner)),
    type,
  );
}

/**
 * Every element that is unlike all known ones before it stays. Two that may or may not be equal make the result open: each is certainly
 * in it, though maybe as one and the same.
 */
function distinct(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind !== 'list') return unknownList('distinct', value);
  const kept: TerraformValue[] = [];
  const texts = new Set<string>();
  let uncertain = value.open !== undefined;
  let plain = true;
  for (const item of value.elements) {
    if (item.kind === 'string' && plain) {
      // The usual list of known strings, in linear time.
      if (!texts.has(item.value)) kept.push(item);
      texts.add(item.value);
      continue;
    }
    plain = false;
    const answers = kept.map((other) => rawEquals(other, item));
    if (answers.includes(true)) continue;
    uncertain ||= answers.includes(undefined);
    kept.push(item);
  }
  return list(kept, value.element, uncertain ? { open: operation('distinct', [value]) } : {});
}

function unknownList(name: string, value: TerraformValue | undefined): TerraformValue {
  return unknownResult(name, value ? [value] : [], value ? typeOf(value) : dynamicType);
}

/** Drops nulls and empty strings; what may be one of them is not certainly in the result. */
function compact(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind !== 'list') return unknownList('compact', value);
  const present = value.elements.filter(
    (item) => item.kind !== 'null' && !(item.kind === 'string' && item.value === ''),
  );
  const certain = present.filter(isCertainlyNotEmpty);
  const uncertain = value.open !== undefined || certain.length < present.length;
  return list(certain, stringType, uncertain ? { open: operation('compact', [value]) } : {});
}

/** Where unknown strings sort is not known, so that no position is certain once there are two elements. */
function sort(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind !== 'list') return unknownList('sort', value);
  const nullAt = value.elements.findIndex((item) => item.kind === 'null');
  if (nullAt !== -1) throw new FunctionError(`element ${nullAt} is null`, 0);
  const known = value.elements.filter((item) => item.kind === 'string');
  const others = value.elements.filter((item) => item.kind !== 'string');
  const sorted = known.toSorted((a, b) => compareKeys(a.value, b.value));
  const uncertain = value.open !== undefined || (others.length > 0 && value.elements.length > 1);
  return list([...sorted, ...others], stringType, uncertain ? { open: operation('sort', [value]) } : {});
}

function indexOf(value: TerraformValue | undefined, wanted: TerraformValue | undefined): TerraformValue {
  if (value === undefined || wanted === undefined) throw new FunctionError('two arguments are required');
  if (!mayBeSequence(typeOf(value))) throw new FunctionError('must be a list or tuple', 0);
  const unclear = unknownResult('index', [value, wanted], numberType);
  if (value.kind !== 'list' && value.kind !== 'tuple') return unclear;
  if (value.open !== undefined) return unclear;
  if (value.elements.length === 0) throw new FunctionError('must not be empty', 0);
  for (const [position, item] of value.elements.entries()) {
    const equal = rawEquals(item, wanted);
    if (equal === undefined) return unclear;
    if (equal) return number(position);
  }
  throw new FunctionError('no such element');
}

function contains(value: TerraformValue | undefined, wanted: TerraformValue | undefined): TerraformValue {
  if (value === undefined || wanted === undefined) throw new FunctionError('two arguments are required');
  const type = typeOf(value);
  if (!mayBeSequence(type) && type.kind !== 'set') throw new FunctionError('must be a list, tuple or set', 0);
  const unclear = unknownResult('contains', [value, wanted], boolType);
  if (!isSequence(value)) return unclear;
  const answers = value.elements.map((item) => rawEquals(item, wanted));
  if (answers.includes(true)) return bool(true);
  return value.open !== undefined || answers.includes(undefined) ? unclear : bool(false);
}

/** More comparisons of list elements would take too long. */
const mostComparisons = 4_000_000;

function matchKeys(
  values: TerraformValue | undefined,
  keys: TerraformValue | undefined,
  wanted: TerraformValue | undefined,
): TerraformValue {
  if (values === undefined || keys === undefined || wanted === undefined) {
    throw new FunctionError('three arguments are required');
  }
  const type = unify([typeOf(keys), typeOf(wanted)]);
  if (type === undefined) throw new FunctionError('keys and searchset must be of the same type');
  const from = closedElements(values);
  const names = closedElements(convert(keys, type));
  const search = closedElements(convert(wanted, type));
  if (from === undefined || names === undefined || search === undefined) {
    return unknownResult('matchkeys', [values, keys, wanted], typeOf(values));
  }
  if (from.length !== names.length) throw new FunctionError('the lists of values and keys have different lengths');
  if (names.length * search.length > mostComparisons) throw new FunctionError('the lists are too long');
  const kept: TerraformValue[] = [];
  let open: Unknown | undefined;
  for (const [index, name] of names.entries()) {
    const answers = search.map((other) => rawEquals(name, other));
    const value = from[index];
    if (answers.includes(true) && value !== undefined) kept.push(value);
    else if (answers.includes(undefined)) open = operation('matchkeys', [keys, wanted]);
  }
  return list(kept, elementType(typeOf(values)), open === undefined ? {} : { open });
}
