/** The time, as far as calls are spaced by it. */
export interface CallClock {
  /** Milliseconds from some moment on. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason once it is aborted. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

export const systemClock: CallClock = {
  now: () => performance.now(),
  wait: (ms, ended) =>
    new Promise((resolve, reject) => {
      // Many may wait, and Node takes more than ten listeners of one signal for a leak.
      const signal = ended && AbortSignal.any([ended]);
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
