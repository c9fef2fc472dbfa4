import { join } from 'node:path';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRuleRequest,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { beforeAll, expect, inject, it } from 'vitest';
import type { Report } from '../../src/model/report/report.ts';
import { type CliCall, callOf } from '../aws-cli.ts';
import { awsEnvironment, runJson } from './cli.ts';
import { tcp } from './shop.ts';

/*
 * Rules that people authorise, revoke and modify through EC2's API, as the built CLI sees them. Each change is taken
 * back by the command that the report offers before the next is made, and the last run finds nothing.
 */

const moto = inject('moto');
const directory = join(import.meta.dirname, 'terraform-security-groups');

type Name = 'edge' | 'api' | 'cache';
type Direction = 'ingress' | 'egress';

const ec2 = new EC2Client({
  endpoint: moto,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
let vpcId = '';
const ids: Record<Name, string> = { edge: '', api: '', cache: '' };

async function authorize(direction: Direction, name: Name, ...permissions: readonly IpPermission[]): Promise<void> {
  const input = { GroupId: ids[name], IpPermissions: [...permissions] };
  if (direction === 'ingress') await ec2.send(new AuthorizeSecurityGroupIngressCommand(input));
  else await ec2.send(new AuthorizeSecurityGroupEgressCommand(input));
}

async function revoke(direction: Direction, name: Name, ...permissions: readonly IpPermission[]): Promise<void> {
  const input = { GroupId: ids[name], IpPermissions: [...permissions] };
  if (direction === 'ingress') await ec2.send(new RevokeSecurityGroupIngressCommand(input));
  else await ec2.send(new RevokeSecurityGroupEgressCommand(input));
}

/** Changes the rule of a group that is for this block into another one. */
async function modify(name: Name, block: string, rule: SecurityGroupRuleRequest): Promise<void> {
  const filters = [{ Name: 'group-id', Values: [ids[name]] }];
  const { SecurityGroupRules: rules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: filters }),
  );
  const id = rules.find(({ CidrIpv4, IsEgress }) => CidrIpv4 === block && IsEgress === false)?.SecurityGroupRuleId;
  if (id === undefined) throw new Error(`${name} has no rule for ${block}`);
  const change = { SecurityGroupRuleId: id, SecurityGroupRule: rule };
  await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: ids[name], SecurityGroupRules: [change] }));
}

async function describe(name: Name, permission: IpPermission): Promise<void> {
  const input = { GroupId: ids[name], IpPermissions: [permission] };
  await ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(input));
}

const everything = (block: string): IpPermission => ({ IpProtocol: '-1', IpRanges: [{ CidrIp: block }] });
const https = (block: string): IpPermission => tcp(443, { cidr: block }, 'HTTPS');
const httpsIpv6 = (block: string): IpPermission => ({
  ...{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
  Ipv6Ranges: [{ CidrIpv6: block, Description: 'HTTPS' }],
});

/** A VPC with the groups and their rules, as an apply leaves them. */
beforeAll(async () => {
  const reset = await fetch(`${moto}/moto-api/reset`, { method: 'POST' });
  expect(reset.ok).toBe(true);
  vpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc?.VpcId ?? '';
  for (const name of ['edge', 'api', 'cache'] as const) {
    const description = name === 'edge' ? 'Load balancer of the shop' : 'Managed by Terraform';
    const created = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: `shop-${name}`, Description: description, VpcId: vpcId }),
    );
    ids[name] = created.GroupId ?? '';
    // As the provider does with the rule that EC2 gives every group.
    await revoke('egress', name, everything('0.0.0.0/0'));
  }
  await authorize('ingress', 'edge', https('198.51.100.0/24'), https('203.0.113.0/24'), httpsIpv6('2001:db8::/32'));
  await authorize('egress', 'edge', everything('10.0.0.0/16'));
  await authorize('ingress', 'api', tcp(8080, { group: ids.edge }), tcp(8443, { cidr: '192.0.2.0/24' }, 'Office'));
  await authorize('egress', 'api', tcp(6379, { group: ids.cache }));
  await authorize('ingress', 'cache', tcp(6379, { group: ids.api }), tcp(16379, { group: ids.cache }));
});

