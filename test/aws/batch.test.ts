import { describe, expect, it } from 'vitest';
import { createBatch } from '../../src/aws/batch.ts';

function recording(size: number) {
  const calls: string[][] = [];
  let told = 0;
  const batch = createBatch<string, string>(
    size,
    async (keys) => {
      calls.push([...keys]);
      return keys.map((key) => key.toUpperCase());
    },
    () => {
      told += 1;
    },
  );
  return { calls, batch, told: () => told };
}

describe('a batch', () => {
  it('sends nothing by itself, and tells of each key', () => {
    const { calls, batch, told } = recording(2);
    for (const key of ['a', 'b', 'c']) batch.ask(key);
    expect(calls).toEqual([]);
    expect(told()).toBe(3);
    expect(batch.waiting).toBe(3);
  });

  it('sends what fills calls, and keeps the rest', async () => {
    const { calls, batch } = recording(2);
    const answers = ['a', 'b', 'c', 'd', 'e'].map((key) => batch.ask(key).answer);
    batch.send(false);
    expect(calls).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    expect(batch.waiting).toBe(1);
    batch.send(false);
    expect(calls).toHaveLength(2);
    batch.send(true);
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(calls[2]).toEqual(['e']);
  });

  it('deals out all of it, where the rest goes too', async () => {
    const { calls, batch } = recording(2);
    const answers = ['a', 'b', 'c', 'd', 'e'].map((key) => batch.ask(key).answer);
    batch.send(true);
    expect(calls).toEqual([['a', 'd'], ['b', 'e'], ['c']]);
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('makes no call for what nobody needs yet, but where it fills one or another one is needed', async () => {
    const { calls, batch, told } = recording(2);
    const asked = ['a', 'b', 'c'].map((key) => batch.ask(key, true));
    batch.send(true);
    expect(calls).toEqual([['a', 'b']]);
    batch.send(true);
    expect([calls.length, batch.waiting, batch.isNeeded]).toEqual([1, 1, false]);
    asked[2]?.need();
    expect([told(), batch.isNeeded]).toEqual([4, true]);
    batch.send(true);
    batch.ask('d', true);
    batch.ask('e');
    batch.send(true);
    expect(calls).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
    expect(await asked[2]?.answer).toBe('C');
  });

  it('rejects those whose call failed, and no others', async () => {
    const batch = createBatch<string, string>(
      1,
      async ([key = '']) => {
        if (key === 'bad') throw new Error('refused');
        return [key];
      },
      () => {},
    );
    const results = Promise.allSettled([batch.ask('good').answer, batch.ask('bad').answer]);
    batch.send(true);
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('rejects a key that has no answer', async () => {
    const batch = createBatch<string, string>(
      5,
      async () => [],
      () => {},
    );
    const { answer } = batch.ask('a');
    batch.send(true);
    await expect(answer).rejects.toThrow();
  });
});
