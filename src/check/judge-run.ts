import { readPersistence } from '../kinds/ecs/task-definition/persistence.ts';
import type { Compared } from '../model/leaf.ts';
import type { Persistence } from '../model/persistence.ts';
import type { Stack } from '../model/stack.ts';
import { persistenceQuestions } from '../policy/ignore/ignore.ts';
import type { Unseen } from '../policy/ignore/unseen.ts';
import { type JudgedLeaves, judgeLeaves } from '../policy/judge.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReadPool } from './pools.ts';

/** What judging a run needs to know of it. */
export interface RunToJudge {
  readonly pools: readonly ReadPool[];
  /** The targets of the configuration that were not run, for whatever reason. */
  readonly notRun: readonly string[];
  readonly now: Date;
}

/**
 * Judges what was compared of all targets by the policy of the run. What AWS keeps of earlier times is read where an
 * entry asks for it.
 */
export async function judgeRun(
  compared: Compared,
  policy: Policy,
  { pools, notRun, now }: RunToJudge,
): Promise<JudgedLeaves> {
  const questions = persistenceQuestions(compared, policy.ignore, now);
  const answers = await Promise.all(
    pools.map(({ members, aws }): Promise<Persistence> => {
      const roots = members.map(({ root }) => root);
      const own = questions.filter(({ leaf }) => roots.some(({ target }) => target === leaf.subject.target));
      return readPersistence(own, roots, aws);
    }),
  );
  const persistence: Persistence = (question) =>
    answers.map((answer) => answer(question)).find((answer) => answer !== undefined);
  const stacks = pools.flatMap(({ members }) => members.map(({ root }) => root.stack));
  return judgeLeaves(compared, policy, now, { persistence, unseen: unseenOf(stacks, notRun) });
}

/** What lies in modules that could not be read, or in targets that were not run, was not looked at. */
function unseenOf(stacks: readonly Stack[], notRun: readonly string[]): Unseen {
  const isIncomplete = stacks.some(({ incomplete }) => incomplete !== undefined);
  return {
    isMissing: (target) => isIncomplete || (target === undefined ? notRun.length > 0 : notRun.includes(target)),
    addresses: stacks.flatMap(({ holes }) => holes.map(({ address }) => address)),
  };
}
