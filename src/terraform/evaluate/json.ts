import type {
  StringValue,
  TemplateValue,
  TemplateValuePart,
  TerraformValue,
  Type,
  Unknown,
  UnknownValue,
} from '../../model/value.ts';
import { JsonSyntaxError, parseJson } from './json-parse.ts';
import { formatNumber } from './number.ts';
import { derived, encodeHoles, operation } from './unknown.ts';
import {
  dynamicType,
  isSensitive,
  isWhollyKnown,
  mapDeep,
  marksOf,
  nullOf,
  object,
  openMarksOf,
  string,
  template,
  tuple,
  unknown,
  withAt,
  withMark,
} from './value.ts';

/**
 * `jsonencode`: the text that Terraform writes, with a hole for every unknown part, and in `encoded` the value itself with its marks
 * and origins. A collection whose elements or their order are not certain is one hole in the text.
 */
export function jsonencode(value: TerraformValue): StringValue | TemplateValue {
  const parts: TemplateValuePart[] = [];
  write(value, parts);
  return template(parts, isSensitive(value) ? { sensitive: true } : {}, value);
}

function write(value: TerraformValue, parts: TemplateValuePart[]): void {
  const unclear = 'open' in value ? value.open : undefined;
  const unsorted = value.kind === 'set' && !value.elements.every(isWhollyKnown);
  if (unclear !== undefined || unsorted) {
    const because = unclear === undefined ? operation('jsonencode', [value]) : derived('jsonencode', unclear);
    parts.push(unknown(because, dynamicType, { ...marksOf(value), notNull: true }));
    return;
  }
  switch (value.kind) {
    case 'null':
      parts.push('null');
      return;
    case 'bool':
      parts.push(value.value ? 'true' : 'false');
      return;
    case 'number':
      parts.push(formatNumber(value.value));
      return;
    case 'string':
      parts.push(`"${escapeText(value.value)}"`);
      return;
    case 'template':
      parts.push('"', ...value.parts.map((part) => (typeof part === 'string' ? escapeText(part) : part)), '"');
      return;
    case 'unknown':
      parts.push(valueHole(value));
      return;
    case 'list':
    case 'set':
    case 'tuple':
      parts.push('[');
      for (const [index, element] of value.elements.entries()) {
        if (index > 0) parts.push(',');
        write(element, parts);
      }
      parts.push(']');
      return;
    case 'map':
    case 'object': {
      let before = '{';
      for (const [key, element] of value.entries) {
        parts.push(`${before}"${escapeText(key)}":`);
        write(element, parts);
        before = ',';
      }
      parts.push(before === '{' ? '{}' : '}');
    }
  }
}

/** The hole of a whole JSON value. Its type is never string: that is how the hole of a text inside of quotes differs from it. */
function valueHole(value: UnknownValue): UnknownValue {
  return value.type.kind === 'string' ? { ...value, type: dynamicType } : value;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** As Go's encoder with HTML escaping, which Terraform uses (https://pkg.go.dev/encoding/json#Marshal). */
function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes exactly these.
  return text.replace(/["\\<>&\u0000-\u001f\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return shortEscapes[character] ?? `\\u${code}`;
  });
}

/**
 * `jsondecode` of a string, with holes or not. What `jsonencode` made comes back as it went in (with origins, marks, unknown and open
 * parts), typed as `jsondecode` types it. A text with holes gives what can be told of it. Throws `JsonSyntaxError` when the
 * text is certainly not JSON.
 */
export function jsondecode(value: StringValue | TemplateValue): TerraformValue {
  if (value.encoded !== undefined) {
    const marked = value.sensitive === true && !isSensitive(value.encoded);
    return withMark(asDecoded(value.encoded), marked);
  }
  const { texts, holeAt, decodeDeep } = encodeHoles([value]);
  try {
    return withMark(decodeDeep(parseJson(texts[0] ?? '', holeAt)), value.sensitive === true);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError) || value.kind === 'string') throw error;
    return unknown(operation('jsondecode', [value]), dynamicType, marksOf(value));
  }
}

/** A piece of a template: known text, a hole, or a text that says what it encodes. */
export type Piece = TemplateValuePart | StringValue | TemplateValue;

/**
 * What a template encodes that glues encoded texts together (`"[${jsonencode(a)}, ${jsonencode(b)}]"`): its structure, with the encoded
 * values as they were. Undefined when they do not stand in the places of values.
 */
export function gluedJson(pieces: readonly Piece[]): TerraformValue | undefined {
  // Each encoded text is a hole that stands for itself, told by the identity of its cause.
  const originals = new Map<Unknown, TerraformValue>();
  const parts = pieces.map((piece) => {
    if (typeof piece === 'string') return string(piece);
    if (piece.kind === 'unknown' || piece.encoded === undefined) return piece;
    const because: Unknown = { kind: 'operation', name: 'jsonencode', from: [] };
    originals.set(because, piece.encoded);
    return unknown(because);
  });
  if (originals.size === 0) return undefined;
  const { texts, holeAt, decodeDeep } = encodeHoles(parts);
  try {
    let found = 0;
    const glued = mapDeep(decodeDeep(parseJson(texts.join(''), holeAt)), (part) => {
      const original = part.kind === 'unknown' ? originals.get(part.because) : undefined;
      if (original !== undefined) found += 1;
      return original ?? part;
    });
    return found === originals.size ? glued : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/**
 * The structure of a JSON text of any origin (`jsonencode`, a template, a file), as `container_definitions` needs it. Its parts have
 * the text's place where they have none of their own. Undefined when the text is not JSON or nothing of it is known.
 */
export function recoverJson(value: TerraformValue): TerraformValue | undefined {
  if (value.kind !== 'string' && value.kind !== 'template') return undefined;
  try {
    const decoded = jsondecode(value);
    if (decoded.kind === 'unknown') return undefined;
    return mapDeep(decoded, (part) => (part.at === undefined ? withAt(part, value.at) : part));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** A value as it is after `jsondecode(jsonencode(value))`: only tuples and objects, untyped nulls. */
function asDecoded(value: TerraformValue): TerraformValue {
  return mapDeep(value, (part) => {
    switch (part.kind) {
      case 'null':
        return nullOf(dynamicType, part);
      case 'unknown':
        return isPrimitive(part.type) ? part : { ...part, type: dynamicType };
      case 'list':
        return tuple(part.elements, openMarksOf(part));
      case 'set': {
        const marks = openMarksOf(part);
        // Where unknown elements sort is not known, so no position is certain.
        if (part.elements.every(isWhollyKnown)) return tuple(part.elements, marks);
        return tuple(part.elements, { ...marks, open: operation('jsonencode', [part]) });
      }
      case 'map':
        return object(part.entries, openMarksOf(part));
      default:
        return part;
    }
  });
}

function isPrimitive(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'number' || type.kind === 'bool';
}
