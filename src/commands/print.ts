import { inert } from '../report/inert.ts';

/**
 * Writes to standard output or standard error; the one place that does (but for the progress line, which moves the
 * cursor). Nothing in the text is a command to a terminal or to the runner of a CI job.
 */
export function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(inert(text));
}
