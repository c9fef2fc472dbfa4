import { describe, expect, it } from 'vitest';
import { createBuckets } from './buckets.ts';
import type { FaultTarget } from './faults.ts';
import type { AwsService } from './protocol.ts';
import { quickReader, serve } from './start.ts';
import { emptyWorld } from './world.ts';

const call = (name: string, body = '', region = 'us-east-1'): FaultTarget => {
  const [service = '', action = ''] = name.split(':');
  return { service: service as AwsService, action, region, body };
};

/** How many of these calls, all at once, are taken. */
const taken = (isTooFast: (call: FaultTarget) => boolean, target: FaultTarget, calls = 300): number =>
  Array.from({ length: calls }, () => isTooFast(target)).filter((refused) => !refused).length;

describe('a bucket holds, and takes back in a second', () => {
  it.each([
    ['ecs:DescribeTaskDefinition', '', 50, 20],
    ['ecs:DescribeServices', '', 100, 20],
    ['ecs:ListTasks', '', 100, 20],
    ['ecs:DescribeServiceRevisions', '', 50, 20],
    ['ec2:DescribeSecurityGroupRules', 'Filter.1.Name=group-id', 100, 20],
    [
      'ec2:DescribeSecurityGroups',
      'Action=DescribeSecurityGroups&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1',
      100,
      20,
    ],
    ['ec2:DescribeSecurityGroups', 'Action=DescribeSecurityGroups&MaxResults=1000', 100, 20],
    ['ec2:DescribeSecurityGroups', 'Action=DescribeSecurityGroups&Version=2016-11-15', 50, 10],
    ['ec2:DescribeNetworkInterfaces', 'Action=DescribeNetworkInterfaces&Version=2016-11-15', 50, 10],
    ['cloudtrail:LookupEvents', '', 2, 2],
  ])('%s (%s): %i, %i', (name, body, burst, refill) => {
    let now = 0;
    const isTooFast = createBuckets(() => now);
    expect(taken(isTooFast, call(name, body))).toBe(burst);
    now = 1000;
    expect(taken(isTooFast, call(name, body))).toBe(refill);
    now = 1500;
    expect(taken(isTooFast, call(name, body))).toBe(refill / 2);
    now = 100_000;
    expect(taken(isTooFast, call(name, body))).toBe(burst);
  });

  it('none that AWS documents', () => {
    expect(taken(createBuckets(), call('ssm:DescribeParameters'), 3000)).toBe(3000);
  });
});

describe('who shares a bucket', () => {
  it('the actions of a category of ECS, in one region', () => {
    const isTooFast = createBuckets(() => 0);
    expect(taken(isTooFast, call('ecs:ListTasks'), 60)).toBe(60);
    expect(taken(isTooFast, call('ecs:DescribeTasks'))).toBe(40);
    expect(taken(isTooFast, call('ecs:DescribeTasks', '', 'eu-west-1'))).toBe(100);
    expect(taken(isTooFast, call('ecs:DescribeServices'))).toBe(100);
  });

  it('each action of EC2 has its own', () => {
    const isTooFast = createBuckets(() => 0);
    expect(taken(isTooFast, call('ec2:DescribeVpcs', 'Filter.1.Name=a'))).toBe(100);
    expect(taken(isTooFast, call('ec2:DescribeSubnets', 'Filter.1.Name=a'))).toBe(100);
  });
});

it('refuses with the code of the service', async () => {
  const server = await serve(emptyWorld(), { buckets: true, now: () => 0 });
  const aws = quickReader();
  const reads = Array.from({ length: 60 }, (_, number) => `family-${number}`);
  const found = await Promise.all(
    reads.map((taskDefinition) => aws.read('ecs:DescribeTaskDefinition', { taskDefinition })),
  );
  expect(found.filter(({ status }) => status === 'absent')).toHaveLength(50);
  expect(found.find(({ status }) => status === 'unreadable')).toMatchObject({
    problem: { kind: 'throttled', code: 'ThrottlingException' },
  });
  expect(await (await fetch(`${server.endpoint}/errors`)).json()).toMatchObject({
    'ecs:DescribeTaskDefinition ThrottlingException': 30,
  });
});
