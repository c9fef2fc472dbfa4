import { expect, it } from 'vitest';
import { groupBy, groupPairs } from '../../src/model/group.ts';
import { compareCodeUnits, compareInTurn } from '../../src/model/order.ts';

it('groups in order of first appearance and leaves out what has no key', () => {
  const groups = groupBy(['b1', 'a1', '-', 'b2'], (text) => (text === '-' ? undefined : text[0]));
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ]);
  expect([...groupPairs([['x', 1] as const, ['y', 2] as const, ['x', 3] as const])]).toEqual([
    ['x', [1, 3]],
    ['y', [2]],
  ]);
});

it('orders by code units, whatever the locale', () => {
  expect(['ä', 'z', 'Z', 'a'].toSorted(compareCodeUnits)).toEqual(['Z', 'a', 'z', 'ä']);
  expect(compareCodeUnits(undefined, 'a')).toBe(-1);
});

it('orders lists by their first difference', () => {
  expect([['b'], ['a', 'b'], ['a'], []].toSorted(compareInTurn)).toEqual([[], ['a'], ['a', 'b'], ['b']]);
});
