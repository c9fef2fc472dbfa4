import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordSnapshot, replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { type CheckOptions, check } from '../../../src/check/check.ts';
import { rehearse } from '../../../src/check/rehearsal/rehearse.ts';
import type { Finding } from '../../../src/model/report/finding.ts';
import type { Report } from '../../../src/model/report/report.ts';
import { quickReader } from '../../aws/wire.ts';
import type { Fault } from '../../aws-server/faults.ts';
import { authorize, createSecurityGroup, createVpc } from '../../aws-server/groups.ts';
import { createNetworkInterface, type InterfaceFor } from '../../aws-server/interfaces.ts';
import { createService } from '../../aws-server/services.ts';
import { serve } from '../../aws-server/start.ts';
import { registerTaskDefinition } from '../../aws-server/task-definitions.ts';
import { createCluster, emptyWorld, type World } from '../../aws-server/world.ts';

/* What rules reach that differ, asked of an AWS-shaped server. */

const groupCode = (name: string, rules: string) => `resource "aws_security_group" "${name}" {
  name        = "${name}"
  description = "Managed by Terraform"
  vpc_id      = "vpc-1"
  egress      = []
${rules}
}
`;
const redisRule = `  ingress {
    protocol    = "tcp"
    from_port   = 6379
    to_port     = 6379
    cidr_blocks = ["10.0.0.0/8"]
  }`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'driftcheck-reaches-'));
  writeFileSync(join(directory, 'main.tf'), groupCode('redis', redisRule) + groupCode('web', '  ingress = []'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const redis = 'sg-0000000000000000a';
const web = 'sg-0000000000000000b';

/** The account as the code has it, but for the rules that are given. */
function applied({ declared = true, extra = [] }: { declared?: boolean; extra?: readonly string[] } = {}): World {
  const made = [
    { id: redis, name: 'redis' },
    { id: web, name: 'web' },
  ].reduce(
    (world, group) => createSecurityGroup(world, { ...group, vpcId: 'vpc-1', egress: 'none' }),
    createVpc(emptyWorld(), 'vpc-1', '10.0.0.0/16'),
  );
  const rule = { group: redis, direction: 'ingress', protocol: 'tcp', from: 6379, cidr: '10.0.0.0/8' } as const;
  return extra.reduce(
    (world, group) =>
      authorize(world, { group, direction: 'ingress', protocol: 'tcp', from: 22, cidr: '203.0.113.0/24' }),
    declared ? authorize(made, rule) : made,
  );
}

const task: InterfaceFor = { made: 'task', service: 'api', cluster: 'main' };

async function checked(
  world: World,
  { faults = [], ...options }: Partial<CheckOptions> & { faults?: readonly Fault[] } = {},
) {
  const server = await serve(world, { faults });
  const report = await check({ directory, environment: {}, aws: quickReader(), ...options });
  const asked = server.calls().filter(({ action }) => action === 'ec2:DescribeNetworkInterfaces');
  return { report, asked, calls: server.calls() };
}

async function inCode(code: string, run: (directory: string) => Promise<void>): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), 'driftcheck-reaches-'));
  try {
    writeFileSync(join(own, 'main.tf'), code);
    await run(own);
  } finally {
    rmSync(own, { recursive: true });
  }
}

const reachesOf = (report: Report): readonly Finding['reaches'][] => report.findings.map(({ reaches }) => reaches);

