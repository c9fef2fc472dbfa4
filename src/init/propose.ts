import { posix } from 'node:path';
import type { FileReader } from '../terraform/load/files.ts';
import { type ModuleOutline, outlineTree } from '../terraform/load/roots.ts';
import { findVariableFiles } from '../terraform/load/variable-search.ts';
import { environmentsOf } from './environments.ts';
import { directoryNames, distinctNames, nameOf } from './target-name.ts';

/** A target that a directory seems to hold. Paths are relative to where the run began, or absolute. */
export interface ProposedTarget {
  readonly name: string;
  readonly directory: string;
  readonly variableFiles: readonly string[];
}

/** The targets that a directory seems to hold. */
export interface Proposal {
  readonly targets: readonly ProposedTarget[];
  /** Whether something lies below that was not looked at. */
  readonly isCut: boolean;
}

/**
 * The targets in a directory and below it: each root module once for each environment that variable files tell of.
 *
 * @param directory as the user gave it
 * @param types of resources that are compared
 * @param cwd where the run began, absolute
 */
export function proposeTargets(
  files: FileReader,
  directory: string,
  types: ReadonlySet<string>,
  cwd: string,
): Proposal {
  const { uncalled, isCut } = outlineTree(files, directory, types);
  const roots = rootsAmong(uncalled);
  const paths = roots.map(({ path }) => path);
  const names = directoryNames(paths, posix.basename(posix.resolve(cwd, directory)));
  const targets = roots.flatMap(({ path, variables, unset }) => {
    const root = posix.join(directory, path);
    const others = new Set(paths.filter((other) => other !== path).map((other) => posix.basename(other)));
    const found = findVariableFiles(files, root, cwd);
    return environmentsOf(
      { directory: posix.resolve(cwd, root), variables, unset, others },
      found.map(({ file, names: set }) => ({ file: posix.resolve(cwd, file), names: set })),
    ).map((environment) => ({
      name: nameOf([names.get(path) ?? '', environment.name]),
      directory: root,
      variableFiles: environment.files,
    }));
  });
  const distinct = distinctNames(targets.map(({ name }) => name));
  return { targets: targets.map((target, index) => ({ ...target, name: distinct[index] ?? target.name })), isCut };
}

/**
 * Of modules that nobody calls, those that somebody applies: with a backend or a provider, else with something to
 * compare or module calls, unless they lie where modules or examples do.
 */
function rootsAmong(uncalled: readonly ModuleOutline[]): readonly ModuleOutline[] {
  const isLikely = ({ path, backend, provider, resources, modules }: ModuleOutline): boolean => {
    if (isIn(path, examples)) return false;
    return backend || ((provider || resources > 0 || modules > 0) && !isIn(path, moduleFolders));
  };
  const likely = uncalled.filter(isLikely);
  return likely.length > 0 ? likely : uncalled;
}

const moduleFolders = /^modules?$/i;
const examples = /^(?:examples?|tests?)$/i;

function isIn(path: string, folder: RegExp): boolean {
  return path.split('/').some((segment) => folder.test(segment));
}
