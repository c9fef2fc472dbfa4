import type { Subnet } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { filtersKey, find, onlyValue } from './ec2-filters.ts';

type KeptSubnet = Pick<
  Subnet,
  | 'SubnetId'
  | 'SubnetArn'
  | 'VpcId'
  | 'CidrBlock'
  | 'AvailabilityZone'
  | 'AvailabilityZoneId'
  | 'DefaultForAz'
  | 'MapPublicIpOnLaunch'
  | 'OwnerId'
  | 'State'
>;

/** All subnets that fit, ordered by id; absent when none does. */
export const describeSubnets = defineRead({
  action: 'ec2:DescribeSubnets',
  why: 'which subnets a data source means',
  after: [],
  bucket: apiBuckets.ec2,
  key: filtersKey,
  answer: () =>
    z.object({ Subnets: distinct(z.object({ SubnetId: text }), ({ SubnetId }) => SubnetId), NextToken: page }),
  result: () =>
    z.array(
      z.looseObject({
        SubnetId: sealable,
        SubnetArn: z.optional(sealable),
        VpcId: z.optional(z.string()),
        CidrBlock: z.optional(sealable),
        AvailabilityZone: z.optional(sealable),
        AvailabilityZoneId: z.optional(sealable),
      }),
    ),
  one: async (calls, { filters }): Promise<Read<KeptSubnet[]>> => {
    const found = await find(
      calls,
      filters,
      (input) =>
        calls.ask((client, { DescribeSubnetsCommand }, options) =>
          client.send(new DescribeSubnetsCommand(input), options),
        ),
      ({ Subnets: items, NextToken: next }) => ({ items, next }),
      ({ SubnetId }) => SubnetId,
    );
    return mapFound(found, (subnets) => subnets.map(keep));
  },
  plausible: ({ filters }, { account }) => [
    {
      SubnetId: onlyValue(filters, 'subnet-id') ?? `subnet-${anything}`,
      VpcId: onlyValue(filters, 'vpc-id') ?? `vpc-${anything}`,
      CidrBlock: onlyValue(filters, 'cidr-block') ?? '10.0.0.0/24',
      OwnerId: account,
    },
  ],
  docs: {
    calls: 'one for each subnet, or choice of subnets, that a data source describes',
    key: '`filters`',
    result: "the API's `Subnets`: all that fit",
  },
});

function keep(subnet: Subnet): KeptSubnet {
  const { SubnetId, SubnetArn, VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId } = subnet;
  const { DefaultForAz, MapPublicIpOnLaunch, OwnerId, State } = subnet;
  const where = { SubnetId, SubnetArn, VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId };
  return { ...where, DefaultForAz, MapPublicIpOnLaunch, OwnerId, State };
}
