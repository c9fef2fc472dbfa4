import { type Cursor, problem, rangeBetween, tokenText } from './cursor.ts';

const escapedSequence = /\$\$\{|%%\{/g;
const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/**
 * The text of a heredoc's or template file's token: `$${` and `%%{` stand for `${` and `%{`, nothing else is escaped.
 */
export function decodeRaw(cursor: Cursor, token: number): string {
  const source = tokenText(cursor, token);
  return source.includes('{') ? source.replace(escapedSequence, (sequence) => sequence.slice(1)) : source;
}

/** The text of a quoted string's token. Throws `invalid-escape`. */
export function decodeQuoted(cursor: Cursor, token: number): string {
  const source = tokenText(cursor, token);
  if (!source.includes('\\')) return decodeRaw(cursor, token);
  const start = cursor.tokens.starts[token] ?? 0;
  return source.replace(
    /\\(?:u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|(.?))|\$\$\{|%%\{/gsu,
    (
      sequence: string,
      short: string | undefined,
      long: string | undefined,
      selector: string | undefined,
      at: number,
    ) => {
      if (!sequence.startsWith('\\')) return sequence.slice(1);
      const fail = (detail: string) =>
        problem(
          'invalid-escape',
          'Invalid escape sequence',
          detail,
          rangeBetween(cursor, start + at, start + at + sequence.length),
        );
      if (selector === undefined) return decodeCodePoint(short, long, fail);
      const decoded = simpleEscapes.get(selector);
      if (decoded !== undefined) return decoded;
      throw fail(
        selector === '$' || selector === '%'
          ? `A literal "${selector}{" is written "${selector}${selector}{".`
          : 'After a backslash only n, r, t, ", \\, uNNNN and UNNNNNNNN are understood. A literal backslash is written "\\\\".',
      );
    },
  );
}

function decodeCodePoint(short: string | undefined, long: string | undefined, fail: (detail: string) => Error): string {
  if (short !== undefined && short.length !== 4) throw fail('"\\u" must be followed by four hexadecimal digits.');
  if (long !== undefined && long.length !== 8) throw fail('"\\U" must be followed by eight hexadecimal digits.');
  const point = Number.parseInt(short ?? long ?? '', 16);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
    throw fail(
      'This is not a character. One outside of the first 65,536 is written with one \\U and eight digits, not as a pair.',
    );
  }
  return String.fromCodePoint(point);
}
