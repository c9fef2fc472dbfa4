import type { CallClock } from '../../src/aws/clock.ts';

/** A clock that waits for nobody, and tells what was waited for. */
export function instantClock(): CallClock & { readonly waited: number[] } {
  let time = 0;
  const waited: number[] = [];
  return {
    waited,
    now: () => time,
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      waited.push(ms);
      time += ms;
    },
  };
}
