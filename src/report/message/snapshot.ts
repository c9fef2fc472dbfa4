import { countText } from '../message.ts';
import { printable } from '../printable.ts';

/** What `driftcheck snapshot` did, in lines for standard error. */
export function snapshotText(done: {
  readonly file: string;
  readonly reads: number;
  readonly unread: number;
  readonly calls: number;
}): string {
  const where = done.file === '-' ? 'standard output' : printable(done.file);
  const lines = [
    `Recorded ${countText(done.reads, 'answer')} of AWS (${countText(done.calls, 'call')}) in ${where}.`,
    ...(done.unread === 0 ? [] : [`${countText(done.unread, 'answer')} could not be read; the snapshot says why.`]),
    ...(done.file === '-' ? [] : [`Replay it anywhere: driftcheck --live ${where}`]),
  ];
  return `${lines.join('\n')}\n`;
}
