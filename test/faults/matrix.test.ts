import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { damagePlans } from './damages.ts';
import { type Row, runMatrix } from './matrix.ts';

/*
 * `npm run faults`: every damage, of 1, 10 and 50 % of all calls, with 20 seeds. FAULT_SEEDS says how many others, and FAULT names the
 * damages that are tried by a part of their name. UPDATE=1 writes the table into docs/performance.md.
 */

const seeds = Array.from({ length: Number(process.env['FAULT_SEEDS'] || 20) }, (_, index) => index + 1);
const named = process.env['FAULT'] || '';
const page = new URL('../../docs/performance.md', import.meta.url);

it('says what is so, or that and what it could not read', { timeout: 3_600_000 }, async () => {
  const plans = damagePlans.filter(({ name }) => name.includes(named));
  console.info(head);
  const rows = await runMatrix(plans, [0.01, 0.1, 0.5], seeds, (row) => {
    console.info(line(row));
    for (const mistake of row.mistakes) console.info(`  ${mistake}`);
  });
  expect(rows.flatMap(({ damage, mistakes }) => mistakes.map((mistake) => `${damage}: ${mistake}`))).toEqual([]);
  expect(rows).toHaveLength(plans.length * 3);
  // What hits one call of a hundred may hit none; but no damage is tried that hits nothing.
  const hitting = new Set(rows.filter(({ hit }) => hit > 0).map(({ damage }) => damage));
  expect(plans.map(({ name }) => name).filter((name) => !hitting.has(name))).toEqual([]);
  expect(rows.some(({ counts }) => counts.incomplete > 0)).toBe(true);
  if (process.env['UPDATE'] === '1') writeTable(rows);
});

const head =
  '| damage | of the calls | runs | of them hit | right | incomplete | stopped | wrong |\n|---|---|---|---|---|---|---|---|';

function line({ damage, part, runs, hit, counts: { right, incomplete, stopped, wrong } }: Row): string {
  return `| ${[damage, `${part * 100} %`, runs, hit, right, incomplete, stopped, wrong].join(' | ')} |`;
}

function writeTable(rows: readonly Row[]): void {
  const table = [head, ...rows.map(line)].join('\n');
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split('<!-- faults:start -->');
  const [, after = ''] = rest.split('<!-- faults:end -->');
  writeFileSync(page, `${before}<!-- faults:start -->\n${table}\n<!-- faults:end -->${after}`);
}
