import { expect, it } from 'vitest';
import { damagePlans } from './damages.ts';
import { runMatrix } from './matrix.ts';

/*
 * `npm run faults`: every damage, of 1, 10 and 50 % of all calls, with 20 seeds. FAULT_SEEDS says how many others, and FAULT names the
 * damages that are tried by a part of their name.
 */

const seeds = Array.from({ length: Number(process.env['FAULT_SEEDS'] || 20) }, (_, index) => index + 1);
const named = process.env['FAULT'] || '';

it('says what is so, or that and what it could not read', { timeout: 3_600_000 }, async () => {
  const plans = damagePlans.filter(({ name }) => name.includes(named));
  console.info(
    '| damage | part of the calls | runs | right | incomplete | stopped | wrong |\n|---|---|---|---|---|---|---|',
  );
  const rows = await runMatrix(plans, [0.01, 0.1, 0.5], seeds, ({ damage, part, runs, counts, mistakes }) => {
    const { right, incomplete, stopped, wrong } = counts;
    console.info(`| ${[damage, `${part * 100} %`, runs, right, incomplete, stopped, wrong].join(' | ')} |`);
    for (const mistake of mistakes) console.info(`  ${mistake}`);
  });
  expect(rows.flatMap(({ mistakes }) => mistakes)).toEqual([]);
  expect(rows).toHaveLength(plans.length * 3);
  // A damage that changes nothing shows nothing.
  const harmless = plans.filter(({ name }) =>
    rows.every(({ damage, counts, runs }) => damage !== name || counts.right === runs),
  );
  expect(harmless.map(({ name }) => name).filter((name) => !withoutEffect.has(name))).toEqual([]);
});

/** What is read of them is asked for again, or says the same as other answers. */
const withoutEffect: ReadonlySet<string> = new Set(['deployment not yet seen', 'service revision not yet seen']);
