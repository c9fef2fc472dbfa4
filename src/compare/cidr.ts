import ipaddr from 'ipaddr.js';

export type IpVersion = 4 | 6;

/** A block of addresses in its one spelling. */
export interface Cidr {
  readonly version: IpVersion;
  /**
   * `10.1.0.0/16`, `2001:db8::/32`: host bits are zero, IPv6 is written as RFC 5952 says, the prefix length is always
   * there.
   */
  readonly text: string;
}

/**
 * The canonical form of a CIDR block or a single address (`10.1.2.3` is `10.1.2.3/32`), as EC2 stores it: it clears
 * host bits and compresses IPv6 when a rule is written.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html undefined for a text that is neither: octal
 * or hexadecimal parts, leading zeros, fewer than four parts, a zone.
 */
export function canonicalCidr(text: string): Cidr | undefined {
  const [address = '', length, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const version = address.includes(':') ? 6 : 4;
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : prefixLength(length, bits);
  if (prefix === undefined) return undefined;
  if (version === 4) {
    if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(address)) return undefined;
    if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
    const network = ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`);
    return { version, text: sameText(text, `${network.toString()}/${prefix}`) };
  }
  // ipaddr.js reads `::1.2.3.4` as the mapped `::ffff:1.2.3.4`, which is another address.
  if (address.includes('%') || (address.includes('.') && !/:ffff:[\d.]+$/i.test(address))) return undefined;
  if (!ipaddr.IPv6.isValid(address)) return undefined;
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${prefix}`);
  return { version, text: sameText(text, `${network.toRFC5952String()}/${prefix}`) };
}

/** The text that is there already, where it is the same: nearly all blocks are written in their one spelling. */
function sameText(written: string, canonical: string): string {
  return written === canonical ? written : canonical;
}

function prefixLength(text: string, bits: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= bits ? prefix : undefined;
}

/** The addresses of a block, as numbers. */
export interface AddressRange {
  readonly version: IpVersion;
  readonly first: bigint;
  readonly last: bigint;
}

/** The addresses of a CIDR block or a single address; undefined for a text that is neither. */
export function addressRange(text: string): AddressRange | undefined {
  const cidr = canonicalCidr(text);
  if (cidr === undefined) return undefined;
  const [address = '', length = ''] = cidr.text.split('/');
  const bytes = ipaddr.parse(address).toByteArray();
  const first = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const hostBits = BigInt(bytes.length * 8 - Number(length));
  return { version: cidr.version, first, last: first + (1n << hostBits) - 1n };
}

/** Whether two ranges have an address in common. */
export function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.version === other.version && one.first <= other.last && other.first <= one.last;
}
