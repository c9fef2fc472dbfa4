import type { View } from '../view.ts';
import { page } from '../wire/page.ts';
import { type Filter, filters, fits, list, type QueryInput } from '../wire/query-input.ts';
import { AwsError } from '../wire/shape.ts';
import type {
  AssociationState,
  GroupState,
  InterfaceState,
  PrefixListState,
  RuleState,
  SubnetState,
  VpcState,
} from '../world.ts';
import {
  associationItem,
  groupItem,
  interfaceItem,
  prefixListItem,
  ruleItem,
  subnetItem,
  vpcItem,
} from './ec2-items.ts';
import type { QueryHandler } from './handler.ts';

/*
 * EC2: networks, groups and rules, by id or by filter.
 */

/** What a filter looks at in a thing; undefined when EC2 has no such filter for it. */
type Filterable<T> = (thing: T, filter: string) => readonly string[] | undefined;

const describeSecurityGroups: QueryHandler = (view, input) => {
  const ids = list(input, 'GroupId');
  const names = list(input, 'GroupName');
  const malformed = ids.find((id) => !/^sg-[0-9a-z]+$/.test(id));
  if (malformed !== undefined) throw new AwsError('InvalidGroupId.Malformed', `Invalid id: "${malformed}"`);
  const unknown = ids.find((id) => !view.groups.has(id));
  if (unknown !== undefined) {
    throw new AwsError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
  }
  const groups = filtered(view.world.securityGroups, filters(input), groupValues).filter(
    (one) => (ids.length === 0 || ids.includes(one.GroupId)) && (names.length === 0 || names.includes(one.GroupName)),
  );
  const { items, next } = ec2Page(view, 'DescribeSecurityGroups', groups, input, ids.length > 0);
  return {
    securityGroupInfo: items.map((one) => groupItem(one, view.rulesOf.get(one.GroupId) ?? [])),
    nextToken: next,
  };
};

const groupValues: Filterable<GroupState> = (group, filter) => {
  switch (filter) {
    case 'group-id':
      return [group.GroupId];
    case 'group-name':
      return [group.GroupName];
    case 'vpc-id':
      return [group.VpcId ?? ''];
    case 'owner-id':
      return [group.OwnerId ?? ''];
    case 'description':
      return [group.Description ?? ''];
    default:
      return tagValues(group.Tags, filter);
  }
};

const describeSecurityGroupRules: QueryHandler = (view, input) => {
  const ids = list(input, 'SecurityGroupRuleId');
  const wanted = filters(input);
  const unknown = ids.find((id) => !view.world.securityGroupRules.some((one) => one.SecurityGroupRuleId === id));
  if (unknown !== undefined) {
    throw new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${unknown}' does not exist`);
  }
  // Most calls name groups: their rules are at hand.
  const groups = wanted.find(
    ({ name, values }) => name === 'group-id' && values.every((value) => /^[\w-]+$/.test(value)),
  );
  const candidates =
    groups === undefined
      ? view.world.securityGroupRules
      : [...new Set(groups.values)].flatMap((group) => view.rulesOf.get(group) ?? []);
  const rules = filtered(candidates, wanted, ruleValues).filter(
    (one) => ids.length === 0 || ids.includes(one.SecurityGroupRuleId),
  );
  const { items, next } = ec2Page(view, 'DescribeSecurityGroupRules', rules, input, ids.length > 0);
  return { securityGroupRuleSet: items.map(ruleItem), nextToken: next };
};

const ruleValues: Filterable<RuleState> = (rule, filter) => {
  switch (filter) {
    case 'group-id':
      return [rule.GroupId];
    case 'security-group-rule-id':
      return [rule.SecurityGroupRuleId];
    default:
      return tagValues(rule.Tags, filter);
  }
};

const describeNetworkInterfaces: QueryHandler = (view, input) => {
  const ids = list(input, 'NetworkInterfaceId');
  const wanted = filters(input);
  requireAll(
    ids,
    view.world.networkInterfaces.map((one) => one.NetworkInterfaceId),
    'InvalidNetworkInterfaceID.NotFound',
    'networkInterface ID',
  );
  const groups = wanted.find(
    ({ name, values }) => name === 'group-id' && values.every((value) => /^[\w-]+$/.test(value)),
  );
  const candidates =
    groups === undefined
      ? view.world.networkInterfaces
      : [...new Set(groups.values.flatMap((group) => view.interfacesIn.get(group) ?? []))];
  const found = filtered(candidates, wanted, interfaceValues).filter(
    (one) => ids.length === 0 || ids.includes(one.NetworkInterfaceId),
  );
  const { items, next } = ec2Page(view, 'DescribeNetworkInterfaces', found, input, ids.length > 0);
  return { networkInterfaceSet: items.map(interfaceItem), nextToken: next };
};

