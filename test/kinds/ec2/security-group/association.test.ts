import { expect, it } from 'vitest';
import { type Live, liveGroup, liveRule } from './world.ts';
import { checkWritten, viewWritten } from './written.ts';

/* A group that may be used in a further VPC. */

const address = 'aws_vpc_security_group_vpc_association.other';
const code = (vpc = '"vpc-2"', group = 'aws_security_group.web.id', more = '') => `
  variable "vpc" {}
  resource "aws_vpc" "other" {
    cidr_block = "10.2.0.0/16"
  }
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = "vpc-1"
  }
  resource "aws_vpc_security_group_ingress_rule" "https" {
    security_group_id = aws_security_group.web.id
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
    cidr_ipv4         = "10.0.0.0/8"
  }
  resource "aws_vpc_security_group_vpc_association" "other" {
    security_group_id = ${group}
    vpc_id            = ${vpc}
    ${more}
  }
`;
const base: Live = { groups: [liveGroup('sg-1', 'web')], rules: [liveRule('sg-1', 'tcp 443 10.0.0.0/8')] };
const associated = (VpcId: string, State = 'associated'): Live => ({
  ...base,
  associations: [{ GroupId: 'sg-1', VpcId, State }],
});
const missing = [`sg/vpc-association-missing ${address}`];
const unknown = [`unidentified/resource ${address} vpc_id`];

it.each<[string, string, Live, readonly string[]]>([
  ['is there', code(), associated('vpc-2'), []],
  ['is being made', code(), associated('vpc-2', 'associating'), []],
  ['is not there', code(), base, missing],
  ['is with another VPC', code(), associated('vpc-3'), missing],
  ['failed', code(), associated('vpc-2', 'association-failed'), missing],
  ['was taken away', code(), associated('vpc-2', 'disassociated'), missing],
  ['may be there', code('var.vpc'), associated('vpc-2'), unknown],
  ['is with a VPC of the code', code('aws_vpc.other.id'), associated('vpc-2'), unknown],
  ['is not there, whichever VPC it is with', code('var.vpc'), base, missing],
  ['of a group that only its id tells', code('"vpc-2"', '"sg-1"'), associated('vpc-2'), []],
  [
    'of a group that is not known',
    code('"vpc-2"', 'var.vpc'),
    associated('vpc-2'),
    [`unidentified/resource ${address} security_group_id`],
  ],
  [
    'with a VPC that is left to others',
    code('"vpc-2"', undefined, 'lifecycle {\n ignore_changes = [vpc_id]\n }'),
    associated('vpc-3'),
    [`unidentified/resource ${address}`],
  ],
])('an association that %s', async (_, written, live, expected) => {
  expect(await checkWritten(written, live)).toEqual(expected);
});

it('with a VPC in which another group was found', async () => {
  const other = 'resource "aws_security_group" "db" {\n name = "db"\n vpc_id = aws_vpc.other.id\n}';
  const there = associated('vpc-2');
  const live = { ...there, groups: [...(there.groups ?? []), liveGroup('sg-2', 'db', { VpcId: 'vpc-2' })] };
  expect(await checkWritten(`${code('aws_vpc.other.id')}\n${other}`, live)).toEqual([]);
});

it('that cannot be read is no drift', async () => {
  const problem = { kind: 'denied', action: 'ec2:DescribeSecurityGroupVpcAssociations' } as const;
  const live = { ...base, problems: { 'ec2:DescribeSecurityGroupVpcAssociations': problem } };
  const { findings, gaps, checked } = await viewWritten(code(), live);
  expect(findings).toEqual([]);
  expect(gaps).toMatchObject([{ code: 'unreadable', address, reason: { kind: 'aws', problem } }]);
  // The rules of the group have nothing to do with it.
  expect(checked.find((one) => one.address.endsWith('https'))).toMatchObject({ status: 'in-sync' });
});

it('is asked for only where it is declared', async () => {
  const keys: { action?: string }[] = [];
  await viewWritten(code().replace(/resource "aws_vpc_security_group_vpc[^}]*}/s, ''), base, { keys });
  expect(keys.map(({ action }) => action)).not.toContain('ec2:DescribeSecurityGroupVpcAssociations');
});

it('of a group that AWS does not have', async () => {
  expect(await checkWritten(code(), { groups: [] })).toEqual(['sg/group-missing aws_security_group.web']);
});
