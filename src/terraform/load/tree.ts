import { posix } from 'node:path';
import { compareKeys } from '../evaluate/order.ts';
import type { FileReader } from './files.ts';

/** How much of a tree is searched, so that a huge one costs no time. */
export interface SearchLimits {
  /** Levels below the directory that the search starts from. */
  readonly depth: number;
  readonly directories: number;
}

/** A directory of a tree. */
export interface TreeDirectory {
  /** Relative to where the search began; '' for that itself. */
  readonly path: string;
  readonly files: readonly string[];
}

/** What a search came across, level by level, in order of name. */
export interface TreeSearch {
  readonly directories: readonly TreeDirectory[];
  /** Whether something lies below that was not looked at. */
  readonly isCut: boolean;
}

/**
 * Lists a tree of directories as far as the limits allow. Hidden directories (`.git`, `.terraform`) and `node_modules`
 * are left out.
 *
 * @param enter whether to look below a directory; the start is always looked at
 */
export function searchTree(
  files: FileReader,
  start: string,
  limits: SearchLimits,
  enter: (directory: TreeDirectory) => boolean = () => true,
): TreeSearch {
  const found: TreeDirectory[] = [];
  let isCut = false;
  let level = [''];
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (found.length >= limits.directories) return { directories: found, isCut: true };
      const entries = listOrEmpty(files, posix.join(start, path));
      const names = entries.filter((entry) => !entry.isDirectory).map(({ name }) => name);
      const directory = { path, files: names.sort(compareKeys) };
      found.push(directory);
      if (path !== '' && !enter(directory)) continue;
      const below = entries.filter(({ name, isDirectory }) => isDirectory && !/^\.|^node_modules$/.test(name));
      if (depth < limits.depth) {
        next.push(...below.map(({ name }) => (path === '' ? name : `${path}/${name}`)).sort(compareKeys));
      } else isCut ||= below.length > 0;
    }
    level = next;
  }
  return { directories: found, isCut };
}

/** The entries of a directory; none for one that may not be read, as nothing in it can be reported. */
function listOrEmpty(files: FileReader, directory: string): NonNullable<ReturnType<FileReader['list']>> {
  try {
    return files.list(directory) ?? [];
  } catch {
    return [];
  }
}
