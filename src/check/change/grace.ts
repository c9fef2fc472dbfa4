import { groupBy } from '../../model/group.ts';
import { isFailing, type Leaf } from '../../model/leaf.ts';
import type { LineAge } from '../../model/line-age.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { SourceRange } from '../../model/source.ts';
import type { GraceOptions } from '../change.ts';
import type { JudgedLeaf } from './verdict.ts';

/** What is judged with what may wait to be applied as such, and what of it has no age, by target. */
export interface GracedLeaves {
  readonly judged: readonly JudgedLeaf[];
  readonly gaps: ReadonlyMap<string, readonly DraftGap[]>;
}

/** When the run is, and in which version lines are looked up. */
export interface GraceContext {
  readonly now: Date;
  readonly lineOf?: (one: JudgedLeaf) => SourceRange | undefined;
  readonly commit?: string;
}

/**
 * Gives what differs the time to be applied: a line that was committed a moment ago need not be on AWS yet. The line is
 * the base's, in a run without a change the head's. What has no age has no grace, and that is a gap.
 *
 * @param lineOf where the base declares it, in `commit`; in a run without a change the head
 */
export async function withGrace(
  judged: readonly JudgedLeaf[],
  { seconds, ages }: GraceOptions,
  { now, lineOf = ({ leaf }) => atOf(leaf), commit }: GraceContext,
): Promise<GracedLeaves> {
  const waiting = judged.flatMap((one) => {
    const at = mayWait(one.leaf) ? lineOf(one) : undefined;
    return at === undefined ? [] : [[one, at] as const];
  });
  if (waiting.length === 0) return { judged, gaps: new Map() };
  const lines = [...new Set(waiting.map(([, at]) => at))];
  const known = await ages(lines, commit);
  const places = new Map(waiting);
  const ageOf = (one: JudgedLeaf): LineAge | undefined => {
    const at = places.get(one);
    return at && known.get(at);
  };
  const graced = judged.map((one): JudgedLeaf => {
    const age = ageOf(one);
    const until = age === undefined || !('committedAt' in age) ? undefined : age.committedAt.getTime() + seconds * 1000;
    if (until === undefined || until <= now.getTime() || one.leaf.outcome !== 'differs') return one;
    const { verdict: _verdict, ...leaf } = one.leaf;
    return { ...one, leaf: { ...leaf, verdict: 'awaiting-apply', until: new Date(until).toISOString() } };
  });
  const ageless = waiting.flatMap(([one, at]) => {
    const age = known.get(at);
    return age !== undefined && 'none' in age ? [{ target: one.leaf.subject.target, at, none: age.none }] : [];
  });
  const byTarget = groupBy(ageless, ({ target }) => target);
  return { judged: graced, gaps: new Map([...byTarget].map(([target, own]) => [target, gapsOf(own)])) };
}

/** What would fail, and what an apply would bring: what a check of the code itself says stays. */
function mayWait(leaf: Leaf): boolean {
  if (leaf.outcome !== 'differs' || !isFailing(leaf.verdict)) return false;
  return leaf.expectation === undefined && leaf.unknownMember === undefined;
}

function atOf(leaf: Leaf): SourceRange | undefined {
  return leaf.outcome === 'equal' ? undefined : leaf.at;
}

interface Ageless {
  readonly at: SourceRange;
  readonly none: Extract<LineAge, { none: unknown }>['none'];
}

/** One for each reason and file: the lines of a file have it in common. */
function gapsOf(lines: readonly Ageless[]): readonly DraftGap[] {
  const byFile = groupBy(lines, ({ at, none }) => JSON.stringify([none, at.file]));
  return [...byFile.values()].flatMap(([first]): DraftGap[] =>
    first === undefined
      ? []
      : [
          {
            code: 'history-unreadable',
            scope: 'leaf',
            at: first.at,
            reason: { kind: 'git', name: first.none, source: first.at.file },
          },
        ],
  );
}
