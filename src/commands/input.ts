import { readFileSync } from 'node:fs';
import { ProblemError } from '../model/problem.ts';

/**
 * Reads a text file named by a flag; `-` is standard input.
 * @throws ProblemError `input-unreadable` with the system's reason.
 */
export function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ProblemError({ code: 'input-unreadable', file, detail }, { cause: error });
  }
}
