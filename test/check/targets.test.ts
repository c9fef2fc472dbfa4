import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRegion } from '../../src/aws/joined-reader.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { type CheckOptions, check, checkTargets, type RunOptions } from '../../src/check/check.ts';
import type { TargetOptions } from '../../src/check/target.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';

/** Several root modules as targets of one run. */

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'driftcheck-targets-'));
  // What lies in one repository may be read by all of its code.
  mkdirSync(join(top, '.git'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  }
}

const account = '123456789012';

interface LiveGroup {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly region?: string;
  /** Ingress from a CIDR block, by port. */
  readonly ingress?: readonly (readonly [port: number, cidr: string])[];
}

/** A snapshot of groups with their rules, each read by its id and its name. */
function snapshotOf(groups: readonly LiveGroup[], of = account): string {
  const reads = groups.flatMap(({ id, name, description = 'Managed by Terraform', region, ingress = [] }) => {
    const where = region === undefined ? {} : { region };
    const found = [{ GroupId: id, GroupName: name, Description: description, OwnerId: of, VpcId: 'vpc-1' }];
    const group = (key: object) => ({ action: 'ec2:DescribeSecurityGroups', ...where, key, result: found });
    return [
      group({ 'group-id': id }),
      group({ 'group-name': name, 'vpc-id': 'vpc-1' }),
      group({ filters: { 'group-name': [name], 'vpc-id': ['vpc-1'] } }),
      {
        action: 'ec2:DescribeSecurityGroupRules',
        ...where,
        key: { 'group-id': id },
        result: ingress.map(([port, cidr]) => ({
          SecurityGroupRuleId: `sgr-${id}-${port}`,
          GroupId: id,
          GroupOwnerId: of,
          IsEgress: false,
          IpProtocol: 'tcp',
          FromPort: port,
          ToPort: port,
          CidrIpv4: cidr,
          Tags: [],
        })),
      },
    ];
  });
  return JSON.stringify({
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'targets',
    account: of,
    region: 'us-east-1',
    reads,
  });
}

interface Logged {
  readonly reader: AwsReader;
  /** What was asked for, each time. */
  readonly asked: string[];
}

/** A reader that writes down what it is asked for. */
function logged(aws: AwsReader): Logged {
  const asked: string[] = [];
  return {
    asked,
    reader: {
      ...aws,
      read: (name, key, region) => {
        asked.push(JSON.stringify([name, key, region]));
        return aws.read(name, key, region);
      },
    },
  };
}

const replay = (groups: readonly LiveGroup[], of?: string): AwsReader => replaySnapshot(snapshotOf(groups, of), 'live');

type Given = Omit<TargetOptions, 'directory' | 'environment' | 'aws'>;

function target(directory: string, aws: AwsReader, given: Given = {}): CheckOptions {
  return { name: directory, directory: join(top, directory), environment: {}, aws, ...given };
}

const run = (targets: readonly TargetOptions[], options: RunOptions = {}): Promise<Report> =>
  checkTargets(targets, options);

const said = (report: Report): readonly string[] =>
  report.findings.map(({ target: of, rule, address, path }) => `${of} ${rule} ${address} ${path}`);

const rule = (name: string, group: string, port: number, cidr: string): string => `
resource "aws_vpc_security_group_ingress_rule" "${name}" {
  security_group_id = ${group}
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;
const group = (name: string, called: string): string => `
resource "aws_security_group" "${name}" {
  name   = "${called}"
  vpc_id = "vpc-1"
}
`;

describe('twelve roots that declare rules of one group', () => {
  const port = (index: number): number => 8000 + index;
  const cidr = (index: number): string => `10.${index}.0.0/16`;
  const shared: LiveGroup = {
    id: 'sg-0000000000000000a',
    name: 'platform-shared',
    ingress: [[443, '10.0.0.0/8'], ...Array.from({ length: 11 }, (_, at) => [port(at + 1), cidr(at + 1)] as const)],
  };
  /** The ways in which a root comes to the group. */
  const ways: readonly ((index: number) => string)[] = [
    (index) => `
data "aws_security_group" "shared" {
  name   = "platform-shared"
  vpc_id = "vpc-1"
}
${rule('api', 'data.aws_security_group.shared.id', port(index), cidr(index))}`,
    (index) => `
variable "group" {
  default = "${shared.id}"
}
${rule('api', 'var.group', port(index), cidr(index))}`,
    (index) => `
