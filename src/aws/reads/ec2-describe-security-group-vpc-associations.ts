import type { SecurityGroupVpcAssociation } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { filterFor } from '../../model/filter-value.ts';
import { compareCodeUnits } from '../../model/order.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, distribute } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { resultsPerPage, valuesPerFilter } from './ec2-filters.ts';

/** The VPCs that a group is associated with beside its own, ordered by id. A group that does not exist has none. */
export const describeSecurityGroupVpcAssociations = defineRead({
  action: 'ec2:DescribeSecurityGroupVpcAssociations',
  why: 'which further VPCs a security group may be used in',
  after: ['ec2:DescribeSecurityGroups'],
  bucket: apiBuckets.ec2,
  key: () => z.strictObject({ 'group-id': z.string() }),
  answer: () =>
    z.object({
      SecurityGroupVpcAssociations: distinct(
        z.object({ GroupId: text, VpcId: text, State: text }),
        ({ GroupId, VpcId }) => `${GroupId} ${VpcId}`,
      ),
      NextToken: page,
    }),
  result: () => z.array(z.looseObject({ GroupId: z.string(), VpcId: z.string(), State: z.optional(sealable) })),
  perCall: valuesPerFilter,
  many: async (calls, keys) => {
    const input = {
      Filters: [{ Name: 'group-id', Values: keys.map((key) => filterFor(key['group-id'])) }],
      MaxResults: resultsPerPage,
    };
    const answer = await allPages(
      calls,
      (NextToken) =>
        calls.ask((client, { DescribeSecurityGroupVpcAssociationsCommand }, options) =>
          client.send(
            new DescribeSecurityGroupVpcAssociationsCommand({ ...input, ...(NextToken && { NextToken }) }),
            options,
          ),
        ),
      ({ SecurityGroupVpcAssociations: items, NextToken: next }) => ({ items, next }),
    );
    return distribute(calls, answer, keys, {
      fits: ({ GroupId }, key) => GroupId === key['group-id'],
      found: (found): Read<SecurityGroupVpcAssociation[]> => ({
        status: 'found',
        value: found.toSorted((a, b) => compareCodeUnits(a.VpcId, b.VpcId)),
      }),
    });
  },
  plausible: () => [],
  docs: {
    calls: '`ceil(groups / 200)` of the groups that the code associates with a VPC',
    key: '`group-id`',
    result: "the API's `SecurityGroupVpcAssociations` of that group",
  },
});
