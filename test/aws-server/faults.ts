import { counter, draw } from './draw.ts';
import type { Target } from './protocol.ts';
import type { World } from './world.ts';

/*
 * What may go wrong between a client and AWS, on demand.
 */

/** What a fault does to the calls that it hits. */
export type Damage =
  /** ThrottlingException, or RequestLimitExceeded of EC2, or Throttling of STS and IAM. */
  | { readonly kind: 'throttled' }
  /** The same, of what is more than so many calls in a second. */
  | { readonly kind: 'rate'; readonly perSecond: number }
  /** AccessDeniedException, or UnauthorizedOperation of EC2, or AccessDenied. */
  | { readonly kind: 'denied' }
  /** ExpiredTokenException, or RequestExpired of EC2, or ExpiredToken. */
  | { readonly kind: 'expired' }
  /** UnrecognizedClientException, or AuthFailure of EC2, or InvalidClientTokenId. */
  | { readonly kind: 'unrecognized' }
  /** ServerException, InternalError or ServiceFailure, with status 500. */
  | { readonly kind: 'server-error' }
  /** ServiceUnavailableException, Unavailable or ServiceUnavailable, with status 503. */
  | { readonly kind: 'unavailable' }
  /** Any other error of AWS. */
  | { readonly kind: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  /** A page of a load balancer or proxy instead of an answer. */
  | { readonly kind: 'html'; readonly status: number }
  /**
   * Half of the answer. The length that is announced is that of the half, as if that were all of it (the default); or of the
   * whole, and the connection is closed; or none, and the connection is closed.
   */
  | { readonly kind: 'truncated'; readonly announced?: 'half' | 'whole' | 'nothing' }
  /** A status and headers, and no byte of a body. */
  | { readonly kind: 'empty' }
  /** Headers and half of the answer, and then nothing more, while the connection stays open. */
  | { readonly kind: 'stalled' }
  /** The answer, so many bytes in a second. */
  | { readonly kind: 'trickle'; readonly bytesPerSecond: number }
  /** The answer, some time later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The connection is closed instead of an answer. */
  | { readonly kind: 'reset' }
  /** The answer of a JSON service with a member that no SDK knows, in it or in every object of the list or the object `within` (`services`, `taskDefinition.containerDefinitions`). */
  | { readonly kind: 'unknown-member'; readonly name: string; readonly value: unknown; readonly within?: string }
  /** An answer of another form: each of its members is a text. */
  | { readonly kind: 'misshapen' }
  /** What was made a moment ago is not yet seen: the things with these ids, ARNs or names of rules; without them, any thing. */
  | { readonly kind: 'unseen'; readonly things?: readonly string[] }
  /** The answer as it was some time ago. */
  | { readonly kind: 'earlier'; readonly world: World };

/** Which calls are hit, and how. All conditions must hold. */
export type Fault = Damage & {
  /** `ecs:DescribeServices`, or `ecs` for all of a service's; absent: every action. */
  readonly action?: string;
  /** Only calls in whose body this text occurs, such as an ARN or a name. */
  readonly resource?: string;
  /** Only calls signed for this region. */
  readonly region?: string;
  /** Only from the `from`th call on that fits the conditions above (1 is the first). */
  readonly from?: number;
  /** Only so many calls. */
  readonly times?: number;
  /**
   * Only so large a part of the calls, from 0 to 1; of `unseen`, of the things that one call would see. Which ones follows from
   * `seed` (default 1), from what is called, and from how often the same was called before: not from the order of calls.
   */
  readonly probability?: number;
  readonly seed?: number;
};

/** A call as faults look at it. */
export interface FaultTarget extends Target {
  readonly body: string;
}

/** A call that faults hit: which ones, and how often the very same call came before. */
export interface Hit {
  readonly faults: readonly Fault[];
  readonly before: number;
}

/** Gives for each call, in the order of the calls, the faults that hit it. */
export function faultCounter(faults: readonly Fault[]): (call: FaultTarget) => Hit {
  const seen = new Map<Fault, number>();
  const repeated = counter();
  const taken = new Map<Fault, readonly number[]>();
  /** Whether one more now is more than AWS takes in a second; one that it refuses does not count. */
  const isTooFast = (fault: Fault, perSecond: number): boolean => {
    const now = performance.now();
    const within = (taken.get(fault) ?? []).filter((time) => time > now - 1000);
    const isMore = within.length >= perSecond;
    taken.set(fault, isMore ? within : [...within, now]);
    return isMore;
  };
  return (call) => {
    const before = repeated(identityOf(call));
    const isDrawn = (fault: Fault) =>
      fault.probability === undefined ||
      fault.kind === 'unseen' ||
      draw(fault.seed ?? 1, fault.kind, identityOf(call), before) < fault.probability;
    const hit = faults.filter((fault) => {
      if (!hits(fault, call) || !isDrawn(fault)) return false;
      if (fault.kind === 'rate' && !isTooFast(fault, fault.perSecond)) return false;
      const number = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, number);
      const from = fault.from ?? 1;
      return number >= from && number < from + (fault.times ?? Number.POSITIVE_INFINITY);
    });
    return { faults: hit, before };
  };
}

/** What is asked, and where: the same for each attempt of a client. */
export function identityOf({ service, action, region, body }: FaultTarget): string {
  return JSON.stringify([service, action, region, body]);
}

function hits({ action, resource, region }: Fault, call: FaultTarget): boolean {
  return (
    (action === undefined || action === call.service || action === `${call.service}:${call.action}`) &&
    (resource === undefined || call.body.includes(resource)) &&
    (region === undefined || region === call.region)
  );
}
