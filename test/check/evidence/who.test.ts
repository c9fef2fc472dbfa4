import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/aws/clock.ts';
import type { AwsReader } from '../../../src/aws/reader.ts';
import { recordSnapshot, replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { type CheckOptions, check, checkTargets } from '../../../src/check/check.ts';
import type { Report } from '../../../src/model/report/report.ts';
import type { WhoData } from '../../../src/model/report/who.ts';
import { instantClock } from '../../aws/instant-clock.ts';
import type { Fault } from '../../aws-server/faults.ts';
import { authorize, createSecurityGroup, createVpc, type RuleInput, revoke } from '../../aws-server/groups.ts';
import { countCalls } from '../../aws-server/server.ts';
import { createService } from '../../aws-server/services.ts';
import { quickReader, serve } from '../../aws-server/start.ts';
import { registerTaskDefinition } from '../../aws-server/task-definitions.ts';
import {
  type Actor,
  alice,
  deployer,
  recordAuthorize,
  recordCall,
  recordDescribe,
  recordGroup,
  recordModify,
  recordRegister,
  recordRevoke,
  recordService,
} from '../../aws-server/trail.ts';
import { at, createCluster, emptyWorld, type RuleState, type World } from '../../aws-server/world.ts';

/* Who made a difference, by CloudTrail's events over the wire. */

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function codeOf(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'driftcheck-who-'));
  directories.push(directory);
  writeFileSync(join(directory, 'main.tf'), text);
  return directory;
}

const now = '2026-11-20T15:00:00Z';
const group = 'sg-0a1b2c3d4e5f60718';
const other = 'sg-0f1e2d3c4b5a69788';

const groupCode = (name: string, rules = '') => `resource "aws_security_group" "${name}" {
  name        = "${name}"
  description = "Managed by Terraform"
  vpc_id      = "vpc-1"
  ingress {
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
    description = "cache"
  }
  egress = []
${rules}}
`;

const declared: RuleInput = {
  group,
  direction: 'ingress',
  protocol: 'tcp',
  from: 6379,
  cidr: '10.0.0.0/8',
  description: 'cache',
  id: 'sgr-0aaaaaaaaaaaaaaaa',
};
const ssh: RuleInput = { ...declared, from: 22, cidr: '0.0.0.0/0', id: 'sgr-0bbbbbbbbbbbbbbbb' };

/** A world with the group as declared. */
function declaredWorld(): World {
  const world = createVpc(emptyWorld({ now: '2026-11-01T09:00:00Z' }), 'vpc-1', '10.0.0.0/16');
  const withGroup = createSecurityGroup(world, { id: group, name: 'redis', vpcId: 'vpc-1', egress: 'none' });
  return at(authorize(withGroup, declared), now);
}

