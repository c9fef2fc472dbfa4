import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, type Node, parseAllDocuments, Scalar } from 'yaml';
import { type Budget, limits } from '../../../model/budget.ts';
import { placeIn, type TextOrigin } from '../../../model/text-origin.ts';
import type { StringValue, TemplateValue, TerraformValue } from '../../../model/value.ts';
import { type Decimal, parseNumber } from '../../evaluate/number.ts';
import { type EncodedTexts, encodeHoles, operation } from '../../evaluate/unknown.ts';
import { bool, dynamicType, nullOf, number, object, string, tuple, unknown, withAt } from '../../evaluate/value.ts';
import { formatInstant, parseInstant, two } from '../date-and-time/instant.ts';
import { FunctionError } from '../function.ts';
import { extentOfYaml } from './yaml-extent.ts';

/** Aliases may not blow a document up to more values than this. */
const mostValues = 200_000;
/** To read one value takes as long as so many steps. */
const stepsPerValue = 40;

/**
 * `yamldecode`: YAML as cty reads it, which is 1.1 with changes (`yes` is true, `010` is ten, `0b1` and `1_000` are
 * strings, a date becomes an RFC 3339 string, of equal keys the last wins). A plain scalar with a hole in it is a
 * string only where no content of the hole could make it a number, a bool or null. Throws `FunctionError`.
 * https://github.com/zclconf/go-cty-yaml/blob/master/resolve.go
 */
export function decodeYaml(source: StringValue | TemplateValue, budget: Budget): TerraformValue {
  const holes = encodeHoles([source]);
  const [text = ''] = holes.texts;
  if (text.length > limits.yaml.most) throw new FunctionError('the text is too long', 0);
  const { depth, values } = extentOfYaml(text);
  if (depth > deepestYaml) throw new FunctionError('the YAML is nested too deeply', 0);
  budget.use('steps', stepsPerValue * values);
  try {
    return holes.decodeDeep(decodeText(text, holes, source.origin));
  } catch (error) {
    const refused = error instanceof FunctionError || error instanceof RangeError;
    if (!refused) throw error;
    // With the holes filled in, the text may well be YAML.
    if (source.kind === 'template') return unknown(operation('yamldecode', [source]), dynamicType);
    throw error instanceof FunctionError ? error : new FunctionError('the YAML is nested too deeply', 0);
  }
}

/** The library goes some calls deeper for each level. */
const deepestYaml = 250;

function decodeText(text: string, holes: EncodedTexts, origin: TextOrigin | undefined): TerraformValue {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    strict: true,
    logLevel: 'silent',
    prettyErrors: false,
  });
  if (!Array.isArray(documents)) throw new FunctionError('the text has no document', 0);
  const [document, ...others] = documents;
  if (document === undefined || others.length > 0)
    throw new FunctionError('the text must have exactly one document', 0);
  // libyaml does not mind how the lines of a flow collection are indented, and the library here cannot go on behind
  // such a line.
  if (document.errors.some(({ code }) => code === 'BAD_INDENT')) {
    return unknown({ kind: 'operation', name: 'yamldecode', from: [] }, dynamicType);
  }
  if (document.errors.length > 0) throw new FunctionError('the text is not valid YAML', 0);
  if (!document.directives?.docStart && document.contents === null)
    throw new FunctionError('the text has no document', 0);
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.1') {
    throw new FunctionError('the text asks for another version of YAML than 1.1', 0);
  }
  const reading: Reading = { holes, origin, anchors: new Map(), count: 0 };
  return decodeNode(document.contents, reading).value;
}

/** What has been met on the way through one document. */
interface Reading {
  readonly holes: EncodedTexts;
  /** Where the text is written. */
  readonly origin: TextOrigin | undefined;
  readonly anchors: Map<string, DecodedNode | 'open'>;
  count: number;
}
interface DecodedNode {
  readonly value: TerraformValue;
  /** Number of values in it, itself included. */
  readonly size: number;
}

function decodeNode(node: Node | null, reading: Reading): DecodedNode {
  if (node === null) return counted(nullOf(), 1, reading);
  if (isAlias(node)) return decodeAlias(node, reading);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor !== undefined) reading.anchors.set(anchor, 'open');
  const before = reading.count;
  const value = placed(decodeContent(node, reading), node, reading.origin);
  const decoded = counted(value, 1, reading);
  const whole = { value: decoded.value, size: reading.count - before };
  if (anchor !== undefined) reading.anchors.set(anchor, whole);
  return whole;
}

function placed(value: TerraformValue, { range }: Node, origin: TextOrigin | undefined): TerraformValue {
  if (origin === undefined || !range || value.at !== undefined) return value;
  return withAt(value, placeIn(origin, range[0], range[1]));
}

function counted(value: TerraformValue, size: number, reading: Reading): DecodedNode {
  reading.count += size;
  if (reading.count > mostValues) throw new FunctionError('the YAML has too many values', 0);
  return { value, size };
}

function decodeAlias(node: Alias, reading: Reading): DecodedNode {
  const found = reading.anchors.get(node.source);
  if (found === undefined) throw new FunctionError('an alias names no anchor', 0);
  if (found === 'open') throw new FunctionError('an anchor is referred to from inside of itself', 0);
  return counted(found.value, found.size, reading);
}

