import type { LiveSecurityGroupRule } from '../../../aws/reads/ec2-describe-security-group-rules.ts';
import type { LiveSecurityGroup } from '../../../aws/reads/ec2-describe-security-groups.ts';
import { emptyMap } from '../../../model/empty.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import { onceOf } from '../../../model/once.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { LiveGroup, LiveRule, RuleAtom } from '../../../model/security-group.ts';
import type { LiveAssociations } from './association.ts';
import { canonicalRule, ruleKey } from './model.ts';

/*
 * What AWS has of security groups, and how its answers become the canonical form.
 */

/** What to ask AWS for: the groups of an id or a name, or those whose name begins with a prefix, each in one region. */
export interface GroupRequest {
  readonly by: 'id' | 'name' | 'prefix';
  readonly text: string;
  readonly vpcId?: string;
  readonly region?: string;
}

/** The groups that fit a request, or why they could not be read. */
export type GroupAnswer =
  | { readonly status: 'found'; readonly groups: readonly LiveGroup[] }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/**
 * The live rules of a group in a total order, or why they could not be read. `unknownPeers`: ids of rules with a peer
 * of a kind that is not known here.
 */
export type LiveRules =
  | { readonly status: 'found'; readonly rules: readonly LiveRule[]; readonly unknownPeers: readonly string[] }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** The default VPC of a region: its id, that there is none, or why it could not be read. */
export type DefaultVpc =
  | { readonly status: 'found'; readonly id: string }
  | { readonly status: 'absent' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** All that AWS (or a state in its place) has of the groups that code means. */
export interface LiveGroups {
  /** undefined where nothing that is declared depends on it. */
  defaultVpc(region: string | undefined): DefaultVpc | undefined;
  answerTo(request: GroupRequest): GroupAnswer;
  /** The rules of a group, both directions, by the group's id. */
  rulesOf(id: string): LiveRules;
  /** The same as far as they were read already. */
  rulesReadOf(id: string): readonly LiveRule[];
  /** The further VPCs that a group is associated with, of a group that code associates with one. */
  associationsOf(id: string): LiveAssociations;
}

/** The canonical form of what `DescribeSecurityGroupRules` answers: each round of a run asks for it again. */
export const liveRules = onceOf((rows: readonly LiveSecurityGroupRule[]): Extract<LiveRules, { status: 'found' }> => {
  const rules: LiveRule[] = [];
  const unknownPeers: string[] = [];
  for (const row of rows) {
    const rule = liveRule(row);
    if (rule === undefined) unknownPeers.push(row.SecurityGroupRuleId ?? '');
    else rules.push(rule);
  }
  return { status: 'found', rules: inOrder(rules), unknownPeers: unknownPeers.toSorted(compareCodeUnits) };
});

/** Rules in a total order. */
export function inOrder(rules: readonly LiveRule[]): readonly LiveRule[] {
  const key = (rule: LiveRule) => `${ruleKey(rule)}|${rule.id ?? ''}`;
  return rules.toSorted((a, b) => compareCodeUnits(key(a), key(b)));
}

/** The canonical form of one of them; undefined where its peer is of a kind that is not known here. */
export function liveRule(row: LiveSecurityGroupRule): LiveRule | undefined {
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
    ...(row.Tags === undefined ? {} : { tags: tagsOf(row.Tags) }),
    ...(isStale(row) ? { isStale: true } : {}),
  };
}

/**
 * Whether what a rule names was deleted, which AWS tells of groups in peered VPCs.
 * https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html#vpc-peering-stale-groups
 */
function isStale({ ReferencedGroupInfo: group }: LiveSecurityGroupRule): boolean {
  return group?.PeeringStatus === 'deleted';
}

function tagsOf(tags: LiveSecurityGroup['Tags'] = []): ReadonlyMap<string, Text> {
  if (tags.length === 0) return emptyMap;
  return new Map(tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value] as const])));
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

/** The canonical form of a group that `DescribeSecurityGroups` answers with; none of one without an id. */
export function liveGroup(group: LiveSecurityGroup): readonly LiveGroup[] {
  if (group.GroupId === undefined) return [];
  return [
    {
      id: group.GroupId,
      name: group.GroupName ?? '',
      description: group.Description ?? '',
      tags: tagsOf(group.Tags),
      // AWS answers with an empty list where there are none; what was written by hand may leave it out.
      ...(group.Tags === undefined ? { hasUntoldTags: true } : {}),
      ...(group.VpcId === undefined ? {} : { vpcId: group.VpcId }),
      ...(group.OwnerId === undefined ? {} : { ownerId: group.OwnerId }),
      ...(group.SecurityGroupArn === undefined ? {} : { arn: group.SecurityGroupArn }),
    },
  ];
}

/** What a live group is found by. `region`: where it was looked for. */
export function groupIdentity(
  { id, name, vpcId, ownerId, arn }: LiveGroup,
  region: string | undefined,
): IdentityOf<'security-group'> {
  return {
    id,
    name,
    ...(vpcId === undefined ? {} : { vpcId }),
    ...(ownerId === undefined ? {} : { account: ownerId }),
    ...(arn === undefined ? {} : { arn }),
    ...(region === undefined ? {} : { region }),
  };
}
