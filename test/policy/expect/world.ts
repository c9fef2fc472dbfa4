import type { Read } from '../../../src/aws/read.ts';
import type { AwsReader } from '../../../src/aws/reader.ts';
import type { LiveTask } from '../../../src/aws/reads/ecs-describe-tasks.ts';
import type { ReadName } from '../../../src/aws/reads/index.ts';
import { viewsOf } from '../../../src/check/views.ts';
import type { Located } from '../../../src/config/config.ts';
import { type ExpectForm, expectForm } from '../../../src/config/sections/expect.ts';
import { kinds } from '../../../src/kinds/index.ts';
import type { Root } from '../../../src/kinds/kind.ts';
import { joinCompared } from '../../../src/model/leaf.ts';
import type { ExpectationSide } from '../../../src/model/report/expectation.ts';
import type { Finding } from '../../../src/model/report/finding.ts';
import { type HeldExpectations, withExpectations } from '../../../src/policy/expect/hold.ts';
import { type Live, aws as readerOfGroups } from '../../kinds/ec2/security-group/world.ts';
import { aws as readerOfEcs, type World } from '../../kinds/ecs/world.ts';
import { at } from '../../kinds/resources.ts';

/* Code and AWS made by hand, held against an expectation. */

/** What AWS has of both kinds of things. */
export interface ExpectedWorld extends World {
  readonly groups?: NonNullable<Live['groups']>;
  readonly rules?: NonNullable<Live['rules']>;
  readonly tasks?: readonly LiveTask[];
}

/** AWS as it stands. `keys` gets what is asked. */
export function awsOf(world: ExpectedWorld, keys: object[] = []): AwsReader {
  const ecs = readerOfEcs(world);
  const ec2 = readerOfGroups(world);
  const answer = async (name: ReadName, key: Record<string, string>): Promise<Read<unknown>> => {
    const problem = world.problems?.[name];
    if (problem !== undefined) return { status: 'unreadable', problem };
    if (name === 'ecs:ListTaskDefinitionFamilies') {
      const active = (world.revisions ?? []).filter(({ status }) => status === 'ACTIVE');
      const families = active.flatMap(({ family = '' }) =>
        family.startsWith(key['family-prefix'] ?? '') ? [family] : [],
      );
      return { status: 'found', value: [...new Set(families)].toSorted() };
    }
    if (name === 'ecs:ListTasks') {
      return { status: 'found', value: (world.tasks ?? []).flatMap(({ taskArn }) => taskArn ?? []) };
    }
    if (name === 'ecs:DescribeTasks') {
      const task = world.tasks?.find(({ taskArn }) => taskArn === key['task']);
      return task === undefined ? { status: 'absent' } : { status: 'found', value: task };
    }
    // The name of an action and its key belong together.
    const read: (name: never, key: never) => Promise<Read<unknown>> = (name.startsWith('ec2:') ? ec2 : ecs).read;
    return read(name as never, key as never);
  };
  const reader = {
    source: 'snapshot' as const,
    defaultRegion: async () => 'us-east-1',
    read: (name: ReadName, key: Record<string, string>) => {
      keys.push({ action: name, ...key });
      return answer(name, key);
    },
  };
  // The reader's type ties each action's key to its result, which a table of answers cannot show.
  return reader as unknown as AwsReader;
}

/** An entry of the file. */
export function entry(form: Record<string, unknown>): Located<ExpectForm> {
  return { value: expectForm.parse({ name: 'expected', ...form }), at: at(2, 5, 'driftcheck.yaml') };
}

/** What was compared and held, with the views of the leaves that expectations are. */
export interface HeldRun extends HeldExpectations {
  readonly findings: readonly Extract<Finding, { type: 'expectation-unmet' }>[];
  readonly short: readonly string[];
}

/** Holds entries against the code of roots and `world`. */
export async function held(
  entries: readonly Record<string, unknown>[],
  roots: readonly Root[],
  world: ExpectedWorld,
  keys: object[] = [],
): Promise<HeldRun> {
  const aws = awsOf(world, keys);
  const read = await Promise.all(kinds.map((kind) => kind.declare(roots).read(aws)));
  const compared = joinCompared(read.map((one) => one.compare()));
  keys.length = 0;
  const all = await withExpectations(compared, entries.map(entry), [{ roots, aws }]);
  const own = { ...all.compared, leaves: all.compared.leaves.filter((leaf) => leaf.expectation !== undefined) };
  const { findings, gaps } = viewsOf(own);
  const unmet = findings.flatMap((one) =>
    one.type === 'expectation-unmet' ? [one as HeldRun['findings'][number]] : [],
  );
  const short = [
    ...unmet.map(({ rule, address, path, sides }) =>
      [rule, address || '(nowhere)', path, sides.map(sideText)].flat().join(' '),
    ),
    ...gaps.map(({ code, scope, address, path }) =>
      [`${code}/${scope}`, address || '(nowhere)', path].join(' ').trim(),
    ),
  ];
  return { ...all, findings: unmet, short };
}

function sideText({ side, state, revision }: ExpectationSide): string {
  return `${side}${revision === undefined ? '' : `:${revision}`}=${state}`;
}
