import type { Repository } from './repository.ts';

/** When a line was last committed, and in which commit. */
export interface LineCommit {
  readonly declaredAt: string;
  readonly declaredIn: string;
}

/**
 * The commits that brought lines of a file, as the file stands in a commit. Never as it stands on the disk: for that
 * git would run the filters that the repository's configuration names.
 *
 * @param commit its full name
 * @param path from the top of the repository, with forward slashes
 * @param lines from 1; all of them in the file
 * @returns by line; without the lines at which a shallow clone was cut off
 * @throws GitError
 */
export async function blame(
  repository: Repository,
  commit: string,
  path: string,
  lines: readonly number[],
): Promise<ReadonlyMap<number, LineCommit>> {
  const ranges = lines.toSorted((a, b) => a - b).flatMap((line) => ['-L', `${line},${line}`]);
  const args = ['blame', '--no-textconv', '--no-ext-diff', '--porcelain', ...ranges, commit, '--', path];
  return parsePorcelain((await repository.run(args)).toString(), repository.cutAt);
}

/**
 * Reads `git blame --porcelain`: a header `<commit> <line then> <line now>` before each line; what is said of a commit
 * stands once.
 * https://git-scm.com/docs/git-blame#_the_porcelain_format
 *
 * @param cutAt commits whose own lines cannot be told from older ones
 */
export function parsePorcelain(text: string, cutAt: ReadonlySet<string> = new Set()): ReadonlyMap<number, LineCommit> {
  const times = new Map<string, string>();
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
    if (seconds !== undefined) times.set(current, new Date(Number(seconds) * 1000).toISOString());
  }
  return new Map(
    found.flatMap(({ line, commit }) => {
      const declaredAt = times.get(commit);
      if (declaredAt === undefined || cutAt.has(commit)) return [];
      return [[line, { declaredAt, declaredIn: commit.slice(0, 12) }] as const];
    }),
  );
}
