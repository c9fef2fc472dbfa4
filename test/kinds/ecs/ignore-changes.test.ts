import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/compare/comparison.ts';
import { members } from '../../../src/compare/record.ts';
import type { Shape } from '../../../src/compare/shape.ts';
import { compareService } from '../../../src/kinds/ecs/service/compare.ts';
import { declaredServices } from '../../../src/kinds/ecs/service/declared.ts';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { liveService } from '../../../src/kinds/ecs/service/live.ts';
import { type ServiceModel, serviceTable } from '../../../src/kinds/ecs/service/model.ts';
import { compareTaskDefinition } from '../../../src/kinds/ecs/task-definition/compare.ts';
import { declaredTaskDefinitions } from '../../../src/kinds/ecs/task-definition/declared.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import { liveTaskDefinition } from '../../../src/kinds/ecs/task-definition/live.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from '../../../src/kinds/ecs/task-definition/model.ts';
import { type IgnoredChanges, isIgnored } from '../../../src/kinds/ignore-changes.ts';
import type { DeclaredBody } from '../../../src/model/declared.ts';
import { formatPath, type Path } from '../../../src/model/path.ts';
import type { Resource } from '../../../src/model/stack.ts';
import { sealed } from '../../aws/sealed.ts';
import { stackOf as stackOfFiles } from '../../terraform/in-memory.ts';
import { type Plain, type ResourceOptions, ref, resource, unset } from '../resources.ts';
import { changes } from './changes.ts';
import { code, containers, service, taskDefinition } from './sample.ts';
import { inShort, json, liveRevision, revisionArn, runKind, runningService } from './world.ts';

/* What `ignore_changes` leaves to others: every argument, by every path that leads to it. */

const stack = await stackOfFiles({ 'main.tf': code, 'containers.json': JSON.stringify(containers) });
const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };

function ignoring(ignoreChanges: Resource['ignoreChanges']) {
  const resources = stack.resources.map((one) => ({ ...one, ignoreChanges }));
  const [task] = declaredTaskDefinitions({ ...stack, resources });
  const [running] = declaredServices({ ...stack, resources });
  if (task === undefined || running === undefined) throw new Error('the sample declares both');
  return { task, running };
}

function shapeOf(comparer: { readonly shape?: Shape }): Shape {
  if (comparer.shape === undefined) throw new Error('records have shapes');
  return comparer.shape;
}

/** Where a live model differs from the sample's code. */
type Differences = (model: never) => readonly Path[];

const sample = ignoring([]);
const taskChanges = changes(
  shapeOf(members<TaskDefinitionModel>(taskDefinitionTable(place))),
  liveTaskDefinition(sealed(taskDefinition)),
);
const serviceChanges = changes(shapeOf(members<ServiceModel>(serviceTable({ place }))), liveService(sealed(service)));
const ofTask: Differences = (model) =>
  differencesOf(compareTaskDefinition(sample.task.model, model, place)).map(({ path }) => path);
const ofService: Differences = (model) =>
  differencesOf(compareService(sample.running, model, revisionArn('api', 7))).map(({ path }) => path);

/** The paths that an author could write: of every argument, and of every block as a whole. */
function argumentPaths(body: DeclaredBody): string[] {
  return [
    ...body.attributes.keys(),
    ...[...body.blocks].flatMap(([type, { blocks }]) => [
      type,
      ...blocks.flatMap((block) => argumentPaths(block.body).map((path) => `${type}[0].${path}`)),
    ]),
  ];
}

describe.each([
  ['aws_ecs_task_definition', 'task', taskChanges, ofTask],
  ['aws_ecs_service', 'running', serviceChanges, ofService],
] as const)('of %s', (type, kind, all, differences) => {
  const body = stack.resources.find((one) => one.type === type)?.body;
  if (body === undefined) throw new Error('the sample declares it');
  const written = [...new Set(argumentPaths(body))];
  const changesOf = new Map<string, IgnoredChanges>(written.map((path) => [path, ignoring([path])[kind].ignored]));
  const everything = ignoring('all')[kind].ignored;

  it.each(all.map(({ what, model }) => ({ what, model })))('$what', ({ model }) => {
    const found = differences(model as never);
    expect(found).not.toEqual([]);
    for (const path of found) {
      const naming = written.filter((one) => isIgnored(path, changesOf.get(one) ?? []));
      expect(
        naming.filter((one) => !one.includes('[')),
        formatPath(path),
      ).toHaveLength(1);
      // What lies in a block may be named by itself; a block that is there or not only as a whole.
      const isOneValue = path.length === 1 && path[0]?.field === 'placementStrategy';
      const isInBlock = naming.some((one) => body.blocks.has(one)) && (path.length > 1 || isOneValue);
      expect(
        naming.some((one) => one.includes('[')),
        formatPath(path),
      ).toBe(isInBlock);
      expect(isIgnored(path, everything)).toBe(true);
    }
  });
});

