/*
 * What may go wrong between a client and GitHub, on demand.
 */

/** What a fault does to the requests that it hits. */
export type GitHubDamage =
  /** The primary limit is used up: 403, nothing remains, and `x-ratelimit-reset` lies so many seconds ahead. */
  | { readonly kind: 'rate-limit'; readonly seconds: number }
  /** A secondary limit: 403, or 429, with GitHub's message, and `retry-after` where it is given. */
  | { readonly kind: 'secondary-limit'; readonly seconds?: number; readonly status?: 403 | 429 }
  /** Any other answer. */
  | { readonly kind: 'error'; readonly status: number; readonly message: string }
  /** A page of a proxy or load balancer instead of an answer. */
  | { readonly kind: 'html'; readonly status: number }
  /** The answer, some time later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The connection is closed before anything is done. */
  | { readonly kind: 'reset' }
  /** What was asked for is done, and the connection is closed instead of an answer. */
  | { readonly kind: 'lost' };

/** Which requests are hit, and how. All conditions must hold. */
export type GitHubFault = GitHubDamage & {
  /** `POST`; absent: every method. */
  readonly method?: string;
  /** Only paths in which this text occurs, such as `/comments` or a repository's name. */
  readonly path?: string;
  /** Only from the `from`th request on that fits the conditions above (1 is the first). */
  readonly from?: number;
  /** Only so many requests. */
  readonly times?: number;
};

/** Gives for each request, in their order, the faults that hit it. */
export function githubFaults(
  faults: readonly GitHubFault[],
): (request: { readonly method: string; readonly path: string }) => readonly GitHubFault[] {
  const seen = new Map<GitHubFault, number>();
  return ({ method, path }) =>
    faults.filter((fault) => {
      if ((fault.method ?? method) !== method || !path.includes(fault.path ?? '')) return false;
      const number = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, number);
      const from = fault.from ?? 1;
      return number >= from && number < from + (fault.times ?? Number.POSITIVE_INFINITY);
    });
}
