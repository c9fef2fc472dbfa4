import { describe, expect, it } from 'vitest';
import type { LiveService } from '../../../../src/aws/reads/ecs-describe-services.ts';
import { ecsService } from '../../../../src/kinds/ecs/service/index.ts';
import { string } from '../../../../src/terraform/evaluate/value.ts';
import {
  type Plain,
  type ResourceOptions,
  ref,
  reference,
  resource,
  template,
  unset,
  variable,
} from '../../resources.ts';
import { inShort, revisionArn, runKind, runningService } from '../world.ts';

const address = 'aws_ecs_service.api';
const service = (more: Record<string, Plain> = {}, options: ResourceOptions = {}) =>
  resource(address, { name: 'api', cluster: 'main', desired_count: 1, ...more }, options);

async function compare(
  declared: Record<string, Plain>,
  live: Partial<LiveService>,
  options: ResourceOptions = {},
): Promise<string[]> {
  const world = { services: [runningService('api', revisionArn('api', 7), live)] };
  return inShort(await runKind(ecsService, [service(declared, options)], world));
}

describe('what is the same', () => {
  it('leaves to AWS what the code leaves out', async () => {
    expect(
      await compare(
        {},
        {
          platformVersion: 'LATEST',
          schedulingStrategy: 'REPLICA',
          propagateTags: 'NONE',
          enableExecuteCommand: false,
          enableECSManagedTags: false,
          loadBalancers: [],
          serviceRegistries: [],
          placementConstraints: [],
          placementStrategy: [],
          roleArn: 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
          availabilityZoneRebalancing: 'ENABLED',
          healthCheckGracePeriodSeconds: 0,
          deploymentConfiguration: {
            maximumPercent: 200,
            minimumHealthyPercent: 100,
            deploymentCircuitBreaker: { enable: false, rollback: false },
          },
          deploymentController: { type: 'ECS' },
          capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
        },
      ),
    ).toEqual([]);
  });

  it('does not count the order of sets, and knows other spellings', async () => {
    expect(
      await compare(
        { desired_count: '1', propagate_tags: '', iam_role: 'ecs' },
        {
          roleArn: 'arn:aws:iam::123456789012:role/ecs',
          placementStrategy: [
            { type: 'spread', field: 'instanceId' },
            { type: 'binpack', field: 'MEMORY' },
          ],
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: ['subnet-b', 'subnet-a'],
              securityGroups: ['sg-1'],
              assignPublicIp: 'DISABLED',
            },
          },
        },
        {
          blocks: {
            network_configuration: [{ subnets: ['subnet-a', 'subnet-b'], security_groups: ['sg-1'] }],
            ordered_placement_strategy: [
              { type: 'spread', field: 'host' },
              { type: 'binpack', field: 'memory' },
            ],
          },
        },
      ),
    ).toEqual([]);
  });

  it('does not compare the count of a daemon', async () => {
    const live: Partial<LiveService> = {
      schedulingStrategy: 'DAEMON',
      desiredCount: 9,
      deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
    };
    expect(await compare({ scheduling_strategy: 'DAEMON', desired_count: 1 }, live)).toEqual([]);
  });
});

