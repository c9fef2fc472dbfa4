import { ProblemError } from '../model/problem.ts';
import { readBounded } from '../terraform/load/bounded-read.ts';

/**
 * Reads a text file named by a flag; `-` is standard input.
 * @throws ProblemError `input-unreadable` with the system's reason; `too-large`.
 */
export function readInput(file: string): string {
  try {
    return readBounded(file === '-' ? 0 : file, 'inputFile', file).toString('utf8');
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ProblemError({ code: 'input-unreadable', file, detail }, { cause: error });
  }
}
