import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/model/budget.ts';
import { nestingOf, refuseNesting } from '../../src/model/nesting.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the nesting of JSON', () => {
  test('is that of its arrays and objects, whatever its strings hold', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), (text) => nestingOf(text) === depthOf(JSON.parse(text))));
    expect(nestingOf(JSON.stringify({ '[[[{': ['\\"[[', '"[', '\\'] }))).toBe(2);
  });

  test('is refused beyond the limit, with the file', () => {
    const { most } = limits.nesting;
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => refuseNesting(nested(most), 'live.json')).not.toThrow();
    expect(() => refuseNesting(nested(most + 1), 'live.json')).toThrow(
      expect.objectContaining({ problem: { code: 'too-large', limit: 'nesting', where: { file: 'live.json' } } }),
    );
    expect(() => refuseNesting('['.repeat(3_000_000), 'live.json')).toThrow('too-large');
  });
});
