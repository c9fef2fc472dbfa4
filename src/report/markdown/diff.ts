import type { ShownValue } from '../../model/report/shown-value.ts';
import { printable } from '../printable.ts';
import { fenced } from './lines.ts';

/** No more lines than these are held against each other, and no more are shown. */
const mostLines = 400;
const longestLine = 200;
/** How many lines that are the same stand around one that is not. */
const context = 2;

/**
 * The difference of two texts of several lines as a block of code, as `diff -u` shows it; undefined of other values.
 */
export function lineDiff(declared: ShownValue | undefined, live: ShownValue | undefined): string | undefined {
  const [before, after] = [linesOf(declared), linesOf(live)];
  if (before === undefined || after === undefined || (before.length < 2 && after.length < 2)) return undefined;
  if (before.length > mostLines || after.length > mostLines) return undefined;
  const all = compared(before, after);
  const shown = all.map((_, at) =>
    all.slice(Math.max(0, at - context), at + context + 1).some(({ sign }) => sign !== ' '),
  );
  const lines = all.flatMap(({ sign, text }, at) => {
    if (shown[at] === true) return [`${sign}${text}`];
    return at === 0 || shown[at - 1] === true ? ['@@'] : [];
  });
  return fenced(lines.join('\n'), 'diff');
}

function linesOf(value: ShownValue | undefined): readonly string[] | undefined {
  if (value === undefined || !('value' in value) || typeof value.value !== 'string') return undefined;
  if (value.value.length > mostLines * longestLine) return undefined;
  const lines = value.value.split('\n').map(printable);
  return lines.some((line) => line.length > longestLine) ? undefined : lines;
}

interface ComparedLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Along a longest common subsequence. */
function compared(before: readonly string[], after: readonly string[]): readonly ComparedLine[] {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: ComparedLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [left, right] = [before[row], after[column]];
    if (left !== undefined && left === right) {
      lines.push({ sign: ' ', text: left });
      [row, column] = [row + 1, column + 1];
    } else if (left !== undefined && (right === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: '-', text: left });
      row++;
    } else if (right !== undefined) {
      lines.push({ sign: '+', text: right });
      column++;
    }
  }
  return lines;
}
