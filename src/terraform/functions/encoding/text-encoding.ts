import { string, stringType, unknown } from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type Parameter, type TerraformFunction } from '../function.ts';
import { decodeBase64 } from './base64.ts';
import { multiByteSets, singleByteSets, unmapped } from './character-sets.ts';

/*
 * A text in a character set of IANA's registry, as Terraform finds it there:
 * https://pkg.go.dev/golang.org/x/text/encoding/ianaindex
 */

const encoding: Parameter = { name: 'encoding', type: stringType };

/** `textencodebase64` and `textdecodebase64`. What needs a set with several bytes for a character is not known. */
export const textEncodingFunctions: readonly TerraformFunction[] = [
  {
    name: 'textencodebase64',
    parameters: [{ name: 'string', type: stringType }, encoding],
    returns: stringType,
    call: ([value, name]) => {
      const set = characterSet(textOf(name));
      if (set === undefined) return notComputed('textencodebase64');
      const bytes = set.encode(textOf(value));
      if (bytes === undefined) throw new FunctionError('has characters that the encoding does not have', 0);
      return string(bytes.toString('base64'));
    },
  },
  {
    name: 'textdecodebase64',
    parameters: [{ name: 'source', type: stringType }, encoding],
    returns: stringType,
    call: ([value, name]) => {
      const set = characterSet(textOf(name));
      const bytes = decodeBase64(textOf(value));
      if (set === undefined) return notComputed('textdecodebase64');
      const text = set.decode(bytes);
      if (text.includes(unmapped)) throw new FunctionError('has bytes that are no character of the encoding', 0);
      return string(text);
    },
  },
];

function notComputed(name: string) {
  return unknown({ kind: 'operation', name, from: [] }, stringType, { notNull: true });
}

interface CharacterSet {
  /** undefined when a character is not in the set. */
  readonly encode: (text: string) => Buffer | undefined;
  /** With `unmapped` where there is no character. */
  readonly decode: (bytes: Buffer) => string;
}

/** The set of a name; undefined for one without a table. Throws `FunctionError` for a name that Terraform refuses. */
function characterSet(name: string): CharacterSet | undefined {
  // Go's strings.TrimSpace, which unlike String.trim() leaves the byte order mark and takes U+0085.
  const wanted = name.replace(/^[\s\u0085]+|[\s\u0085]+$/g, (space) => (space.includes('\ufeff') ? space : ''));
  const key = wanted.toLowerCase();
  const unicode = unicodeSets.get(key);
  if (unicode !== undefined) return unicode;
  const single = singleByteSets.find(([names]) => names.split(' ').includes(key));
  if (single !== undefined) return singleByte(single[1]);
  if (multiByteSets.some((names) => names.split(' ').includes(key))) return undefined;
  throw new FunctionError('no encoding of this name or alias is supported', 1);
}

const utf8: CharacterSet = {
  encode: (text) => Buffer.from(text, 'utf8'),
  decode: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
};
const utf16le: CharacterSet = {
  encode: (text) => Buffer.from(text, 'utf16le'),
  decode: (bytes) => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes),
};
const utf16be: CharacterSet = {
  encode: (text) => Buffer.from(text, 'utf16le').swap16(),
  decode: (bytes) => utf16le.decode(swapped(bytes)),
};
/** With a byte order mark when it is written, and read as big-endian without one. */
const utf16: CharacterSet = {
  encode: (text) => utf16be.encode(`\ufeff${text}`),
  decode: (bytes) => {
    const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
    const isMarked = isLittle || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return (isLittle ? utf16le : utf16be).decode(isMarked ? bytes.subarray(2) : bytes);
  },
};

/** The bytes of each pair the other way round; one without another stays. */
function swapped(bytes: Buffer): Buffer {
  const even = bytes.length - (bytes.length % 2);
  return Buffer.concat([Buffer.from(bytes.subarray(0, even)).swap16(), bytes.subarray(even)]);
}

const ascii = String.fromCharCode(...Array.from({ length: 0x80 }, (_, code) => code));

function singleByte(characters: string): CharacterSet {
  const below = characters.length === 96 ? unmapped.repeat(32) : '';
  const table = characters.length === 256 ? characters : ascii + below + characters;
  return {
    encode: (text) => {
      const codes = [...text].map((character) => (character === unmapped ? -1 : table.indexOf(character)));
      return codes.includes(-1) ? undefined : Buffer.from(codes);
    },
    decode: (bytes) => Array.from(bytes, (byte) => table[byte] ?? unmapped).join(''),
  };
}

const unicodeSets: ReadonlyMap<string, CharacterSet> = new Map(
  [
    ['csutf8 utf-8', utf8],
    ['csutf16 utf-16', utf16],
    ['csutf16be utf-16be', utf16be],
    ['csutf16le utf-16le', utf16le],
    [
      'ansi_x3.4-1968 ansi_x3.4-1986 cp367 csascii ibm367 iso-ir-6 iso646-us iso_646.irv:1991 us us-ascii',
      singleByte(unmapped.repeat(0x80)),
    ],
  ].flatMap(([names, set]) =>
    typeof names === 'string' && typeof set === 'object' ? names.split(' ').map((name) => [name, set] as const) : [],
  ),
);
