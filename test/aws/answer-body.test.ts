import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createBodyReader } from '../../src/aws/answers/answer-body.ts';

const limits = { bytes: 1e9, bytesInAll: 1e9, time: 60_000, slowest: 0, patience: 60_000 };

it('gives others a turn between large answers that come together', async () => {
  const readBody = createBodyReader(limits);
  const order: string[] = [];
  const bodies = Array.from({ length: 3 }, () => Readable.from([Buffer.alloc(100_000)]));
  let left = bodies.length;
  const all = bodies.map((body) =>
    readBody(body).then((bytes) => {
      order.push(`answer of ${bytes.length}`);
      left -= 1;
    }),
  );
  while (left > 0) {
    await nextTurn();
    order.push('turn');
  }
  await Promise.all(all);
  const answers = order.flatMap((one, index) => (one === 'turn' ? [] : [index]));
  expect(answers).toHaveLength(3);
  for (const [before, after] of [answers.slice(0, 2), answers.slice(1)]) {
    expect(order.slice((before ?? 0) + 1, after)).toContain('turn');
  }
});
