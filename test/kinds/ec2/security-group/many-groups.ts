import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import type { LiveSecurityGroup } from '../../../../src/aws/reads/ec2-describe-security-groups.ts';
import { groupBy } from '../../../../src/model/group.ts';

/*
 * A root with as many groups and rules as an account of some age has, in all styles, and what AWS has of it:
 * `main.tf` reads the groups from `groups.json` with `for_each`, so that the code stays small however many there are.
 */

const styles = ['inline', 'attribute', 'classic', 'standalone'] as const;
type Style = (typeof styles)[number];

interface Rule {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: string;
  readonly port: number;
  readonly peer: { readonly cidrIpv4: string } | { readonly cidrIpv6: string } | { readonly group: string };
  readonly description: string;
}

interface Group {
  readonly name: string;
  readonly style: Style;
  readonly rules: readonly Rule[];
}

const vpc = 'vpc-0a1b2c3d4e5f60718';
const account = '123456789012';

/** Groups of all styles in turn with their rules, the first of which is for egress. */
export function manyGroups(groups: number, rules: number): readonly Group[] {
  const names = Array.from({ length: groups }, (_, index) => `shop-${String(index).padStart(3, '0')}`);
  return names.map((name, index) => {
    const own = Math.floor(rules / groups) + (index < rules % groups ? 1 : 0);
    const style = styles[index % styles.length] ?? 'inline';
    return { name, style, rules: Array.from({ length: own }, (_, rule) => ruleOf(index, rule, names)) };
  });
}

function ruleOf(group: number, rule: number, names: readonly string[]): Rule {
  if (rule === 0) {
    return { direction: 'egress', protocol: '-1', port: 0, peer: { cidrIpv4: '0.0.0.0/0' }, description: 'Out' };
  }
  const port = [443, 5432, 6379, 8080, 9092][rule % 5] ?? 443;
  const common = { direction: 'ingress', protocol: rule % 7 === 0 ? 'udp' : 'tcp', port } as const;
  if (rule === 2) {
    // A group of rule resources, to which a group that lists its rules may refer without a cycle.
    const fours = Math.floor(names.length / styles.length);
    const neighbour = ((Math.floor(group / styles.length) + 1) % fours) * styles.length + styles.length - 1;
    return { ...common, peer: { group: names[neighbour] ?? '' }, description: 'From its neighbour' };
  }
  if (rule === 3) {
    return {
      ...common,
      peer: { cidrIpv6: `2001:db8:${group.toString(16)}::/48` },
      description: 'From the office',
    };
  }
  const block = `10.${group % 256}.${rule % 256}.0/24`;
  return { ...common, peer: { cidrIpv4: block }, description: `From subnet ${rule}` };
}

