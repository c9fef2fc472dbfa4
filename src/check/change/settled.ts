import type { Compared, DifferingLeaf } from '../../model/leaf.ts';
import type { Ageless } from '../../model/line-age.ts';
import type { SettledCode } from '../change.ts';
import type { VersionBesideAws } from './join-change.ts';
import type { AccountOf } from './thing.ts';
import { type JudgedLeaf, judgeLeaf } from './verdict.ts';
import { type ThingsOfVersion, thingsOf } from './version.ts';

/** What came to the code within a grace. */
export type Recent =
  | {
      readonly status: 'found';
      /** When the grace is over of the oldest of it. */
      readonly until: Date;
      /** Whether it is what makes the difference. */
      readonly brought: (one: JudgedLeaf) => boolean;
    }
  /** Nothing that would explain a difference. */
  | { readonly status: 'none' }
  | { readonly status: 'unknown'; readonly why: Ageless };

/** The code before what came within a grace and, where the checked-out code may differ, as it is committed. */
export type SettledBesideAws =
  | {
      readonly status: 'found';
      readonly until: Date;
      readonly settled: VersionBesideAws;
      readonly committed?: VersionBesideAws;
    }
  | Exclude<SettledCode, { readonly status: 'found' }>;

/** The versions of the code before and after what came within a grace, beside AWS. */
export interface AroundGrace {
  /** Before it. */
  readonly settled: VersionBesideAws;
  /** After it: what the differences are those of. */
  readonly current: Compared;
  /** What is committed of `current`, where that may have lines that are not. */
  readonly committed?: VersionBesideAws;
}

/**
 * Tells whether a difference came within a grace: the code before it declares what AWS has, absent or not, and what is
 * committed now differs like `current`. What is not known of a version explains nothing.
 */
export function broughtBetween(
  { settled, current, committed }: AroundGrace,
  accountOf: AccountOf,
): (leaf: DifferingLeaf) => boolean {
  const before = thingsOf(settled.compared, accountOf);
  const after = thingsOf(current, accountOf);
  const now = committed && { version: committed, things: thingsOf(committed.compared, accountOf) };
  return (leaf) => {
    if (!isBrought(leaf, settled, before, after)) return false;
    return now === undefined || isSame(leaf, now.version, now.things, after);
  };
}

function isBrought(
  leaf: DifferingLeaf,
  settled: VersionBesideAws,
  before: ThingsOfVersion,
  after: ThingsOfVersion,
): boolean {
  if (isUnknown(leaf, settled, before)) return false;
  const judged = judgeLeaf(withoutVerdict(leaf), before, after);
  return judged.length > 0 && judged.every(({ leaf: one }) => one.outcome === 'differs' && one.verdict === 'pending');
}

/** Whether a version has the same difference. */
function isSame(
  leaf: DifferingLeaf,
  version: VersionBesideAws,
  things: ThingsOfVersion,
  after: ThingsOfVersion,
): boolean {
  if (isUnknown(leaf, version, things)) return false;
  const judged = judgeLeaf(withoutVerdict(leaf), things, after);
  return judged.every(({ leaf: one }) => one.outcome === 'differs' && (one.verdict ?? 'drift') === 'drift');
}

function isUnknown({ subject }: DifferingLeaf, version: VersionBesideAws, things: ThingsOfVersion): boolean {
  return things.of(subject) === undefined && version.whyUnknown(subject) !== undefined;
}

function withoutVerdict({ verdict: _verdict, ...leaf }: DifferingLeaf): DifferingLeaf {
  return leaf;
}
