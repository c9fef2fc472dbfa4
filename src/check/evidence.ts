import type { Compared } from '../model/leaf.ts';
import type { EvidenceRun } from './evidence/asked.ts';
import { withCoverByPrefixLists } from './evidence/prefix-list-entries.ts';
import { withPrefixListNames } from './evidence/prefix-list-names.ts';
import { withReaches } from './evidence/reaches.ts';
import { withWho } from './evidence/who.ts';

/*
 * What is told of a difference beside the difference: what it reaches, who made it, what to do about it. It is looked
 * for when everything is judged, and only for what somebody has to act on.
 */

/** Adds one sort of evidence to the leaves that ask for it, and leaves of its own for what could not be read. */
type EvidenceStep = (compared: Compared, run: EvidenceRun) => Promise<Compared>;

/** In turn: a later one may say what an earlier one found. */
const steps: readonly EvidenceStep[] = [withPrefixListNames, withCoverByPrefixLists, withReaches, withWho];

/** What was compared and judged, with the evidence for what differs. */
export async function withEvidence(compared: Compared, run: EvidenceRun): Promise<Compared> {
  let told = compared;
  for (const step of steps) told = await step(told, run);
  return told;
}
