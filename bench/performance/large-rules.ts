/** Groups of both styles, each with as many rules as AWS lets one have by default, and no less written out than in code of people. */
const [groups, rules] = [400, 50];
const vpc = 'vpc-0a1b2c3d4e5f60718';
const account = '123456789012';

/** How many rules there are in all. */
export const ruleCount = groups * rules;

const block = (rule: number): string => `10.0.${rule}.0/24`;
const portOf = (group: number): number => 8000 + (group % 100);

function codeOf(group: number): string {
  const name = `group-${group}`;
  const port = `from_port = ${portOf(group)}\n  to_port = ${portOf(group)}`;
  const inline = Array.from(
    { length: rules },
    (_, rule) => `  ingress {\n  protocol = "tcp"\n  ${port}\n  cidr_blocks = ["${block(rule)}"]\n  }\n`,
  );
  const separate = Array.from(
    { length: rules },
    (_, rule) =>
      `resource "aws_vpc_security_group_ingress_rule" "${name}-${rule}" {\n  security_group_id = aws_security_group.${name}.id\n  ip_protocol = "tcp"\n  ${port}\n  cidr_ipv4 = "${block(rule)}"\n}\n`,
  );
  const isInline = group % 2 === 0;
  return `resource "aws_security_group" "${name}" {\n  name = "${name}"\n  vpc_id = "${vpc}"\n${isInline ? inline.join('') : ''}}\n${isInline ? '' : separate.join('')}`;
}

function readsOf(group: number): readonly object[] {
  const id = `sg-${String(group).padStart(17, '0')}`;
  const name = `group-${group}`;
  return [
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': name, 'vpc-id': vpc },
      result: [{ GroupId: id, GroupName: name, Description: 'Managed by Terraform', OwnerId: account, VpcId: vpc }],
    },
    {
      action: 'ec2:DescribeSecurityGroupRules',
      key: { 'group-id': id },
      result: Array.from({ length: rules }, (_, rule) => ({
        SecurityGroupRuleId: `sgr-${String(group * rules + rule).padStart(17, '0')}`,
        GroupId: id,
        GroupOwnerId: account,
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: portOf(group),
        ToPort: portOf(group),
        CidrIpv4: block(rule),
      })),
    },
  ];
}

/** The code of all groups and rules, and an account that is as they say. */
export function largeRules(): ReadonlyMap<string, string> {
  const all = Array.from({ length: groups }, (_, group) => group);
  const snapshot = {
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'bench',
    account,
    region: 'us-east-1',
    partition: 'aws',
    reads: all.flatMap(readsOf),
  };
  return new Map([
    ['main.tf', `provider "aws" {\n  region = "us-east-1"\n}\n${all.map(codeOf).join('')}`],
    ['live.json', JSON.stringify(snapshot)],
  ]);
}
