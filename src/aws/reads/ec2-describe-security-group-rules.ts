import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { filterFor } from '../../model/filter-value.ts';
import { compareCodeUnits } from '../../model/order.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, distribute } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { ec2Tags } from './ec2-describe-security-groups.ts';
import { resultsPerPage, valuesPerFilter } from './ec2-filters.ts';

export type LiveSecurityGroupRule = Sealed<SecurityGroupRule>;

/** All rules of one group, both directions, ordered by their ids. A group that does not exist has none. */
export const describeSecurityGroupRules = defineRead({
  action: 'ec2:DescribeSecurityGroupRules',
  why: 'the rules of a security group, one by one',
  after: ['ec2:DescribeSecurityGroups'],
  bucket: apiBuckets.ec2,
  key: () => z.strictObject({ 'group-id': z.string() }),
  answer: () =>
    z.object({
      SecurityGroupRules: distinct(answeredRule(), (rule) => rule.SecurityGroupRuleId),
      NextToken: page,
    }),
  result: () => z.array(recordedRule()),
  perCall: valuesPerFilter,
  many: async (calls, keys) => {
    const input = {
      Filters: [{ Name: 'group-id', Values: keys.map((key) => filterFor(key['group-id'])) }],
      MaxResults: resultsPerPage,
    };
    const answer = await allPages(
      calls,
      (NextToken) =>
        calls.ask((client, { DescribeSecurityGroupRulesCommand }, options) =>
          client.send(new DescribeSecurityGroupRulesCommand({ ...input, ...(NextToken && { NextToken }) }), options),
        ),
      ({ SecurityGroupRules: items, NextToken: next }) => ({ items, next }),
    );
    return distribute(calls, answer, keys, {
      fits: ({ GroupId }, key) => GroupId === key['group-id'],
      found: (rules): Read<SecurityGroupRule[]> => ({
        status: 'found',
        value: rules.toSorted((a, b) => compareCodeUnits(a.SecurityGroupRuleId, b.SecurityGroupRuleId)),
      }),
    });
  },
  // Which group it is of is what was asked for.
  kept: (rules) => rules.map(({ GroupId, GroupOwnerId, SecurityGroupRuleArn, ...rule }) => rule),
  plausible: ({ 'group-id': group }) =>
    [false, true].flatMap((isEgress) => [
      undeclaredRule(group, isEgress),
      // Which addresses it has is asked where it may be the same as a rule that is missing.
      undeclaredRule(group, isEgress, { PrefixListId: `pl-${anything}` }),
    ]),
  docs: {
    calls: `\`ceil(groups / ${valuesPerFilter})\`, and of each of them one more for each further ${resultsPerPage} rules of its groups`,
    key: '`group-id`',
    result: "the API's `SecurityGroupRules` of that group",
  },
});

/** A rule that no code has: what differs is asked more about. */
function undeclaredRule(
  group: string,
  isEgress: boolean,
  peer: Pick<SecurityGroupRule, 'CidrIpv4' | 'PrefixListId'> = { CidrIpv4: '192.0.2.0/24' },
): SecurityGroupRule {
  const id = `sgr-${anything}-${isEgress ? 'egress' : 'ingress'}-${group}${peer.PrefixListId === undefined ? '' : '-list'}`;
  return { SecurityGroupRuleId: id, GroupId: group, IsEgress: isEgress, IpProtocol: '-1', ...peer };
}

const peers = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupInfo'] as const;

/** A rule has one peer. It may be of a kind that is not known here, but not of two. */
function answeredRule() {
  return z
    .object({
      SecurityGroupRuleId: text,
      GroupId: text,
      IsEgress: z.boolean(),
      IpProtocol: text,
      FromPort: z.optional(z.int()),
      ToPort: z.optional(z.int()),
      CidrIpv4: z.optional(text),
      CidrIpv6: z.optional(text),
      PrefixListId: z.optional(text),
      ReferencedGroupInfo: z.optional(z.object({ GroupId: text })),
    })
    .check(
      z.superRefine((rule, context) => {
        const [, second] = peers.filter((peer) => rule[peer] !== undefined);
        if (second !== undefined) context.addIssue({ code: 'custom', path: [second] });
        if (rule.IpProtocol !== 'tcp' && rule.IpProtocol !== 'udp') return;
        for (const port of ['FromPort', 'ToPort'] as const) {
          if (rule[port] === undefined) context.addIssue({ code: 'custom', path: [port] });
        }
      }),
    );
}

function recordedRule() {
  const plain = z.string();
  return z.looseObject({
    SecurityGroupRuleId: z.optional(plain),
    GroupId: z.optional(plain),
    GroupOwnerId: z.optional(sealable),
    IsEgress: z.boolean(),
    IpProtocol: plain,
    FromPort: z.optional(z.number()),
    ToPort: z.optional(z.number()),
    CidrIpv4: z.optional(plain),
    CidrIpv6: z.optional(plain),
    PrefixListId: z.optional(plain),
    ReferencedGroupInfo: z.optional(
      z.looseObject({ GroupId: z.optional(plain), UserId: z.optional(plain), VpcId: z.optional(plain) }),
    ),
    Description: z.optional(sealable),
    Tags: z.optional(ec2Tags()),
  });
}