const interfaceValues: Filterable<InterfaceState> = (one, filter) => {
  switch (filter) {
    case 'group-id':
      return one.Groups.map(({ GroupId = '' }) => GroupId);
    case 'description':
      return [one.Description];
    case 'network-interface-id':
      return [one.NetworkInterfaceId];
    case 'requester-managed':
      return [String(one.RequesterManaged)];
    case 'status':
      return [one.Status];
    case 'vpc-id':
      return [one.VpcId ?? ''];
    default:
      return tagValues(one.TagSet, filter);
  }
};

const describeAssociations: QueryHandler = (view, input) => {
  const found = filtered(view.world.vpcAssociations, filters(input), associationValues);
  const { items, next } = ec2Page(view, 'DescribeSecurityGroupVpcAssociations', found, input, false);
  return { securityGroupVpcAssociationSet: items.map(associationItem), nextToken: next };
};

const associationValues: Filterable<AssociationState> = (one, filter) => {
  switch (filter) {
    case 'group-id':
      return [one.GroupId];
    case 'vpc-id':
      return [one.VpcId];
    case 'state':
      return [one.State];
    default:
      return undefined;
  }
};

const describePrefixLists: QueryHandler = (view, input) => {
  const ids = list(input, 'PrefixListId');
  requireAll(
    ids,
    view.world.prefixLists.map((one) => one.PrefixListId),
    'InvalidPrefixListID.NotFound',
    'prefix list ID',
  );
  const found = filtered(view.world.prefixLists, filters(input), prefixListValues).filter(
    (one) => ids.length === 0 || ids.includes(one.PrefixListId),
  );
  const { items, next } = ec2Page(view, 'DescribeManagedPrefixLists', found, input, false, 100);
  return { prefixListSet: items.map(prefixListItem), nextToken: next };
};

const getPrefixListEntries: QueryHandler = (view, input) => {
  const id = input.get('PrefixListId') ?? '';
  const list = view.world.prefixListEntries.find((one) => one.PrefixListId === id);
  if (list === undefined) {
    throw new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  }
  const { items, next } = ec2Page(view, 'GetManagedPrefixListEntries', list.Entries, input, false, 100);
  return {
    entrySet: items.map(({ Cidr, Description }) => ({ cidr: Cidr, description: Description })),
    nextToken: next,
  };
};

const prefixListValues: Filterable<PrefixListState> = (one, filter) => {
  switch (filter) {
    case 'prefix-list-id':
      return [one.PrefixListId];
    case 'prefix-list-name':
      return [one.PrefixListName];
    case 'owner-id':
      return [one.OwnerId ?? ''];
    default:
      return undefined;
  }
};

const describeVpcs: QueryHandler = (view, input) => {
  const ids = list(input, 'VpcId');
  requireAll(
    ids,
    view.world.vpcs.map((one) => one.VpcId),
    'InvalidVpcID.NotFound',
    'vpc ID',
  );
  const vpcs = filtered(view.world.vpcs, filters(input), vpcValues).filter(
    (one) => ids.length === 0 || ids.includes(one.VpcId),
  );
  const { items, next } = ec2Page(view, 'DescribeVpcs', vpcs, input, ids.length > 0);
  return { vpcSet: items.map(vpcItem), nextToken: next };
};

const vpcValues: Filterable<VpcState> = (vpc, filter) => {
  switch (filter) {
    case 'vpc-id':
      return [vpc.VpcId];
    case 'cidr':
    case 'cidr-block':
    case 'cidrBlock':
    case 'cidr-block-association.cidr-block':
      return [vpc.CidrBlock ?? ''];
    case 'is-default':
    case 'isDefault':
      return [String(vpc.IsDefault)];
    case 'dhcp-options-id':
    case 'dhcpOptionsId':
      return [vpc.DhcpOptionsId ?? ''];
    case 'owner-id':
      return [vpc.OwnerId ?? ''];
    case 'state':
      return [vpc.State ?? ''];
    default:
      return tagValues(vpc.Tags, filter);
  }
};

