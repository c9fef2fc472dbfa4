import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../../../src/check/views.ts';
import { ecsDelivery } from '../../../../src/kinds/ecs/delivery/index.ts';
import { ecsService } from '../../../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../../../src/kinds/ecs/task-definition/index.ts';
import type { Root } from '../../../../src/kinds/kind.ts';
import { nobodysOwn } from '../../../../src/kinds/owner-of.ts';
import { type Compared, joinCompared, type Leaf } from '../../../../src/model/leaf.ts';
import { formatPath } from '../../../../src/model/path.ts';
import { type Plain, ref, resource, stackOf } from '../../resources.ts';
import { aws, json, liveRevision, revisionArn, runningService, type World } from '../world.ts';

const definition = (image = 'a:2', more: Record<string, Plain> = {}) =>
  resource('aws_ecs_task_definition.api', {
    family: 'api',
    container_definitions: json([{ name: 'api', image }]),
    ...more,
  });
const service = (name = 'api') =>
  resource(`aws_ecs_service.${name}`, {
    name,
    cluster: 'main',
    desired_count: 1,
    task_definition: ref('aws_ecs_task_definition.api', 'arn'),
  });
const root = (target: string, ...resources: ReturnType<typeof resource>[]): Root => ({
  target,
  stack: stackOf(resources),
});

const registeredAt = new Date('2026-01-02T03:04:05Z');
const revisions = [
  liveRevision('api', 6, [{ name: 'api', image: 'a:1' }]),
  liveRevision('api', 7, [{ name: 'api', image: 'a:2' }], {
    registeredAt,
    registeredBy: 'arn:aws:iam::123456789012:role/ci',
  }),
];
/** The service runs revision 6; revision 7 holds what is declared. */
const lagging: World = { revisions, services: [runningService('api', revisionArn('api', 6))] };

async function compareKinds(roots: readonly Root[], world: World): Promise<Compared> {
  const read = await Promise.all([ecsService, ecsTaskDefinition].map((kind) => kind.declare(roots).read(aws(world))));
  return joinCompared(read.map((kind) => kind.compare()));
}

/** What the kinds came to, and that with the deliveries. */
async function deliver(roots: readonly Root[], world: World): Promise<{ before: Compared; after: Compared }> {
  const before = await compareKinds(roots, world);
  return { before, after: (await ecsDelivery.read(roots, aws(world), nobodysOwn))(before) };
}

const differing = ({ leaves }: Compared): readonly Extract<Leaf, { outcome: 'differs' }>[] =>
  leaves.filter((leaf) => leaf.outcome === 'differs');
const image = 'containers[api].image';

