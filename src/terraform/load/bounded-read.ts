import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type LimitName, limits, tooLarge } from '../../model/budget.ts';
import { systemCode } from '../../model/system-error.ts';

const chunk = 64 * 1024;

/**
 * The content of a file, a pipe or a device up to its end, without ever holding more than the limit.
 *
 * @param source a path, or the number of an open file
 * @param file what the user calls it
 * @throws ProblemError `too-large`; what `node:fs` throws
 */
export function readBounded(source: string | number, limit: LimitName, file: string): Buffer {
  const { most } = limits[limit];
  const open = typeof source === 'number' ? source : openSync(source, 'r');
  try {
    const status = fstatSync(open);
    if (status.size > most) throw tooLarge(limit, { file });
    // One more than it says, to see the end in the same call.
    const first = status.isFile() ? status.size + 1 : chunk;
    const pieces: Buffer[] = [];
    for (let total = 0; ; ) {
      const buffer = Buffer.allocUnsafe(pieces.length === 0 ? first : chunk);
      const read = readSome(open, buffer);
      if (read === 0) return pieces.length === 1 ? (pieces[0] ?? buffer) : Buffer.concat(pieces);
      total += read;
      if (total > most) throw tooLarge(limit, { file });
      pieces.push(buffer.subarray(0, read));
    }
  } finally {
    if (typeof source === 'string') closeSync(open);
  }
}

/**
 * The same piece by piece. A piece is good until the next one is asked for.
 * @throws as `readBounded`, when a piece is asked for
 */
export function* readPieces(source: string | number, limit: LimitName, file: string): Generator<Uint8Array> {
  const { most } = limits[limit];
  const open = typeof source === 'number' ? source : openSync(source, 'r');
  try {
    if (fstatSync(open).size > most) throw tooLarge(limit, { file });
    const buffer = Buffer.allocUnsafe(chunk);
    for (let total = 0; ; ) {
      const read = readSome(open, buffer);
      if (read === 0) return;
      total += read;
      if (total > most) throw tooLarge(limit, { file });
      yield buffer.subarray(0, read);
    }
  } finally {
    if (typeof source === 'string') closeSync(open);
  }
}

/** Standard input may be set not to block, by the program that is at its other end: then there may be nothing yet. */
function readSome(open: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(open, buffer);
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
