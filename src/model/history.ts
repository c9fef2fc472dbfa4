import type { AwsProblem } from './report/aws-problem.ts';
import type { Interrupted } from './report/interrupted.ts';
import type { ShownValue } from './report/shown-value.ts';

/** The revisions of a family: what `driftcheck history` tells. */
export interface FamilyHistory {
  readonly family: string;
  readonly region?: string;
  /** The newest first. */
  readonly revisions: readonly RevisionRecord[];
  /** There are, or may be, older revisions that were not read. */
  readonly more: boolean;
  /** Why revisions could not be listed. */
  readonly problems: readonly AwsProblem[];
  /** A signal ended it: what was not read is not told. */
  readonly interrupted?: Interrupted;
  /** The variable or secret that is followed, and what became of it, the newest first. */
  readonly name?: string;
  readonly events?: readonly NameEvent[];
}

export interface RevisionRecord {
  readonly revision: number;
  readonly arn: string;
  readonly status?: string;
  /** ISO 8601. */
  readonly registeredAt?: string;
  /** The ARN of who registered it. */
  readonly registeredBy?: string;
  readonly deregisteredAt?: string;
  /** The services that run it, as far as services were asked for. */
  readonly usedBy: readonly string[];
  /** Against the next older revision that was read; absent when there is none. */
  readonly changes?: readonly RevisionChange[];
  /** Why it could not be read. */
  readonly problem?: AwsProblem;
}

export interface RevisionChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly path: string;
  readonly before: ShownValue;
  readonly after: ShownValue;
}

/** `there`: it stands in the oldest revision that was read, and may have come before. */
export interface NameEvent {
  readonly event: 'there' | 'came' | 'changed' | 'went';
  readonly revision: number;
  readonly path: string;
  /** Absent when it went. */
  readonly value?: ShownValue;
}
