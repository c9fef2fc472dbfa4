import { posix } from 'node:path';
import { createBudget } from '../../model/budget.ts';
import { ProblemError } from '../../model/problem.ts';
import { automaticVariableFiles, configurationFiles, type FileReader, readText } from './files.ts';
import { searchTree, type TreeDirectory } from './tree.ts';
import { readVariableFile, stepsOfSearch } from './variable-file.ts';

/** A variable file and the names of the variables that it gives values to. */
export interface FoundVariableFile {
  /** As it can be given to `--var-file`. */
  readonly file: string;
  readonly names: readonly string[];
}

const limits = {
  below: { depth: 4, directories: 1000 },
  above: { depth: 3, directories: 1000 },
  levels: 12,
  files: 300,
};

/**
 * Finds variable files that a person may mean for a root module: in its own directory and below it, then in each
 * directory above it, and below that, up to the top of the repository. Files of other modules are left out, as are
 * those that Terraform loads by itself. The nearest come first. Only names are read out of them.
 *
 * @param root the root module's directory, where to read
 * @param cwd where the run began, absolute
 */
export function findVariableFiles(files: FileReader, root: string, cwd: string): FoundVariableFile[] {
  const found: string[] = [];
  for (let level = 0; level <= levelsToTop(files, root, cwd); level++) {
    const start = ancestor(root, level);
    const own = level === 0 ? undefined : posix.basename(posix.resolve(ancestor(root, level - 1)));
    const { directories } = searchTree(
      files,
      start,
      level === 0 ? limits.below : limits.above,
      // What lies below another module is that module's, and what lies on the way to the root has been looked at.
      (directory) => !isModule(directory) && directory.path !== own,
    );
    for (const directory of directories) {
      const isStart = directory.path === '';
      if (directory.path === own || (!isStart && isModule(directory))) continue;
      const automatic = new Set(isModule(directory) ? automaticVariableFiles(directory.files) : []);
      const names = directory.files.filter((name) => /\.tfvars(\.json)?$/.test(name) && !automatic.has(name));
      found.push(...names.map((name) => posix.join(start, directory.path, name)));
    }
  }
  return found.slice(0, limits.files).flatMap((file) => {
    const names = namesIn(files, file);
    return names.length === 0 ? [] : [{ file: shownPath(file, cwd), names }];
  });
}

/** For each of the variables the files that set it, the nearest first; without those that none sets. */
export function filesThatSet(
  variables: readonly string[],
  found: readonly FoundVariableFile[],
): ReadonlyMap<string, readonly string[]> {
  const setBy = variables.map(
    (name) => [name, found.filter(({ names }) => names.includes(name)).map(({ file }) => file)] as const,
  );
  return new Map(setBy.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.slice(0, mostFiles)]));
}

/** A list of more files than this for one variable helps nobody. */
const mostFiles = 10;

function isModule(directory: TreeDirectory): boolean {
  const { primary, overrides } = configurationFiles(directory.files);
  return primary.length + overrides.length > 0;
}

/**
 * How many directories up the repository begins; without a repository, where the run began if the root lies in there.
 */
function levelsToTop(files: FileReader, root: string, cwd: string): number {
  const depth = posix.resolve(root).split('/').filter(Boolean).length;
  const most = Math.min(depth, limits.levels);
  for (let level = 0; level <= most; level++) {
    try {
      if (files.list(ancestor(root, level))?.some(({ name }) => name === '.git') === true) return level;
    } catch {
      break;
    }
  }
  const inside = posix.relative(cwd, posix.resolve(root));
  if (inside === '' || inside.startsWith('..') || posix.isAbsolute(inside)) return 0;
  return Math.min(inside.split('/').length, most);
}

function ancestor(root: string, level: number): string {
  return level === 0 ? root : posix.join(root, ...Array.from({ length: level }, () => '..'));
}

/** Relative to where the run began when it lies in there. */
function shownPath(file: string, cwd: string): string {
  const inside = posix.relative(cwd, posix.resolve(cwd, file));
  return inside.startsWith('..') ? posix.normalize(file) : inside;
}

/** A file that cannot be read or is invalid sets nothing: it was not asked for, so it is no error. */
function namesIn(files: FileReader, file: string): string[] {
  try {
    const text = readText(files, file);
    return text === undefined ? [] : readVariableFile(text, file, createBudget(stepsOfSearch)).map(({ name }) => name);
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
