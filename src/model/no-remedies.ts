import type { Remedies, Unable } from './report/remedies.ts';

/** That neither answer is given. */
export function noRemedies(why: Unable): Remedies {
  return { restore: { commands: [], unable: why, effects: [] }, adopt: { edits: [], unable: why, effects: [] } };
}
