import type { SourcePosition, SourceRange } from '../../model/source.ts';
import type { Expression, StripMarkers, TemplatePart, TextLine } from './ast.ts';
import {
  type Cursor,
  enter,
  leave,
  nextRange,
  nextStart,
  peek,
  peekWord,
  problem,
  rangeFrom,
  type SyntaxProblem,
  take,
  tokenRange,
  tokenText,
} from './cursor.ts';
import { parseExpressionAt, unclosed } from './expression.ts';
import { flushIndentation } from './flush.ts';
import { trimSpaceEnd, trimSpaceStart } from './space.ts';
import { decodeQuoted, decodeRaw } from './text.ts';
import type { TokenKind } from './tokens.ts';

/** A template before its directives are paired: a flat list. */
export type TemplatePiece =
  | { readonly kind: 'text'; value: string; readonly range: SourceRange; readonly lines?: readonly TextLine[] }
  | {
      readonly kind: 'interpolation';
      readonly expression: Expression;
      readonly strip: StripMarkers;
      readonly range: SourceRange;
    }
  | { readonly kind: 'if'; readonly condition: Expression; readonly strip: StripMarkers; readonly range: SourceRange }
  | {
      readonly kind: 'for';
      readonly keyVariable?: string;
      readonly valueVariable: string;
      readonly collection: Expression;
      readonly strip: StripMarkers;
      readonly range: SourceRange;
    }
  | { readonly kind: 'else' | 'endif' | 'endfor'; readonly strip: StripMarkers; readonly range: SourceRange };

/**
 * The parts of a template up to `closer`, which is taken. `flush` takes the common indentation off (`<<-`). A text that
 * strip markers have emptied stays as an empty part: with it, `"${x}"` and `" ${~ x}"` can be told apart.
 */
export function parseParts(
  cursor: Cursor,
  closer: 'quote-close' | 'heredoc-close' | 'end',
  flush: boolean,
): readonly TemplatePart[] {
  const pieces = parsePieces(cursor, closer);
  if (flush) flushIndentation(pieces);
  if (isFlat(pieces)) return pieces;
  const tree: Tree = { cursor, pieces: joinTexts(pieces), at: 0 };
  const parts = parseUntil(tree, []);
  const left = tree.pieces[tree.at];
  if (left !== undefined) throw unbalanced(left, `There is no directive that this "${left.kind}" belongs to.`);
  return parts;
}

/** Whether pieces are parts as they stand: none is a directive, and no text follows a text. Most templates are so. */
function isFlat(
  pieces: readonly TemplatePiece[],
): pieces is Extract<TemplatePiece, { kind: 'text' | 'interpolation' }>[] {
  let followsText = false;
  for (const { kind } of pieces) {
    if (kind !== 'interpolation' && (kind !== 'text' || followsText)) return false;
    followsText = kind === 'text';
  }
  return true;
}

function parsePieces(cursor: Cursor, closer: TokenKind): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  const outer = cursor.newlines;
  // A line end of the code never stands directly in a template.
  cursor.newlines = true;
  let trimNext = false;
  for (let kind = peek(cursor); kind !== closer; kind = peek(cursor)) {
    if (kind === 'quoted-text' || kind === 'raw-text') {
      const token = take(cursor);
      const value = kind === 'quoted-text' ? decodeQuoted(cursor, token) : decodeRaw(cursor, token);
      pieces.push({
        kind: 'text',
        value: trimNext ? trimSpaceStart(value) : value,
        range: tokenRange(cursor, token),
      });
      trimNext = false;
      continue;
    }
    const piece = parseSequence(cursor, kind);
    const previous = pieces.at(-1);
    if (piece.strip.left && previous?.kind === 'text') previous.value = trimSpaceEnd(previous.value);
    trimNext = piece.strip.right;
    pieces.push(piece);
  }
  take(cursor);
  cursor.newlines = outer;
  return pieces;
}