function decodeContent(node: Node, reading: Reading): TerraformValue {
  if (isScalar(node)) return decodeScalar(node, reading.holes);
  if (isSeq(node)) {
    if (node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:seq') throw unsupportedTag();
    return tuple(node.items.map((item) => decodeNode(nodeOf(item), reading).value));
  }
  if (!isMap(node)) throw new FunctionError('the YAML has an unknown kind of value', 0);
  if (node.tag !== undefined && node.tag !== 'tag:yaml.org,2002:map') throw unsupportedTag();
  const entries = new Map<string, TerraformValue>();
  for (const pair of node.items) {
    const key = decodeKey(nodeOf(pair.key), reading);
    const { value } = decodeNode(nodeOf(pair.value), reading);
    // A merge wins over what stands before it and yields to what stands behind.
    if (key === '<<') for (const [name, item] of mergedEntries(value)) entries.set(name, item);
    else entries.set(key, value);
  }
  return object(entries);
}

function nodeOf(item: unknown): Node | null {
  if (isScalar(item) || isMap(item) || isSeq(item) || isAlias(item)) return item;
  if (item === null || item === undefined) return null;
  if (isPair(item)) throw new FunctionError('the YAML has a pair outside of a mapping', 0);
  throw new FunctionError('the YAML has an unknown kind of value', 0);
}

function mergedEntries(value: TerraformValue): Iterable<readonly [string, TerraformValue]> {
  if (value.kind !== 'object') throw new FunctionError('only a mapping can be merged into a mapping', 0);
  return value.entries;
}

function decodeKey(node: Node | null, reading: Reading): string {
  if (!isScalar(node)) throw new FunctionError('a key must be a string', 0);
  const key = decodeScalar(node, reading.holes);
  switch (key.kind) {
    case 'string':
      return key.value;
    case 'number':
      return key.value.toFixed();
    case 'bool':
      return String(key.value);
    case 'unknown':
      return String(node.value);
    default:
      throw new FunctionError('a key must not be null', 0);
  }
}

function unsupportedTag(): FunctionError {
  return new FunctionError('the YAML has a tag that is not supported', 0);
}

const standardTag = /^tag:yaml\.org,2002:(str|bool|int|float|null|timestamp|binary)$/;

function decodeScalar(node: Scalar, holes: EncodedTexts): TerraformValue {
  const text = typeof node.value === 'string' ? node.value : '';
  const tag = node.tag === undefined ? undefined : standardTag.exec(node.tag)?.[1];
  if (node.tag !== undefined && tag === undefined) throw unsupportedTag();
  if (
    tag === 'binary' &&
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/[\r\n]/g, ''))
  ) {
    throw new FunctionError('the YAML has binary content that is not base64', 0);
  }
  if (node.type !== Scalar.PLAIN || tag === 'str' || tag === 'binary') return string(text);
  return plainHole(text, holes) ?? resolvePlain(text, tag);
}

/** A plain scalar with a hole that may make it something else than a string; undefined for any other. */
function plainHole(text: string, holes: EncodedTexts): TerraformValue | undefined {
  const filling = Array.from(text, (character) => holes.holeAt(character)).filter((hole) => hole !== undefined);
  const [only] = filling;
  if (only === undefined) return undefined;
  const known = Array.from(text)
    .filter((character) => holes.holeAt(character) === undefined)
    .join('');
  // Letters and signs that occur in no number, date, bool or null make it a string.
  if (/[^0-9+\-._:~\strufalsyenoibcdxzp]/i.test(known)) return undefined;
  if (known === '' && filling.length === 1) return unknown(only.because, dynamicType);
  return unknown(operation('yamldecode', filling), dynamicType);
}

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

function resolvePlain(text: string, tag: string | undefined): TerraformValue {
  const word = words.get(text);
  if (word !== undefined) return word === null ? nullOf() : bool(word);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) throw new FunctionError('infinity is not supported', 0);
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) throw new FunctionError('NaN is not supported', 0);
  if (/^[0-9+\-.]/.test(text)) {
    const timestamp = tag === undefined || tag === 'timestamp' ? resolveTimestamp(text) : undefined;
    if (timestamp !== undefined) return string(timestamp);
    const found = parseNumber(text) ?? parseBased(text, tag);
    if (found !== undefined) return number(found);
  }
  if (tag === 'null') return nullOf();
  if (tag !== undefined) throw new FunctionError(`the YAML has a value that is no ${tag}`, 0);
  return string(text);
}

/** `0x1F` and `0o17`; with a tag that asks for a number also `0b11` and `1_000`. Of at most 64 bits. */
function parseBased(text: string, tag: string | undefined): Decimal | bigint | undefined {
  const tagged = tag === 'int' || tag === 'float';
  const plain = tagged ? text.replaceAll('_', '') : text;
  const isBased = /^0x[0-9a-fA-F]+$/.test(plain) || /^0o[0-7]+$/.test(plain) || (tagged && /^0b[01]+$/.test(plain));
  if (!isBased) return tagged ? parseNumber(plain) : undefined;
  const value = plain.length > 70 ? undefined : BigInt(plain);
  if (value === undefined || value >= 2n ** 64n) throw new FunctionError('the YAML has a number that is too large', 0);
  return value;
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})((?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** A date, or a time with `T` and a zone or with a space and none; as RFC 3339 in whole seconds. */
function resolveTimestamp(text: string): string | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', separator, hour = '0', minute = '0', second = '0', , zone] = match;
  if (separator !== undefined && (separator === ' ') !== (zone === undefined)) return undefined;
  const [m, d, h, min, s] = [month, day, hour, minute, second].map((part) => two(Number(part)));
  const instant = parseInstant(`${year}-${m}-${d}T${h}:${min}:${s}${zone ?? 'Z'}`);
  return instant === undefined ? undefined : formatInstant(instant);
}
