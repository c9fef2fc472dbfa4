import type { Workshop } from './workshop.ts';

/** What is asked of a figure. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number } | { readonly exactly: number };

/** One line of the table: what it is called, and what is asked of it. */
export interface Line {
  /** As `--only` and the page name it. */
  readonly name: string;
  readonly title: string;
  /** Absent: it is printed, and nothing is asked of it. */
  readonly goal?: Goal;
  /** What the figure is: a ratio (×), or megabytes. */
  readonly unit: '×' | 'MB';
}

/** What was measured for a line. */
export interface Figure {
  readonly line: string;
  readonly value: number;
  /** What it was made of: `0.51 s against 0.11 s`. */
  readonly detail: string;
}

/** What is measured together, in the same runs. */
export interface Measurement {
  readonly name: string;
  readonly lines: readonly Line[];
  /** How many runs it takes where `--runs` says nothing of it. */
  readonly runs?: number;
  measure(workshop: Workshop, runs: number): Promise<Measured>;
}

/** Figures, or why there are none. `samples`: every run's numbers, kept in the JSON file. */
export type Measured =
  | { readonly figures: readonly Figure[]; readonly samples: Readonly<Record<string, readonly number[]>> }
  | { readonly skipped: string };

/** Whether a figure is as it is asked. */
export function isMet(goal: Goal, value: number): boolean {
  if ('atMost' in goal) return value <= goal.atMost;
  return 'atLeast' in goal ? value >= goal.atLeast : value === goal.exactly;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
}

/** Runs each of `variants` in turn, `runs` times over, and gives each one's results in the order of the runs. */
export async function interleaved<T>(
  runs: number,
  variants: Readonly<Record<string, () => Promise<T>>>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const results = new Map<string, T[]>(Object.keys(variants).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, measure] of Object.entries(variants)) results.get(name)?.push(await measure());
  }
  return results;
}
