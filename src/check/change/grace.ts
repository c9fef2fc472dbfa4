import { groupBy } from '../../model/group.ts';
import { type DifferingLeaf, isAboutCode, isFailing, type Leaf } from '../../model/leaf.ts';
import { type Ageless, isWithinGrace, type LineAge } from '../../model/line-age.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { SourceRange } from '../../model/source.ts';
import type { GraceOptions } from '../change.ts';
import type { Recent } from './settled.ts';
import type { JudgedLeaf } from './verdict.ts';

/** What is judged with what may wait to be applied as such, and what of it has no age, by target. */
export interface GracedLeaves {
  readonly judged: readonly JudgedLeaf[];
  readonly gaps: ReadonlyMap<string, readonly DraftGap[]>;
}

/** When the run is, and in which version lines are looked up. */
export interface GraceContext {
  readonly now: Date;
  /** Where it is declared, in the version that waits; undefined where no line tells. */
  readonly lineOf: (one: JudgedLeaf) => SourceRange | undefined;
  readonly commit?: string;
  /** What came within the grace. */
  readonly recent?: () => Promise<Recent>;
}

/**
 * Gives what differs the time to be applied: what was committed a moment ago need not be on AWS yet. That is told by
 * the line that declares it: the base's, in a run without a change the head's. What no line of its own tells it of is
 * asked for in the code as it was before: where AWS is as that declares, the difference came since. What has no age has
 * no grace, and that is a gap.
 *
 * @param lineOf where the base declares it, in `commit`; in a run without a change the head
 */
export async function withGrace(
  judged: readonly JudgedLeaf[],
  grace: GraceOptions,
  { now: started, lineOf, commit, recent }: GraceContext,
): Promise<GracedLeaves> {
  const { seconds, ages, now = started } = grace;
  const waiting = judged.filter(({ leaf }) => mayWait(leaf));
  if (waiting.length === 0) return { judged, gaps: new Map() };
  const lines = new Map(
    waiting.flatMap((one) => {
      const at = mayWait(one.leaf) && isToldByLine(one.leaf) ? lineOf(one) : undefined;
      return at === undefined || at.file === '' ? [] : [[one, at] as const];
    }),
  );
  const known = await ages([...new Set(lines.values())], commit);
  const ageOf = (one: JudgedLeaf): LineAge | undefined => {
    const at = lines.get(one);
    return at && known.get(at);
  };
  const byLine = new Map(
    waiting.flatMap((one) => {
      const age = ageOf(one);
      if (age === undefined || 'none' in age || !isWithinGrace(age.committedAt, now, seconds)) return [];
      return [[one, new Date(age.committedAt.getTime() + seconds * 1000)] as const];
    }),
  );
  const rest = waiting.filter((one) => !byLine.has(one));
  const came = rest.length === 0 ? undefined : await recent?.();
  const untilOf = (one: JudgedLeaf): Date | undefined =>
    byLine.get(one) ?? (came?.status === 'found' && came.brought(one) ? came.until : undefined);
  const ageless = rest.flatMap((one) => {
    if (untilOf(one) !== undefined) return [];
    const age = ageOf(one);
    const at = lines.get(one);
    const of = { target: one.leaf.subject.target, ...(at === undefined ? {} : { at }) };
    return [
      ...(age !== undefined && 'none' in age ? [{ ...of, none: age.none }] : []),
      ...(came?.status === 'unknown' ? [{ ...of, none: came.why }] : []),
    ];
  });
  const byTarget = groupBy(ageless, ({ target }) => target);
  return {
    judged: judged.map((one) => awaiting(one, mayWait(one.leaf) ? untilOf(one) : undefined)),
    gaps: new Map([...byTarget].map(([target, own]) => [target, gapsOf(own)])),
  };
}

function awaiting(one: JudgedLeaf, until: Date | undefined): JudgedLeaf {
  if (until === undefined || one.leaf.outcome !== 'differs') return one;
  const { verdict: _verdict, ...leaf } = one.leaf;
  return { ...one, leaf: { ...leaf, verdict: 'awaiting-apply', until: until.toISOString() } };
}

/** What would fail, and what an apply would bring: what a check of the code itself says stays. */
function mayWait(leaf: Leaf): leaf is DifferingLeaf {
  if (leaf.outcome !== 'differs' || !isFailing(leaf.verdict)) return false;
  return !isAboutCode(leaf);
}

/**
 * Whether the line that declares it tells whether it may wait. What only AWS has is declared by none: the one that it
 * was found under says nothing of it. And that the line of what collides is young does not tell that AWS is as the code
 * was before it, so that the change would overwrite nothing.
 */
function isToldByLine({ change, verdict }: DifferingLeaf): boolean {
  return change !== 'extra' && verdict !== 'collides';
}

/** One for each reason. */
function gapsOf(all: readonly { readonly at?: SourceRange; readonly none: Ageless }[]): readonly DraftGap[] {
  return [...groupBy(all, ({ none }) => none)].map(([none, own]): DraftGap => {
    const at = own.find((one) => one.at !== undefined)?.at;
    const reason = { kind: 'age', name: none } as const;
    return { code: 'age-unknown', scope: 'leaf', reason, ...(at === undefined ? {} : { at }) };
  });
}
