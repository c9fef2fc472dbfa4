import type { TemplateValue, TerraformValue, Type, Unknown, ValueStep } from '../../model/value.ts';
import { parseNumber } from './number.ts';
import { stringArgument } from './string-argument.ts';
import { convertedType, elementTypeFor, isConcrete, sameType } from './type.ts';
import { derived, missingEntry, operation } from './unknown.ts';
import { bool, list, map, marksOf, nullOf, number, object, openMarksOf, set, tuple, typeOf, unknown } from './value.ts';
import { childrenOf, isWhollyKnown } from './value-parts.ts';

/**
 * A value does not convert to a type. `message` names types, never a value; `path` leads from the value to the part at
 * fault.
 */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
  readonly path: readonly ValueStep[];
  constructor(message: string, path: readonly ValueStep[]) {
    super(message);
    this.path = path;
  }
}

/**
 * Converts a value to a type as Terraform does where an argument or a variable asks for one. `dynamic` in the type
 * accepts anything; as the element type of a collection it is replaced by the type that all elements unify to. Unknown
 * parts, holes, `open`, the sensitive mark and `at` stay. `path` is where the value stands, for errors.
 * Throws `ConversionError`.
 */
export function convert(value: TerraformValue, type: Type, path: readonly ValueStep[] = []): TerraformValue {
  if (type.kind === 'dynamic') return value;
  if (value.kind === 'null' || value.kind === 'unknown') {
    const converted = convertedType(value.type, type);
    if (converted === undefined) throw mismatch(type, path);
    if (value.kind === 'null') return nullOf(converted, value);
    return sameType(converted, value.type) ? value : { ...value, type: converted };
  }
  switch (type.kind) {
    case 'string':
      return toText(value, path);
    case 'number':
      return toNumber(value, path);
    case 'bool':
      return toBool(value, path);
    case 'list':
    case 'set':
      return toSequence(value, type, path);
    case 'map':
      return toMap(value, type.element, path);
    case 'tuple':
      return toTuple(value, type.elements, path);
    case 'object':
      return toObject(value, type, path);
  }
}

/** Whether a value converts to a type. */
export function isConvertible(value: TerraformValue, type: Type): boolean {
  try {
    convert(value, type);
    return true;
  } catch (error) {
    if (error instanceof ConversionError) return false;
    throw error;
  }
}

function toText(value: TerraformValue, path: readonly ValueStep[]): TerraformValue {
  const text = stringArgument(value);
  if (text === undefined) throw mismatch({ kind: 'string' }, path);
  return text;
}

function toNumber(value: TerraformValue, path: readonly ValueStep[]): TerraformValue {
  if (value.kind === 'number') return value;
  if (value.kind === 'template') return unknown(causeOf('tonumber', value), { kind: 'number' }, notNull(value));
  const parsed = value.kind === 'string' ? parseNumber(value.value) : undefined;
  if (parsed === undefined) throw mismatch({ kind: 'number' }, path);
  return number(parsed, value);
}

function toBool(value: TerraformValue, path: readonly ValueStep[]): TerraformValue {
  if (value.kind === 'bool') return value;
  if (value.kind === 'template') return unknown(causeOf('tobool', value), { kind: 'bool' }, notNull(value));
  if (value.kind === 'string') {
    if (value.value === 'true' || value.value === '1') return bool(true, value);
    if (value.value === 'false' || value.value === '0') return bool(false, value);
  }
  throw mismatch({ kind: 'bool' }, path);
}

function toSequence(
  value: TerraformValue,
  type: Extract<Type, { kind: 'list' | 'set' | 'map' }>,
  path: readonly ValueStep[],
): TerraformValue {
  if (value.kind !== 'list' && value.kind !== 'set' && value.kind !== 'tuple') throw mismatch(type, path);
  if (sameType(typeOf(value), type)) return value;
  const common = commonElementType(value, type, path);
  const converted = value.elements.map((item, index) => convert(item, common, [...path, index]));
  const element = sharedType(converted, common, type, path);
  if (type.kind === 'set') return set(converted, element, openMarksOf(value));
  const marks = openMarksOf(value);
  if (value.kind !== 'set' || marks.open !== undefined || converted.every(isWhollyKnown)) {
    return list(converted, element, marks);
  }
  // Where the unknown elements of a set sort is not known, so the positions in the list are not certain.
  return list(converted, element, { ...marks, open: operation('tolist', [value]) });
}