function parseSequence(cursor: Cursor, kind: TokenKind): Exclude<TemplatePiece, { kind: 'text' }> {
  if (kind !== 'interpolation-open' && kind !== 'directive-open') {
    throw new Error(`the scanner gave ${kind} inside of a template`);
  }
  const start = nextStart(cursor);
  const opener = take(cursor);
  enter(cursor, opener);
  cursor.newlines = false;
  const left = tokenText(cursor, opener).endsWith('~');
  if (kind === 'interpolation-open') {
    const expression = parseExpressionAt(cursor);
    const right = closeSequence(cursor, opener);
    return { kind: 'interpolation', expression, strip: { left, right }, range: rangeFrom(cursor, start) };
  }
  const directive = parseDirective(cursor);
  const right = closeSequence(cursor, opener);
  return { ...directive, strip: { left, right }, range: rangeFrom(cursor, start) };
}

/** Takes the end of a sequence; gives whether it strips the white space behind it. */
function closeSequence(cursor: Cursor, opener: number): boolean {
  if (peek(cursor) !== 'sequence-close') throw unclosedSequence(cursor, opener);
  const isStripping = tokenText(cursor, take(cursor)).startsWith('~');
  cursor.newlines = true;
  leave(cursor);
  return isStripping;
}

function unclosedSequence(cursor: Cursor, opener: number): SyntaxProblem {
  const kind = peek(cursor);
  if (kind === 'end') return unclosed(cursor);
  if (kind === 'quote-open') {
    return problem(
      'unclosed-sequence',
      'Unclosed template sequence',
      'There is no closing brace for this before the end of the string.',
      tokenRange(cursor, opener),
    );
  }
  return problem(
    'extra-characters',
    'Extra characters in template sequence',
    `Expected the closing brace of the template sequence that starts on line ${tokenRange(cursor, opener).start.line}. If it belongs to another language, write "$\${" instead of "\${" (or "%%{" instead of "%{").`,
    nextRange(cursor),
  );
}

type Directive =
  | { readonly kind: 'if'; readonly condition: Expression }
  | { readonly kind: 'else' | 'endif' | 'endfor' }
  | {
      readonly kind: 'for';
      readonly keyVariable?: string;
      readonly valueVariable: string;
      readonly collection: Expression;
    };

function parseDirective(cursor: Cursor): Directive {
  if (peek(cursor) !== 'identifier') {
    throw invalidDirective(cursor, 'A directive starts with if, else, endif, for or endfor.');
  }
  const range = nextRange(cursor);
  const word = tokenText(cursor, take(cursor));
  switch (word) {
    case 'if':
      return { kind: 'if', condition: parseExpressionAt(cursor) };
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: word };
    case 'for':
      return parseForDirective(cursor);
    default:
      throw problem(
        'invalid-directive',
        'Invalid template directive',
        'A directive starts with if, else, endif, for or endfor. A literal "%{" is written "%%{".',
        range,
      );
  }
}

function parseForDirective(cursor: Cursor): Directive {
  const first = parseName(cursor);
  let keyVariable: string | undefined;
  let valueVariable = first;
  if (peek(cursor) === ',') {
    take(cursor);
    keyVariable = first;
    valueVariable = parseName(cursor);
  }
  if (!peekWord(cursor, 'in')) throw invalidDirective(cursor, 'The word "in" must follow the names.');
  take(cursor);
  const collection = parseExpressionAt(cursor);
  return { kind: 'for', ...(keyVariable === undefined ? {} : { keyVariable }), valueVariable, collection };
}

function parseName(cursor: Cursor): string {
  if (peek(cursor) !== 'identifier') throw invalidDirective(cursor, 'A variable name is expected here.');
  return tokenText(cursor, take(cursor));
}

function invalidDirective(cursor: Cursor, detail: string): SyntaxProblem {
  if (peek(cursor) === 'end') return unclosed(cursor);
  return problem('invalid-directive', 'Invalid template directive', detail, nextRange(cursor));
}

