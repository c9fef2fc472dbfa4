import { dirname, resolve } from 'node:path';
import { ProblemError } from '../../model/problem.ts';
import { systemReason } from '../../model/system-error.ts';
import { codeBoundary, codeRoot, isInside, realPath } from '../../terraform/load/boundary.ts';
import { readRegularFile } from '../../terraform/load/files.ts';
import type { Config } from '../config.ts';
import { findConfigFile } from './find.ts';
import type { ConfigPaths } from './meaning.ts';
import { shownPath } from './shown-path.ts';

/** Where a `driftcheck.yaml` is looked for. */
export interface ConfigPlace {
  /** The directory that is checked. */
  readonly directory: string;
  /** The file that the user names (`--config`). Without it the nearest one is taken. */
  readonly file?: string | undefined;
  /** Where the run began. */
  readonly cwd: string;
  /** Directories outside of the code that it may lead to (`--allow-outside`). */
  readonly allowed?: readonly string[];
}

/**
 * Reads the `driftcheck.yaml` that the user names, else the one that belongs to a directory.
 *
 * @returns undefined when there is none
 * @throws ProblemError `config-invalid`, `config-ambiguous`, `config-outside`, `input-unreadable`, `too-large`
 */
export async function loadConfig(place: ConfigPlace): Promise<Config | undefined> {
  const { directory, file, cwd } = place;
  const path = file === undefined ? findConfigFile(directory, cwd) : resolve(cwd, file);
  if (path === undefined) return undefined;
  const shown = shownPath(path, cwd);
  const bytes = readConfigFile(path, shown, file === undefined ? codeRoot(directory, { cwd }) : undefined);
  // The forms and the reader of YAML are loaded when there is a file.
  const { parseConfig } = await import('./parse.ts');
  return parseConfig(bytes, shown, { paths: pathsOf(path, place) });
}

/** Whether the configuration is part of the code that is checked: always when it was found and not named. */
export function isOfCode({ directory, file, cwd }: ConfigPlace): boolean {
  return file === undefined || isInside(realPath(resolve(cwd, file)), codeRoot(directory, { cwd }));
}

/** Where the paths of a configuration may lead; undefined for one that is the user's own, and may name anything. */
export function pathsOf(path: string, place: ConfigPlace): ConfigPaths | undefined {
  if (!isOfCode(place)) return undefined;
  const { contains } = codeBoundary(place.directory, { cwd: place.cwd, allowed: place.allowed ?? [] });
  return { from: dirname(path), contains };
}

/**
 * The content of a configuration.
 *
 * @param within where a file that was found must lie, also when it is a link; a file that is named may lie anywhere
 * @throws ProblemError `config-outside`, `input-unreadable`, `too-large`
 */
export function readConfigFile(path: string, shown: string, within: string | undefined): Uint8Array {
  const real = realPath(path);
  if (within !== undefined && !isInside(real, within)) {
    throw new ProblemError({ code: 'config-outside', file: shown, path: real });
  }
  const unreadable = (detail: string, cause?: unknown) =>
    new ProblemError({ code: 'input-unreadable', file: shown, detail }, { cause });
  try {
    const bytes = readRegularFile(real, shown, 'configFile');
    if (bytes === undefined) throw unreadable('EISDIR');
    return bytes;
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw unreadable(systemReason(error), error);
  }
}
