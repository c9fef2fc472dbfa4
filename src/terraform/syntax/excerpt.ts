import { secretSpans } from '../../model/secret/sensitive-shape.ts';
import { shownName } from '../../model/secret/shown.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Span } from '../../model/span.ts';
import { scan } from './scanner.ts';
import type { TokenKind, Tokens } from './tokens.ts';

/**
 * A line of code to print with a caret below it: `column` (from 1) and `width` (at least 1) count UTF-16 units of
 * `line`.
 */
export interface Excerpt {
  readonly line: string;
  readonly column: number;
  readonly width: number;
}

const widest = 120;
const tab = '  ';

/**
 * The line that `range` starts on, fit to print: no control characters, tabs as blanks, cut to about 120 characters
 * around the range, and without anything that could be a secret: the contents of strings, heredocs and comments become
 * `…` (short ones, block labels and quoted keys stay), and so does all that follows a character which is not part of
 * the language. Outside of quotes long numbers are left out, names that are not made of words, and longer words that a
 * value consists of (a reference, a call and what is short stay): a string may lack its quotes.
 * `kind` says whether `text` is code or a template file.
 */
export function excerpt(text: string, range: SourceRange, kind: 'code' | 'template' = 'code'): Excerpt {
  const offset = Math.min(range.start.offset, text.length);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = endOfLine(text, offset);
  const masks = [...maskedTokens(text, kind, lineStart, lineEnd), ...shapes(text, lineStart, lineEnd)];
  const shown = render(text, lineStart, lineEnd, masks);
  const last = Math.max(offset, Math.min(range.end.offset, lineEnd));
  return window(shown.characters, shown.columnOf(offset), shown.columnOf(last));
}

/** Before the line feed, and before a carriage return in front of it. */
function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** Stretches that look like a secret wherever they stand. */
function shapes(text: string, lineStart: number, lineEnd: number): readonly Span[] {
  return secretSpans(text.slice(lineStart, lineEnd)).map(({ start, end }) => ({
    start: lineStart + start,
    end: lineStart + end,
  }));
}

function maskedTokens(text: string, kind: 'code' | 'template', lineStart: number, lineEnd: number): readonly Span[] {
  const tokens = scan(text, kind);
  const masks: Span[] = [];
  const lost = lostQuote(tokens, lineStart, lineEnd);
  if (lost !== undefined) masks.push({ start: lost, end: lineEnd });
  for (const [index, token] of tokens.kinds.entries()) {
    const start = tokens.starts[index] ?? 0;
    const end = tokens.ends[index] ?? 0;
    if (end <= lineStart) continue;
    if (start >= lineEnd) break;
    const content = text.slice(start, Math.min(end, start + longestName));
    if (token === 'identifier' && shownName(content) !== content) {
      if ((masks.at(-1)?.end ?? 0) >= Math.min(end, lineEnd)) continue;
      masks.push(wordAround(text, start, end, lineStart, lineEnd));
      continue;
    }
    if (!isHidden(tokens, index, content)) continue;
    // Of what the scanner could not read, the first character is what the diagnostic is about; a comment keeps its
    // sign.
    const kept = token === 'problem' ? 1 : token === 'comment' ? 2 : 0;
    const from = Math.max(start + kept, lineStart);
    const to = Math.min(end, lineEnd);
    if (/\S/.test(text.slice(from, to))) masks.push({ start: from, end: to });
  }
  return masks;
}

/** All up to the next blanks: a password with signs in it, without its quotes, is many tokens. */
function wordAround(text: string, from: number, to: number, lineStart: number, lineEnd: number): Span {
  let start = Math.max(from, lineStart);
  let end = Math.min(to, lineEnd);
  while (start > lineStart && !/\s/.test(text[start - 1] ?? '')) start--;
  while (end < lineEnd && !/\s/.test(text[end] ?? '')) end++;
  return { start, end };
}

/**
 * With an odd quotation mark on the line, what is inside of a string and what is not cannot be told behind its first
 * one.
 */
function lostQuote(tokens: Tokens, lineStart: number, lineEnd: number): number | undefined {
  const { problem } = tokens;
  if (problem?.code !== 'unterminated-string' || problem.start < lineStart || problem.start >= lineEnd)
    return undefined;
  const first = tokens.kinds.findIndex(
    (kind, index) => kind === 'quote-open' && (tokens.starts[index] ?? 0) >= lineStart,
  );
  return tokens.ends[first];
}

/** Longer names are not looked at to their ends: they are hidden. */
const longestName = 200;

