import type { SourcePosition } from '../../model/source.ts';
import type { BinaryOperator, Expression, FunctionCall, Template } from './ast.ts';
import { parseObjectOrFor, parseTupleOrFor } from './collection.ts';
import {
  type Cursor,
  enter,
  leave,
  nextRange,
  nextStart,
  peek,
  problem,
  rangeFrom,
  type SyntaxProblem,
  take,
  tokenRange,
  tokenText,
} from './cursor.ts';
import { parseParts } from './template.ts';
import type { TokenKind } from './tokens.ts';
import { parseTraversals } from './traversal.ts';

/** Parses an expression from the cursor on; what follows it is left to the caller. */
export function parseExpressionAt(cursor: Cursor): Expression {
  const start = nextStart(cursor);
  const condition = parseOperation(cursor, 1, start);
  if (peek(cursor) !== '?') return condition;
  enter(cursor, take(cursor));
  const yes = parseExpressionAt(cursor);
  if (peek(cursor) !== ':') {
    throw peek(cursor) === 'end' && isInside(cursor)
      ? unclosed(cursor)
      : problem(
          'missing-colon',
          'Missing false expression in conditional',
          'A conditional is written "condition ? value : other value"; the colon and the other value are missing.',
          nextRange(cursor),
        );
  }
  take(cursor);
  const no = parseExpressionAt(cursor);
  leave(cursor);
  // biome-ignore lint/suspicious/noThenProperty: the tree's name for the branch
  return { kind: 'conditional', condition, then: yes, otherwise: no, range: rangeFrom(cursor, start) };
}

/** How strongly an operator binds; `undefined` for what is no binary operator. */
function precedence(kind: TokenKind): number | undefined {
  switch (kind) {
    case '||':
      return 1;
    case '&&':
      return 2;
    case '==':
    case '!=':
      return 3;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return 4;
    case '+':
    case '-':
      return 5;
    case '*':
    case '/':
    case '%':
      return 6;
    default:
      return undefined;
  }
}

function isBinaryOperator(kind: TokenKind): kind is BinaryOperator {
  return precedence(kind) !== undefined;
}

/** Binary operators that bind at least as strongly as `weakest`; all associate to the left. */
function parseOperation(cursor: Cursor, weakest: number, start: SourcePosition): Expression {
  let left = parseOperand(cursor, start);
  for (;;) {
    const operator = peek(cursor);
    const binding = precedence(operator);
    if (binding === undefined || binding < weakest || !isBinaryOperator(operator)) return left;
    take(cursor);
    const right = parseOperation(cursor, binding + 1, nextStart(cursor));
    left = { kind: 'binary', operator, left, right, range: rangeFrom(cursor, start) };
  }
}

/** A term with its traversals, or an unary operator in front of one. */
function parseOperand(cursor: Cursor, start: SourcePosition): Expression {
  const kind = peek(cursor);
  if (kind !== '-' && kind !== '!') return parseTraversals(cursor, parseTerm(cursor, kind, start), start);
  enter(cursor, take(cursor));
  const operand = parseOperand(cursor, nextStart(cursor));
  leave(cursor);
  return { kind: 'unary', operator: kind, operand, range: rangeFrom(cursor, start) };
}

function parseTerm(cursor: Cursor, kind: TokenKind, start: SourcePosition): Expression {
  switch (kind) {
    case 'identifier':
      return parseWord(cursor, start);
    case 'number':
      return parseNumber(cursor);
    case 'quote-open':
    case 'heredoc-open':
      return parseString(cursor, kind, start);
    case '(':
      return parseParentheses(cursor, start);
    case '[':
      return parseTupleOrFor(cursor, start);
    case '{':
      return parseObjectOrFor(cursor, start);
    default:
      throw missingExpression(cursor, kind);
  }
}

function missingExpression(cursor: Cursor, kind: TokenKind): SyntaxProblem {
  if (kind === 'end' && isInside(cursor)) return unclosed(cursor);
  return kind === 'end' || kind === 'newline'
    ? problem('missing-expression', 'Missing expression', 'A value is expected here.', nextRange(cursor))
    : problem('invalid-expression', 'Invalid expression', 'No expression can start with this.', nextRange(cursor));
}

function parseWord(cursor: Cursor, start: SourcePosition): Expression {
  const token = take(cursor);
  const following = peek(cursor);
  if (following === '(' || following === '::') return parseCall(cursor, token, start);
  const range = tokenRange(cursor, token);
  const name = tokenText(cursor, token);
  if (name === 'true' || name === 'false') return { kind: 'bool', value: name === 'true', range };
  return name === 'null' ? { kind: 'null', range } : { kind: 'variable', name, range };
}

/** Powers of ten that a number may hold: Terraform's own limit lies at 646,456,992, too many digits to work with. */
const largestExponent = 100_000;

function parseNumber(cursor: Cursor): Expression {
  const token = take(cursor);
  const text = tokenText(cursor, token);
  const range = tokenRange(cursor, token);
  const match = /^\d+(?:\.\d*)?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) {
    const detail = 'A number has at most one decimal point and one exponent.';
    throw problem('invalid-number', 'Invalid number', detail, range);
  }
  if (Math.abs(Number(match[1] ?? '0')) > largestExponent) {
    const detail = `The exponent lies beyond ${largestExponent}.`;
    throw problem('invalid-number', 'Invalid number', detail, range);
  }
  return { kind: 'number', text, range };
}