describe('the step', () => {
  it('makes the same of the same leaves, takes none away and changes none of them in place', async () => {
    const roots = [root('a', definition(), service())];
    const before = await compareKinds(roots, lagging);
    const copy = structuredClone(before);
    const apply = await ecsDelivery.read(roots, aws(lagging), nobodysOwn);
    const after = apply(before);
    expect(apply(before)).toEqual(after);
    expect(before).toEqual(copy);
    expect(after.subjects).toEqual(before.subjects);
    expect(after.leaves.slice(0, before.leaves.length).map(({ path, outcome }) => [path, outcome])).toEqual(
      before.leaves.map(({ path, outcome }) => [path, outcome]),
    );
  });

  it('adds to the service what has its cause in the delivery, and explains it in the task definition', async () => {
    const { after } = await deliver([root('a', definition(), service())], lagging);
    expect(differing(after).map((leaf) => [leaf.rule, formatPath(leaf.path), leaf.isExplained, leaf.isRemark])).toEqual(
      [
        ['ecs/image-changed', image, true, undefined],
        ['delivery/not-running', 'taskDefinition', undefined, true],
      ],
    );
    const [difference, broken] = differing(after);
    expect(broken?.subject.address).toBe('aws_ecs_service.api');
    expect(broken?.identity).toMatchObject({ revision: 6, latestRevision: 7 });
    expect(broken?.delivery?.differences?.map(({ path }) => path)).toEqual([difference?.path]);
    expect(difference?.history).toEqual({
      registeredAt: registeredAt.toISOString(),
      registeredBy: 'arn:aws:iam::123456789012:role/ci',
    });
  });

  it('is one finding in the report, while the counts are those of the leaves', async () => {
    const { after } = await deliver([root('a', definition(), service())], lagging);
    const { findings, checked } = viewsOf(after);
    expect(findings.map(({ type, rule }) => [type, rule])).toEqual([['delivery-broken', 'delivery/not-running']]);
    expect(checked.map(({ kind, status, attributes }) => [kind, status, attributes.drifted])).toEqual([
      ['ecs-service', 'drifted', 0],
      ['ecs-task-definition', 'drifted', 1],
    ]);
  });

  it('leaves a service in sync of which there is nothing but a note', async () => {
    const live = runningService('api', revisionArn('api', 6), {
      deployments: [
        { status: 'PRIMARY', taskDefinition: revisionArn('api', 7), rolloutState: 'IN_PROGRESS' },
        { status: 'ACTIVE', taskDefinition: revisionArn('api', 6) },
      ],
    });
    const { after } = await deliver([root('a', definition(), service())], { revisions, services: [live] });
    const { findings, checked } = viewsOf(after);
    expect(findings.map(({ rule }) => rule)).toEqual(['delivery/in-progress']);
    expect(checked.find(({ kind }) => kind === 'ecs-service')?.status).toBe('in-sync');
  });

  it('says it of each service, and explains the difference once', async () => {
    const two: World = {
      revisions,
      services: [runningService('api', revisionArn('api', 6)), runningService('worker', revisionArn('api', 6))],
    };
    const { after } = await deliver([root('a', definition(), service(), service('worker'))], two);
    expect(differing(after).map(({ subject, rule, isExplained }) => [subject.address, rule, isExplained])).toEqual([
      ['aws_ecs_task_definition.api', 'ecs/image-changed', true],
      ['aws_ecs_service.api', 'delivery/not-running', undefined],
      ['aws_ecs_service.worker', 'delivery/not-running', undefined],
    ]);
  });

  it('keeps the targets apart', async () => {
    const roots = [root('a', definition(), service()), root('b', definition('a:1'), service())];
    const { after } = await deliver(roots, lagging);
    expect(differing(after).map(({ subject, rule, isExplained }) => [subject.target, rule, isExplained])).toEqual([
      ['a', 'ecs/image-changed', true],
      ['a', 'delivery/not-running', undefined],
    ]);
  });

  it('tells what of the way could not be read, without counting it', async () => {
    const world: World = { ...lagging, problems: { 'ecs:ListTasks': { kind: 'denied', action: 'ecs:ListTasks' } } };
    const { before, after } = await deliver([root('a', definition(), service())], world);
    const gaps = after.leaves.filter((leaf) => leaf.outcome === 'undetermined');
    expect(gaps.map((leaf) => [leaf.subject.kind, formatPath(leaf.path), leaf.code, leaf.isRemark])).toEqual([
      ['ecs-service', 'tasks', 'unreadable', true],
      // Why tasks of the latest revision stopped.
      ['ecs-service', 'deployments', 'unreadable', true],
    ]);
    const counts = (compared: Compared) => viewsOf(compared).checked.map(({ attributes }) => attributes);
    expect(counts(after)).toEqual(counts(before));
  });

  it('has nothing to say of a service that runs what is declared, nor of one that does not exist', async () => {
    const current: World = { revisions, services: [runningService('api', revisionArn('api', 7))] };
    for (const world of [current, { revisions }]) {
      const { before, after } = await deliver([root('a', definition(), service())], world);
      expect(after.leaves).toHaveLength(before.leaves.length);
    }
  });
});
