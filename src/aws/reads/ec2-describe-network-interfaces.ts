import type { NetworkInterface } from '@aws-sdk/client-ec2';
import ipaddr from 'ipaddr.js';
import * as z from 'zod/mini';
import { filterFor } from '../../model/filter-value.ts';
import { interfaceUserTypes } from '../../model/interface-user-types.ts';
import { compareCodeUnits } from '../../model/order.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, distribute } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { resultsPerPage, valuesPerFilter } from './ec2-filters.ts';
import { type AttachedTo, interfaceUser } from './ec2-interface-user.ts';

/**
 * What is used of a network interface. Its description and its tags are texts that anybody may write: of them nothing
 * is kept but what AWS itself says there of who uses it.
 */
export interface KeptInterface {
  /** `eni-…` */
  readonly id: string;
  /** The addresses at which it can be reached from outside: public IPv4 ones, and those of IPv6 that are global. */
  readonly publicAddresses?: string[];
  /** What it is attached to; absent where AWS does not say. */
  readonly user?: AttachedTo;
}

/**
 * All network interfaces of the account that are in one group, ordered by their ids. A group that nothing uses has
 * none.
 */
export const describeNetworkInterfaces = defineRead({
  action: 'ec2:DescribeNetworkInterfaces',
  why: 'what the rules of a security group reach, where they differ',
  after: [],
  bucket: apiBuckets.ec2,
  key: () => z.strictObject({ 'group-id': z.string() }),
  answer: () =>
    z.object({
      NetworkInterfaces: distinct(
        z.object({ NetworkInterfaceId: text, Groups: z.array(z.object({ GroupId: text })) }),
        (one) => one.NetworkInterfaceId,
      ),
      NextToken: page,
    }),
  result: () =>
    z.array(
      z.looseObject({
        id: sealable,
        publicAddresses: z.optional(z.array(sealable)),
        user: z.optional(
          z.looseObject({
            type: z.enum(interfaceUserTypes),
            name: z.optional(z.string()),
            cluster: z.optional(z.string()),
          }),
        ),
      }),
    ),
  perCall: valuesPerFilter,
  many: async (calls, keys) => {
    const input = {
      Filters: [{ Name: 'group-id', Values: keys.map((key) => filterFor(key['group-id'])) }],
      MaxResults: resultsPerPage,
      // An account may hide what services of AWS manage, which rules reach all the same.
      IncludeManagedResources: true,
    };
    const answer = await allPages(
      calls,
      (NextToken) =>
        calls.ask((client, { DescribeNetworkInterfacesCommand }, options) =>
          client.send(new DescribeNetworkInterfacesCommand({ ...input, ...(NextToken && { NextToken }) }), options),
        ),
      ({ NetworkInterfaces: items, NextToken: next }) => ({ items, next }),
    );
    return distribute(calls, answer, keys, {
      fits: ({ Groups }, key) => Groups.some(({ GroupId }) => GroupId === key['group-id']),
      found: (interfaces): Read<KeptInterface[]> => ({
        status: 'found',
        // One that comes into being while pages are read may stand on two of them.
        value: [...new Map(interfaces.map((one) => [one.NetworkInterfaceId, keep(one)])).values()].toSorted((a, b) =>
          compareCodeUnits(a.id, b.id),
        ),
      }),
    });
  },
  plausible: () => [{ id: `eni-${anything}` }],
  docs: {
    calls: `\`ceil(groups / ${valuesPerFilter})\` of the groups with a rule that differs, and one more for each further ${resultsPerPage} interfaces`,
    key: '`group-id`',
    result:
      'of the API\'s `NetworkInterfaces` of that group: `{ "id": "eni-1", "publicAddresses": ["203.0.113.7"], "user": { "type": "ecs-service", "name": "api", "cluster": "main" } }`',
  },
});

function keep(one: NetworkInterface & { readonly NetworkInterfaceId: string }): KeptInterface {
  const publicAddresses = publicAddressesOf(one);
  const user = interfaceUser(one);
  return {
    id: one.NetworkInterfaceId,
    ...(publicAddresses.length === 0 ? {} : { publicAddresses }),
    ...(user === undefined ? {} : { user }),
  };
}

/** An interface has a primary address and others, each with a public one or none. */
function publicAddressesOf({ Association, PrivateIpAddresses = [], Ipv6Addresses = [] }: NetworkInterface): string[] {
  const addresses = [
    Association?.PublicIp,
    ...PrivateIpAddresses.map((one) => one.Association?.PublicIp),
    ...Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address).filter(isGlobal),
  ];
  return [...new Set(addresses.flatMap((address) => address || []))].toSorted(compareCodeUnits);
}

/** A subnet may have a private range of IPv6 (`fd00::/8`). */
function isGlobal(address: string | undefined): boolean {
  return (
    address !== undefined &&
    ipaddr.IPv6.isValid(address) &&
    !['uniqueLocal', 'linkLocal'].includes(ipaddr.IPv6.parse(address).range())
  );
}
