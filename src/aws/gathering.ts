import { type Asked, type Batch, createBatch } from './batch.ts';

/*
 * Answers come back one by one, and with each of them more is asked for. A call that is not full waits until nothing is
 * under way that may still lead to more of the same: so as few calls are made as there can be, in whatever order the
 * answers come.
 */

/** The batches of a session, and what is under way. */
export interface Gathering<K, R> {
  /**
   * Makes a read of an action. What may follow from its answer is not sent before it has ended, unless it fills a call.
   */
  during<T>(action: string, read: () => Promise<T>): Promise<T>;
  /**
   * Answers for one key of an action, in a call with others of the same `id`.
   *
   * @param isAhead nobody needs the answer yet: it is asked for where it fills a call, or another one is needed
   */
  ask(batched: BatchedAction<K, R>, key: K, isAhead?: boolean): Asked<R>;
}

/** Of what a batch is. */
export interface BatchedAction<K, R> {
  readonly action: string;
  /** What must be equal for keys to travel together. */
  readonly id: string;
  /** How many keys there are in a call. */
  readonly size: number;
  /** One call: an answer for each key, in their order. */
  readonly call: (keys: readonly K[]) => Promise<readonly R[]>;
}

/**
 * A gathering in which nothing is under way.
 *
 * @param before the actions from whose answers keys of an action may follow, directly or by way of others: never the
 *   action itself, so that no batch waits for one that waits for it
 */
export function createGathering<K, R>(before: (action: string) => ReadonlySet<string>): Gathering<K, R> {
  const batches = new Map<string, { readonly action: string; readonly batch: Batch<K, R> }>();
  /** How many reads of an action are under way. */
  const underWay = new Map<string, number>();
  let isLookedAt = false;

  // After all promises that are settled in this turn of the event loop have gone on, and with them asked for more.
  const lookSoon = () => {
    if (isLookedAt) return;
    isLookedAt = true;
    setImmediate(look);
  };
  const look = () => {
    isLookedAt = false;
    const open = [...batches].filter(([, { batch }]) => batch.waiting > 0);
    // What nobody needs may never be sent.
    const needed = open.filter(([, { batch }]) => batch.isNeeded);
    const busy = new Set([...underWay.keys(), ...needed.map(([, { action }]) => action)]);
    for (const [, { action, batch }] of open) batch.send([...before(action)].every((one) => !busy.has(one)));
    // What is sent has gone from its batch, which is made again when it is asked for.
    for (const [id, { batch }] of open) if (batch.waiting === 0) batches.delete(id);
  };

  const during = async <T>(action: string, read: () => Promise<T>): Promise<T> => {
    underWay.set(action, (underWay.get(action) ?? 0) + 1);
    try {
      return await read();
    } finally {
      const left = (underWay.get(action) ?? 0) - 1;
      if (left > 0) underWay.set(action, left);
      else underWay.delete(action);
      if (batches.size > 0) lookSoon();
    }
  };

  return {
    during,
    ask({ action, id, size, call }, key, isAhead) {
      const batch =
        batches.get(id)?.batch ?? createBatch<K, R>(size, (keys) => during(action, () => call(keys)), lookSoon);
      batches.set(id, { action, batch });
      return batch.ask(key, isAhead);
    },
  };
}
