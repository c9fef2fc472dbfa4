import { limits } from '../model/budget.ts';

/*
 * How much is sent at once, and what answers may be like. How much AWS takes in one call stands with each read.
 */

/**
 * Requests under way at once. Task definitions are read one by one, from a bucket of 50 that refills with 20 a second:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 */
export const concurrentCalls = 10;

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