data "terraform_remote_state" "network" {
  backend = "local"
  config = {
    path = "../network/terraform.tfstate"
  }
}
${rule('api', 'data.terraform_remote_state.network.outputs.group', port(index), cidr(index))}`,
  ];
  const names = ['network', ...Array.from({ length: 11 }, (_, at) => `service-${String(at + 1).padStart(2, '0')}`)];
  beforeEach(() =>
    write({
      'network/main.tf': `${group('shared', 'platform-shared')}${rule('https', 'aws_security_group.shared.id', 443, '10.0.0.0/8')}`,
      'network/terraform.tfstate': JSON.stringify({
        version: 4,
        terraform_version: '1.9.0',
        serial: 1,
        lineage: 'x',
        outputs: { group: { value: shared.id, type: 'string' } },
        resources: [],
      }),
      ...Object.fromEntries(names.slice(1).map((name, at) => [`${name}/main.tf`, ways[at % 3]?.(at + 1) ?? ''])),
    }),
  );

  it('leave nothing of it to be extra, and read it once', async () => {
    const { reader, asked } = logged(replay([shared]));
    const report = await run(names.map((name) => target(name, reader)));
    expect(said(report)).toEqual([]);
    expect(report.gaps).toEqual([]);
    expect(report.summary).toMatchObject({ exitCode: 0, outcome: 'in-sync', resources: { declared: 13, inSync: 13 } });
    expect(report.targets.map(({ name }) => name)).toEqual(names);
    const rules = asked.filter((one) => one.includes('DescribeSecurityGroupRules'));
    expect(new Set(rules).size).toBe(1);
    // Once in each round of what all declare together, however many roots there are.
    expect(rules.length).toBeLessThanOrEqual(3);
  });

  it.each([0, 1, 2])('have the rules of one that is left out unmanaged (by way %i)', async (way) => {
    const left = names[way + 1] ?? '';
    const aws = replay([shared]);
    const targets = names.filter((name) => name !== left).map((name) => target(name, aws));
    const report = await run(targets);
    expect(report.findings).toMatchObject([
      {
        type: 'resource-unmanaged',
        rule: 'sg/rule-unmanaged',
        verdict: 'drift',
        severity: 'warning',
        target: 'network',
        address: 'aws_security_group.shared',
      },
    ]);
    expect(report.summary.exitCode).toBe(0);
    expect((await run(targets, { failOn: 'warning' })).summary.exitCode).toBe(2);
  });

  it('leave it open whose the rules of one are whose code cannot be read', async () => {
    write({ 'service-02/main.tf': 'resource "x" {' });
    const aws = replay([shared]);
    const report = await run(names.map((name) => target(name, aws)));
    expect(said(report)).toEqual([]);
    expect(report.gaps).toMatchObject([
      {
        target: 'network',
        code: 'elements-unknown',
        address: 'aws_security_group.shared',
        reason: { kind: 'target', name: 'terraform-invalid' },
      },
      { target: 'service-02', code: 'target-failed' },
    ]);
    expect(report.summary.exitCode).toBe(3);
  });

  it('are each by itself what they were before', async () => {
    const aws = replay([shared]);
    const report = await check(target('service-02', aws));
    expect(said(report)).toEqual([]);
    expect(report.summary.resources).toMatchObject({ declared: 1, inSync: 1 });
  });
});

describe('two targets', () => {
  const both = (aws: AwsReader, one: Given = {}, two: Given = {}) => [target('one', aws, one), target('two', aws, two)];

  it('of one root with other variables are two', async () => {
    write({
      'infra/main.tf': `
