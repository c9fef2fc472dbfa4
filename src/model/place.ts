import type { AwsProblem } from './report/aws-problem.ts';
import type { Unknown } from './value.ts';

/** Where the credentials of a run lead, as far as it could be told. */
export interface RunPlace {
  readonly account?: string;
  /** The region of what names none. */
  readonly region?: string;
  readonly partition?: string;
  /** The profile whose credentials these are, where one was named. */
  readonly profile?: string;
  /** Why the account could not be told. */
  readonly problem?: AwsProblem;
}

/** Where a resource lives, as far as it is known. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  /**
   * Why AWS is not asked for it: the credentials of the run do not lead there, or where it lives is not known. What has
   * a doubt is neither found nor missing.
   */
  readonly doubt?: Unknown;
}

/** Whether two things may live in the same account and region, as far as that is known of both. */
export function isSamePlace(a: Place, b: Place): boolean {
  const isSame = (left: string | undefined, right: string | undefined) =>
    left === undefined || right === undefined || left === right;
  return isSame(a.account, b.account) && isSame(a.region, b.region) && isSame(a.partition, b.partition);
}