/** `groups.json`: for each style what its resources are given. */
export function groupsJson(groups: readonly Group[]): string {
  const of = (style: Style) => groups.filter((group) => group.style === style);
  const listed = (style: Style) =>
    Object.fromEntries(
      of(style).map(({ name, rules }) => {
        const lines = (direction: Rule['direction']) =>
          rules.filter((rule) => rule.direction === direction).map(listedRule);
        return [name, { ingress: lines('ingress'), egress: lines('egress') }];
      }),
    );
  const resources = (style: Style, write: (rule: Rule) => object, directions: readonly Rule['direction'][]) =>
    Object.fromEntries(
      of(style).flatMap(({ name, rules }) =>
        rules.flatMap((rule, index) =>
          directions.includes(rule.direction) ? [[`${name}-${index}`, { of: name, ...write(rule) }]] : [],
        ),
      ),
    );
  const sections = {
    inline: listed('inline'),
    attribute: listed('attribute'),
    classic: of('classic').map(({ name }) => name),
    classic_rules: resources('classic', classicRule, ['ingress', 'egress']),
    standalone: of('standalone').map(({ name }) => name),
    ingress_rules: resources('standalone', standaloneRule, ['ingress']),
    egress_rules: resources('standalone', standaloneRule, ['egress']),
  };
  const lines = Object.entries(sections).map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

const portsOf = ({ protocol, port, description }: Rule) => ({
  description,
  protocol,
  from_port: port,
  to_port: port,
});

function listedRule(rule: Rule): object {
  const { peer } = rule;
  return {
    ...portsOf(rule),
    cidr_blocks: 'cidrIpv4' in peer ? [peer.cidrIpv4] : [],
    ipv6_cidr_blocks: 'cidrIpv6' in peer ? [peer.cidrIpv6] : [],
    prefix_list_ids: [],
    security_groups: 'group' in peer ? [peer.group] : [],
    self: false,
  };
}

function classicRule(rule: Rule): object {
  const { peer, direction } = rule;
  return {
    ...portsOf(rule),
    type: direction,
    cidr_blocks: 'cidrIpv4' in peer ? [peer.cidrIpv4] : null,
    ipv6_cidr_blocks: 'cidrIpv6' in peer ? [peer.cidrIpv6] : null,
    source: 'group' in peer ? peer.group : null,
  };
}

function standaloneRule(rule: Rule): object {
  const { peer } = rule;
  return {
    ...portsOf(rule),
    cidr_ipv4: 'cidrIpv4' in peer ? peer.cidrIpv4 : null,
    cidr_ipv6: 'cidrIpv6' in peer ? peer.cidrIpv6 : null,
    source: 'group' in peer ? peer.group : null,
  };
}

const idOf = (prefix: string, number: number): string => `${prefix}-0${String(number).padStart(16, '0')}`;

/** What AWS has of the groups, all as they are declared. */
export function appliedGroups(written: readonly Group[]): {
  readonly groups: readonly LiveSecurityGroup[];
  readonly rules: readonly LiveSecurityGroupRule[];
} {
  const ids = new Map(written.map(({ name }, index) => [name, idOf('sg', index)]));
  const idOfGroup = (name: string): string => ids.get(name) ?? '';
  return {
    groups: written.map(({ name }) => ({
      GroupId: idOfGroup(name),
      GroupName: name,
      Description: 'Managed by Terraform',
      OwnerId: account,
      VpcId: vpc,
    })),
    rules: written
      .flatMap(({ name, rules }) => rules.map((rule) => ({ ...rule, name })))
      .map(({ name, direction, protocol, port, peer, description }, index) => ({
        SecurityGroupRuleId: idOf('sgr', index),
        GroupId: idOfGroup(name),
        GroupOwnerId: account,
        IsEgress: direction === 'egress',
        IpProtocol: protocol,
        FromPort: protocol === '-1' ? -1 : port,
        ToPort: protocol === '-1' ? -1 : port,
        ...('group' in peer ? { ReferencedGroupInfo: { GroupId: idOfGroup(peer.group), UserId: account } } : {}),
        ...('cidrIpv4' in peer ? { CidrIpv4: peer.cidrIpv4 } : {}),
        ...('cidrIpv6' in peer ? { CidrIpv6: peer.cidrIpv6 } : {}),
        Description: description,
      })),
  };
}

/**
 * A snapshot of what AWS has of a root like this, a line for each read.
 *
 * @param deleted the name of a group that it does not have any more
 */
export function snapshotOf(
  groups: readonly LiveSecurityGroup[],
  rules: readonly LiveSecurityGroupRule[],
  deleted?: string,
): string {
  const head = {
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'many-groups',
    account,
    region: 'us-east-1',
    partition: 'aws',
  };
  const rulesOf = groupBy(rules, ({ GroupId }) => GroupId);
  const reads = [
    ...groups.map((group) => ({
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': group.GroupName, 'vpc-id': vpc },
      ...(group.GroupName === deleted ? { absent: true } : { result: [group] }),
    })),
    ...groups
      .filter(({ GroupName }) => GroupName !== deleted)
      .map(({ GroupId }) => ({
        action: 'ec2:DescribeSecurityGroupRules',
        key: { 'group-id': GroupId },
        result: rulesOf.get(GroupId ?? '') ?? [],
      })),
  ];
  const lines = reads.map((read) => `    ${JSON.stringify(read)}`).join(',\n');
  const members = Object.entries(head).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`);
  return `{\n${members.join('')}  "reads": [\n${lines}\n  ]\n}\n`;
}
