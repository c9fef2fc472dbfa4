import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { differenceOfCalls, expectedCalls, fleetSize } from './fleet-calls.ts';
import { floorOf } from './floor.ts';
import { type Figure, interleaved, type Line, type Measurement, median } from './measurement.ts';
import { inSeconds, type Run, requireEnd, type Workshop } from './workshop.ts';

/** Milliseconds that AWS takes to answer. */
const latency = 40;

/** A run of the command line against the server, and what the server was asked. */
interface FleetRun extends Run {
  readonly calls: Readonly<Record<string, number>>;
}

interface ServerFlags {
  readonly services: number;
  readonly faults?: readonly object[];
  readonly seed?: number;
}

const fleetLines = (services: number): readonly Line[] => [
  {
    name: `fleet-${services}`,
    title: `A fleet of ${services} services, against the floor`,
    unit: '×',
    goal: { atMost: 1.2 },
  },
  {
    name: `calls-${services}`,
    title: `Calls made for ${services} services, against the formula`,
    unit: '×',
    goal: { exactly: 1 },
  },
];

/** A fleet as it is declared, checked in a server that answers after 40 ms and no faster than AWS does. */
export const fleet = (services: number, more: { readonly runs?: number; readonly memory?: number }): Measurement => ({
  name: `fleet-${services}`,
  ...(more.runs === undefined ? {} : { runs: more.runs }),
  lines: [
    ...fleetLines(services),
    ...(more.memory === undefined
      ? []
      : [
          {
            name: `memory-${services}`,
            title: `Peak of memory for ${services} services`,
            unit: 'MB' as const,
            goal: { atMost: more.memory },
          },
        ]),
  ],
  measure: async (workshop, runs) => {
    const results = await interleaved(runs, { check: () => checkFleet(workshop, { services }) });
    const all = results.get('check') ?? [];
    const [wall, cpu, peak] = [all.map((run) => run.wall), all.map((run) => run.cpu), all.map((run) => run.peak)];
    const expected = expectedCalls(fleetSize(services));
    const floor = floorOf(expected, fleetSize(services), latency);
    const difference = differenceOfCalls(
      expected,
      all.map(({ calls }) => calls),
    );
    const figures: Figure[] = [
      {
        line: `fleet-${services}`,
        value: median(wall) / floor.time,
        detail: `${inSeconds(median(wall))}, of it ${inSeconds(median(cpu))} computing, against ${inSeconds(floor.time)} (${floor.because})`,
      },
      { line: `calls-${services}`, ...difference },
      { line: `memory-${services}`, value: median(peak), detail: `at most ${Math.round(Math.max(...peak))} MB` },
    ];
    return {
      samples: { wall, cpu, peak },
      figures: figures.filter(({ line }) => line !== `memory-${services}` || more.memory !== undefined),
    };
  },
});

/** What it costs that three of ten calls are refused for now. */
export const throttling: Measurement = {
  name: 'throttling',
  runs: 7,
  lines: [
    { name: 'throttling', title: '100 services with 30 % of the calls throttled, against none throttled', unit: '×' },
  ],
  measure: async (workshop, runs) => {
    let seed = 0;
    const results = await interleaved(runs, {
      plain: () => checkFleet(workshop, { services: 100 }),
      throttled: () =>
        checkFleet(workshop, { services: 100, faults: [{ kind: 'throttled', probability: 0.3 }], seed: ++seed }),
    });
    const wall = (variant: string) => (results.get(variant) ?? []).map((run) => run.wall);
    const [plain, throttled] = [median(wall('plain')), median(wall('throttled'))];
    return {
      samples: { plain: wall('plain'), throttled: wall('throttled') },
      figures: [
        {
          line: 'throttling',
          value: throttled / plain,
          detail: `${inSeconds(throttled)} against ${inSeconds(plain)}`,
        },
      ],
    };
  },
};

/** One run with a server of its own: its buckets are full, and it has been asked nothing. */
async function checkFleet(workshop: Workshop, { services, faults = [], seed = 1 }: ServerFlags): Promise<FleetRun> {
  const code = workshop.folder(`fleet-${services}`);
  const faultsFile = join(workshop.folder('faults'), 'faults.json');
  writeFileSync(faultsFile, JSON.stringify(faults));
  const server = workshop.start(process.execPath, [
    workshop.server,
    ...['--stack-services', String(services), '--stack-code', code],
    ...['--latency', String(latency), '--buckets', '--faults', faultsFile, '--seed', String(seed)],
  ]);
  try {
    if (server.process.stdout === null) throw new Error('the server has no output');
    const [line] = await once(createInterface({ input: server.process.stdout }), 'line');
    const { endpoint }: { endpoint: string } = JSON.parse(String(line));
    const run = await workshop.run(process.execPath, [workshop.cli, code], {
      cwd: code,
      env: awsEnvironment(endpoint),
      tellsUsage: true,
    });
    requireEnd(run, `the check of ${services} services`);
    const answer = await fetch(`${endpoint}/calls`);
    const calls: Record<string, number> = JSON.parse(await answer.text());
    return { ...run, calls };
  } finally {
    await server.stop();
  }
}

/** Nothing of the machine's own reaches the run. */
function awsEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'invented-id',
    AWS_SECRET_ACCESS_KEY: 'invented-key',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  };
}
