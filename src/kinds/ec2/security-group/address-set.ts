import type { AddressRange, IpVersion } from '../../../compare/cidr.ts';

/*
 * Sets of addresses of one IP version, as ranges.
 */

/** Ranges in order, none of which touches another. */
export type AddressSet = readonly Pick<AddressRange, 'first' | 'last'>[];

export const noAddress: AddressSet = [];

const lastOf = (version: IpVersion): bigint => (1n << (version === 4 ? 32n : 128n)) - 1n;

/** All addresses of a version. */
export const everyAddress = (version: IpVersion): AddressSet => [{ first: 0n, last: lastOf(version) }];

/** The addresses that one of the ranges has. */
export function unionOf(ranges: AddressSet): AddressSet {
  const joined: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const before = joined.at(-1);
    if (before === undefined || first > before.last + 1n) joined.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return joined;
}

/** The addresses that both have. */
export function commonOf(a: AddressSet, b: AddressSet): AddressSet {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const first = one.first > other.first ? one.first : other.first;
      const last = one.last < other.last ? one.last : other.last;
      return first > last ? [] : [{ first, last }];
    }),
  );
}

/** Whether a set has all addresses of a range. */
export function holdsAll(set: AddressSet, range: Pick<AddressRange, 'first' | 'last'>): boolean {
  return set.some(({ first, last }) => first <= range.first && range.last <= last);
}

/**
 * The smallest subnet that a VPC can have, in addresses.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
const smallestSubnet: Readonly<Record<IpVersion, bigint>> = { 4: 1n << 4n, 6: 1n << 64n };

/** Whether a set can have all addresses of some subnet. */
export function holdsSubnet(set: AddressSet, version: IpVersion): boolean {
  const size = smallestSubnet[version];
  return set.some(({ first, last }) => {
    const start = ((first + size - 1n) / size) * size;
    return start + size - 1n <= last;
  });
}
