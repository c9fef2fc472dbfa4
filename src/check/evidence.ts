import { type ChangeScope, type Compared, type DifferingLeaf, isFailing, type Leaf } from '../model/leaf.ts';
import { withCoverByPrefixLists } from './evidence/prefix-list-entries.ts';
import { withPrefixListNames } from './evidence/prefix-list-names.ts';
import { withReaches } from './evidence/reaches.ts';
import { withWho } from './evidence/who.ts';
import type { ReadPool } from './pools.ts';

/*
 * What is told of a difference beside the difference: what it reaches, who made it, what to do about it. It is looked
 * for when everything is judged, and only for what somebody has to act on.
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

/** Adds one sort of evidence to the leaves that ask for it, and leaves of its own for what could not be read. */
export type EvidenceStep = (compared: Compared, run: EvidenceRun) => Promise<Compared>;

/** In turn: a later one may say what an earlier one found. */
const steps: readonly EvidenceStep[] = [withPrefixListNames, withCoverByPrefixLists, withReaches, withWho];

/** What was compared and judged, with the evidence for what differs. */
export async function withEvidence(compared: Compared, run: EvidenceRun): Promise<Compared> {
  let told = compared;
  for (const step of steps) told = await step(told, run);
  return told;
}

/** Whether evidence is looked for: of what is drift or collides, not of what waits or is somebody else's. */
export function asksForEvidence(leaf: Leaf): leaf is DifferingLeaf {
  return leaf.outcome === 'differs' && leaf.isExplained !== true && isFailing(leaf.verdict);
}
