import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePorcelain } from '../../src/git/blame.ts';
import { sameLines } from '../../src/git/lines.ts';

const text = (...lines: string[]): string => lines.join('\n');
const same = (before: string, after: string) => Object.fromEntries(sameLines(before, after));

it('finds every line of an unchanged text, whatever ends its lines', () => {
  expect(same(text('a', 'a', 'b'), text('a\r', 'a', 'b'))).toEqual({ 1: 1, 2: 2, 3: 3 });
});

it('finds lines around an insertion, a removal and a move', () => {
  expect(same(text('a', 'b', 'c'), text('a', 'new', 'b', 'c'))).toEqual({ 1: 1, 3: 2, 4: 3 });
  expect(same(text('a', 'b', 'c'), text('a', 'c'))).toEqual({ 1: 1, 2: 3 });
  expect(same(text('a', 'b', 'c', 'd'), text('c', 'a', 'x', 'd'))).toEqual({ 1: 3, 2: 1, 4: 4 });
});

it('leaves out lines that may be one or the other', () => {
  expect(same(text('a', '}', 'x'), text('a', '}', '}', 'x'))).toEqual({ 1: 1, 4: 3 });
  expect(same(text('a', '}', '}', 'x'), text('a', '}', 'x'))).toEqual({ 1: 1, 3: 4 });
  expect(same(text('x', 'y', 'x', 'y', 'z'), text('x', 'y', 'z'))).toEqual({ 3: 5 });
});

it('gives each line one line of the same text, and none twice', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', '}'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const found = sameLines(text(...before), text(...after));
      expect(new Set(found.values()).size).toBe(found.size);
      for (const [to, from] of found) expect(before[from - 1] ?? '').toBe(after[to - 1] ?? '');
    }),
  );
});

it('reads nothing out of what git does not write', () => {
  expect(parsePorcelain('').size).toBe(0);
  expect(parsePorcelain('fatal: no such path\n\tcommitter-time 1\n').size).toBe(0);
});
