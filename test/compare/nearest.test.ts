import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestPairs } from '../../src/compare/nearest.ts';

interface Mark {
  readonly at: number;
  readonly isOfFirst: boolean;
}

const line = (first: readonly number[], second: readonly number[]): readonly Mark[] =>
  [...first.map((at) => ({ at, isOfFirst: true })), ...second.map((at) => ({ at, isOfFirst: false }))].toSorted(
    (a, b) => a.at - b.at,
  );
const pairs = (marks: readonly Mark[]) =>
  nearestPairs(
    marks,
    ({ isOfFirst }) => isOfFirst,
    (a, b) => Math.abs(a.at - b.at),
  ).map(([one, other]) => [one.at, other.at] as const);

describe('nearestPairs', () => {
  it.each<readonly [string, readonly number[], readonly number[], readonly (readonly [number, number])[]]>([
    ['none of one side', [1, 2], [], []],
    ['one of each', [5], [900], [[5, 900]]],
    ['the nearest of several', [10], [1, 8, 30], [[10, 8]]],
    [
      'the nearest first, though another is left further off',
      [1, 2],
      [3, 9],
      [
        [2, 3],
        [1, 9],
      ],
    ],
    ['what stands first of what is as near', [5], [4, 6], [[5, 4]]],
    [
      'past those that are paired already',
      [0, 11],
      [10, 20],
      [
        [11, 10],
        [0, 20],
      ],
    ],
  ])('takes %s', (_, first, second, expected) => {
    expect(pairs(line(first, second))).toEqual(expected);
  });

  const numbers = fc.uniqueArray(fc.nat(200), { maxLength: 12 });
  const sides = fc
    .tuple(numbers, numbers)
    .map(([first, second]) => [first, second.filter((one) => !first.includes(one))] as const);

  it('takes the nearest two each time, until one side has none left', () => {
    fc.assert(
      fc.property(sides, ([first, second]) => {
        const left = [new Set(first), new Set(second)] as const;
        for (const [one, other] of pairs(line(first, second))) {
          const nearest = Math.min(...[...left[0]].flatMap((a) => [...left[1]].map((b) => Math.abs(a - b))));
          expect(Math.abs(one - other)).toBe(nearest);
          expect(left[0].delete(one) && left[1].delete(other)).toBe(true);
        }
        expect(Math.min(left[0].size, left[1].size)).toBe(0);
      }),
    );
  });

  it('treats both sides alike', () => {
    fc.assert(
      fc.property(sides, ([first, second]) => {
        const turned = pairs(line(second, first)).map(([one, other]) => [other, one]);
        expect(turned).toEqual(pairs(line(first, second)));
      }),
    );
  });

  it('pairs many', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => index * 3);
    expect(
      pairs(
        line(
          many,
          many.map((at) => at + 1),
        ),
      ),
    ).toHaveLength(20_000);
  });
});
