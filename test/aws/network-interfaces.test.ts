import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { type AttachedTo, interfaceUser } from '../../src/aws/reads/ec2-interface-user.ts';
import { createNetworkInterface, type InterfaceFor } from '../aws-server/interfaces.ts';
import { serve } from '../aws-server/start.ts';
import { emptyWorld, type World } from '../aws-server/world.ts';
import { quickReader } from './wire.ts';

const managed = { InterfaceType: 'interface', RequesterManaged: true, Status: 'in-use' } as const;
const attachment = 'arn:aws:ecs:us-east-1:123456789012:attachment/665d4fbe-1dd1-426e-9f20-b8af371fcf97';
const tags = (...entries: readonly (readonly [string, string])[]) => ({
  TagSet: entries.map(([Key, Value]) => ({ Key, Value })),
});

describe('what uses an interface', () => {
  it.each<readonly [string, NetworkInterface, AttachedTo | undefined]>([
    [
      'a task of a service with managed tags',
      {
        ...managed,
        Description: attachment,
        ...tags(['aws:ecs:serviceName', 'api'], ['aws:ecs:clusterName', 'main']),
      },
      { type: 'ecs-service', name: 'api', cluster: 'main' },
    ],
    [
      'a task that was run by itself',
      { ...managed, Description: attachment, ...tags(['aws:ecs:clusterName', 'main']) },
      { type: 'ecs-task', cluster: 'main' },
    ],
    ['a task without managed tags', { ...managed, Description: attachment }, { type: 'ecs-task' }],
    [
      'a task in another partition',
      { ...managed, Description: attachment.replace('aws:ecs:us', 'aws-us-gov:ecs:us-gov') },
      { type: 'ecs-task' },
    ],
    [
      'an Application Load Balancer',
      { ...managed, Description: 'ELB app/shop-web/50dc6c495c0c9188' },
      { type: 'load-balancer', name: 'shop-web' },
    ],
    [
      'a Network Load Balancer',
      { ...managed, InterfaceType: 'network_load_balancer', Description: 'ELB net/shop-tcp/50dc6c495c0c9188' },
      { type: 'load-balancer', name: 'shop-tcp' },
    ],
    [
      'one that does not say its name',
      { ...managed, InterfaceType: 'network_load_balancer' },
      { type: 'load-balancer' },
    ],
    ['a Classic Load Balancer', { ...managed, Description: 'ELB shop' }, { type: 'load-balancer', name: 'shop' }],
    ['a database', { ...managed, Description: 'RDSNetworkInterface' }, { type: 'rds' }],
    [
      'a cache',
      { ...managed, Description: 'ElastiCache shop-redis-001' },
      { type: 'elasticache', name: 'shop-redis-001' },
    ],
    [
      'a newer cache',
      { ...managed, Description: 'ElastiCache+shop-0001-001' },
      { type: 'elasticache', name: 'shop-0001-001' },
    ],
    [
      'functions',
      {
        ...managed,
        InterfaceType: 'lambda',
        Description: 'AWS Lambda VPC ENI-shop-1a2b3c4d-1111-2222-3333-aaaabbbbcccc',
      },
      { type: 'lambda' },
    ],
    ['functions of before', { ...managed, Description: 'AWS Lambda VPC ENI: 1a2b' }, { type: 'lambda' }],
    [
      'a file system',
      { ...managed, Description: 'EFS mount target for fs-0123456789abcdef0 (fsmt-0123456789abcdef0)' },
      { type: 'efs', name: 'fs-0123456789abcdef0' },
    ],
    [
      'an endpoint',
      { ...managed, InterfaceType: 'vpc_endpoint', Description: 'VPC Endpoint Interface vpce-0123456789abcdef0' },
      { type: 'vpc-endpoint', name: 'vpce-0123456789abcdef0' },
    ],
    ['a warehouse', { ...managed, Description: 'RedshiftNetworkInterface' }, { type: 'redshift' }],
    ['another service', { ...managed, InterfaceType: 'quicksight' }, { type: 'aws-service', name: 'quicksight' }],
    [
      'an instance',
      { ...managed, RequesterManaged: false, Attachment: { InstanceId: 'i-0123456789abcdef0' } },
      { type: 'instance', name: 'i-0123456789abcdef0' },
    ],
    ['nothing', { InterfaceType: 'interface', RequesterManaged: false, Status: 'available' }, { type: 'none' }],
    ['something that is not told', { ...managed, Description: 'CloudHSM Managed Interface' }, undefined],
    ['something of which nothing is told', {}, undefined],
    // Anybody may describe an interface of their own as AWS describes its own.
    [
      'nothing, whatever somebody wrote of it',
      {
        InterfaceType: 'interface',
        RequesterManaged: false,
        Status: 'available',
        Description: 'ELB app/web/50dc6c495c0c9188',
      },
      { type: 'none' },
    ],
    ['who knows what', { ...managed, RequesterManaged: false, Description: attachment }, undefined],
    [
      'a load balancer with a name that it cannot have',
      { ...managed, Description: 'ELB app/<b>`x`\u001b[31m/50' },
      undefined,
    ],
  ])('%s', (_, one, user) => {
    expect(interfaceUser(one)).toEqual(user);
  });
});

