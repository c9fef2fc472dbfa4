import { isDeepStrictEqual } from 'node:util';
import type { Report } from '../../src/model/report/report.ts';
import type { Manner } from '../aws-server/server.ts';
import type { World } from '../aws-server/world.ts';
import { drifted, inSync } from './accounts.ts';
import type { DamagePlan } from './damages.ts';
import { judge, type Verdict } from './judge.ts';
import { type Lanes, openLanes } from './lanes.ts';

/*
 * Every damage, of every part of the calls, with every seed: run against an account that is as declared and one that is not.
 */

/** What the runs of one damage came to. */
export interface Row {
  readonly damage: string;
  /** Of the calls, from 0 to 1. */
  readonly part: number;
  readonly runs: number;
  readonly counts: Readonly<Record<Verdict['kind'], number>>;
  /** In how many runs a call was hit. */
  readonly hit: number;
  /** Of the runs that are wrong: the account, the seed and the mistake. */
  readonly mistakes: readonly string[];
}

interface Account {
  readonly name: string;
  readonly world: World;
  /** What is said of it when nothing is damaged. */
  readonly whole: Report;
}

/** Runs the matrix, and tells each row when it is done. */
export async function runMatrix(
  plans: readonly DamagePlan[],
  parts: readonly number[],
  seeds: readonly number[],
  told: (row: Row) => void = () => {},
): Promise<readonly Row[]> {
  const lanes = await openLanes(10);
  try {
    const accounts = await Promise.all([accountOf('in sync', inSync(), lanes), accountOf('drifted', drifted(), lanes)]);
    // Most of a run is waiting: the next row begins before the last run of one has ended.
    const running = plans.flatMap((plan) => parts.map((part) => rowOf(plan, part, seeds, accounts, lanes)));
    for (const row of running) told(await row);
    return await Promise.all(running);
  } finally {
    await lanes.close();
  }
}

async function accountOf(name: string, world: World, lanes: Lanes): Promise<Account> {
  const [whole, otherwise] = await Promise.all(
    [0, 1].map(async (seed) => {
      const { outcome } = await lanes.run(world, [], mannerOf(seed));
      if (outcome.kind !== 'report') throw new Error(`${name}: undamaged, it comes to no report`, { cause: outcome });
      return outcome.report;
    }),
  );
  if (whole === undefined || !isDeepStrictEqual(whole, otherwise)) throw new Error(`${name}: undamaged, it differs`);
  return { name, world, whole };
}

/** With every other seed, pages are small, and answers overtake one another. */
function mannerOf(seed: number): Manner {
  return seed % 2 === 0 ? {} : { mostPerPage: 2, latencySpreadMs: 8, latencySeed: seed };
}

async function rowOf(
  plan: DamagePlan,
  part: number,
  seeds: readonly number[],
  accounts: readonly Account[],
  lanes: Lanes,
): Promise<Row> {
  const runs = accounts.flatMap(({ name, world, whole }) =>
    seeds.map(async (seed) => {
      const run = await lanes.run(world, plan.faults(part, seed), mannerOf(seed));
      const verdict = judge(whole, run);
      const isHit = run.calls.some(({ damage }) => damage !== undefined);
      return { ...verdict, isHit, mistakes: verdict.mistakes.map((mistake) => `${name}, seed ${seed}: ${mistake}`) };
    }),
  );
  const verdicts = await Promise.all(runs);
  const count = (kind: Verdict['kind']) => verdicts.filter((one) => one.kind === kind).length;
  return {
    damage: plan.name,
    part,
    runs: verdicts.length,
    hit: verdicts.filter(({ isHit }) => isHit).length,
    counts: {
      right: count('right'),
      incomplete: count('incomplete'),
      stopped: count('stopped'),
      wrong: count('wrong'),
    },
    mistakes: verdicts.flatMap(({ mistakes }) => mistakes),
  };
}