variable "env" {}
resource "aws_security_group" "api" {
  name        = "api-\${var.env}"
  description = "of \${var.env}"
  vpc_id      = "vpc-1"
}
`,
      'infra/production.tfvars': 'env = "production"\n',
    });
    const aws = replay([
      { id: 'sg-1', name: 'api-production', description: 'of production' },
      { id: 'sg-2', name: 'api-staging', description: 'of nobody' },
    ]);
    const report = await run([
      target('infra', aws, {
        name: 'production',
        variables: [{ kind: 'var-file', value: join(top, 'infra/production.tfvars') }],
      }),
      target('infra', aws, { name: 'staging', variables: [{ kind: 'json', value: '{"env":"staging"}', origin: 'x' }] }),
    ]);
    expect(said(report)).toEqual(['staging sg/group-changed aws_security_group.api description']);
    expect(report.checked.map(({ target: of, status }) => [of, status])).toEqual([
      ['production', 'in-sync'],
      ['staging', 'drifted'],
    ]);
  });

  it('may use one address for different things', async () => {
    write({
      'one/main.tf': group('api', 'api-one'),
      'two/main.tf': `${group('api', 'api-two')}${rule('x', 'aws_security_group.api.id', 80, '10.0.0.0/8')}`,
    });
    const aws = replay([
      { id: 'sg-1', name: 'api-one', description: 'by hand' },
      { id: 'sg-2', name: 'api-two', description: 'by hand' },
    ]);
    const report = await run(both(aws));
    expect(said(report)).toEqual([
      'one sg/group-changed aws_security_group.api description',
      'two sg/rule-missing aws_vpc_security_group_ingress_rule.x ingress[80/tcp from 10.0.0.0/8]',
      'two sg/group-changed aws_security_group.api description',
    ]);
    const ids = report.findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('pool on a group though each looks for it under a name of its own', async () => {
    write({
      'one/main.tf': `resource "aws_security_group" "a" {
  name   = "shared"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["10.1.0.0/16"]
  }
}`,
      'two/main.tf': rule('b', '"sg-1"', 81, '10.2.0.0/16'),
    });
    const live: LiveGroup = {
      id: 'sg-1',
      name: 'shared',
      ingress: [
        [80, '10.1.0.0/16'],
        [81, '10.2.0.0/16'],
      ],
    };
    expect(said(await run(both(replay([live]))))).toEqual(['one sg/rules-conflict aws_security_group.a ingress']);
    // In another account the group is another one, and both see only their own.
    const report = await run([target('one', replay([live])), target('two', replay([live], '999999999999'))]);
    expect(said(report)).toEqual(['one sg/rule-extra aws_security_group.a ingress[81/tcp from 10.2.0.0/16]']);
    expect(report.targets.map((one) => one.account)).toEqual([account, '999999999999']);
  });

  it('look each in their own region', async () => {
    write({ 'one/main.tf': group('api', 'api'), 'two/main.tf': group('api', 'api') });
    const aws = replay([
      { id: 'sg-1', name: 'api' },
      { id: 'sg-2', name: 'api', region: 'eu-west-1', description: 'another one' },
    ]);
    const report = await run([target('one', aws), target('two', inRegion(aws, 'eu-west-1'))]);
    expect(said(report)).toEqual(['two sg/group-changed aws_security_group.api description']);
    expect(report.checked.map(({ identity }) => identity)).toMatchObject([
      { id: 'sg-1', region: 'us-east-1' },
      { id: 'sg-2', region: 'eu-west-1' },
    ]);
    expect(report.targets.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
  });

  it('are read with the credentials of the other where those of one are denied', async () => {
    write({ 'one/main.tf': group('api', 'api'), 'two/main.tf': group('web', 'web') });
    const aws = replay([
      { id: 'sg-1', name: 'api' },
      { id: 'sg-2', name: 'web' },
    ]);
    const denied: AwsReader = {
      ...aws,
      origin: {},
      read: async (name, key, region) =>
        name === 'sts:GetCallerIdentity'
          ? aws.read(name, key, region)
          : { status: 'unreadable', problem: { kind: 'denied', action: name } },
    };
    const report = await run([target('one', denied), target('two', aws)]);
    expect(report.summary).toMatchObject({ outcome: 'in-sync', exitCode: 0, resources: { inSync: 2 } });
  });

  it('are both told which of their variables have no value', async () => {
    const code =
      'variable "name" {}\nresource "aws_security_group" "api" {\n  name = var.name\n  vpc_id = "vpc-1"\n}\n';
    write({ 'one/main.tf': code, 'two/main.tf': code });
    const aws = replay([{ id: 'sg-1', name: 'api' }]);
    const report = await run(both(aws, { variables: [{ kind: 'var', value: 'name=api' }] }));
    expect(report.unsetVariables.map(({ target: of, name }) => [of, name])).toEqual([['two', 'name']]);
    expect(report.gaps.map(({ target: of, code: why }) => [of, why])).toContainEqual(['two', 'unidentified']);
    expect(report.summary.exitCode).toBe(3);
  });

  it('come to the same as each by itself', async () => {
    write({
      'one/main.tf': group('api', 'api-one'),
      'two/main.tf': `${group('api', 'api-two')}${rule('x', 'aws_security_group.api.id', 80, '10.0.0.0/8')}`,
    });
    const groups = [
      { id: 'sg-1', name: 'api-one', description: 'by hand' },
      { id: 'sg-2', name: 'api-two' },
    ];
    const together = await run(both(replay(groups)));
    const [one, two] = await Promise.all(both(replay(groups)).map((each) => check(each)));
    expect(together.findings).toEqual([...(one?.findings ?? []), ...(two?.findings ?? [])]);
    expect(together.checked).toEqual([...(one?.checked ?? []), ...(two?.checked ?? [])]);
    expect(together.targets).toEqual([...(one?.targets ?? []), ...(two?.targets ?? [])]);
  });
});

describe('a secret of one target', () => {
  const secret = 'corp-vpn-7Qx2Lm9Zr4';
  const code = (name: string, description: string, isSecret: boolean): string => `
