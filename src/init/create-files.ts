import { linkSync, lstatSync, mkdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { systemCode, systemReason } from '../model/system-error.ts';

/** A file that is not there yet. */
export interface NewFile {
  readonly path: string;
  /** As messages call it. */
  readonly shown: string;
  readonly text: string;
}

/**
 * Writes files that are not there yet: all of them or none. Each is there with all its content or not at all, and
 * nothing is written over, also not what is made at the same moment. Directories that are missing are made.
 *
 * @param others that must not be there either
 * @throws ProblemError `file-exists`, `output-unwritable`
 */
export function createFiles(files: readonly NewFile[], others: readonly Pick<NewFile, 'path' | 'shown'>[] = []): void {
  for (const { path, shown } of [...others, ...files]) {
    if (isThere(path)) throw existing(shown);
  }
  const created: string[] = [];
  const directories: string[] = [];
  try {
    for (const file of files) {
      directories.push(...makeDirectory(file));
      create(file);
      created.push(file.path);
    }
  } catch (error) {
    for (const path of created) unlinkSync(path);
    for (const directory of directories.toReversed()) rmdirSync(directory);
    throw error;
  }
}

/** Also a link to nothing. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw unwritable(path, error);
  }
}

/** Makes the directory of a file, with those above it. @returns those that were made, the outermost first */
function makeDirectory({ path, shown }: NewFile): readonly string[] {
  const directory = resolve(dirname(path));
  try {
    const first = mkdirSync(directory, { recursive: true });
    if (first === undefined) return [];
    const below = relative(first, directory).split(sep);
    return below[0] === '' ? [first] : [first, ...below.map((_, index) => join(first, ...below.slice(0, index + 1)))];
  } catch (error) {
    throw unwritable(shown, error);
  }
}

function create({ path, shown, text }: NewFile): void {
  const draft = join(dirname(path), `.driftcheck-${process.pid}.tmp`);
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    try {
      link(draft, path, text);
    } finally {
      unlinkSync(draft);
    }
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw existing(shown, error);
    throw unwritable(shown, error);
  }
}

/** A link is made only where there is nothing, in one step; some file systems have none. */
function link(draft: string, path: string, text: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'].includes(systemReason(error))) throw error;
    writeFileSync(path, text, { flag: 'wx' });
  }
}

function existing(file: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'file-exists', file }, { cause });
}

function unwritable(file: string, cause: unknown): ProblemError {
  return new ProblemError({ code: 'output-unwritable', file, detail: systemReason(cause) }, { cause });
}
