import type { ChangeOptions, CodeVersion, GraceOptions } from '../check/change.ts';
import type { TargetOptions } from '../check/target.ts';
import { commitsBefore, mergeBase } from '../git/ancestry.ts';
import type { OpenOptions } from '../git/repository.ts';
import { compareCodeUnits } from '../model/order.ts';
import { ProblemError } from '../model/problem.ts';
import type { ChangeData } from '../model/report/change.ts';
import type { Report } from '../model/report/report.ts';
import { enclosingRepository, realPath } from '../terraform/load/boundary.ts';
import { type ChangeNotes, type CodeReader, codeReader, noNotes, versionAt, withRepositories } from './code-version.ts';
import { type GraceTime, settledCode } from './settled.ts';

/** The flags that say what a change is based on. */
export interface ChangeFlags {
  /** `--base`. */
  base?: string;
  /** `--applied`. */
  applied?: string;
  /** `--allow-outside`. */
  allowOutside?: string[];
}

/** A run that is about a change. */
export interface ChangeRun {
  /** The targets as they are checked out, which is the head of the change. */
  readonly targets: readonly TargetOptions[];
  readonly change: ChangeOptions;
  readonly settled: NonNullable<GraceOptions['settled']>;
}

/** So many commits of a change are held against AWS at most. */
const mostEarlier = 20;

/**
 * Does a run about the change between `--base` and what is checked out. The repositories of the targets are open while
 * it does: code is read when it is asked for. A plan stands for the head alone, so that the base is read from the code;
 * states and what AWS has are the same for both.
 *
 * @returns the report, with what of the change was read otherwise than from its commits
 * @throws ProblemError `revision-unusable`; what `work` throws
 */
export async function withChange(
  flags: ChangeFlags & { readonly base: string },
  targets: readonly TargetOptions[],
  { scope, signal, grace }: { readonly scope: ChangeOptions['scope']; readonly signal: AbortSignal; grace?: GraceTime },
  work: (run: ChangeRun) => Promise<Report>,
): Promise<Report> {
  const { base, applied, allowOutside = [] } = flags;
  const options: OpenOptions = { environment: process.env, allowed: allowOutside.map(realPath), signal };
  const tops = new Set(targets.map(({ directory }) => enclosingRepository(directory)));
  return withRepositories([...tops], base, options, async (repositories) => {
    const notes = noNotes();
    let lacks: ChangeData['lacks'];
    const code = codeReader(repositories, targets);
    const [first] = repositories.values();
    const tips = await commitsOf(code, base);
    const run: ChangeRun = {
      targets: code.targets,
      settled: async () => (grace === undefined ? { status: 'none' } : settledCode(code, tips, grace)),
      change: {
        base: await versionAt(code, base, tips, notes),
        ...(applied === undefined
          ? {}
          : { applied: await versionAt(code, applied, await commitsOf(code, applied), notes) }),
        ...(first === undefined ? {} : { head: first.opened.repository.head }),
        earlier: async () => {
          const earlier = await earlierVersions(code, tips);
          lacks = earlier.lacks;
          return earlier.versions;
        },
        scope,
      },
    };
    return withNotes(await work(run), notes, lacks);
  });
}

/** The commits that a revision names, by the directory of the repository. @throws ProblemError `revision-unusable` */
async function commitsOf(code: CodeReader, revision: string): Promise<ReadonlyMap<string, string>> {
  const commits = new Map<string, string>();
  for (const [top, { opened }] of code.repositories) {
    const commit = await opened.resolve(revision);
    const { repository } = opened;
    // Of a shallow clone that cannot be told.
    const isWhole = repository.cutAt.size === 0;
    if (isWhole && (await mergeBase(repository, commit, repository.head)) === undefined) {
      throw opened.refuse(revision, 'unrelated');
    }
    commits.set(top, commit);
  }
  return commits;
}

/** The commits of a change before what is checked out, of each repository by itself. */
async function earlierVersions(
  code: CodeReader,
  tips: ReadonlyMap<string, string>,
): Promise<{ readonly versions: readonly CodeVersion[]; readonly lacks: ChangeData['lacks'] }> {
  const versions: CodeVersion[] = [];
  const lacking = new Set<ChangeData['lacks']>();
  for (const [top, { opened }] of code.repositories) {
    const { repository } = opened;
    const { commits, lacks } = await commitsBefore(repository, tips.get(top) ?? '', repository.head, mostEarlier);
    lacking.add(lacks);
    // How those were read is said of the base alone.
    const own: ChangeNotes = { installed: [], variableFiles: [] };
    for (const commit of commits) versions.push(await versionAt(code, commit, new Map([[top, commit]]), own));
  }
  return { versions, lacks: (['cut', 'most'] as const).find((one) => lacking.has(one)) };
}

function withNotes(report: Report, { installed, variableFiles }: ChangeNotes, lacks: ChangeData['lacks']): Report {
  if (report.change === undefined) return report;
  const inOrder = <T extends { readonly target: string }>(list: readonly T[], nameOf: (one: T) => string): T[] =>
    list.toSorted((a, b) => compareCodeUnits(a.target, b.target) || compareCodeUnits(nameOf(a), nameOf(b)));
  return {
    ...report,
    change: {
      ...report.change,
      ...(lacks === undefined ? {} : { lacks }),
      ...(installed.length === 0 ? {} : { installed: inOrder(installed, ({ address }) => address) }),
      ...(variableFiles.length === 0 ? {} : { variableFiles: inOrder(variableFiles, ({ file }) => file) }),
    },
  };
}

/** The revision that a change is based on. @throws ProblemError `usage` for `--applied` without one */
export function requireBase({ base }: ChangeFlags): string {
  if (base !== undefined) return base;
  throw new ProblemError({
    code: 'usage',
    message: '--applied says what of a change is applied: give --base, what the change is based on, too',
  });
}
