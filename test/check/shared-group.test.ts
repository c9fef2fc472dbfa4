import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { checkTargets } from '../../src/check/check.ts';
import type { Report } from '../../src/model/report/report.ts';

/* Twelve root modules that declare rules of one group, which none of them declares, as targets of one run. */

const account = '123456789012';
const vpc = 'vpc-0a1b2c3d4e5f60718';
const group = 'sg-0a1b2c3d4e5f60718';
const ports = Array.from({ length: 12 }, (_, index) => 6001 + index);

/** What a root calls the group: roots name it in different ways. */
const names = [
  { of: (id: string) => `"${id}"`, code: '' },
  { of: () => 'var.group', code: `variable "group" {\n  default = "${group}"\n}\n` },
  {
    of: () => 'data.aws_security_group.shared.id',
    code: `data "aws_security_group" "shared" {\n  name = "shared"\n  vpc_id = "${vpc}"\n}\n`,
  },
];

function codeOf(port: number): string {
  const { of, code } = names[port % names.length] ?? { of: () => '', code: '' };
  return `${code}resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id = ${of(group)}
  ip_protocol = "tcp"
  from_port   = ${port}
  to_port     = ${port}
  cidr_ipv4   = "10.0.0.0/8"
}
`;
}

const described = {
  GroupId: group,
  GroupName: 'shared',
  Description: 'Shared',
  OwnerId: account,
  VpcId: vpc,
};
const live = JSON.stringify({
  format: 'driftcheck-snapshot',
  schemaVersion: 1,
  salt: 'shared',
  account,
  region: 'us-east-1',
  reads: [
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-id': group }, result: [described] },
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'shared', 'vpc-id': vpc }, result: [described] },
    {
      action: 'ec2:DescribeSecurityGroupRules',
      key: { 'group-id': group },
      result: ports.map((port) => ({
        SecurityGroupRuleId: `sgr-0a1b2c3d4e5f6${port}`,
        GroupId: group,
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        CidrIpv4: '10.0.0.0/8',
      })),
    },
  ],
});

let top: string;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'driftcheck-shared-'));
  const write = (root: string, text: string) => {
    mkdirSync(join(top, root));
    writeFileSync(join(top, root, 'main.tf'), text);
  };
  for (const port of ports) write(`app-${port}`, codeOf(port));
  write(
    'network',
    `resource "aws_security_group" "shared" {\n  name = "shared"\n  description = "Shared"\n  vpc_id = "${vpc}"\n}\n`,
  );
  write(
    'listing',
    `resource "aws_security_group" "shared" {\n  name = "shared"\n  description = "Shared"\n  vpc_id = "${vpc}"\n  ingress = []\n}\n`,
  );
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const rootOf = (port: number) => `app-${port}`;

/** The state of the root that declares the group, after a refresh: it lists all rules that the group had then. */
const state = {
  file: 'terraform.tfstate',
  text: JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: '00000000-0000-4000-8000-000000000000',
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: 'aws_security_group',
        name: 'shared',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [
          {
            schema_version: 1,
            attributes: {
              id: group,
              name: 'shared',
              description: 'Shared',
              vpc_id: vpc,
              egress: [],
              ingress: ports.map((port) => ({
                cidr_blocks: ['10.0.0.0/8'],
                description: '',
                from_port: port,
                ipv6_cidr_blocks: [],
                prefix_list_ids: [],
                protocol: 'tcp',
                security_groups: [],
                self: false,
                to_port: port,
              })),
            },
          },
        ],
      },
    ],
    check_results: null,
  }),
};

async function run(
  roots: readonly string[],
  failOn?: 'warning',
  states: Readonly<Record<string, typeof state>> = {},
): Promise<Report> {
  const aws = replaySnapshot(live, 'live.json');
  return checkTargets(
    roots.map((name) => {
      const target = { name, directory: join(top, name), environment: {}, aws };
      const own = states[name];
      return own === undefined ? target : { ...target, state: own };
    }),
    failOn === undefined ? {} : { failOn },
  );
}

it.each([
  ['that name it in their ways', []],
  ['and the one that declares the group', ['network']],
])('leave nothing of it extra or unmanaged: %s', async (_, more) => {
  const report = await run([...more, ...ports.map(rootOf)], 'warning');
  expect([report.findings, report.gaps]).toEqual([[], []]);
  expect(report.summary.exitCode).toBe(0);
});

/** An apply of a root that says that the group has no other rules revokes those of all others. */
const undoing = {
  type: 'declared-twice',
  rule: 'sg/rules-conflict',
  severity: 'warning',
  path: 'ingress',
  target: 'listing',
};

it('leave nothing of it extra where one says that it has no others, and are undone by that', async () => {
  const report = await run(['listing', ...ports.map(rootOf)]);
  expect(report.findings).toMatchObject([{ ...undoing, related: ports.map(() => ({ at: expect.anything() })) }]);
  expect(report.gaps).toEqual([]);
  expect(report.summary.exitCode).toBe(0);
});

it.each([6001, 6002, 6003, 6012])('with the root of port %i left out its rule is unmanaged, once', async (without) => {
  const roots = ports.filter((port) => port !== without).map(rootOf);
  const report = await run(roots);
  expect(report.findings).toMatchObject([
    {
      type: 'resource-unmanaged',
      rule: 'sg/rule-unmanaged',
      verdict: 'drift',
      severity: 'warning',
      path: `ingress[${without}/tcp from 10.0.0.0/8]`,
      address: 'aws_vpc_security_group_ingress_rule.app',
      target: without === ports[0] ? rootOf(6002) : rootOf(6001),
    },
  ]);
  expect(report.gaps).toEqual([]);
  expect(report.summary.exitCode).toBe(0);
  // Whichever comes first.
  const turned = await run(roots.toReversed(), 'warning');
  expect(turned.findings).toEqual(report.findings);
  expect(turned.summary.exitCode).toBe(2);
});

it('a rule of a root that is left out is extra where another says that there are no others', async () => {
  const report = await run(['listing', ...ports.slice(1).map(rootOf)]);
  expect(report.findings).toMatchObject([{ type: 'element-extra', rule: 'sg/rule-extra', target: 'listing' }, undoing]);
  expect(report.summary.exitCode).toBe(2);
});

it.each(['network', 'listing'])('a state of %s that has taken in all rules declares none of them', async (name) => {
  const states = { [name]: state };
  const ofRules = ({ findings }: Report) => findings.filter(({ rule }) => rule !== undoing.rule);
  const together = await run([name, ...ports.map(rootOf)], 'warning', states);
  expect([ofRules(together), together.gaps]).toEqual([[], []]);
  // With one root left out its rule is found, though the state has it.
  const [without, ...others] = ports;
  const report = await run([name, ...others.map(rootOf)], undefined, states);
  const found = name === 'listing' ? ['sg/rule-extra', 'error', 2] : ['sg/rule-unmanaged', 'warning', 0];
  expect(ofRules(report).map(({ rule, severity }) => [rule, severity, report.summary.exitCode])).toEqual([found]);
  expect(ofRules(report)).toMatchObject([
    { path: `ingress[${without}/tcp from 10.0.0.0/8]`, target: name, cause: 'unknown' },
  ]);
});
