import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { filterFor } from '../../model/filter-value.ts';
import { compareCodeUnits } from '../../model/order.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { keyText } from '../key.ts';
import { allPages, distribute } from '../pages.ts';
import { defineRead, type Read, type Recorded } from '../read.ts';
import { anything, type Scene } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { objects, sealable } from '../snapshot/recorded-form.ts';
import { firstOf, perRegion } from '../snapshot/replay.ts';
import { type Ec2Filters, filtersKey, find, onlyValue, resultsPerPage, valuesPerFilter } from './ec2-filters.ts';

export type LiveSecurityGroup = Sealed<SecurityGroup>;

/** By id, by name (or what it begins with) and, where known, VPC, or by filters. */
type GroupKey =
  | { 'group-id': string }
  | { 'group-name': string; 'vpc-id'?: string }
  | { 'group-name-prefix': string; 'vpc-id'?: string }
  | { readonly filters: Ec2Filters };

/**
 * Absent means: no group fits; several fit: all are given, ordered by id. Groups are asked for by a filter: an id that
 * does not exist is then simply not in the answer, while as `GroupIds` it fails the whole call.
 */
export const describeSecurityGroups = defineRead({
  action: 'ec2:DescribeSecurityGroups',
  why: 'which security group a name or an id means',
  after: [],
  bucket: apiBuckets.ec2,
  key: (): z.ZodMiniType<GroupKey> =>
    z.union([
      z.strictObject({ 'group-id': z.string() }),
      z.strictObject({ 'group-name': z.string(), 'vpc-id': z.exactOptional(z.string()) }),
      z.strictObject({ 'group-name-prefix': z.string(), 'vpc-id': z.exactOptional(z.string()) }),
      filtersKey(),
    ]),
  answer: () =>
    z.object({
      SecurityGroups: distinct(
        z.object({ GroupId: text, GroupName: text, Description: z.string(), VpcId: text }),
        ({ GroupId }) => GroupId,
      ),
      NextToken: page,
    }),
  result: () =>
    z.array(
      z.looseObject({
        GroupId: z.string(),
        GroupName: z.optional(z.string()),
        VpcId: z.optional(z.string()),
        OwnerId: z.optional(z.string()),
        Description: z.optional(sealable),
        IpPermissions: z.optional(objects),
        IpPermissionsEgress: z.optional(objects),
        Tags: z.optional(ec2Tags()),
      }),
    ),
  perCall: valuesPerFilter,
  together: (key) => ('filters' in key ? keyText('', key, '') : JSON.stringify([filterOf(key).Name, vpcOf(key)])),
  many: async (calls, keys): Promise<readonly Read<SecurityGroup[]>[]> => {
    const [first] = keys;
    const ask = (input: { MaxResults: number }) =>
      calls.ask((client, { DescribeSecurityGroupsCommand }, options) =>
        client.send(new DescribeSecurityGroupsCommand(input), options),
      );
    type GroupsPage = Extract<Awaited<ReturnType<typeof ask>>, { status: 'found' }>['value'];
    const take = ({ SecurityGroups: items, NextToken: next }: GroupsPage) => ({ items, next });
    if (first === undefined) return [];
    if ('filters' in first) {
      const found = await find(calls, first.filters, ask, take, ({ GroupId }) => GroupId);
      return keys.map(() => found);
    }
    const named = keys.flatMap((key) => ('filters' in key ? [] : [key]));
    const vpc = vpcOf(first);
    const Filters = [
      { Name: filterOf(first).Name, Values: named.map((key) => filterOf(key).value) },
      ...(vpc === undefined ? [] : [{ Name: 'vpc-id', Values: [filterFor(vpc)] }]),
    ];
    const answer = await allPages(
      calls,
      (NextToken) => ask({ ...{ Filters, MaxResults: resultsPerPage }, ...(NextToken && { NextToken }) }),
      take,
    );
    return distribute(calls, answer, named, {
      fits,
      found: (groups): Read<SecurityGroup[]> =>
        groups.length === 0
          ? { status: 'absent' }
          : { status: 'found', value: groups.toSorted((a, b) => compareCodeUnits(a.GroupId, b.GroupId)) },
    });
  },
  kept: (groups) => groups.map(keptGroup),
  replay: (own) => perRegion(own, indexOf),
  plausible: plausibleGroups,
  docs: {
    calls: `\`ceil(groups / ${valuesPerFilter})\`, by id and by name for each VPC; one for each choice of groups that a data source describes`,
    key: '`group-id`, or `group-name` (or `group-name-prefix`: what it begins with) and perhaps `vpc-id`, or `filters`',
    result: "the API's `SecurityGroups`: all that fit",
  },
});

/** How many rules it has tells how many calls its rules take; the rules themselves are read one by one. */
function keptGroup(group: SecurityGroup): SecurityGroup {
  const { IpPermissions, IpPermissionsEgress, ...rest } = group;
  return { ...rest, IpPermissions: peersAlone(ruleCount(group)) };
}

