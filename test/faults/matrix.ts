import type { Report } from '../../src/model/report/report.ts';
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
  const lanes = await openLanes(6);
  try {
    const accounts = await Promise.all([accountOf('in sync', inSync(), lanes), accountOf('drifted', drifted(), lanes)]);
    const rows: Row[] = [];
    for (const plan of plans) {
      for (const part of parts) {
        const row = await rowOf(plan, part, seeds, accounts, lanes);
        rows.push(row);
        told(row);
      }
    }
    return rows;
  } finally {
    await lanes.close();
  }
}

async function accountOf(name: string, world: World, lanes: Lanes): Promise<Account> {
  const outcome = await lanes.run(world, []);
  if (outcome.kind !== 'report') throw new Error(`${name}: undamaged, a run comes to no report`, { cause: outcome });
  return { name, world, whole: outcome.report };
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
      const verdict = judge(whole, await lanes.run(world, plan.faults(part, seed)));
      return { ...verdict, mistakes: verdict.mistakes.map((mistake) => `${name}, seed ${seed}: ${mistake}`) };
    }),
  );
  const verdicts = await Promise.all(runs);
  const count = (kind: Verdict['kind']) => verdicts.filter((one) => one.kind === kind).length;
  return {
    damage: plan.name,
    part,
    runs: verdicts.length,
    counts: {
      right: count('right'),
      incomplete: count('incomplete'),
      stopped: count('stopped'),
      wrong: count('wrong'),
    },
    mistakes: verdicts.flatMap(({ mistakes }) => mistakes),
  };
}