function toMap(value: TerraformValue, wanted: Type, path: readonly ValueStep[]): TerraformValue {
  const type: Type = { kind: 'map', element: wanted };
  if (value.kind !== 'map' && value.kind !== 'object') throw mismatch(type, path);
  if (sameType(typeOf(value), type)) return value;
  const common = commonElementType(value, type, path);
  const entries = [...value.entries].map(([key, item]) => [key, convert(item, common, [...path, key])] as const);
  const element = sharedType(
    entries.map(([, item]) => item),
    common,
    type,
    path,
  );
  return map(entries, element, openMarksOf(value));
}

/** The element type of the collection that a value becomes; its own elements decide where `type` says `dynamic`. */
function commonElementType(
  value: TerraformValue,
  type: Extract<Type, { kind: 'list' | 'set' | 'map' }>,
  path: readonly ValueStep[],
): Type {
  const collection = value.kind === 'list' || value.kind === 'set' || value.kind === 'map';
  const element = collection
    ? convertedType(value.element, type.element)
    : elementTypeFor(childrenOf(value).filter(isTyped).map(typeOf), type.element, true, type.kind);
  if (element !== undefined) return element;
  const keys = value.kind === 'map' || value.kind === 'object' ? [...value.entries.keys()] : undefined;
  // Convert the elements for the error of the first one that does not fit.
  for (const [index, item] of childrenOf(value).entries())
    convert(item, type.element, [...path, keys?.[index] ?? index]);
  throw mismatch(type, path);
}

/**
 * The type of elements that were converted to `common`, whose `dynamic` parts are then known. Those parts must be
 * alike, though what is unknown may still turn out to be.
 */
function sharedType(converted: readonly TerraformValue[], common: Type, type: Type, path: readonly ValueStep[]): Type {
  if (isConcrete(common)) return common;
  const types = converted.map(typeOf).filter(({ kind }) => kind !== 'dynamic');
  const [first = common] = types.filter((own) => !isUntypedCollection(own));
  // `tolist([])` has no element type of its own and takes that of its neighbours, when it is a primitive one.
  const adapts = 'element' in first && ['string', 'number', 'bool'].includes(first.element.kind);
  const fits = (own: Type): boolean => sameType(first, own) || (adapts && isUntypedCollection(own));
  if (types.every(fits)) return first;
  if (types.every(isUntypedCollection)) return common;
  if (converted.every(isWhollyKnown)) throw mismatch(type, path);
  return common;
}

function isUntypedCollection(type: Type): boolean {
  return (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') && type.element.kind === 'dynamic';
}

/** An unknown of unknown type says nothing about what the others unify to; it takes their type. */
function isTyped(value: TerraformValue): boolean {
  return value.kind !== 'unknown' || value.type.kind !== 'dynamic';
}

function toTuple(value: TerraformValue, types: readonly Type[], path: readonly ValueStep[]): TerraformValue {
  const type: Type = { kind: 'tuple', elements: types };
  if (value.kind !== 'tuple') throw mismatch(type, path);
  if (value.open !== undefined) return unknown(derived('convert', value.open), type, marksOf(value));
  if (value.elements.length !== types.length) throw mismatch(type, path);
  return tuple(
    value.elements.map((item, index) => convert(item, types[index] ?? { kind: 'dynamic' }, [...path, index])),
    marksOf(value),
  );
}

function toObject(
  value: TerraformValue,
  type: Extract<Type, { kind: 'object' }>,
  path: readonly ValueStep[],
): TerraformValue {
  if (value.kind !== 'object' && value.kind !== 'map') throw mismatch(type, path);
  const entries = new Map<string, TerraformValue>();
  for (const [name, attribute] of type.attributes) {
    const item = value.entries.get(name) ?? (value.open && unknown(missingEntry('convert', value.open, name)));
    if (item === undefined) throw new ConversionError(`attribute ${JSON.stringify(name)} is required`, path);
    entries.set(name, convert(item, attribute, [...path, name]));
  }
  return object(entries, openMarksOf(value));
}

/** The cause of a number or bool that a template turns out to be: that of its only part, or the conversion. */
function causeOf(name: string, value: TemplateValue): Unknown {
  const [only] = value.parts;
  return value.parts.length === 1 && only !== undefined && typeof only !== 'string'
    ? only.because
    : operation(name, [value]);
}

function notNull(value: TerraformValue): { readonly notNull: true } {
  return { ...marksOf(value), notNull: true };
}

function mismatch(type: Type, path: readonly ValueStep[]): ConversionError {
  return new ConversionError(requirement(type), path);
}

function requirement(type: Type): string {
  switch (type.kind) {
    case 'number':
    case 'bool':
      return `a ${type.kind} is required`;
    case 'list':
    case 'set':
    case 'map':
      return type.element.kind === 'dynamic'
        ? `${type.kind} required`
        : `${type.kind} of ${type.element.kind} required`;
    default:
      return `${type.kind} required`;
  }
}