const examine = () => runJson([directory, '--var', `vpc_id=${vpcId}`], awsEnvironment(moto));

it('finds nothing right after an apply', async () => {
  const { code, report } = await examine();
  expect([report.findings, report.gaps]).toEqual([[], []]);
  expect(report.summary.resources).toMatchObject({ compared: 8, inSync: 8 });
  expect(code).toBe(0);
});

interface Change {
  readonly name: string;
  readonly make: () => Promise<void>;
  /** `rule address path` of what is found. */
  readonly found: () => string;
  /** The exit code where it is not 2: what is only a warning does not fail a run by default. */
  readonly code?: number;
}

const added = (direction: Direction, name: Name, permission: () => IpPermission) => ({
  make: () => authorize(direction, name, permission()),
});
const removed = (direction: Direction, name: Name, permission: () => IpPermission) => ({
  make: () => revoke(direction, name, permission()),
});
const edge = 'aws_security_group.edge';
const office = 'aws_vpc_security_group_ingress_rule.api_from_office';

const changes: readonly Change[] = [
  {
    name: 'an IPv4 rule authorised beside blocks',
    ...added('ingress', 'edge', () => tcp(22, { cidr: '192.0.2.7/32' })),
    found: () => `sg/rule-extra ${edge} ingress[22/tcp from 192.0.2.7/32]`,
  },
  {
    name: 'an IPv6 rule authorised beside blocks',
    ...added('ingress', 'edge', () => httpsIpv6('2001:db9::/32')),
    found: () => `sg/rule-extra ${edge} ingress[443/tcp from 2001:db9::/32]`,
  },
  {
    name: 'a group let in beside blocks',
    ...added('ingress', 'edge', () => tcp(8080, { group: ids.cache })),
    found: () => `sg/rule-extra ${edge} ingress[8080/tcp from ${ids.cache}]`,
  },
  {
    name: 'egress authorised where none is allowed',
    ...added('egress', 'cache', () => everything('10.0.0.0/16')),
    found: () => 'sg/rule-extra aws_security_group.cache egress[all to 10.0.0.0/16]',
  },
  {
    name: 'a rule authorised beside rule resources',
    ...added('ingress', 'cache', () => tcp(6379, { group: ids.edge })),
    found: () => `sg/rule-unmanaged aws_security_group.cache ingress[6379/tcp from ${ids.edge}]`,
    code: 0,
  },
  {
    name: 'egress authorised beside rule resources',
    ...added('egress', 'api', () => tcp(443, { cidr: '10.0.9.0/24' })),
    found: () => 'sg/rule-unmanaged aws_security_group.api egress[443/tcp to 10.0.9.0/24]',
    code: 0,
  },
  {
    name: 'one block of several revoked',
    ...removed('ingress', 'edge', () => https('203.0.113.0/24')),
    found: () => `sg/rule-missing ${edge} ingress[443/tcp from 203.0.113.0/24]`,
  },
  {
    name: 'an IPv6 block revoked',
    ...removed('ingress', 'edge', () => httpsIpv6('2001:db8::/32')),
    found: () => `sg/rule-missing ${edge} ingress[443/tcp from 2001:db8::/32]`,
  },
  {
    name: 'egress to a group revoked',
    ...removed('egress', 'api', () => tcp(6379, { group: ids.cache })),
    found: () => `sg/rule-missing aws_vpc_security_group_egress_rule.api_to_cache egress[6379/tcp to ${ids.cache}]`,
  },
  {
    name: 'a group that is let in revoked',
    ...removed('ingress', 'cache', () => tcp(6379, { group: ids.api })),
    found: () => `sg/rule-missing aws_security_group_rule.cache_from_api ingress[6379/tcp from ${ids.api}]`,
  },
  {
    name: 'the group itself revoked',
    ...removed('ingress', 'cache', () => tcp(16379, { group: ids.cache })),
    found: () => `sg/rule-missing aws_security_group_rule.cache_cluster ingress[16379/tcp from ${ids.cache}]`,
  },
  {
    name: 'the egress of blocks revoked',
    ...removed('egress', 'edge', () => everything('10.0.0.0/16')),
    found: () => `sg/rule-missing ${edge} egress[all to 10.0.0.0/16]`,
  },
  {
    name: "a rule's port modified",
    make: () => modify('api', '192.0.2.0/24', officeRule(8444, '192.0.2.0/24')),
    found: () => `sg/rule-changed ${office} ingress[8443/tcp from 192.0.2.0/24]`,
  },
  {
    name: "a rule's block modified",
    make: () => modify('api', '192.0.2.0/24', officeRule(8443, '192.0.2.0/25')),
    found: () => `sg/rule-changed ${office} ingress[8443/tcp from 192.0.2.0/24]`,
  },
  {
    name: 'a block among several modified',
    make: () => modify('edge', '203.0.113.0/24', { ...tcpRule(443, '203.0.113.0/25'), Description: 'HTTPS' }),
    found: () => `sg/rule-changed ${edge} ingress[443/tcp from 203.0.113.0/24]`,
  },
  {
    name: "a rule's description",
    make: () => describe('api', tcp(8443, { cidr: '192.0.2.0/24' }, 'The old office')),
    found: () => `sg/rule-description-changed ${office} ingress[8443/tcp from 192.0.2.0/24].description`,
    code: 0,
  },
];