function ruleOf(world: World, id = ssh.id): RuleState {
  const found = world.securityGroupRules.find((one) => one.SecurityGroupRuleId === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
}

const opened = () => authorize(declaredWorld(), ssh);
const closed = () => revoke(declaredWorld(), declared.id ?? '');
const declaredRule = () => ruleOf(declaredWorld(), declared.id);

interface Asked {
  readonly code?: string;
  readonly faults?: readonly Fault[];
  readonly who?: NonNullable<CheckOptions['who']>;
  readonly aws?: (server: Awaited<ReturnType<typeof serve>>) => AwsReader;
}

async function asked(world: World, { code = groupCode('redis'), faults = [], who = 'asked', aws }: Asked = {}) {
  const server = await serve(world, { faults });
  const reader = aws?.(server) ?? quickReader({ clock: instantClock() });
  const report = await check({ directory: codeOf(code), environment: {}, aws: reader, who, now: new Date(now) });
  const lookups = server.calls().filter(({ action }) => action === 'cloudtrail:LookupEvents');
  return { report, lookups, server };
}

const whoIn = ({ findings }: Report): readonly (WhoData | undefined)[] => findings.map(({ who }) => who);

function found(name: string, confidence: 'certain' | 'likely' = 'certain', by: Actor = alice) {
  return {
    status: 'found',
    confidence,
    event: { name, principal: by.identity, client: by === alice ? 'console' : 'terraform' },
  };
}

describe('a rule', () => {
  const before = recordAuthorize(declaredWorld(), declaredRule(), deployer, { at: '2026-11-01T09:00:00Z' });
  it.each<readonly [string, () => World, object]>([
    [
      'that was authorised, by its id',
      () => recordAuthorize(opened(), ruleOf(opened())),
      found('AuthorizeSecurityGroupIngress'),
    ],
    [
      'that was authorised in a call of which the ids of rules are not told',
      () => recordAuthorize(opened(), ruleOf(opened()), deployer, { answered: 'nothing' }),
      found('AuthorizeSecurityGroupIngress', 'certain', deployer),
    ],
    [
      'that was changed later on',
      () =>
        recordModify(
          recordAuthorize(opened(), ruleOf(opened()), deployer, { at: '2026-11-02T00:00:00Z' }),
          ruleOf(opened()),
        ),
      found('ModifySecurityGroupRules'),
    ],
    [
      'that was authorised and may have been changed by a later event without its parameters',
      () =>
        recordCall(recordAuthorize(opened(), ruleOf(opened()), alice, { at: '2026-11-02T00:00:00Z' }), {
          source: 'ec2',
          name: 'ModifySecurityGroupRules',
          request: { ModifySecurityGroupRulesRequest: { GroupId: group } },
          resources: [{ type: 'AWS::EC2::SecurityGroup', name: group }],
        }),
      found('AuthorizeSecurityGroupIngress', 'likely'),
    ],
    [
      'of which an event tells the group and the direction alone',
      () =>
        recordCall(opened(), {
          source: 'ec2',
          name: 'AuthorizeSecurityGroupIngress',
          request: { groupId: group },
          resources: [{ type: 'AWS::EC2::SecurityGroup', name: group }],
        }),
      found('AuthorizeSecurityGroupIngress', 'likely'),
    ],
    [
      'of which an event tells another direction',
      () => recordAuthorize(opened(), { ...ruleOf(opened()), IsEgress: true, SecurityGroupRuleId: 'sgr-0c' }),
      { status: 'older' },
    ],
    [
      'of which the events are of another rule',
      () => recordAuthorize(opened(), { ...ruleOf(opened()), FromPort: 23, ToPort: 23, SecurityGroupRuleId: 'sgr-0c' }),
      { status: 'older' },
    ],
    [
      'whose very ports and peer are in an event of another rule, which was revoked since',
      () => recordAuthorize(opened(), { ...ruleOf(opened()), SecurityGroupRuleId: 'sgr-0c' }),
      { status: 'older' },
    ],
    [
      'of which the events are of another group, where this one is the peer',
      () => {
        const { CidrIpv4: _, ...rule } = ruleOf(opened());
        const peer = { GroupId: group, UserId: '123456789012' };
        return recordAuthorize(opened(), { ...rule, GroupId: other, ReferencedGroupInfo: peer });
      },
      { status: 'older' },
    ],
    [
      'that AWS refused to authorise',
      () => recordAuthorize(opened(), ruleOf(opened()), alice, { errorCode: 'Client.UnauthorizedOperation' }),
      { status: 'older' },
    ],
    [
      'that was authorised more than 90 days ago',
      () => recordAuthorize(opened(), ruleOf(opened()), alice, { at: '2026-08-01T00:00:00Z' }),
      { status: 'older' },
    ],
    [
      'of a group that is younger than what CloudTrail tells of',
      () => recordGroup(opened(), group, 'CreateSecurityGroup', deployer, '2026-11-01T08:00:00Z'),
      { status: 'not-found' },
    ],
    [
      'that was revoked, by what it allowed',
      () => recordRevoke(closed(), declaredRule()),
      found('RevokeSecurityGroupIngress'),
    ],
    [
      'that was revoked by its id, which the answer explains',
      () => recordRevoke(closed(), declaredRule(), alice, { named: 'by-id', answered: 'rules' }),
      found('RevokeSecurityGroupIngress'),
    ],
    [
      'that was revoked by its id, which an earlier event explains',
      () => recordRevoke({ ...closed(), trail: before.trail }, declaredRule(), alice, { named: 'by-id' }),
      found('RevokeSecurityGroupIngress'),
    ],
    [
      'that may have been revoked by its id, which no event explains',
      () => recordRevoke(closed(), declaredRule(), alice, { named: 'by-id' }),
      found('RevokeSecurityGroupIngress', 'likely'),
    ],
    [
      'that was made another one before that was revoked',
      () => {
        const changed = { ...declaredRule(), CidrIpv4: '192.0.2.0/24', FromPort: 80, ToPort: 80 };
        const modified = recordModify({ ...closed(), trail: before.trail }, changed, alice, {
          at: '2026-11-03T00:00:00Z',
        });
        return recordRevoke(modified, changed, deployer, { named: 'by-id' });
      },
      found('ModifySecurityGroupRules'),
    ],
    ['that nobody revoked', closed, { status: 'not-found' }],
    [
      'whose port was changed',
      () => {
        const world = { ...declaredWorld(), securityGroupRules: [{ ...declaredRule(), FromPort: 6380, ToPort: 6380 }] };
        return recordModify({ ...world, trail: before.trail }, ruleOf(world, declared.id), alice, { asList: true });
      },
      found('ModifySecurityGroupRules'),
    ],
    [
      'whose description was changed',
      () => {
        const world = { ...declaredWorld(), securityGroupRules: [{ ...declaredRule(), Description: 'by hand' }] };
        return recordDescribe({ ...world, trail: before.trail }, ruleOf(world, declared.id));
      },
      found('UpdateSecurityGroupRuleDescriptionsIngress'),
    ],
  ])('%s', async (_, world, expected) => {
    const { report, lookups } = await asked(world());
    expect(whoIn(report)).toMatchObject([expected]);
    expect(report.gaps).toEqual([]);
    expect(lookups.map(({ body }) => JSON.parse(body))).toEqual([
      { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: group }], MaxResults: 50 },
    ]);
  });

  it('is looked up when that is asked for, and not else', async () => {
    const server = await serve(recordAuthorize(opened(), ruleOf(opened())));
    const report = await check({ directory: codeOf(groupCode('redis')), environment: {}, aws: quickReader() });
    expect(whoIn(report)).toEqual([undefined]);
    expect(countCalls(server.calls())).not.toHaveProperty('cloudtrail:LookupEvents');
  });

  it('is not looked up where nothing differs', async () => {
    expect((await asked(declaredWorld())).lookups).toEqual([]);
  });
});

