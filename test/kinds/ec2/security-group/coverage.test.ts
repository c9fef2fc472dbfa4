import type { ReferencedSecurityGroup, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import { liveRules } from '../../../../src/kinds/ec2/security-group/live.ts';

/*
 * Every member that the SDK knows, and what becomes of it. A member that a new SDK adds does not compile until it has
 * its place here.
 */

type Treatment =
  | 'compared'
  /** Finds the live thing, or says which one it is. */
  | 'identity'
  /** Tells whose it is, and is not compared. */
  | 'ownership'
  /** Told by AWS, never declared. */
  | 'read-only'
  /** What it means is read in another way. */
  | 'elsewhere';
type Treatments<T> = { readonly [K in keyof Required<T>]: Treatment };

const group = {
  GroupId: 'identity',
  GroupName: 'identity',
  VpcId: 'identity',
  OwnerId: 'identity',
  SecurityGroupArn: 'identity',
  Description: 'compared',
  Tags: 'identity',
  IpPermissions: 'elsewhere',
  IpPermissionsEgress: 'elsewhere',
} as const satisfies Treatments<SecurityGroup>;

const rule = {
  SecurityGroupRuleId: 'identity',
  GroupId: 'identity',
  GroupOwnerId: 'read-only',
  SecurityGroupRuleArn: 'read-only',
  IsEgress: 'compared',
  IpProtocol: 'compared',
  FromPort: 'compared',
  ToPort: 'compared',
  CidrIpv4: 'compared',
  CidrIpv6: 'compared',
  PrefixListId: 'compared',
  ReferencedGroupInfo: 'compared',
  Description: 'compared',
  Tags: 'ownership',
} as const satisfies Treatments<SecurityGroupRule>;

const referencedGroup = {
  GroupId: 'compared',
  UserId: 'compared',
  PeeringStatus: 'read-only',
  VpcId: 'read-only',
  VpcPeeringConnectionId: 'read-only',
} as const satisfies Treatments<ReferencedSecurityGroup>;

const plain: LiveSecurityGroupRule = {
  GroupId: 'sg-1',
  IpProtocol: 'tcp',
  FromPort: 1,
  ToPort: 2,
  CidrIpv4: '10.0.0.0/8',
};
const { CidrIpv4: _, ...withoutPeer } = plain;
const fromGroup: LiveSecurityGroupRule = { ...withoutPeer, ReferencedGroupInfo: { GroupId: 'sg-2' } };

/** Another value for each member. */
const otherRule: { readonly [K in keyof Required<SecurityGroupRule>]: LiveSecurityGroupRule } = {
  SecurityGroupRuleId: { ...plain, SecurityGroupRuleId: 'sgr-1' },
  GroupId: { ...plain, GroupId: 'sg-9' },
  GroupOwnerId: { ...plain, GroupOwnerId: '1' },
  SecurityGroupRuleArn: { ...plain, SecurityGroupRuleArn: 'arn:1' },
  IsEgress: { ...plain, IsEgress: true },
  IpProtocol: { ...plain, IpProtocol: 'udp' },
  FromPort: { ...plain, FromPort: 0 },
  ToPort: { ...plain, ToPort: 3 },
  CidrIpv4: { ...plain, CidrIpv4: '10.0.0.0/9' },
  CidrIpv6: { ...withoutPeer, CidrIpv6: '::/0' },
  PrefixListId: { ...withoutPeer, PrefixListId: 'pl-1' },
  ReferencedGroupInfo: fromGroup,
  Description: { ...plain, Description: 'x' },
  Tags: { ...plain, Tags: [{ Key: 'a', Value: 'b' }] },
};
const otherGroup: { readonly [K in keyof Required<ReferencedSecurityGroup>]: ReferencedSecurityGroup } = {
  GroupId: { GroupId: 'sg-3' },
  UserId: { GroupId: 'sg-2', UserId: '1' },
  PeeringStatus: { GroupId: 'sg-2', PeeringStatus: 'active' },
  VpcId: { GroupId: 'sg-2', VpcId: 'vpc-1' },
  VpcPeeringConnectionId: { GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1' },
};

const cases = [
  ...Object.entries(rule).map(([member, treatment]) => ({
    member,
    treatment,
    before: plain,
    after: otherRule[member as keyof typeof rule],
  })),
  ...Object.entries(referencedGroup).map(([member, treatment]) => ({
    member: `ReferencedGroupInfo.${member}`,
    treatment,
    before: fromGroup,
    after: { ...fromGroup, ReferencedGroupInfo: otherGroup[member as keyof typeof referencedGroup] },
  })),
];

it.each(cases.filter(({ treatment }) => treatment !== 'identity'))(
  '$member is $treatment',
  ({ treatment, before, after }) => {
    const isSeen = JSON.stringify(liveRules([before])) !== JSON.stringify(liveRules([after]));
    expect(isSeen).toBe(treatment === 'compared' || treatment === 'ownership');
  },
);

it('has a place for every member of a group', () => {
  expect(Object.values(group).filter((treatment) => treatment === 'compared')).toEqual(['compared']);
});
