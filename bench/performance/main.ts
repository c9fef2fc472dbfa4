import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { growthLine, growthOf } from './growth.ts';
import { measurements } from './lines.ts';
import { machineText, thisMachine } from './machine.ts';
import type { Measurement } from './measurement.ts';
import { type KeptMeasurement, type Results, readResults, writeResults } from './results.ts';
import { isMissed, markdownTable, type Row, rowText } from './table.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const usage = `npm run bench -- [options]: how fast driftcheck is, as ratios. Run "npm run build" before.

  --runs <n>            how many runs each figure is the median of (default: 21, fewer for what takes minutes)
  --runs <name>=<n>     the same for one measurement; repeatable
  --only <name>[,...]   measure these alone: ${measurements.map(({ name }) => name).join(', ')}; "none" measures nothing
  --json <file>         keep what is measured there; what it holds already and is not measured again stays
  --write               put the table into docs/performance.md
  --check               end with 1 when a goal is missed
`;

/** Where the bench runs. */
interface BenchPlace {
  readonly root: string;
  /** The AWS-shaped server, bundled. */
  readonly server: string;
  readonly args: readonly string[];
}

/** Measures what the arguments ask for, and prints and keeps it. Ctrl-C leaves nothing behind but what was kept. */
export async function main({ root, server, args }: BenchPlace): Promise<void> {
  const options = read(args);
  if (options === undefined) {
    process.stdout.write(usage);
    return;
  }
  const { only, runsOf, json, write, check } = options;
  const workshop = openWorkshop(root, server);
  process.on('exit', () => workshop.close());
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => process.exit(code));
  }
  const machine = thisMachine();
  process.stdout.write(`${machineText(machine)}\n\n`);
  let results = readResults(json, machine);
  for (const measurement of measurements) {
    if (only(measurement)) {
      const kept = await measured(measurement, workshop, runsOf(measurement));
      results = { ...results, measured: { ...results.measured, [measurement.name]: kept } };
      if (json !== undefined) writeResults(json, results);
    }
    for (const row of rowsOf(measurement, results)) process.stdout.write(`${rowText(row)}\n`);
  }
  const growth = growthRow(results);
  process.stdout.write(`${rowText(growth)}\n`);
  const rows = [...measurements.flatMap((one) => rowsOf(one, results)), growth];
  if (write) writePage(join(root, 'docs/performance.md'), results, rows);
  if (check && rows.some(isMissed)) process.exitCode = 1;
}

async function measured(measurement: Measurement, workshop: Workshop, runs: number): Promise<KeptMeasurement> {
  const found = await measurement.measure(workshop, runs);
  return 'skipped' in found
    ? { runs: 0, figures: [], samples: {}, skipped: found.skipped }
    : { runs, figures: found.figures, samples: found.samples };
}

function rowsOf({ name, lines }: Measurement, { measured }: Results): readonly Row[] {
  const kept = measured[name];
  return lines.map((line): Row => {
    const figure = kept?.figures.find((one) => one.line === line.name);
    if (kept !== undefined && figure !== undefined) return { line, figure, runs: kept.runs };
    return kept?.skipped === undefined ? { line } : { line, skipped: kept.skipped };
  });
}

function growthRow({ measured }: Results): Row {
  const cpu = new Map(
    [10, 100, 1000].flatMap((services) => {
      const samples = measured[`fleet-${services}`]?.samples['cpu'];
      return samples === undefined ? [] : [[services, samples] as const];
    }),
  );
  const figure = growthOf(cpu);
  return figure === undefined ? { line: growthLine } : { line: growthLine, figure };
}

/** The options; nothing where help was asked for. */
function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const names = values.only.flatMap((list) => list.split(','));
  const known = [...measurements.map(({ name }) => name), 'none'];
  const runs = new Map(
    values.runs.map((text): [string, number] => {
      const [name, count] = text.includes('=') ? (text.split('=', 2) as [string, string]) : ['', text];
      if (!/^[1-9]\d*$/.test(count)) throw new Error(`--runs ${text}: the number of runs is a whole number from 1 on`);
      return [name, Number(count)];
    }),
  );
  const unknown = [...names, ...runs.keys()].filter((name) => name !== '' && !known.includes(name));
  if (unknown.length > 0) throw new Error(`nothing is called ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  return {
    only: ({ name }: Measurement) => names.length === 0 || names.includes(name),
    runsOf: ({ name, runs: own }: Measurement) =>
      runs.get(name) ?? Math.min(own ?? Number.POSITIVE_INFINITY, runs.get('') ?? 21),
    write: values.write,
    check: values.check,
    json: values.json,
  };
}

/** Puts the table between the marks of the page. */
function writePage(file: string, { machine, day }: Results, rows: readonly Row[]): void {
  const page = readFileSync(file, 'utf8');
  const [start, end] = ['<!-- bench:start -->', '<!-- bench:end -->'];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file} has no ${start} … ${end}`);
  const text = `Measured on ${day}: ${machineText(machine)}.\n\n${markdownTable(rows)}\n`;
  writeFileSync(file, `${page.slice(0, from + start.length)}\n${text}${page.slice(to)}`);
}
