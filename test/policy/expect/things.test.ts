import { describe, expect, it } from 'vitest';
import type { AwsProblem } from '../../../src/model/report/aws-problem.ts';
import type { Stack } from '../../../src/model/stack.ts';
import { mostFamilies } from '../../../src/policy/expect/task-definitions.ts';
import { json, liveRevision } from '../../kinds/ecs/world.ts';
import { type Plain, ref, resource, stackOf, template, unset, variable } from '../../kinds/resources.ts';
import { type ExpectedWorld, held } from './world.ts';

/* Which task definitions an expectation is about: of the code, of AWS, and when that cannot be told. */

const parameter = 'arn:aws:ssm:us-east-1:123456789012:parameter/token';
const secrets = [{ name: 'TOKEN_A', valueFrom: parameter }];
const having = [{ name: 'api', image: 'api:1', secrets }];
const lacking = [{ name: 'api', image: 'api:1' }];

const definition = (name: string, family: Plain, containers: Plain = having) =>
  resource(`aws_ecs_task_definition.${name}`, { family, container_definitions: json(containers) });
const rootOf = (...resources: Parameters<typeof stackOf>[0]) => [{ target: 'default', stack: stackOf(resources) }];

const token = (pattern: string, more: Record<string, unknown> = {}) => ({
  'task-definition': pattern,
  secret: 'TOKEN_A',
  ...more,
});
const path = 'containers[api].secrets[TOKEN_A]';
const nowhere = '(nowhere)';

describe('what no code declares', () => {
  const world: ExpectedWorld = {
    revisions: [
      liveRevision('shop-api', 3, having),
      liveRevision('shop-web', 4, lacking),
      liveRevision('shop-worker', 5, lacking),
      liveRevision('other', 6, lacking),
      { ...liveRevision('shop-old', 7, lacking), status: 'INACTIVE' },
    ],
  };

  it('is held too, by its newest ACTIVE revision', async () => {
    const keys: object[] = [];
    const run = await held([token('shop-*')], rootOf(definition('api', 'shop-api')), world, keys);
    expect(run.short).toEqual([
      `expect/secret-absent ${nowhere} ${path} latest-revision:4=unmet`,
      `expect/secret-absent ${nowhere} ${path} latest-revision:5=unmet`,
    ]);
    expect(
      run.findings.map(({ identity, at, declared }) => [identity.family, identity.revision, at, declared]),
    ).toEqual([
      ['shop-web', 4, undefined, undefined],
      ['shop-worker', 5, undefined, undefined],
    ]);
    expect(run.held).toMatchObject([{ things: 3, unmet: 2, undetermined: 0 }]);
    expect(keys).toContainEqual({ action: 'ecs:ListTaskDefinitionFamilies', 'family-prefix': 'shop-' });
    expect(keys).not.toContainEqual({ action: 'ecs:DescribeTaskDefinition', taskDefinition: 'other' });
  });

  it('is found by a whole name without a list', async () => {
    const keys: object[] = [];
    const run = await held([token('shop-web')], rootOf(definition('api', 'shop-api')), world, keys);
    expect(run.short).toEqual([`expect/secret-absent ${nowhere} ${path} latest-revision:4=unmet`]);
    expect(keys.map((key) => Reflect.get(key, 'action'))).not.toContain('ecs:ListTaskDefinitionFamilies');
  });

  it('is read up to a bound, and what lies beyond is a gap', async () => {
    const families = Array.from({ length: mostFamilies + 1 }, (_, index) => liveRevision(`many-${index}`, 1, having));
    const run = await held([token('many-*')], rootOf(), { revisions: families });
    expect(run.short).toEqual([`unreadable/resource ${nowhere}`]);
    expect(run.held).toMatchObject([{ things: mostFamilies, unmet: 0, undetermined: 1 }]);
  });

  it('may be left out', async () => {
    const except = ['shop-w*', 'shop-api'];
    expect((await held([token('shop-*', { except })], rootOf(definition('api', 'shop-api')), world)).short).toEqual([
      `expectation-unmatched/resource ${nowhere}`,
    ]);
  });

  it('is asked for in each region of the code', async () => {
    const elsewhere = { ...definition('eu', 'shop-eu'), region: { kind: 'known', value: 'eu-west-1' } };
    const keys: object[] = [];
    await held(
      [token('shop-*')],
      [{ target: 'default', stack: stackOf([elsewhere as Stack['resources'][number]]) }],
      world,
      keys,
    );
    expect(keys.filter((key) => Reflect.get(key, 'action') === 'ecs:ListTaskDefinitionFamilies')).not.toHaveLength(0);
  });

  it.each(['denied', 'throttled', 'not-recorded'] as const)('is a gap when the list is %s', async (kind) => {
    const problem: AwsProblem = { kind, action: 'ecs:ListTaskDefinitionFamilies' };
    const live = { ...world, problems: { 'ecs:ListTaskDefinitionFamilies': problem } };
    const run = await held([token('shop-*')], rootOf(definition('api', 'shop-api')), live);
    expect(run.short).toEqual([`unreadable/resource ${nowhere}`]);
    expect(run.held).toMatchObject([{ things: 1, unmet: 0, undetermined: 1 }]);
    expect((await held([token('none-*')], rootOf(), live)).short).toEqual([`unreadable/resource ${nowhere}`]);
  });

  it('is a gap when a revision of it is denied', async () => {
    const problem: AwsProblem = { kind: 'denied', action: 'ecs:DescribeTaskDefinition' };
    const live = { ...world, problems: { 'ecs:DescribeTaskDefinition': problem } };
    const run = await held([token('shop-api')], rootOf(), live);
    expect(run.short).toEqual([`unreadable/resource ${nowhere}`]);
    expect(run.held).toMatchObject([{ things: 1, unmet: 0, undetermined: 1 }]);
  });
});

