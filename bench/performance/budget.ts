import { hostileCode } from '../../test/limits/hostile-code.ts';
import { largeRules, ruleCount } from './large-rules.ts';
import { type Measurement, median } from './measurement.ts';
import { inSeconds, requireEnd, type Workshop } from './workshop.ts';

/** What the limits of a run let pass, and where they end what is hostile. */
export const budget: Measurement = {
  name: 'budget',
  runs: 3,
  lines: [
    {
      name: 'rules',
      title: `Peak of memory for ${ruleCount.toLocaleString('en')} rules, written out, that are as declared`,
      unit: 'MB',
    },
    {
      name: 'hostile',
      title: `Of ${hostileCode.length} hostile programs, the one that takes longest to refuse, against these rules`,
      unit: '×',
    },
    { name: 'hostile-memory', title: 'Of the same, the largest peak of memory', unit: 'MB' },
  ],
  measure: async (workshop, runs) => {
    const rules = workshop.folder('large-rules', largeRules());
    const hostile = hostileCode.map(({ what, files }, index) => ({
      what,
      folder: workshop.folder(`hostile-${index}`, new Map(Object.entries(files))),
    }));
    const whole: Taken[] = [];
    const refused: Taken[][] = hostile.map(() => []);
    for (let run = 0; run < runs; run += 1) {
      whole.push(await taken(workshop, ['check', rules, '--live', `${rules}/live.json`, '--quiet'], [0]));
      for (const [index, { folder }] of hostile.entries()) {
        refused[index]?.push(await taken(workshop, ['eval', folder], [0, 1]));
      }
    }
    const slowest = largest(hostile, refused, 'wall');
    const hungriest = largest(hostile, refused, 'peak');
    const wall = median(whole.map((one) => one.wall));
    return {
      samples: {
        rules: whole.map((one) => one.wall),
        'rules-peak': whole.map((one) => one.peak),
        hostile: refused.flat().map((one) => one.wall),
        'hostile-peak': refused.flat().map((one) => one.peak),
      },
      figures: [
        { line: 'rules', value: median(whole.map((one) => one.peak)), detail: inSeconds(wall) },
        {
          line: 'hostile',
          value: slowest.value / wall,
          detail: `${inSeconds(slowest.value)} (${slowest.what}) against ${inSeconds(wall)}`,
        },
        { line: 'hostile-memory', value: hungriest.value, detail: hungriest.what },
      ],
    };
  },
};

interface Taken {
  readonly wall: number;
  readonly peak: number;
}

async function taken(workshop: Workshop, args: readonly string[], endings: readonly number[]): Promise<Taken> {
  return requireEnd(
    await workshop.run(process.execPath, [workshop.cli, ...args], { tellsUsage: true }),
    args.join(' '),
    endings,
  );
}

/** The program whose median is the largest. */
function largest(programs: readonly { what: string }[], all: readonly (readonly Taken[])[], figure: keyof Taken) {
  const medians = programs.map(({ what }, index) => ({
    what,
    value: median((all[index] ?? []).map((one) => one[figure])),
  }));
  const [first] = medians.toSorted((a, b) => b.value - a.value);
  if (first === undefined) throw new Error('nothing was measured');
  return first;
}
