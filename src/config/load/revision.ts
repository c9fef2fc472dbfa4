import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { OpenOptions, Repository } from '../../git/repository.ts';
import { readCommitted, withRevision } from '../../git/revision.ts';
import { limits, tooLarge } from '../../model/budget.ts';
import { ProblemError, type RevisionProblem } from '../../model/problem.ts';
import { codeRoot, isInside, realPath, repositoryTop } from '../../terraform/load/boundary.ts';
import type { Config } from '../config.ts';
import { configDirectories, configNames, findConfigFile } from './find.ts';
import { type ConfigPlace, pathsOf, readConfigFile } from './load.ts';
import { shownPath } from './shown-path.ts';

/** The configuration of a revision. */
export interface RevisedConfig {
  /** Undefined where the revision has none. */
  readonly config?: Config;
  readonly commit: string;
  /** The files on the disk say something else. */
  readonly changed: boolean;
}

/**
 * Reads the `driftcheck.yaml` that belongs to a directory as it stands in a commit of the repository, so that a change
 * is not judged by what it says itself. It is looked for there, as `loadConfig` looks for it on the disk.
 *
 * @throws ProblemError `revision-unusable`, `config-invalid`, `config-ambiguous`, `too-large`
 */
export async function loadConfigAt(revision: string, place: ConfigPlace, options: OpenOptions): Promise<RevisedConfig> {
  const named = place.file === undefined ? undefined : resolve(place.cwd, place.file);
  const start = named === undefined ? realPath(place.directory) : realPath(dirname(named));
  const top = repositoryTop(start);
  const directories = named === undefined ? configDirectories(place.directory, place.cwd) : [start];
  const candidates = directories
    .filter((directory) => top !== undefined && isInside(directory, top))
    .map((directory) => (named === undefined ? configNames : [basename(named)]).map((name) => join(directory, name)));
  const { commit, found } = await withRevision(top, revision, options, async (opened) => {
    const commit = await opened.resolve(revision);
    const refuse = (why: RevisionProblem, path: string) => opened.refuse(revision, why, path);
    const search = { repository: opened.repository, refuse };
    return { commit, found: await nearest(candidates, commit, search, place.cwd) };
  });
  const changed = isChanged(found, place, named);
  if (found === undefined) return { commit, changed };
  const { parseConfig } = await import('./parse.ts');
  const more = { revision, paths: pathsOf(found.path, place) };
  return { config: parseConfig(found.content, shownPath(found.path, place.cwd), more), commit, changed };
}

interface FoundConfig {
  readonly path: string;
  readonly content: Uint8Array;
}

interface Search {
  readonly repository: Repository;
  readonly refuse: (why: RevisionProblem, path: string) => ProblemError;
}

/** @param candidates the files that there may be, by directory, the nearest first */
async function nearest(
  candidates: readonly (readonly string[])[],
  commit: string,
  { repository, refuse }: Search,
  cwd: string,
): Promise<FoundConfig | undefined> {
  for (const paths of candidates) {
    const found: FoundConfig[] = [];
    for (const path of paths) {
      const inTree = relative(repository.top, path).split(sep).join('/');
      const file = await readCommitted(repository, commit, inTree, limits.configFile.most);
      if (file.status === 'absent') continue;
      if (file.status === 'too-large') throw tooLarge('configFile', { file: shownPath(path, cwd) });
      if (file.status !== 'found') throw refuse(file.status, shownPath(path, cwd));
      found.push({ path, content: file.content });
    }
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      throw new ProblemError({
        code: 'config-ambiguous',
        files: [shownPath(first.path, cwd), shownPath(second.path, cwd)],
      });
    }
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Whether the disk has another file, or another text. A carriage return at the end of a line is git's own business. */
function isChanged(
  found: FoundConfig | undefined,
  { directory, cwd }: ConfigPlace,
  named: string | undefined,
): boolean {
  const text = (content: Uint8Array): string => Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n');
  try {
    const path = named ?? findConfigFile(directory, cwd);
    if (path === undefined || found === undefined) return path !== found?.path;
    const within = named === undefined ? codeRoot(directory, { cwd }) : undefined;
    const content = readConfigFile(path, shownPath(path, cwd), within);
    return realPath(path) !== found.path || text(content) !== text(found.content);
  } catch (error) {
    // What cannot be read is not what the revision has.
    if (error instanceof ProblemError) return true;
    throw error;
  }
}
