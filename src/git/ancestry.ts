import { GitError } from './process.ts';
import type { Repository } from './repository.ts';

/** A commit, as far as the clone has its history. */
export interface BranchCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly committedAt: Date;
}

/**
 * A commit and those before it on its branch, the newest first: of a merge the first parent is followed.
 *
 * @param most so many at most
 * @throws GitError
 */
export async function firstParents(
  repository: Repository,
  commit: string,
  most: number,
): Promise<readonly BranchCommit[]> {
  const limits = ['--first-parent', `--max-count=${most}`, '--no-commit-header', '--format=%H %ct %P'];
  const printed = await repository.run(['rev-list', ...limits, commit, '--']);
  return printed
    .toString()
    .split('\n')
    .flatMap((line): BranchCommit[] => {
      const [name, seconds, ...parents] = line.split(' ').filter((word) => word !== '');
      // A commit without a date that can be read has the oldest one.
      return name === undefined
        ? []
        : [{ commit: name, parents, committedAt: new Date((Number(seconds) || 0) * 1000) }];
    });
}

/**
 * The parents of a commit, the first one first: also those that a shallow clone does not have.
 *
 * @throws GitError when the clone does not have the commit
 */
export async function parentsOf(repository: Repository, commit: string): Promise<readonly string[]> {
  const text = (await repository.run(['cat-file', 'commit', commit])).toString();
  // The message begins behind an empty line. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
  const [head = ''] = text.split('\n\n', 1);
  return [...head.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, parent = '']) => parent);
}

/**
 * Whether a shallow clone was cut off at a commit. Git notes there the first commit of all too, when the depth leads to
 * just that one.
 *
 * @throws GitError
 */
export async function isCutAt(repository: Repository, commit: string): Promise<boolean> {
  return repository.cutAt.has(commit) && (await parentsOf(repository, commit)).length > 0;
}

/**
 * The newest commit that two have in common; undefined when there is none, or when the clone was cut off before it.
 *
 * @throws GitError when it takes too long
 */
export async function mergeBase(repository: Repository, one: string, other: string): Promise<string | undefined> {
  try {
    const printed = await repository.run(['merge-base', one, other]);
    return /^[0-9a-f]{40,64}$/m.exec(printed.toString())?.[0];
  } catch (error) {
    // It exits with 1 when there is none, and with 128 when the clone lacks one of them.
    if (error instanceof GitError && typeof error.cause === 'number') return undefined;
    throw error;
  }
}

/** The commits of a change. */
export interface ChangeCommits {
  /** The newest first. */
  readonly commits: readonly string[];
  /**
   * Why they are not all. `cut`: a shallow clone does not have them, and then there are none, since those of the base
   * cannot be told from them. `most`: there are more.
   */
  readonly lacks?: 'cut' | 'most';
}

/**
 * The commits that a head has and its base does not, without the head itself. Of a merge into the base what is merged
 * is the same code, and no earlier one.
 *
 * @param most so many at most, the newest
 * @throws GitError
 */
export async function commitsBefore(
  repository: Repository,
  base: string,
  head: string,
  most: number,
): Promise<ChangeCommits> {
  if ((await mergeBase(repository, base, head)) === undefined) return { commits: [], lacks: 'cut' };
  const limits = ['--topo-order', `--max-count=${most + 3}`];
  const printed = await repository.run(['rev-list', ...limits, head, `^${base}`, '--']);
  const all = printed.toString().split('\n').slice(0, -1);
  for (const commit of all) if (await isCutAt(repository, commit)) return { commits: [], lacks: 'cut' };
  const [first, merged, ...others] = await parentsOf(repository, head);
  const last = first === base && others.length === 0 ? merged : undefined;
  const before = all.filter((commit) => commit !== head && commit !== last);
  return before.length > most ? { commits: before.slice(0, most), lacks: 'most' } : { commits: before };
}
