import type { SourceRange } from '../../model/source.ts';
import type {
  BoolValue,
  ListValue,
  MapValue,
  NullValue,
  NumberValue,
  ObjectValue,
  SetValue,
  StringValue,
  TemplateValue,
  TemplateValuePart,
  TerraformValue,
  TupleValue,
  Type,
  Unknown,
  UnknownValue,
} from '../../model/value.ts';
import { Decimal } from './number.ts';
import { compareKeys, sortedOnce } from './order.ts';

/** What a constructor may be told besides the content. */
export interface Marks {
  readonly sensitive?: true;
  readonly at?: SourceRange;
}
/** For collections: why there may be further elements. */
export interface OpenMarks extends Marks {
  readonly open?: Unknown;
}

export const dynamicType: Type = { kind: 'dynamic' };
export const stringType: Type = { kind: 'string' };
export const numberType: Type = { kind: 'number' };
export const boolType: Type = { kind: 'bool' };
/** The type of `list(element)`, `set(element)` or `map(element)`. */
export function collectionType(kind: 'list' | 'set' | 'map', element: Type): Type {
  return { kind, element };
}
/** The type of a tuple. */
export function tupleType(elements: readonly Type[]): Type {
  return { kind: 'tuple', elements };
}
/** The type of an object; attributes are put in key order. */
export function objectType(attributes: Iterable<readonly [string, Type]>): Type {
  return { kind: 'object', attributes: sortedEntries(attributes) };
}

/** A string, NFC-normalised. */
export function string(text: string, marks: Marks = {}, encoded?: TerraformValue): StringValue {
  return { kind: 'string', value: text.normalize('NFC'), ...(encoded && { encoded }), ...pickMarks(marks) };
}

/** A number; a JavaScript number must be an integer that is exact, or a fraction meant as its shortest decimal. */
export function number(value: Decimal | number | bigint, marks: Marks = {}): NumberValue {
  return {
    kind: 'number',
    value: typeof value === 'object' ? value : new Decimal(value.toString()),
    ...pickMarks(marks),
  };
}

export function bool(value: boolean, marks: Marks = {}): BoolValue {
  return { kind: 'bool', value, ...pickMarks(marks) };
}

/** A null of the given type, or the untyped null. */
export function nullOf(type: Type = dynamicType, marks: Marks = {}): NullValue {
  return { kind: 'null', type, ...pickMarks(marks) };
}

/** An unknown; of any type when none is given. */
export function unknown(
  because: Unknown,
  type: Type = dynamicType,
  marks: Marks & { readonly notNull?: true } = {},
): UnknownValue {
  return { kind: 'unknown', type, because, ...(marks.notNull && { notNull: true }), ...pickMarks(marks) };
}

/** A list; the elements already have the type `element`. */
export function list(elements: readonly TerraformValue[], element: Type, marks: OpenMarks = {}): ListValue {
  return { kind: 'list', element, elements, ...pickOpen(marks), ...pickMarks(marks) };
}

/**
 * A set: sorts and removes duplicates (unknown elements are never taken for equal). Elements already have the type `element`. A
 * sensitive element makes the whole set sensitive, as in Terraform, where a set cannot hold marked elements.
 */
export function set(elements: readonly TerraformValue[], element: Type, marks: OpenMarks = {}): SetValue {
  const sensitive = marks.sensitive ?? elements.some(isSensitive);
  const bare = elements.map((item) => (isSensitive(item) ? withoutMarks(item) : item));
  return {
    kind: 'set',
    element,
    elements: sortedOnce(bare, isWhollyKnown),
    ...pickOpen(marks),
    ...pickMarks(marks),
    ...(sensitive && { sensitive: true }),
  };
}

/** A map; keys are normalised and put in order, of equal keys the last wins. Elements already have the type `element`. */
export function map(
  entries: Iterable<readonly [string, TerraformValue]>,
  element: Type,
  marks: OpenMarks = {},
): MapValue {
  return { kind: 'map', element, entries: sortedEntries(entries), ...pickOpen(marks), ...pickMarks(marks) };
}

/** An object; keys are normalised and put in order, of equal keys the last wins. */
export function object(entries: Iterable<readonly [string, TerraformValue]>, marks: OpenMarks = {}): ObjectValue {
  return { kind: 'object', entries: sortedEntries(entries), ...pickOpen(marks), ...pickMarks(marks) };
}

export function tuple(elements: readonly TerraformValue[], marks: OpenMarks = {}): TupleValue {
  return { kind: 'tuple', elements, ...pickOpen(marks), ...pickMarks(marks) };
}

/**
 * A string from known and unknown parts: joins neighbouring texts and drops empty ones. Without a hole the result is a string; a
 * lone hole stays a template (something that is certainly a string). Sensitive when a part is.
 */
export function template(
  parts: readonly TemplateValuePart[],
  marks: Marks = {},
  encoded?: TerraformValue,
): StringValue | TemplateValue {
  const joined: TemplateValuePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  const sensitive = marks.sensitive ?? joined.some((part) => typeof part !== 'string' && part.sensitive === true);
  const spread: Marks = sensitive ? { ...marks, sensitive: true } : marks;
  const [only = ''] = joined;
  if (joined.length <= 1 && typeof only === 'string') return string(only, spread, encoded);
  return {
    kind: 'template',
    parts: joined.map((part) => (typeof part === 'string' ? part.normalize('NFC') : part)),
    ...(encoded && { encoded }),
    ...pickMarks(spread),
  };
}

