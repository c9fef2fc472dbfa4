/** Collects what is asked for, so that it travels together. */
export interface Batch<K, R> {
  ask(key: K): Promise<R>;
  /** How many keys are not sent yet. */
  readonly waiting: number;
  /**
   * Sends what fills whole calls or, with `rest`, all that waits. It is dealt out in turn, in the order in which it was
   * asked for, to as few calls as there can be: none is nearly empty while another one answers in several pages.
   */
  send(rest: boolean): void;
}

/**
 * A batch of at most `size` keys in a call.
 *
 * @param answer gets up to `size` keys and gives an answer for each, in their order; when it rejects, all that were
 *   asked in that call reject
 * @param onAsked told that there is something to send
 */
export function createBatch<K, R>(
  size: number,
  answer: (keys: readonly K[]) => Promise<readonly R[]>,
  onAsked: () => void,
): Batch<K, R> {
  let waiting: { key: K; resolve: (answer: R | PromiseLike<R>) => void }[] = [];
  return {
    ask: (key) =>
      new Promise<R>((resolve) => {
        waiting.push({ key, resolve });
        onAsked();
      }),
    get waiting() {
      return waiting.length;
    },
    send(rest) {
      const calls = (rest ? Math.ceil : Math.floor)(waiting.length / size);
      const sent = rest ? waiting : waiting.slice(0, calls * size);
      waiting = waiting.slice(sent.length);
      for (let call = 0; call < calls; call += 1) {
        const chunk = sent.filter((_, index) => index % calls === call);
        const result = answer(chunk.map(({ key }) => key));
        for (const [index, { resolve }] of chunk.entries()) resolve(result.then((answers) => answerAt(answers, index)));
      }
    },
  };
}

function answerAt<R>(answers: readonly R[], index: number): R {
  const answer = answers[index];
  if (answer === undefined) throw new Error(`no answer for key ${index}`);
  return answer;
}
