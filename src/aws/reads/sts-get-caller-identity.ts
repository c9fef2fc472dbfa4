import * as z from 'zod/mini';
import { formatArn, parseArn } from '../../model/arn.ts';
import { text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { mapFound } from '../pages.ts';
import { defineRead } from '../read.ts';
import { anything } from '../scene.ts';

/** Whose credentials are used. */
export interface CallerIdentity {
  account: string;
  arn: string;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity = defineRead({
  action: 'sts:GetCallerIdentity',
  why: 'whose account is looked at (needs no permission)',
  after: [],
  bucket: apiBuckets.sts,
  isGlobal: true,
  key: () => z.strictObject({}),
  answer: () =>
    z
      .looseObject({ Account: z.string().check(z.regex(/^\d{12}$/)), Arn: text })
      .check(z.refine(({ Account, Arn }) => parseArn(Arn)?.account === Account, { path: ['Arn'] })),
  result: () => z.looseObject({ account: z.string(), arn: z.string() }),
  one: async (calls) => {
    const answer = await calls.ask((client, { GetCallerIdentityCommand }, options) =>
      client.send(new GetCallerIdentityCommand({}), options),
    );
    return mapFound(answer, ({ Account, Arn }): CallerIdentity => ({ account: Account, arn: Arn }));
  },
  // A snapshot that only names its account says as much.
  replay: (own, { account, partition = 'aws' }) => {
    const found = own.find(({ read }) => read.status === 'found');
    return (_, region) => {
      const read = own.find((one) => one.region === region) ?? found;
      if (read !== undefined) return read.read;
      if (account === undefined) return undefined;
      const arn = formatArn({ partition, service: 'iam', region: '', account, resource: 'root' });
      return { status: 'found', value: { account, arn } };
    };
  },
  plausible: (_, { account, partition }) => ({
    account,
    arn: formatArn({
      partition,
      service: 'sts',
      region: '',
      account,
      resource: `assumed-role/${anything}/${anything}`,
    }),
  }),
  docs: { calls: '1', key: '`{}`', result: '`{ "account", "arn" }`' },
});
