import {
  escapedSequenceAt,
  hints,
  identifierEnd,
  isDigit,
  isLineEnd,
  lineEnd,
  numberEnd,
  sequenceAt,
  signAt,
} from './lexemes.ts';
import { trimSpace } from './space.ts';
import type { ScanProblem, TokenKind, Tokens } from './tokens.ts';

/** What the scanner is inside of. A nested `code` frame is the inside of `${…}` or `%{…}`. */
type Frame =
  | { readonly mode: 'code'; readonly nested: boolean; braces: number }
  | { readonly mode: 'quoted'; readonly start: number }
  | {
      readonly mode: 'heredoc';
      readonly start: number;
      readonly end: number;
      readonly marker: string;
      lineStart: boolean;
    }
  | { readonly mode: 'file' };

interface ScannerState {
  readonly text: string;
  readonly kinds: TokenKind[];
  readonly starts: number[];
  readonly ends: number[];
  readonly frames: Frame[];
  at: number;
  problem?: ScanProblem;
}

/**
 * Splits a text into tokens, in linear time and without recursion. `code` is a file or an expression, `template` a
 * template file. Stops at the first problem, which is then the last token.
 */
export function scan(text: string, start: 'code' | 'template'): Tokens {
  const state: ScannerState = {
    text,
    kinds: [],
    starts: [],
    ends: [],
    frames: [start === 'code' ? { mode: 'code', nested: false, braces: 0 } : { mode: 'file' }],
    at: text.startsWith('\ufeff') ? 1 : 0,
  };
  while (state.problem === undefined && state.at < text.length) step(state);
  if (state.problem === undefined) endOfText(state);
  if (state.problem === undefined) push(state, 'end', text.length);
  const { kinds, starts, ends, problem } = state;
  return problem === undefined ? { kinds, starts, ends } : { kinds, starts, ends, problem };
}

function step(state: ScannerState) {
  const frame = state.frames[state.frames.length - 1];
  if (frame === undefined) throw new Error('the scanner left its outermost frame');
  switch (frame.mode) {
    case 'code':
      return scanCode(state, frame);
    case 'quoted':
      return scanQuoted(state, frame.start);
    case 'heredoc':
      return scanRaw(state, frame);
    case 'file':
      return scanRaw(state, undefined);
  }
}

function push(state: ScannerState, kind: TokenKind, end: number): void {
  state.kinds.push(kind);
  state.starts.push(state.at);
  state.ends.push(end);
  state.at = end;
}

function stop(state: ScannerState, problem: ScanProblem): void {
  state.problem = problem;
  push(state, 'problem', state.text.length);
}

function endOfText(state: ScannerState): void {
  const frame = state.frames.at(-1);
  if (frame?.mode === 'quoted') unterminatedString(state, frame.start);
  if (frame?.mode === 'heredoc') {
    stop(state, {
      code: 'unterminated-heredoc',
      summary: 'Unterminated heredoc',
      detail: `No line consists of the closing marker "${frame.marker}" alone (it needs a line end behind it).`,
      start: frame.start,
      end: frame.end,
    });
  }
}

function unterminatedString(state: ScannerState, start: number): void {
  stop(state, {
    code: 'unterminated-string',
    summary: 'Unterminated string',
    detail:
      'There is no closing quotation mark on this line. A string of several lines is written as a heredoc (<<EOT) or with \\n.',
    start,
    end: state.at,
  });
}

function scanCode(state: ScannerState, frame: Extract<Frame, { mode: 'code' }>) {
  const { text } = state;
  const code = skipBlanks(state);
  if (Number.isNaN(code)) return;
  const wordEnd = identifierEnd(text, state.at);
  if (wordEnd > state.at) return push(state, 'identifier', wordEnd);
  if (isDigit(code)) return push(state, 'number', numberEnd(text, state.at));
  const next = text.charCodeAt(state.at + 1);
  switch (code) {
    case 10:
      return push(state, 'newline', state.at + 1);
    case 13:
      return next === 10 ? push(state, 'newline', state.at + 2) : invalidCharacter(state);
    case 34: // "
      state.frames.push({ mode: 'quoted', start: state.at });
      return push(state, 'quote-open', state.at + 1);
    case 35: // #
      return push(state, 'comment', lineEnd(text, state.at));
    case 47: // /
      if (next === 47) return push(state, 'comment', lineEnd(text, state.at));
      if (next === 42) return blockComment(state);
      break;
    case 60: // <
      // `a<<<E` is a comparison with a heredoc.
      if (next === 60 && text.charCodeAt(state.at + 2) !== 60) return openHeredoc(state);
      break;
    case 123: // {
      frame.braces++;
      break;
    case 126: // ~
      if (next === 125 && frame.nested && frame.braces === 0) return closeSequence(state, 2);
      break;
    case 125: // }
      if (frame.nested && frame.braces === 0) return closeSequence(state, 1);
      frame.braces--;
      break;
  }
  const sign = signAt(text, state.at);
  if (sign !== undefined) return push(state, sign, state.at + sign.length);
  invalidCharacter(state);
}

