import { type CallClock, systemClock } from './clock.ts';
import { ourShare } from './limits.ts';
import type { CallPlace } from './read.ts';
import { reads } from './reads/index.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/*
 * How much of AWS's limits a run uses: a bucket for each account, region and category of calls, which all of its
 * sessions share, and a budget of calls where it is given one. Each attempt of a call takes a token and counts.
 */

/** What the sessions of a run share. */
export interface CallTraffic {
  /** The part of one session, of which it is not known yet where its credentials lead. */
  join(): SessionTraffic;
}

/** The calls of one session. */
export interface SessionTraffic {
  /**
   * Waits until an attempt may be made.
   * @throws CallLimitError when no more may be made; the signal's reason when that comes first
   */
  admit(call: CallPlace, signal: AbortSignal | undefined): Promise<void>;
  /** AWS refused an attempt as one too many. */
  slowDown(call: CallPlace): void;
  /** Its credentials lead to this account: from now on it shares with all that lead there. */
  leadsTo(account: string): void;
}

/** The budget of calls is used up. */
export class CallLimitError extends Error {
  override readonly name = 'CallLimitError';
}

/** How a run limits itself. */
export interface TrafficOptions {
  /** Attempts of calls in all. Default: as many as it takes. */
  readonly maxCalls?: number | undefined;
  /** By what calls are spaced. Default: the time. */
  readonly clock?: CallClock | undefined;
}

const categories = new Map<string, (typeof reads)[number]>(reads.map((read) => [read.action, read]));

/** Limits of which nothing is used yet. */
export function createTraffic({ maxCalls, clock = systemClock }: TrafficOptions = {}): CallTraffic {
  let left = maxCalls ?? Number.POSITIVE_INFINITY;
  const byAccount = new Map<string, Map<string, TokenBucket>>();
  return {
    join() {
      let own = new Map<string, TokenBucket>();
      const bucketOf = ({ action, region }: CallPlace): TokenBucket => {
        const read = categories.get(action);
        if (read === undefined) throw new TypeError(`no read ${action}`);
        const { bucket } = read;
        // What is the same in every region is counted in none.
        const where = 'isGlobal' in read ? '' : region;
        const id = JSON.stringify([bucket.name, 'each' in bucket ? action : '', where]);
        const found = own.get(id) ?? createTokenBucket(sizeOf(bucket), clock);
        own.set(id, found);
        return found;
      };
      return {
        async admit(call, signal) {
          if (left < 1) throw new CallLimitError();
          left -= 1;
          await bucketOf(call).take(signal);
        },
        slowDown: (call) => bucketOf(call).slowDown(),
        leadsTo(account) {
          const shared = byAccount.get(account) ?? own;
          byAccount.set(account, shared);
          // What it has used so far counts for the account, unless that is known better.
          for (const [id, bucket] of own) if (!shared.has(id)) shared.set(id, bucket);
          own = shared;
        },
      };
    },
  };
}

/** The share of AWS's bucket that is ours. */
export function sizeOf({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }): {
  readonly burst: number;
  readonly perSecond: number;
} {
  return { burst: Math.max(1, Math.floor(burst * ourShare)), perSecond: perSecond * ourShare };
}
