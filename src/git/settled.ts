import { isWithinGrace } from '../model/line-age.ts';
import { firstParents, isCutAt } from './ancestry.ts';
import type { Repository } from './repository.ts';

/** The newest commit of a branch that is older than a grace. */
export type SettledCommit =
  /** `brought`: when the first commit after it came, the oldest that the grace covers. */
  | { readonly status: 'found'; readonly commit: string; readonly brought: Date }
  /** Nothing came within the grace, or all there is did. */
  | { readonly status: 'none' }
  /** A shallow clone was cut off at a commit that the grace covers. */
  | { readonly status: 'cut' };

/** So many commits are looked at at most: first a few, since most graces cover none or one. */
const counts = [16, 1024, 65_536];

/**
 * Finds how the code of a branch was before what came to it within a grace. A commit that is dated after `now` is
 * covered by no grace, whatever stands before it.
 *
 * @param commit the tip of the branch
 * @throws GitError
 */
export async function settledCommit(
  repository: Repository,
  commit: string,
  now: Date,
  seconds: number,
): Promise<SettledCommit> {
  for (const count of counts) {
    const branch = await firstParents(repository, commit, count);
    const settled = branch.findIndex(({ committedAt }) => !isWithinGrace(committedAt, now, seconds));
    const [last, found] = [branch[settled < 0 ? branch.length - 1 : settled - 1], branch[settled]];
    if (last === undefined) return { status: 'none' };
    if (found !== undefined) return { status: 'found', commit: found.commit, brought: last.committedAt };
    if (branch.length < count) return { status: (await isCutAt(repository, last.commit)) ? 'cut' : 'none' };
  }
  return { status: 'none' };
}