describe('what differs, and by which rule', () => {
  const network = (more: Record<string, Plain> = {}): ResourceOptions => ({
    blocks: { network_configuration: [{ subnets: ['subnet-a'], security_groups: ['sg-1'], ...more }] },
  });
  const vpc = (subnets: string[], securityGroups: string[], assignPublicIp: 'ENABLED' | 'DISABLED' = 'DISABLED') => ({
    networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, assignPublicIp } },
  });
  const cases: [string, Record<string, Plain>, Partial<LiveService>, ResourceOptions, string[]][] = [
    ['the count', { desired_count: 2 }, { desiredCount: 3 }, {}, ['ecs/service-desired-count desiredCount']],
    ['the launch type', { launch_type: 'EC2' }, {}, {}, ['ecs/service-changed launchType']],
    [
      'a group too many',
      {},
      vpc(['subnet-a'], ['sg-1', 'sg-2']),
      network(),
      ['ecs/service-changed networkConfiguration.securityGroups[sg-2]'],
    ],
    [
      'a group too few',
      {},
      vpc(['subnet-a'], []),
      network(),
      ['ecs/service-changed networkConfiguration.securityGroups[sg-1]'],
    ],
    [
      'a public address',
      {},
      vpc(['subnet-a'], ['sg-1'], 'ENABLED'),
      network(),
      ['ecs/service-changed networkConfiguration.assignPublicIp'],
    ],
    ['no network', {}, {}, network(), ['ecs/service-changed networkConfiguration']],
    ['exec', {}, { enableExecuteCommand: true }, {}, ['ecs/service-changed enableExecuteCommand']],
    [
      'a percentage',
      { deployment_minimum_healthy_percent: 50 },
      { deploymentConfiguration: { minimumHealthyPercent: 100 } },
      {},
      ['ecs/service-changed deploymentMinimumHealthyPercent'],
    ],
    [
      'the circuit breaker',
      {},
      { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } },
      { blocks: { deployment_circuit_breaker: [{ enable: true, rollback: true }] } },
      ['ecs/service-changed deploymentCircuitBreaker.rollback'],
    ],
    [
      'a load balancer that nobody declared',
      {},
      { loadBalancers: [{ targetGroupArn: 'arn:tg', containerName: 'api', containerPort: 80 }] },
      {},
      ['ecs/service-changed loadBalancers[api:80]'],
    ],
    [
      "a load balancer's port",
      {},
      { loadBalancers: [{ targetGroupArn: 'arn:tg', containerName: 'api', containerPort: 81 }] },
      { blocks: { load_balancer: [{ target_group_arn: 'arn:tg', container_name: 'api', container_port: 80 }] } },
      ['ecs/service-changed loadBalancers[api:80].containerPort'],
    ],
    [
      'the capacity provider',
      {},
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] },
      { blocks: { capacity_provider_strategy: [{ capacity_provider: 'FARGATE', weight: 1 }] } },
      [
        'ecs/service-changed capacityProviderStrategy[FARGATE]',
        'ecs/service-changed capacityProviderStrategy[FARGATE_SPOT]',
      ],
    ],
  ];
  it.each(cases)('%s', async (_, declared, live, options, expected) => {
    expect(await compare(declared, live, options)).toEqual(expected);
  });

  it('references that AWS has not told yet are undetermined', async () => {
    const options = network({ security_groups: [ref('aws_security_group.api', 'id')] });
    expect(await compare({}, vpc(['subnet-a'], ['sg-1']), options)).toEqual([
      'value-unknown/leaf networkConfiguration.securityGroups',
    ]);
    const load: ResourceOptions = {
      blocks: {
        load_balancer: [
          { target_group_arn: ref('aws_lb_target_group.api', 'arn'), container_name: 'api', container_port: 80 },
        ],
      },
    };
    const live = { loadBalancers: [{ targetGroupArn: 'arn:tg', containerName: 'api', containerPort: 80 }] };
    expect(await compare({}, live, load)).toEqual(['value-unknown/leaf loadBalancers[api:80].targetGroupArn']);
  });

  it('names what it does not compare', async () => {
    const hook = resource('aws_x.y', {}, { blocks: { lifecycle_hook: [{ hook_details: '{}' }] } });
    const service = resource('aws_ecs_service.api', { name: 'api', cluster: 'main' });
    const blocks = new Map([['deployment_configuration', { blocks: [{ labels: [], body: hook.body, at: hook.at }] }]]);
    const run = await runKind(ecsService, [{ ...service, body: { ...service.body, blocks } }], {
      services: [runningService('api', revisionArn('api', 1))],
    });
    expect(inShort(run).filter((line) => line.startsWith('not-compared'))).toEqual([
      'not-compared/leaf deploymentConfiguration.lifecycleHooks.hookDetails',
    ]);
  });
});

describe('the task definition', () => {
  const definition = resource('aws_ecs_task_definition.api', { family: 'api' });
  const points = async (task_definition: Plain, live = revisionArn('api', 7), options: ResourceOptions = {}) =>
    inShort(
      await runKind(ecsService, [service({ task_definition }, options), definition], {
        services: [runningService('api', live)],
      }),
    );
  const own = ref('aws_ecs_task_definition.api', 'arn');

  it('is followed whatever its revision when the code names none', async () => {
    expect(await points(own)).toEqual([]);
    expect(await points('api')).toEqual([]);
    expect(await points(template('api:', reference('aws_ecs_task_definition.api', 'revision')))).toEqual([]);
  });

  it('must be the family that the code names', async () => {
    const other = revisionArn('other', 7);
    expect(await points(own, other)).toEqual(['ecs/service-revision taskDefinition']);
    expect(await points('api', other)).toEqual(['ecs/service-revision taskDefinition']);
    expect(await points(own, other, { ignoreChanges: ['task_definition'] })).toEqual([
      'ecs/service-revision taskDefinition owned',
    ]);
  });

  it('must be the revision that the code names', async () => {
    expect(await points('api:7')).toEqual([]);
    expect(await points(revisionArn('api', 7))).toEqual([]);
    expect(await points('api:6')).toEqual(['ecs/service-revision taskDefinition']);
    expect(await points(revisionArn('api', 6))).toEqual(['ecs/service-revision taskDefinition']);
  });

  it('is undetermined when the code does not tell', async () => {
    expect(await points(unset('arn'))).toEqual(['value-unknown/leaf taskDefinition']);
    expect(await points(template('api:', variable('revision')))).toEqual(['value-unknown/leaf taskDefinition']);
    expect(await points(template('other:', variable('revision')))).toEqual(['ecs/service-revision taskDefinition']);
  });
});

