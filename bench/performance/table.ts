import { type Figure, type Goal, isMet, type Line } from './measurement.ts';

/** A line of the table, with what was measured for it, or why nothing was. */
export interface Row {
  readonly line: Line;
  readonly figure?: Figure;
  readonly runs?: number;
  readonly skipped?: string;
}

/** Whether a row has a goal that its figure misses. */
export function isMissed({ line, figure }: Row): boolean {
  return line.goal !== undefined && figure !== undefined && !isMet(line.goal, figure.value);
}

function cellsOf(row: Row): readonly string[] {
  const { line, figure, runs, skipped } = row;
  const goal = line.goal === undefined ? '–' : goalText(line.goal, line.unit);
  if (figure === undefined) return [line.title, '–', goal, '–', '–', skipped ?? 'not measured'];
  const verdict = line.goal === undefined ? '–' : isMissed(row) ? '**missed**' : 'met';
  return [line.title, amount(figure.value, line.unit), goal, verdict, String(runs ?? '–'), figure.detail];
}

const amount = (value: number, unit: Line['unit']): string =>
  unit === 'MB' ? `${Math.round(value)} MB` : `${value.toFixed(2)} ×`;

function goalText(goal: Goal, unit: Line['unit']): string {
  if ('atMost' in goal) return `at most ${goal.atMost} ${unit}`;
  return 'atLeast' in goal ? `at least ${goal.atLeast} ${unit}` : `exactly ${goal.exactly} ${unit}`;
}

/** The table as a page has it. */
export function markdownTable(rows: readonly Row[]): string {
  const head = ['line', 'what', 'measured', 'goal', '', 'runs', 'of it'];
  const cells = rows.map((row) => [`\`${row.line.name}\``, ...cellsOf(row)]);
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** One row for people who wait for it. */
export function rowText(row: Row): string {
  const [, measured = '', goal = '', verdict = '', , detail = ''] = cellsOf(row);
  return `${row.line.name.padEnd(15)} ${measured.padStart(9)}  ${goal.padEnd(16)} ${verdict.replaceAll('*', '').padEnd(7)} ${detail}`;
}
