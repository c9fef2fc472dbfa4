import type {
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupsCommandInput,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { ask, type Session } from './ask.ts';
import { refusesBatch } from './errors.ts';
import { resultsPerPage } from './limits.ts';
import type { LiveSecurityGroup, LiveSecurityGroupRule, Read } from './reads.ts';
import { type Allow, sealEc2Tags } from './seal.ts';

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
  allow: Allow,
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
      const { DescribeSecurityGroupsCommand } = await import('./sdk/ec2.ts');
      return client.send(new DescribeSecurityGroupsCommand({ ...input, ...(NextToken && { NextToken }) }), options);
    });
    if (page.status !== 'found') return page;
    return toPage(action, region, page.value.SecurityGroups, page.value.NextToken);
  });
  return distribute(answer, values, {
    singly: (value) => describeSecurityGroups(session, region, filter, [value], allow),
    found: (groups, value) => {
      const fitting = groups
        .filter((group) => fits(group, filter, value))
        .map((group) => sealEc2Tags(group, allow))
        .toSorted((a, b) => compare(a.GroupId, b.GroupId));
      return fitting.length === 0 ? { status: 'absent' } : { status: 'found', value: fitting };
    },
  });
}

function fits(group: SecurityGroup, { by }: GroupFilter, value: string): boolean {
  switch (by) {
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
  allow: Allow,
): Promise<ReadonlyMap<string, Read<LiveSecurityGroupRule[]>>> {
  const action = 'ec2:DescribeSecurityGroupRules';
  const input: DescribeSecurityGroupRulesCommandInput = {
    Filters: [{ Name: 'group-id', Values: groupIds.map(literal) }],
    MaxResults: resultsPerPage,
  };
  const answer = await allPages(action, region, async (NextToken) => {
    const page = await ask(session, action, region, async (options) => {
      const client = await session.clients.ec2(region);
      const { DescribeSecurityGroupRulesCommand } = await import('./sdk/ec2.ts');
      return client.send(new DescribeSecurityGroupRulesCommand({ ...input, ...(NextToken && { NextToken }) }), options);
    });
    if (page.status !== 'found') return page;
    return toPage(action, region, page.value.SecurityGroupRules, page.value.NextToken);
  });
  return distribute(answer, groupIds, {
    singly: (groupId) => describeSecurityGroupRules(session, region, [groupId], allow),
    found: (rules, groupId) => ({
      status: 'found',
      value: rules
        .filter((rule) => rule.GroupId === groupId)
        .map((rule) => sealEc2Tags(rule, allow))
        .toSorted((a, b) => compare(a.SecurityGroupRuleId, b.SecurityGroupRuleId)),
    }),
  });
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** EC2 writes an empty list too. A body without one is not EC2's (a proxy's page with status 200), and says nothing of what exists. */
function toPage<T>(action: string, region: string, items: T[] | undefined, next: string | undefined): Read<Page<T>> {
  return items === undefined
    ? { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } }
    : { status: 'found', value: { items, next } };
}

/** What all pages hold together. A service that hands out the same token twice would be asked for ever. */
async function allPages<T>(
  action: string,
  region: string,
  page: (token: string | undefined) => Promise<Read<Page<T>>>,
): Promise<Read<readonly T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await page(token);
    if (answer.status !== 'found') return answer;
    items.push(...answer.value.items);
    token = answer.value.next || undefined;
    if (token !== undefined && seen.has(token)) {
      return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } };
    }
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return { status: 'found', value: items };
}

/** One answer for many keys, taken apart; when it was refused and there are several, each key is asked for singly. */
async function distribute<T, R>(
  answer: Read<readonly T[]>,
  keys: readonly string[],
  how: {
    singly: (key: string) => Promise<ReadonlyMap<string, Read<R>>>;
    found: (items: readonly T[], key: string) => Read<R>;
  },
): Promise<ReadonlyMap<string, Read<R>>> {
  if (answer.status === 'unreadable' && keys.length > 1 && refusesBatch(answer.problem)) {
    const singly = await Promise.all(keys.map(how.singly));
    return new Map(singly.flatMap((found) => [...found]));
  }
  return new Map(keys.map((key) => [key, answer.status === 'found' ? how.found(answer.value, key) : answer]));
}

/** `*` and `?` are wildcards in a filter's value: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
function literal(value: string): string {
  return value.replace(/[\\*?]/g, '\\$&');
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