describe('what the code declares', () => {
  it('is held where AWS has nothing of it', async () => {
    const run = await held([token('api')], rootOf(definition('api', 'api', lacking)), {});
    expect(run.short).toEqual([`expect/secret-absent aws_ecs_task_definition.api ${path} code=unmet`]);
    expect((await held([token('api')], rootOf(definition('api', 'api')), {})).short).toEqual([]);
  });

  it('is not met where AWS does not let it be read', async () => {
    const problem: AwsProblem = { kind: 'denied', action: 'ecs:DescribeTaskDefinition' };
    const live = { problems: { 'ecs:DescribeTaskDefinition': problem } };
    const run = await held([token('api')], rootOf(definition('api', 'api')), live);
    expect(run.short).toEqual(['unreadable/resource aws_ecs_task_definition.api']);
    expect(run.held).toMatchObject([{ things: 1, unmet: 0, undetermined: 1 }]);
    expect((await held([token('api')], rootOf(definition('api', 'api', lacking)), live)).short).toEqual([
      `expect/secret-absent aws_ecs_task_definition.api ${path} code=unmet`,
      'unreadable/resource aws_ecs_task_definition.api',
    ]);
  });

  it.each([
    ['is about it whatever stands in the hole', template('shop-api-', variable('env')), `expect/secret-absent`],
    ['may be about it', template('shop-', variable('name')), 'unidentified/resource'],
    ['may be about it where nothing is known', unset('name'), 'unidentified/resource'],
    ['is not about it', template('other-', variable('env')), 'expectation-unmatched/resource'],
  ])('has a family that is not known: %s', async (_, family, outcome) => {
    const run = await held([token('shop-api-*')], rootOf(definition('api', family, lacking)), {});
    expect(run.short.map((one) => one.split(' ')[0])).toContain(outcome);
  });

  it('has the family that the service of the code runs', async () => {
    const service = resource('aws_ecs_service.api', {
      name: 'api',
      cluster: 'main',
      task_definition: ref('aws_ecs_task_definition.api', 'arn'),
    });
    const family = 'shop-api-development';
    const revision = liveRevision(family, 3, lacking);
    const run = await held([token('shop-api-*')], rootOf(definition('api', unset('name'), lacking), service), {
      services: [
        {
          serviceName: 'api',
          serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
          clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
          status: 'ACTIVE',
          taskDefinition: revision.taskDefinitionArn ?? '',
        },
      ],
      revisions: [revision],
    });
    expect(run.short).toEqual([`expect/secret-absent aws_ecs_task_definition.api ${path} code=unmet service:3=unmet`]);
  });

  it('may be of no instance', async () => {
    const open = { ...definition('api', 'api', lacking), expansion: variable('count') };
    const run = await held([token('api')], rootOf(open), {});
    expect(run.short).toContain(`value-unknown/leaf aws_ecs_task_definition.api ${path}`);
    expect(run.findings).toEqual([]);
  });
});

describe('targets', () => {
  const roots = [
    { target: 'shop', stack: stackOf([definition('api', 'shop-api', lacking)]) },
    { target: 'jobs', stack: stackOf([definition('api', 'jobs-api', lacking)]) },
  ];

  it('are all of them, and one may be named', async () => {
    const all = await held([token('*-api')], roots, {});
    expect(all.compared.leaves.flatMap(({ expectation, subject }) => (expectation ? [subject.target] : []))).toEqual([
      'shop',
      'jobs',
    ]);
    const one = await held([token('*-api', { target: 'jo*' })], roots, {});
    expect(one.compared.leaves.flatMap(({ expectation, subject }) => (expectation ? [subject.target] : []))).toEqual([
      'jobs',
    ]);
    expect((await held([token('*', { target: 'none' })], roots, {})).short).toEqual([
      `expectation-unmatched/resource ${nowhere}`,
    ]);
  });

  it('do not declare for another what is undeclared: a family of one is nobody else’s', async () => {
    const world = { revisions: [liveRevision('jobs-api', 3, lacking)] };
    const run = await held([token('*-api', { target: 'shop' })], roots, world);
    expect(run.short).toEqual([`expect/secret-absent aws_ecs_task_definition.api ${path} code=unmet`]);
  });
});

it('asks for nothing without an expectation about it', async () => {
  const keys: object[] = [];
  await held([], rootOf(definition('api', 'api')), {}, keys);
  expect(keys).toEqual([]);
  await held([{ 'security-group': 'none', 'no-public-ingress': [22] }], rootOf(definition('api', 'api')), {}, keys);
  expect(keys.filter((key) => String(Reflect.get(key, 'action')).startsWith('ecs:'))).toEqual([]);
});
