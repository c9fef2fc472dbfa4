import { limits } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourcePosition } from '../../model/source.ts';
import type { Attribute, Block, BlockLabel, Body, Expression, Template } from './ast.ts';
import {
  type Cursor,
  enter,
  lastEnd,
  leave,
  nextRange,
  nextStart,
  openCursor,
  peek,
  positionAt,
  problem,
  rangeBetween,
  rangeFrom,
  SyntaxProblem,
  take,
  tokenRange,
  tokenText,
} from './cursor.ts';
import { parseExpressionAt, unclosed } from './expression.ts';
import { parseParts } from './template.ts';
import { decodeQuoted } from './text.ts';

/** A tree, or at least one error (in source order); and how many words and signs there are. */
export type ParseResult<T> =
  | { readonly ok: true; readonly value: T; readonly tokens: number }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly tokens: number };

/**
 * Parses a file in HCL native syntax (`.tf`, `.tfvars`), in time linear in its length. `file` is the name that ranges
 * carry. Never throws: the first syntax error ends the parse, repeated arguments are all reported.
 */
export function parseFile(text: string, file: string): ParseResult<Body> {
  return parse(text, file, 'code', (cursor) => {
    const start = positionAt(cursor, 0);
    const items = parseItems(cursor, 'end');
    return { items, range: { file, start, end: positionAt(cursor, text.length) } };
  });
}

/** Parses a text that is one expression; line ends are blanks, as they are inside parentheses. */
export function parseExpression(text: string, file: string): ParseResult<Expression> {
  return parse(text, file, 'code', (cursor) => {
    cursor.newlines = false;
    const expression = parseExpressionAt(cursor);
    if (peek(cursor) !== 'end') {
      throw problem(
        'extra-characters',
        'Extra characters after expression',
        'The expression is complete, but something follows it.',
        nextRange(cursor),
      );
    }
    return expression;
  });
}

/** Parses a template file as `templatefile` reads it: no quotation marks, no backslash escapes. */
export function parseTemplate(text: string, file: string): ParseResult<Template> {
  return parse(text, file, 'template', (cursor) => {
    const parts = parseParts(cursor, 'end', false);
    return { kind: 'template', form: 'file', parts, range: rangeBetween(cursor, 0, text.length) };
  });
}

function parse<T>(text: string, file: string, start: 'code' | 'template', read: (cursor: Cursor) => T): ParseResult<T> {
  const cursor = openCursor(text, file, start);
  const tokens = cursor.tokens.kinds.length;
  try {
    if (tokens > limits.tokens.most) {
      const detail = `The file has more words and signs than a run takes: at most ${limits.tokens.most}.`;
      throw problem('file-too-large', 'File too large', detail, rangeBetween(cursor, 0, 0));
    }
    const lone = /[\ud800-\udfff]/u.exec(text);
    if (lone) {
      throw problem(
        'invalid-encoding',
        'Invalid character encoding',
        'The file is not valid UTF-8 text.',
        rangeBetween(cursor, lone.index, lone.index + 1),
      );
    }
    const value = read(cursor);
    if (cursor.problems.length > 0) return { ok: false, diagnostics: cursor.problems, tokens };
    return { ok: true, value, tokens };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { ok: false, diagnostics: [...cursor.problems, error.diagnostic], tokens };
  }
}

/** The items of a body up to `closer`, which is taken. */
function parseItems(cursor: Cursor, closer: '}' | 'end'): readonly (Attribute | Block)[] {
  const items: (Attribute | Block)[] = [];
  const names = new Map<string, Attribute>();
  for (;;) {
    const kind = peek(cursor);
    if (kind === closer) {
      take(cursor);
      return items;
    }
    if (kind === 'newline') {
      take(cursor);
      continue;
    }
    const item = parseItem(cursor);
    items.push(item);
    if (item.kind === 'attribute') noteName(cursor, names, item);
    if (item.kind === 'attribute' || peek(cursor) !== 'end') endItem(cursor, item.kind);
  }
}

function noteName(cursor: Cursor, names: Map<string, Attribute>, attribute: Attribute): void {
  const earlier = names.get(attribute.name);
  if (earlier === undefined) {
    names.set(attribute.name, attribute);
    return;
  }
  cursor.problems.push(
    problem(
      'duplicate-attribute',
      'Attribute redefined',
      `The argument "${attribute.name}" was already set on line ${earlier.nameRange.start.line}. Each argument may be set only once.`,
      attribute.nameRange,
    ).diagnostic,
  );
}

function endItem(cursor: Cursor, kind: 'attribute' | 'block'): void {
  const following = peek(cursor);
  if (following === 'newline') {
    take(cursor);
    return;
  }
  if (following === 'end') return;
  const what = kind === 'attribute' ? 'argument' : 'block definition';
  const comma = following === ',' ? ' Arguments are separated by line ends, not by commas.' : '';
  throw problem(
    'missing-newline',
    `Missing newline after ${what}`,
    `An ${what} must end with a line end.${comma}`.replace('An block', 'A block'),
    nextRange(cursor),
  );
}

