import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { RecordedRead } from '../../src/aws/reads/index.ts';
import { recordSnapshot, replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check, comparedTypes, examine } from '../../src/check/check.ts';
import { loadDeclaration } from '../../src/check/declaration.ts';
import { isSecretRecorded, sealRecorded } from '../../src/check/marked-reader.ts';
import { runHistory } from '../../src/commands/history.ts';
import { followService } from '../../src/commands/trace.ts';
import type { ProblemError } from '../../src/model/problem.ts';
import { reporters } from '../../src/report/index.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { traceJson, traceText } from '../../src/report/trace.ts';

/*
 * A value that the code marks sensitive under an innocent name, in every place that is compared, while AWS holds another value there and an earlier
 * revision a third. None of the three comes out of any command; a twin without the mark proves that the place is read and shown.
 */

const root = mkdtempSync(join(tmpdir(), 'driftcheck-places-'));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** Short: what hides it is its place. */
const [declared, live, before] = ['zq-code', 'zq-live', 'zq-past'];
const any = /zq-(?:code|live|past)/;

const account = '123456789012';
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;

/** A part of the code, and of AWS's answers, that holds a value. */
interface Place {
  /** A container's members, with the value put in. */
  readonly container?: (value: string) => object;
  /** Arguments and blocks of the task definition, as HCL; the value is `var.value`. */
  readonly definition?: string;
  /** Members of AWS's task definition. */
  readonly live?: (value: string) => object;
  /** The path to follow with `trace`, where the value stands at one. */
  readonly field?: string;
}