describe('a run of several targets, or about a change', () => {
  it('looks a group up once for all who declare rules of it', async () => {
    const server = await serve(recordAuthorize(opened(), ruleOf(opened())));
    const aws = quickReader({ clock: instantClock() });
    const rule = (port: number) => `resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id = "${group}"
  ip_protocol = "tcp"
  from_port   = ${port}
  to_port     = ${port}
  cidr_ipv4   = "192.0.2.0/24"
}
`;
    const targets = [7001, 7002].map((port) => ({
      name: `on-${port}`,
      directory: codeOf(rule(port)),
      environment: {},
      aws,
    }));
    const report = await checkTargets(targets, { who: 'asked', now: new Date(now) });
    const statuses = whoIn(report).map((who) => who?.status);
    // The two that they declare, and the live ones that nobody does.
    expect(statuses.toSorted()).toEqual(['found', 'not-found', 'not-found', 'older']);
    expect(countCalls(server.calls())['cloudtrail:LookupEvents']).toBe(1);
  });

  it('asks for nothing that the change does not answer for', async () => {
    const server = await serve(opened());
    const aws = quickReader({ clock: instantClock() });
    const target = { directory: codeOf(groupCode('redis')), environment: {}, aws };
    const change = {
      base: { commit: 'a'.repeat(40), revision: 'main', targets: [{ ...target }] },
      scope: 'touched' as const,
    };
    const report = await checkTargets([target], { who: 'asked', now: new Date(now), change });
    expect(report.findings).toMatchObject([{ untouched: true }]);
    expect(whoIn(report)).toEqual([undefined]);
    expect(countCalls(server.calls())).not.toHaveProperty('cloudtrail:LookupEvents');
  });
});

