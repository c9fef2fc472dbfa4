import type { GraceOptions, SettledCode } from '../check/change.ts';
import type { TargetOptions } from '../check/target.ts';
import { GitError } from '../git/process.ts';
import type { OpenOptions } from '../git/repository.ts';
import { settledCommit } from '../git/settled.ts';
import { ProblemError } from '../model/problem.ts';
import type { Report } from '../model/report/report.ts';
import { enclosingRepository, realPath } from '../terraform/load/boundary.ts';
import { type CodeReader, codeReader, noNotes, versionAt, withRepositories } from './code-version.ts';

/** What of a grace decides which commits it covers. */
export interface GraceTime {
  readonly seconds: number;
  readonly now: Date;
}

/** A run about what is checked out and was committed before. */
export interface HistoryRun {
  readonly targets: readonly TargetOptions[];
  readonly settled: NonNullable<GraceOptions['settled']>;
}

/**
 * Does a run about what is checked out, which may ask for how it was before a grace. Where the repositories cannot be
 * opened the run is done all the same, and nothing is known of before.
 *
 * @throws what `work` throws
 */
export async function withHistory(
  targets: readonly TargetOptions[],
  allowOutside: readonly string[],
  { signal, grace }: { readonly signal: AbortSignal; readonly grace: GraceTime },
  work: (run: HistoryRun) => Promise<Report>,
): Promise<Report> {
  const tops = new Set(targets.map(({ directory }) => enclosingRepository(directory)));
  const options: OpenOptions = { environment: process.env, allowed: allowOutside.map(realPath), signal };
  let isOpen = false;
  try {
    return await withRepositories([...tops], 'HEAD', options, async (repositories) => {
      isOpen = true;
      const code = codeReader(repositories, targets);
      const heads = new Map([...repositories].map(([top, { opened }]) => [top, opened.repository.head]));
      const settled = async (): Promise<SettledCode> => {
        const found = await settledCode(code, heads, grace);
        return found.status === 'found'
          ? { ...found, committed: await versionAt(code, 'HEAD', heads, noNotes()) }
          : found;
      };
      return work({ targets: code.targets, settled });
    });
  } catch (error) {
    if (isOpen || !(error instanceof ProblemError) || error.problem.code !== 'revision-unusable') throw error;
    const why = error.problem.why === 'no-repository' ? 'outside' : 'unreadable';
    return work({ targets, settled: async () => ({ status: 'unknown', why }) });
  }
}

/**
 * The targets as they were before what came within the grace. What git cannot read is not known.
 *
 * @param tips the commits of which that is asked, by the directory of the repository
 */
export async function settledCode(
  code: CodeReader,
  tips: ReadonlyMap<string, string>,
  { seconds, now }: GraceTime,
): Promise<SettledCode> {
  const commits = new Map(tips);
  const brought: number[] = [];
  try {
    for (const [top, tip] of tips) {
      const repository = code.repositories.get(top)?.opened.repository;
      const found = repository && (await settledCommit(repository, tip, now, seconds));
      if (found?.status === 'cut') return { status: 'unknown', why: 'shallow' };
      if (found?.status !== 'found') continue;
      commits.set(top, found.commit);
      brought.push(found.brought.getTime());
    }
    if (brought.length === 0) return { status: 'none' };
    const [commit = ''] = commits.values();
    const version = await versionAt(code, commit, commits, noNotes());
    return { status: 'found', version, until: new Date(Math.min(...brought) + seconds * 1000) };
  } catch (error) {
    const isUnreadable = error instanceof ProblemError && error.problem.code === 'revision-unusable';
    if (!isUnreadable && !(error instanceof GitError)) throw error;
    return { status: 'unknown', why: 'unreadable' };
  }
}
