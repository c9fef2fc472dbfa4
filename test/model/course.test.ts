import { describe, expect, it } from 'vitest';
import { eachInSteps, inOneTurn, inTurns, type Steps, unhindered, until } from '../../src/model/course.ts';

/** Steps that note where they are. */
function* counting(count: number, note: (step: number) => void): Steps<string> {
  for (let step = 0; step < count; step++) {
    note(step);
    yield;
  }
  return 'made';
}

describe('steps', () => {
  it('are taken at once, or with a turn for others after each', async () => {
    const seen: (number | string)[] = [];
    const note = (step: number) => seen.push(step);
    expect(inOneTurn(counting(2, note))).toBe('made');
    const turn = async () => {
      seen.push('others');
    };
    expect(await inTurns(counting(2, note), { ...unhindered, turn })).toBe('made');
    expect(seen).toEqual([0, 1, 0, 'others', 1, 'others']);
  });

  it('make one thing each, in order', () => {
    const steps = eachInSteps(['a', 'b'], (one) => one.toUpperCase());
    expect([steps.next(), steps.next(), steps.next()]).toEqual([
      { done: false, value: undefined },
      { done: false, value: undefined },
      { done: true, value: ['A', 'B'] },
    ]);
  });

  it('come to nothing once they are ended, and take no step from then on', () => {
    const seen: number[] = [];
    const ended = (after: number) =>
      until(
        counting(5, (step) => seen.push(step)),
        () => seen.length >= after,
      );
    expect(inOneTurn(ended(2))).toBeUndefined();
    expect(seen).toEqual([0, 1]);
    expect(inOneTurn(ended(2))).toBeUndefined();
    expect(seen).toEqual([0, 1]);
    seen.length = 0;
    expect(inOneTurn(ended(9))).toBe('made');
  });
});