/** The type of a value; of a null or an unknown as far as it is known. */
export function typeOf(value: TerraformValue): Type {
  switch (value.kind) {
    case 'null':
    case 'unknown':
      return value.type;
    case 'bool':
      return boolType;
    case 'number':
      return numberType;
    case 'string':
    case 'template':
      return stringType;
    case 'list':
    case 'set':
    case 'map':
      return collectionType(value.kind, value.element);
    case 'tuple':
      return { kind: 'tuple', elements: value.elements.map(typeOf) };
    case 'object': {
      const attributes = new Map<string, Type>();
      for (const [key, element] of value.entries) attributes.set(key, typeOf(element));
      return { kind: 'object', attributes };
    }
  }
}

/** The values directly inside of a collection, in its order; none for anything else. */
export function childrenOf(value: TerraformValue): readonly TerraformValue[] {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements;
    case 'map':
    case 'object':
      return [...value.entries.values()];
    default:
      return [];
  }
}

/** Whether every part of a value is known and no collection in it is open. */
export function isWhollyKnown(value: TerraformValue): boolean {
  if (value.kind === 'unknown' || value.kind === 'template') return false;
  if ('open' in value && value.open !== undefined) return false;
  return childrenOf(value).every(isWhollyKnown);
}

/** Whether a value or any part of it is sensitive. */
export function isSensitive(value: TerraformValue): boolean {
  if (value.sensitive === true) return true;
  if (value.kind === 'template') return value.parts.some((part) => typeof part !== 'string' && part.sensitive === true);
  return childrenOf(value).some(isSensitive);
}

/**
 * The value with the sensitive mark when `sensitive` is true, else unchanged. What a text was encoded from is marked with it, so that
 * decoding does not lose the mark.
 */
export function withMark<V extends TerraformValue>(value: V, sensitive = true): V {
  if (!sensitive) return value;
  if ('encoded' in value && value.encoded !== undefined) {
    return { ...value, sensitive: true, encoded: withMark(value.encoded) };
  }
  return value.sensitive === true ? value : { ...value, sensitive: true };
}

/** The value with the sensitive mark taken off it and every part of it. */
export function withoutMarks(value: TerraformValue): TerraformValue {
  return mapDeep(value, (part) => {
    const unmarked = stripMark(part);
    const bare =
      'encoded' in unmarked && unmarked.encoded !== undefined
        ? { ...unmarked, encoded: withoutMarks(unmarked.encoded) }
        : unmarked;
    if (bare.kind !== 'template') return bare;
    return { ...bare, parts: bare.parts.map((hole) => (typeof hole === 'string' ? hole : stripMark(hole))) };
  });
}

function stripMark<V extends TerraformValue>(value: V): V {
  if (value.sensitive === undefined) return value;
  const { sensitive: _sensitive, ...rest } = value;
  return rest as V;
}

/** The value with its place of origin set. */
export function withAt<V extends TerraformValue>(value: V, at: SourceRange | undefined): V {
  return at === undefined ? value : { ...value, at };
}

/** The marks of a value, for a result made from it. */
export function marksOf(value: TerraformValue): Marks {
  return pickMarks(value);
}

/** The marks of a value, and why it is open when it is. */
export function openMarksOf(value: TerraformValue): OpenMarks {
  return 'open' in value ? { ...pickOpen(value), ...pickMarks(value) } : pickMarks(value);
}

/** Rebuilds a value from the inside out: `change` is given every part (leaves first, then the collections made of the results). */
export function mapDeep(value: TerraformValue, change: (part: TerraformValue) => TerraformValue): TerraformValue {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
      return change({ ...value, elements: value.elements.map((element) => mapDeep(element, change)) });
    case 'map':
    case 'object': {
      const entries = new Map<string, TerraformValue>();
      for (const [key, element] of value.entries) entries.set(key, mapDeep(element, change));
      return change({ ...value, entries });
    }
    default:
      return change(value);
  }
}

/** Why a value is not wholly known: the causes of its unknown parts, holes and open collections, each once, in order of appearance. */
export function unknownsIn(value: TerraformValue): Unknown[] {
  const found = new Map<string, Unknown>();
  collectUnknowns(value, found);
  return [...found.values()];
}

function collectUnknowns(value: TerraformValue, found: Map<string, Unknown>): void {
  const add = (because: Unknown): void => {
    const key = JSON.stringify(because);
    if (!found.has(key)) found.set(key, because);
  };
  if (value.kind === 'unknown') add(value.because);
  if (value.kind === 'template') for (const part of value.parts) if (typeof part !== 'string') add(part.because);
  for (const child of childrenOf(value)) collectUnknowns(child, found);
  if ('open' in value && value.open !== undefined) add(value.open);
}

function sortedEntries<V>(entries: Iterable<readonly [string, V]>): ReadonlyMap<string, V> {
  const unsorted = new Map<string, V>();
  for (const [key, value] of entries) unsorted.set(key.normalize('NFC'), value);
  return new Map([...unsorted].sort(([a], [b]) => compareKeys(a, b)));
}

function pickMarks(marks: Marks): Marks {
  return { ...(marks.sensitive && { sensitive: true }), ...(marks.at && { at: marks.at }) };
}

function pickOpen(marks: OpenMarks): { readonly open?: Unknown } {
  return marks.open === undefined ? {} : { open: marks.open };
}
