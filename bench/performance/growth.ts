import { type Figure, type Line, median } from './measurement.ts';

/** Computed from the runs of the fleets. */
export const growthLine: Line = {
  name: 'growth',
  title: 'Computing for each service of 1,000, against each of 100 (what 10 take is taken off both)',
  unit: '×',
  goal: { atMost: 1 },
};

/**
 * How the time of computing grows with the fleet. What a run takes whatever the size is taken off, or else it would hide
 * what grows faster than the fleet.
 *
 * @param cpu milliseconds, by the number of services
 */
export function growthOf(cpu: ReadonlyMap<number, readonly number[]>): Figure | undefined {
  const [ten, hundred, thousand] = [10, 100, 1000].map((services) => cpu.get(services));
  if (ten === undefined || hundred === undefined || thousand === undefined) return undefined;
  const each = (samples: readonly number[], services: number) => (median(samples) - median(ten)) / (services - 10);
  const [large, small] = [each(thousand, 1000), each(hundred, 100)];
  return {
    line: growthLine.name,
    value: large / small,
    detail: `${large.toFixed(2)} ms against ${small.toFixed(2)} ms`,
  };
}