const describeSubnets: QueryHandler = (view, input) => {
  const ids = list(input, 'SubnetId');
  requireAll(
    ids,
    view.world.subnets.map((one) => one.SubnetId),
    'InvalidSubnetID.NotFound',
    'subnet ID',
  );
  const subnets = filtered(view.world.subnets, filters(input), subnetValues).filter(
    (one) => ids.length === 0 || ids.includes(one.SubnetId),
  );
  const { items, next } = ec2Page(view, 'DescribeSubnets', subnets, input, ids.length > 0);
  return { subnetSet: items.map(subnetItem), nextToken: next };
};

const subnetValues: Filterable<SubnetState> = (subnet, filter) => {
  switch (filter) {
    case 'subnet-id':
      return [subnet.SubnetId];
    case 'subnet-arn':
      return [subnet.SubnetArn ?? ''];
    case 'vpc-id':
      return [subnet.VpcId];
    case 'availability-zone':
    case 'availabilityZone':
      return [subnet.AvailabilityZone ?? ''];
    case 'availability-zone-id':
    case 'availabilityZoneId':
      return [subnet.AvailabilityZoneId ?? ''];
    case 'cidr':
    case 'cidr-block':
    case 'cidrBlock':
      return [subnet.CidrBlock ?? ''];
    case 'default-for-az':
    case 'defaultForAz':
      return [String(subnet.DefaultForAz)];
    case 'map-public-ip-on-launch':
      return [String(subnet.MapPublicIpOnLaunch)];
    case 'owner-id':
      return [subnet.OwnerId ?? ''];
    case 'state':
      return [subnet.State ?? ''];
    default:
      return tagValues(subnet.Tags, filter);
  }
};

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

function tagValues(tags: Tags | undefined, filter: string): readonly string[] | undefined {
  if (filter === 'tag-key') return (tags ?? []).map(({ Key = '' }) => Key);
  if (!filter.startsWith('tag:')) return undefined;
  return (tags ?? []).filter(({ Key }) => `tag:${Key}` === filter).map(({ Value = '' }) => Value);
}

function filtered<T>(things: readonly T[], wanted: readonly Filter[], values: Filterable<T>): readonly T[] {
  return wanted.reduce<readonly T[]>((left, filter) => {
    const exact = filter.values.every((value) => !/[\\*?]/.test(value)) ? new Set(filter.values) : undefined;
    return left.filter((thing) => {
      const found = values(thing, filter.name);
      if (found === undefined) throw new AwsError('InvalidParameterValue', `The filter '${filter.name}' is invalid`);
      return found.some((value) => (exact === undefined ? fits(value, filter.values) : exact.has(value)));
    });
  }, things);
}

/** One id that does not exist fails the whole call. */
function requireAll(ids: readonly string[], existing: readonly string[], code: string, what: string): void {
  const unknown = ids.filter((id) => !existing.includes(id));
  if (unknown.length > 0) throw new AwsError(code, `The ${what} '${unknown.join(', ')}' does not exist`);
}

function ec2Page<T>(view: View, action: string, all: readonly T[], input: QueryInput, byId: boolean, most = 1000) {
  const size = input.get('MaxResults');
  const token = input.get('NextToken') ?? undefined;
  // All of them: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html
  if (size === null) {
    return page({ mostPerPage: Number.POSITIVE_INFINITY }, action, all, all.length + 1, token, 'InvalidNextToken');
  }
  if (byId) {
    throw new AwsError('InvalidParameterCombination', 'The parameter MaxResults cannot be used with a list of ids');
  }
  if (!/^\d+$/.test(size) || Number(size) < 5 || Number(size) > most) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and ${most}.`,
    );
  }
  return page(view, action, all, Number(size), token, 'InvalidNextToken');
}

export const ec2: Readonly<Record<string, QueryHandler>> = {
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribeSecurityGroupVpcAssociations: describeAssociations,
  DescribeManagedPrefixLists: describePrefixLists,
  GetManagedPrefixListEntries: getPrefixListEntries,
  DescribeVpcs: describeVpcs,
  DescribeSubnets: describeSubnets,
};
