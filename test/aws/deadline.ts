import { ReadingEnded } from '../../src/aws/reading-ended.ts';

/** A signal that ends the reading of a run after so many milliseconds, as `--timeout` does. */
export function deadline(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new ReadingEnded('deadline')), ms).unref();
  return controller.signal;
}
