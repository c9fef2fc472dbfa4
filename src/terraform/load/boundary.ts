import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join, parse, relative, resolve, sep } from 'node:path';

/** Whether a path is a directory or lies in it. Both absolute and without links. */
export function isInside(path: string, directory: string): boolean {
  if (path === directory) return true;
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** More links than these on the way to a file are a circle, as the operating system sees it. */
const mostLinks = 40;

/**
 * Where a path leads after all links are followed, whether or not there is something. So a link to nothing leads to
 * where that would be. A circle of links leads to itself.
 */
export function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    return follow(absolute);
  }
}

/**
 * Follows links one by one, as far as there is anything. What stands behind a link is followed as the system does: `..`
 * of a link's target leads above where the path has led to, so that it makes no difference whether there is something
 * outside.
 */
function follow(absolute: string): string {
  let links = 0;
  let found = parse(absolute).root;
  let rest = partsOf(relative(found, absolute));
  while (rest.length > 0) {
    const [name = '', ...after] = rest;
    const next = join(found, name);
    const target = name === '..' ? undefined : linkTarget(next);
    if (target === undefined) {
      found = next;
      rest = after;
      continue;
    }
    links += 1;
    if (links > mostLinks) return absolute;
    const { root } = parse(target);
    if (root !== '') found = resolve(found, root);
    rest = [...partsOf(target.slice(root.length)), ...after];
  }
  return found;
}

function partsOf(path: string): string[] {
  return path.split(sep).filter((part) => part !== '' && part !== '.');
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The nearest directory, from this one upwards, that holds `.git` (a directory, or a file as worktrees and submodules
 * have it). Without links.
 */
export function repositoryTop(directory: string): string | undefined {
  for (let at = realPath(directory); ; at = dirname(at)) {
    if (isThere(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    // Nothing, below a file, or where nothing can be looked up.
    return false;
  }
}

/**
 * The repository that a directory lies in, as its name leads there: a link in a repository, which may be somebody's own
 * choice, leads into no other one. Without links.
 */
export function enclosingRepository(directory: string): string | undefined {
  const absolute = resolve(directory);
  let at = parse(absolute).root;
  let top = isThere(join(at, '.git')) ? at : undefined;
  for (const name of partsOf(absolute.slice(at.length))) {
    const next = join(at, name);
    if (linkTarget(next) === undefined) {
      at = next;
      if (isThere(join(at, '.git'))) top = at;
    } else {
      if (top !== undefined) return top;
      at = realPath(next);
      top = repositoryTop(at);
    }
  }
  return top;
}

/** What code may read, by paths that it names itself. */
export interface Boundary {
  /** Whether a file or directory is the code's own, or one that the user permits. The path is without links. */
  contains(path: string): boolean;
  /** Whether the user could permit it. */
  canBePermitted(path: string): boolean;
  /** Whether a path leads through what is the code's own, so that a link of the code's may decide where it ends. */
  isOwn(path: string): boolean;
}

/** What decides what is the code's own, beside where the code is. */
export interface BoundaryOptions {
  /** Where the run began. */
  readonly cwd: string;
  /** Directories that the user permits (`--allow-outside`). */
  readonly allowed?: readonly string[];
  /** `TF_DATA_DIR`, absolute: where the user has modules installed. */
  readonly dataDirectory?: string | undefined;
  /** Home directories of the user. */
  readonly homes?: readonly string[];
  /** The top of the repository that the code is a commit of. Then no link of the working tree says what is its own. */
  readonly repository?: string;
}

/**
 * What is a directory's own: the nearest directory above it that holds `.git`; without one where the run began, if the
 * directory lies in there; else the directory itself. A home directory is nobody's code, even when it is the repository
 * or holds it all: then only the folder in it that leads to the directory is, and never a hidden one.
 */
export function codeBoundary(directory: string, options: BoundaryOptions): Boundary {
  const homes = (options.homes ?? homeDirectories()).map(realPath);
  const own =
    options.repository === undefined
      ? ownDirectory(realPath(directory), realPath(options.cwd), homes)
      : withoutHomes(options.repository, resolve(directory), homes);
  const { dataDirectory, allowed = [] } = options;
  const isUsers = dataDirectory !== undefined && !leadsThrough(dataDirectory, own);
  const permitted = [...allowed, ...(isUsers ? [dataDirectory] : [])].map(realPath);
  return {
    contains: (path) =>
      [own, ...permitted].some((root) => isInside(path, root) && !isSystem(path, root)) &&
      (permitted.some((root) => isInside(path, root)) || !homes.some((home) => isPrivate(path, own, home))),
    canBePermitted: (path) => !isSystem(path, dirname(path)),
    isOwn: (path) => leadsThrough(path, own),
  };
}

/** The outermost directory of what is a directory's own, as `codeBoundary` has it. Without links. */
export function codeRoot(directory: string, { cwd, homes }: Pick<BoundaryOptions, 'cwd' | 'homes'>): string {
  return ownDirectory(realPath(directory), realPath(cwd), (homes ?? homeDirectories()).map(realPath));
}

function ownDirectory(real: string, cwd: string, homes: readonly string[]): string {
  return withoutHomes(repositoryTop(real) ?? (isInside(real, cwd) ? cwd : real), real, homes);
}

/** Whether a directory is on the way to a path, by whatever links the path names it. The directory is without links. */
function leadsThrough(path: string, directory: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (isInside(realPath(at), directory)) return true;
    if (dirname(at) === at) return false;
  }
}

/** Steps down towards the directory until no home is left inside. */
function withoutHomes(top: string, directory: string, homes: readonly string[]): string {
  let root = top;
  while (root !== directory && homes.some((home) => isInside(home, root))) {
    const [next = ''] = relative(root, directory).split(sep);
    root = next.startsWith('.') ? directory : join(root, next);
  }
  return root;
}

/** Whether a path is a person's, although the code's directory is the home directory itself or lies above it. */
function isPrivate(path: string, own: string, home: string): boolean {
  if (!isInside(home, own) || !isInside(path, home)) return false;
  return home !== own || /^\.(?!terraform|tofu)/.test(relative(home, path));
}

/**
 * What looks like files and is the system's: the environment of processes, devices. Memory disks hold ordinary files.
 */
function isSystem(path: string, root: string): boolean {
  const system = ['/proc', '/sys', '/dev'].find((directory) => isInside(path, directory));
  return system !== undefined && !isInside(root, '/dev/shm');
}

function homeDirectories(): string[] {
  return [homedir(), registeredHome()].filter((home) => home !== '');
}

/** The home directory that the system knows, whatever `HOME` says. */
function registeredHome(): string {
  try {
    return userInfo().homedir ?? '';
  } catch {
    // A user without an entry, as containers have them.
    return '';
  }
}
