import type { Sign } from './tokens.ts';

/** Whether a UTF-16 code unit is one of `0` to `9`. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Whether a UTF-16 code unit is a line feed or a carriage return. */
export const isLineEnd = (code: number): boolean => code === 10 || code === 13;

/** Whether each ASCII character can stand in an identifier, as a table: nearly each character is asked for. */
const asciiWord = Uint8Array.from({ length: 128 }, (_, code) => (/[\w-]/.test(String.fromCharCode(code)) ? 1 : 0));

const isAsciiWord = (code: number): boolean => asciiWord[code] === 1;

const identifierStart = /[\p{ID_Start}_]/uy;

const identifierRest = /[\p{ID_Continue}-]*/uy;

/** The end of the identifier that starts at `at`, or `at` when none does. */
export function identifierEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first < 128 && (isDigit(first) || first === 45 || !isAsciiWord(first))) return at;
  let end = at;
  if (first >= 128) {
    identifierStart.lastIndex = at;
    if (!identifierStart.test(text)) return at;
    end = identifierStart.lastIndex;
  }
  while (isAsciiWord(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) < 128 || end >= text.length) return end;
  identifierRest.lastIndex = end;
  identifierRest.test(text);
  return identifierRest.lastIndex;
}

/** Digits, dots and exponents in any order, but a dot is never the last: `1...` is a number and an ellipsis. */
const numberBody = /(?:[\d.]|[eE][+-]?\d)*/y;

/** The end of the number that starts at `at`, where a digit stands. */
export function numberEnd(text: string, at: number): number {
  numberBody.lastIndex = at;
  numberBody.test(text);
  let end = numberBody.lastIndex;
  while (text.charCodeAt(end - 1) === 46) end--;
  return end;
}

/** Signs by their first character, the longest first. */
const signs: readonly (readonly Sign[])[] = byFirst([
  ['{'],
  ['}'],
  ['['],
  [']'],
  ['('],
  [')'],
  ['==', '=>', '='],
  ['!=', '!'],
  ['<=', '<'],
  ['>=', '>'],
  ['&&'],
  ['||'],
  ['+'],
  ['-'],
  ['*'],
  ['/'],
  ['%'],
  ['?'],
  ['::', ':'],
  ['...', '.'],
  [','],
]);

function byFirst(groups: readonly (readonly [Sign, ...Sign[]])[]): readonly (readonly Sign[])[] {
  const table: (readonly Sign[])[] = Array.from({ length: 128 }, () => []);
  for (const group of groups) table[group[0].charCodeAt(0)] = group;
  return table;
}

/** The longest sign that starts at `at`. */
export function signAt(text: string, at: number): Sign | undefined {
  const group = signs[text.charCodeAt(at)];
  if (group === undefined) return undefined;
  for (const sign of group) if (sign.length === 1 || text.startsWith(sign, at)) return sign;
  return undefined;
}

/** The end of a line's content: before `\n` or `\r\n`. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  if (newline < 0) return text.length;
  return text.charCodeAt(newline - 1) === 13 && newline > at ? newline - 1 : newline;
}

/** What opens at `at`: `${` and `%{` do, `$${` and `%%{` are text. */
export function sequenceAt(text: string, at: number): 'interpolation-open' | 'directive-open' | undefined {
  if (text.charCodeAt(at + 1) !== 123) return undefined;
  const code = text.charCodeAt(at);
  return code === 36 ? 'interpolation-open' : code === 37 ? 'directive-open' : undefined;
}

/** The length of a `$${` or `%%{` at `at`, else 0. */
export function escapedSequenceAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return (code === 36 || code === 37) && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === 123 ? 3 : 0;
}

/** What to write instead of a character that the language does not use outside of strings and comments. */
export const hints: ReadonlyMap<string, string> = new Map([
  ["'", 'Single quotes do not enclose strings; use double quotes.'],
  ['`', 'Backticks do not enclose strings; a string of several lines is written as a heredoc (<<EOT).'],
  [';', 'Arguments and blocks are separated by line ends, elements of collections by commas.'],
  ['&', 'There are no bitwise operators; a logical AND is written "&&".'],
  ['|', 'There are no bitwise operators; a logical OR is written "||".'],
  ['~', 'There are no bitwise operators; a logical NOT is written "!".'],
  ['^', 'There are no bitwise operators.'],
  ['\f', 'A form feed cannot stand between the parts of the code.'],
  ['\r', 'A carriage return must be followed by a line feed.'],
  ['\0', 'The file holds a NUL: it may be damaged, or saved in an encoding other than UTF-8.'],
]);
