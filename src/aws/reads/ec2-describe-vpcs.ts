import type { Vpc } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { filtersKey, find, onlyValue } from './ec2-filters.ts';

type KeptVpc = Pick<
  Vpc,
  'VpcId' | 'CidrBlock' | 'IsDefault' | 'OwnerId' | 'DhcpOptionsId' | 'InstanceTenancy' | 'State'
>;

/** All VPCs that fit, ordered by id; absent when none does. */
export const describeVpcs = defineRead({
  action: 'ec2:DescribeVpcs',
  why: 'which VPC a data source means, and which one is the default',
  after: [],
  bucket: apiBuckets.ec2,
  key: filtersKey,
  answer: () => z.object({ Vpcs: distinct(z.object({ VpcId: text }), ({ VpcId }) => VpcId), NextToken: page }),
  result: () =>
    z.array(
      z.looseObject({
        VpcId: z.string(),
        CidrBlock: z.optional(sealable),
        IsDefault: z.optional(z.boolean()),
        OwnerId: z.optional(z.string()),
      }),
    ),
  one: async (calls, { filters }): Promise<Read<KeptVpc[]>> => {
    const found = await find(
      calls,
      filters,
      (input) =>
        calls.ask((client, { DescribeVpcsCommand }, options) => client.send(new DescribeVpcsCommand(input), options)),
      ({ Vpcs: items, NextToken: next }) => ({ items, next }),
      ({ VpcId }) => VpcId,
    );
    return mapFound(found, (vpcs) =>
      vpcs.map(({ VpcId, CidrBlock, IsDefault, OwnerId, DhcpOptionsId, InstanceTenancy, State }) => ({
        ...{ VpcId, CidrBlock, IsDefault, OwnerId, DhcpOptionsId, InstanceTenancy, State },
      })),
    );
  },
  plausible: ({ filters }, { account }) => [
    {
      VpcId: onlyValue(filters, 'vpc-id') ?? `vpc-${anything}`,
      CidrBlock: onlyValue(filters, 'cidr') ?? '10.0.0.0/16',
      IsDefault: filters['is-default'] !== undefined,
      OwnerId: account,
    },
  ],
  docs: {
    calls:
      'one for each VPC that a data source describes; one for each region where a group has no `vpc_id` or is the default one',
    key: '`filters`: the API\'s filters, `{ "vpc-id": ["vpc-1"], "tag:Tier": ["private"] }`; an id is a filter too',
    result: "the API's `Vpcs`: all that fit",
  },
});
