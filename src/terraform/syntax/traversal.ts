import type { SourcePosition } from '../../model/source.ts';
import type { Expression, SplatBody, SplatStep } from './ast.ts';
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
import { parseExpressionAt, unclosed, unexpectedInside } from './expression.ts';

/** What follows a term: `.name`, `.0`, `[…]`, `.*…`, `[*]…`. `start` is where the term starts. */
export function parseTraversals(cursor: Cursor, term: Expression, start: SourcePosition): Expression {
  let object = term;
  for (;;) {
    const step = parseStep(cursor);
    if (step === undefined) return object;
    object = apply(cursor, object, step, start);
  }
}

function apply(cursor: Cursor, object: Expression, step: SplatStep, start: SourcePosition): Expression {
  const range = rangeFrom(cursor, start);
  switch (step.kind) {
    case 'attribute':
      return { kind: 'get-attribute', object, name: step.name, nameRange: step.range, range };
    case 'index':
      return { kind: 'get-index', object, index: step.index, legacy: step.legacy, range };
    case 'splat':
      return { kind: 'splat', source: object, form: step.form, each: step.each, range };
  }
}

/** One step with all that it takes with it, or `undefined` when no step follows. */
function parseStep(cursor: Cursor): SplatStep | undefined {
  const kind = peek(cursor);
  if (kind !== '.' && kind !== '[') return undefined;
  const start = nextStart(cursor);
  const opener = take(cursor);
  if (kind === '[') return parseBrackets(cursor, opener, start);
  if (peek(cursor) === '*') {
    take(cursor);
    const each: SplatStep[] = [];
    while (peek(cursor) === '.') {
      take(cursor);
      each.push(parseDotted(cursor));
    }
    return { kind: 'splat', form: 'attribute-only', each, range: rangeFrom(cursor, start) };
  }
  return parseDotted(cursor);
}

/** The name or the legacy index behind a dot; its range is without the dot. */
function parseDotted(cursor: Cursor): SplatStep {
  const kind = peek(cursor);
  if (kind === 'identifier') {
    const token = take(cursor);
    return { kind: 'attribute', name: tokenText(cursor, token), range: tokenRange(cursor, token) };
  }
  if (kind !== 'number') throw invalidName(cursor, kind);
  const token = take(cursor);
  const text = tokenText(cursor, token);
  const range = tokenRange(cursor, token);
  if (!/^\d+(?:[eE][+-]?\d+)?$/.test(text)) {
    throw problem(
      'legacy-index',
      'Invalid legacy index syntax',
      'Two indexes in a row cannot be written with dots; write them in brackets, like [0][1].',
      range,
    );
  }
  return { kind: 'index', index: { kind: 'number', text, range }, legacy: true, range };
}

function invalidName(cursor: Cursor, kind: string): SyntaxProblem {
  if (kind === 'end' && cursor.opened.length > 0) return unclosed(cursor);
  return problem(
    'invalid-attribute-name',
    'Invalid attribute name',
    kind === '*'
      ? 'A splat (*) cannot be used inside another attribute-only splat; write [*].'
      : 'A name must follow the dot.',
    nextRange(cursor),
  );
}

function parseBrackets(cursor: Cursor, opener: number, start: SourcePosition): SplatStep {
  enter(cursor, opener);
  const step = peek(cursor) === '*' ? parseFullSplat(cursor, start) : parseIndex(cursor, start);
  leave(cursor);
  return step;
}

function parseFullSplat(cursor: Cursor, start: SourcePosition): SplatStep {
  take(cursor);
  if (peek(cursor) !== ']') throw unexpectedInside(cursor, 'a closing bracket');
  take(cursor);
  const each: SplatBody = parseSteps(cursor);
  return { kind: 'splat', form: 'full', each, range: rangeFrom(cursor, start) };
}

function parseSteps(cursor: Cursor): SplatBody {
  const steps: SplatStep[] = [];
  for (let step = parseStep(cursor); step !== undefined; step = parseStep(cursor)) steps.push(step);
  return steps;
}

function parseIndex(cursor: Cursor, start: SourcePosition): SplatStep {
  const outer = cursor.newlines;
  cursor.newlines = false;
  const index = parseExpressionAt(cursor);
  if (peek(cursor) !== ']') throw unexpectedInside(cursor, 'a closing bracket');
  take(cursor);
  cursor.newlines = outer;
  return { kind: 'index', index, legacy: false, range: rangeFrom(cursor, start) };
}
