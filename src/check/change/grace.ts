import { type DifferingLeaf, isFailing, type Leaf } from '../../model/leaf.ts';
import { type Ageless, isWithinGrace } from '../../model/line-age.ts';
import { formatPath } from '../../model/path.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { SourceRange } from '../../model/source.ts';
import type { CodeVersion, GraceOptions } from '../change.ts';
import { isAsLive, type VersionBesideAws } from './join-change.ts';
import type { AccountOf } from './thing.ts';
import type { JudgedLeaf } from './verdict.ts';
import { type ThingsOfVersion, thingsOf } from './version.ts';

/** What is judged with what may wait to be applied as such, and why something may not, by target. */
export interface GracedLeaves {
  readonly judged: readonly JudgedLeaf[];
  readonly gaps: ReadonlyMap<string, readonly DraftGap[]>;
}

/** What giving a grace needs to know of a run. */
export interface GraceContext {
  readonly now: Date;
  /** Where the base declares what differs, in `commit`. Default, of a run without a change: where the head does. */
  readonly lineOf?: (one: JudgedLeaf) => SourceRange | undefined;
  readonly commit?: string;
  readonly accountOf: AccountOf;
  /** Compares a version of the code with AWS. */
  compare(version: CodeVersion): Promise<VersionBesideAws>;
}

/**
 * Gives what differs the time to be applied: what was committed a moment ago need not be on AWS yet, whether or not a
 * change goes on from there. The line that counts is the base's, in a run without a change the head's. What no line of
 * its own tells the age of (it is no longer declared, its value stands elsewhere) waits while AWS is as the code was
 * before what came within the grace. What has no age has no grace, and that is a gap.
 */
export async function withGrace(
  judged: readonly JudgedLeaf[],
  { seconds, ages, now: read, settled }: GraceOptions,
  { now: run, lineOf = ({ leaf }) => atOf(leaf), commit, accountOf, compare }: GraceContext,
): Promise<GracedLeaves> {
  const now = read ?? run;
  const waiting = judged.filter(({ leaf }) => mayWait(leaf));
  if (waiting.length === 0) return { judged, gaps: new Map() };
  const places = new Map(waiting.map((one) => [one, lineOf(one)]));
  const lines = [...new Set([...places.values()].flatMap((at) => at ?? []))];
  const known = lines.length === 0 ? new Map<SourceRange, never>() : await ages(lines, commit);
  const until = new Map<JudgedLeaf, Date>();
  const ageless: { readonly one: JudgedLeaf; readonly why: Ageless; readonly at?: SourceRange }[] = [];
  const left: JudgedLeaf[] = [];
  for (const [one, at] of places) {
    const age = at && known.get(at);
    if (age !== undefined && 'committedAt' in age && isWithinGrace(age.committedAt, now, seconds)) {
      until.set(one, new Date(age.committedAt.getTime() + seconds * 1000));
    } else {
      left.push(one);
      if (age !== undefined && 'none' in age && at !== undefined) ageless.push({ one, why: age.none, at });
    }
  }
  const before = left.length === 0 ? undefined : await settled?.();
  if (before?.status === 'found') {
    const version = await compare(before.version);
    const things = thingsOf(version.compared, accountOf);
    for (const one of left) if (wasAsLive(one, things, version)) until.set(one, before.until);
  } else if (before?.status === 'unknown') {
    const { why } = before;
    const told = new Set(ageless.map(({ one }) => one));
    for (const one of left) if (!told.has(one)) ageless.push({ one, why });
  }
  return {
    judged: judged.map((one) => waitingUntil(one, until.get(one))),
    gaps: gapsOf(ageless.filter(({ one }) => !until.has(one))),
  };
}

function waitingUntil(one: JudgedLeaf, until: Date | undefined): JudgedLeaf {
  if (until === undefined || one.leaf.outcome !== 'differs') return one;
  return { ...one, leaf: { ...one.leaf, verdict: 'awaiting-apply', until: until.toISOString() } };
}

/** What would fail, and what an apply would bring: what a check of the code itself says stays. */
function mayWait(leaf: Leaf): boolean {
  if (leaf.outcome !== 'differs' || !isFailing(leaf.verdict)) return false;
  return leaf.expectation === undefined && leaf.unknownMember === undefined;
}

function atOf(leaf: Leaf): SourceRange | undefined {
  return leaf.outcome === 'equal' ? undefined : leaf.at;
}

/** Whether AWS is as an older version declares, so that what differs came after it. */
function wasAsLive({ leaf, base }: JudgedLeaf, things: ThingsOfVersion, { whyUnknown }: VersionBesideAws): boolean {
  const differing = base ?? leaf;
  if (differing.outcome !== 'differs') return false;
  const thing = things.of(differing.subject);
  if (thing === undefined) return isGone(differing) && whyUnknown(differing.subject) === undefined;
  if (differing.whole === true) return false;
  if (differing.delivery !== undefined) {
    return !thing.leaves.some((one) => isSameDelivery(one, differing));
  }
  return [differing, ...(differing.apart ?? [])].every((one) => one.outcome === 'differs' && isAsLive(one, thing));
}

/** AWS has nothing of it, as a version that does not declare it. */
function isGone({ whole, change }: DifferingLeaf): boolean {
  return whole === true && change === 'missing';
}

function isSameDelivery(one: Leaf, { rule, path }: DifferingLeaf): boolean {
  return one.outcome === 'differs' && one.rule === rule && formatPath(one.path) === formatPath(path);
}

/** Each reason once of a target, at the first of what has it. */
function gapsOf(
  ageless: readonly { readonly one: JudgedLeaf; readonly why: Ageless; readonly at?: SourceRange }[],
): ReadonlyMap<string, readonly DraftGap[]> {
  const gaps = new Map<string, Map<Ageless, DraftGap>>();
  for (const { one, why, at } of ageless) {
    const { target } = one.leaf.subject;
    const own = gaps.get(target) ?? new Map<Ageless, DraftGap>();
    gaps.set(target, own);
    if (own.has(why)) continue;
    const reason = { kind: 'age', name: why } as const;
    own.set(why, { code: 'age-unknown', scope: 'leaf', reason, ...(at === undefined ? {} : { at }) });
  }
  return new Map([...gaps].map(([target, own]) => [target, [...own.values()]]));
}