function parseString(cursor: Cursor, kind: 'quote-open' | 'heredoc-open', start: SourcePosition): Template {
  const opener = take(cursor);
  enter(cursor, opener);
  const introducer = tokenText(cursor, opener);
  const flush = introducer.startsWith('<<-');
  const parts = parseParts(cursor, kind === 'quote-open' ? 'quote-close' : 'heredoc-close', flush);
  leave(cursor);
  const range = rangeFrom(cursor, start);
  if (kind === 'quote-open') return { kind: 'template', form: 'quoted', parts, range };
  const heredoc = { marker: introducer.slice(flush ? 3 : 2).trimEnd(), flush };
  return { kind: 'template', form: 'heredoc', heredoc, parts, range };
}

function parseParentheses(cursor: Cursor, start: SourcePosition): Expression {
  const opener = take(cursor);
  enter(cursor, opener);
  const outer = cursor.newlines;
  cursor.newlines = false;
  const expression = parseExpressionAt(cursor);
  if (peek(cursor) !== ')') throw unexpectedInside(cursor, 'a closing parenthesis');
  take(cursor);
  cursor.newlines = outer;
  leave(cursor);
  return { kind: 'parentheses', expression, range: rangeFrom(cursor, start) };
}

function parseCall(cursor: Cursor, first: number, start: SourcePosition): FunctionCall {
  let name = tokenText(cursor, first);
  while (peek(cursor) === '::') {
    take(cursor);
    if (peek(cursor) !== 'identifier') {
      throw problem('missing-function-name', 'Missing function name', 'A name must follow "::".', nextRange(cursor));
    }
    name += `::${tokenText(cursor, take(cursor))}`;
  }
  const nameRange = rangeFrom(cursor, start);
  if (peek(cursor) !== '(') {
    throw problem(
      'missing-parenthesis',
      'Missing open parenthesis',
      'A function of a namespace can only be called: "(" must follow its name.',
      nextRange(cursor),
    );
  }
  enter(cursor, take(cursor));
  const outer = cursor.newlines;
  cursor.newlines = false;
  const args: Expression[] = [];
  let expandFinal = false;
  while (peek(cursor) !== ')') {
    args.push(parseExpressionAt(cursor));
    const separator = peek(cursor);
    if (separator === ')') break;
    if (separator === '...') {
      take(cursor);
      expandFinal = true;
      if (peek(cursor) !== ')')
        throw unexpectedInside(cursor, 'a closing parenthesis (the argument with ... is the last)');
    } else if (separator === ',') take(cursor);
    else throw unexpectedInside(cursor, 'a comma or a closing parenthesis');
  }
  take(cursor);
  cursor.newlines = outer;
  leave(cursor);
  return { kind: 'call', name, nameRange, arguments: args, expandFinal, range: rangeFrom(cursor, start) };
}

const openers: ReadonlyMap<TokenKind, readonly [code: string, summary: string, detail: string]> = new Map<
  TokenKind,
  readonly [string, string, string]
>([
  ['{', ['unclosed-brace', 'Unclosed brace', 'There is no closing brace for this one before the end of the file.']],
  [
    '[',
    ['unclosed-bracket', 'Unclosed bracket', 'There is no closing bracket for this one before the end of the file.'],
  ],
  [
    '(',
    [
      'unclosed-parenthesis',
      'Unclosed parenthesis',
      'There is no closing parenthesis for this one before the end of the file.',
    ],
  ],
  [
    'interpolation-open',
    ['unclosed-sequence', 'Unclosed template interpolation', 'There is no closing brace for this "${".'],
  ],
  ['directive-open', ['unclosed-sequence', 'Unclosed template directive', 'There is no closing brace for this "%{".']],
]);

/** The innermost bracket that is open here. */
function innermost(cursor: Cursor): number | undefined {
  return cursor.opened.findLast((index) => openers.has(cursor.tokens.kinds[index] ?? 'end'));
}

function isInside(cursor: Cursor): boolean {
  return innermost(cursor) !== undefined;
}

/** The error for the end of the text inside of a bracket: it points at the opening one. */
export function unclosed(cursor: Cursor): SyntaxProblem {
  const index = innermost(cursor);
  const words = index === undefined ? undefined : openers.get(cursor.tokens.kinds[index] ?? 'end');
  if (index === undefined || words === undefined) {
    return problem('missing-expression', 'Missing expression', 'The file ends too early.', nextRange(cursor));
  }
  return problem(...words, tokenRange(cursor, index));
}

/** The error for something else than `expected` inside of a bracket. */
export function unexpectedInside(cursor: Cursor, expected: string): SyntaxProblem {
  if (peek(cursor) === 'end') return unclosed(cursor);
  const index = innermost(cursor);
  const opened =
    index === undefined ? '' : `, inside of what was opened on line ${tokenRange(cursor, index).start.line}`;
  return problem('missing-separator', 'Missing separator', `Expected ${expected}${opened}.`, nextRange(cursor));
}