describe('a service', () => {
  const network = { network_configuration: [{ subnets: ['subnet-a'], security_groups: ['sg-1'] }] };
  const spread = { awsvpcConfiguration: { subnets: ['subnet-b'], securityGroups: ['sg-2'] } };
  const group = (name: string) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/0a`;
  const balancer = { load_balancer: [{ target_group_arn: group('blue'), container_name: 'api', container_port: 80 }] };
  const balanced = { loadBalancers: [{ targetGroupArn: group('green'), containerName: 'api', containerPort: 80 }] };
  const hook = 'arn:aws:lambda:us-east-1:123456789012:function:check';
  const tagged = (tags: Record<string, string>) => ({
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });

  const cases: [
    argument: string | readonly string[],
    declared: Record<string, Plain>,
    blocks: NonNullable<ResourceOptions['blocks']>,
    live: Parameters<typeof runningService>[2],
    owned: readonly string[],
    drift?: readonly string[],
  ][] = [
    ['desired_count', { desired_count: 2 }, {}, { desiredCount: 9 }, ['desiredCount']],
    [
      'desired_count',
      { desired_count: 2, enable_execute_command: true },
      {},
      { desiredCount: 9 },
      ['desiredCount'],
      ['enableExecuteCommand'],
    ],
    ['load_balancer', {}, balancer, balanced, ['loadBalancers[api:80].targetGroupArn']],
    ['load_balancer', {}, balancer, {}, ['loadBalancers[api:80]']],
    ['load_balancer', {}, {}, balanced, ['loadBalancers[api:80]']],
    ['network_configuration', {}, network, {}, ['networkConfiguration']],
    [
      'network_configuration[0].security_groups',
      {},
      network,
      { networkConfiguration: spread },
      ['networkConfiguration.securityGroups[sg-1]', 'networkConfiguration.securityGroups[sg-2]'],
      ['networkConfiguration.subnets[subnet-a]', 'networkConfiguration.subnets[subnet-b]'],
    ],
    [
      'network_configuration.0.security_groups',
      {},
      network,
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'], securityGroups: [] } } },
      ['networkConfiguration.securityGroups[sg-1]'],
    ],
    // Terraform keeps what AWS has of an argument, which there is nothing of without its block.
    ['network_configuration[0].security_groups', {}, network, {}, [], ['networkConfiguration']],
    [
      'deployment_configuration[0].strategy',
      {},
      { deployment_configuration: [{ strategy: 'BLUE_GREEN', bake_time_in_minutes: 5 }] },
      { deploymentConfiguration: { strategy: 'ROLLING', bakeTimeInMinutes: 1 } },
      ['deploymentConfiguration.strategy'],
      ['deploymentConfiguration.bakeTimeInMinutes'],
    ],
    [
      'deployment_circuit_breaker[0].rollback',
      {},
      { deployment_circuit_breaker: [{ enable: true, rollback: true }] },
      { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } },
      ['deploymentCircuitBreaker.rollback'],
    ],
    [
      'capacity_provider_strategy',
      {},
      { capacity_provider_strategy: [{ capacity_provider: 'FARGATE', weight: 1 }] },
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] },
      ['capacityProviderStrategy[FARGATE]', 'capacityProviderStrategy[FARGATE_SPOT]'],
    ],
    [
      ['tags["Owner"]', 'tags.a.b'],
      { tags: { Owner: 'search', Stage: 'live', 'a.b': '1' } },
      {},
      tagged({ Owner: 'other', Stage: 'test', 'a.b': '2' }),
      ['tags[Owner]', 'tags[a.b]'],
      ['tags[Stage]'],
    ],
    ['tags', { tags: { Owner: 'search' } }, {}, tagged({ Owner: 'other', More: '1' }), ['tags[Owner]', 'tags[More]']],
    ['tags_all', {}, {}, tagged({ More: '1' }), ['tags[More]']],
    ['unheard_of', { desired_count: 2 }, {}, { desiredCount: 9 }, [], ['desiredCount']],
    ['desired', { desired_count: 2 }, {}, { desiredCount: 9 }, [], ['desiredCount']],
  ];
  it.each(cases)('%j', async (argument, declared, blocks, live, owned, drift = []) => {
    const ignoreChanges = typeof argument === 'string' ? [argument] : argument;
    const run = async (options: ResourceOptions) => {
      const declaredService = resource(
        'aws_ecs_service.api',
        { name: 'api', cluster: 'main', desired_count: 1, ...declared },
        options,
      );
      const world = { services: [runningService('api', revisionArn('api', 7), live)] };
      return (await runKind(ecsService, [declaredService], world)).findings;
    };
    const verdicts = (await run({ blocks, ignoreChanges })).map(({ path, verdict, policy }) => [
      path,
      verdict,
      policy?.by?.kind,
    ]);
    expect(verdicts.toSorted()).toEqual(
      [
        ...owned.map((path) => [path, 'owned', 'ignore-changes']),
        ...drift.map((path) => [path, undefined, undefined]),
      ].toSorted(),
    );
    // Without it all of them are drift, and with `all` none is.
    const all = [...owned, ...drift].toSorted();
    const without = await run({ blocks });
    expect(without.map(({ path }) => path).toSorted()).toEqual(all);
    expect(without.some(({ verdict }) => verdict !== undefined)).toBe(false);
    expect((await run({ blocks, ignoreChanges: 'all' })).map(({ verdict }) => verdict)).toEqual(all.map(() => 'owned'));
  });

  it('that is as declared is in sync, whatever it leaves to others', async () => {
    const declared = resource(
      'aws_ecs_service.api',
      { name: 'api', cluster: 'main', desired_count: 2 },
      { blocks: network, ignoreChanges: ['desired_count', 'network_configuration'] },
    );
    const live = {
      desiredCount: 2,
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'], securityGroups: ['sg-1'] } },
    };
    const run = await runKind(ecsService, [declared], {
      services: [runningService('api', revisionArn('api', 7), live)],
    });
    expect(inShort(run)).toEqual([]);
    expect(run.checked.map(({ status }) => status)).toEqual(['in-sync']);
  });

  it('that does not exist is missing: Terraform would make it', async () => {
    const ignoreChanges = ['desired_count', 'task_definition'];
    const declared = resource('aws_ecs_service.api', { name: 'api', cluster: 'main' }, { ignoreChanges });
    expect(inShort(await runKind(ecsService, [declared], {}))).toEqual(['ecs/service-missing']);
  });

  it('whose hook and count are not known has gaps that are not its own', async () => {
    const blocks = { deployment_configuration: [{ lifecycle_hook: [{ hook_target_arn: unset('hook') }] }] };
    const declared = resource(
      'aws_ecs_service.api',
      { name: 'api', cluster: 'main', desired_count: unset('count') },
      { blocks, ignoreChanges: ['desired_count', 'deployment_configuration'] },
    );
    const live = { desiredCount: 2, deploymentConfiguration: { lifecycleHooks: [{ hookTargetArn: hook }] } };
    const run = await runKind(ecsService, [declared], {
      services: [runningService('api', revisionArn('api', 7), live)],
    });
    expect(run.gaps.map(({ scope, policy }) => [scope, policy?.by?.kind])).toEqual(
      run.gaps.map(() => ['leaf', 'ignore-changes']),
    );
    expect(run.gaps.length).toBeGreaterThan(0);
  });
});

describe('a task definition', () => {
  const run = async (containers: Plain, live: object, options: ResourceOptions, more = {}) =>
    runKind(
      ecsTaskDefinition,
      [resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: containers, ...more }, options)],
      { revisions: [liveRevision('api', 7, [{ name: 'api', image: 'api:1', ...live }])] },
    );
  const secret = (name: string) => ({ name, valueFrom: `arn:aws:ssm:us-east-1:123456789012:parameter/${name}` });

  it('names every secret, variable and image that others set', async () => {
    const declared = json([{ name: 'api', image: 'api:bootstrap', secrets: [secret('A'), secret('B')] }]);
    const live = { secrets: [secret('A')], environment: [{ name: 'C', value: '1' }] };
    const options = { ignoreChanges: ['container_definitions'] };
    expect(inShort(await run(declared, live, options)).toSorted()).toEqual([
      'ecs/env-extra containers[api].environment[C] owned',
      'ecs/image-changed containers[api].image owned',
      'ecs/secret-missing containers[api].secrets[B] owned',
    ]);
  });

  it('has what it does not leave to others as drift', async () => {
    const declared = json([{ name: 'api', image: 'api:bootstrap' }]);
    const options = { ignoreChanges: ['container_definitions'], blocks: { volume: [{ name: 'v', host_path: '/a' }] } };
    expect(inShort(await run(declared, {}, options, { cpu: '256' })).toSorted()).toEqual([
      'ecs/image-changed containers[api].image owned',
      'ecs/task-definition-changed cpu',
      'ecs/task-definition-changed volumes[v]',
    ]);
    expect(
      inShort(await run(declared, {}, { ...options, ignoreChanges: ['volume', 'cpu'] }, { cpu: '256' })).toSorted(),
    ).toEqual([
      'ecs/image-changed containers[api].image',
      'ecs/task-definition-changed cpu owned',
      'ecs/task-definition-changed volumes[v] owned',
    ]);
  });

  it('whose containers are not known is no gap of its own', async () => {
    const unknown = ref('module.app', 'definitions');
    const [gap, ...further] = (await run(unknown, {}, { ignoreChanges: ['container_definitions'] })).gaps;
    expect([gap?.scope, gap?.policy?.by, further]).toEqual([
      'leaf',
      { kind: 'ignore-changes', argument: 'container_definitions' },
      [],
    ]);
    expect((await run(unknown, {}, {})).gaps.map(({ scope, policy }) => [scope, policy])).toEqual([
      ['resource', undefined],
    ]);
  });
});
