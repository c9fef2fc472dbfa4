import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '../../model/problem.ts';
import { codeRoot, realPath } from '../../terraform/load/boundary.ts';
import { shownPath } from './shown-path.ts';

/** The names that the file may have. */
export const configNames = ['driftcheck.yaml', 'driftcheck.yml'] as const;

/**
 * The directories that may hold the file for a directory, the nearest first: itself and those above it, up to the top
 * of the repository. Outside of a repository up to where the run began, if it began above the directory. A home
 * directory that holds the code is no place for it: what lies there is not reviewed with the code.
 *
 * @returns without links
 */
export function configDirectories(directory: string, cwd: string): readonly string[] {
  const top = codeRoot(directory, { cwd });
  const found: string[] = [];
  for (let at = realPath(directory); ; at = dirname(at)) {
    found.push(at);
    if (at === top || dirname(at) === at) return found;
  }
}

/**
 * The nearest file of either name.
 * @throws ProblemError `config-ambiguous` for both names in one directory
 */
export function findConfigFile(directory: string, cwd: string): string | undefined {
  for (const at of configDirectories(directory, cwd)) {
    const [first, second] = configNames.map((name) => join(at, name)).filter(isThere);
    if (first !== undefined && second !== undefined) {
      throw new ProblemError({ code: 'config-ambiguous', files: [shownPath(first, cwd), shownPath(second, cwd)] });
    }
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Also a link to nothing, which says something when it is read. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
