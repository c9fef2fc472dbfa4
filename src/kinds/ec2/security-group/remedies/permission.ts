import { Secret, type Text } from '../../../../model/secret/secret.ts';
import type { RuleAtom, SourceKind } from '../../../../model/security-group.ts';

/*
 * A rule as EC2's calls take it.
 */

/** A rule of which the peer need not be known. */
export type RuleToAuthorize = Pick<RuleAtom, 'protocol' | 'fromPort' | 'toPort' | 'sourceKind' | 'account'> & {
  readonly source?: string;
  readonly description?: Text;
  /** It has a description that is not known. */
  readonly isUndescribed?: true;
};

/** Something of EC2's, and whether a placeholder stands in it. */
export interface Filled<T> {
  readonly value: T;
  readonly isIncomplete: boolean;
}

const placeholders: Readonly<Record<SourceKind | 'description' | 'value', string>> = {
  'cidr-ipv4': '<ipv4-cidr>',
  'cidr-ipv6': '<ipv6-cidr>',
  'prefix-list': '<prefix-list-id>',
  group: '<security-group-id>',
  description: '<description>',
  value: '<value>',
};

/** A text, or what stands for one that may not be shown or is not known. */
export function filled(text: Text | undefined, kind: keyof typeof placeholders): Filled<string> {
  return text === undefined || text instanceof Secret
    ? { value: placeholders[kind], isIncomplete: true }
    : { value: text, isIncomplete: false };
}

/**
 * A rule as the calls that authorize and revoke have it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function ipPermission(rule: RuleToAuthorize): Filled<object> {
  const source = filled(rule.source, rule.sourceKind);
  const description = descriptionOf(rule);
  const peer = { [peerMembers[rule.sourceKind]]: source.value, ...accountOf(rule), ...description.value };
  return {
    value: { IpProtocol: rule.protocol, ...portsOf(rule), [peerLists[rule.sourceKind]]: [peer] },
    isIncomplete: source.isIncomplete || description.isIncomplete,
  };
}

/**
 * A rule as the call that modifies one has it: all of it is said, and a description that is left out is removed.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
 */
export function ruleRequest(rule: RuleToAuthorize): Filled<object> {
  const source = filled(rule.source, rule.sourceKind);
  const description = descriptionOf(rule);
  // As `DescribeSecurityGroupRules` has the ports of a rule that has none.
  const ports = { FromPort: rule.fromPort ?? -1, ToPort: rule.toPort ?? -1 };
  return {
    value: {
      IpProtocol: rule.protocol,
      ...ports,
      [requestMembers[rule.sourceKind]]: source.value,
      ...description.value,
    },
    isIncomplete: source.isIncomplete || description.isIncomplete,
  };
}

const peerLists: Readonly<Record<SourceKind, string>> = {
  'cidr-ipv4': 'IpRanges',
  'cidr-ipv6': 'Ipv6Ranges',
  'prefix-list': 'PrefixListIds',
  group: 'UserIdGroupPairs',
};
const peerMembers: Readonly<Record<SourceKind, string>> = {
  'cidr-ipv4': 'CidrIp',
  'cidr-ipv6': 'CidrIpv6',
  'prefix-list': 'PrefixListId',
  group: 'GroupId',
};
const requestMembers: Readonly<Record<SourceKind, string>> = {
  'cidr-ipv4': 'CidrIpv4',
  'cidr-ipv6': 'CidrIpv6',
  'prefix-list': 'PrefixListId',
  group: 'ReferencedGroupId',
};

function portsOf({ fromPort, toPort }: RuleToAuthorize): object {
  return fromPort === undefined ? {} : { FromPort: fromPort, ToPort: toPort ?? fromPort };
}

function accountOf({ sourceKind, account }: RuleToAuthorize): object {
  return sourceKind === 'group' && account !== undefined ? { UserId: account } : {};
}

function descriptionOf({ description, isUndescribed }: RuleToAuthorize): Filled<object> {
  if (description === undefined && isUndescribed !== true) return { value: {}, isIncomplete: false };
  const { value, isIncomplete } = filled(description, 'description');
  return { value: { Description: value }, isIncomplete };
}
