import { elementsHiddenWith } from '../../../model/secret/secrecy.ts';
import type { TerraformValue, Type } from '../../../model/value.ts';
import { convert } from '../../evaluate/convert.ts';
import { withOuterMark } from '../../evaluate/marks.ts';
import { add, Decimal } from '../../evaluate/number.ts';
import { compareKeys } from '../../evaluate/order.ts';
import { unify } from '../../evaluate/type.ts';
import { operation } from '../../evaluate/unknown.ts';
import {
  collectionType,
  dynamicType,
  list,
  number,
  numberType,
  type OpenMarks,
  openMarksOf,
  stringListType,
  stringType,
  tuple,
  typeOf,
  unknown,
} from '../../evaluate/value.ts';
import { isWhollyKnown } from '../../evaluate/value-parts.ts';
import { decimalOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { refuseSize } from '../size-limits.ts';
import { unknownResult } from '../unknown-parts.ts';
import { anyList, isSequence, mayBeList, unknownList } from './sequence.ts';

/** Functions that make lists of other lists or of numbers. */
export const listFunctions: readonly TerraformFunction[] = [
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
    name: 'range',
    parameters: [],
    variadic: { name: 'params', type: numberType },
    returns: collectionType('list', numberType),
    call: (args, { budget }) => {
      const numbers = args.map(decimalOf);
      const values = range(numbers);
      // Fractions are added as numbers of 512 bits are, digit by digit.
      const stepsPerValue = numbers.every((one) => one.isInteger()) ? 1 : 30;
      budget.use('steps', stepsPerValue * values.length);
      return list(values, numberType);
    },
  },
  {
    name: 'reverse',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true }],
    returns: dynamicType,
    call: ([value]) => reverse(value),
  },
  {
    name: 'sort',
    parameters: [{ ...anyList, type: stringListType, passesOn: true }],
    returns: stringListType,
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
 * An inner unknown that may be a list stands for any number of elements. Objects and maps are elements like any other.
 * The mark of an inner list marks the result. Depth is bounded by the parser's and the decoders' own limits.
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

/** Terraform's own limit: https://developer.hashicorp.com/terraform/language/functions/range */
const mostElements = 1024;

function range(params: readonly Decimal[]): readonly TerraformValue[] {
  if (params.length < 1 || params.length > 3) throw new FunctionError('takes one, two or three numbers');
  const [first = new Decimal(0), second, third] = params;
  const start = second === undefined ? new Decimal(0) : first;
  const end = second ?? first;
  const step = third ?? new Decimal(end.lt(start) ? -1 : 1);
  const down = step.isNegative();
  if (down ? end.gt(start) : end.lt(start)) throw new FunctionError('the step leads away from the end', 1);
  const values: TerraformValue[] = [];
  for (let value = start; down ? value.gt(end) : value.lt(end); value = add(value, step)) {
    if (values.length >= mostElements) throw new FunctionError(`more than ${mostElements} values`);
    values.push(number(value));
  }
  return values;
}
