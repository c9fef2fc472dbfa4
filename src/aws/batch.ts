/** Collects what is asked for in the same turn of the event loop, so that it travels together. */
export interface Batch<K, R> {
  ask(key: K): Promise<R>;
}

/**
 * A batch that asks for each key once, at most `size` of them at a time. Keys are compared by identity, so they are texts or numbers.
 *
 * @param answer gets up to `size` different keys and gives an answer for each of them; when it rejects, all that were asked in that call reject
 */
export function createBatch<K extends string | number, R>(
  size: number,
  answer: (keys: readonly K[]) => Promise<ReadonlyMap<K, R>>,
): Batch<K, R> {
  const answers = new Map<K, Promise<R>>();
  let waiting: { key: K; resolve: (answer: R | PromiseLike<R>) => void }[] = [];

  const flush = () => {
    const asked = waiting;
    waiting = [];
    for (let start = 0; start < asked.length; start += size) {
      const chunk = asked.slice(start, start + size);
      const result = answer(chunk.map(({ key }) => key));
      for (const { key, resolve } of chunk) resolve(result.then((found) => answerFor(found, key)));
    }
  };

  return {
    ask(key) {
      const known = answers.get(key);
      if (known !== undefined) return known;
      const promise = new Promise<R>((resolve) => {
        // After all promises that are settled in this turn have gone on, and with them asked for more.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ key, resolve });
      });
      answers.set(key, promise);
      return promise;
    },
  };
}

function answerFor<K, R>(answers: ReadonlyMap<K, R>, key: K): R {
  const answer = answers.get(key);
  if (answer === undefined) throw new Error(`no answer for ${JSON.stringify(key)}`);
  return answer;
}
