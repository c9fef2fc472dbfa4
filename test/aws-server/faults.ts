import type { Target } from './protocol.ts';
import { AwsError } from './wire/shape.ts';

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
  /** Half of the answer, as if that were all of it. */
  | { readonly kind: 'truncated' }
  /** The answer, some time later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The connection is closed instead of an answer. */
  | { readonly kind: 'reset' }
  /** The answer of a JSON service with a member that no SDK knows, in it or in every object of the list or the object `within` (`services`, `taskDefinition.containerDefinitions`). */
  | { readonly kind: 'unknown-member'; readonly name: string; readonly value: unknown; readonly within?: string };

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
};

/** A call as faults look at it. */
export interface FaultTarget extends Target {
  readonly body: string;
}

/** Gives for each call, in the order of the calls, the faults that hit it. */
export function faultCounter(faults: readonly Fault[]): (call: FaultTarget) => readonly Fault[] {
  const seen = new Map<Fault, number>();
  const taken = new Map<Fault, readonly number[]>();
  /** Whether one more now is more than AWS takes in a second; one that it refuses does not count. */
  const isTooFast = (fault: Fault, perSecond: number): boolean => {
    const now = performance.now();
    const within = (taken.get(fault) ?? []).filter((time) => time > now - 1000);
    const isMore = within.length >= perSecond;
    taken.set(fault, isMore ? within : [...within, now]);
    return isMore;
  };
  return (call) =>
    faults.filter((fault) => {
      if (!hits(fault, call)) return false;
      if (fault.kind === 'rate' && !isTooFast(fault, fault.perSecond)) return false;
      const number = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, number);
      const from = fault.from ?? 1;
      return number >= from && number < from + (fault.times ?? Number.POSITIVE_INFINITY);
    });
}

function hits({ action, resource, region }: Fault, call: FaultTarget): boolean {
  return (
    (action === undefined || action === call.service || action === `${call.service}:${call.action}`) &&
    (resource === undefined || call.body.includes(resource)) &&
    (region === undefined || region === call.region)
  );
}

/** The error that a fault answers with; undefined when it is none. `caller` is the ARN of who calls. */
export function errorOf(fault: Fault, { service, action }: FaultTarget, caller: string): AwsError | undefined {
  const family = service === 'ec2' ? 'ec2' : service === 'sts' || service === 'iam' ? 'query' : 'json';
  switch (fault.kind) {
    case 'throttled':
    case 'rate':
      return {
        ec2: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
        query: new AwsError('Throttling', 'Rate exceeded', 400),
        json: new AwsError('ThrottlingException', 'Rate exceeded', 400),
      }[family];
    case 'denied': {
      const message = `User: ${caller} is not authorized to perform: ${service}:${action} because no identity-based policy allows the ${service}:${action} action`;
      return {
        ec2: new AwsError(
          'UnauthorizedOperation',
          `You are not authorized to perform this operation. ${message}. Encoded authorization failure message: invented-encoded-message`,
          403,
        ),
        query: new AwsError('AccessDenied', message, 403),
        json: new AwsError('AccessDeniedException', message, 400),
      }[family];
    }
    case 'expired':
      return {
        ec2: new AwsError('RequestExpired', 'Request has expired.', 400),
        query: new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
        json: new AwsError('ExpiredTokenException', 'The security token included in the request is expired', 400),
      }[family];
    case 'unrecognized':
      return {
        ec2: new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
        query: new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
        json: new AwsError(
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
          400,
        ),
      }[family];
    case 'server-error':
      return {
        ec2: new AwsError('InternalError', 'An internal error has occurred', 500),
        query: new AwsError('ServiceFailure', 'The request processing has failed.', 500),
        json: new AwsError('ServerException', 'Service Unavailable. Please try again later.', 500),
      }[family];
    case 'unavailable':
      return {
        ec2: new AwsError('Unavailable', 'The service is unavailable. Please try again shortly.', 503),
        query: new AwsError('ServiceUnavailable', 'Service is unavailable', 503),
        json: new AwsError('ServiceUnavailableException', 'Service is unavailable', 503),
      }[family];
    case 'error':
      return new AwsError(fault.code, fault.message ?? 'An invented error.', fault.status ?? 400);
    default:
      return undefined;
  }
}

/** The answer with the unknown member in it. `answer` is not changed. */
export function withUnknownMember(answer: object, fault: Extract<Fault, { kind: 'unknown-member' }>): object {
  const path = fault.within === undefined ? [] : fault.within.split('.');
  return insert(answer, path, { [fault.name]: fault.value }) as object;
}

function insert(value: unknown, path: readonly string[], member: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => insert(one, path, member));
  if (typeof value !== 'object' || value === null) return value;
  const [first, ...rest] = path;
  if (first === undefined) return { ...value, ...member };
  return first in value ? { ...value, [first]: insert(Reflect.get(value, first), rest, member) } : value;
}