describe('what a rule reaches', () => {
  it('is not asked for where nothing differs', async () => {
    const { report, asked } = await checked(createNetworkInterface(applied(), [redis], task));
    expect(report.findings).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is told of a rule that nobody declares: what is in the group that has it', async () => {
    let world = applied({ extra: [redis] });
    world = createNetworkInterface(world, [redis, web], task, { id: 'eni-3', public: '203.0.113.7' });
    world = createNetworkInterface(world, [redis], task, { id: 'eni-1' });
    world = createNetworkInterface(world, [redis], { made: 'cache', name: 'shop-001' }, { id: 'eni-2' });
    world = createNetworkInterface(world, [web], { made: 'load-balancer', name: 'front' }, { public: '203.0.113.8' });
    const { report, asked } = await checked(world);
    expect(reachesOf(report)).toEqual([
      {
        status: 'known',
        group: redis,
        interfaces: ['eni-1', 'eni-2', 'eni-3'],
        users: [
          { type: 'ecs-service', name: 'api', cluster: 'main', interfaces: 2 },
          { type: 'elasticache', name: 'shop-001', interfaces: 1 },
        ],
        publicAddresses: ['203.0.113.7'],
      },
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).not.toContain(web);
  });

  it('is told of a rule that is missing, and that nothing uses a group', async () => {
    const { report } = await checked(applied({ declared: false }));
    expect(reachesOf(report)).toEqual([
      { status: 'known', group: redis, interfaces: [], users: [], publicAddresses: [] },
    ]);
  });

  it('is asked for once, of all groups together', async () => {
    const { report, asked } = await checked(applied({ declared: false, extra: [redis, web] }));
    expect(report.findings).toHaveLength(3);
    expect(asked).toHaveLength(1);
  });

  it('is not asked for on behalf of whom a rule is left to', async () => {
    const code = groupCode('redis', `${redisRule}\n  lifecycle {\n    ignore_changes = [ingress]\n  }`);
    await inCode(code, async (own) => {
      const { report, asked } = await checked(applied({ extra: [redis] }), { directory: own });
      expect(report.findings.map(({ verdict }) => verdict)).toEqual(['owned']);
      expect(reachesOf(report)).toEqual([undefined]);
      expect(asked).toEqual([]);
    });
  });

  it('is told of a service that is configured with the group, and costs no call more', async () => {
    const service = `resource "aws_ecs_service" "worker" {
  name            = "worker"
  cluster         = "main"
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = [aws_security_group.redis.id]
  }
}
`;
    await inCode(groupCode('redis', redisRule) + service, async (own) => {
      const services = ['worker'].reduce(
        (world, serviceName) =>
          createService(world, {
            cluster: 'main',
            serviceName,
            taskDefinition: 'worker',
            desiredCount: 0,
            networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: [redis] } },
          }),
        registerTaskDefinition(createCluster(applied({ extra: [redis] }), 'main'), {
          family: 'worker',
          networkMode: 'awsvpc',
          cpu: '256',
          memory: '512',
          containerDefinitions: [{ name: 'app', image: 'example.com/app:1' }],
        }),
      );
      const { report, calls } = await checked(createNetworkInterface(services, [redis], { made: 'task' }), {
        directory: own,
      });
      const [reaches] = reachesOf(report).flatMap((one) => one ?? []);
      expect(reaches).toMatchObject({
        users: [
          { type: 'ecs-service', name: 'worker', cluster: 'main', interfaces: 0, isConfigured: true },
          { type: 'ecs-task', interfaces: 1 },
        ],
      });
      expect(calls.filter(({ action }) => action === 'ecs:DescribeServices')).toHaveLength(1);
    });
  });

  it('shows no name that the code calls secret', async () => {
    const name = 'cluster-of-the-secret-launch';
    const code = `variable "cluster" {
  default   = "${name}"
  sensitive = true
}
resource "aws_ecs_service" "api" {
  name    = "api"
  cluster = var.cluster
}
`;
    await inCode(groupCode('redis', redisRule) + code, async (own) => {
      const inCluster: InterfaceFor = { made: 'task', service: 'api', cluster: name };
      const world = createNetworkInterface(applied({ extra: [redis] }), [redis], inCluster);
      const { report } = await checked(world, { directory: own });
      expect(reachesOf(report).flatMap((one) => (one?.status === 'known' ? one.users : []))).toMatchObject([
        { type: 'ecs-service', name: 'api', interfaces: 1 },
      ]);
      expect(JSON.stringify(report)).not.toContain(name);
    });
  });

  it('that may not be asked for is one gap of a single value, and no finding less', async () => {
    const { report } = await checked(applied({ declared: false, extra: [redis, web] }), {
      faults: [{ kind: 'denied', action: 'ec2:DescribeNetworkInterfaces' }],
    });
    expect(report.gaps.map(({ code, scope, reason }) => [code, scope, reason.problem?.kind])).toEqual([
      ['interfaces-unreadable', 'leaf', 'denied'],
    ]);
    expect(report.findings).toHaveLength(3);
    expect(reachesOf(report).map((one) => one?.status)).toEqual(['unread', 'unread', 'unread']);
    expect(report.summary.exitCode).toBe(2);
    expect(report.summary.attributes.undetermined).toBe(0);
  });

  it('is in a snapshot, and of one without it no more is said than that it is not there', async () => {
    const world = createNetworkInterface(applied({ extra: [redis] }), [redis], task, { public: '203.0.113.7' });
    await serve(world);
    const aws = quickReader();
    const live = await check({ directory, environment: {}, aws });
    const text = await recordSnapshot(aws, { recordedAt: '2026-11-20T15:00:00Z' });
    const replayed = await check({ directory, environment: {}, aws: replaySnapshot(text, 'live.json') });
    expect(reachesOf(replayed)).toEqual(reachesOf(live));
    expect(reachesOf(live)).toMatchObject([{ status: 'known', publicAddresses: ['203.0.113.7'] }]);
    const { reads, ...rest } = JSON.parse(text) as { reads: readonly { readonly action: string }[] };
    const before = JSON.stringify({
      ...rest,
      reads: reads.filter(({ action }) => action !== 'ec2:DescribeNetworkInterfaces'),
    });
    const older = await check({ directory, environment: {}, aws: replaySnapshot(before, 'live.json') });
    expect(older.gaps).toEqual([]);
    expect(reachesOf(older)).toMatchObject([{ status: 'unread', problem: { kind: 'not-recorded' } }]);
  });

  it('is something that the least policy allows', async () => {
    const { asked } = await rehearse({ directory, environment: {} });
    expect(asked.filter(({ definition }) => definition.action === 'ec2:DescribeNetworkInterfaces')).toHaveLength(2);
  });
});

const user = fc.constantFrom<InterfaceFor>(
  task,
  { made: 'task' },
  { made: 'database' },
  { made: 'instance', instance: 'i-0123456789abcdef0', description: 'ELB app/front/0123456789abcdef' },
);
const inGroups = fc.subarray([redis, web, 'sg-0000000000000000c'], { minLength: 1 });

describe('the interfaces that are named', () => {
  it('are all that are in the group, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(inGroups, user), { maxLength: 12 }), async (made) => {
        const world = made.reduce(
          (before, [groups, use]) => createNetworkInterface(before, groups, use),
          applied({ extra: [redis, web] }),
        );
        const { report } = await checked(world);
        const reached = reachesOf(report);
        expect(reached).toHaveLength(2);
        for (const one of reached) {
          const own = world.networkInterfaces.filter(({ Groups }) =>
            Groups.some(({ GroupId }) => GroupId === one?.group),
          );
          expect(one).toMatchObject({
            status: 'known',
            interfaces: own.map(({ NetworkInterfaceId }) => NetworkInterfaceId).toSorted(),
          });
          const counted = one?.status === 'known' ? one.users.map(({ interfaces }) => interfaces) : [];
          expect(counted.reduce((sum, count) => sum + count, 0)).toBe(own.length);
        }
      }),
      { numRuns: 15 },
    );
  });
});
