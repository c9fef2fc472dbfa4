import { linkSync, lstatSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '../model/problem.ts';

/** A file that is not there yet. */
export interface NewFile {
  readonly path: string;
  /** As messages call it. */
  readonly shown: string;
  readonly text: string;
}

/**
 * Writes files that are not there yet: all of them or none. Each is there with all its content or not at all, and
 * nothing is written over, also not what is made at the same moment.
 *
 * @param others that must not be there either
 * @throws ProblemError `file-exists`, `output-unwritable`
 */
export function createFiles(files: readonly NewFile[], others: readonly Pick<NewFile, 'path' | 'shown'>[] = []): void {
  for (const { path, shown } of [...others, ...files]) {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw existing(shown);
  }
  const created: string[] = [];
  try {
    for (const file of files) {
      create(file);
      created.push(file.path);
    }
  } catch (error) {
    for (const path of created) unlinkSync(path);
    throw error;
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
    if (hasCode(error, 'EEXIST')) throw existing(shown, error);
    const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ProblemError({ code: 'output-unwritable', file: shown, detail }, { cause: error });
  }
}

/** A link is made only where there is nothing, in one step; some file systems have none. */
function link(draft: string, path: string, text: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'].some((code) => hasCode(error, code))) throw error;
    writeFileSync(path, text, { flag: 'wx' });
  }
}

function existing(file: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'file-exists', file }, { cause });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
