import { limits } from '../model/budget.ts';

/*
 * How much is sent at once, and what answers may be like. How much AWS takes in one call stands with each read.
 */

/** Requests of one action under way at once. How fast they follow one another is bounded by the bucket of it. */
export const concurrentCalls = 25;

/** Which part of AWS's buckets (api-buckets.ts) is ours: others use the account, too. */
export const ourShare = 0.8;

/**
 * After AWS has refused a call as one too many its bucket fills at this part of the rate that it had, as the adaptive
 * mode of the SDK does it, and no slower than at `leastPace` of the whole, whatever comes.
 * https://github.com/smithy-lang/smithy-typescript/blob/1a552c1921a1b037243e46be3264be5afd1ef27d/packages/util-retry/src/DefaultRateLimiter.ts
 */
export const slowdown = 0.7;
export const leastPace = 1 / 4;

/** The seconds in which a bucket comes back from nothing to its whole rate: from half of it in half of them. */
export const recoverySeconds = 10;

/** The milliseconds in which a further refusal does not slow down again. */
export const slowedFor = 2000;

/**
 * Attempts for one call, the first included; `AWS_MAX_ATTEMPTS` overrides it. The SDK's own 3 are over in two seconds
 * of throttling.
 */
export const attempts = 6;

/** Milliseconds until a connection must stand, and until an answer must have come. */
export const connectionTimeout = 5_000;
export const requestTimeout = 30_000;

/** How large an answer may be and how slowly it may come. */
export const answerLimits = {
  bytes: limits.answer.most,
  bytesInAll: limits.answers.most,
  time: limits.answerTime.most,
  slowest: 1000,
  patience: 8000,
} as const;

/** Pages in a row that hold nothing: filters may leave a page empty, and the next one not. */
export const mostEmptyPages = 100;
