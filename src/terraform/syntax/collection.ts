import type { SourcePosition } from '../../model/source.ts';
import type { Expression, ForExpression, ObjectItem } from './ast.ts';
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
  tokenText,
} from './cursor.ts';
import { parseExpressionAt, unclosed, unexpectedInside } from './expression.ts';

/** Parses `[…]`. */
export function parseTupleOrFor(cursor: Cursor, start: SourcePosition): Expression {
  const outer = cursor.newlines;
  enter(cursor, take(cursor));
  cursor.newlines = false;
  const result = peekWord(cursor, 'for') ? parseFor(cursor, 'tuple', start) : parseTuple(cursor, start);
  cursor.newlines = outer;
  leave(cursor);
  return result;
}

function parseTuple(cursor: Cursor, start: SourcePosition): Expression {
  const elements: Expression[] = [];
  while (peek(cursor) !== ']') {
    elements.push(parseExpressionAt(cursor));
    const separator = peek(cursor);
    if (separator === ']') break;
    if (separator !== ',') throw unexpectedInside(cursor, 'a comma or a closing bracket');
    take(cursor);
  }
  take(cursor);
  return { kind: 'tuple', elements, range: rangeFrom(cursor, start) };
}

/** Parses `{…}` as a value. */
export function parseObjectOrFor(cursor: Cursor, start: SourcePosition): Expression {
  const outer = cursor.newlines;
  enter(cursor, take(cursor));
  cursor.newlines = false;
  const isFor = peekWord(cursor, 'for');
  cursor.newlines = !isFor;
  const result = isFor ? parseFor(cursor, 'object', start) : parseObject(cursor, start);
  cursor.newlines = outer;
  leave(cursor);
  return result;
}

function parseObject(cursor: Cursor, start: SourcePosition): Expression {
  const items: ObjectItem[] = [];
  for (;;) {
    const kind = peek(cursor);
    if (kind === '}') break;
    if (kind === 'newline') {
      take(cursor);
      continue;
    }
    items.push(parseItem(cursor));
    const separator = peek(cursor);
    if (separator === '}') break;
    if (separator !== ',' && separator !== 'newline') {
      throw unexpectedInside(cursor, 'a comma, a line end or a closing brace');
    }
    take(cursor);
  }
  take(cursor);
  return { kind: 'object', items, range: rangeFrom(cursor, start) };
}

function parseItem(cursor: Cursor): ObjectItem {
  const start = nextStart(cursor);
  const isWord = peek(cursor) === 'identifier';
  const written = parseExpressionAt(cursor);
  const bareKey = isWord ? bareWord(written) : undefined;
  const separator = peek(cursor);
  if (separator !== '=' && separator !== ':') throw missingValue(cursor, separator);
  take(cursor);
  const value = parseExpressionAt(cursor);
  const range = rangeFrom(cursor, start);
  if (bareKey === undefined) return { key: written, value, range };
  return { key: { kind: 'variable', name: bareKey, range: written.range }, bareKey, value, range };
}

/** `true`, `false` and `null` are words like any other in front of an equals sign. */
function bareWord(key: Expression): string | undefined {
  if (key.kind === 'variable') return key.name;
  if (key.kind === 'bool') return String(key.value);
  return key.kind === 'null' ? 'null' : undefined;
}

function missingValue(cursor: Cursor, found: string): SyntaxProblem {
  if (found === 'end') return unclosed(cursor);
  return problem(
    'missing-equals',
    'Missing key/value separator',
    found === 'identifier'
      ? 'Expected an equals sign and a value. A key with periods or blanks is written in quotation marks.'
      : 'Expected an equals sign and a value.',
    nextRange(cursor),
  );
}

/** The inside of a `for` expression with the closing bracket; line ends do not count. */
function parseFor(cursor: Cursor, form: 'tuple' | 'object', start: SourcePosition): ForExpression {
  take(cursor);
  const first = parseName(cursor);
  let keyVariable: string | undefined;
  let valueVariable = first;
  if (peek(cursor) === ',') {
    take(cursor);
    keyVariable = first;
    valueVariable = parseName(cursor);
  }
  if (!peekWord(cursor, 'in')) throw invalidFor(cursor, 'The word "in" must follow the names.');
  take(cursor);
  const collection = parseExpressionAt(cursor);
  if (peek(cursor) !== ':') throw invalidFor(cursor, 'A colon must follow the collection.');
  take(cursor);
  let key: Expression | undefined;
  let value = parseExpressionAt(cursor);
  if (peek(cursor) === '=>') {
    if (form === 'tuple')
      throw invalidFor(cursor, 'A key is not possible in square brackets; use braces to build an object.');
    take(cursor);
    key = value;
    value = parseExpressionAt(cursor);
  } else if (form === 'object') throw invalidFor(cursor, 'In braces a key is needed: "key => value".');
  const grouping = peek(cursor) === '...';
  if (grouping) {
    if (form === 'tuple') throw invalidFor(cursor, 'Grouping with "..." is only possible in braces.');
    take(cursor);
  }
  let condition: Expression | undefined;
  if (peekWord(cursor, 'if')) {
    take(cursor);
    condition = parseExpressionAt(cursor);
  }
  if (peek(cursor) !== (form === 'tuple' ? ']' : '}')) {
    throw invalidFor(
      cursor,
      `Expected ${form === 'tuple' ? 'a closing bracket' : 'a closing brace'} behind the "for" expression.`,
    );
  }
  take(cursor);
  return {
    kind: 'for',
    form,
    ...(keyVariable === undefined ? {} : { keyVariable }),
    valueVariable,
    collection,
    ...(key === undefined ? {} : { key }),
    value,
    grouping,
    ...(condition === undefined ? {} : { condition }),
    range: rangeFrom(cursor, start),
  };
}

function parseName(cursor: Cursor): string {
  if (peek(cursor) !== 'identifier') throw invalidFor(cursor, 'A variable name is expected here.');
  return tokenText(cursor, take(cursor));
}

function invalidFor(cursor: Cursor, detail: string): SyntaxProblem {
  if (peek(cursor) === 'end') return unclosed(cursor);
  return problem('invalid-for', "Invalid 'for' expression", detail, nextRange(cursor));
}
