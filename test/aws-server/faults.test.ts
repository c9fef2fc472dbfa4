import { describe, expect, it } from 'vitest';
import type { AwsReader } from '../../src/aws/reader.ts';
import { deadline } from '../aws/deadline.ts';
import type { Damage, Fault } from './faults.ts';
import { createFleet, fleetNames } from './fleet.ts';
import { countCalls } from './server.ts';
import { quickReader, serve } from './start.ts';
import { createRole } from './world.ts';

const world = createRole(createFleet({ seed: 3, services: 12, groups: 3 }), 'task');
const cluster = fleetNames.cluster(0);

/** One read of each kind of service: JSON, EC2's query, the query of STS and IAM. */
const reads = {
  'ecs:DescribeServices': (aws: AwsReader) =>
    aws.read('ecs:DescribeServices', { cluster, service: fleetNames.service(0) }),
  'ecs:DescribeTaskDefinition': (aws: AwsReader) =>
    aws.read('ecs:DescribeTaskDefinition', { taskDefinition: fleetNames.service(0) }),
  'ec2:DescribeSecurityGroupRules': (aws: AwsReader) =>
    aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': fleetNames.groupId(0) }),
  'sts:GetCallerIdentity': (aws: AwsReader) => aws.read('sts:GetCallerIdentity', {}),
  'iam:GetRole': (aws: AwsReader) => aws.read('iam:GetRole', { 'role-name': 'task' }),
  'ssm:DescribeParameters': (aws: AwsReader) =>
    aws.read('ssm:DescribeParameters', { name: '/fleet/service-0000/api-key' }),
  'ecr:DescribeRepositories': (aws: AwsReader) =>
    aws.read('ecr:DescribeRepositories', { repository: fleetNames.service(0) }),
};
type Action = keyof typeof reads;
const actions: readonly Action[] = [
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ec2:DescribeSecurityGroupRules',
  'sts:GetCallerIdentity',
  'iam:GetRole',
  'ssm:DescribeParameters',
  'ecr:DescribeRepositories',
];

it('nothing is wrong without a fault', async () => {
  const server = await serve(world);
  const aws = quickReader();
  for (const action of actions) expect((await reads[action](aws)).status).toBe('found');
  expect(countCalls(server.calls())).toEqual(Object.fromEntries([...actions].sort().map((action) => [action, 1])));
});

describe('a fault arrives as the problem that it is', () => {
  it.each<[Damage, string, number]>([
    [{ kind: 'throttled' }, 'throttled', 3],
    [{ kind: 'denied' }, 'denied', 1],
    [{ kind: 'expired' }, 'expired', 1],
    [{ kind: 'unrecognized' }, 'no-credentials', 1],
    [{ kind: 'server-error' }, 'server', 3],
    [{ kind: 'unavailable' }, 'server', 3],
    [{ kind: 'html', status: 503 }, 'server', 3],
    [{ kind: 'html', status: 500 }, 'not-implemented', 3],
    [{ kind: 'reset' }, 'network', 3],
    [{ kind: 'error', code: 'InvalidParameterException' }, 'invalid-request', 1],
    [{ kind: 'error', code: 'TooManyRequestsException', status: 429 }, 'throttled', 3],
  ])('%o', async (damage, kind, attempts) => {
    const server = await serve(world, { faults: [damage] });
    const aws = quickReader();
    for (const action of actions) {
      expect([action, await reads[action](aws)]).toMatchObject([
        action,
        { status: 'unreadable', problem: { kind, action } },
      ]);
    }
    expect(countCalls(server.calls())).toEqual(
      Object.fromEntries([...actions].sort().map((action) => [action, attempts])),
    );
  });

  it.each(actions)('half of an answer to %s is no answer', async (action) => {
    await serve(world, { faults: [{ kind: 'truncated' }] });
    expect((await reads[action](quickReader())).status).toBe('unreadable');
  });

  it('a page of a proxy with status 200 is no answer either', async () => {
    await serve(world, { faults: [{ kind: 'html', status: 200 }] });
    const aws = quickReader();
    for (const action of actions) expect((await reads[action](aws)).status).toBe('unreadable');
  });

  it('what takes too long', async () => {
    await serve(world, { faults: [{ kind: 'slow', ms: 60_000, action: 'ecs' }] });
    const aws = quickReader({ signal: deadline(250) });
    expect(await reads['ecs:DescribeServices'](aws)).toMatchObject({
      status: 'unreadable',
      problem: { kind: 'timeout' },
    });
  });

  it('a denial names who may not do what', async () => {
    await serve(world, { faults: [{ kind: 'denied', action: 'ecs' }] });
    const read = await reads['ecs:DescribeServices'](quickReader());
    expect(read).toMatchObject({ problem: { code: 'AccessDeniedException' } });
    expect(JSON.stringify(read)).toContain('ecs:DescribeServices');
  });
});

