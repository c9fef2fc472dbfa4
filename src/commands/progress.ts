import type { ProgressStep } from '../model/progress.ts';
import { progressText } from '../report/message/progress.ts';

/** A line that is written over and over, on a terminal only. */
export interface Progress {
  readonly show: (step: ProgressStep) => void;
  readonly clear: () => void;
}

const eraseLine = '\r\u001b[2K';

/** Shows progress on `stream` when that is a terminal and `wanted`; else stays silent. */
export function createProgress(stream: NodeJS.WriteStream, wanted: boolean): Progress {
  if (!wanted || stream.isTTY !== true || process.env['TERM'] === 'dumb') {
    return { show: () => {}, clear: () => {} };
  }
  return {
    show: (step) => {
      stream.write(`${eraseLine}${progressText(step).slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    clear: () => {
      stream.write(eraseLine);
    },
  };
}
