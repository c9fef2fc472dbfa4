import type { Span } from '../../model/span.ts';
import { readJsonString } from '../syntax/json-string.ts';

/*
 * Finds the parts of a JSON text without reading it, so that of a large document one part after the other is parsed and
 * let go.
 */

/**
 * The members of the object that `text` is, by name; of equal names the last, as `JSON.parse` has it. undefined when it
 * is no object. What stands inside of the members is not checked.
 */
export function scanMembers(text: string): ReadonlyMap<string, Span> | undefined {
  const start = skipSpace(text, 0);
  if (text[start] !== '{') return undefined;
  const members = new Map<string, Span>();
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return skipSpace(text, at + 1) === text.length ? members : undefined;
  for (;;) {
    if (text[at] !== '"') return undefined;
    const name = readJsonString(text, at);
    if (!name.ok) return undefined;
    at = skipSpace(text, name.end);
    if (text[at] !== ':') return undefined;
    const value = scanValue(text, at + 1);
    if (value === undefined) return undefined;
    members.set(name.value, value);
    at = skipSpace(text, value.end);
    if (text[at] === '}') return skipSpace(text, at + 1) === text.length ? members : undefined;
    if (text[at] !== ',') return undefined;
    at = skipSpace(text, at + 1);
  }
}

/**
 * The elements of the array in a span, in order; none when it is no array, and as many as there are when it is broken
 * off.
 */
export function* scanElements(text: string, span: Span): Generator<Span> {
  if (text[span.start] !== '[') return;
  let at = span.start + 1;
  while (at < span.end) {
    const value = scanValue(text, at);
    if (value === undefined || value.end > span.end || value.start === value.end) return;
    yield value;
    at = skipSpace(text, value.end) + 1;
  }
}

/** The value that begins at `from`, white space aside. */
function scanValue(text: string, from: number): Span | undefined {
  const start = skipSpace(text, from);
  const end = endOfValue(text, start);
  return end === undefined ? undefined : { start, end };
}

const quote = 0x22;
const comma = 0x2c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
      if (depth === 0) return end;
    } else if (opening.has(code)) {
      depth++;
    } else if (closing.has(code)) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (code === comma && depth === 0) {
      return at;
    }
  }
  return undefined;
}

/** Behind the quote that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number | undefined {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? 'x')) at++;
  return at;
}
