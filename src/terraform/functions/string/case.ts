import { stringType } from '../../evaluate/value.ts';
import type { TerraformFunction } from '../function.ts';
import { mapTexts } from '../unknown-parts.ts';
import { text } from './text-parameter.ts';
import { whiteSpace } from './white-space.ts';

/** Functions that change the case of letters. */
export const caseFunctions: readonly TerraformFunction[] = [
  {
    name: 'lower',
    parameters: [text],
    returns: stringType,
    linesOf: 0,
    call: ([value]) => mapTexts('lower', value, (part) => mapCharacters(part, lowerCase)),
  },
  {
    name: 'title',
    parameters: [{ name: 'str', type: stringType }],
    returns: stringType,
    linesOf: 0,
    call: ([value]) => mapTexts('title', value, title),
  },
  {
    name: 'upper',
    parameters: [text],
    returns: stringType,
    linesOf: 0,
    call: ([value]) => mapTexts('upper', value, (part) => mapCharacters(part, upperCase)),
  },
];

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
