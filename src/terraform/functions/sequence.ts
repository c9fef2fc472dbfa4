import { elementsHiddenWith } from '../../model/secret/secrecy.ts';
import type { TerraformValue, Type } from '../../model/value.ts';
import { convert } from '../evaluate/convert.ts';
import { compareKeys } from '../evaluate/order.ts';
import { unify } from '../evaluate/type.ts';
import { operation } from '../evaluate/unknown.ts';
import {
  collectionType,
  dynamicType,
  isWhollyKnown,
  list,
  numberType,
  type OpenMarks,
  openMarksOf,
  stringType,
  tuple,
  typeOf,
  unknown,
  withOuterMark,
} from '../evaluate/value.ts';
import { closedElements, elementType, isSequence, mayBeList } from './elements.ts';
import { FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { isCertainlyNotEmpty, unknownResult } from './holes.ts';
import { membership } from './membership.ts';
import { refuseSize } from './size.ts';
import { wholeNumber } from './whole-number.ts';

const anyList: Parameter = { name: 'list', type: collectionType('list', dynamicType), acceptsUnknown: true };
const stringList = collectionType('list', stringType);

/** Functions on lists and tuples. */
export const sequenceFunctions: readonly TerraformFunction[] = [
  {
    name: 'concat',
    parameters: [],
    variadic: { name: 'seqs', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true },
    returns: dynamicType,
    call: concat,
  },
  {
    name: 'flatten',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true }],
    returns: dynamicType,
    call: ([value]) => flatten(value),
  },
  {
    name: 'element',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true },
      { name: 'index', type: numberType, acceptsUnknown: true },
    ],
    returns: dynamicType,
    call: ([value, index]) => element(value, index),
  },
  {
    name: 'slice',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true },
      { name: 'start_index', type: numberType, acceptsUnknown: true },
      { name: 'end_index', type: numberType, acceptsUnknown: true },
    ],
    returns: dynamicType,
    call: ([value, start, end]) => slice(value, start, end),
  },
  {
    name: 'reverse',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true }],
    returns: dynamicType,
    call: ([value]) => reverse(value),
  },
  {
    name: 'chunklist',
    parameters: [
      { ...anyList, keepsMarks: 'parts', passesOn: true },
      { name: 'size', type: numberType },
    ],
    returns: collectionType('list', collectionType('list', dynamicType)),
    call: ([value, size]) => chunk(value, wholeNumber(size, 1)),
  },
  {
    name: 'distinct',
    parameters: [{ ...anyList, passesOn: true }],
    returns: collectionType('list', dynamicType),
    call: ([value]) => distinct(value),
  },
  {
    name: 'compact',
    parameters: [{ ...anyList, type: stringList, passesOn: true }],
    returns: stringList,
    call: ([value]) => compact(value),
  },
  {
    name: 'sort',
    parameters: [{ ...anyList, type: stringList, passesOn: true }],
    returns: stringList,
    call: ([value]) => sort(value),
  },
];

/** A list when all arguments are lists of types that unify, else a tuple; open where an argument is. */
function concat(args: readonly TerraformValue[]): TerraformValue {
  if (args.length === 0) throw new FunctionError('at least one argument is required');
  for (const [index, value] of args.entries()) {
    if (!mayBeList(typeOf(value))) throw new FunctionError('all arguments must be lists or tuples', index);
  }
  const element = commonElement(args);
  const parts = args.flatMap((value) => {
    if (value.kind === 'list' || value.kind === 'tuple') {
      return element ? value.elements.map((item) => convert(item, element)) : value.elements;
    }
    const certain = value.kind === 'unknown' && value.type.kind === 'tuple' ? value.type.elements : [];
    return certain.map((type) => unknown(operation('concat', [value]), type));
  });
  // An unknown element does not make the number of elements unknown, so it is no reason for that.
  const uncertain = args.flatMap((value) => {
    if ('open' in value && value.open !== undefined) return [unknown(value.open, dynamicType)];
    return hasUnknownLength(value) ? [value] : [];
  });
  const marks = uncertain.length > 0 ? { open: operation('concat', uncertain) } : {};
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
  refuseSize(value);
  const flat: Flat = { elements: [], uncertain: false, sensitive: false };
  flattenInto(value, flat);
  const marks: OpenMarks = flat.uncertain ? { open: operation('flatten', [value]) } : {};
  return withOuterMark(tuple(flat.elements, marks), flat.sensitive);
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
    for (const item of elementsHiddenWith(value)) flattenInto(item, flat);
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
  if (!mayBeList(typeOf(value))) throw new FunctionError('must be a list or tuple', 0);
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

function slice(
  value: TerraformValue | undefined,
  start: TerraformValue | undefined,
  end: TerraformValue | undefined,
): TerraformValue {
  if (value === undefined || start === undefined || end === undefined)
    throw new FunctionError('three arguments are required');
  if (!mayBeList(typeOf(value))) throw new FunctionError('must be a list or tuple', 0);
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
    if (!mayBeList(result)) throw new FunctionError('must be a list, set or tuple', 0);
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
  const seen = membership();
  let uncertain = value.open !== undefined;
  for (const item of value.elements) {
    const met = seen.has(item);
    if (met === true) continue;
    uncertain ||= met === undefined;
    seen.add(item);
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
