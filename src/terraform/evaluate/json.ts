import { formatNumber } from '../../model/scalar-text.ts';
import { hasHidden, isInherent, isWhollyHidden, type Segment, segmentsOf } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import { joinOrigins, type TextOrigin } from '../../model/text-origin.ts';
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
import { hasMarks, isSensitive, withMarksOf } from './marks.ts';
import { derived, encodeHoles, operation } from './unknown.ts';
import {
  dynamicType,
  fromSegments,
  marksOf,
  nullOf,
  object,
  openMarksOf,
  template,
  tuple,
  unknown,
  widthOf,
  withAt,
} from './value.ts';
import { isWhollyKnown, mapDeep } from './value-parts.ts';

/**
 * `jsonencode`: the text that Terraform writes, with a hole for every unknown part, and in `encoded` the value itself
 * with its marks and origins. A collection whose elements or their order are not certain is one hole in the text. What
 * is hidden of the value is hidden of the text.
 */
export function jsonencode(value: TerraformValue): StringValue | TemplateValue {
  const sensitive = isSensitive(value);
  if (!sensitive && !hasHidden(value)) {
    const parts: TemplateValuePart[] = [];
    write(value, (part) => parts.push(part));
    return template(parts, {}, value);
  }
  const segments: Segment[] = [];
  write(value, (part, secret) => segments.push(secret === undefined ? { part } : { part, secret }));
  return fromSegments(segments, sensitive ? { sensitive: true } : {}, value);
}

/** Takes a piece of the text that is written. */
type Out = (part: TemplateValuePart, secret?: true | 'inherent') => void;

function write(value: TerraformValue, out: Out): void {
  if (isWhollyHidden(value)) {
    const secret = isInherent(value.secret) ? 'inherent' : true;
    writeShown(value, (part) => out(part, secret));
  } else writeShown(value, out);
}

function writeShown(value: TerraformValue, out: Out): void {
  const unclear = 'open' in value ? value.open : undefined;
  const unsorted = value.kind === 'set' && !value.elements.every(isWhollyKnown);
  if (unclear !== undefined || unsorted) {
    const because = unclear === undefined ? operation('jsonencode', [value]) : derived('jsonencode', unclear);
    out(unknown(because, dynamicType, { ...marksOf(value), notNull: true }));
    return;
  }
  switch (value.kind) {
    case 'null':
      out('null');
      return;
    case 'bool':
      out(value.value ? 'true' : 'false');
      return;
    case 'number':
      out(formatNumber(value.value));
      return;
    case 'string':
    case 'template':
      writeText(value, out);
      return;
    case 'unknown':
      out(valueHole(value));
      return;
    case 'list':
    case 'set':
    case 'tuple':
      out('[');
      for (const [index, element] of value.elements.entries()) {
        if (index > 0) out(',');
        write(element, out);
      }
      out(']');
      return;
    case 'map':
    case 'object': {
      let before = '{';
      for (const [key, element] of value.entries) {
        if (value.secretKeys?.has(key) === true) {
          out(`${before}"`);
          out(escapeText(key), true);
          out('":');
        } else out(`${before}"${escapeText(key)}":`);
        write(element, out);
        before = ',';
      }
      out(before === '{' ? '{}' : '}');
    }
  }
}

/** The quotes belong to what is hidden when all of the text is, so that what stands between two values is not. */
function writeText(value: StringValue | TemplateValue, out: Out): void {
  if (typeof value.secret === 'object' && value.secret.length > 0) {
    out('"');
    for (const { part, secret } of segmentsOf(value)) out(typeof part === 'string' ? escapeText(part) : part, secret);
    out('"');
  } else if (value.kind === 'string') out(`"${escapeText(value.value)}"`);
  else {
    out('"');
    for (const part of value.parts) out(typeof part === 'string' ? escapeText(part) : part);
    out('"');
  }
}

/**
 * The hole of a whole JSON value. Its type is never string: that is how the hole of a text inside of quotes differs
 * from it.
 */
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
 * `jsondecode` of a string, with holes or not. What `jsonencode` made comes back as it went in (with origins, marks,
 * unknown and open parts), typed as `jsondecode` types it. A text with holes gives what can be told of it. Throws
 * `JsonSyntaxError` when the text is certainly not JSON.
 */
export function jsondecode(value: StringValue | TemplateValue): TerraformValue {
  if (value.encoded !== undefined) return markedAsText(asDecoded(value.encoded), value);
  const { texts, holeAt, decodeDeep } = encodeHoles([value]);
  try {
    const hidden = typeof value.secret === 'object' ? value.secret : [];
    const read = parseJson(texts[0] ?? '', holeAt, { hidden, origin: value.origin });
    return markedAsText(decodeDeep(read), value);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError) || value.kind === 'string') throw error;
    return unknown(operation('jsondecode', [value]), dynamicType, marksOf(value));
  }
}

/** What a text encodes, hidden as the text is; where only stretches of it are, the parts say which. */
function markedAsText(decoded: TerraformValue, text: StringValue | TemplateValue): TerraformValue {
  return typeof text.secret === 'object' || hasMarks(decoded) ? decoded : withMarksOf(decoded, text);
}

/** A text in a template, and where it stands. */
export interface GluedPiece {
  readonly text: StringValue | TemplateValue | UnknownValue;
  readonly origin: TextOrigin | SourceRange;
}

/**
 * What a template encodes that glues encoded texts together (`"[${jsonencode(a)}, ${jsonencode(b)}]"`): its structure,
 * with the encoded values as they were. Undefined when they do not stand in the places of values.
 */
export function gluedJson(pieces: readonly GluedPiece[]): TerraformValue | undefined {
  // Each encoded text is a hole that stands for itself, told by the identity of its cause.
  const originals = new Map<Unknown, TerraformValue>();
  const glue = pieces.map((piece): GluedPiece => {
    const { text } = piece;
    if (text.kind === 'unknown' || text.encoded === undefined) return piece;
    const because: Unknown = { kind: 'operation', name: 'jsonencode', from: [] };
    originals.set(because, text.encoded);
    return { ...piece, text: unknown(because) };
  });
  if (originals.size === 0) return undefined;
  const text = fromSegments(glue.flatMap((piece) => segmentsOf(piece.text)));
  const origin = joinOrigins(glue.map((piece) => ({ length: widthOf(piece.text), origin: piece.origin })));
  const { texts, holeAt, decodeDeep } = encodeHoles([text]);
  const hidden = typeof text.secret === 'object' ? text.secret : [];
  try {
    let found = 0;
    const glued = mapDeep(decodeDeep(parseJson(texts[0] ?? '', holeAt, { hidden, origin })), (part) => {
      const original = part.kind === 'unknown' ? originals.get(part.because) : undefined;
      if (original === undefined) return part;
      found += 1;
      return original.at === undefined ? withAt(original, part.at) : original;
    });
    return found === originals.size ? withMarksOf(glued, typeof text.secret === 'object' ? glued : text) : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/**
 * The structure of a JSON text of any origin (`jsonencode`, a template, a file), as `container_definitions` needs it.
 * Its parts have the text's place where they have none of their own. Undefined when the text is not JSON or nothing of
 * it is known.
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
