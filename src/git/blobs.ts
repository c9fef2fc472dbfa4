import type { Repository } from './repository.ts';

/** A larger file is no code that somebody wrote. Bytes. */
const mostBytes = 4 << 20;

/**
 * The content of files in a commit. By `cat-file`, which applies no filter and no `textconv`.
 *
 * @param commit its full name
 * @param paths from the top of the repository, with forward slashes
 * @returns by path; without those that are no file in the commit, or a very large one
 * @throws GitError
 */
export async function readBlobs(
  repository: Repository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const named = paths.filter((path) => !path.includes('\n'));
  if (named.length === 0) return new Map();
  const ask = (names: readonly string[]): string => names.map((name) => `${name}\n`).join('');
  const checked = await repository.run(['cat-file', '--batch-check'], ask(named.map((path) => `${commit}:${path}`)));
  const objects = checked
    .toString()
    .split('\n')
    .flatMap((line, index): { path: string; name: string; size: number }[] => {
      const [, name, size] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line) ?? [];
      const path = named[index];
      if (name === undefined || path === undefined || Number(size) > mostBytes) return [];
      return [{ path, name, size: Number(size) }];
    });
  if (objects.length === 0) return new Map();
  const answer = await repository.run(['cat-file', '--batch'], ask(objects.map(({ name }) => name)));
  const found = new Map<string, Buffer>();
  let at = 0;
  // `<name> blob <size>`, a line feed, the content, a line feed. https://git-scm.com/docs/git-cat-file#_batch_output
  for (const { path, name, size } of objects) {
    at += `${name} blob ${size}\n`.length;
    found.set(path, answer.subarray(at, at + size));
    at += size + 1;
  }
  return found;
}
