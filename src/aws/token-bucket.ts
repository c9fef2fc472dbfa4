import pLimit from 'p-limit';
import type { CallClock } from './clock.ts';
import { leastPace, recoverySeconds, slowdown, slowedFor } from './limits.ts';

/** Spaces calls. */
export interface TokenBucket {
  /** Resolves when a call may be made. Rejects with the signal's reason when that comes first. */
  take(signal: AbortSignal | undefined): Promise<void>;
  /** AWS had one call too many: others use the account, too. */
  slowDown(): void;
}

/**
 * A full bucket. What is asked for first is given first. When it is told to, it begins empty and fills more slowly, and
 * comes back to its rate in a while.
 *
 * @param burst how many tokens it holds
 * @param perSecond how many come back in a second
 */
export function createTokenBucket(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  clock: CallClock,
): TokenBucket {
  const inTurn = pLimit(1);
  let tokens = burst;
  let at = clock.now();
  /** At which part of its rate it fills. */
  let pace = 1;
  let slowedAt = Number.NEGATIVE_INFINITY;
  const fill = () => {
    const now = clock.now();
    const seconds = (now - at) / 1000;
    tokens = Math.min(burst, tokens + seconds * perSecond * pace);
    pace = Math.min(1, pace + seconds / recoverySeconds);
    at = now;
  };
  return {
    take: (signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        for (fill(); tokens < 1; fill()) {
          // What is less than a millisecond is lost in the clock.
          await clock.wait(Math.ceil(((1 - tokens) / (perSecond * pace)) * 1000), signal);
        }
        tokens -= 1;
      }),
    slowDown() {
      fill();
      tokens = Math.min(tokens, 0);
      // What was sent before the first was refused is refused with it, and says nothing more.
      if (at - slowedAt < slowedFor) return;
      slowedAt = at;
      pace = Math.max(leastPace, pace * slowdown);
    },
  };
}
