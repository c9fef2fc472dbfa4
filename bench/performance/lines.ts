import { budget } from './budget.ts';
import { evaluating } from './evaluating.ts';
import { fleet, throttling } from './fleet.ts';
import { growthLine } from './growth.ts';
import type { Line, Measurement } from './measurement.ts';
import { parsing } from './parsing.ts';
import { planMemory } from './plan.ts';
import { startUp } from './start-up.ts';

/** All that is measured, in the order of the table. */
export const measurements: readonly Measurement[] = [
  startUp,
  parsing,
  evaluating,
  fleet(10, {}),
  fleet(100, {}),
  // Each takes as long as AWS lets it.
  fleet(1000, { runs: 5, memory: 300 }),
  throttling,
  planMemory,
  budget,
];

/** The lines of the table, in its order. */
export const lines: readonly Line[] = [...measurements.flatMap((one) => one.lines), growthLine];