const places: Readonly<Record<string, Place>> = {
  environment: {
    container: (value) => ({ environment: [{ name: 'GREETING', value }] }),
    field: 'containers[api].environment[GREETING]',
  },
  image: { container: (value) => ({ image: value }), field: 'containers[api].image' },
  command: { container: (value) => ({ command: ['run', value] }), field: 'containers[api].command[1]' },
  entryPoint: { container: (value) => ({ entryPoint: [value] }), field: 'containers[api].entryPoint[0]' },
  'health check': { container: (value) => ({ healthCheck: { command: ['CMD', value] } }) },
  workingDirectory: { container: (value) => ({ workingDirectory: value }), field: 'containers[api].workingDirectory' },
  user: { container: (value) => ({ user: value }), field: 'containers[api].user' },
  hostname: { container: (value) => ({ hostname: value }), field: 'containers[api].hostname' },
  dockerLabels: {
    container: (value) => ({ dockerLabels: { team: value } }),
    field: 'containers[api].dockerLabels[team]',
  },
  'options of logs': {
    container: (value) => ({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': value } } }),
  },
  firelens: { container: (value) => ({ firelensConfiguration: { type: 'fluentbit', options: { file: value } } }) },
  'volume of a mount point': {
    container: (value) => ({ mountPoints: [{ containerPath: '/data', sourceVolume: value }] }),
    field: 'containers[api].mountPoints[/data].sourceVolume',
  },
  systemControls: { container: (value) => ({ systemControls: [{ namespace: 'net.core.somaxconn', value }] }) },
  extraHosts: { container: (value) => ({ extraHosts: [{ hostname: 'db', ipAddress: value }] }) },
  dnsServers: { container: (value) => ({ dnsServers: ['10.0.0.2', value] }) },
  links: { container: (value) => ({ links: [value] }) },
  'mount options': {
    container: (value) => ({ linuxParameters: { tmpfs: [{ containerPath: '/t', size: 1, mountOptions: [value] }] } }),
  },
  'name of a port': {
    container: (value) => ({ portMappings: [{ containerPort: 80, protocol: 'tcp', name: value }] }),
  },
  repositoryCredentials: {
    container: (value) => ({ repositoryCredentials: { credentialsParameter: value } }),
    field: 'containers[api].repositoryCredentials.credentialsParameter',
  },
  'resource requirement': { container: (value) => ({ resourceRequirements: [{ type: 'GPU', value }] }) },
  role: {
    definition: 'execution_role_arn = format("arn:aws:iam::123456789012:role/%s", var.value)',
    live: (value) => ({ executionRoleArn: `arn:aws:iam::${account}:role/${value}` }),
    field: 'executionRoleArn',
  },
  'path of a volume': {
    definition: 'volume {\n name = "data"\n host_path = var.value\n}',
    live: (value) => ({ volumes: [{ name: 'data', host: { sourcePath: value } }] }),
    field: 'volumes[data].hostPath',
  },
  'options of a volume': {
    definition:
      'volume {\n name = "data"\n docker_volume_configuration {\n driver_opts = { device = var.value }\n }\n}',
    live: (value) => ({
      volumes: [{ name: 'data', dockerVolumeConfiguration: { driverOpts: { device: value } } }],
    }),
  },
  'access point of a volume': {
    definition:
      'volume {\n name = "data"\n efs_volume_configuration {\n file_system_id = "fs-1"\n authorization_config {\n access_point_id = var.value\n }\n }\n}',
    live: (value) => ({
      volumes: [
        {
          name: 'data',
          efsVolumeConfiguration: { fileSystemId: 'fs-1', authorizationConfig: { accessPointId: value } },
        },
      ],
    }),
  },
  'placement constraint': {
    definition: 'placement_constraints {\n type = "memberOf"\n expression = var.value\n}',
    live: (value) => ({ placementConstraints: [{ type: 'memberOf', expression: value }] }),
  },
  tag: { definition: 'tags = { Owner = var.value }', live: (value) => ({ tags: [{ key: 'Owner', value }] }) },
};

function code({ container, definition = '' }: Place, sensitive: boolean): string {
  const members = { name: 'api', image: 'nginx:1.27', ...container?.('@value@') };
  const object = JSON.stringify(members).replaceAll('"@value@"', 'var.value');
  return `
variable "value" {
  type      = string
  default   = "${declared}"
  sensitive = ${sensitive}
}
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = jsonencode([${object}])
  ${definition}
}
resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.api.arn
}
`;
}

function revision({ container, live: members }: Place, number: number, value: string): object {
  return {
    taskDefinitionArn: arn('ecs', `task-definition/api:${number}`),
    family: 'api',
    revision: number,
    status: 'ACTIVE',
    containerDefinitions: [{ name: 'api', image: 'nginx:1.27', essential: true, ...container?.(value) }],
    ...members?.(value),
  };
}

/** What AWS holds: an old revision, and the one that the service runs. */
function answers(place: Place): readonly object[] {
  const [old, now] = [revision(place, 1, before), revision(place, 2, live)];
  const service = { serviceName: 'api', serviceArn: arn('ecs', 'service/main/api'), status: 'ACTIVE' };
  const task = { taskArn: arn('ecs', 'task/main/1'), taskDefinitionArn: arn('ecs', 'task-definition/api:2') };
  return [
    { action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: 'api' }, result: now },
    ...[old, now].map((result, index) => ({
      action: 'ecs:DescribeTaskDefinition',
      key: { taskDefinition: arn('ecs', `task-definition/api:${index + 1}`) },
      result,
    })),
    {
      action: 'ecs:DescribeServices',
      key: { cluster: 'main', service: 'api' },
      result: { ...service, taskDefinition: task.taskDefinitionArn, schedulingStrategy: 'REPLICA' },
    },
    {
      action: 'ecs:ListTaskDefinitions',
      key: { family: 'api', status: 'ACTIVE', 'at-most': 10 },
      result: { arns: [2, 1].map((number) => arn('ecs', `task-definition/api:${number}`)), more: false },
    },
    {
      action: 'ecs:ListTaskDefinitions',
      key: { family: 'api', status: 'INACTIVE', 'at-most': 10 },
      result: { arns: [], more: false },
    },
    {
      action: 'ecs:ListTasks',
      key: { cluster: 'main', service: 'api', 'desired-status': 'RUNNING' },
      result: [task.taskArn],
    },
    {
      action: 'ecs:DescribeTasks',
      key: { cluster: 'main', task: task.taskArn },
      result: { ...task, lastStatus: 'RUNNING', containers: [{ name: 'api' }] },
    },
  ];
}

const snapshotOf = (reads: readonly object[]): string =>
  JSON.stringify({
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'x',
    account,
    region: 'us-east-1',
    reads,
  });

function write(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(root, 'case-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

async function reports(directory: string, text: string): Promise<string> {
  const report = await check({ directory, environment: {}, aws: replaySnapshot(text, 'live.json') });
  return ['text', 'json']
    .map((format) => reporters[format as 'text' | 'json'](report, { color: false, width: 200 }))
    .join('\n');
}

async function traces(directory: string, text: string, field: string): Promise<string> {
  const flags = { inputs: [], color: false, terraform: true, field };
  const read = await followService('api', directory, flags, replaySnapshot(text, 'live.json'));
  if (read.status !== 'found') throw new Error(read.status);
  return `${traceText(read.value, { color: false, width: 200 })}\n${traceJson(read.value)}`;
}

async function histories(directory: string, name?: string): Promise<string> {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  for (const json of [true, false]) {
    const flags = { inputs: [], limit: 10, live: join(directory, 'live.json'), dir: directory, json, color: false };
    await runHistory('api', name, flags);
  }
  const printed = print.mock.calls.map(([text]) => String(text)).join('');
  print.mockRestore();
  return printed;
}

async function snapshots(directory: string, reads: readonly object[]): Promise<string> {
  const aws = replaySnapshot(snapshotOf(reads), 'live.json');
  const options = { directory, environment: {}, aws };
  const { secretParts: secret, hidden } = await examine(
    await loadDeclaration({ ...options, types: comparedTypes() }),
    options,
  );
  const recorded = reads.map((read) => {
    const { result, ...rest } = read as { result: unknown };
    return { region: 'us-east-1', ...rest, read: { status: 'found', value: result } } as unknown as RecordedRead;
  });
  return recordSnapshot(
    { recorded: () => [...sealRecorded(secret, recorded)], defaultRegion: async () => 'us-east-1' },
    { salt: 'x', isSecret: isSecretRecorded(secret, hidden) },
  );
}

describe.each(Object.entries(places))('a sensitive value: %s', (_, place) => {
  const text = snapshotOf(answers(place));
  const made = (sensitive: boolean) => write({ 'main.tf': code(place, sensitive), 'live.json': text });

  it('is in no report', async () => {
    expect(await reports(made(false), text)).toContain(live);
    const report = await reports(made(true), text);
    expect(report).not.toMatch(any);
    expect(report).toContain('drift');
  });

  it('is in no history', async () => {
    const shown = place.live !== undefined && 'tags' in place.live('') ? undefined : before;
    if (shown !== undefined) expect(await histories(made(false))).toContain(shown);
    expect(await histories(made(true))).not.toMatch(any);
  });

  it('is in no snapshot', async () => {
    expect(await snapshots(made(false), answers(place))).toContain(live);
    const snapshot = await snapshots(made(true), answers(place));
    expect(snapshot).not.toMatch(any);
    // What was recorded so still differs from the code; a read of which a name is secret is left out.
    if (snapshot.includes('ecs:DescribeTaskDefinition')) {
      expect(await reports(made(true), snapshot)).toContain('drift');
    }
  });

  const { field } = place;
  // Where several fields stand in one place there is no single one to follow.
  if (field === undefined) return;
  it('is in no trace', async () => {
    expect(await traces(made(false), text, field)).toContain(live);
    expect(await traces(made(true), text, field)).not.toMatch(any);
  });
});

/** A group with rules, and what AWS has instead. */
const group = (sensitive: boolean) => `
variable "office" {
  default   = "203.0.113.7/32"
  sensitive = ${sensitive}
}
variable "port" {
  default   = 7799
  sensitive = ${sensitive}
}
variable "unset" {
  type      = string
  sensitive = ${sensitive}
}
resource "aws_security_group" "web" {
  name        = "web"
  vpc_id      = "vpc-1"
  description = "web"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [var.office]
  }
  ingress {
    protocol    = "tcp"
    from_port   = var.port
    to_port     = var.port
    cidr_blocks = ["10.1.0.0/16"]
  }
  egress {
    protocol    = "tcp"
    from_port   = 25
    to_port     = 25
    cidr_blocks = [var.unset]
  }
}
`;
const rule = (id: string, port: number, cidr: string, egress = false) => ({
  SecurityGroupRuleId: id,
  GroupId: 'sg-1',
  IsEgress: egress,
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  CidrIpv4: cidr,
});
const groupReads = [
  {
    action: 'ec2:DescribeSecurityGroups',
    key: { 'group-name': 'web', 'vpc-id': 'vpc-1' },
    result: [{ GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-1', Description: 'web' }],
  },
  {
    action: 'ec2:DescribeSecurityGroupRules',
    key: { 'group-id': 'sg-1' },
    result: [
      rule('sgr-1', 8443, '198.51.100.9/32'),
      rule('sgr-2', 9911, '192.0.2.1/32'),
      rule('sgr-3', 25, '192.0.2.77/32', true),
    ],
  },
];

it('shows no rule in the place of a sensitive one, however the two differ', async () => {
  const made = (sensitive: boolean) => write({ 'main.tf': group(sensitive) });
  const hidden = ['203.0.113.7', '7799', '198.51.100.9', '9911', '192.0.2.1', '192.0.2.77'];
  const shown = await reports(made(false), snapshotOf(groupReads));
  for (const text of hidden) expect(shown).toContain(text);
  const report = await reports(made(true), snapshotOf(groupReads));
  for (const text of hidden) expect(report).not.toContain(text);
  expect(report).toContain('(sensitive)');
});

it('shows no port of the host that a sensitive port of the container may be', async () => {
  const made = (sensitive: boolean) =>
    write({
      'main.tf': `
variable "port" {
  default   = 7799
  sensitive = ${sensitive}
}
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = jsonencode([{ name = "api", image = "nginx:1.27", portMappings = [{ containerPort = var.port }] }])
}`,
    });
  const text = snapshotOf([
    {
      action: 'ecs:DescribeTaskDefinition',
      key: { taskDefinition: 'api' },
      result: {
        taskDefinitionArn: arn('ecs', 'task-definition/api:2'),
        family: 'api',
        revision: 2,
        status: 'ACTIVE',
        containerDefinitions: [
          {
            name: 'api',
            image: 'nginx:1.28',
            essential: true,
            portMappings: [{ containerPort: 7711, hostPort: 7711 }],
          },
        ],
      },
    },
  ]);
  expect(await reports(made(false), text)).toContain('7711');
  const report = await reports(made(true), text);
  expect(report).not.toMatch(/77(?:11|99)/);
  expect(report).toContain('nginx:1.28');
});

it('records no rule in the place of a sensitive one, and no description', async () => {
  const code = (office: boolean, note: boolean) =>
    write({
      'main.tf': `
variable "office" {
  default   = "203.0.113.7/32"
  sensitive = ${office}
}
variable "note" {
  default   = "zq-code"
  sensitive = ${note}
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [var.office]
    description = var.note
  }
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.1.0.0/16"]
    description = "offices"
  }
}
resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = "vpc-1"
}`,
    });
  const described = (id: string, name: string, cidr: string) => [
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': name, 'vpc-id': 'vpc-1' },
      result: [{ GroupId: id, GroupName: name, VpcId: 'vpc-1', Description: 'web' }],
    },
    {
      action: 'ec2:DescribeSecurityGroupRules',
      key: { 'group-id': id },
      result: [
        { ...rule(`${id}-r1`, 443, cidr), GroupId: id, Description: `zq-live of ${name}` },
        { ...rule(`${id}-r2`, 80, '10.1.0.0/16'), GroupId: id, Description: 'offices' },
      ],
    },
  ];
  const reads = [...described('sg-1', 'web', '198.51.100.9/32'), ...described('sg-2', 'other', '192.0.2.7/32')];
  const open = await snapshots(code(false, false), reads);
  for (const text of ['198.51.100.9', 'zq-live of web', 'offices', '192.0.2.7']) expect(open).toContain(text);
  const office = await snapshots(code(true, false), reads);
  expect(office).not.toContain('198.51.100.9');
  expect(office).toContain('192.0.2.7');
  const note = await snapshots(code(false, true), reads);
  expect(note).not.toContain('zq-live of web');
  for (const text of ['198.51.100.9', 'offices', 'zq-live of other']) expect(note).toContain(text);
});

it('records no tag of a rule in the place of a sensitive one', async () => {
  const code = (sensitive: boolean) =>
    write({
      'main.tf': `
variable "ticket" {
  default   = "zq-code"
  sensitive = ${sensitive}
}
resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.1.0.0/16"
  tags              = { Ticket = var.ticket, Team = "shop" }
}`,
    });
  const Tags = [
    { Key: 'Ticket', Value: 'zq-live' },
    { Key: 'Team', Value: 'zq-team' },
  ];
  const reads = [
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-id': 'sg-1' },
      result: [{ GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-1', Description: 'web' }],
    },
    {
      action: 'ec2:DescribeSecurityGroupRules',
      key: { 'group-id': 'sg-1' },
      result: [{ ...rule('sgr-1', 443, '10.1.0.0/16'), GroupId: 'sg-1', Tags }],
    },
  ];
  for (const text of ['zq-live', 'zq-team']) expect(await snapshots(code(false), reads)).toContain(text);
  const sealed = await snapshots(code(true), reads);
  expect(sealed).not.toContain('zq-live');
  expect(sealed).toContain('zq-team');
});

/** Names that are secret, in every place where one stands. */
const named = (sensitive: boolean) => `
variable "n" {
  default = {
    family = "zq-code-f", service = "zq-code-s", cluster = "zq-code-c", container = "zq-code-n", variable = "zq-code-v"
    label  = "zq-code-l", port = "zq-code-p"
  }
  sensitive = ${sensitive}
}
variable "unset" {}
resource "aws_ecs_task_definition" "api" {
  family = var.n.family
  container_definitions = jsonencode([{
    name         = var.n.container
    image        = "nginx:1.27"
    environment  = [{ name = var.n.variable, value = "x" }, { name = "OTHER", value = "y" }, { name = "U", value = var.unset }]
    dockerLabels = { (var.n.label) = "x" }
  }])
}
resource "aws_ecs_service" "api" {
  name            = var.n.service
  cluster         = var.n.cluster
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 2
}
`;
const namedReads = [
  {
    action: 'ecs:DescribeTaskDefinition',
    key: { taskDefinition: 'zq-code-f' },
    result: {
      taskDefinitionArn: arn('ecs', 'task-definition/zq-code-f:2'),
      family: 'zq-code-f',
      revision: 2,
      status: 'ACTIVE',
      containerDefinitions: [
        {
          name: 'zq-code-n',
          image: 'nginx:1.28',
          essential: true,
          environment: [
            { name: 'zq-code-v', value: 'z' },
            { name: 'OTHER', value: 'z' },
            { name: 'U', value: 'z' },
          ],
          dockerLabels: { 'zq-code-l': 'z' },
        },
      ],
    },
  },
  {
    action: 'ecs:DescribeServices',
    key: { cluster: 'zq-code-c', service: 'zq-code-s' },
    result: {
      serviceName: 'zq-code-s',
      serviceArn: arn('ecs', 'service/zq-code-c/zq-code-s'),
      clusterArn: arn('ecs', 'cluster/zq-code-c'),
      taskDefinition: arn('ecs', 'task-definition/zq-code-f:2'),
      status: 'ACTIVE',
      desiredCount: 1,
    },
  },
];

it('shows no secret name of a service, a container, a variable or a label, and what stands beside it', async () => {
  const made = (sensitive: boolean) => write({ 'main.tf': named(sensitive) });
  const kinds = ['zq-code-f', 'zq-code-s', 'zq-code-c', 'zq-code-n', 'zq-code-v', 'zq-code-l'];
  const shown = await reports(made(false), snapshotOf(namedReads));
  for (const text of kinds) expect(shown).toContain(text);
  const report = await reports(made(true), snapshotOf(namedReads));
  expect(report).not.toMatch(/zq-code/);
  expect(report).toContain('containers[(sensitive)].environment[OTHER]');
  expect(report).toContain('nginx:1.28');
  // Nothing becomes one because it looks alike.
  const count = (text: string) => [...text.matchAll(/"id": "([0-9a-f]{16})"/g)].map(([, id]) => id);
  expect(new Set(count(report)).size).toBe(count(shown).length);
});

it('keeps reads out of a snapshot that could not be found again without a secret name', async () => {
  const snapshot = await snapshots(write({ 'main.tf': named(true) }), namedReads);
  expect(snapshot).not.toMatch(/zq-code/);
  expect(await snapshots(write({ 'main.tf': named(false) }), namedReads)).toMatch(/zq-code-s/);
});

it('names no secret thing where it looks in the wrong place', async () => {
  const empty = snapshotOf(namedReads.map(({ action, key }) => ({ action, key, absent: true })));
  const problem = async (sensitive: boolean) => {
    const options = { directory: write({ 'main.tf': named(sensitive) }), environment: {} };
    return check({ ...options, aws: replaySnapshot(empty, 'live.json') }).then(
      () => '',
      (error: ProblemError) => problemText(error.problem),
    );
  };
  expect(await problem(false)).toContain('zq-code-s');
  const text = await problem(true);
  expect(text).not.toMatch(/zq-code/);
  expect(text).toContain('(sensitive)');
});
