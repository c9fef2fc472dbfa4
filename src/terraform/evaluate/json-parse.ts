import { limits } from '../../model/budget.ts';
import { hide, isInherent, stretchesIn } from '../../model/secret/secrecy.ts';
import { placeIn, type TextOrigin } from '../../model/text-origin.ts';
import type { Secrecy, Stretch, StringValue, TerraformValue, Unknown, UnknownValue } from '../../model/value.ts';
import { readJsonString } from '../syntax/json-string.ts';
import { parseNumber } from './number.ts';
import { bool, nullOf, number, object, string, tuple, unknown, withAt } from './value.ts';

/** A text is not JSON. `offset` is where it stops being so; no part of the text is in the message. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly offset: number;
  /** It may be JSON, but has more values than a run takes. */
  readonly isTooLarge: boolean;
  constructor(offset: number, isTooLarge = false) {
    super('not valid JSON');
    this.offset = offset;
    this.isTooLarge = isTooLarge;
  }
}

/**
 * Reads JSON as `jsondecode` does: arrays are tuples, objects objects, numbers exact, of equal keys the last wins.
 * `holeAt` tells the characters that stand for an unknown text: in a string they stay in it (see `encodeHoles`); in the
 * place of a value they make an unknown; in the place of elements or between them they make the array or object open.
 * `hidden` are the stretches of the text that are hidden; so is what is read from them. With `origin` each value has
 * the place where its text is written. Throws `JsonSyntaxError`.
 */
export function parseJson(
  text: string,
  holeAt: (character: string) => UnknownValue | undefined,
  { hidden = [], origin }: { readonly hidden?: readonly Stretch[]; readonly origin?: TextOrigin | undefined } = {},
): TerraformValue {
  const [value, end] = readValue({ text, holeAt, hidden, origin, values: 0 }, skipSpace(text, 0), 0);
  const rest = skipSpace(text, end);
  if (rest < text.length) throw new JsonSyntaxError(rest);
  return value;
}

interface Input {
  readonly text: string;
  readonly holeAt: (character: string) => UnknownValue | undefined;
  readonly hidden: readonly Stretch[];
  readonly origin: TextOrigin | undefined;
  /** How many were read. */
  values: number;
}
type Parsed<T> = readonly [T, number];

function readValue(input: Input, start: number, depth: number): Parsed<TerraformValue> {
  const parsed = readUnplaced(input, start, depth);
  if (input.origin === undefined) return parsed;
  const [value, end] = parsed;
  const place = value.at === undefined ? placeIn(input.origin, start, end) : undefined;
  return place === undefined ? parsed : [withAt(value, place), end];
}

function readUnplaced(input: Input, start: number, depth: number): Parsed<TerraformValue> {
  if (depth > limits.nesting.most || ++input.values > limits.values.most) throw new JsonSyntaxError(start, true);
  switch (input.text[start]) {
    case '{':
      return readObject(input, start, depth);
    case '[':
      return readArray(input, start, depth);
    case '"': {
      const [text, end] = readString(input.text, start);
      return [hiddenText(input, string(text), start, end), end];
    }
    default: {
      const [value, end] = readScalar(input, start);
      return [hiddenValue(input, value, start, end), end];
    }
  }
}

const scalar = /[^\s,:"[\]{}]+/y;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function readScalar(input: Input, start: number): Parsed<TerraformValue> {
  scalar.lastIndex = start;
  const word = scalar.exec(input.text)?.[0] ?? '';
  const end = start + word.length;
  if (word === 'null') return [nullOf(), end];
  if (word === 'true' || word === 'false') return [bool(word === 'true'), end];
  const holes = [...word].flatMap((character) => input.holeAt(character) ?? []);
  const [first] = holes;
  if (first !== undefined) {
    const whole = [...word].length === 1;
    const because: Unknown = whole
      ? first.because
      : { kind: 'operation', name: 'jsondecode', from: holes.map((h) => h.because) };
    return [unknown(because, whole ? typeOfHole(first) : undefined, first), end];
  }
  const parsed = jsonNumber.test(word) ? parseNumber(word) : undefined;
  if (parsed === undefined) throw new JsonSyntaxError(start);
  return [number(parsed), end];
}

/**
 * A hole of a type other than string was made by `jsonencode` for one whole value of that type; a string is text, of
 * any JSON.
 */
function typeOfHole(hole: UnknownValue): UnknownValue['type'] {
  return hole.type.kind === 'string' ? { kind: 'dynamic' } : hole.type;
}

/** Skips white space and the holes in it; gives the first hole met. */
function skipHoles(input: Input, start: number): Parsed<UnknownValue | undefined> {
  return skipWhile(input, start, () => true);
}

/** Like `skipHoles`, but stops at the hole of one whole value. */
function skipTextHoles(input: Input, start: number): Parsed<UnknownValue | undefined> {
  return skipWhile(input, start, (hole) => hole.type.kind === 'string');
}

function skipWhile(
  input: Input,
  start: number,
  skips: (hole: UnknownValue) => boolean,
): Parsed<UnknownValue | undefined> {
  let found: UnknownValue | undefined;
  let at = skipSpace(input.text, start);
  for (;;) {
    const character = characterAt(input.text, at);
    const hole = input.holeAt(character);
    if (hole === undefined || !skips(hole)) return [found, at];
    found ??= hole;
    at = skipSpace(input.text, at + character.length);
  }
}

/** What the holes met between elements say of the collection. */
interface HolesSoFar {
  readonly open?: Unknown;
  readonly sensitive?: true;
}

