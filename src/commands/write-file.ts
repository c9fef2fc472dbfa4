import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { systemCode, systemReason } from '../model/system-error.ts';
import { inertAnnotations } from '../report/annotation.ts';
import { inert } from '../report/inert.ts';

/**
 * Finds out before a run whether its reports can be written, as far as that can be told.
 * @throws ProblemError `output-unwritable`.
 */
export function probeOutputs(files: readonly string[]): void {
  for (const file of files) {
    attempt(file, () => accessSync(existsSync(file) ? file : dirname(file), constants.W_OK));
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
    attempt(file, () => {
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) truncateSync(file);
    });
  }
}

/**
 * Writes a text file; nothing in it is a command to whatever prints it, but for annotations where these are asked for.
 * @throws ProblemError `output-unwritable` with the system's reason: what was there before is there still.
 */
export function writeFile(file: string, text: string, annotations = false): void {
  writePieces(file, [annotations ? inertAnnotations(text) : inert(text)]);
}

/**
 * Writes a text file piece by piece, each of whole lines. Nothing in them is a command, as in `writeFile`.
 * @throws what the pieces throw, and as `writeFile`
 */
export function writeLines(file: string, pieces: Iterable<string>): void {
  writePieces(file, inertBatches(pieces));
}

/** Small pieces joined to some that are worth a call of the system. */
const batch = 256 * 1024;

/** The pieces as they may be written, some of them together. */
export function* inertBatches(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < batch) continue;
    yield inert(text);
    text = '';
  }
  yield inert(text);
}

/** Under another name first: a file is there as a whole or not at all. */
function writePieces(file: string, pieces: Iterable<string>): void {
  const place = attempt(file, () => placeFor(file));
  try {
    for (const piece of pieces) attempt(file, () => writeFileSync(place.open, piece));
    attempt(file, () => place.keep());
  } catch (error) {
    place.discard();
    throw error;
  }
}

/** Where the content of a file goes until it is complete. */
interface WritingPlace {
  readonly open: number;
  keep(): void;
  discard(): void;
}

function placeFor(file: string): WritingPlace {
  const known = statSync(file, { throwIfNoEntry: false });
  // A pipe, a device.
  if (known !== undefined && !known.isFile()) return inPlace(file);
  const target = known === undefined ? file : realpathSync(file);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  let open: number;
  try {
    open = openSync(beside, 'w', known === undefined ? 0o666 : known.mode & 0o777);
  } catch {
    // The file may be written where its folder may not, or its name be too long for another: writing it tells.
    return inPlace(file);
  }
  return {
    open,
    keep: () => {
      closeSync(open);
      renameSync(beside, target);
    },
    discard: () => {
      closeIfOpen(open);
      rmSync(beside, { force: true });
    },
  };
}

function inPlace(file: string): WritingPlace {
  const open = openSync(file, 'w');
  return { open, keep: () => closeSync(open), discard: () => closeIfOpen(open) };
}

function closeIfOpen(open: number): void {
  try {
    closeSync(open);
  } catch (error) {
    if (systemCode(error) !== 'EBADF') throw error;
  }
}

/** @throws ProblemError `output-unwritable` */
function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ProblemError({ code: 'output-unwritable', file, detail: systemReason(error) }, { cause: error });
  }
}
