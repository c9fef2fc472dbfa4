import { shownName } from '../model/secret/shown.ts';

/**
 * Names for directories: as little of the path as tells one from the others (`api`; `staging-api` beside
 * `production-api`).
 *
 * @param paths relative ones, '' for where they start from
 * @param start what that is called
 */
export function directoryNames(paths: readonly string[], start: string): ReadonlyMap<string, string> {
  const segments = new Map(paths.map((path) => [path, path === '' ? [start] : path.split('/')]));
  const nameAt = (path: string, length: number) => nameOf((segments.get(path) ?? []).slice(-length));
  const longest = Math.max(1, ...[...segments.values()].map(({ length }) => length));
  const names = new Map<string, string>();
  for (const path of paths) {
    let length = 1;
    while (
      length < longest &&
      paths.some((other) => other !== path && nameAt(other, length) === nameAt(path, length))
    ) {
      length += 1;
    }
    names.set(path, nameAt(path, length));
  }
  return names;
}

/** A name made of words; what looks secret, or is none, is left out of it. */
export function nameOf(words: readonly string[]): string {
  return words
    .map((word) => word.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, ''))
    .filter((word) => word !== '' && shownName(word) === word)
    .join('-');
}

/** The names, with a number behind those that are there already; `target` for those that are empty. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = name === '' ? 'target' : name;
    let free = base;
    for (let number = 2; taken.has(free); number++) free = `${base}-${number}`;
    taken.add(free);
    return free;
  });
}
