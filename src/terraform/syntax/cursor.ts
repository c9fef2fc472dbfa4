import { type Diagnostic, diagnosticOf } from '../../model/diagnostic.ts';
import type { SourcePosition, SourceRange } from '../../model/source.ts';
import { scan } from './scanner.ts';
import type { TokenKind, Tokens } from './tokens.ts';

/**
 * How deep brackets, templates, blocks, conditionals and unary operators may nest. A tree within it can be walked
 * recursively with the default stack of Node.js; chains of binary operators and traversals are not counted (they are
 * parsed by a loop and are deep only on their left side).
 */
export const maximumNesting = 250;

/** Thrown inside the parser and caught by its entry points only. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.code);
    this.diagnostic = diagnostic;
  }
}

/** The parser's place in the tokens of one text. */
export interface Cursor {
  readonly text: string;
  readonly file: string;
  readonly tokens: Tokens;
  /** Offset of the first character of each line. */
  readonly lines: readonly number[];
  /** Index of the line that was asked for last: most positions lie close to the one before. */
  line: number;
  /** The position that was asked for last: nodes that start or end together share it. */
  last: SourcePosition;
  /** Index of the token behind the last one taken. */
  index: number;
  /** Whether line ends are tokens here: in bodies and objects, not in parentheses, brackets and template sequences. */
  newlines: boolean;
  depth: number;
  /** Openers (indices of tokens) that are not closed yet, the innermost last. */
  readonly opened: number[];
  /** Problems that do not stop the parser. */
  readonly problems: Diagnostic[];
}

/** A cursor in front of the first token of `text`. */
export function openCursor(text: string, file: string, start: 'code' | 'template'): Cursor {
  const lines = [text.startsWith('\ufeff') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return {
    text,
    file,
    tokens: scan(text, start),
    lines,
    line: 0,
    last: { line: 1, column: 1, offset: 0 },
    index: 0,
    newlines: true,
    depth: 0,
    opened: [],
    problems: [],
  };
}

/** The position of an offset. A byte order mark takes no column. */
export function positionAt(cursor: Cursor, offset: number): SourcePosition {
  if (cursor.last.offset === offset) return cursor.last;
  const { lines } = cursor;
  let line = cursor.line;
  if (!(startOf(lines, line) <= offset && offset < startOf(lines, line + 1))) {
    line++;
    if (!(startOf(lines, line) <= offset && offset < startOf(lines, line + 1))) line = search(lines, offset);
    cursor.line = line;
  }
  cursor.last = { line: line + 1, column: Math.max(0, offset - startOf(lines, line)) + 1, offset };
  return cursor.last;
}

function startOf(lines: readonly number[], line: number): number {
  return lines[line] ?? Number.POSITIVE_INFINITY;
}

/** The last line that starts at or before `offset`. */
function search(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (startOf(lines, middle) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** Index of the next token that counts here: comments never do, line ends perhaps. */
function next(cursor: Cursor): number {
  const { kinds } = cursor.tokens;
  let index = cursor.index;
  for (;;) {
    const kind = kinds[index];
    if (kind === 'comment' || (kind === 'newline' && !cursor.newlines)) index++;
    else break;
  }
  return index;
}

/** The kind of the next token. Throws the scanner's problem when that is what comes next. */
export function peek(cursor: Cursor): TokenKind {
  const kind = cursor.tokens.kinds[next(cursor)] ?? 'end';
  if (kind === 'problem') throw scanProblem(cursor);
  return kind;
}

/** Whether the next token is the word `word`. */
export function peekWord(cursor: Cursor, word: string): boolean {
  return peek(cursor) === 'identifier' && tokenText(cursor, next(cursor)) === word;
}

/** Takes the next token and returns its index. */
export function take(cursor: Cursor): number {
  const index = next(cursor);
  if (cursor.tokens.kinds[index] === 'problem') throw scanProblem(cursor);
  // The end can be taken any number of times.
  const taken = Math.min(index, cursor.tokens.kinds.length - 1);
  cursor.index = taken + 1;
  return taken;
}

/** The source text of a token. */
export function tokenText(cursor: Cursor, index: number): string {
  return cursor.text.slice(cursor.tokens.starts[index], cursor.tokens.ends[index]);
}

/** Where the next token starts. */
export function nextStart(cursor: Cursor): SourcePosition {
  return positionAt(cursor, cursor.tokens.starts[next(cursor)] ?? cursor.text.length);
}

/** Where the last token that was taken ends. */
export function lastEnd(cursor: Cursor): SourcePosition {
  return positionAt(cursor, cursor.tokens.ends[cursor.index - 1] ?? 0);
}

/** From `start` to the end of the last token that was taken. */
export function rangeFrom(cursor: Cursor, start: SourcePosition): SourceRange {
  return { file: cursor.file, start, end: lastEnd(cursor) };
}

/** The range between two offsets. */
export function rangeBetween(cursor: Cursor, start: number, end: number): SourceRange {
  return { file: cursor.file, start: positionAt(cursor, start), end: positionAt(cursor, end) };
}

/** The range of a token. */
export function tokenRange(cursor: Cursor, index: number): SourceRange {
  return rangeBetween(cursor, cursor.tokens.starts[index] ?? 0, cursor.tokens.ends[index] ?? 0);
}

/** The range of the next token. */
export function nextRange(cursor: Cursor): SourceRange {
  return tokenRange(cursor, next(cursor));
}

/** Counts one more level of nesting, opened by token `index`; `leave` takes it back. */
export function enter(cursor: Cursor, index: number): void {
  cursor.depth++;
  cursor.opened.push(index);
  if (cursor.depth > maximumNesting) {
    throw problem(
      'nesting-too-deep',
      'Nesting too deep',
      `Expressions and blocks can be nested at most ${maximumNesting} levels deep.`,
      tokenRange(cursor, index),
    );
  }
}

/** Undoes `enter`. */
export function leave(cursor: Cursor): void {
  cursor.depth--;
  cursor.opened.pop();
}

/** An error to throw. */
export function problem(code: string, summary: string, detail: string, at: SourceRange): SyntaxProblem {
  return new SyntaxProblem(diagnosticOf('error', code, summary, detail, at));
}

function scanProblem(cursor: Cursor): SyntaxProblem {
  const found = cursor.tokens.problem;
  if (found === undefined) throw new Error('a problem token without a problem');
  return problem(found.code, found.summary, found.detail, rangeBetween(cursor, found.start, found.end));
}