/** The first code unit that is neither a blank nor a tab, `NaN` at the end of the text. */
function skipBlanks(state: ScannerState): number {
  const { text } = state;
  let { at } = state;
  let code = text.charCodeAt(at);
  while (code === 32 || code === 9) code = text.charCodeAt(++at);
  state.at = at;
  return code;
}

function closeSequence(state: ScannerState, length: number): void {
  state.frames.pop();
  push(state, 'sequence-close', state.at + length);
}

function blockComment(state: ScannerState) {
  const close = state.text.indexOf('*/', state.at + 2);
  if (close >= 0) return push(state, 'comment', close + 2);
  stop(state, {
    code: 'unterminated-comment',
    summary: 'Unterminated comment',
    detail: 'There is no "*/" that ends this comment.',
    start: state.at,
    end: state.at + 2,
  });
}

function openHeredoc(state: ScannerState) {
  const { text } = state;
  const markerStart = state.at + (text.charCodeAt(state.at + 2) === 45 ? 3 : 2);
  const markerEnd = identifierEnd(text, markerStart);
  const end = markerEnd + (text.charCodeAt(markerEnd) === 13 ? 1 : 0);
  if (markerEnd === markerStart || text.charCodeAt(end) !== 10) {
    return stop(state, {
      code: 'invalid-heredoc',
      summary: 'Invalid heredoc',
      detail:
        'A heredoc starts with "<<" or "<<-" and a marker such as EOT, with nothing else up to the end of the line.',
      start: state.at,
      end: Math.max(markerEnd, state.at + 2),
    });
  }
  const marker = text.slice(markerStart, markerEnd);
  state.frames.push({ mode: 'heredoc', start: state.at, end: markerEnd, marker, lineStart: true });
  push(state, 'heredoc-open', end + 1);
}

function openSequence(state: ScannerState, kind: 'interpolation-open' | 'directive-open'): void {
  state.frames.push({ mode: 'code', nested: true, braces: 0 });
  push(state, kind, state.at + (state.text.charCodeAt(state.at + 2) === 126 ? 3 : 2));
}

function scanQuoted(state: ScannerState, opened: number) {
  const { text } = state;
  const sequence = sequenceAt(text, state.at);
  if (sequence !== undefined) return openSequence(state, sequence);
  if (text.charCodeAt(state.at) === 34) {
    state.frames.pop();
    return push(state, 'quote-close', state.at + 1);
  }
  let end = state.at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 34) break;
    if (isLineEnd(code)) {
      if (end > state.at) push(state, 'quoted-text', end);
      return unterminatedString(state, opened);
    }
    if (code === 92) end += isLineEnd(text.charCodeAt(end + 1)) ? 1 : 2;
    else if (code === 36 || code === 37) {
      if (sequenceAt(text, end) !== undefined) break;
      end += escapedSequenceAt(text, end) || 1;
    } else end++;
  }
  push(state, 'quoted-text', Math.min(end, text.length));
}

function scanRaw(state: ScannerState, heredoc: Extract<Frame, { mode: 'heredoc' }> | undefined) {
  const { text } = state;
  const sequence = sequenceAt(text, state.at);
  if (sequence !== undefined) {
    if (heredoc) heredoc.lineStart = false;
    return openSequence(state, sequence);
  }
  let end = state.at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 10 || (code === 13 && text.charCodeAt(end + 1) === 10)) {
      return endRawLine(state, heredoc, end, end + (code === 10 ? 1 : 2));
    }
    if (code === 13) {
      // HCL's scanner stops at a lone carriage return: an error in a heredoc, but in a template file all the rest is
      // text.
      if (heredoc === undefined) return push(state, 'raw-text', text.length);
      if (end > state.at) push(state, 'raw-text', end);
      return invalidCharacter(state);
    }
    if (code === 36 || code === 37) {
      if (sequenceAt(text, end) !== undefined) break;
      end += escapedSequenceAt(text, end) || 1;
    } else end++;
  }
  if (heredoc) heredoc.lineStart = false;
  push(state, 'raw-text', end);
}

function endRawLine(
  state: ScannerState,
  heredoc: Extract<Frame, { mode: 'heredoc' }> | undefined,
  contentEnd: number,
  end: number,
) {
  if (heredoc?.lineStart && trimSpace(state.text.slice(state.at, contentEnd)) === heredoc.marker) {
    state.frames.pop();
    push(state, 'heredoc-close', contentEnd);
    return push(state, 'newline', end);
  }
  if (heredoc) heredoc.lineStart = true;
  push(state, 'raw-text', end);
}

function invalidCharacter(state: ScannerState): void {
  const point = state.text.codePointAt(state.at) ?? 0;
  const character = String.fromCodePoint(point);
  stop(state, {
    code: 'invalid-character',
    summary: 'Invalid character',
    detail:
      hints.get(character) ??
      `The character U+${point.toString(16).toUpperCase().padStart(4, '0')} is not used in the language outside of strings and comments.`,
    start: state.at,
    end: state.at + character.length,
  });
}
