/** Collects what is asked for, so that it travels together. */
export interface Batch<K, R> {
  /** @param isAhead nobody needs the answer yet: the key fills a call, and no call is made for want of it */
  ask(key: K, isAhead?: boolean): Asked<R>;
  /** How many keys are not sent yet. */
  readonly waiting: number;
  /** Whether somebody needs the answer for one of them. */
  readonly isNeeded: boolean;
  /**
   * Sends what fills whole calls or, with `rest` and where one is needed, all that waits. It is dealt out in turn, in
   * the order in which it was asked for, to as few calls as there can be: none is nearly empty while another one
   * answers in several pages.
   */
  send(rest: boolean): void;
}

/** What was asked for. */
export interface Asked<R> {
  readonly answer: Promise<R>;
  /** Says that somebody needs the answer, where it was asked for ahead. */
  need(): void;
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
  let waiting: { key: K; resolve: (answer: R | PromiseLike<R>) => void; by: { isNeeded: boolean } }[] = [];
  const isNeeded = () => waiting.some(({ by }) => by.isNeeded);
  return {
    ask(key, isAhead = false) {
      const by = { isNeeded: !isAhead };
      const answer = new Promise<R>((resolve) => {
        waiting.push({ key, resolve, by });
      });
      const need = () => {
        by.isNeeded = true;
        onAsked();
      };
      onAsked();
      return { answer, need };
    },
    get waiting() {
      return waiting.length;
    },
    get isNeeded() {
      return isNeeded();
    },
    send(rest) {
      const all = rest && isNeeded();
      const calls = (all ? Math.ceil : Math.floor)(waiting.length / size);
      const sent = all ? waiting : waiting.slice(0, calls * size);
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