describe('who it was', () => {
  it.each<readonly [string, Actor, object]>([
    [
      'root',
      { identity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' } },
      { principal: 'arn:aws:iam::123456789012:root' },
    ],
    [
      'a service of AWS',
      { identity: { type: 'AWSService', invokedBy: 'elasticloadbalancing.amazonaws.com' } },
      { invokedBy: 'elasticloadbalancing.amazonaws.com' },
    ],
    [
      'a stack of CloudFormation, for somebody',
      {
        identity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::123456789012:assumed-role/Admin/alice',
          invokedBy: 'cloudformation.amazonaws.com',
        },
        userAgent: 'cloudformation.amazonaws.com',
      },
      { principal: alice.identity, invokedBy: 'cloudformation.amazonaws.com', client: 'cloudformation' },
    ],
    [
      'a user of IAM Identity Center',
      { identity: { type: 'IdentityCenterUser', onBehalfOf: { userId: '544894e8-80c1-707f-60e3-3ba6510dfac1' } } },
      { principal: '544894e8-80c1-707f-60e3-3ba6510dfac1' },
    ],
    ['the AWS CLI', { ...deployer, userAgent: 'aws-cli/2.31.0 md/awscrt#0.27.6' }, { client: 'aws-cli' }],
  ])('%s', async (_, by, event) => {
    const { report } = await asked(recordAuthorize(opened(), ruleOf(opened()), by));
    expect(whoIn(report)).toMatchObject([{ status: 'found', event }]);
  });
});

describe('a group', () => {
  it('that was deleted, whose id a state tells nobody, is not looked up', async () => {
    const world = { ...declaredWorld(), securityGroups: [], securityGroupRules: [] };
    const both = createSecurityGroup(world, { id: other, name: 'api', vpcId: 'vpc-1', egress: 'none' });
    const { report, lookups } = await asked(both, {
      code: `${groupCode('redis')}resource "aws_security_group" "api" {\n  name = "api"\n  vpc_id = "vpc-1"\n}\n`,
    });
    expect(whoIn(report)).toEqual([{ status: 'not-asked', why: 'no-id' }]);
    expect(lookups).toEqual([]);
  });

  it('that was made with another description', async () => {
    const [state] = declaredWorld().securityGroups;
    const world = {
      ...declaredWorld(),
      securityGroups: state === undefined ? [] : [{ ...state, Description: 'by hand' }],
    };
    const { report } = await asked(recordGroup(world, group, 'CreateSecurityGroup'));
    expect(whoIn(report)).toMatchObject([found('CreateSecurityGroup')]);
  });
});

