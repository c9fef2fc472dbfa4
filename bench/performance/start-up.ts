import { interleaved, type Measurement, median } from './measurement.ts';
import { inSeconds, requireEnd } from './workshop.ts';

/** How long Node itself takes, against the smallest command and the first one that anybody tries. */
export const startUp: Measurement = {
  name: 'start-up',
  lines: [
    { name: 'version', title: '`driftcheck --version`, against `node -e 0`', unit: '×', goal: { atMost: 1.3 } },
    { name: 'demo', title: '`driftcheck demo`, against `node -e 0`', unit: '×', goal: { atMost: 4 } },
  ],
  measure: async (workshop, runs) => {
    const timed = (args: readonly string[]) => async () =>
      requireEnd(await workshop.run(process.execPath, args), args.join(' ')).wall;
    const variants = {
      nothing: timed(['-e', '0']),
      version: timed([workshop.cli, '--version']),
      demo: timed([workshop.cli, 'demo']),
    };
    // Once before, so that the files of all are in the memory of the system.
    await interleaved(1, variants);
    const samples = Object.fromEntries(await interleaved(runs, variants));
    const nothing = median(samples['nothing'] ?? []);
    return {
      samples,
      figures: ['version', 'demo'].map((line) => {
        const time = median(samples[line] ?? []);
        return { line, value: time / nothing, detail: `${inSeconds(time)} against ${inSeconds(nothing)}` };
      }),
    };
  },
};
