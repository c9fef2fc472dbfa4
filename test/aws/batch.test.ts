import { describe, expect, it } from 'vitest';
import { createBatch } from '../../src/aws/batch.ts';

function recording(size: number) {
  const asked: string[][] = [];
  const batch = createBatch<string, string>(size, async (keys) => {
    asked.push([...keys]);
    return keys.map((key) => key.toUpperCase());
  });
  return { asked, batch };
}

describe('a batch', () => {
  it('puts together what is asked for in one turn, also after promises that are settled', async () => {
    const { asked, batch } = recording(10);
    const late = Promise.resolve()
      .then(() => undefined)
      .then(() => batch.ask('b'));
    expect(await Promise.all([batch.ask('a'), late])).toEqual(['A', 'B']);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('begins anew with what is asked for later', async () => {
    const { asked, batch } = recording(10);
    await batch.ask('a');
    await batch.ask('b');
    expect(asked).toEqual([['a'], ['b']]);
  });

  it('deals out what is more than its size', async () => {
    const { asked, batch } = recording(2);
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => batch.ask(key)));
    expect(asked).toEqual([['a', 'd'], ['b', 'e'], ['c']]);
    expect(answers).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('rejects those whose call failed, and no others', async () => {
    const batch = createBatch<string, string>(1, async ([key = '']) => {
      if (key === 'bad') throw new Error('refused');
      return [key];
    });
    const results = await Promise.allSettled([batch.ask('good'), batch.ask('bad')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('rejects a key that has no answer', async () => {
    const batch = createBatch<string, string>(5, async () => []);
    await expect(batch.ask('a')).rejects.toThrow();
  });
});
