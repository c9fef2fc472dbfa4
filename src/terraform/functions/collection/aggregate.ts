import { graphemes } from '../../../model/graphemes.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { convert, isConvertible } from '../../evaluate/convert.ts';
import { add } from '../../evaluate/number.ts';
import { bool, boolType, collectionType, dynamicType, number, numberType, typeOf } from '../../evaluate/value.ts';
import { childrenOf, isWhollyKnown } from '../../evaluate/value-parts.ts';
import { decimalOf } from '../arguments.ts';
import { FunctionError, type Parameter, type TerraformFunction } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';

const bools: Parameter = { name: 'list', type: collectionType('list', boolType), acceptsUnknown: true };

/** Functions that make one value of all elements of a collection. */
export const aggregateFunctions: readonly TerraformFunction[] = [
  { name: 'alltrue', parameters: [bools], returns: boolType, call: ([value]) => allTrue(value) },
  { name: 'anytrue', parameters: [bools], returns: boolType, call: ([value]) => anyTrue(value) },
  {
    name: 'length',
    parameters: [{ name: 'value', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' }],
    returns: numberType,
    call: ([value]) => length(value),
  },
  {
    name: 'sum',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true }],
    returns: numberType,
    call: ([value]) => sum(value),
  },
];

function length(value: TerraformValue | undefined): TerraformValue {
  if (value === undefined) throw new FunctionError('one argument is required');
  // Whatever a collection holds, its type takes as long to tell as there is in it.
  if (value.kind === 'tuple' || value.kind === 'object') {
    if (value.open !== undefined) return unknownResult('length', [value], numberType);
    return number(value.kind === 'tuple' ? value.elements.length : value.entries.size);
  }
  const type = typeOf(value);
  if (type.kind === 'number' || type.kind === 'bool') throw new FunctionError('must be a string or a collection', 0);
  if ('open' in value && value.open !== undefined) return unknownResult('length', [value], numberType);
  if (type.kind === 'tuple') return number(type.elements.length);
  if (type.kind === 'object') return number(type.attributes.size);
  if (value.kind === 'string') return number(graphemes(value.value).length);
  if (value.kind === 'list' || value.kind === 'map') return number(childrenOf(value).length);
  // Unknown elements of a set may coincide with others; a single one cannot.
  if (value.kind === 'set' && (value.elements.length < 2 || isWhollyKnown(value))) return number(value.elements.length);
  return unknownResult('length', [value], numberType);
}

function allTrue(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind !== 'list') return unknownResult('alltrue', value ? [value] : [], boolType);
  const falsy = value.elements.some((item) => item.kind === 'null' || (item.kind === 'bool' && !item.value));
  if (falsy) return bool(false);
  return isWhollyKnown(value) ? bool(true) : unknownResult('alltrue', [value], boolType);
}

function anyTrue(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind !== 'list') return unknownResult('anytrue', value ? [value] : [], boolType);
  if (value.elements.some((item) => item.kind === 'bool' && item.value)) return bool(true);
  return isWhollyKnown(value) ? bool(false) : unknownResult('anytrue', [value], boolType);
}

function sum(value: TerraformValue | undefined): TerraformValue {
  if (value === undefined) throw new FunctionError('a list is required', 0);
  if (!isWhollyKnown(value)) return unknownResult('sum', [value], numberType);
  if (!('elements' in value)) throw new FunctionError('must be a list, set or tuple of numbers', 0);
  const elements = childrenOf(value);
  if (elements.some((element) => element.kind === 'null' || !isConvertible(element, numberType))) {
    throw new FunctionError('must be a list, set or tuple of numbers', 0);
  }
  if (elements.length === 0) throw new FunctionError('must not be empty', 0);
  const total = elements.map((element) => decimalOf(convert(element, numberType))).reduce(add);
  if (total.isNaN()) throw new FunctionError('the sum cannot be computed');
  return number(total);
}
