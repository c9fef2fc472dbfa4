import type {
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupsCommandInput,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { compareCodeUnits } from '../../model/order.ts';
import { ask, type Session } from '../ask.ts';
import { resultsPerPage } from '../limits.ts';
import { allPages, distribute, toPage } from '../pages.ts';
import type { LiveSecurityGroup, LiveSecurityGroupRule, Read } from '../reads.ts';

/** Groups are asked for by a filter: an id that does not exist is then simply not in the answer, while as `GroupIds` it fails the whole call. */
export type GroupFilter =
  | { readonly by: 'group-id' }
  /** `group-name-prefix`: the name begins with the value. */
  | { readonly by: 'group-name' | 'group-name-prefix'; readonly vpcId?: string | undefined };

/** For each value (an id, a name or the beginning of one) the groups that it fits, ordered by id; absent when none does. */
export async function describeSecurityGroups(
  session: Session,
  region: string,
  filter: GroupFilter,
  values: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveSecurityGroup[]>>> {
  const action = 'ec2:DescribeSecurityGroups';
  const input: DescribeSecurityGroupsCommandInput = {
    Filters: [
      filter.by === 'group-name-prefix'
        ? { Name: 'group-name', Values: values.map((prefix) => `${literal(prefix)}*`) }
        : { Name: filter.by, Values: values.map(literal) },
      ...(filter.by !== 'group-id' && filter.vpcId !== undefined
        ? [{ Name: 'vpc-id', Values: [literal(filter.vpcId)] }]
        : []),
    ],
    MaxResults: resultsPerPage,
  };
  const answer = await allPages(action, region, async (NextToken) => {
    const page = await ask(session, action, region, async (options) => {
      const client = await session.clients.ec2(region);
      const { DescribeSecurityGroupsCommand } = await import('../sdk/ec2.ts');
      return client.send(new DescribeSecurityGroupsCommand({ ...input, ...(NextToken && { NextToken }) }), options);
    });
    return toPage(page, ({ SecurityGroups: items, NextToken: next }) => ({ items, next }));
  });
  return distribute(answer, values, {
    action,
    region,
    singly: (value) => describeSecurityGroups(session, region, filter, [value]),
    fits: (group, value) => fits(group, filter, value),
    found: (groups) => {
      if (groups.length === 0) return { status: 'absent' };
      return { status: 'found', value: groups.toSorted((a, b) => compareCodeUnits(a.GroupId, b.GroupId)) };
    },
  });
}

function fits(group: SecurityGroup, filter: GroupFilter, value: string): boolean {
  if (filter.by !== 'group-id' && filter.vpcId !== undefined && group.VpcId !== filter.vpcId) return false;
  switch (filter.by) {
    case 'group-id':
      return group.GroupId === value;
    case 'group-name':
      return group.GroupName === value;
    case 'group-name-prefix':
      return group.GroupName?.startsWith(value) === true;
  }
}

/** For each group id its rules, both directions, ordered by the rules' ids. A group that does not exist has none. */
export async function describeSecurityGroupRules(
  session: Session,
  region: string,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveSecurityGroupRule[]>>> {
  const action = 'ec2:DescribeSecurityGroupRules';
  const input: DescribeSecurityGroupRulesCommandInput = {
    Filters: [{ Name: 'group-id', Values: groupIds.map(literal) }],
    MaxResults: resultsPerPage,
  };
  const answer = await allPages(action, region, async (NextToken) => {
    const page = await ask(session, action, region, async (options) => {
      const client = await session.clients.ec2(region);
      const { DescribeSecurityGroupRulesCommand } = await import('../sdk/ec2.ts');
      return client.send(new DescribeSecurityGroupRulesCommand({ ...input, ...(NextToken && { NextToken }) }), options);
    });
    return toPage(page, ({ SecurityGroupRules: items, NextToken: next }) => ({ items, next }));
  });
  return distribute(answer, groupIds, {
    action,
    region,
    singly: (groupId) => describeSecurityGroupRules(session, region, [groupId]),
    fits: ({ GroupId }, groupId) => GroupId === groupId,
    found: (rules) => {
      return {
        status: 'found',
        value: rules.toSorted((a, b) => compareCodeUnits(a.SecurityGroupRuleId, b.SecurityGroupRuleId)),
      };
    },
  });
}

/** `*` and `?` are wildcards in a filter's value: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
function literal(value: string): string {
  return value.replace(/[\\*?]/g, '\\$&');
}
