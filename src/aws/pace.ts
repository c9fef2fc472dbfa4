import pLimit from 'p-limit';

/** The time, as far as calls are spaced by it. */
export interface PaceClock {
  /** Milliseconds from some moment on. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason once it is aborted. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

/** Makes a call when its turn has come. Rejects with the signal's reason when that comes first. */
export type Pace = <T>(call: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>;

/**
 * Calls one after the other, of which no more reach AWS in a second than `perSecond`, however long each is on its way:
 * the pause begins when one is answered.
 */
export function createPace(perSecond: number, clock: PaceClock): Pace {
  const inTurn = pLimit(1);
  let next = clock.now();
  return (call, signal) =>
    inTurn(async () => {
      const ms = next - clock.now();
      if (ms > 0) await clock.wait(ms, signal);
      try {
        return await call();
      } finally {
        next = clock.now() + 1000 / perSecond;
      }
    });
}

export const systemClock: PaceClock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', abort, { once: true });
    }),
};
