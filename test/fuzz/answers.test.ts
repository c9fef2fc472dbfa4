import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubAwsEnvironment } from '../aws/environment.ts';
import { type Fleet, fleets } from './fleets.ts';
import { type Mutation, mutate, random } from './mutations.ts';
import { memberOf, neutralBecause } from './neutral.ts';
import { type Exchange, type Outcome, type Stage, stage } from './run.ts';
import { parseBody, type Tree, writeBody } from './tree.ts';

/*
 * AWS answers something else than it should: whatever it is, a run ends, does not crash, and never calls in sync what it could not compare.
 * FUZZ_RUNS says how many mutations are tried (`npm run fuzz:answers`: 2,000), FUZZ_SEED from where they are drawn.
 */

const runs = Number(process.env['FUZZ_RUNS'] || 160);
const seed = Number(process.env['FUZZ_SEED'] || 1);

beforeEach(() => stubAwsEnvironment());
afterEach(() => {
  vi.unstubAllEnvs();
});

/** One mutation, what it came to and, where that may be, why it changes nothing. */
interface Trial {
  readonly action: string;
  readonly mutation: Mutation;
  readonly outcome: Outcome;
  readonly neutral: string | undefined;
}

describe.each(fleets())('$name, with an answer that is not as it should be', (fleet) => {
  it('never crashes, never hangs, and is never falsely in sync', { timeout: 60_000 + runs * 1000 }, async () => {
    const trials = await explore(fleet, Math.ceil(runs / fleets().length));
    const counts = new Map<string, number>();
    for (const { outcome } of trials) counts.set(kindOf(outcome), (counts.get(kindOf(outcome)) ?? 0) + 1);
    const told = [...counts].map(([kind, count]) => `${count} ${kind}`).toSorted();
    console.info(`${fleet.name}: ${trials.length} mutations: ${told.join(', ')}`);
    expect(trials.filter(({ outcome }) => outcome.kind === 'crash' || outcome.kind === 'hang').map(shown)).toEqual([]);
    const silent = trials.filter(({ outcome, neutral }) => isSilent(outcome) && neutral === undefined);
    expect(silent.map(shown)).toEqual([]);
  });
});

async function explore(fleet: Fleet, wanted: number): Promise<readonly Trial[]> {
  const scene = await stage(fleet);
  try {
    const untouched = await scene.run();
    expect(isSilent(untouched)).toBe(fleet.inSync);
    // Every exchange of the run itself, before mutated answers lead to others.
    const exchanges = [...scene.exchanges()];
    const draw = random(seed + fleet.name.length * 1009);
    const trials: Trial[] = [];
    for (let drawn = 0; trials.length < wanted; drawn++) {
      if (drawn > wanted * 20) throw new Error('too few mutations change an answer that is asked for');
      const trial = await attempt(fleet, scene, exchanges, draw);
      if (trial !== undefined) trials.push(trial);
    }
    return trials;
  } finally {
    await scene.close();
  }
}

/** undefined where the mutation that was drawn changes nothing, or the answer was not asked for. */
async function attempt(
  fleet: Fleet,
  scene: Stage,
  exchanges: readonly Exchange[],
  draw: () => number,
): Promise<Trial | undefined> {
  const exchange = exchanges[Math.floor(draw() * exchanges.length)];
  if (exchange === undefined) throw new Error('nothing was asked');
  const { type, body } = exchange.reply;
  const tree: Tree = parseBody(type, body);
  const mutation = mutate(tree, draw);
  if (mutation === undefined) return undefined;
  const mutated = writeBody(type, mutation.tree);
  if (mutated === writeBody(type, tree)) return undefined;
  const outcome = await scene.run({ exchange, body: mutated });
  if (!scene.wasAsked()) return undefined;
  const { action } = exchange;
  return { action, mutation, outcome, neutral: neutralBecause(fleet, action, tree, mutation) };
}

/** Exit code 0, and nothing said. */
function isSilent(outcome: Outcome): boolean {
  if (outcome.kind !== 'report') return false;
  const { summary, findings, gaps } = outcome.report;
  return summary.exitCode === 0 && findings.length === 0 && gaps.length === 0;
}

function kindOf(outcome: Outcome): string {
  if (outcome.kind !== 'report') return outcome.kind === 'problem' ? 'ended with 1' : outcome.kind;
  return isSilent(outcome) ? 'changed nothing compared' : `ended with ${outcome.report.summary.exitCode}, and said why`;
}

function shown({ action, mutation: { operator, path }, outcome }: Trial): string {
  const error = outcome.kind === 'crash' && outcome.error instanceof Error ? ` ${outcome.error.stack}` : '';
  return `${action} ${memberOf(path)}: ${operator} (${JSON.stringify(path)})${error}`;
}
