import type { TerraformValue, Type } from '../../../model/value.ts';
import { ConversionError, convert } from '../../evaluate/convert.ts';
import { unify } from '../../evaluate/type.ts';
import { operation } from '../../evaluate/unknown.ts';
import { dynamicType, nullOf, typeOf, unknown } from '../../evaluate/value.ts';
import { childrenOf, isWhollyKnown } from '../../evaluate/value-parts.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { isCertainlyNotEmpty, unknownResult } from '../unknown-parts.ts';

/** Functions that choose one of their arguments, or the only element of one. */
export const chooseFunctions: readonly TerraformFunction[] = [
  {
    name: 'coalesce',
    parameters: [],
    variadic: { name: 'vals', type: dynamicType, nullable: true, acceptsUnknown: true, passesOn: true },
    returns: dynamicType,
    call: coalesce,
  },
  {
    name: 'coalescelist',
    parameters: [],
    variadic: { name: 'vals', type: dynamicType, nullable: true, acceptsUnknown: true, passesOn: true },
    returns: dynamicType,
    call: coalesceList,
  },
  {
    name: 'one',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true, passesOn: true }],
    returns: dynamicType,
    call: ([value]) => one(value),
  },
];

function one(value: TerraformValue | undefined): TerraformValue {
  if (value === undefined) throw new FunctionError('one argument is required');
  const malformed = new FunctionError('must be a list, set or tuple of one element or none', 0);
  const type = typeOf(value);
  if (type.kind === 'tuple' && value.kind === 'unknown') {
    const [only, ...others] = type.elements;
    if (others.length > 0) throw malformed;
    return only === undefined ? nullOf() : unknown(operation('one', [value]), only);
  }
  if (type.kind === 'dynamic') return unknownResult('one', [value], dynamicType);
  if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'tuple') throw malformed;
  const element = type.kind === 'tuple' ? dynamicType : type.element;
  const items = childrenOf(value);
  const uncertain = value.kind === 'unknown' || ('open' in value && value.open !== undefined);
  if (uncertain || (value.kind === 'set' && items.length > 1 && !isWhollyKnown(value))) {
    return unknown(operation('one', [value]), element);
  }
  const [only, ...others] = items;
  if (others.length > 0) throw malformed;
  return only ?? nullOf(element);
}

/**
 * The first argument that is neither null nor, among strings, empty; all of them are converted to one type. A later
 * argument of unknown type leaves the chosen one as it is, as in a plan of Terraform's.
 */
function coalesce(args: readonly TerraformValue[]): TerraformValue {
  const type = unify(args.map(typeOf));
  if (type === undefined) throw new FunctionError('all arguments must have the same type');
  for (const [index, value] of args.entries()) {
    if (value.kind === 'null') continue;
    const converted = convertTo(value, type, index);
    if (converted.kind === 'unknown' && !isCertain(converted, type)) {
      return undecided(args.slice(index), type);
    }
    if (converted.kind === 'template' && !isCertainlyNotEmpty(converted)) {
      return undecided(args.slice(index), type);
    }
    if (converted.kind === 'string' && converted.value === '' && type.kind === 'string') continue;
    return converted;
  }
  throw new FunctionError('every argument is null or an empty string');
}

function undecided(args: readonly TerraformValue[], type: Type): TerraformValue {
  const notEmpty = type.kind === 'string' && ({ notEmpty: true } as const);
  return unknown(operation('coalesce', args), type, { notNull: true, ...notEmpty });
}

/** Whether an unknown is certainly the one that is chosen. */
function isCertain(value: TerraformValue, type: Type): boolean {
  if (value.kind !== 'unknown' || value.notNull !== true) return false;
  if (type.kind === 'string' || type.kind === 'dynamic')
    return value.type.kind === 'string' && isCertainlyNotEmpty(value);
  return true;
}

function convertTo(value: TerraformValue, type: Type, index: number): TerraformValue {
  try {
    return convert(value, type);
  } catch (error) {
    if (error instanceof ConversionError) throw new FunctionError(error.message, index);
    throw error;
  }
}

/** The first argument with an element. */
function coalesceList(args: readonly TerraformValue[]): TerraformValue {
  if (args.length === 0) throw new FunctionError('at least one argument is required');
  for (const [index, value] of args.entries()) {
    const type = typeOf(value);
    const fits = type.kind === 'list' || type.kind === 'tuple' || value.kind === 'unknown';
    if (!fits) throw new FunctionError('must be a list or tuple', index);
  }
  for (const [index, value] of args.entries()) {
    if (value.kind === 'unknown') return unknownResult('coalescelist', args.slice(index), dynamicType);
    if (childrenOf(value).length > 0) return value;
    if ('open' in value && value.open !== undefined)
      return unknownResult('coalescelist', args.slice(index), dynamicType);
  }
  throw new FunctionError('every argument is null or empty');
}
