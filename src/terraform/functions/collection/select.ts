import type { TerraformValue } from '../../../model/value.ts';
import { operation } from '../../evaluate/unknown.ts';
import {
  collectionType,
  dynamicType,
  list,
  numberType,
  stringListType,
  stringType,
  tuple,
  typeOf,
  unknown,
} from '../../evaluate/value.ts';
import { wholeNumber } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { isCertainlyNotEmpty, unknownResult } from '../unknown-parts.ts';
import { membership } from './membership.ts';
import { anyList, closedElements, elementType, isSequence, mayBeList, unknownList } from './sequence.ts';

/** Functions that pick elements of a list. */
export const selectFunctions: readonly TerraformFunction[] = [
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
    name: 'compact',
    parameters: [{ ...anyList, type: stringListType, passesOn: true }],
    returns: stringListType,
    call: ([value]) => compact(value),
  },
  {
    name: 'distinct',
    parameters: [{ ...anyList, passesOn: true }],
    returns: collectionType('list', dynamicType),
    call: ([value]) => distinct(value),
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
];

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
 * Every element that is unlike all known ones before it stays. Two that may or may not be equal make the result open:
 * each is certainly in it, though maybe as one and the same.
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
