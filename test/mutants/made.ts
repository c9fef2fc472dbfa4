import * as sample from '../kinds/ecs/sample.ts';
import { type Json, type JsonObject, madeScene, type RecordedAnswer, type Scene } from './scene.ts';

/* Scenes in which every field of the tables, and every member of a rule, is declared and there. */

export async function madeScenes(): Promise<readonly Scene[]> {
  return [await everyField(), await everyRule()];
}

/** A service and its task definition with a value that is no default for each field. */
async function everyField(): Promise<Scene> {
  const containers: Json = JSON.parse(JSON.stringify(sample.containers));
  const revision = { ...plain(sample.taskDefinition), tags: plain(sample.tags) };
  const service = { ...plain(sample.service), tags: plain(sample.tags) };
  const arn = String(sample.taskDefinition.taskDefinitionArn);
  return madeScene(
    'every field of the tables',
    { 'main.tf': sample.code, 'containers.json': JSON.stringify(containers) },
    [
      { action: 'ecs:DescribeServices', key: { cluster: 'main', service: 'api' }, result: service },
      { action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: 'api' }, result: revision },
      { action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: arn }, result: revision },
    ],
  );
}

const vpc = 'vpc-0a1b2c3d4e5f60718';
const peer = 'sg-0a1b0000000000009';

const traffic = [
  { protocol: 'tcp', from: 8080, to: 8090, declared: ['tcp', 8080, 8090] },
  { protocol: 'udp', from: 53, to: 53, declared: ['17', 53, 53] },
  { protocol: 'icmp', from: 8, to: 0, declared: ['icmp', 8, 0] },
  { protocol: 'icmpv6', from: -1, to: -1, declared: ['58', -1, -1] },
  { protocol: '50', from: -1, to: -1, declared: ['50', 0, 0] },
  { protocol: '-1', from: -1, to: -1, declared: ['-1', 0, 0] },
] as const;

const sources = [
  { live: { CidrIpv4: '10.1.0.0/16' }, inline: 'cidr_blocks = ["10.1.0.0/16"]', own: 'cidr_ipv4 = "10.1.0.0/16"' },
  {
    live: { CidrIpv6: '2001:db8:1::/48' },
    inline: 'ipv6_cidr_blocks = ["2001:DB8:1::/48"]',
    own: 'cidr_ipv6 = "2001:db8:1::/48"',
  },
  {
    live: { PrefixListId: 'pl-0a1b0000000000001' },
    inline: 'prefix_list_ids = ["pl-0a1b0000000000001"]',
    own: 'prefix_list_id = "pl-0a1b0000000000001"',
  },
  {
    live: { ReferencedGroupInfo: { GroupId: peer, UserId: '123456789012' } },
    inline: `security_groups = ["${peer}"]`,
    own: `referenced_security_group_id = "${peer}"`,
  },
] as const;

/** Groups whose rules are declared in each of the ways that there are, of each protocol in both directions. */
async function everyRule(): Promise<Scene> {
  const code: string[] = [];
  const reads: RecordedAnswer[] = [];
  const group = (name: string, index: number, rules: readonly JsonObject[], tags: readonly JsonObject[]): void => {
    const id = groupId(index);
    const live = {
      GroupId: id,
      GroupName: name,
      Description: `For ${name}`,
      OwnerId: '123456789012',
      VpcId: vpc,
      Tags: tags,
    };
    reads.push(
      { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': name, 'vpc-id': vpc }, result: [live] },
      { action: 'ec2:DescribeSecurityGroups', key: { 'group-id': id }, result: [live] },
      {
        action: 'ec2:DescribeSecurityGroupRules',
        key: { 'group-id': id },
        result: rules.map((rule, at) => ({ ...rule, GroupId: id, SecurityGroupRuleId: ruleId(index, at) })),
      },
    );
  };
  // Each traffic in both directions, with the kinds of peers in turn.
  const rules = ([false, true] as const).flatMap((isEgress) =>
    traffic.flatMap((one, at) => {
      const source = sources[(at + (isEgress ? 1 : 0)) % sources.length];
      return source === undefined ? [] : [{ isEgress, ...one, source, name: `${isEgress ? 'out' : 'in'}_${at}` }];
    }),
  );
  const rows = rules.map(
    ({ isEgress, protocol, from, to, source, name }): JsonObject => ({
      ...{ GroupOwnerId: '123456789012', IsEgress: isEgress, IpProtocol: protocol, FromPort: from, ToPort: to },
      ...source.live,
      Description: `Rule ${name}`,
      Tags: [],
    }),
  );
  const header = (name: string) =>
    `resource "aws_security_group" "${name}" {\n name = "${name}"\n description = "For ${name}"\n vpc_id = "${vpc}"\n`;
  code.push(
    header('inline'),
    'tags = { Team = "search" }',
    ...rules.map(
      ({ isEgress, declared: [protocol, from, to], source, name }) =>
        `${isEgress ? 'egress' : 'ingress'} {\n protocol = "${protocol}"\n from_port = ${from}\n to_port = ${to}\n ${source.inline}\n description = "Rule ${name}"\n}`,
    ),
    '}',
  );
  group('inline', 1, rows, [{ Key: 'Team', Value: 'search' }]);
  code.push(header('apart'), '}');
  const ports = (protocol: string, from: number, to: number) =>
    protocol === '-1' || protocol === '50' ? '' : `from_port = ${from}\n to_port = ${to}`;
  for (const {
    isEgress,
    declared: [protocol, from, to],
    source,
    name,
  } of rules) {
    code.push(
      `resource "aws_vpc_security_group_${isEgress ? 'egress' : 'ingress'}_rule" "${name}" {`,
      `security_group_id = aws_security_group.apart.id\n ip_protocol = "${protocol}"\n ${ports(protocol, from, to)}\n ${source.own}`,
      `description = "Rule ${name}"\n tags = { Rule = "${name}" }\n}`,
    );
  }
  group(
    'apart',
    2,
    rows.map((row) => ({ ...row, Tags: [{ Key: 'Rule', Value: String(row['Description']).replace('Rule ', '') }] })),
    [],
  );
  code.push(header('older'), '}');
  for (const {
    isEgress,
    declared: [protocol, from, to],
    source,
    name,
  } of rules) {
    code.push(
      `resource "aws_security_group_rule" "${name}" {`,
      `security_group_id = aws_security_group.older.id\n type = "${isEgress ? 'egress' : 'ingress'}"\n protocol = "${protocol}"`,
      `from_port = ${from}\n to_port = ${to}\n ${source.inline.replace(/security_groups = \[(.*)\]/, 'source_security_group_id = $1')}`,
      `description = "Rule ${name}"\n}`,
    );
  }
  group('older', 3, rows, []);
  return madeScene('every member of a rule', { 'main.tf': code.join('\n') }, reads);
}

const groupId = (index: number): string => `sg-0a1b000000000000${index}`;
const ruleId = (group: number, rule: number): string => `sgr-0a1b0000000${group}${String(rule).padStart(5, '0')}`;

function plain(value: unknown): JsonObject {
  const written: JsonObject = JSON.parse(JSON.stringify(value));
  return written;
}
