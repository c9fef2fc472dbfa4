import type { AwsReader, LiveSecurityGroup, LiveSecurityGroupRule } from '../../../aws/reads.ts';
import { reasonOf } from '../../../model/declared.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { Place } from '../../../model/place.ts';
import type { AwsProblem } from '../../../model/report.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { GroupQuery } from './declared.ts';
import { chooseGroup, type GroupMatch, groupLookup } from './identity.ts';
import { canonicalRule, type LiveGroup, type LiveRule, type RuleAtom, ruleKey } from './model.ts';

/**
 * The live rules of a group in a total order, or why they could not be read. `strangers`: ids of rules with a peer of a kind that is
 * not known here.
 */
export type LiveRules =
  | { readonly status: 'found'; readonly rules: readonly LiveRule[]; readonly strangers: readonly string[] }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** A group with its rules, or why there is none. */
export type GroupReading =
  | Exclude<GroupMatch, { status: 'found' }>
  | { readonly status: 'found'; readonly group: LiveGroup; readonly rules: LiveRules };

/** Finds the group that `query` means. AWS is not asked for what lives where the run's credentials do not lead. */
export async function findGroup(query: GroupQuery, aws: AwsReader): Promise<GroupMatch> {
  const { doubt, region } = query.place;
  if (doubt !== undefined) return { status: 'unidentified', reason: reasonOf(doubt) };
  const lookup = groupLookup(query);
  if (lookup.by === 'nothing') return chooseGroup(lookup, query, []);
  const vpc = query.vpcId?.state === 'known' ? { 'vpc-id': query.vpcId.value } : {};
  const key =
    lookup.by === 'id'
      ? { 'group-id': lookup.id }
      : lookup.by === 'name'
        ? { 'group-name': lookup.name, ...vpc }
        : { 'group-name-prefix': lookup.prefix, ...vpc };
  const read = await aws.read('ec2:DescribeSecurityGroups', key, region);
  if (read.status === 'unreadable') return read;
  return chooseGroup(lookup, query, read.status === 'found' ? read.value.flatMap(liveGroup) : []);
}

/** Reads all rules of a group that was found, both directions. */
export async function readGroup(match: GroupMatch, { region }: Place, aws: AwsReader): Promise<GroupReading> {
  if (match.status !== 'found') return match;
  const read = await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': match.group.id }, region);
  const rules = read.status === 'unreadable' ? read : liveRules(read.status === 'found' ? read.value : []);
  return { ...match, rules };
}

/** The canonical form of what `DescribeSecurityGroupRules` answers. */
export function liveRules(rows: readonly LiveSecurityGroupRule[]): Extract<LiveRules, { status: 'found' }> {
  const rules: LiveRule[] = [];
  const strangers: string[] = [];
  for (const row of rows) {
    const rule = liveRule(row);
    if (rule === undefined) strangers.push(row.SecurityGroupRuleId ?? '');
    else rules.push(rule);
  }
  return {
    status: 'found',
    rules: rules.toSorted((a, b) => compareCodeUnits(orderKey(a), orderKey(b))),
    strangers: strangers.toSorted(compareCodeUnits),
  };
}

function orderKey(rule: LiveRule): string {
  return `${ruleKey(rule)}|${rule.id ?? ''}`;
}

function liveRule(row: LiveSecurityGroupRule): LiveRule | undefined {
  const peer = peerOf(row);
  if (peer === undefined || row.IpProtocol === undefined) return undefined;
  const rule = canonicalRule({
    direction: row.IsEgress === true ? 'egress' : 'ingress',
    protocol: row.IpProtocol,
    ...(row.FromPort === undefined ? {} : { fromPort: row.FromPort }),
    ...(row.ToPort === undefined ? {} : { toPort: row.ToPort }),
    ...peer,
  });
  return {
    ...rule,
    ...(row.Description === undefined || row.Description === '' ? {} : { description: row.Description }),
    ...(row.SecurityGroupRuleId === undefined ? {} : { id: row.SecurityGroupRuleId }),
  };
}

function peerOf(row: LiveSecurityGroupRule): Pick<RuleAtom, 'sourceKind' | 'source' | 'account'> | undefined {
  if (row.CidrIpv4 !== undefined) return { sourceKind: 'cidr-ipv4', source: row.CidrIpv4 };
  if (row.CidrIpv6 !== undefined) return { sourceKind: 'cidr-ipv6', source: row.CidrIpv6 };
  if (row.PrefixListId !== undefined) return { sourceKind: 'prefix-list', source: row.PrefixListId };
  const group = row.ReferencedGroupInfo;
  if (group?.GroupId === undefined) return undefined;
  return {
    sourceKind: 'group',
    source: group.GroupId,
    ...(group.UserId === undefined ? {} : { account: group.UserId }),
  };
}

function liveGroup(group: LiveSecurityGroup): LiveGroup[] {
  if (group.GroupId === undefined) return [];
  const tags = new Map<string, Text>();
  for (const tag of group.Tags ?? []) {
    if (tag.Key !== undefined) tags.set(tag.Key, tag.Value ?? '');
  }
  return [
    {
      id: group.GroupId,
      name: group.GroupName ?? '',
      description: group.Description ?? '',
      tags,
      ...(group.VpcId === undefined ? {} : { vpcId: group.VpcId }),
      ...(group.OwnerId === undefined ? {} : { ownerId: group.OwnerId }),
      ...(group.SecurityGroupArn === undefined ? {} : { arn: group.SecurityGroupArn }),
    },
  ];
}
