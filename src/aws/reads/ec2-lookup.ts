import type { SecurityGroup, Subnet, Vpc } from '@aws-sdk/client-ec2';
import { compareCodeUnits } from '../../model/order.ts';
import type { ActionName } from '../actions.ts';
import { ask, type Session } from '../ask.ts';
import { resultsPerPage } from '../limits.ts';
import { allPages, toPage } from '../pages.ts';
import type { Ec2Filters, LiveSecurityGroup, LiveSubnet, LiveVpc, Read } from '../reads.ts';

/*
 * What EC2's filters find. The filters are the code's own, so a value may hold wildcards, and no two searches travel in one call.
 */

/** The VPCs that fit, ordered by id; absent when none does. */
export async function findVpcs(session: Session, region: string, filters: Ec2Filters): Promise<Read<LiveVpc[]>> {
  return find('ec2:DescribeVpcs', region, pickVpc, async (NextToken) => {
    const page = await ask(session, 'ec2:DescribeVpcs', region, async (options) => {
      const client = await session.clients.ec2(region);
      const { DescribeVpcsCommand } = await import('../sdk/ec2.ts');
      return client.send(new DescribeVpcsCommand({ ...input(filters), ...(NextToken && { NextToken }) }), options);
    });
    return toPage(page, ({ Vpcs: items, NextToken: next }) => ({ items, next }));
  });
}

/** The subnets that fit, ordered by id; absent when none does. */
export async function findSubnets(session: Session, region: string, filters: Ec2Filters): Promise<Read<LiveSubnet[]>> {
  return find('ec2:DescribeSubnets', region, pickSubnet, async (NextToken) => {
    const page = await ask(session, 'ec2:DescribeSubnets', region, async (options) => {
      const client = await session.clients.ec2(region);
      const { DescribeSubnetsCommand } = await import('../sdk/ec2.ts');
      return client.send(new DescribeSubnetsCommand({ ...input(filters), ...(NextToken && { NextToken }) }), options);
    });
    return toPage(page, ({ Subnets: items, NextToken: next }) => ({ items, next }));
  });
}

/** The groups that fit, ordered by id; absent when none does. */
export async function findSecurityGroups(
  session: Session,
  region: string,
  filters: Ec2Filters,
): Promise<Read<LiveSecurityGroup[]>> {
  const action = 'ec2:DescribeSecurityGroups';
  const pick = (group: SecurityGroup) => ({ id: group.GroupId, kept: group });
  return find(action, region, pick, async (NextToken) => {
    const page = await ask(session, action, region, async (options) => {
      const client = await session.clients.ec2(region);
      const { DescribeSecurityGroupsCommand } = await import('../sdk/ec2.ts');
      return client.send(
        new DescribeSecurityGroupsCommand({ ...input(filters), ...(NextToken && { NextToken }) }),
        options,
      );
    });
    return toPage(page, ({ SecurityGroups: items, NextToken: next }) => ({ items, next }));
  });
}

function input(filters: Ec2Filters) {
  const list = Object.entries(filters)
    .toSorted(([a], [b]) => compareCodeUnits(a, b))
    .map(([Name, values]) => ({ Name, Values: [...values] }));
  // EC2 does not take an empty list of filters.
  return { ...(list.length === 0 ? {} : { Filters: list }), MaxResults: resultsPerPage };
}

async function find<T, K>(
  action: ActionName,
  region: string,
  pick: (item: T) => { readonly id: string | undefined; readonly kept: K },
  page: Parameters<typeof allPages<T>>[2],
): Promise<Read<K[]>> {
  const answer = await allPages(action, region, page);
  if (answer.status !== 'found') return answer;
  if (answer.value.length === 0) return { status: 'absent' };
  const picked = answer.value.map(pick).toSorted((a, b) => compareCodeUnits(a.id, b.id));
  return { status: 'found', value: picked.map(({ kept }) => kept) };
}

function pickVpc({ VpcId, CidrBlock, IsDefault, OwnerId, DhcpOptionsId, InstanceTenancy, State }: Vpc) {
  return { id: VpcId, kept: { VpcId, CidrBlock, IsDefault, OwnerId, DhcpOptionsId, InstanceTenancy, State } };
}

function pickSubnet(subnet: Subnet) {
  const { SubnetId, SubnetArn, VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId } = subnet;
  const { DefaultForAz, MapPublicIpOnLaunch, OwnerId, State } = subnet;
  const where = { SubnetId, SubnetArn, VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId };
  return { id: SubnetId, kept: { ...where, DefaultForAz, MapPublicIpOnLaunch, OwnerId, State } };
}