/** Neighbouring texts become one. Each of them is of one line, or a part of it. */
function joinTexts(pieces: readonly TemplatePiece[]): readonly TemplatePiece[] {
  const joined: TemplatePiece[] = [];
  let value = '';
  let lines: TextLine[] = [];
  let start: SourcePosition | undefined;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'text') {
      joined.push(piece);
      continue;
    }
    start ??= piece.range.start;
    // What was taken off a text was taken off its blank beginning, or its end: its line is that of its token.
    if (piece.value !== '') lines.push({ from: value.length, start: piece.range.start });
    value += piece.value;
    if (pieces[index + 1]?.kind === 'text') continue;
    const several = lines.length > 1 ? { lines } : {};
    joined.push({ kind: 'text', value, range: { ...piece.range, start }, ...several });
    value = '';
    lines = [];
    start = undefined;
  }
  return joined;
}

/** The pieces of one template while its directives are paired. */
interface Tree {
  readonly cursor: Cursor;
  readonly pieces: readonly TemplatePiece[];
  at: number;
}

/** Parts up to a closing directive of one of `kinds` (not taken), or to the end. */
function parseUntil(tree: Tree, kinds: readonly TemplatePiece['kind'][]): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (;;) {
    const piece = tree.pieces[tree.at];
    if (piece === undefined || kinds.includes(piece.kind)) return parts;
    switch (piece.kind) {
      case 'text':
      case 'interpolation':
        tree.at++;
        parts.push(piece);
        break;
      case 'if':
        parts.push(parseIf(tree, piece));
        break;
      case 'for':
        parts.push(parseFor(tree, piece));
        break;
      default:
        // At the outermost level nothing is open; deeper, something else is.
        if (kinds.length === 0) return parts;
        throw unbalanced(piece, `"${piece.kind}" cannot stand here: ${kinds.join(' or ')} is expected first.`);
    }
  }
}

function parseIf(tree: Tree, open: Extract<TemplatePiece, { kind: 'if' }>): TemplatePart {
  tree.at++;
  enterDirective(tree, open);
  const yes = parseUntil(tree, ['else', 'endif']);
  let otherwise: readonly TemplatePart[] | undefined;
  const separator = tree.pieces[tree.at];
  if (separator?.kind === 'else') {
    tree.at++;
    otherwise = parseUntil(tree, ['endif']);
  }
  const close = closeDirective(tree, open, 'endif');
  const strip = { if: open.strip, endif: close.strip };
  const range = { ...open.range, end: close.range.end };
  const { condition } = open;
  if (otherwise === undefined || separator?.kind !== 'else') {
    // biome-ignore lint/suspicious/noThenProperty: the tree's name for the branch
    return { kind: 'if', condition, then: yes, strip, range };
  }
  // biome-ignore lint/suspicious/noThenProperty: the tree's name for the branch
  return { kind: 'if', condition, then: yes, otherwise, strip: { ...strip, else: separator.strip }, range };
}

function parseFor(tree: Tree, open: Extract<TemplatePiece, { kind: 'for' }>): TemplatePart {
  tree.at++;
  enterDirective(tree, open);
  const body = parseUntil(tree, ['endfor']);
  const close = closeDirective(tree, open, 'endfor');
  const { keyVariable, valueVariable, collection } = open;
  return {
    kind: 'for',
    ...(keyVariable === undefined ? {} : { keyVariable }),
    valueVariable,
    collection,
    body,
    strip: { for: open.strip, endfor: close.strip },
    range: { ...open.range, end: close.range.end },
  };
}

function enterDirective(tree: Tree, open: TemplatePiece): void {
  const { cursor } = tree;
  // The tokens are taken already; only the nesting is counted, with the directive's own range in the error.
  try {
    enter(cursor, -1);
  } catch {
    throw problem('nesting-too-deep', 'Nesting too deep', 'Template directives are nested too deep.', open.range);
  }
}

function closeDirective(
  tree: Tree,
  open: TemplatePiece,
  kind: 'endif' | 'endfor',
): Extract<TemplatePiece, { kind: 'else' | 'endif' | 'endfor' }> {
  const close = tree.pieces[tree.at];
  if (close === undefined || close.kind !== kind) {
    throw unbalanced(open, `There is no %{${kind}} for this %{${open.kind}} in the template.`);
  }
  tree.at++;
  leave(tree.cursor);
  return close;
}

function unbalanced(piece: TemplatePiece, detail: string): SyntaxProblem {
  return problem('unbalanced-directive', 'Unbalanced template directive', detail, piece.range);
}