describe('what CloudTrail does not tell', () => {
  const twoGroups = (): World => {
    const world = createSecurityGroup(opened(), { id: other, name: 'api', vpcId: 'vpc-1', egress: 'none' });
    return recordAuthorize(world, ruleOf(world));
  };
  const code = `${groupCode('redis')}${groupCode('api')}`;

  it.each<readonly [Fault['kind'], Fault, number]>([
    ['denied', { kind: 'denied', action: 'cloudtrail' }, 1],
    ['throttled', { kind: 'throttled', action: 'cloudtrail' }, 6],
  ])('since it is %s is a gap, once', async (kind, fault, calls) => {
    const { report, lookups } = await asked(twoGroups(), { code, faults: [fault] });
    expect(whoIn(report)).toMatchObject(report.findings.map(() => ({ status: 'unreadable', problem: { kind } })));
    expect(report.findings).toHaveLength(2);
    expect(report.gaps).toMatchObject([
      {
        code: 'unreadable',
        scope: 'leaf',
        reason: { kind: 'aws', problem: { kind, action: 'cloudtrail:LookupEvents' } },
      },
    ]);
    expect(report.summary.exitCode).toBe(2);
    expect(lookups).toHaveLength(calls);
  });

  it('is no gap of a run that asks only where it may', async () => {
    const denied: Fault = { kind: 'denied', action: 'cloudtrail' };
    const { report } = await asked(opened(), { faults: [denied], who: 'if-permitted' });
    expect(whoIn(report)).toMatchObject([{ status: 'unreadable', problem: { kind: 'denied' } }]);
    expect(report.gaps).toEqual([]);
  });

  it('is not half of an answer', async () => {
    const { report } = await asked(opened(), { faults: [{ kind: 'truncated', action: 'cloudtrail' }] });
    expect(whoIn(report)).toMatchObject([{ status: 'unreadable' }]);
  });

  it('is told of all pages', async () => {
    const first = recordAuthorize(opened(), ruleOf(opened()), alice, { at: '2026-11-02T00:00:00Z' });
    const { report, lookups } = await asked(noise(first, 120));
    expect(whoIn(report)).toMatchObject([found('AuthorizeSecurityGroupIngress')]);
    expect(lookups).toHaveLength(3);
  });

  it('is what lies behind the newest 500', async () => {
    const first = recordAuthorize(opened(), ruleOf(opened()), alice, { at: '2026-11-02T00:00:00Z' });
    const { report, lookups } = await asked(noise(first, 600));
    expect(whoIn(report)).toEqual([{ status: 'not-found', since: '2026-11-20T15:00:00.000Z' }]);
    expect(lookups).toHaveLength(10);
  });

  it('is in no snapshot of a run that did not ask', async () => {
    await serve(opened());
    const live = quickReader();
    const directory = codeOf(groupCode('redis'));
    await check({ directory, environment: {}, aws: live });
    const aws = replaySnapshot(await recordSnapshot(live), 'live.json');
    const report = await check({ directory, environment: {}, aws, who: 'asked' });
    expect(whoIn(report)).toMatchObject([{ status: 'unreadable', problem: { kind: 'not-recorded' } }]);
    expect(report.gaps).toEqual([]);
  });
});

/** Events of other rules of the group. */
function noise(world: World, count: number): World {
  const rule = ruleOf(world);
  return Array.from({ length: count }).reduce<World>(
    (before, _, index) => recordRevoke(before, { ...rule, FromPort: 1000 + index, ToPort: 1000 + index }),
    world,
  );
}

