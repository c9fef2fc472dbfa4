import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { formatArn } from '../../model/arn.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, distribute } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import type { Sealed } from '../seal.ts';
import { date, sealable } from '../snapshot/recorded-form.ts';

/** Descriptions, patterns and policies are free text, and nothing is made of them. */
type KeptParameter = Pick<
  ParameterMetadata,
  'Name' | 'ARN' | 'Type' | 'Version' | 'DataType' | 'Tier' | 'LastModifiedDate'
>;
export type LiveParameter = Sealed<KeptParameter>;

/**
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html: up to 50 values, and
 * as many results in a page.
 */
const perCall = 50;

/**
 * What Parameter Store says of a parameter, by its full name, without its value. AWS's own public parameters are not
 * among them. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 */
export const describeParameters = defineRead({
  action: 'ssm:DescribeParameters',
  why: 'ARN and version of a parameter, never its value',
  after: ['ecs:DescribeTaskDefinition'],
  bucket: apiBuckets.ssm,
  key: () => z.strictObject({ name: z.string() }),
  answer: () =>
    z.object({
      Parameters: distinct(z.object({ Name: text, LastModifiedDate: z.date() }), ({ Name }) => Name),
      NextToken: page,
    }),
  result: () =>
    z.looseObject({
      Name: sealable,
      ARN: z.optional(sealable),
      Type: z.optional(sealable),
      Version: z.optional(z.number()),
      LastModifiedDate: z.optional(date),
    }),
  perCall,
  many: async (calls, keys) => {
    const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: keys.map(({ name }) => name) }];
    const answer = await allPages(
      calls,
      (NextToken) =>
        calls.ask((client, { DescribeParametersCommand }, options) => {
          const input = { ParameterFilters, MaxResults: perCall, ...(NextToken && { NextToken }) };
          return client.send(new DescribeParametersCommand(input), options);
        }),
      ({ Parameters: items, NextToken: next }) => ({ items, next }),
    );
    return distribute(calls, answer, keys, {
      fits: ({ Name }, { name }) => Name === name,
      found: ([parameter]): Read<KeptParameter> => {
        if (parameter === undefined) return { status: 'absent' };
        const { Name, ARN, Type, Version, DataType, Tier, LastModifiedDate } = parameter;
        return { status: 'found', value: { Name, ARN, Type, Version, DataType, Tier, LastModifiedDate } };
      },
    });
  },
  plausible: ({ name }, { account, partition }, region) => ({
    Name: name,
    ARN: formatArn({ partition, service: 'ssm', region, account, resource: `parameter/${name.replace(/^\//, '')}` }),
    Version: 1,
  }),
  docs: {
    calls: `\`ceil(parameters / ${perCall})\`, for those that a container or a data source names`,
    key: '`name`',
    result: "one of the API's `Parameters`",
  },
});
