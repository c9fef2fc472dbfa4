import { ProblemError } from '../model/problem.ts';
import { systemReason } from '../model/system-error.ts';
import { readBounded, readPieces } from '../terraform/load/bounded-read.ts';

/**
 * Reads a text file named by a flag; `-` is standard input.
 * @throws ProblemError `input-unreadable` with the system's reason; `too-large`.
 */
export function readInput(file: string): string {
  try {
    return readBounded(file === '-' ? 0 : file, 'inputFile', file).toString('utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Reads such a file piece by piece, for what does not need all of it at once. A piece is good until the next one is
 * asked for.
 * @throws as `readInput`, when a piece is asked for
 */
export function* inputPieces(file: string): Generator<Uint8Array> {
  try {
    yield* readPieces(file === '-' ? 0 : file, 'inputFile', file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError({ code: 'input-unreadable', file, detail: systemReason(error) }, { cause: error });
}
