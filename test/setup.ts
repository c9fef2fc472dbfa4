import fc from 'fast-check';
import { afterAll, expect, vi } from 'vitest';

/*
 * What is generated is the same in every run, so that a check fails for what a change does and not for what it drew.
 * `npm run laws` draws anew, and more; a failure names its seed, which `SEED=… npm test` takes.
 */

const given = process.env['SEED'];
if (given !== undefined && given !== 'random' && !/^-?\d+$/.test(given)) {
  throw new Error(`SEED is a whole number or "random", not ${JSON.stringify(given)}`);
}
fc.configureGlobal(given === 'random' ? { numRuns: 2000 } : { numRuns: 300, seed: Number(given ?? 1) });

/* Files share workers, in an order that differs from run to run: one that leaves something behind breaks another. */

const environment = { ...process.env };
afterAll(() => {
  const now = { ...process.env };
  // Names alone: what a failure shows may be anybody's environment.
  const changed = Object.keys({ ...environment, ...now }).filter((name) => environment[name] !== now[name]);
  expect(changed).toEqual([]);
  expect(vi.isFakeTimers()).toBe(false);
});