const task: InterfaceFor = { made: 'task', service: 'api', cluster: 'main' };

function withInterfaces(count: number, world: World = emptyWorld()): World {
  let all = world;
  for (let index = 0; index < count; index += 1) all = createNetworkInterface(all, [`sg-${index % 3}`, 'sg-all'], task);
  return all;
}

describe('the interfaces of groups', () => {
  const read = (aws: ReturnType<typeof quickReader>, group: string) =>
    aws.read('ec2:DescribeNetworkInterfaces', { 'group-id': group });

  it('are asked for together, and each is told of every group that it is in', async () => {
    const server = await serve(withInterfaces(7));
    const aws = quickReader();
    const [zero, one, all, none] = await Promise.all(['sg-0', 'sg-1', 'sg-all', 'sg-none'].map((id) => read(aws, id)));
    expect(server.calls()).toHaveLength(1);
    const idsOf = (found: typeof zero) => (found?.status === 'found' ? found.value.map(({ id }) => id) : found);
    expect(idsOf(zero)).toHaveLength(3);
    expect(idsOf(one)).toHaveLength(2);
    expect(idsOf(all)).toHaveLength(7);
    expect(idsOf(all)).toEqual([...(idsOf(all) as string[])].sort());
    expect(idsOf(none)).toEqual([]);
  });

  it('are read page by page, and groups two hundred at a time', async () => {
    const server = await serve(withInterfaces(1001));
    const aws = quickReader();
    const groups = ['sg-all', ...Array.from({ length: 200 }, (_, index) => `sg-${index}`)];
    const answers = await Promise.all(groups.map((id) => read(aws, id)));
    expect(answers[0]).toMatchObject({ status: 'found' });
    expect(answers[0]?.status === 'found' && answers[0].value.length).toBe(1001);
    expect(server.calls().map(({ action }) => action)).toEqual(Array(3).fill('ec2:DescribeNetworkInterfaces'));
  });

  it('are told with their public addresses and users, and with nothing that somebody wrote', async () => {
    const written = 'ask-somebody-for-the-key';
    const world = [
      (before: World) => createNetworkInterface(before, ['sg-1'], task, { public: '203.0.113.7', id: 'eni-2' }),
      (before: World) =>
        createNetworkInterface(
          before,
          ['sg-1'],
          { made: 'instance', instance: 'i-1', description: written },
          { id: 'eni-3' },
        ),
      (before: World) =>
        createNetworkInterface(before, ['sg-1'], { made: 'database' }, { ipv6: '2600:1f18::7', id: 'eni-1' }),
      (before: World) =>
        createNetworkInterface(before, ['sg-1'], { made: 'instance' }, { ipv6: 'fd00::7', id: 'eni-4' }),
    ].reduce((before, add) => add(before), emptyWorld());
    await serve(world);
    const found = await read(quickReader(), 'sg-1');
    expect(found).toEqual({
      status: 'found',
      value: [
        { id: 'eni-1', publicAddresses: ['2600:1f18::7'], user: { type: 'rds' } },
        { id: 'eni-2', publicAddresses: ['203.0.113.7'], user: { type: 'ecs-service', name: 'api', cluster: 'main' } },
        { id: 'eni-3', user: { type: 'instance', name: 'i-1' } },
        { id: 'eni-4', user: { type: 'none' } },
      ],
    });
    expect(JSON.stringify(found)).not.toContain(written);
  });

  it('that AWS may not be asked for are unreadable', async () => {
    await serve(emptyWorld(), { faults: [{ kind: 'denied', action: 'ec2:DescribeNetworkInterfaces' }] });
    expect(await read(quickReader(), 'sg-1')).toMatchObject({ status: 'unreadable', problem: { kind: 'denied' } });
  });
});
