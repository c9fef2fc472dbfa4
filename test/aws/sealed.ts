import type { Sealed } from '../../src/aws/seal.ts';
import { createSealer } from '../../src/aws/seal.ts';

/** What AWS answers, as a reader gives it. */
export function sealed<T>(answer: T): Sealed<T> {
  const { read } = createSealer().seal<unknown>({}, { status: 'found', value: answer });
  if (read.status !== 'found') throw new Error('an answer stays one');
  // The walk keeps the shape of an answer.
  return read.value as Sealed<T>;
}
