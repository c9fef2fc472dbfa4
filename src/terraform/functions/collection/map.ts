import { groupPairs } from '../../../model/group.ts';
import { hide, isHiddenKey } from '../../../model/secret/secrecy.ts';
import type { KeyedValue, TerraformValue, Type, Unknown } from '../../../model/value.ts';
import { ConversionError, convert } from '../../evaluate/convert.ts';
import { compareKeys } from '../../evaluate/order.ts';
import { sameType } from '../../evaluate/type.ts';
import { operation } from '../../evaluate/unknown.ts';
import {
  collectionType,
  dynamicType,
  list,
  map,
  object,
  string,
  stringListType,
  stringType,
  tuple,
  typeOf,
  unknown,
} from '../../evaluate/value.ts';
import { isWhollyKnown } from '../../evaluate/value-parts.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';

const listsByKey = collectionType('map', stringListType);

/** Functions on maps and objects. */
export const mapFunctions: readonly TerraformFunction[] = [
  {
    name: 'merge',
    parameters: [],
    variadic: {
      name: 'maps',
      type: dynamicType,
      nullable: true,
      acceptsUnknown: true,
      keepsMarks: 'parts',
      passesOn: true,
    },
    returns: dynamicType,
    call: merge,
  },
  {
    name: 'keys',
    parameters: [{ name: 'inputMap', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts' }],
    returns: dynamicType,
    call: ([value]) => keys(value),
  },
  {
    name: 'values',
    parameters: [{ name: 'mapping', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true }],
    returns: dynamicType,
    call: ([value]) => values(value),
  },
  {
    name: 'lookup',
    parameters: [
      { name: 'inputMap', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true },
      { name: 'key', type: stringType, acceptsUnknown: true },
    ],
    variadic: { name: 'default', type: dynamicType, nullable: true, acceptsUnknown: true, keepsMarks: 'all' },
    returns: dynamicType,
    call: lookup,
  },
  {
    name: 'zipmap',
    parameters: [
      { name: 'keys', type: stringListType, acceptsUnknown: true },
      { name: 'values', type: dynamicType, acceptsUnknown: true, keepsMarks: 'parts', passesOn: true },
    ],
    returns: dynamicType,
    call: ([names, contents]) => zipmap(names, contents),
  },
  {
    name: 'transpose',
    parameters: [{ name: 'values', type: listsByKey }],
    returns: listsByKey,
    call: ([value]) => transpose(value),
  },
];

function isEntries(value: TerraformValue | undefined): value is KeyedValue {
  return value?.kind === 'map' || value?.kind === 'object';
}

/** An unknown of object type as an object of unknowns: its attributes are certain. Anything else as it is. */
function withAttributes(value: TerraformValue): TerraformValue {
  if (value.kind !== 'unknown' || value.type.kind !== 'object') return value;
  const { because } = value;
  return object(Array.from(value.type.attributes, ([name, type]) => [name, unknown(because, type)]));
}

function mayBeMapping({ kind }: Type): boolean {
  return kind === 'dynamic' || kind === 'map' || kind === 'object';
}

/** Argument 0 of a function of a map or object, known or not. Throws `FunctionError` for anything else. */
function mappingOf(value: TerraformValue | undefined): TerraformValue {
  const mapping = value === undefined ? undefined : withAttributes(value);
  if (mapping === undefined || !mayBeMapping(typeOf(mapping))) throw new FunctionError('must be a map or object', 0);
  return mapping;
}

/**
 * A later key wins. Behind a map of which not all keys are known, earlier keys are still certain but their values are
 * not, for it may hold them too. A map when all arguments are of one map type, else an object.
 */
function merge(args: readonly TerraformValue[]): TerraformValue {
  for (const value of args) {
    if (!mayBeMapping(typeOf(value))) throw new FunctionError('all arguments must be maps or objects');
  }
  const merged = new Map<string, TerraformValue>();
  const secretKeys = new Set<string>();
  let open: Unknown | undefined;
  for (const value of args.map(withAttributes)) {
    if (value.kind === 'null') continue;
    if (value.kind === 'unknown' || (isEntries(value) && value.open !== undefined)) {
      for (const [key, before] of merged) {
        const certain = isEntries(value) && value.entries.has(key);
        if (!certain) merged.set(key, unknown(operation('merge', [before, value]), unknownType(before, value)));
      }
      open = operation('merge', args);
    }
    if (isEntries(value)) {
      for (const [key, item] of value.entries) merged.set(key, item);
      for (const key of value.secretKeys ?? []) secretKeys.add(key);
    }
  }
  const marks = { ...(open && { open }), ...(secretKeys.size > 0 && { secretKeys }) };
  const [first] = args.map(typeOf);
  const uniform = first?.kind === 'map' && args.every((value) => sameType(typeOf(value), first));
  return uniform ? map(merged, first.element, marks) : object(merged, marks);
}

/** What is known of the type of an entry that may be overwritten. */
function unknownType(before: TerraformValue, by: TerraformValue): Type {
  const type = typeOf(by);
  return type.kind === 'map' && sameType(type.element, typeOf(before)) ? type.element : dynamicType;
}

function keys(value: TerraformValue | undefined): TerraformValue {
  const mapping = mappingOf(value);
  if (!isEntries(mapping)) {
    return unknownResult('keys', [mapping], typeOf(mapping).kind === 'map' ? stringListType : dynamicType);
  }
  const names = Array.from(mapping.entries.keys(), (key) =>
    isHiddenKey(mapping, key) ? hide(string(key)) : string(key),
  );
  const marks = mapping.open === undefined ? {} : { open: operation('keys', [mapping]) };
  return mapping.kind === 'map' ? list(names, stringType, marks) : tuple(names, marks);
}

function values(value: TerraformValue | undefined): TerraformValue {
  const mapping = mappingOf(value);
  const type = typeOf(mapping);
  if (!isEntries(mapping)) {
    return unknownResult('values', [mapping], type.kind === 'map' ? collectionType('list', type.element) : dynamicType);
  }
  const items = [...mapping.entries.values()];
  const marks = mapping.open === undefined ? {} : { open: operation('values', [mapping]) };
  return mapping.kind === 'map' ? list(items, mapping.element, marks) : tuple(items, marks);
}

function lookup(args: readonly TerraformValue[]): TerraformValue {
  const [given, key, fallback] = args;
  if (args.length > 3) throw new FunctionError('takes two or three arguments');
  if (given === undefined || key === undefined) throw new FunctionError('two arguments are required');
  const mapping = mappingOf(given);
  const type = typeOf(mapping);
  const element = type.kind === 'map' ? type.element : dynamicType;
  const replacement = fallback === undefined ? undefined : convertDefault(fallback, element);
  if (!isEntries(mapping) || key.kind !== 'string') {
    return unknown(operation('lookup', args), element);
  }
  const found = mapping.entries.get(key.value);
  if (found !== undefined) return found;
  if (mapping.open !== undefined) return unknown(operation('lookup', args), element);
  if (replacement === undefined) throw new FunctionError('the map has no such key, and there is no default');
  return replacement;
}

function convertDefault(fallback: TerraformValue, element: Type): TerraformValue {
  try {
    return convert(fallback, element);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new FunctionError('must have the same type as the elements of the map', 2);
  }
}

/** A key that is not known may be any of those before it, whose values are then uncertain. */
function zipmap(names: TerraformValue | undefined, contents: TerraformValue | undefined): TerraformValue {
  if (names === undefined || contents === undefined) throw new FunctionError('two arguments are required');
  const type = typeOf(contents);
  if (type.kind !== 'list' && type.kind !== 'tuple' && type.kind !== 'dynamic') {
    throw new FunctionError('must be a list or tuple', 1);
  }
  const element = type.kind === 'list' ? type.element : dynamicType;
  const resultType = type.kind === 'list' ? collectionType('map', element) : dynamicType;
  if (names.kind !== 'list' || names.open !== undefined) return unknownResult('zipmap', [names, contents], resultType);
  const items = contents.kind === 'list' || contents.kind === 'tuple' ? contents : undefined;
  const known = items?.open === undefined ? items?.elements : undefined;
  if (known !== undefined && known.length !== names.elements.length) {
    throw new FunctionError(`there are ${names.elements.length} keys, but ${known.length} values`);
  }
  const entries = new Map<string, TerraformValue>();
  let open: Unknown | undefined;
  for (const [index, name] of names.elements.entries()) {
    if (name.kind === 'null') throw new FunctionError(`element ${index} is null`, 0);
    if (name.kind === 'string') {
      entries.set(name.value, known?.[index] ?? unknown(operation('zipmap', [contents]), element));
      continue;
    }
    open = operation('zipmap', [names]);
    for (const [key, before] of entries) entries.set(key, unknown(operation('zipmap', [names, before]), element));
  }
  const marks = open === undefined ? {} : { open };
  return type.kind === 'list' ? map(entries, element, marks) : object(entries, marks);
}

function transpose(value: TerraformValue | undefined): TerraformValue {
  if (value?.kind !== 'map' || !isWhollyKnown(value)) throw new FunctionError('must be a map of lists of strings', 0);
  const pairs = [...value.entries].flatMap(([key, items]) => {
    if (items.kind !== 'list') throw new FunctionError('must be a map of lists of strings', 0);
    return items.elements.map((item) => [textOf(item), key] as const);
  });
  const transposed = groupPairs(pairs);
  const entries = Array.from(transposed, ([name, keysOf]) => {
    const sorted = keysOf.toSorted(compareKeys).map((key) => string(key));
    return [name, list(sorted, stringType)] as const;
  });
  return map(entries, collectionType('list', stringType));
}
