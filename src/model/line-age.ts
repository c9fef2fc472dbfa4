import type { SourceRange } from './source.ts';

/** When a line came to where it is, or why it has no age. */
export type LineAge = { readonly committedAt: Date; readonly commit: string } | { readonly none: Ageless };

/**
 * Why a line has no age. `shallow`: the clone is cut off there, so that the line may be older. `future`: its commit is
 * dated after the run. `uncommitted`: no commit has it. `outside`: its file is in no repository. `unreadable`: the
 * history cannot be read.
 */
export type Ageless = 'shallow' | 'future' | 'uncommitted' | 'outside' | 'unreadable';

/**
 * Finds the ages of lines: those at the beginning of each place.
 *
 * @param commit the version of the code that the places are in. Default: what is checked out.
 */
export type LineAges = (places: readonly SourceRange[], commit?: string) => Promise<ReadonlyMap<SourceRange, LineAge>>;

/**
 * Clocks differ, and a merge may be a second old. A commit that is dated no more than so long after the run was made
 * just now. Milliseconds.
 */
const clockTolerance = 60_000;

/** Whether a commit is dated after `now`, so that nothing can be told of its age. */
export function isFuture(committedAt: Date, now: Date): boolean {
  return committedAt.getTime() > now.getTime() + clockTolerance;
}

/** Whether what was committed then may still wait to be applied. What is dated after `now` may not. */
export function isWithinGrace(committedAt: Date, now: Date, seconds: number): boolean {
  return !isFuture(committedAt, now) && now.getTime() - committedAt.getTime() < seconds * 1000;
}
