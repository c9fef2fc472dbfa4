/** Collects what is asked for in the same turn of the event loop, so that it travels together. */
export interface Batch<K, R> {
  ask(key: K): Promise<R>;
}

/**
 * A batch of at most `size` keys at a time. More of them are dealt out in turn, in the order in which they were asked
 * for, to as few calls as there can be: none is nearly empty while another one answers in several pages.
 *
 * @param answer gets up to `size` keys and gives an answer for each, in their order; when it rejects, all that were
 *   asked in that call reject
 */
export function createBatch<K, R>(size: number, answer: (keys: readonly K[]) => Promise<readonly R[]>): Batch<K, R> {
  let waiting: { key: K; resolve: (answer: R | PromiseLike<R>) => void }[] = [];

  const flush = () => {
    const asked = waiting;
    waiting = [];
    const calls = Math.ceil(asked.length / size);
    for (let call = 0; call < calls; call += 1) {
      const chunk = asked.filter((_, index) => index % calls === call);
      const result = answer(chunk.map(({ key }) => key));
      for (const [index, { resolve }] of chunk.entries()) resolve(result.then((answers) => answerAt(answers, index)));
    }
  };

  return {
    ask: (key) =>
      new Promise<R>((resolve) => {
        // After all promises that are settled in this turn have gone on, and with them asked for more.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ key, resolve });
      }),
  };
}

function answerAt<R>(answers: readonly R[], index: number): R {
  const answer = answers[index];
  if (answer === undefined) throw new Error(`no answer for key ${index}`);
  return answer;
}
