import type { DifferingLeaf } from '../../model/leaf.ts';
import { isAsLive, type VersionBesideAws } from './join-change.ts';
import type { AccountOf } from './thing.ts';
import type { JudgedLeaf } from './verdict.ts';
import { thingsOf } from './version.ts';

/** A commit of the change before its last. */
export interface EarlierVersion {
  readonly commit: string;
  /** Compares it with AWS. */
  compare(): Promise<VersionBesideAws>;
}

/**
 * Finds what was applied from the change itself, as some do before they merge: AWS is as one of its earlier commits
 * declares, where the base is otherwise. That is no live change that the change overwrites.
 *
 * @param earlier the newest first; each is compared only while something is left to explain
 */
export async function withAppliedFrom(
  judged: readonly JudgedLeaf[],
  earlier: () => Promise<readonly EarlierVersion[]>,
  accountOf: AccountOf,
): Promise<readonly JudgedLeaf[]> {
  const open = new Set(judged.filter(({ leaf }) => mayBeApplied(leaf)));
  if (open.size === 0) return judged;
  const applied = new Map<JudgedLeaf, string>();
  for (const version of await earlier()) {
    const compared = await version.compare();
    const things = thingsOf(compared.compared, accountOf);
    for (const one of open) {
      if (!isAs(one, things, compared)) continue;
      applied.set(one, version.commit);
      open.delete(one);
    }
    if (open.size === 0) break;
  }
  return judged.map((one) => {
    const commit = applied.get(one);
    if (commit === undefined || one.leaf.outcome !== 'differs') return one;
    return { ...one, leaf: { ...one.leaf, verdict: 'adopts', appliedFrom: commit } };
  });
}

function mayBeApplied(leaf: JudgedLeaf['leaf']): leaf is DifferingLeaf {
  return leaf.outcome === 'differs' && (leaf.verdict === 'collides' || leaf.verdict === 'adopts');
}

/** Whether a version is as AWS where the base is otherwise. */
function isAs(
  { leaf, base }: JudgedLeaf,
  things: ReturnType<typeof thingsOf>,
  { whyUnknown }: VersionBesideAws,
): boolean {
  const thing = things.of(leaf.subject);
  if (thing === undefined) {
    return leaf.outcome === 'differs' && leaf.removed === true && whyUnknown(leaf.subject) === undefined;
  }
  // What was lost on its way was not applied with it.
  if (base === undefined || base.delivery !== undefined || base.whole === true) return false;
  return [base, ...(base.apart ?? [])].every((one) => one.outcome === 'differs' && isAsLive(one, thing));
}