/** How many rules a group has. AWS tells those with the same protocol and ports as one, which has a peer for each. */
export function ruleCount({
  IpPermissions = [],
  IpPermissionsEgress = [],
}: Pick<LiveSecurityGroup, 'IpPermissions' | 'IpPermissionsEgress'>): number {
  return [...IpPermissions, ...IpPermissionsEgress]
    .flatMap(({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }) => [
      ...[IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs],
    ])
    .reduce((sum, peers) => sum + (peers?.length ?? 0), 0);
}

/** So many rules of which nothing is told. */
function peersAlone(count: number): IpPermission[] {
  return count === 0 ? [] : [{ IpRanges: Array.from({ length: count }, () => ({})) }];
}

/** The tags of EC2 in a snapshot. */
export function ec2Tags() {
  return z.array(z.looseObject({ Key: z.optional(z.string()), Value: z.optional(sealable) }));
}

type NamedKey = Exclude<GroupKey, { readonly filters: Ec2Filters }>;

function filterOf(key: NamedKey): { readonly Name: string; readonly value: string } {
  if ('group-id' in key) return { Name: 'group-id', value: filterFor(key['group-id']) };
  if ('group-name' in key) return { Name: 'group-name', value: filterFor(key['group-name']) };
  return { Name: 'group-name', value: `${filterFor(key['group-name-prefix'])}*` };
}

function vpcOf(key: NamedKey): string | undefined {
  return 'group-id' in key ? undefined : key['vpc-id'];
}

function fits(group: SecurityGroup, key: NamedKey): boolean {
  if ('group-id' in key) return group.GroupId === key['group-id'];
  if (key['vpc-id'] !== undefined && group.VpcId !== key['vpc-id']) return false;
  return 'group-name' in key
    ? group.GroupName === key['group-name']
    : group.GroupName?.startsWith(key['group-name-prefix']) === true;
}

/**
 * A group that was read by its name may be asked for by its id, and one that was read by its id by name and VPC, which
 * are unique together. A name alone is not: only a read of that very name (or prefix) has all of its groups.
 */
function indexOf(
  reads: readonly Recorded<string, GroupKey, LiveSecurityGroup[]>[],
): (asked: GroupKey) => Read<LiveSecurityGroup[]> | undefined {
  const byKey = firstOf(reads, ({ key }) => keyText('', key, ''));
  const known = reads.flatMap(({ read }) => (read.status === 'found' ? read.value : []));
  const byId = firstOf(known, ({ GroupId }) => GroupId ?? '');
  const byName = firstOf(known, ({ GroupName, VpcId }) => JSON.stringify([GroupName, VpcId]));
  return (asked) => {
    const exact = byKey.get(keyText('', asked, ''));
    if (exact !== undefined) return exact.read;
    if ('group-id' in asked) {
      const group = byId.get(asked['group-id']);
      return group === undefined ? undefined : { status: 'found', value: [group] };
    }
    if ('filters' in asked) return undefined;
    // All groups of that name or prefix, those of the VPC among them.
    const { 'vpc-id': vpc, ...everywhere } = asked;
    if (vpc === undefined) return undefined;
    const group = 'group-name' in asked ? byName.get(JSON.stringify([asked['group-name'], vpc])) : undefined;
    if (group !== undefined) return { status: 'found', value: [group] };
    const all = byKey.get(keyText('', everywhere, ''))?.read;
    if (all?.status !== 'found') return all;
    const inVpc = all.value.filter(({ VpcId }) => VpcId === vpc);
    return inVpc.length === 0 ? { status: 'absent' } : { status: 'found', value: inVpc };
  };
}

/** One group that fits, but for a prefix one for each that the code names by it. Different keys find different ones. */
function plausibleGroups(key: GroupKey, scene: Scene): SecurityGroup[] {
  const id = `sg-${anything}-${keyText('', key, '')}`;
  const group: SecurityGroup = {
    ...{ GroupId: id, GroupName: anything, VpcId: `vpc-${anything}`, OwnerId: scene.account, Description: '' },
    ...{ IpPermissions: [], IpPermissionsEgress: [], Tags: [] },
  };
  if ('filters' in key) {
    const only = (member: 'GroupId' | 'GroupName' | 'VpcId', filter: string) => {
      const value = onlyValue(key.filters, filter);
      return value === undefined ? {} : { [member]: value };
    };
    return [
      { ...group, ...only('GroupId', 'group-id'), ...only('GroupName', 'group-name'), ...only('VpcId', 'vpc-id') },
    ];
  }
  const vpc = vpcOf(key);
  const inVpc = { ...group, ...(vpc === undefined ? {} : { VpcId: vpc }) };
  if ('group-id' in key) return [{ ...inVpc, GroupId: key['group-id'] }];
  if ('group-name' in key) return [{ ...inVpc, GroupName: key['group-name'] }];
  const prefix = key['group-name-prefix'];
  const [first = new Map<string, string>(), ...others] = scene.groupTags(prefix);
  const generated = [first, ...others].map((tags, index) => ({
    ...inVpc,
    GroupId: `${id}-${index}`,
    // What the provider puts behind a prefix: 26 digits.
    GroupName: `${prefix}${String(index).padStart(26, '0')}`,
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  }));
  const expected = scene.expectedNames('security-group', prefix).map((GroupName) => ({
    ...inVpc,
    GroupId: `${id}-${GroupName}`,
    GroupName,
  }));
  return [...generated, ...expected];
}
