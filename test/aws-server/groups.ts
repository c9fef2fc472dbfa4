import ipaddr from 'ipaddr.js';
import {
  arn,
  type GroupState,
  happen,
  id,
  type RuleState,
  type SubnetState,
  type VpcState,
  type World,
} from './world.ts';

/*
 * Networks, security groups and their rules, one row for each source, in the canonical forms in which EC2 stores them.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */

export function createVpc(world: World, vpcId: string, cidr: string): World {
  const vpc: VpcState = {
    OwnerId: world.account,
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [
      {
        AssociationId: `vpc-cidr-assoc-${id(world, vpcId, 17)}`,
        CidrBlock: cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    IsDefault: false,
    VpcId: vpcId,
    State: 'available',
    CidrBlock: cidr,
    DhcpOptionsId: `dopt-${id(world, `dhcp ${vpcId}`, 17)}`,
  };
  return { ...world, vpcs: [...world.vpcs, vpc] };
}

export function createSubnet(world: World, subnetId: string, vpcId: string, cidr: string, zone = 'a'): World {
  const subnet: SubnetState = {
    AvailabilityZoneId: `use1-az${zone.charCodeAt(0) - 96}`,
    MapPublicIpOnLaunch: false,
    OwnerId: world.account,
    AssignIpv6AddressOnCreation: false,
    SubnetArn: arn(world, 'ec2', `subnet/${subnetId}`),
    SubnetId: subnetId,
    State: 'available',
    VpcId: vpcId,
    CidrBlock: cidr,
    AvailableIpAddressCount: 251,
    AvailabilityZone: `${world.region}${zone}`,
    DefaultForAz: false,
  };
  return { ...world, subnets: [...world.subnets, subnet] };
}

/** Adds a group with the rule that AWS gives it: everything out. `egress: 'none'` is a group that Terraform made, which takes that away. */
export function createSecurityGroup(
  world: World,
  group: {
    readonly id: string;
    readonly name: string;
    readonly vpcId: string;
    readonly description?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly egress?: 'all' | 'none';
  },
): World {
  const state: GroupState = {
    GroupId: group.id,
    ...(group.tags === undefined ? {} : { Tags: tagList(group.tags) }),
    VpcId: group.vpcId,
    SecurityGroupArn: arn(world, 'ec2', `security-group/${group.id}`),
    OwnerId: world.account,
    GroupName: group.name,
    Description: group.description ?? 'Managed by Terraform',
  };
  const created = { ...world, securityGroups: [...world.securityGroups, state] };
  return group.egress === 'none'
    ? created
    : authorize(created, { group: group.id, direction: 'egress', protocol: '-1', cidr: '0.0.0.0/0' });
}

/** One source of a rule, as a caller writes it. `source` is a group's id, of another account with `account/` before it. */
export interface RuleInput {
  readonly group: string;
  readonly direction: 'ingress' | 'egress';
  /** A name, `all` or a number, in any case. */
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly cidr?: string;
  readonly prefixList?: string;
  readonly source?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The rule's own id; made up when absent. */
  readonly id?: string;
}

/**
 * Adds a rule, in the form in which EC2 stores it.
 * @throws RangeError for what EC2 refuses: a source that is there already, in whatever spelling, or none
 */
export function authorize(world: World, rule: RuleInput): World {
  const next = happen(world);
  const owner = world.securityGroups.find((one) => one.GroupId === rule.group)?.OwnerId ?? world.account;
  const row: RuleState = {
    SecurityGroupRuleId: rule.id ?? `sgr-${id(next, 'rule', 17)}`,
    GroupId: rule.group,
    GroupOwnerId: owner,
    IsEgress: rule.direction === 'egress',
    ...storedPorts(rule),
    ...storedSource(rule, owner),
    ...(rule.description === undefined || rule.description === '' ? {} : { Description: rule.description }),
    Tags: tagList(rule.tags ?? {}),
    SecurityGroupRuleArn: '',
  };
  const complete = {
    ...row,
    SecurityGroupRuleArn: arn(world, 'ec2', `security-group-rule/${row.SecurityGroupRuleId}`),
  };
  if (world.securityGroupRules.some((one) => one.GroupId === row.GroupId && sameRule(one, row))) {
    throw new RangeError(`InvalidPermission.Duplicate: ${ruleKey(row)}`);
  }
  return { ...next, securityGroupRules: [...world.securityGroupRules, complete] };
}

/** Takes a rule away, by its id. */
export function revoke(world: World, ruleId: string): World {
  const kept = world.securityGroupRules.filter((one) => one.SecurityGroupRuleId !== ruleId);
  if (kept.length === world.securityGroupRules.length) throw new RangeError(`no rule ${ruleId}`);
  return { ...world, securityGroupRules: kept };
}

const named: Readonly<Record<string, string>> = { all: '-1', '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };

function storedPorts({ protocol, from, to }: RuleInput): Pick<RuleState, 'IpProtocol' | 'FromPort' | 'ToPort'> {
  const lower = protocol.toLowerCase();
  const name = named[lower] ?? lower;
  // Only these have ports, or ICMP's type and code; for all others all ports are meant, whatever was sent.
  if (!['tcp', 'udp', 'icmp', 'icmpv6'].includes(name)) return { IpProtocol: name, FromPort: -1, ToPort: -1 };
  return { IpProtocol: name, FromPort: from ?? -1, ToPort: to ?? from ?? -1 };
}

function storedSource({ cidr, prefixList, source }: RuleInput, owner: string): Partial<RuleState> {
  if (cidr !== undefined)
    return cidr.includes(':') ? { CidrIpv6: canonicalCidr(cidr) } : { CidrIpv4: canonicalCidr(cidr) };
  if (prefixList !== undefined) return { PrefixListId: prefixList };
  if (source === undefined) throw new RangeError('a rule needs a source');
  const [first = '', second] = source.split('/');
  return {
    ReferencedGroupInfo: second === undefined ? { GroupId: first, UserId: owner } : { GroupId: second, UserId: first },
  };
}

/** The CIDR without host bits, in RFC 5952's spelling. */
function canonicalCidr(cidr: string): string {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String();
  return `${network}/${bits}`;
}

function sameRule(a: RuleState, b: RuleState): boolean {
  return ruleKey(a) === ruleKey(b);
}

function ruleKey(rule: RuleState): string {
  const { IsEgress, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo } = rule;
  const source =
    CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? `${ReferencedGroupInfo?.UserId}/${ReferencedGroupInfo?.GroupId}`;
  return [IsEgress ? 'egress' : 'ingress', IpProtocol, FromPort, ToPort, source].join(' ');
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
