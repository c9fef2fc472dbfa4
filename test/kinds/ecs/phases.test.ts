import { describe, expect, it } from 'vitest';
import type { AwsReader } from '../../../src/aws/reader.ts';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import type { Kind } from '../../../src/kinds/kind.ts';
import type { Leaf } from '../../../src/model/leaf.ts';
import { formatPath } from '../../../src/model/path.ts';
import type { Resource } from '../../../src/model/stack.ts';
import { type Plain, resource, stackOf } from '../resources.ts';
import { aws, json, liveRevision, revisionArn, runningService, type World } from './world.ts';

const address = 'aws_ecs_service.api';
const service = (more: Record<string, Plain> = {}, name = address) =>
  resource(name, { name: 'api', cluster: 'main', desired_count: 3, ...more });
const world: World = {
  revisions: [
    liveRevision('api', 6, [{ name: 'api', image: 'a:0' }]),
    liveRevision('api', 7, [{ name: 'api', image: 'a:1' }], { tags: [{ key: 'Owner', value: 'live' }] }),
    liveRevision('api', 8, [{ name: 'api', image: 'a:2' }]),
  ],
  services: [
    runningService('api', revisionArn('api', 7), { desiredCount: 3, tags: [{ key: 'Owner', value: 'live' }] }),
  ],
};

const root = (target: string, ...resources: Resource[]) => ({ target, stack: stackOf(resources) });

/** A leaf in short: its target and path, and what it came to. */
const short = ({ subject, path, outcome }: Leaf) => `${subject.target} ${formatPath(path)} ${outcome}`;

/** How often AWS is asked for what, with a reader that may be shut. */
function counted(reader: AwsReader): { reader: AwsReader; calls: string[]; shut: () => void } {
  const calls: string[] = [];
  let isShut = false;
  const read: AwsReader['read'] = (name, key, region) => {
    if (isShut) throw new Error(`${name} is asked for after the second phase`);
    calls.push(name);
    return reader.read(name, key, region);
  };
  return { reader: { ...reader, read }, calls, shut: () => (isShut = true) };
}

const definition = (image: string, more: Record<string, Plain> = {}, name = 'aws_ecs_task_definition.api') =>
  resource(name, { family: 'api', container_definitions: json([{ name: 'api', image }]), ...more });

const kinds: readonly (readonly [Kind, readonly Resource[]])[] = [
  [ecsService, [service()]],
  [ecsTaskDefinition, [definition('a:1')]],
];

describe.each(kinds.map(([kind, resources]) => ({ name: kind.name, kind, resources })))(
  '$name',
  ({ kind, resources }) => {
    it('asks AWS in the second phase only', async () => {
      const { reader, calls, shut } = counted(aws(world));
      const declared = kind.declare([root('a', ...resources)]);
      expect(calls).toEqual([]);
      const read = await declared.read(reader);
      expect(calls.length).toBeGreaterThan(0);
      shut();
      expect(read.compare().subjects).toHaveLength(1);
      expect(read.compare()).toEqual(read.compare());
    });

    it('asks nobody about a state', () => {
      const declared = kind.declare([root('a', ...resources)]);
      const { subjects, leaves } = declared.fromState(stackOf(resources)).compare();
      expect(subjects).toHaveLength(1);
      expect(leaves.every(({ outcome }) => outcome === 'equal')).toBe(true);
    });
  },
);