variable "description" {
  sensitive = ${isSecret}
  default   = "${description}"
}
resource "aws_security_group" "api" {
  name        = "${name}"
  description = var.description
  vpc_id      = "vpc-1"
}
`;
  const live = replay([
    { id: 'sg-1', name: 'api-one', description: 'another-3Kd8Vb5Nw1' },
    { id: 'sg-2', name: 'api-two', description: 'plain text' },
  ]);

  it('is hidden in all, on both sides', async () => {
    write({ 'one/main.tf': code('api-one', secret, true), 'two/main.tf': code('api-two', `for ${secret}`, false) });
    const report = await run([target('one', live), target('two', live)]);
    expect(said(report)).toHaveLength(2);
    const text = JSON.stringify(report);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('another-3Kd8Vb5Nw1');
  });

  it('hides nothing that only stands at the same address in another', async () => {
    write({ 'one/main.tf': code('api-one', secret, true), 'two/main.tf': code('api-two', 'something', false) });
    const report = await run([target('one', live), target('two', live)]);
    expect(report.findings).toMatchObject([
      { target: 'one', declared: { secret: true }, live: { secret: true } },
      { target: 'two', declared: { value: 'something' }, live: { value: 'plain text' } },
    ]);
  });

  it('is hidden in what the other says of the same thing', async () => {
    write({ 'one/main.tf': code('api-one', secret, true), 'two/main.tf': code('api-one', 'something', false) });
    const report = await run([target('one', live), target('two', live)]);
    expect(report.findings).toMatchObject([{ live: { secret: true } }, { live: { secret: true } }]);
  });
});

describe('a target that cannot be run', () => {
  const good = group('api', 'api');
  const aws = () => replay([{ id: 'sg-1', name: 'api' }]);

  it.each([
    ['whose code is in error', { 'bad/main.tf': 'resource "aws_security_group" "x" {' }, 'terraform-invalid'],
    ['whose directory is missing', {}, 'directory-missing'],
    ['without code', { 'bad/readme.txt': 'none' }, 'no-terraform-files'],
    [
      'that looks in the wrong place',
      { 'bad/main.tf': `${group('a', 'nowhere-a')}${group('b', 'nowhere-b')}` },
      'wrong-place',
    ],
    [
      'whose code forbids the account',
      { 'bad/main.tf': `provider "aws" {\n  allowed_account_ids = ["999999999999"]\n}\n${group('a', 'api')}` },
      'account-not-allowed',
    ],
    ['that declares nothing', { 'bad/main.tf': 'locals {}' }, 'nothing-declared'],
  ])('%s is a gap of the run, and keeps no other', async (_, files, problem) => {
    write({ 'good/main.tf': good, ...files });
    const report = await run([target('bad', aws()), target('good', aws())]);
    expect(report.summary).toMatchObject({ exitCode: 3, outcome: 'incomplete', resources: { inSync: 1 } });
    expect(report.gaps).toMatchObject([
      { code: 'target-failed', scope: 'run', target: 'bad', reason: { kind: 'target', name: problem } },
    ]);
    expect(report.targets).toMatchObject([
      { name: 'bad', problem: { code: problem } },
      { name: 'good', account },
    ]);
    expect(report.checked.map(({ target: of }) => of)).toEqual(['good']);
  });

  it('repeats nothing that may be a secret in the wrong place', async () => {
    const pasted = 'ghp_9Qc2Lm7Zr4Vb8Nw1Kd3Xs6Tf5Gh0Jy2Pa4Ue';
    write({ 'good/main.tf': good, 'bad/main.tf': good });
    const variables = [{ kind: 'var' as const, value: `${pasted}=1` }];
    const report = await run([target('bad', aws(), { variables }), target('good', aws())]);
    expect(report.targets[0]).toMatchObject({ problem: { code: 'variable-invalid', name: '…' } });
    expect(JSON.stringify(report)).not.toContain(pasted);
  });

  it('does not hide that there is drift in another', async () => {
    write({ 'good/main.tf': `${good}${rule('x', 'aws_security_group.api.id', 80, '10.0.0.0/8')}` });
    const report = await run([target('bad', aws()), target('good', aws())]);
    expect(report.summary).toMatchObject({ exitCode: 2, outcome: 'drift' });
  });

  it('ends the run when there is no other', async () => {
    await expect(run([target('bad', aws()), target('worse', aws())])).rejects.toMatchObject({
      problem: {
        code: 'targets-failed',
        targets: [
          { target: 'bad', problem: { code: 'directory-missing' } },
          { target: 'worse', problem: { code: 'directory-missing' } },
        ],
      },
    });
    await expect(run([target('bad', aws())])).rejects.toMatchObject({ problem: { code: 'directory-missing' } });
    await expect(run([target('bad', aws())])).rejects.toBeInstanceOf(ProblemError);
  });
});
