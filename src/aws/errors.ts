import { knownRegions } from '../model/partition.ts';
import type { AwsProblem } from '../model/report/aws-problem.ts';
import { redactText } from '../model/secret/sensitivity.ts';
import type { IsAbsent } from './read.ts';

type ProblemKind = AwsProblem['kind'];

/**
 * AWS's and the system's error codes by what they mean for a run. EC2 has no modelled exceptions and ECS leaves many
 * out, so codes are compared as text. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
 */
const codesByKind: readonly (readonly [ProblemKind, readonly string[]])[] = [
  [
    'denied',
    [
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'Unauthorized',
      'UnauthorizedException',
      'Forbidden',
    ],
  ],
  ['denied', ['OptInRequired', 'SubscriptionRequiredException', 'PendingVerification', 'Blocked', 'AccountProblem']],
  ['expired', ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']],
  // None at all, or such as AWS does not know: the region may also be one that the account has not enabled.
  ['no-credentials', ['CredentialsProviderError', 'TokenProviderError', 'ProviderError']],
  [
    'no-credentials',
    ['MissingAuthenticationToken', 'MissingAuthenticationTokenException', 'UnrecognizedClientException'],
  ],
  ['no-credentials', ['InvalidClientTokenId', 'InvalidAccessKeyId', 'AuthFailure', 'SignatureDoesNotMatch']],
  [
    'no-credentials',
    ['InvalidSignatureException', 'IncompleteSignature', 'IncompleteSignatureException', 'InvalidIdentityToken'],
  ],
  [
    'throttled',
    ['Throttling', 'ThrottlingException', 'ThrottledException', 'RequestLimitExceeded', 'RequestThrottled'],
  ],
  ['throttled', ['RequestThrottledException', 'TooManyRequestsException', 'EC2ThrottledException', 'SlowDown']],
  [
    'throttled',
    ['LimitExceededException', 'BandwidthLimitExceeded', 'PriorRequestNotComplete', 'ClientRequestLimitExceeded'],
  ],
  ['timeout', ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'ETIMEDOUT']],
  ['network', ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EPROTO']],
  ['network', ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL']],
  ['network', ['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN']],
  ['network', ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID']],
  ['server', ['ServerException', 'InternalError', 'InternalFailure', 'InternalServerError', 'InternalServerException']],
  ['server', ['InternalServiceError', 'Unavailable', 'ServiceUnavailable', 'ServiceUnavailableException']],
  ['not-implemented', ['NotImplemented', 'NotImplementedException', 'InvalidAction', 'UnknownOperationException']],
  ['not-implemented', ['UnsupportedOperation', 'UnsupportedFeatureException']],
];
const kindByCode: ReadonlyMap<string, ProblemKind> = new Map(
  codesByKind.flatMap(([kind, codes]) => codes.map((code): [string, ProblemKind] => [code, kind])),
);

/** What an error says, whatever made it: the SDK, Node's network, the JSON parser. */
interface Facts {
  readonly name: string;
  /** AWS's or the system's code. */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly hostname?: string;
}

/**
 * What stopped a call, as data. `error` is whatever the SDK threw. The message is AWS's own, with what looks secret
 * replaced and the encoded authorization details dropped.
 */
export function awsProblemOf(error: unknown, action: string, region: string | undefined): AwsProblem {
  const facts = factsOf(error);
  const kind = kindOf(facts, region);
  const message = messageOf(facts, kind);
  return {
    kind,
    action,
    ...(region === undefined ? {} : { region }),
    ...(/^(?:|Error|Unknown|UnknownError)$/.test(facts.code) ? {} : { code: facts.code }),
    ...(message === '' ? {} : { message }),
  };
}

/**
 * Whether `error` is AWS's way to say that what was asked for does not exist: how it does differs from action to
 * action. (Services, groups and rules that do not exist are no errors: they are missing from the answer, or in its
 * `failures`.)
 */
export function saysAbsent(error: unknown, isAbsent: IsAbsent | undefined): boolean {
  const { code, message } = factsOf(error);
  return isAbsent?.(code, message) === true;
}

/** Whether one bad member may have made AWS refuse a whole batch, so that the others are worth asking for singly. */
export function refusesBatch(problem: AwsProblem): boolean {
  return problem.kind === 'denied' || problem.kind === 'invalid-request';
}

function kindOf(facts: Facts, region: string | undefined): ProblemKind {
  const { name, code, message, status, hostname } = facts;
  if (
    /^Region is missing|^Region not accepted|is not a valid hostname component|Invalid Configuration: Missing Region/i.test(
      message,
    )
  ) {
    return 'unknown-region';
  }
  if (
    code === 'ENOTFOUND' &&
    hostname?.includes('.amazonaws.') === true &&
    region !== undefined &&
    !knownRegions.has(region)
  ) {
    return 'unknown-region';
  }
  const kind = kindByCode.get(code) ?? kindByCode.get(name);
  // The token of `aws sso login`, or a process that hands out old credentials.
  if (kind === 'no-credentials' && /\bexpired\b/i.test(message)) return 'expired';
  if (kind !== undefined) return kind;
  if (isForeignBody(facts)) {
    if (status === 500 || status === 501 || status === 404 || status === 405) return 'not-implemented';
    return status !== undefined && status > 501 ? 'server' : 'unexpected-answer';
  }
  if (status === undefined || status < 400) return 'unexpected-answer';
  if (status === 429) return 'throttled';
  if (status === 501) return 'not-implemented';
  if (status >= 500) return 'server';
  return status === 401 || status === 403 ? 'denied' : 'invalid-request';
}

function messageOf(facts: Facts, kind: ProblemKind): string {
  // The parser quotes the body that it could not read.
  if (isForeignBody(facts) || kind === 'unexpected-answer') return '';
  const plain = facts.message
    .replace(/\s*Encoded authorization failure message:\s*\S+/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 1000);
  return plain === facts.code ? '' : redactText(plain);
}

/** A body in another language than the service's: from a proxy, a load balancer, an emulator that lacks the action. */
function isForeignBody({ name, message }: Facts): boolean {
  return (
    name === 'SyntaxError' ||
    name === 'Unknown' ||
    name === 'UnknownError' ||
    message.includes('Deserialization error:')
  );
}

function factsOf(error: unknown): Facts {
  if (typeof error !== 'object' || error === null) return { name: '', code: '', message: '' };
  const name = text(error, 'name');
  // Several addresses of one host failed: each error holds the code.
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
  const systemCode = text(error, 'code') || (typeof inner === 'object' && inner !== null ? text(inner, 'code') : '');
  const status = statusOf(error);
  const hostname = text(error, 'hostname');
  return {
    name,
    code: text(error, 'Code') || systemCode || name,
    message: text(error, 'message') || text(error, 'Message'),
    ...(status === undefined ? {} : { status }),
    ...(hostname === '' ? {} : { hostname }),
  };
}

function statusOf(error: object): number | undefined {
  for (const [holder, member] of [
    ['$metadata', 'httpStatusCode'],
    ['$response', 'statusCode'],
  ] as const) {
    const inner: unknown = Reflect.get(error, holder);
    const status: unknown = typeof inner === 'object' && inner !== null ? Reflect.get(inner, member) : undefined;
    if (typeof status === 'number') return status;
  }
  return undefined;
}

function text(holder: object, member: string): string {
  const value: unknown = Reflect.get(holder, member);
  return typeof value === 'string' ? value : '';
}
