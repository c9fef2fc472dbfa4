import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from '../../src/compare/assignment.ts';
import { place } from '../../src/compare/unnamed.ts';

/** The most elements that can have a candidate of their own, by trying all ways. */
function most(candidates: readonly (readonly number[])[], taken: ReadonlySet<number> = new Set()): number {
  const [first, ...rest] = candidates;
  if (first === undefined) return 0;
  const without = most(rest, taken);
  return Math.max(
    without,
    ...first.filter((one) => !taken.has(one)).map((one) => 1 + most(rest, new Set([...taken, one]))),
  );
}

const graph = fc.array(fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 4 }), { maxLength: 6 });

describe('assign', () => {
  it('gives as many as possible a candidate of their own', () => {
    fc.assert(
      fc.property(graph, (candidates) => {
        const { partners } = assign(candidates);
        const given = partners.filter((partner) => partner !== undefined);
        expect(new Set(given).size).toBe(given.length);
        expect(given.length).toBe(most(candidates));
        for (const [index, partner] of partners.entries()) {
          if (partner !== undefined) expect(candidates[index]).toContain(partner);
        }
      }),
    );
  });

  it('names those that compete with one that is left without: together they are one too many', () => {
    fc.assert(
      fc.property(graph, (candidates) => {
        const { partners, competitorsOf } = assign(candidates);
        for (const [index, partner] of partners.entries()) {
          if (partner !== undefined) continue;
          const rivals = competitorsOf(index).map((one) => candidates[one] ?? []);
          expect(new Set(rivals.flat()).size).toBeLessThan(rivals.length);
        }
      }),
    );
  });

  it('takes no candidate from an element for the sake of a later one', () => {
    expect(assign([[0], [0]]).partners).toEqual([0, undefined]);
    expect(assign([[0, 1], [0]]).partners).toEqual([1, 0]);
  });
});

interface Declared {
  readonly start: string;
}
const starting = (...starts: string[]): Declared[] => starts.map((start) => ({ start }));

describe('place', () => {
  const options = { fits: ({ start }: Declared, live: string) => live.startsWith(start), isThere: () => true };

  it('tells what is missing, extra, changed and open', () => {
    const [a, b] = [{ start: 'a' }, { start: 'b' }];
    const plain = place([a, b], ['a1', 'c1'], { ...options, isOpen: false });
    expect(plain).toMatchObject({ missing: [b], extra: ['c1'], changed: [], open: [a] });
    const isAlike = () => true;
    const paired = place([a, b], ['a1', 'c1'], { ...options, isAlike, isOpen: false });
    expect(paired).toMatchObject({ missing: [], extra: [], changed: [{ declared: b, live: 'c1' }], open: [a] });
    const open = place([a, b], ['a1', 'c1'], { ...options, isAlike, isOpen: true });
    expect(open).toMatchObject({ missing: [b], extra: [], changed: [], open: [a] });
  });

  it('pairs nobody who could be paired with two', () => {
    const isAlike = () => true;
    const { changed, missing, extra } = place(starting('a', 'b'), ['c', 'd'], { ...options, isAlike, isOpen: false });
    expect([changed.length, missing.length, extra.length]).toEqual([0, 2, 2]);
  });

  it('counts those that are too many on either side', () => {
    const three = starting('a', 'a', 'a');
    const few = place(three, ['a1'], { ...options, isOpen: false });
    expect(few.tooFew).toEqual([{ declared: three, unplaced: three.slice(1), live: ['a1'] }]);
    const one = starting('a');
    const many = place(one, ['a1', 'a2', 'a3'], { ...options, isOpen: false });
    expect(many.tooMany).toEqual({ count: 2, declared: one, live: ['a1', 'a2', 'a3'] });
    expect(place(one, ['a1', 'a2'], { ...options, isOpen: true }).tooMany).toBeUndefined();
  });

  it('says nothing of those that may be nothing, or one', () => {
    const two = starting('a', 'a1');
    const nothing = place(two, [], { ...options, isThere: () => false, isOpen: false });
    expect(nothing).toMatchObject({ missing: [], tooFew: [], open: two });
    const merged = place(two, ['a1'], { ...options, areTwo: () => false, isOpen: false });
    expect(merged).toMatchObject({ missing: [], tooFew: [], open: two });
  });

  it('counts, where there are too many to look at one by one', () => {
    const declared = Array.from({ length: 5000 }, () => ({ start: '' }));
    const live = Array.from({ length: 4999 }, (_, index) => `x${index}`);
    const { tooFew, open } = place(declared, live, { ...options, isOpen: false });
    expect(tooFew.map(({ unplaced }) => unplaced.length)).toEqual([1]);
    expect(open.length).toBe(4999);
  });
});
