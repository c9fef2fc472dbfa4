// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourcePosition, SourceRange } from '../../../src/model/source.ts';
import { type ParseResult, parseExpression, parseFile, parseTemplate } from '../../../src/terraform/syntax/parser.ts';
import { scan } from '../../../src/terraform/syntax/scanner.ts';
import { tries } from '../../tries.ts';
import { expressions, files } from './corpus.ts';
import { expressionText } from './expression-text.ts';
import { expressionsOf, shapeOf } from './tree.ts';

/** Texts close to the language: its signs and words in any order, with everything that texts can hold in between. */
const nearlyCode: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...'{}[]()"${%{~}<<E\n<<-E\nE\n=,.:?*-!/#\\\'`;|&^'.split('')) },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          '${',
          '%{ if a }',
          '%{ endif }',
          '<<E\n',
          '<<-E\n',
          '\nE\n',
          'for a in b : ',
          '~}',
          '[*]',
          '/*',
          '*/',
          '//',
          '\r\n',
          '\r',
          '\ufeff',
          '\0',
          'a',
          'a = ',
          '1.5',
          ' ',
          '\n',
          '\\',
          '...',
          '::',
          '=>',
        ),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

function positionIn(text: string, offset: number): SourcePosition {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const before = text.slice(start, offset);
  const line = before.split('\n').length;
  return { line, column: before.length - (before.lastIndexOf('\n') + 1) + 1, offset };
}

function rangesIn(tree: unknown): SourceRange[] {
  const found: SourceRange[] = [];
  JSON.stringify(tree, (key, value) => {
    if (/^(?:range|\w+Range|at)$/.test(key)) found.push(value);
    return value;
  });
  return found;
}

describe('tokens', () => {
  const covers = (text: string, start: 'code' | 'template') => {
    const { kinds, starts, ends, problem } = scan(text, start);
    let at = text.startsWith('\ufeff') ? 1 : 0;
    for (const [index, from] of starts.entries()) {
      expect(text.slice(at, from)).toMatch(start === 'code' || kinds[index] !== 'raw-text' ? /^[ \t]*$/ : /^$/);
      at = ends[index] ?? -1;
      expect(at).toBeGreaterThanOrEqual(from);
    }
    expect(at).toBe(text.length);
    expect(kinds.filter((kind) => kind === 'end' || kind === 'problem')).toEqual([problem ? 'problem' : 'end']);
  };

  it('cover any text but blanks, in order', () => {
    fc.assert(
      fc.property(nearlyCode, (text) => covers(text, 'code')),
      { numRuns: tries(1000) },
    );
    fc.assert(
      fc.property(nearlyCode, (text) => covers(text, 'template')),
      { numRuns: 500 },
    );
    for (const text of [...files, ...expressions]) covers(text, 'code');
  });
});

describe('any text', () => {
  it.each([
    ['file', parseFile],
    ['expression', parseExpression],
    ['template', parseTemplate],
  ] satisfies [string, (text: string, file: string) => ParseResult<unknown>][])(
    '%s: a tree or errors, all with true positions',
    (_, parse) => {
      fc.assert(
        fc.property(nearlyCode, (text) => {
          const result = parse(text, 'a');
          if (!result.ok) expect(result.diagnostics.length).toBeGreaterThan(0);
          for (const { start, end } of rangesIn(result)) {
            expect(start.offset).toBeLessThanOrEqual(end.offset);
            expect(end.offset).toBeLessThanOrEqual(text.length);
            const mark = text.startsWith('\ufeff') ? 1 : 0;
            if (start.offset >= mark) expect(start).toEqual(positionIn(text, start.offset));
            if (end.offset >= mark) expect(end).toEqual(positionIn(text, end.offset));
          }
        }),
        { numRuns: tries(1000) },
      );
    },
  );
});

describe('expressions', () => {
  it('lie where their source is: the slice of every node is that node', () => {
    fc.assert(
      fc.property(expressionText, (text) => {
        const parsed = parseExpression(text, 'a');
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
        for (const node of expressionsOf(parsed.value)) {
          const slice = text.slice(node.range.start.offset, node.range.end.offset);
          const again = parseExpression(slice, 'a');
          expect(again.ok && shapeOf(again.value)).toEqual(shapeOf(node));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are the same with line ends between all their words inside of parentheses', () => {
    fc.assert(
      fc.property(expressionText, (text) => {
        const spread = text.replace(/ (?=[^"]*(?:"[^"]*"[^"]*)*$)/g, '\n');
        const [a, b] = [parseExpression(text, 'a'), parseExpression(spread, 'a')];
        // Inside of braces a line end separates.
        if (a.ok && !/[{"]/.test(text)) expect(b.ok && shapeOf(b.value)).toEqual(shapeOf(a.value));
      }),
      { numRuns: 300 },
    );
  });
});
