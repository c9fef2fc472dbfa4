import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type, Unknown, ValueStep } from '../../model/value.ts';
import { ConversionError, convert } from './convert.ts';
import { failure } from './failure.ts';
import { withMarksOf } from './marks.ts';
import { friendlyName } from './type.ts';
import { derived, missingEntry, operation } from './unknown.ts';
import { dynamicType, numberType, stringType, typeOf, unknown } from './value.ts';

/**
 * `value.name`. Throws `EvaluationError` with the code `unsupported-attribute`, `invalid-index` (a map without the key)
 * or `null-access`.
 */
export function getAttribute(value: TerraformValue, name: string, at: SourceRange): TerraformValue {
  return withMarksOf(attributeOf(value, name, at), value);
}

function attributeOf(value: TerraformValue, name: string, at: SourceRange): TerraformValue {
  switch (value.kind) {
    case 'null':
      throw failure(
        'null-access',
        'Attempt to get attribute from null value',
        'This value is null, so it has no attributes.',
        at,
      );
    case 'unknown': {
      const type = attributeType(value.type, name);
      if (type === undefined) throw unsupportedAttribute(value, name, at);
      return unknown(extended(value.because, name), type, { at });
    }
    case 'object':
    case 'map': {
      const found = value.entries.get(name);
      if (found !== undefined) return found;
      if (value.open !== undefined)
        return unknown(missingEntry('index', value.open, name), value.kind === 'map' ? value.element : dynamicType, {
          at,
        });
      if (value.kind === 'object') throw unsupportedAttribute(value, name, at);
      const detail = `This map does not have an element with the key "${name}".`;
      throw failure('invalid-index', 'Missing map element', detail, at);
    }
    default:
      throw unsupportedAttribute(value, name, at);
  }
}

function attributeType(type: Type, name: string): Type | undefined {
  if (type.kind === 'dynamic') return type;
  if (type.kind === 'map') return type.element;
  return type.kind === 'object' ? type.attributes.get(name) : undefined;
}

function unsupportedAttribute(value: TerraformValue, name: string, at: SourceRange): Error {
  const type = typeOf(value);
  const detail =
    type.kind === 'object'
      ? `This object does not have an attribute named "${name}".`
      : `Can't access attributes on a ${friendlyName(type)} value${isSequence(type) ? '; index it or use a splat expression, e.g. [*]' : ''}.`;
  return failure('unsupported-attribute', 'Unsupported attribute', detail, at);
}

function isSequence(type: Type): boolean {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
}

/** `value[key]`. Throws `EvaluationError` with the code `invalid-index` or `null-access`. */
export function getIndex(value: TerraformValue, key: TerraformValue, at: SourceRange): TerraformValue {
  // Which element it is says what the key is.
  return withMarksOf(withMarksOf(elementOf(value, key, at), value), key);
}

function elementOf(value: TerraformValue, key: TerraformValue, at: SourceRange): TerraformValue {
  const type = shapeOf(value);
  if (value.kind === 'null') {
    throw failure('null-access', 'Attempt to index null value', 'This value is null, so it has no indices.', at);
  }
  if (key.kind === 'null') throw invalidIndex('Null cannot be used as an indexing key.', at);
  switch (type.kind) {
    case 'dynamic':
      return value.kind === 'unknown' ? unknown(extendedByKey(value.because, key), dynamicType, { at }) : value;
    case 'list':
    case 'tuple':
      return sequenceElement(value, type, convertKey(key, numberType, at), at);
    case 'map':
    case 'object':
      return entry(value, type, convertKey(key, stringType, at), at);
    case 'set':
      throw invalidIndex(
        'Elements of a set are identified only by their value and have no index or key. Use a for expression instead.',
        at,
      );
    default:
      throw invalidIndex('This value does not have any indices.', at);
  }
}

/** The type of a value, without the types of a tuple's or object's parts, which would cost as much as they are many. */
function shapeOf(value: TerraformValue): Type {
  if (value.kind === 'tuple') return { kind: 'tuple', elements: [] };
  return value.kind === 'object' ? { kind: 'object', attributes: new Map() } : typeOf(value);
}

function sequenceElement(
  value: TerraformValue,
  type: Extract<Type, { kind: 'list' | 'set' | 'map' | 'tuple' }>,
  key: TerraformValue,
  at: SourceRange,
): TerraformValue {
  if (key.kind !== 'number') return unknown(operation('index', [value, key]), elementType(type), { at });
  const index = key.value;
  if (!index.isInteger()) throw invalidIndex('A list index must be a whole number.', at);
  if (index.isNegative() && !index.isZero()) {
    throw invalidIndex('A negative number is not a valid index for a sequence.', at);
  }
  if (value.kind === 'unknown') {
    if (type.kind === 'tuple' && index.greaterThanOrEqualTo(type.elements.length)) throw outOfRange(at);
    const element = type.kind === 'tuple' ? (type.elements[index.toNumber()] ?? dynamicType) : type.element;
    return unknown(extended(value.because, index.toNumber()), element, { at });
  }
  if (value.kind !== 'list' && value.kind !== 'tuple') throw outOfRange(at);
  if (value.open !== undefined) return unknown(derived('index', value.open), elementType(type), { at });
  const found = index.lessThan(value.elements.length) ? value.elements[index.toNumber()] : undefined;
  if (found === undefined) throw outOfRange(at);
  return found;
}

function entry(
  value: TerraformValue,
  type: Extract<Type, { kind: 'list' | 'set' | 'map' | 'object' }>,
  key: TerraformValue,
  at: SourceRange,
): TerraformValue {
  const element = type.kind === 'object' ? dynamicType : type.element;
  if (key.kind !== 'string') return unknown(operation('index', [value, key]), element, { at });
  if (value.kind === 'unknown') {
    const known = attributeType(type, key.value);
    if (known === undefined) throw noSuchKey(at);
    return unknown(extended(value.because, key.value), known, { at });
  }
  if (value.kind !== 'map' && value.kind !== 'object') throw noSuchKey(at);
  const found = value.entries.get(key.value);
  if (found !== undefined) return found;
  if (value.open !== undefined) return unknown(missingEntry('index', value.open, key.value), element, { at });
  throw noSuchKey(at);
}

function elementType(type: Type): Type {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map' ? type.element : dynamicType;
}

function convertKey(key: TerraformValue, type: Type, at: SourceRange): TerraformValue {
  try {
    return convert(key, type);
  } catch (error) {
    if (error instanceof ConversionError) throw invalidIndex(`The given key is unsuitable: ${error.message}.`, at);
    throw error;
  }
}

/** The cause of a part of an unknown: the same attribute or variable, one step deeper, where the cause has a path. */
function extended(because: Unknown, step: ValueStep): Unknown {
  if (because.kind === 'variable') return { ...because, path: [...(because.path ?? []), step] };
  if ('path' in because) return { ...because, path: [...because.path, step] };
  // A part is another value than the whole, so its cause is another one: see `sameValueKey`.
  return { ...because };
}

function extendedByKey(because: Unknown, key: TerraformValue): Unknown {
  if (key.kind === 'string') return extended(because, key.value);
  if (key.kind === 'number' && key.value.isInteger()) return extended(because, key.value.toNumber());
  return derived('index', because);
}

function outOfRange(at: SourceRange): Error {
  return invalidIndex('The given index is greater than or equal to the length of the collection.', at);
}

function noSuchKey(at: SourceRange): Error {
  return invalidIndex('The given key does not identify an element in this collection value.', at);
}

function invalidIndex(detail: string, at: SourceRange): Error {
  return failure('invalid-index', 'Invalid index', detail, at);
}
