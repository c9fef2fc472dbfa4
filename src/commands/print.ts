import { inertAnnotations } from '../report/annotation.ts';
import { inert } from '../report/inert.ts';

/**
 * Writes to standard output or standard error; the one place that does (but for the progress line, which moves the
 * cursor). Nothing in the text is a command to a terminal or to the runner of a CI job.
 *
 * @param annotations whether it may make annotations, and be no other command
 */
export function print(stream: NodeJS.WriteStream, text: string, annotations = false): void {
  stream.write(annotations ? inertAnnotations(text) : inert(text));
}
