import type { TerraformValue, Unknown } from '../../../model/value.ts';
import { convert } from '../../evaluate/convert.ts';
import { rawEquals } from '../../evaluate/equality.ts';
import { unify } from '../../evaluate/type.ts';
import { operation } from '../../evaluate/unknown.ts';
import { bool, boolType, collectionType, dynamicType, list, number, numberType, typeOf } from '../../evaluate/value.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';
import { membership } from './membership.ts';
import { anyList, closedElements, elementType, isSequence, mayBeList } from './sequence.ts';

/** Functions that look for elements of lists, tuples and sets. */
export const searchFunctions: readonly TerraformFunction[] = [
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
    name: 'index',
    parameters: [
      { name: 'list', type: dynamicType, acceptsUnknown: true },
      { name: 'value', type: dynamicType, acceptsUnknown: true },
    ],
    returns: numberType,
    call: ([value, wanted]) => indexOf(value, wanted),
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

function indexOf(value: TerraformValue | undefined, wanted: TerraformValue | undefined): TerraformValue {
  if (value === undefined || wanted === undefined) throw new FunctionError('two arguments are required');
  if (!mayBeList(typeOf(value))) throw new FunctionError('must be a list or tuple', 0);
  const unclear = unknownResult('index', [value, wanted], numberType);
  if (value.kind !== 'list' && value.kind !== 'tuple') return unclear;
  // Terraform finds out that a list is empty only when it looks into it.
  if (value.open !== undefined || (value.elements.length === 0 && wanted.kind === 'unknown')) return unclear;
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
  if (!mayBeList(type) && type.kind !== 'set') throw new FunctionError('must be a list, tuple or set', 0);
  const unclear = unknownResult('contains', [value, wanted], boolType);
  if (!isSequence(value)) return unclear;
  const answers = value.elements.map((item) => rawEquals(item, wanted));
  if (answers.includes(true)) return bool(true);
  return value.open !== undefined || answers.includes(undefined) ? unclear : bool(false);
}

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
  const wantedKeys = membership(search);
  const kept: TerraformValue[] = [];
  let open: Unknown | undefined;
  for (const [index, name] of names.entries()) {
    const found = wantedKeys.has(name);
    const value = from[index];
    if (found === true && value !== undefined) kept.push(value);
    else if (found === undefined) open = operation('matchkeys', [keys, wanted]);
  }
  return list(kept, elementType(typeOf(values)), open === undefined ? {} : { open });
}
