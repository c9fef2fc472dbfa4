import { join } from 'node:path';
import { type Measurement, median } from './measurement.ts';
import { requireEnd } from './workshop.ts';

/** What `bench/plan-memory.mjs` measures, one plan after the other. */
export const planMemory: Measurement = {
  name: 'plan-memory',
  runs: 5,
  lines: [
    {
      name: 'plan-memory',
      title: 'Peak of memory for a plan of 50 MB with 4,000 compared resources',
      unit: 'MB',
      goal: { atMost: 500 },
    },
  ],
  measure: async (workshop, runs) => {
    const peak: number[] = [];
    const seconds: number[] = [];
    let plan = '';
    for (let run = 0; run < runs; run += 1) {
      const { stdout } = requireEnd(
        await workshop.run(process.execPath, [join(workshop.root, 'bench/plan-memory.mjs')]),
        'bench/plan-memory.mjs',
      );
      const figure = (name: string) => new RegExp(`^${name} +(.+)$`, 'm').exec(stdout)?.[1] ?? '';
      plan = figure('plan');
      peak.push(Number.parseFloat(figure('peak memory')));
      seconds.push(Number.parseFloat(figure('CPU time')));
    }
    return {
      samples: { peak, seconds },
      figures: [
        { line: 'plan-memory', value: median(peak), detail: `${plan}, ${median(seconds).toFixed(1)} s of CPU time` },
      ],
    };
  },
};
