import type { PrefixListEntry } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { sealable } from '../snapshot/recorded-form.ts';

/** What is used of an entry: its description is a text that anybody may write. */
type KeptEntry = Pick<PrefixListEntry, 'Cidr'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html: 1 to 100. */
const entriesPerPage = 100;

/** The blocks that a prefix list has in its current version, as AWS orders them; absent when there is no such list. */
export const getManagedPrefixListEntries = defineRead({
  action: 'ec2:GetManagedPrefixListEntries',
  why: 'which addresses a prefix list has, where a rule that differs may be the same as one that names it',
  after: [],
  bucket: apiBuckets.ec2,
  key: () => z.strictObject({ 'prefix-list-id': z.string() }),
  answer: () => z.object({ Entries: z.array(z.object({ Cidr: text })), NextToken: page }),
  result: () => z.array(z.looseObject({ Cidr: sealable })),
  isAbsent: (code) => code === 'InvalidPrefixListID.NotFound' || code === 'InvalidPrefixListId.NotFound',
  one: async (calls, { 'prefix-list-id': PrefixListId }): Promise<Read<KeptEntry[]>> => {
    const answer = await allPages(
      calls,
      (NextToken) =>
        calls.ask((client, { GetManagedPrefixListEntriesCommand }, options) =>
          client.send(
            new GetManagedPrefixListEntriesCommand({
              PrefixListId,
              MaxResults: entriesPerPage,
              ...(NextToken && { NextToken }),
            }),
            options,
          ),
        ),
      ({ Entries: items, NextToken: next }) => ({ items, next }),
    );
    return mapFound(answer, (entries) => entries.map(({ Cidr }) => ({ Cidr })));
  },
  plausible: () => [{ Cidr: '192.0.2.0/24' }],
  // A live rule may name any list, also one of AWS's own or one that another account shares.
  iamResources: () => [{ account: '*', resource: 'prefix-list/*' }],
  docs: {
    calls: `one for each prefix list of a rule that lets through the traffic of one that differs, and one more for each further ${entriesPerPage} entries`,
    key: '`prefix-list-id`',
    result: 'of the API\'s `Entries`, each `{ "Cidr": "10.0.0.0/16" }`',
  },
});
