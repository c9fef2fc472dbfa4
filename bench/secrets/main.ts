import { leastFound, measureOrdinary, measureSecrets, mostHidden, type Rate } from './measure.ts';

/*
 * How well secrets are told from ordinary texts: prints the share of each shape that is found and of each ordinary class that is hidden, and
 * fails when one misses what is asked. `npm run bench:secrets [seed] [count]`.
 */

const seed = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 2000);
const rules = new URL('gitleaks-rules.json', process.env['SECRETS_BENCH_FOLDER'] ?? import.meta.url);

function print(heading: string, rates: readonly Rate[], good: (rate: number) => boolean): boolean {
  console.log(`\n${heading}`);
  for (const { title, rate, wrong } of rates) {
    const example = wrong === undefined ? '' : `  e.g. ${JSON.stringify(wrong.slice(0, 120))}`;
    console.log(`${good(rate) ? ' ' : '!'} ${(rate * 100).toFixed(2).padStart(6)} %  ${title.slice(0, 90)}${example}`);
  }
  const bad = rates.filter(({ rate }) => !good(rate)).length;
  const mean = rates.reduce((sum, { rate }) => sum + rate, 0) / rates.length;
  console.log(`  ${(mean * 100).toFixed(2).padStart(6)} %  of all; ${rates.length} classes, ${bad} miss what is asked`);
  return bad === 0;
}

const found = print('Secrets that are found', measureSecrets(rules, seed, count), (rate) => rate >= leastFound);
const shown = print('Ordinary texts that are hidden', measureOrdinary(seed, count), (rate) => rate < mostHidden);
process.exitCode = found && shown ? 0 : 1;
