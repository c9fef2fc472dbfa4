import { accessSync, constants, existsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { inertAnnotations } from '../report/annotation.ts';
import { inert } from '../report/inert.ts';

/**
 * Finds out before a run whether its reports can be written, as far as that can be told.
 * @throws ProblemError `output-unwritable`.
 */
export function probeOutputs(files: readonly string[]): void {
  for (const file of files) {
    try {
      accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
    } catch (error) {
      throw unwritable(file, error);
    }
  }
}

/**
 * Finds out the same and empties those files that are there: what an earlier run wrote is not taken for what this one
 * comes to, however it ends.
 * @throws ProblemError `output-unwritable`.
 */
export function prepareOutputs(files: readonly string[]): void {
  probeOutputs(files);
  for (const file of files) {
    try {
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) truncateSync(file);
    } catch (error) {
      throw unwritable(file, error);
    }
  }
}

/**
 * Writes a text file; nothing in it is a command to whatever prints it, but for annotations where these are asked for.
 * @throws ProblemError `output-unwritable` with the system's reason.
 */
export function writeFile(file: string, text: string, annotations = false): void {
  try {
    writeFileSync(file, annotations ? inertAnnotations(text) : inert(text));
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): ProblemError {
  const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new ProblemError({ code: 'output-unwritable', file, detail }, { cause: error });
}