describe('a fault hits the calls that it names', () => {
  const tried = async (faults: readonly Fault[], ...asked: readonly Action[]) => {
    const server = await serve(world, { faults });
    const outcomes: string[] = [];
    for (const action of asked) {
      const read = await reads[action](quickReader());
      outcomes.push(read.status === 'unreadable' ? read.problem.kind : read.status);
    }
    return { outcomes, calls: server.calls() };
  };

  it('so many times', async () => {
    const { outcomes, calls } = await tried(
      [{ kind: 'throttled', action: 'ecs:DescribeServices', times: 2 }],
      'ecs:DescribeServices',
    );
    expect(outcomes).toEqual(['found']);
    expect(calls.map(({ status, error }) => [status, error])).toEqual([
      [400, 'ThrottlingException'],
      [400, 'ThrottlingException'],
      [200, undefined],
    ]);
  });

  it('from a number on', async () => {
    const { outcomes } = await tried(
      [{ kind: 'expired', from: 3 }],
      'ecs:DescribeServices',
      'sts:GetCallerIdentity',
      'ec2:DescribeSecurityGroupRules',
      'ecs:DescribeServices',
    );
    expect(outcomes).toEqual(['found', 'found', 'expired', 'expired']);
  });

  it('of an action, of a service, or with a text', async () => {
    expect(
      (
        await tried(
          [
            { kind: 'denied', action: 'ec2' },
            { kind: 'denied', resource: '/fleet/service-0000/' },
          ],
          'ec2:DescribeSecurityGroupRules',
          'ssm:DescribeParameters',
          'ecs:DescribeServices',
        )
      ).outcomes,
    ).toEqual(['denied', 'denied', 'found']);
  });

  it('in a region', async () => {
    await serve(world, { faults: [{ kind: 'denied', region: 'eu-west-1' }] });
    const aws = quickReader();
    const group = { 'group-id': 'sg-1' };
    expect((await aws.read('ec2:DescribeSecurityGroups', group)).status).toBe('absent');
    expect((await aws.read('ec2:DescribeSecurityGroups', group, 'eu-west-1')).status).toBe('unreadable');
  });

  it('one refused service of a batch does not hide the others', async () => {
    const server = await serve(world, { faults: [{ kind: 'denied', resource: '"service-0003"' }] });
    const aws = quickReader();
    const numbers = [1, 2, 3, 4];
    const found = await Promise.all(
      numbers.map((number) => aws.read('ecs:DescribeServices', { cluster, service: fleetNames.service(number) })),
    );
    expect(found.map(({ status }) => status)).toEqual(['found', 'found', 'unreadable', 'found']);
    expect(countCalls(server.calls())).toEqual({ 'ecs:DescribeServices': 5 });
  });
});

describe('an unknown member', () => {
  it.each([
    [undefined, []],
    ['taskDefinition', ['taskDefinition']],
    ['taskDefinition.containerDefinitions', ['taskDefinition', 'containerDefinitions', 0]],
  ])('is in the body, within %s', async (within, path) => {
    const fault: Fault = { kind: 'unknown-member', name: 'novelty', value: { on: true } };
    const server = await serve(world, { faults: [{ ...fault, ...(within === undefined ? {} : { within }) }] });
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition' },
      body: JSON.stringify({ taskDefinition: fleetNames.service(0) }),
    });
    const holder = path.reduce<unknown>((value, step) => Reflect.get(Object(value), step), await answer.json());
    expect(holder).toMatchObject({ novelty: { on: true } });
  });
});

describe('a request that is none', () => {
  it('is not found, and a body that is no JSON is refused', async () => {
    const server = await serve(world);
    const post = (headers: Record<string, string>, body: string) =>
      fetch(server.endpoint, { method: 'POST', headers, body });
    expect((await post({}, 'Action=DescribeVpcs')).status).toBe(404);
    const target = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeServices' };
    for (const body of ['{', '[]', '{"cluster":7}', '{"cluster":"fleet-0","services":"a"}']) {
      expect(await (await post(target, body)).json()).toMatchObject({ __type: 'SerializationException' });
    }
    expect(await (await fetch(`${server.endpoint}/calls`)).json()).toEqual({ 'ecs:DescribeServices': 4 });
  });
});
