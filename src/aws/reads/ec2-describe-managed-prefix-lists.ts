import type { DescribeManagedPrefixListsRequest, ManagedPrefixList } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { filterFor } from '../../model/filter-value.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { keyText } from '../key.ts';
import { allPages, distribute, mapFound } from '../pages.ts';
import { defineRead, type Read, type Recorded } from '../read.ts';
import { anything } from '../scene.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { firstOf, perRegion } from '../snapshot/replay.ts';
import { type Ec2Filters, filtersKey, find, onlyValue, valuesPerFilter } from './ec2-filters.ts';

type KeptPrefixList = Pick<
  ManagedPrefixList,
  'PrefixListId' | 'PrefixListName' | 'PrefixListArn' | 'AddressFamily' | 'MaxEntries' | 'Version' | 'OwnerId' | 'State'
>;

type PrefixListKey = { 'prefix-list-id': string } | { readonly filters: Ec2Filters };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html: 1 to 100. */
const listsPerPage = 100;

/**
 * Prefix lists, those of AWS's own services among them, ordered by id; absent when none fits. A filter finds an id that
 * may not exist, while one in `PrefixListIds` fails the whole call.
 */
export const describeManagedPrefixLists = defineRead({
  action: 'ec2:DescribeManagedPrefixLists',
  why: 'which prefix list a rule of a security group names, and what it is called',
  after: [],
  bucket: apiBuckets.ec2,
  key: (): z.ZodMiniType<PrefixListKey> => z.union([z.strictObject({ 'prefix-list-id': z.string() }), filtersKey()]),
  answer: () =>
    z.object({
      PrefixLists: distinct(z.object({ PrefixListId: text, PrefixListName: text }), (one) => one.PrefixListId),
      NextToken: page,
    }),
  result: () =>
    z.array(
      z.looseObject({
        PrefixListId: z.string(),
        PrefixListName: z.optional(sealable),
        OwnerId: z.optional(z.string()),
      }),
    ),
  perCall: valuesPerFilter,
  together: (key) => ('filters' in key ? keyText('', key, '') : ''),
  many: async (calls, keys): Promise<readonly Read<KeptPrefixList[]>[]> => {
    const ask = (input: DescribeManagedPrefixListsRequest) =>
      calls.ask((client, { DescribeManagedPrefixListsCommand }, options) =>
        client.send(new DescribeManagedPrefixListsCommand({ ...input, MaxResults: listsPerPage }), options),
      );
    type ListsPage = Extract<Awaited<ReturnType<typeof ask>>, { status: 'found' }>['value'];
    const take = ({ PrefixLists: items, NextToken: next }: ListsPage) => ({ items, next });
    const [first] = keys;
    if (first !== undefined && 'filters' in first) {
      const found = await find(calls, first.filters, ask, take, ({ PrefixListId }) => PrefixListId);
      const kept = mapFound(found, (lists) => lists.map(keep));
      return keys.map(() => kept);
    }
    const named = keys.flatMap((key) => ('filters' in key ? [] : [key]));
    const Filters = [{ Name: 'prefix-list-id', Values: named.map((key) => filterFor(key['prefix-list-id'])) }];
    const answer = await allPages(calls, (NextToken) => ask({ Filters, ...(NextToken && { NextToken }) }), take);
    return distribute(calls, answer, named, {
      fits: ({ PrefixListId }, key) => PrefixListId === key['prefix-list-id'],
      found: (lists): Read<KeptPrefixList[]> =>
        lists.length === 0 ? { status: 'absent' } : { status: 'found', value: lists.map(keep) },
    });
  },
  replay: (own) => perRegion(own, indexOf),
  plausible: (key, { account }) => {
    const filters = 'filters' in key ? key.filters : { 'prefix-list-id': [key['prefix-list-id']] };
    return [
      {
        PrefixListId: onlyValue(filters, 'prefix-list-id') ?? `pl-${anything}-${keyText('', key, '')}`,
        PrefixListName: onlyValue(filters, 'prefix-list-name') ?? anything,
        OwnerId: account,
      },
    ];
  },
  docs: {
    calls:
      'one for each prefix list that a data source describes or the code makes; `ceil(lists / 200)` for those of rules that differ',
    key: '`prefix-list-id`, or `filters`',
    result: "the API's `PrefixLists`: all that fit",
  },
});

function keep(list: KeptPrefixList): KeptPrefixList {
  const { PrefixListId, PrefixListName, PrefixListArn, AddressFamily, MaxEntries, Version, OwnerId, State } = list;
  return { PrefixListId, PrefixListName, PrefixListArn, AddressFamily, MaxEntries, Version, OwnerId, State };
}

/** A list that was found by filters may be asked for by its id. */
function indexOf<T extends { readonly PrefixListId?: string | undefined }>(
  reads: readonly Recorded<string, PrefixListKey, T[]>[],
): (asked: PrefixListKey) => Read<T[]> | undefined {
  const byKey = firstOf(reads, ({ key }) => keyText('', key, ''));
  const known = reads.flatMap(({ read }) => (read.status === 'found' ? read.value : []));
  const byId = firstOf(known, ({ PrefixListId }) => PrefixListId ?? '');
  return (asked) => {
    const exact = byKey.get(keyText('', asked, ''));
    if (exact !== undefined) return exact.read;
    const list = 'filters' in asked ? undefined : byId.get(asked['prefix-list-id']);
    return list && { status: 'found', value: [list] };
  };
}