describe('how it is found', () => {
  const world = { services: [runningService('api', revisionArn('api', 7))] };
  const clusters: [string, Plain, ReturnType<typeof resource>[]][] = [
    ['by name', 'main', []],
    ['by ARN', 'arn:aws:ecs:us-east-1:123456789012:cluster/main', []],
    ['by an ARN with holes', template('arn:aws:ecs:', variable('region'), ':123456789012:cluster/main'), []],
    ['by id of a cluster', ref('aws_ecs_cluster.this', 'id'), [resource('aws_ecs_cluster.this', { name: 'main' })]],
    ['by ARN of a cluster', ref('aws_ecs_cluster.this', 'arn'), [resource('aws_ecs_cluster.this', { name: 'main' })]],
    [
      'by a data source',
      ref('data.aws_ecs_cluster.this', 'arn'),
      [resource('data.aws_ecs_cluster.this', { cluster_name: 'main' })],
    ],
  ];
  it.each(clusters)('%s', async (_, cluster, more) => {
    const run = await runKind(ecsService, [service({ cluster }), ...more], world);
    expect(run.checked.map(({ status, identity }) => [status, identity])).toEqual([
      [
        'in-sync',
        {
          account: '123456789012',
          region: 'us-east-1',
          arn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
          cluster: 'main',
          service: 'api',
          family: 'api',
          revision: 7,
        },
      ],
    ]);
  });

  it('in the cluster `default` when none is named', async () => {
    const nowhere = resource(address, { name: 'api' });
    const run = await runKind(ecsService, [nowhere], world);
    expect(run.findings.map(({ rule, identity }) => [rule, identity.cluster])).toEqual([
      ['ecs/service-missing', 'default'],
    ]);
  });

  it('not at all when its name or cluster is not known', async () => {
    const nameless = await runKind(ecsService, [service({ name: unset('name') })], world);
    expect(inShort(nameless)).toEqual(['unidentified/resource name']);
    const somewhere = await runKind(ecsService, [service({ cluster: unset('cluster') })], world);
    expect(inShort(somewhere)).toEqual(['unidentified/resource cluster']);
    expect(somewhere.gaps.map(({ reason }) => [reason.kind, reason.name])).toEqual([['variable', 'cluster']]);
  });
});

describe('when it is not there', () => {
  it('is missing, or inactive when AWS still knows it', async () => {
    const missing = await runKind(ecsService, [service()], {});
    expect(missing.findings.map(({ rule, type }) => [rule, type])).toEqual([
      ['ecs/service-missing', 'resource-missing'],
    ]);
    for (const status of ['INACTIVE', 'DRAINING']) {
      const gone = await runKind(ecsService, [service()], {
        services: [runningService('api', revisionArn('api', 7), { status })],
      });
      expect(gone.findings.map(({ rule, live }) => [rule, live])).toEqual([
        ['ecs/service-inactive', { value: status }],
      ]);
      expect(gone.checked.map((one) => one.status)).toEqual(['missing']);
    }
  });

  it('is a gap when it is not known to be declared', async () => {
    const maybe = service({}, { expansion: variable('enabled') });
    expect(inShort(await runKind(ecsService, [maybe], {}))).toEqual(['expansion-unknown/resource']);
  });

  it('is a gap when AWS does not let it be read', async () => {
    const run = await runKind(ecsService, [service()], {
      problems: { 'ecs:DescribeServices': { kind: 'expired', action: 'ecs:DescribeServices' } },
    });
    expect(inShort(run)).toEqual(['unreadable/resource']);
    expect(run.gaps.map(({ reason }) => reason.problem?.kind)).toEqual(['expired']);
  });

  it('is a gap when the region that the code names is not known', async () => {
    const elsewhere = service({ region: unset('region') });
    const run = await runKind(ecsService, [elsewhere], {});
    expect(inShort(run)).toEqual(['unidentified/resource']);
  });
});

it('learns the ARNs of the service and its cluster', async () => {
  const cluster = resource('aws_ecs_cluster.this', { name: 'main' });
  const run = await runKind(ecsService, [service({ cluster: ref('aws_ecs_cluster.this', 'id') }), cluster], {
    services: [runningService('api', revisionArn('api', 7))],
  });
  expect(run.learnt.get(address)?.get('id')).toEqual(string('arn:aws:ecs:us-east-1:123456789012:service/main/api'));
  expect(run.learnt.get('aws_ecs_cluster.this')?.get('arn')).toEqual(
    string('arn:aws:ecs:us-east-1:123456789012:cluster/main'),
  );
});
