import { isCutAt } from './ancestry.ts';
import type { Repository } from './repository.ts';

/** The commit that brought a line. */
export interface LineCommit {
  readonly commit: string;
  readonly committedAt: Date;
  /** A shallow clone was cut off at it, so that an older one may have brought the line. */
  readonly isCut: boolean;
}

/**
 * The commits that brought lines of a file to the branch of a commit: of what was merged that is the merge. The file is
 * taken as it stands in the commit, never as it stands on the disk: for that git would run the filters that the
 * repository's configuration names.
 *
 * @param commit its full name
 * @param path from the top of the repository, with forward slashes
 * @param lines from 1; all of them in the file
 * @returns by line
 * @throws GitError
 */
export async function blame(
  repository: Repository,
  commit: string,
  path: string,
  lines: readonly number[],
): Promise<ReadonlyMap<number, LineCommit>> {
  const ranges = lines.toSorted((a, b) => a - b).flatMap((line) => ['-L', `${line},${line}`]);
  const how = ['--first-parent', '--no-textconv', '--no-ext-diff', '--porcelain'];
  const printed = await repository.run(['blame', ...how, ...ranges, commit, '--', path]);
  const found = parsePorcelain(printed.toString());
  const cut = new Set<string>();
  for (const one of new Set([...found.values()].map((line) => line.commit))) {
    if (await isCutAt(repository, one)) cut.add(one);
  }
  return new Map([...found].map(([line, brought]) => [line, { ...brought, isCut: cut.has(brought.commit) }]));
}

/**
 * Reads `git blame --porcelain`: a header `<commit> <line then> <line now>` before each line; what is said of a commit
 * stands once.
 * https://git-scm.com/docs/git-blame#_the_porcelain_format
 */
export function parsePorcelain(text: string): ReadonlyMap<number, Omit<LineCommit, 'isCut'>> {
  const times = new Map<string, Date>();
  const found: { readonly line: number; readonly commit: string }[] = [];
  let current = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('\t')) continue;
    const header = /^([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?$/.exec(line);
    if (header?.[1] !== undefined) {
      current = header[1];
      found.push({ line: Number(header[2]), commit: current });
      continue;
    }
    const seconds = /^committer-time (\d{1,11})$/.exec(line)?.[1];
    if (seconds !== undefined) times.set(current, new Date(Number(seconds) * 1000));
  }
  return new Map(
    found.flatMap(({ line, commit }) => {
      const committedAt = times.get(commit);
      return committedAt === undefined ? [] : [[line, { commit, committedAt }] as const];
    }),
  );
}
