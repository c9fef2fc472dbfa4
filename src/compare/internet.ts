import ipaddr from 'ipaddr.js';

/**
 * How much of the internet a block of addresses holds. `all`: every address. `most`: more than any one network has, as
 * the halves `0.0.0.0/1` and `128.0.0.0/1` do. `some`: addresses that one network may have. `none`: addresses that the
 * internet does not route.
 */
export type InternetShare = 'all' | 'most' | 'some' | 'none';

/**
 * A block of this length is the largest that one network has: a /8 of IPv4, and of IPv6 less than a /12, which is all
 * that a registry hands out in its part of the world.
 * https://www.iana.org/assignments/ipv4-address-space
 * https://www.iana.org/assignments/ipv6-unicast-address-assignments
 */
const largestNetwork = { ipv4: 8, ipv6: 13 } as const;

/**
 * Of IPv4 what is private (RFC 1918), shared behind carriers (RFC 6598), of the host or the link, multicast or
 * reserved. https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const unroutedBlocks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
];

/** All that the internet routes of IPv6; unique local addresses (`fc00::/7`) are outside. */
const globalUnicastBlock = '2000::/3';

let parsedUnrouted: readonly [ipaddr.IPv4, number][] | undefined;
let parsedGlobalUnicast: [ipaddr.IPv6, number] | undefined;

/** How much of the internet a CIDR block in canonical form holds; `none` for a text that is no CIDR block. */
export function internetShare(cidr: string): InternetShare {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) {
    const [address, length] = ipaddr.IPv4.parseCIDR(cidr);
    if (length === 0) return 'all';
    parsedUnrouted ??= unroutedBlocks.map((block) => ipaddr.IPv4.parseCIDR(block));
    if (parsedUnrouted.some(([network, bits]) => bits <= length && address.match(network, bits))) return 'none';
    return length < largestNetwork.ipv4 ? 'most' : 'some';
  }
  if (!ipaddr.IPv6.isValidCIDR(cidr)) return 'none';
  const [address, length] = ipaddr.IPv6.parseCIDR(cidr);
  parsedGlobalUnicast ??= ipaddr.IPv6.parseCIDR(globalUnicastBlock);
  const [network, bits] = parsedGlobalUnicast;
  if (length <= bits) return network.match(address, length) ? 'all' : 'none';
  if (!address.match(network, bits)) return 'none';
  return length < largestNetwork.ipv6 ? 'most' : 'some';
}

/** Whether a CIDR block in canonical form is everybody, or nearly. The one definition of what is public. */
export function isPublic(cidr: string): boolean {
  const share = internetShare(cidr);
  return share === 'all' || share === 'most';
}

let allPublic: readonly string[] | undefined;

/** Every public block in canonical form, the largest first. */
export function publicBlocks(): readonly string[] {
  allPublic ??= [...lengthsBelow(largestNetwork.ipv4, ipv4Blocks), ...lengthsBelow(largestNetwork.ipv6, ipv6Blocks)];
  return allPublic;
}

function lengthsBelow(end: number, blocks: (length: number) => readonly string[]): readonly string[] {
  return Array.from({ length: end }, (_, length) => blocks(length))
    .flat()
    .filter(isPublic);
}

function ipv4Blocks(length: number): readonly string[] {
  return Array.from({ length: 2 ** length }, (_, index) => `${index * 2 ** (8 - length)}.0.0.0/${length}`);
}

function ipv6Blocks(length: number): readonly string[] {
  return Array.from({ length: 2 ** length }, (_, index) => {
    const network = new ipaddr.IPv6([index * 2 ** (16 - length), 0, 0, 0, 0, 0, 0, 0]);
    return `${network.toRFC5952String()}/${length}`;
  });
}