describe('the two calls a second', () => {
  const groups = ['a', 'b', 'c'].map((letter) => ({ name: letter, id: `sg-0${letter.repeat(16)}` }));
  const threeGroups = groups.reduce(
    (world, { id, name }) => createSecurityGroup(world, { id, name, vpcId: 'vpc-1', egress: 'none' }),
    declaredWorld(),
  );
  const code = groups.map(({ name }) => groupCode(name)).join('');

  it('are kept: what comes too early is never sent', async () => {
    const clock = instantClock();
    const { report } = await asked(threeGroups, { code, aws: () => quickReader({ clock }) });
    expect(report.findings).toHaveLength(3);
    expect(clock.waited).toEqual([625, 625]);
  });

  it('are enough for a server that takes no more', async () => {
    const rate: Fault = { kind: 'rate', perSecond: 2, action: 'cloudtrail' };
    const { lookups } = await asked(threeGroups, {
      code,
      faults: [rate],
      aws: () => quickReader({ clock: systemClock }),
    });
    expect(lookups.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });
});

describe('what ECS runs', () => {
  const container = { name: 'api', image: 'example.com/api:1', essential: true };
  const ecsCode = (count: number, image = 'example.com/api:1') => `resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = jsonencode([{ name = "api", image = "${image}", essential = true }])
}
resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = ${count}
}
`;
  const running = (): World => {
    const world = createCluster(emptyWorld({ now: '2026-11-01T09:00:00Z' }), 'main');
    const registered = registerTaskDefinition(world, { family: 'api', containerDefinitions: [container] });
    return at(
      createService(registered, { cluster: 'main', serviceName: 'api', taskDefinition: 'api:1', desiredCount: 1 }),
      now,
    );
  };
  const service = { cluster: 'main', service: 'api' };

  it.each<readonly [string, (world: World) => World, object]>([
    [
      'a service that was scaled',
      (world) => recordService(world, service, { desiredCount: 1 }),
      found('UpdateService'),
    ],
    [
      'a service that was scaled before it was deployed',
      (world) =>
        recordService(recordService(world, service, { desiredCount: 1 }, { at: '2026-11-10T00:00:00Z' }), service, {
          forceNewDeployment: true,
        }),
      found('UpdateService'),
    ],
    [
      'a service of the same name in another cluster',
      (world) => recordService(world, { ...service, cluster: 'other' }, { desiredCount: 1 }),
      { status: 'older' },
    ],
    [
      'a service that was created so',
      (world) =>
        recordService(world, service, { serviceName: 'api', desiredCount: 1 }, { name: 'CreateService', by: deployer }),
      found('CreateService', 'certain', deployer),
    ],
  ])('%s', async (_, told, expected) => {
    const { report } = await asked(told(running()), { code: ecsCode(3) });
    expect(whoIn(report)).toMatchObject([expected]);
  });

  const revision = { family: 'api', revision: 1 };
  it.each<readonly [string, (world: World) => World, object]>([
    [
      'a revision that was registered',
      (world) => recordRegister(world, revision, {}, { at: '2026-11-01T09:00:01Z' }),
      found('RegisterTaskDefinition'),
    ],
    [
      'a revision of another family',
      (world) => recordRegister(world, { ...revision, family: 'worker' }, {}, { at: '2026-11-01T09:00:01Z' }),
      { status: 'not-found' },
    ],
    [
      'a revision that is older than what CloudTrail tells of',
      (world) => ({
        ...world,
        taskDefinitions: world.taskDefinitions.map((one) => ({
          ...one,
          registeredAt: Date.parse('2026-07-01') / 1000,
        })),
      }),
      { status: 'older' },
    ],
  ])('%s', async (_, told, expected) => {
    const { report } = await asked(told(running()), { code: ecsCode(1, 'example.com/api:2') });
    const [changed] = report.findings.filter(({ rule }) => rule === 'ecs/image-changed');
    expect(changed?.who).toMatchObject(expected);
  });
});

describe('what is secret in an event', () => {
  // Invented; split so that no scanner takes it for one.
  const planted = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');

  it('is neither in a report nor in a snapshot', async () => {
    const container = { name: 'api', image: 'example.com/api:1', environment: [{ name: 'TOKEN', value: planted }] };
    const by = { ...alice, identity: `arn:aws:sts::123456789012:assumed-role/Admin/${planted}`, userAgent: planted };
    const world = recordAuthorize(opened(), ruleOf(opened()), by);
    const withRequest = recordCall(world, {
      source: 'ec2',
      name: 'CreateTags',
      request: {
        containerDefinitions: [container],
        resourcesSet: { items: [{ resourceId: group }] },
        tagSet: { items: [{ key: planted, value: planted }] },
      },
      response: { taskDefinition: { containerDefinitions: [container] } },
      resources: [{ type: 'AWS::EC2::SecurityGroup', name: group }],
    });
    await serve(withRequest);
    const live = quickReader({ clock: instantClock() });
    const directory = codeOf(groupCode('redis'));
    const report = await check({ directory, environment: {}, aws: live, who: 'asked', now: new Date(now) });
    expect(whoIn(report)).toMatchObject([{ status: 'found', event: { name: 'AuthorizeSecurityGroupIngress' } }]);
    expect(JSON.stringify(report)).not.toContain(planted);
    const text = await recordSnapshot(live);
    expect(text).toContain('AuthorizeSecurityGroupIngress');
    expect(text).not.toContain(planted);
    expect(text).not.toMatch(/containerDefinitions|198\.51\.100\.7|userAgent/);
    const aws = replaySnapshot(text, 'live.json');
    const replayed = await check({ directory, environment: {}, aws, who: 'asked', now: new Date(now) });
    expect(whoIn(replayed)).toEqual(whoIn(report));
  });
});