function meet(before: HolesSoFar, hole: UnknownValue | undefined): HolesSoFar {
  if (hole === undefined) return before;
  return { ...before, open: before.open ?? hole.because, ...(hole.sensitive && { sensitive: true }) };
}

function readArray(input: Input, start: number, depth: number): Parsed<TerraformValue> {
  const elements: TerraformValue[] = [];
  let met: HolesSoFar = {};
  let at = skipSpace(input.text, start + 1);
  if (input.text[at] === ']') return [hiddenValue(input, tuple([]), start, at + 1), at + 1];
  for (;;) {
    const [before, first] = skipTextHoles(input, at);
    met = meet(met, before);
    at = first;
    // A text of unknown content in the place of an element: there may be none, one or several.
    const absent = before !== undefined && /[\],]/.test(input.text[at] ?? ']');
    if (!absent) {
      const [element, next] = readValue(input, at, depth + 1);
      elements.push(element);
      at = next;
    }
    const [between, next] = skipHoles(input, at);
    met = meet(met, between);
    if (input.text[next] === ']') return [bracketed(input, tuple(elements, met), start, next), next + 1];
    if (input.text[next] === ',') at = skipSpace(input.text, next + 1);
    else if (between === undefined || next >= input.text.length) throw new JsonSyntaxError(next);
    else at = next;
  }
}

function readObject(input: Input, start: number, depth: number): Parsed<TerraformValue> {
  const entries: [string, TerraformValue][] = [];
  const secretKeys = new Set<string>();
  let met: HolesSoFar = {};
  let at = skipSpace(input.text, start + 1);
  if (input.text[at] === '}') return [hiddenValue(input, object([]), start, at + 1), at + 1];
  for (;;) {
    const [before, first] = skipHoles(input, at);
    met = meet(met, before);
    at = first;
    const absent = before !== undefined && /[},]/.test(input.text[at] ?? '}');
    if (!absent) {
      if (input.text[at] !== '"') throw new JsonSyntaxError(at);
      const [name, afterName] = readString(input.text, at);
      if (isTouched(input, at, afterName)) secretKeys.add(name.normalize('NFC'));
      const colon = skipSpace(input.text, afterName);
      if (input.text[colon] !== ':') throw new JsonSyntaxError(colon);
      const [value, next] = readValue(input, skipSpace(input.text, colon + 1), depth + 1);
      entries.push([name, value]);
      at = next;
    }
    const [between, next] = skipHoles(input, at);
    met = meet(met, between);
    if (input.text[next] === '}') {
      const keys = secretKeys.size === 0 ? {} : { secretKeys };
      return [bracketed(input, object(entries, { ...met, ...keys }), start, next), next + 1];
    }
    if (input.text[next] === ',') at = skipSpace(input.text, next + 1);
    else if (between === undefined || next >= input.text.length) throw new JsonSyntaxError(next);
    else at = next;
  }
}

function isTouched({ hidden }: Input, start: number, end: number): boolean {
  return hidden.length > 0 && stretchesIn(hidden, start, end).length > 0;
}

/** A value, hidden when any of its text is. */
function hiddenValue(input: Input, value: TerraformValue, start: number, end: number): TerraformValue {
  if (!isTouched(input, start, end)) return value;
  return hide(value, secrecyIn(input, start, end));
}

function secrecyIn({ hidden }: Input, start: number, end: number): true | 'inherent' {
  return isInherent(stretchesIn(hidden, start, end)) ? 'inherent' : true;
}

/** An array or object, hidden when one of its brackets is: then all of it came from one place. */
function bracketed(input: Input, value: TerraformValue, start: number, end: number): TerraformValue {
  if (input.hidden.length === 0) return value;
  return hiddenValue(input, hiddenValue(input, value, start, start + 1), end, end + 1);
}

/** A string, in which the same is hidden as in its text with quotes and escapes. */
function hiddenText(input: Input, value: StringValue, start: number, end: number): TerraformValue {
  if (!isTouched(input, start, end)) return value;
  const offsets = offsetsOf(input.text, start, end);
  const length = value.value.length;
  // Normalised, or with one of the quotes hidden too.
  const torn = offsets.length !== length + 1 || isTouched(input, start, start) || isTouched(input, end, end);
  if (torn) return hide(value, secrecyIn(input, start, end));
  const secret: Secrecy = stretchesIn(input.hidden, start, end).map(({ start: from, end: to, ...rest }) => {
    const first = offsets.findLastIndex((offset) => offset <= from);
    const last = offsets.findIndex((offset) => offset >= to);
    return { start: Math.max(first, 0), end: last === -1 ? length : last, ...rest };
  });
  return { ...value, secret };
}

/** Where each character of a string stands in its text, and where it ends. */
function offsetsOf(text: string, start: number, end: number): readonly number[] {
  const offsets: number[] = [];
  for (let at = start + 1; at < end - 1; ) {
    offsets.push(at);
    if (text[at] === '\\') at += text[at + 1] === 'u' ? 6 : 2;
    else at += 1;
  }
  return [...offsets, end - 1];
}

function readString(text: string, start: number): Parsed<string> {
  const read = readJsonString(text, start);
  if (!read.ok) throw new JsonSyntaxError(read.at);
  return [read.value, read.end];
}

const space = /[ \t\r\n]*/y;

function skipSpace(text: string, start: number): number {
  space.lastIndex = start;
  return start + (space.exec(text)?.[0].length ?? 0);
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
