import { isInherent, joinStretches, type Segment } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TextOrigin } from '../../model/text-origin.ts';
import {
  type BoolValue,
  holeWidth,
  type ListValue,
  type MapValue,
  type NullValue,
  type NumberValue,
  type ObjectValue,
  type Secrecy,
  type SetValue,
  type Stretch,
  type StringValue,
  type TemplateValue,
  type TemplateValuePart,
  type TerraformValue,
  type TupleValue,
  type Type,
  type Unknown,
  type UnknownValue,
  type ValueMarks,
} from '../../model/value.ts';
import { isSensitive, onlySecrets } from './marks.ts';
import { Decimal } from './number.ts';
import { compareKeys, sortedOnce } from './order.ts';
import { isWhollyKnown } from './value-parts.ts';

/** For collections: why there may be further elements, and (of maps and objects) the hidden keys. */
export interface OpenMarks extends ValueMarks {
  readonly open?: Unknown;
  readonly secretKeys?: ReadonlySet<string>;
}

/** The type of a value of which no type is known: an untyped null, or an unknown of any type. */
export const dynamicType: Type = { kind: 'dynamic' };

export const stringType: Type = { kind: 'string' };

export const numberType: Type = { kind: 'number' };

export const boolType: Type = { kind: 'bool' };

/** The type of `list(string)`. */
export const stringListType: Type = { kind: 'list', element: stringType };

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
export function string(text: string, marks: ValueMarks = {}, encoded?: TerraformValue): StringValue {
  if (encoded === undefined && isUnmarked(marks)) {
    const { at } = marks;
    return at === undefined
      ? { kind: 'string', value: normalized(text) }
      : { kind: 'string', value: normalized(text), at };
  }
  return { kind: 'string', value: normalized(text), ...(encoded && { encoded }), ...pickMarks(marks) };
}

/** A number; a JavaScript number must be an integer that is exact, or a fraction meant as its shortest decimal. */
export function number(value: Decimal | number | bigint, marks: ValueMarks = {}): NumberValue {
  return {
    kind: 'number',
    value: typeof value === 'object' ? value : new Decimal(value.toString()),
    ...pickMarks(marks),
  };
}

/** A bool. */
export function bool(value: boolean, marks: ValueMarks = {}): BoolValue {
  return { kind: 'bool', value, ...pickMarks(marks) };
}

/** A null of the given type, or the untyped null. */
export function nullOf(type: Type = dynamicType, marks: ValueMarks = {}): NullValue {
  return { kind: 'null', type, ...pickMarks(marks) };
}

/** An unknown; of any type when none is given. */
export function unknown(
  because: Unknown,
  type: Type = dynamicType,
  marks: ValueMarks & Pick<UnknownValue, 'notNull' | 'notEmpty'> = {},
): UnknownValue {
  const { notNull, notEmpty } = marks;
  return {
    kind: 'unknown',
    type,
    because,
    ...(notNull && { notNull }),
    ...(notEmpty && { notEmpty }),
    ...pickMarks(marks),
  };
}

/** A list; the elements already have the type `element`. */
export function list(elements: readonly TerraformValue[], element: Type, marks: OpenMarks = {}): ListValue {
  return { kind: 'list', element, elements, ...pickOpen(marks), ...pickMarks(marks) };
}

/**
 * A set: sorts and removes duplicates (unknown elements are never taken for equal). Elements already have the type
 * `element`. A sensitive element makes the whole set sensitive, as in Terraform, where a set cannot hold marked
 * elements; hidden are only the elements that were.
 */
export function set(elements: readonly TerraformValue[], element: Type, marks: OpenMarks = {}): SetValue {
  const inside = elements.some(isSensitive);
  const bare = inside ? elements.map(onlySecrets) : elements;
  return {
    kind: 'set',
    element,
    elements: sortedOnce(bare, isWhollyKnown),
    ...pickOpen(marks),
    ...pickMarks(marks),
    ...(inside && marks.sensitive !== true && { sensitive: true, secret: marks.secret ?? false }),
  };
}

/**
 * A map; keys are normalised and put in order, of equal keys the last wins. Elements already have the type `element`.
 */
export function map(
  entries: Iterable<readonly [string, TerraformValue]>,
  element: Type,
  marks: OpenMarks = {},
): MapValue {
  return {
    kind: 'map',
    element,
    entries: sortedEntries(entries),
    ...pickKeys(marks),
    ...pickOpen(marks),
    ...pickMarks(marks),
  };
}

/** An object; keys are normalised and put in order, of equal keys the last wins. */
export function object(entries: Iterable<readonly [string, TerraformValue]>, marks: OpenMarks = {}): ObjectValue {
  return {
    kind: 'object',
    entries: sortedEntries(entries),
    ...pickKeys(marks),
    ...pickOpen(marks),
    ...pickMarks(marks),
  };
}

/** Keys in order, each with the place that its value has among the values as they are written. */
export type KeyOrder = readonly { readonly key: string; readonly place: number }[];

/** The order of keys that are each there once; undefined where one is there twice. */
export function keyOrder(names: readonly string[]): KeyOrder | undefined {
  const places = new Map(names.map((name, place) => [normalized(name), place]));
  if (places.size < names.length) return undefined;
  return [...sortedEntries(places)].map(([key, place]) => ({ key, place }));
}

