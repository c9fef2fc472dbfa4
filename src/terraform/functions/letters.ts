import type { TemplateValuePart, TerraformValue } from '../../model/value.ts';
import { numberType, stringType, template } from '../evaluate/value.ts';
import { FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { atOf, changed, mapTexts, partsOf, textOf, unknownResult } from './holes.ts';
import { refuseLength } from './size.ts';
import { wholeNumber } from './whole-number.ts';

const text: Parameter = { name: 'str', type: stringType, acceptsUnknown: true };

/** Functions that change the case of letters and the space around a text. */
export const letterFunctions: readonly TerraformFunction[] = [
  {
    name: 'upper',
    parameters: [text],
    returns: stringType,
    call: ([value]) => mapText('upper', value, (part) => mapCharacters(part, upperCase)),
  },
  {
    name: 'lower',
    parameters: [text],
    returns: stringType,
    call: ([value]) => mapText('lower', value, (part) => mapCharacters(part, lowerCase)),
  },
  {
    name: 'title',
    parameters: [{ name: 'str', type: stringType }],
    returns: stringType,
    call: ([value]) => mapText('title', value, title),
  },
  {
    name: 'indent',
    parameters: [{ name: 'spaces', type: numberType }, text],
    returns: stringType,
    call: ([spaces, value]) => indent(wholeNumber(spaces, 0), value),
  },
  {
    name: 'chomp',
    parameters: [text],
    returns: stringType,
    call: ([value]) => trim('chomp', value, '', '\r\n'),
  },
  {
    name: 'trimspace',
    parameters: [text],
    returns: stringType,
    call: ([value]) => trim('trimspace', value, whiteSpace, whiteSpace),
  },
  {
    name: 'trim',
    parameters: [text, { name: 'cutset', type: stringType }],
    returns: stringType,
    call: ([value, cutset]) => trim('trim', value, textOf(cutset), textOf(cutset)),
  },
];

/** What Go's `unicode.IsSpace` accepts. */
const whiteSpace =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

function mapText(name: string, value: TerraformValue | undefined, change: (part: string) => string): TerraformValue {
  if (value === undefined) throw new FunctionError('a string is required', 0);
  return mapTexts(name, value, change);
}

/** Go changes case one code point at a time, without the contexts and expansions of JavaScript (`ß`, a final sigma). */
function mapCharacters(part: string, change: (character: string) => string): string {
  return Array.from(part, change).join('');
}

function upperCase(character: string): string {
  const upper = character.toUpperCase();
  if (upper.length === character.length || Array.from(upper).length === 1) return upper;
  return capitalWithIota(character) ?? character;
}

/** Greek vowels with an iota below have a single capital that JavaScript spells out as two letters. */
function capitalWithIota(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  return undefined;
}

function lowerCase(character: string): string {
  return character === '\u0130' ? 'i' : character.toLowerCase();
}

/** Go's `strings.Title`: a letter becomes a capital when what stands before it is no letter, digit or underscore. */
function title(part: string): string {
  let before = ' ';
  return mapCharacters(part, (character) => {
    const result = isSeparator(before) ? titleCase(character) : character;
    before = character;
    return result;
  });
}

function titleCase(character: string): string {
  // The three-letter-case digraphs (dž, lj, nj, dz) have a title form between lower and upper case.
  const digraph = /^[\u01c4-\u01cc\u01f1-\u01f3]$/.test(character);
  if (!digraph) return upperCase(character);
  const code = character.charCodeAt(0);
  return String.fromCharCode(code >= 0x1f1 ? 0x1f2 : 0x1c5 + 3 * Math.floor((code - 0x1c4) / 3));
}

function isSeparator(character: string): boolean {
  if (character <= '\x7f') return !/[0-9A-Za-z_]/.test(character);
  return !/[\p{L}\p{Nd}]/u.test(character) && whiteSpace.includes(character);
}

/** More spaces than this are no indentation any more. */
const deepest = 10_000;

function indent(spaces: number, value: TerraformValue | undefined): TerraformValue {
  if (spaces < 0 || spaces > deepest) throw new FunctionError(`must be from 0 to ${deepest}`, 0);
  const pad = ' '.repeat(spaces);
  return mapText('indent', value, (part) => {
    refuseLength(part.length + (part.split('\n').length - 1) * spaces);
    return part.replaceAll('\n', `\n${pad}`);
  });
}

/**
 * Takes the characters of `left` off the start and those of `right` off the end. A hole at an end may lose some of its own; when all of
 * the text beside it could go too, nothing is known.
 */
function trim(name: string, value: TerraformValue | undefined, left: string, right: string): TerraformValue {
  if (value === undefined) throw new FunctionError('a string is required', 0);
  const cut = { left: new Set(Array.from(left)), right: new Set(Array.from(right)) };
  const parts = partsOf(value);
  if (value.kind === 'string') {
    const kept = trimEnd(trimStart(value.value, cut.left), cut.right);
    return kept === value.value ? value : template([kept], atOf(value));
  }
  const trimmed = trimHoles(name, parts, cut);
  return trimmed === undefined ? unknownResult(name, [value], stringType) : template(trimmed, atOf(value));
}

interface Cut {
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

/**
 * The parts after the cut. A hole at an end takes in the characters beside it that go with it when it comes to nothing. Undefined
 * when a whole text could go.
 */
function trimHoles(name: string, parts: readonly TemplateValuePart[], cut: Cut): TemplateValuePart[] | undefined {
  const trimmed = [...parts];
  const cutAt = (index: number, work: (part: string) => string): boolean => {
    const part = trimmed[index];
    const kept = typeof part === 'string' ? work(part) : '';
    trimmed[index] = kept;
    return kept !== '';
  };
  const start = (part: string): string => trimStart(part, cut.left);
  const end = (part: string): string => trimEnd(part, cut.right);
  const last = parts.length - 1;
  const [first] = parts;
  if (cut.left.size > 0 && first !== undefined) {
    const text = typeof first === 'string' ? 0 : 1;
    if (text <= last && !cutAt(text, start)) return undefined;
    if (typeof first !== 'string') trimmed[0] = changed(name, first);
  }
  const final = parts[last];
  if (cut.right.size > 0 && final !== undefined) {
    const text = typeof final === 'string' ? last : last - 1;
    if (text >= 0 && !cutAt(text, end)) return undefined;
    if (typeof final !== 'string') trimmed[last] = changed(name, final);
  }
  return trimmed;
}

function trimStart(part: string, cut: ReadonlySet<string>): string {
  let from = 0;
  for (const character of part) {
    if (!cut.has(character)) break;
    from += character.length;
  }
  return part.slice(from);
}

function trimEnd(part: string, cut: ReadonlySet<string>): string {
  if (cut.size === 0) return part;
  const characters = Array.from(part);
  let end = characters.length;
  while (end > 0 && cut.has(characters[end - 1] ?? '')) end--;
  return characters.slice(0, end).join('');
}
