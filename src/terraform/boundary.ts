import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, parse, relative, resolve, sep } from 'node:path';

/** Whether a path is a directory or lies in it. Both absolute and without links. */
export function isInside(path: string, directory: string): boolean {
  if (path === directory) return true;
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** More links than these on the way to a file are a circle, as the operating system sees it. */
const mostLinks = 40;

/**
 * Where a path leads after all links are followed, whether or not there is something. So a link to nothing leads to where that would be.
 * A circle of links leads to itself.
 */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    return follow(absolute);
  }
}

/** Follows links one by one, as far as there is anything. */
function follow(absolute: string): string {
  let links = 0;
  let found = parse(absolute).root;
  let rest = relative(found, absolute).split(sep);
  while (rest.length > 0) {
    const [name = '', ...after] = rest;
    const next = join(found, name);
    const target = linkTarget(next);
    if (target === undefined) {
      found = next;
      rest = after;
      continue;
    }
    links += 1;
    if (links > mostLinks) return absolute;
    const aim = join(resolve(found, target), ...after);
    found = parse(aim).root;
    rest = relative(found, aim).split(sep).filter(Boolean);
  }
  return found;
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** The nearest directory, from this one upwards, that holds `.git` (a directory, or a file as worktrees and submodules have it). Without links. */
export function repositoryTop(directory: string): string | undefined {
  for (let at = realPath(directory); ; at = dirname(at)) {
    if (lstatSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}
