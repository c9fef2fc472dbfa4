import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/aws/clock.ts';
import { createTokenBucket } from '../../src/aws/token-bucket.ts';
import { instantClock } from './instant-clock.ts';

/** How many milliseconds it takes until so many calls were admitted, in steps of one. */
async function timesOf(calls: number, take: () => Promise<void>, now: () => number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    await take();
    times.push(now());
  }
  return times;
}

describe('a token bucket', () => {
  it('gives what it holds at once, and then so many in a second', async () => {
    const clock = instantClock();
    const bucket = createTokenBucket({ burst: 4, perSecond: 10 }, clock);
    expect(await timesOf(6, () => bucket.take(undefined), clock.now)).toEqual([0, 0, 0, 0, 100, 200]);
  });

  it('gives in the order in which it was asked', async () => {
    const clock = instantClock();
    const bucket = createTokenBucket({ burst: 1, perSecond: 10 }, clock);
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3].map((one) => bucket.take(undefined).then(() => order.push(one))));
    expect(order).toEqual([0, 1, 2, 3]);
    expect(clock.now()).toBe(300);
  });

  it('holds no more than its burst, however long nobody asked', async () => {
    const clock = instantClock();
    const bucket = createTokenBucket({ burst: 2, perSecond: 10 }, clock);
    await clock.wait(60_000, undefined);
    expect(await timesOf(3, () => bucket.take(undefined), clock.now)).toEqual([60_000, 60_000, 60_100]);
  });

  it('begins empty and slowly when AWS had one too many, and comes back to its rate', async () => {
    const clock = instantClock();
    const bucket = createTokenBucket({ burst: 10, perSecond: 10 }, clock);
    await bucket.take(undefined);
    bucket.slowDown();
    // What was sent before is refused with it: that slows down no further.
    bucket.slowDown();
    const times = await timesOf(200, () => bucket.take(undefined), clock.now);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(gaps[0]).toBe(143);
    expect(gaps.slice(0, 20)).toEqual(gaps.slice(0, 20).toSorted((a, b) => b - a));
    expect(gaps.slice(-50).every((gap) => gap <= 101)).toBe(true);
  });

  it('never gets slower than a quarter of its rate', async () => {
    const clock = instantClock();
    const bucket = createTokenBucket({ burst: 10, perSecond: 10 }, clock);
    for (let time = 0; time < 20; time += 1) {
      bucket.slowDown();
      await clock.wait(2000, undefined);
      bucket.slowDown();
      const before = clock.now();
      await bucket.take(undefined);
      expect(clock.now() - before).toBeLessThanOrEqual(400);
    }
  });

  it('keeps nobody waiting who is told to stop', async () => {
    const bucket = createTokenBucket({ burst: 1, perSecond: 1 }, instantClock());
    await bucket.take(undefined);
    await expect(bucket.take(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    await bucket.take(undefined);
  });

  it('keeps nobody waiting who is told to stop while waiting, nor those behind', async () => {
    const bucket = createTokenBucket({ burst: 1, perSecond: 1 / 3600 }, systemClock);
    await bucket.take(undefined);
    const deadline = new AbortController();
    const waiting = [bucket.take(deadline.signal), bucket.take(deadline.signal)];
    setImmediate(() => deadline.abort(new Error('over')));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