/** `content`: the token's text, or its beginning. */
function isHidden(tokens: Tokens, index: number, content: string): boolean {
  switch (tokens.kinds[index]) {
    case 'quoted-text':
      if (content.length <= 3) return false;
      return !(isLabel(tokens, index) || isKey(tokens, index)) || shownName(content) !== content;
    case 'identifier':
      return content.length >= 8 && isBareValue(tokens, index);
    case 'number':
      return content.length > 6;
    case 'raw-text':
    case 'comment':
    case 'problem':
      return true;
    default:
      return false;
  }
}

/** How many tokens of a block's header are looked at on either side of a label. */
const longestHeader = 40;

/** Whether a string stands in a block's header: words and strings around it, an opening brace behind it. */
function isLabel(tokens: Tokens, index: number): boolean {
  const header: readonly (TokenKind | undefined)[] = ['identifier', 'quote-open', 'quoted-text', 'quote-close'];
  let first = index;
  while (index - first < longestHeader && header.includes(tokens.kinds[first - 1])) first--;
  let last = index;
  while (last - index < longestHeader && header.includes(tokens.kinds[last + 1])) last++;
  const before = tokens.kinds[first - 1];
  const startsLine = before === undefined || before === 'newline' || before === 'comment';
  return startsLine && tokens.kinds[first] === 'identifier' && tokens.kinds[last + 1] === '{';
}

/** Whether a string is a key of an object, `"name" = …`. */
function isKey(tokens: Tokens, index: number): boolean {
  const before = tokens.kinds[index - 2];
  return (
    tokens.kinds[index - 1] === 'quote-open' &&
    tokens.kinds[index + 1] === 'quote-close' &&
    tokens.kinds[index + 2] === '=' &&
    (before === '{' || before === ',' || before === 'newline')
  );
}

const tokensBeforeName: readonly (TokenKind | undefined)[] = [undefined, 'newline', 'comment', '{', ','];
const tokensAfterName: readonly (TokenKind | undefined)[] = ['=', ':', '{', 'quote-open', 'identifier'];
const insideReferences: readonly (TokenKind | undefined)[] = ['.', '[', '(', '::'];

/** Whether a word is all of a value: no argument's name, no part of a reference or of a call. */
function isBareValue(tokens: Tokens, index: number): boolean {
  const before = tokens.kinds[index - 1];
  const behind = tokens.kinds[index + 1];
  if (tokensBeforeName.includes(before) && tokensAfterName.includes(behind)) return false;
  if (before === '.' || before === '::' || insideReferences.includes(behind)) return false;
  return !isLabel(tokens, index);
}

interface Shown {
  readonly characters: readonly string[];
  /** The index among `characters` of a source offset; inside of a mask, that of the mask's sign. */
  readonly columnOf: (offset: number) => number;
}

function render(text: string, lineStart: number, lineEnd: number, masks: readonly Span[]): Shown {
  const characters: string[] = [];
  const columns: number[] = [];
  const ordered = [...masks].sort((a, b) => a.start - b.start || a.end - b.end);
  let mask = 0;
  for (let at = lineStart; at < lineEnd; ) {
    while ((ordered[mask]?.end ?? Number.POSITIVE_INFINITY) <= at) mask++;
    const current = ordered[mask];
    const hidden = current !== undefined && current.start <= at;
    const point = text.codePointAt(at) ?? 0;
    const end = hidden ? Math.max(at + 1, Math.min(current.end, lineEnd)) : at + (point > 0xffff ? 2 : 1);
    for (let unit = at; unit < end; unit++) columns.push(characters.length);
    if (hidden) {
      if (characters.at(-1) !== '…') characters.push('…');
      else columns.fill(characters.length - 1, at - lineStart);
    } else characters.push(...visible(text, at, end));
    at = end;
  }
  return { characters, columnOf: (offset) => columns[offset - lineStart] ?? characters.length };
}

function visible(text: string, start: number, end: number): readonly string[] {
  const character = text.slice(start, end);
  if (character === '\t') return [...tab];
  // Control and format characters could move the cursor of a terminal or turn the writing direction.
  return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(character) ? ['\ufffd'] : [character];
}

/** Cuts a line to the characters around `from`. */
function window(all: readonly string[], from: number, to: number): Excerpt {
  let characters = all;
  let start = from;
  let end = Math.max(to, from + 1);
  if (characters.length > widest) {
    const first = Math.max(0, Math.min(from - widest / 2, characters.length - widest));
    const cut = characters.slice(first, first + widest);
    characters = [...(first > 0 ? ['…'] : []), ...cut, ...(first + widest < characters.length ? ['…'] : [])];
    const shift = first - (first > 0 ? 1 : 0);
    start -= shift;
    end = Math.min(end - shift, characters.length);
  }
  const line = characters.join('').trimEnd();
  const unitsBefore = (end: number): number => Math.min(characters.slice(0, end).join('').length, line.length);
  const before = unitsBefore(start);
  return { line, column: before + 1, width: Math.max(1, unitsBefore(end) - before) };
}