/** An object of values as they are written. */
export function objectOf(keys: KeyOrder, values: readonly TerraformValue[], at: SourceRange): ObjectValue {
  const entries = new Map<string, TerraformValue>();
  for (const { key, place } of keys) {
    const value = values[place];
    if (value !== undefined) entries.set(key, value);
  }
  return { kind: 'object', entries, at };
}

/** A tuple. */
export function tuple(elements: readonly TerraformValue[], marks: OpenMarks = {}): TupleValue {
  return { kind: 'tuple', elements, ...pickOpen(marks), ...pickMarks(marks) };
}

/**
 * A string from known and unknown parts: joins neighbouring texts and drops empty ones. Without a hole the result is a
 * string; a lone hole stays a template (something that is certainly a string). Sensitive when a part is.
 */
export function template(
  parts: readonly TemplateValuePart[],
  marks: ValueMarks = {},
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
  const spread: ValueMarks = sensitive ? { ...marks, sensitive: true } : marks;
  const [only = ''] = joined;
  if (joined.length <= 1 && typeof only === 'string') return string(only, spread, encoded);
  return {
    kind: 'template',
    parts: joined.map((part) => (typeof part === 'string' ? normalized(part) : part)),
    ...(encoded && { encoded }),
    ...pickMarks(spread),
  };
}

/**
 * A string or template from segments: like `template`, with only those segments hidden that say so. Terraform's mark is
 * that of `marks`, or there when a hole has it.
 */
export function fromSegments(
  segments: readonly Segment[],
  marks: Pick<ValueMarks, 'sensitive' | 'at'> = {},
  encoded?: TerraformValue,
): StringValue | TemplateValue {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { part, secret } of segments) {
    const end = at + (typeof part === 'string' ? part.length : holeWidth);
    if (secret !== undefined)
      stretches.push({ start: at, end, ...(secret === 'inherent' && { inherent: true as const }) });
    at = end;
  }
  const parts = segments.map(({ part }) => part);
  const made = template(parts, marks, encoded);
  if (stretches.length === 0) return made.sensitive === true ? { ...made, secret: [] } : made;
  const only = stretches.length === 1 ? stretches[0] : undefined;
  const inherent = stretches.some((stretch) => stretch.inherent === true);
  const whole = only !== undefined && only.start === 0 && only.end === at;
  // Where normalising has put characters together, the offsets are no longer those of the parts.
  if (whole || widthOf(made) !== at) {
    if (!inherent && made.sensitive === true) return made;
    return { ...made, secret: inherent ? 'inherent' : true };
  }
  return { ...made, secret: joinStretches(stretches) };
}

/** The length of a text as the offsets of its stretches and of its origin have it. */
export function widthOf(value: StringValue | TemplateValue | UnknownValue): number {
  if (value.kind === 'string') return value.value.length;
  if (value.kind === 'unknown') return holeWidth;
  return value.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : holeWidth), 0);
}

/** Where the pieces of a text are written. */
export function originOf(value: TerraformValue): TextOrigin | undefined {
  return 'origin' in value ? value.origin : undefined;
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

/** The value with its place of origin set. */
export function withAt<V extends TerraformValue>(value: V, at: SourceRange | undefined): V {
  return at === undefined ? value : { ...value, at };
}

/** The marks of a value, for a result made from it. */
export function marksOf(value: TerraformValue): ValueMarks {
  return pickMarks(value);
}

/** The marks of a value, and why it is open when it is. */
export function openMarksOf(value: TerraformValue): OpenMarks {
  return {
    ...('open' in value && pickOpen(value)),
    ...('secretKeys' in value && pickKeys(value)),
    ...pickMarks(value),
  };
}

function sortedEntries<V>(entries: Iterable<readonly [string, V]>): ReadonlyMap<string, V> {
  const written = new Map<string, V>();
  let isSorted = true;
  let before: string | undefined;
  for (const [name, value] of entries) {
    const key = normalized(name);
    isSorted &&= before === undefined || compareKeys(before, key) <= 0;
    before = key;
    written.set(key, value);
  }
  return isSorted ? written : new Map([...written].sort(([a], [b]) => compareKeys(a, b)));
}

/** A text in the normal form C, which all of Latin 1 has. */
function normalized(text: string): string {
  return latin1.test(text) ? text : text.normalize('NFC');
}

const latin1 = /^[\0-\xff]*$/;

function pickMarks(marks: ValueMarks): ValueMarks {
  const { sensitive, secret, bySchema, at } = marks;
  if (isUnmarked(marks)) return at === undefined ? {} : { at };
  return {
    ...(sensitive && { sensitive }),
    ...(secret !== undefined && { secret: typeof secret === 'object' ? wholly(secret) : secret }),
    ...(bySchema && { bySchema }),
    ...(at && { at }),
  };
}

/** Most values have no marks. */
function isUnmarked({ sensitive, secret, bySchema }: ValueMarks): boolean {
  return sensitive === undefined && secret === undefined && bySchema === undefined;
}

function wholly(stretches: readonly Stretch[]): Secrecy {
  return isInherent(stretches) ? 'inherent' : stretches.length > 0;
}

function pickOpen(marks: OpenMarks): { readonly open?: Unknown } {
  return marks.open === undefined ? {} : { open: marks.open };
}

function pickKeys({ secretKeys }: OpenMarks): { readonly secretKeys?: ReadonlySet<string> } {
  return secretKeys === undefined ? {} : { secretKeys };
}
