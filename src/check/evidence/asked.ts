import { type ChangeScope, type DifferingLeaf, isFailing, type Leaf } from '../../model/leaf.ts';
import type { ReadPool } from '../pools.ts';

/*
 * What all evidence has in common: of which differences it is looked for, in which account, and how it comes to them.
 */

/** What a run knows when it looks for evidence. */
export interface EvidenceRun {
  /** All targets that were read, by account. */
  readonly pools: readonly ReadPool[];
  readonly now: Date;
  /** The change that it is about. */
  readonly change: ChangeScope;
  /** Whether CloudTrail is asked who made a difference. */
  readonly who: AskWho | undefined;
}

/** `asked`: what CloudTrail does not tell is a gap. `if-permitted`: a run that may not ask it lacks nothing. */
export type AskWho = 'asked' | 'if-permitted';

/** Whether evidence is looked for: of what is drift or collides, not of what waits or is somebody else's. */
export function asksForEvidence(leaf: Leaf): leaf is DifferingLeaf {
  return leaf.outcome === 'differs' && leaf.isExplained !== true && isFailing(leaf.verdict);
}

/** Those of some leaves that are about the targets of an account. */
export function inPool<L extends Leaf>(leaves: readonly L[], { members }: ReadPool): readonly L[] {
  const targets = new Set(members.map(({ target }) => target.name));
  return leaves.filter(({ subject }) => targets.has(subject.target));
}

/** The leaves, each with what was found for it. */
export function withFound(
  leaves: readonly Leaf[],
  found: ReadonlyMap<Leaf, Partial<Pick<DifferingLeaf, 'declared' | 'live' | 'coveredBy' | 'reaches' | 'who'>>>,
): readonly Leaf[] {
  return leaves.map((leaf) => {
    const told = found.get(leaf);
    return told === undefined || leaf.outcome !== 'differs' ? leaf : { ...leaf, ...told };
  });
}
