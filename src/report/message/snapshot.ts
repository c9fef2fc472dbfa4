import { shownName } from '../../model/secret/shown.ts';
import { printable } from '../printable.ts';
import { countText } from './count.ts';

/** What `driftcheck snapshot` did, in lines for standard error. */
export function snapshotText(done: {
  readonly file: string;
  readonly reads: number;
  readonly unread: number;
  /** Left out, because a name in them is secret. */
  readonly withheld: number;
  readonly calls: number;
  /** The targets of which nothing certain was read, with what is to be said of each. */
  readonly failed: readonly { readonly target: string; readonly problem: string }[];
}): string {
  const where = done.file === '-' ? 'standard output' : printable(shownName(done.file));
  const lines = [
    `Recorded ${countText(done.reads, 'answer')} of AWS (${countText(done.calls, 'call')}) in ${where}.`,
    ...(done.unread === 0 ? [] : [`${countText(done.unread, 'answer')} could not be read; the snapshot says why.`]),
    ...(done.withheld === 0
      ? []
      : [
          `${countText(done.withheld, 'answer')} not written down: a name or an id in them is secret, and nothing could be found without it.`,
        ]),
    ...done.failed.map(({ target, problem }) => `Target ${shownName(target)} could not be run: ${problem}`),
    ...(done.file === '-' ? [] : [`Replay it anywhere: driftcheck --live ${where}`]),
  ];
  return `${lines.join('\n')}\n`;
}