function tcpRule(port: number, block: string): SecurityGroupRuleRequest {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIpv4: block };
}

function officeRule(port: number, block: string): SecurityGroupRuleRequest {
  return { ...tcpRule(port, block), Description: 'Office' };
}

/** What the AWS CLI would send. moto deviates from AWS in parts of it, which are left out here. */
const calls: Readonly<Record<string, (input: never) => Promise<unknown>>> = {
  AuthorizeSecurityGroupIngress: (input) => ec2.send(new AuthorizeSecurityGroupIngressCommand(input)),
  AuthorizeSecurityGroupEgress: (input) => ec2.send(new AuthorizeSecurityGroupEgressCommand(input)),
  RevokeSecurityGroupIngress: (input) => ec2.send(new RevokeSecurityGroupIngressCommand(input)),
  RevokeSecurityGroupEgress: (input) => ec2.send(new RevokeSecurityGroupEgressCommand(input)),
  ModifySecurityGroupRules: (input) => ec2.send(new ModifySecurityGroupRulesCommand(input)),
  UpdateSecurityGroupRuleDescriptionsIngress: (input) =>
    ec2.send(new UpdateSecurityGroupRuleDescriptionsIngressCommand(input)),
};

async function send({ operation, region, input }: CliCall): Promise<void> {
  expect(region).toBe('us-east-1');
  const call = calls[operation];
  if (call === undefined) throw new Error(`no call ${operation}`);
  await call(input as never);
}

/** Runs what the report offers to make AWS as the code is. */
async function restore({ findings }: Report): Promise<void> {
  for (const { argv, incomplete } of findings.flatMap(({ remedies }) => remedies?.restore.commands ?? [])) {
    expect(incomplete).toBeUndefined();
    await send(callOf(argv));
  }
}

it.each(changes)('finds exactly $name, and the command that takes it back', async ({ make, found, code = 2 }) => {
  await make();
  const { code: actual, report } = await examine();
  await restore(report);
  expect(report.findings.map(({ rule, address, path }) => `${rule} ${address} ${path}`)).toEqual([found()]);
  expect(report.gaps).toEqual([]);
  expect(actual).toBe(code);
});

it('finds nothing once all of them are taken back', async () => {
  const { code, report } = await examine();
  expect([report.findings, report.gaps]).toEqual([[], []]);
  expect(code).toBe(0);
});
