import type { AwsReader } from '../../aws/reader.ts';
import type { ExpectForm } from '../../config/sections/expect.ts';
import type { Root } from '../../kinds/kind.ts';
import type { Subject } from '../../model/leaf.ts';
import type { Path } from '../../model/path.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import { matchesGlob } from '../pattern.ts';
import type { JudgedVersion } from './judgement.ts';

/** Targets of one account, and what reads from it. */
export interface ExpectedAccount {
  readonly roots: readonly Root[];
  readonly aws: AwsReader;
}

/** Something that could not be read or told, so that nobody knows whether it is as expected. */
export interface Doubt {
  readonly code: DraftGap['code'];
  readonly reason: ReasonData;
  /** `leaf`: something else is a gap for it already. Default: `resource`. */
  readonly scope?: 'leaf';
  readonly path?: Path;
}

/** That AWS did not let something be read. */
export function unreadable(problem: AwsProblem): Doubt {
  return { code: 'unreadable', reason: { kind: 'aws', problem } };
}

/** A thing that an expectation was held against. */
export interface HeldThing {
  readonly subject: Subject;
  readonly versions: readonly JudgedVersion[];
  readonly doubts: readonly Doubt[];
  /** What says a place of it, where that is not `subject`. */
  subjectAt?(path: Path): Subject | undefined;
}

/** What an expectation may be about, or a place in which that could not be listed. */
export interface OpenThing {
  readonly subject: Subject;
  readonly doubt: Doubt;
}

/** All that an expectation is about in an account. */
export interface HeldThings {
  readonly things: readonly HeldThing[];
  readonly open: readonly OpenThing[];
}

/** Whether an expectation holds for the code of a target. */
export function holdsFor({ target = '*' }: ExpectForm, root: Root): boolean {
  return matchesGlob(target, root.target);
}

/** Whether an expectation leaves a thing out by its name. */
export function isExcepted({ except = [] }: ExpectForm, name: string): boolean {
  return except.some((pattern) => matchesGlob(pattern, name));
}