describe('services', () => {
  it('of several targets are each held against the one that they name', async () => {
    const roots = [root('a', service({ desired_count: 3 })), root('b', service({ desired_count: 2 }))];
    const { subjects, leaves } = (await ecsService.declare(roots).read(aws(world))).compare();
    expect(subjects.map(({ target, address: at, identity }) => [target, at, identity.arn])).toEqual([
      ['a', address, 'arn:aws:ecs:us-east-1:123456789012:service/main/api'],
      ['b', address, 'arn:aws:ecs:us-east-1:123456789012:service/main/api'],
    ]);
    const counts = leaves.filter(({ path }) => formatPath(path) === 'desiredCount');
    expect(counts.map(short)).toEqual(['a desiredCount equal', 'b desiredCount differs']);
  });

  it('learn for each root what is declared there', async () => {
    const roots = [root('a', service()), root('b', service({}, 'aws_ecs_service.moved'))] as const;
    const read = await ecsService.declare(roots).read(aws(world));
    expect([...read.learn(roots[0]).keys()]).toEqual([address]);
    expect([...read.learn(roots[1]).keys()]).toEqual(['aws_ecs_service.moved']);
  });

  it('count their tags', async () => {
    const declared = ecsService.declare([root('a', service({ tags: { Owner: 'code' } }))]);
    const { leaves } = (await declared.read(aws(world))).compare();
    expect(leaves.filter(({ outcome }) => outcome === 'differs').map(short)).toEqual(['a tags[Owner] differs']);
    expect(leaves.some(({ isRemark }) => isRemark)).toBe(false);
  });

  it('are found in a state by address or by name, with the ARN and revision that it holds', () => {
    const applied = service(
      {
        desired_count: 2,
        tags: { Owner: 'state' },
        id: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
        task_definition: revisionArn('api', 5),
      },
      'aws_ecs_service.before',
    );
    const declared = ecsService.declare([root('a', service({ desired_count: 3, tags: { Owner: 'code' } }))]);
    const { subjects, leaves } = declared.fromState(stackOf([applied])).compare();
    expect(subjects.map(({ identity }) => identity)).toMatchObject([
      { arn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api', family: 'api', revision: 5 },
    ]);
    expect(leaves.map(short)).toEqual(['a desiredCount differs', 'a tags[Owner] differs']);
    expect(
      declared
        .fromState(stackOf([]))
        .compare()
        .leaves.map((leaf) => [leaf.outcome, leaf.whole]),
    ).toEqual([['differs', true]]);
  });
});

describe('task definitions', () => {
  const image = 'containers[api].image';
  const images = ({ leaves }: { readonly leaves: readonly Leaf[] }) =>
    leaves.filter(({ path }) => formatPath(path) === image).map(short);

  it('of several targets are each held against what the services of their own code run', async () => {
    const roots = [
      root('a', definition('a:1'), service({ task_definition: 'api:7' })),
      root('b', definition('a:1')),
      root('c', definition('a:2')),
    ];
    const compared = (await ecsTaskDefinition.declare(roots).read(aws(world))).compare();
    expect(compared.subjects.map(({ target, identity }) => [target, identity.arn])).toEqual([
      ['a', revisionArn('api', 7)],
      ['b', revisionArn('api', 8)],
      ['c', revisionArn('api', 8)],
    ]);
    expect(images(compared)).toEqual([`a ${image} equal`, `b ${image} differs`, `c ${image} equal`]);
  });

  it('of one code have a subject for each revision that its services run', async () => {
    const both: World = {
      ...world,
      services: [runningService('api', revisionArn('api', 7)), runningService('old', revisionArn('api', 6))],
    };
    const old = resource('aws_ecs_service.old', { name: 'old', cluster: 'main', task_definition: 'api' });
    const declared = ecsTaskDefinition.declare([
      root('a', definition('a:1', {}), service({ task_definition: 'api' }), old),
    ]);
    const compared = (await declared.read(aws(both))).compare();
    expect(compared.subjects.map(({ identity }) => identity)).toMatchObject([
      { revision: 7, latestRevision: 8, service: 'api', cluster: 'main' },
      { revision: 6, latestRevision: 8, service: 'old', cluster: 'main' },
    ]);
    expect(images(compared)).toEqual([`a ${image} equal`, `a ${image} differs`]);
  });

  it('count their tags and the sources of their secrets', async () => {
    const secrets = [{ name: 'TOKEN', valueFrom: '/api/token' }];
    const containers = [{ name: 'api', image: 'a:1', secrets }];
    const declared = ecsTaskDefinition.declare([
      root('a', definition('a:1', { container_definitions: json(containers), tags: { Owner: 'code' } })),
    ]);
    const live = liveRevision('api', 7, containers, { tags: [{ key: 'Owner', value: 'live' }] });
    const worlds = [[], [{ Name: '/api/token' }]].map((parameters) => ({ revisions: [live], parameters }));
    const [without, complete] = await Promise.all(
      worlds.map(async (one) => (await declared.read(aws(one))).compare().leaves),
    );
    const source = 'containers[api].secrets[TOKEN].valueFrom';
    expect(without?.filter(({ outcome }) => outcome === 'differs').map(short)).toEqual([
      'a tags[Owner] differs',
      `a ${source} differs`,
    ]);
    expect(complete?.map(short)).toContain(`a ${source} equal`);
    expect(without?.some(({ isRemark }) => isRemark)).toBe(false);
  });

  it('compare what ignore_changes names', async () => {
    const left = resource('aws_ecs_task_definition.api', { family: 'api', cpu: '256' }, { ignoreChanges: ['cpu'] });
    const { leaves } = (await ecsTaskDefinition.declare([root('a', left)]).read(aws(world))).compare();
    expect(leaves.filter(({ policy }) => policy?.by?.kind === 'ignore-changes').map(short)).toEqual(['a cpu differs']);
  });

  it('are found in a state by address or by family, with the revision that it holds', () => {
    const applied = definition('a:1', { arn: revisionArn('api', 5) }, 'aws_ecs_task_definition.before');
    const declared = ecsTaskDefinition.declare([root('a', definition('a:2'))]);
    const compared = declared.fromState(stackOf([applied])).compare();
    expect(compared.subjects.map(({ identity }) => identity)).toMatchObject([
      { arn: revisionArn('api', 5), family: 'api', revision: 5 },
    ]);
    expect(images(compared)).toEqual([`a ${image} differs`]);
  });
});
