import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { interruptible } from '../../src/commands/interrupt.ts';

it.each([1e9, Number.MAX_VALUE, 2 ** 31 / 1000])('does not end before a deadline of %d seconds', async (timeout) => {
  const work = async ({ signal }: { readonly signal: AbortSignal }) => {
    await sleep(50);
    return signal.aborted;
  };
  expect(await interruptible(work, { timeout })).toEqual({ value: false });
});

it('ends the reading at a deadline, and lets the work go on', async () => {
  const alive = setInterval(() => {}, 1000);
  const work = async ({ signal }: { readonly signal: AbortSignal }) => {
    await once(signal, 'abort');
    return signal.reason;
  };
  const { value, interrupted } = await interruptible(work, { timeout: 0.001 });
  clearInterval(alive);
  expect(value).toMatchObject({ by: 'deadline' });
  expect(interrupted).toBeUndefined();
});
