import type { Compared } from '../model/leaf.ts';
import type { Persistence } from '../model/persistence.ts';
import type { PolicyWarning } from '../model/report/policy-source.ts';
import { withIgnores } from './ignore/ignore.ts';
import { nothingUnseen, type Unseen } from './ignore/unseen.ts';
import { unusedOwners, withOwners } from './owners.ts';
import type { Policy } from './policy.ts';
import { withSeverities } from './severity.ts';

/** What was compared as the policy judges it, and what should be looked at in the policy itself. */
export interface JudgedLeaves {
  readonly compared: Compared;
  readonly warnings: readonly PolicyWarning[];
}

/** What of a run judging needs to know besides what was compared. */
export interface JudgedRun {
  /** Whether accepted differences stood all the time. Default: they did not. */
  readonly persistence?: Persistence;
  /** What of the code was not looked at. Default: nothing. */
  readonly unseen?: Unseen;
}

/**
 * Judges all that was compared, in turn: what is owned, what was accepted, how much each weighs.
 *
 * @param now the day tells which entries have expired
 */
export function judgeLeaves(compared: Compared, policy: Policy, now: Date, run: JudgedRun = {}): JudgedLeaves {
  const { persistence = () => undefined, unseen = nothingUnseen } = run;
  const owned = withOwners(compared, policy);
  const { compared: judged, warnings } = withIgnores(owned, policy.ignore, { now, persistence, unseen });
  return {
    compared: withSeverities(judged, policy),
    warnings: [...unusedOwners(compared, policy, unseen), ...warnings].toSorted(
      (a, b) => a.at.start.offset - b.at.start.offset,
    ),
  };
}
