import { eastAsianWidth } from 'get-east-asian-width';
import { graphemes } from '../model/graphemes.ts';
import { unprintable } from '../model/unprintable.ts';

/*
 * Text from elsewhere (names, values, AWS's messages) on a terminal: nothing in it may move the cursor, change colours,
 * reverse the reading direction or be invisible, and its width must be known for columns to align.
 */

const nonAscii = /[^\x20-\x7e]/gu;
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The text with every unprintable character as an escape (`\n`, `\u001b`, `\u{e0001}`). Escaping twice changes nothing.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escapeCharacter);
}

/** The text in ASCII: tells apart two texts that look the same. */
export function asciiOnly(text: string): string {
  return text.replace(nonAscii, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const known = short[character];
  if (known !== undefined) return known;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

const ascii = /^[\x20-\x7e]*$/;

/** The columns that printable text takes on a terminal. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

const nonspacing = /^[\p{Mn}\p{Me}]+$/u;
/** Characters that are shown as emoji by themselves, and the sign that asks for it. */
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;
/** What stands beside the character that it follows, not above or below it. */
const spacing = /[\p{Mc}\uff00-\uffef]/u;

/** Emoji are wide however many characters they are made of. https://www.unicode.org/reports/tr11/ */
function graphemeWidth(grapheme: string): number {
  if (ascii.test(grapheme)) return grapheme.length;
  if (nonspacing.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  const widths = Array.from(grapheme, (character, index) =>
    index === 0 || spacing.test(character) ? eastAsianWidth(character.codePointAt(0) ?? 0) : 0,
  );
  return widths.reduce<number>((sum, width) => sum + width, 0);
}

/** Where a long value may be broken: after these. */
const breakable = /[\s/:,;=&?|@]/;

/**
 * Breaks printable text into lines of at most `width` columns, after a separator when there is one in the last two
 * thirds of a line. No character is lost or added.
 */
export function foldText(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line: string[] = [];
  let columns = 0;
  for (const grapheme of graphemes(text)) {
    const size = graphemeWidth(grapheme);
    if (columns + size > width && line.length > 0) {
      const at = line.findLastIndex((character) => breakable.test(character)) + 1;
      const cut = at > line.length / 3 ? at : line.length;
      lines.push(line.slice(0, cut).join(''));
      line = line.slice(cut);
      columns = displayWidth(line.join(''));
    }
    line.push(grapheme);
    columns += size;
  }
  return [...lines, line.join('')];
}

/** Shortens a text to about `limit` UTF-16 units by leaving out its middle, and says how much that is. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil(limit / 2);
  const tail = Math.floor(limit / 2);
  const left = text.length - head - tail;
  return `${whole(text.slice(0, head))} … ${left} characters … ${whole(text.slice(text.length - tail))}`;
}

/** Without the halves of surrogate pairs that a cut left at the ends. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');
}

/**
 * Shortens two texts so that the place where they differ stays: what both begin and end with is left out first.
 */
export function shortenPair(a: string, b: string, limit: number): readonly [string, string] {
  if (a.length <= limit && b.length <= limit) return [a, b];
  const least = Math.min(a.length, b.length);
  let start = 0;
  while (start < least && a[start] === b[start]) start++;
  let end = 0;
  while (end < least - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const differing = Math.max(a.length, b.length) - start - end;
  const context = Math.max(12, Math.floor((limit - differing) / 2));
  const from = Math.max(0, start - context);
  const side = (text: string): string => {
    const to = Math.min(text.length, text.length - end + context);
    const middle = shorten(whole(text.slice(from, to)), limit);
    return `${from > 0 ? '…' : ''}${middle}${to < text.length ? '…' : ''}`;
  };
  return [side(a), side(b)];
}
