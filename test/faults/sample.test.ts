import { expect, it } from 'vitest';
import { someOf } from '../tries.ts';
import { damagePlans } from './damages.ts';
import { runMatrix } from './matrix.ts';

/** A part of the matrix that `npm run faults` runs: what takes no time, of half of all calls, with one seed. */
const damages: readonly string[] = [
  'truncated body, right length',
  'empty body',
  'access denied to an action',
  'revision not yet seen',
  'task not yet seen',
];
const tried = someOf(damages, 2);

it('says what is so of damaged accounts, or that and what it could not read', { timeout: 120_000 }, async () => {
  const rows = await runMatrix(
    damagePlans.filter(({ name }) => tried.includes(name)),
    [0.5],
    [1],
  );
  expect(rows.flatMap(({ damage, mistakes }) => mistakes.map((mistake) => `${damage}: ${mistake}`))).toEqual([]);
  expect(rows.map(({ damage, runs }) => [damage, runs])).toEqual(tried.map((damage) => [damage, 2]));
  expect(rows.filter(({ hit }) => hit === 0)).toEqual([]);
  expect(rows.some(({ counts }) => counts.incomplete > 0)).toBe(true);
});
