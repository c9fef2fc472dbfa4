import { dirname, relative, sep } from 'node:path';
import { blame, type LineCommit } from '../git/blame.ts';
import { readBlobs } from '../git/blobs.ts';
import { sameLines } from '../git/lines.ts';
import { GitError } from '../git/process.ts';
import { type GitProblem, type OpenOptions, type Repository, withRepository } from '../git/repository.ts';
import { groupBy } from '../model/group.ts';
import { isFuture, type LineAge, type LineAges } from '../model/line-age.ts';
import type { SourceRange } from '../model/source.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { readRegularFile } from '../terraform/load/files.ts';

/** A repository whose history may not or cannot be read. */
export interface UnreadHistory {
  readonly problem: GitProblem;
  /** The repository, or what of it leads elsewhere. */
  readonly path: string;
}

/** When lines were committed. What was found out is kept, so that nothing is asked for twice. */
export interface LineHistory {
  /** The ages of the lines at which places begin, whenever the run is. */
  readonly origins: LineAges;
  /** What could not be read of what was asked for so far, by the directory of the repository. */
  readonly unread: ReadonlyMap<string, UnreadHistory>;
}

/**
 * Reads when lines were committed, from the repositories that their files lie in.
 */
export function lineHistory(options: OpenOptions): LineHistory {
  const known = new Map<string, ReadonlyMap<number, LineAge>>();
  const unread = new Map<string, UnreadHistory>();
  const learn = (file: BlamedFile, found: ReadonlyMap<number, LineAge>): void => {
    known.set(keyOf(file), new Map([...(known.get(keyOf(file)) ?? []), ...found]));
  };
  const read = async (top: string, files: readonly BlamedFile[]): Promise<void> => {
    try {
      const outcome = await withRepository(top, options, (repository) => blameFiles(repository, files, learn));
      if (outcome.status === 'refused') unread.set(top, { problem: outcome.problem, path: outcome.path ?? top });
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      unread.set(top, { problem: 'failed', path: top });
    }
  };
  return {
    unread,
    origins: async (places, commit) => {
      const asked = filesOf(places, commit).flatMap((file): BlamedFile[] => {
        const before = known.get(keyOf(file));
        const lines = file.lines.filter((line) => before?.has(line) !== true);
        return lines.length === 0 ? [] : [{ ...file, lines }];
      });
      for (const [top, files] of groupBy(asked, ({ real }) => repositoryTop(dirname(real)))) {
        if (!unread.has(top)) await read(top, files);
        for (const file of files) learn(file, without(file.lines, known.get(keyOf(file)), { none: 'unreadable' }));
      }
      return new Map(
        places.map((place) => {
          const found = known.get(keyOf({ real: realPath(place.file), commit }))?.get(place.start.line);
          return [place, found ?? { none: 'outside' }] as const;
        }),
      );
    },
  };
}

/**
 * The ages of lines, as of `now`: of a snapshot that is when it was recorded. Who dates a commit after the run gets no
 * grace for it, however long that would be.
 */
export function lineAges(history: LineHistory, now: Date): LineAges {
  return async (places, commit) =>
    new Map(
      [...(await history.origins(places, commit))].map(([place, origin]): [SourceRange, LineAge] => [
        place,
        'committedAt' in origin && isFuture(origin.committedAt, now) ? { none: 'future' } : origin,
      ]),
    );
}

/** A file, and the lines of it that are asked for. */
interface BlamedFile {
  /** Without links. */
  readonly real: string;
  readonly lines: readonly number[];
  /** The version that the lines are of; undefined: what lies on the disk. */
  readonly commit: string | undefined;
}

const keyOf = ({ real, commit }: Pick<BlamedFile, 'real' | 'commit'>): string => JSON.stringify([real, commit]);

/** By file, without those of no file and of no repository. */
function filesOf(places: readonly SourceRange[], commit: string | undefined): readonly BlamedFile[] {
  const byFile = groupBy(places, ({ file }) => (file === '' ? undefined : realPath(file)));
  return [...byFile].map(([real, all]) => ({
    real,
    lines: [...new Set(all.map(({ start }) => start.line))],
    commit,
  }));
}

function without(
  lines: readonly number[],
  known: ReadonlyMap<number, LineAge> | undefined,
  origin: LineAge,
): ReadonlyMap<number, LineAge> {
  return new Map(lines.flatMap((line) => (known?.has(line) === true ? [] : [[line, origin] as const])));
}

/** Tells the commits of the lines of each file. */
async function blameFiles(
  repository: Repository,
  files: readonly BlamedFile[],
  tell: (file: BlamedFile, found: ReadonlyMap<number, LineAge>) => void,
): Promise<void> {
  const inTree = files.map((file) => ({ file, path: relative(repository.top, file.real).replaceAll(sep, '/') }));
  for (const [commit, own] of groupBy(inTree, ({ file }) => file.commit ?? repository.head)) {
    const paths = own.map(({ path }) => path);
    const blobs = await readBlobs(repository, commit, paths);
    for (const { file, path } of own) {
      const committed = blobs.get(path)?.toString();
      const same = committed === undefined ? undefined : committedLines(file, committed);
      const wanted = new Set(file.lines.flatMap((line) => same?.get(line) ?? []));
      const commits = wanted.size === 0 ? undefined : await blame(repository, commit, path, [...wanted]);
      tell(file, new Map(file.lines.map((line) => [line, originOf(commits?.get(same?.get(line) ?? 0))])));
    }
  }
}

function originOf(found: LineCommit | undefined): LineAge {
  if (found === undefined) return { none: 'uncommitted' };
  return found.isCut ? { none: 'shallow' } : { committedAt: found.committedAt, commit: found.commit };
}

/** Which line of the committed file each line is that is asked for. Undefined when the file went away since. */
function committedLines(
  { real, commit, lines }: BlamedFile,
  committed: string,
): ReadonlyMap<number, number> | undefined {
  if (commit === undefined) {
    const changed = textOf(real);
    return changed === undefined ? undefined : sameLines(committed, changed);
  }
  const count = committed.split('\n').length - (committed.endsWith('\n') ? 1 : 0);
  return new Map(lines.flatMap((line) => (line <= count ? [[line, line] as const] : [])));
}

/** The file as it is now; undefined when it went away since it was read. */
function textOf(path: string): string | undefined {
  try {
    const content = readRegularFile(path);
    return content === undefined ? undefined : Buffer.from(content).toString();
  } catch {
    return undefined;
  }
}