function parseItem(cursor: Cursor): Attribute | Block {
  const kind = peek(cursor);
  if (kind === 'end') throw unclosed(cursor);
  if (kind !== 'identifier') {
    throw problem(
      'missing-item',
      'Argument or block definition required',
      kind === 'quote-open'
        ? 'Argument names and block types are written without quotation marks.'
        : 'An argument (name = value) or a block is expected here.',
      nextRange(cursor),
    );
  }
  const start = nextStart(cursor);
  const name = take(cursor);
  const following = peek(cursor);
  if (following === '=') return parseAttribute(cursor, name, start);
  if (following === '{' || following === 'identifier' || following === 'quote-open') {
    return parseBlock(cursor, name, start);
  }
  throw problem(
    'missing-equals',
    'Argument or block definition required',
    `"${tokenText(cursor, name)}" is neither an argument nor a block: an argument needs an equals sign and a value, a block a body in braces.`,
    tokenRange(cursor, name),
  );
}

function parseAttribute(cursor: Cursor, name: number, start: SourcePosition): Attribute {
  const nameRange = tokenRange(cursor, name);
  take(cursor);
  const value = parseExpressionAt(cursor);
  return { kind: 'attribute', name: tokenText(cursor, name), nameRange, value, range: rangeFrom(cursor, start) };
}

function parseBlock(cursor: Cursor, typeToken: number, start: SourcePosition): Block {
  const typeRange = tokenRange(cursor, typeToken);
  const labels: BlockLabel[] = [];
  for (;;) {
    const kind = peek(cursor);
    if (kind === '{') break;
    if (kind === 'identifier') {
      const label = take(cursor);
      labels.push({ value: tokenText(cursor, label), quoted: false, range: tokenRange(cursor, label) });
    } else if (kind === 'quote-open') labels.push(parseQuotedLabel(cursor));
    else throw invalidHeader(cursor, kind);
  }
  const headerRange = rangeFrom(cursor, start);
  const type = tokenText(cursor, typeToken);
  const body = parseBlockBody(cursor);
  return { kind: 'block', type, typeRange, labels, headerRange, body, range: rangeFrom(cursor, start) };
}

function invalidHeader(cursor: Cursor, kind: string): SyntaxProblem {
  const detail =
    kind === '='
      ? 'An equals sign belongs to an argument and must not be used when defining a block.'
      : kind === 'newline' || kind === 'end'
        ? 'The opening brace of a block must stand on the same line as its type and labels.'
        : 'A block label or an opening brace is expected here.';
  return problem('invalid-block', 'Invalid block definition', detail, nextRange(cursor));
}

function parseQuotedLabel(cursor: Cursor): BlockLabel {
  const start = nextStart(cursor);
  take(cursor);
  let value = '';
  while (peek(cursor) !== 'quote-close') {
    if (peek(cursor) !== 'quoted-text') {
      throw problem(
        'invalid-label',
        'Invalid block label',
        'A block label cannot hold template sequences. To write a literal "${" or "%{", double its first character.',
        nextRange(cursor),
      );
    }
    value += decodeQuoted(cursor, take(cursor));
  }
  take(cursor);
  return { value, quoted: true, range: rangeFrom(cursor, start) };
}

function parseBlockBody(cursor: Cursor): Body {
  const start = nextStart(cursor);
  const brace = take(cursor);
  enter(cursor, brace);
  const kind = peek(cursor);
  const items =
    kind === 'newline' || kind === 'end' || kind === '}' ? parseItems(cursor, '}') : [parseOnlyItem(cursor)];
  leave(cursor);
  return { items, range: rangeFrom(cursor, start) };
}

/** The argument of a block on one line, `name { argument = value }`, with the closing brace. */
function parseOnlyItem(cursor: Cursor): Attribute {
  const start = nextStart(cursor);
  const item = parseItem(cursor);
  if (item.kind === 'block') {
    throw problem(
      'single-line-block',
      'Invalid single-line block',
      'A block on one line can hold only one argument. Put nested blocks on lines of their own.',
      { file: cursor.file, start, end: item.headerRange.end },
    );
  }
  const kind = peek(cursor);
  if (kind === '}') {
    take(cursor);
    return item;
  }
  if (kind === 'end') throw unclosed(cursor);
  throw problem(
    'single-line-block',
    'Invalid single-line block',
    kind === 'newline'
      ? 'A block whose first argument stands on the line of its opening brace must be closed on that line. Put the argument on a line of its own.'
      : 'A block on one line can hold only one argument. Put each argument on a line of its own.',
    kind === 'newline' ? { file: cursor.file, start, end: lastEnd(cursor) } : nextRange(cursor),
  );
}
