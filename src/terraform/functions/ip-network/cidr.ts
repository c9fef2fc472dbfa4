import { FunctionError } from '../function.ts';

/** An address block. `address` is the network's number: bits behind `length` are zero. */
export interface AddressBlock {
  readonly version: 4 | 6;
  readonly address: bigint;
  readonly length: number;
}

/** Number of bits of an address. */
export function bitsOf(version: 4 | 6): number {
  return version === 4 ? 32 : 128;
}

/**
 * Reads `address/length`. Octets may have leading zeros and are decimal all the same, as Terraform reads them
 * (https://github.com/hashicorp/terraform/tree/main/internal/ipaddr). Throws `FunctionError` about the first argument.
 */
export function parseBlock(text: string): AddressBlock {
  const slash = text.indexOf('/');
  const digits = text.slice(slash + 1);
  const parsed = slash === -1 ? undefined : parseAddress(text.slice(0, slash));
  if (parsed === undefined || !/^[0-9]{1,5}$/.test(digits) || Number(digits) > bitsOf(parsed.version)) {
    throw new FunctionError('not a CIDR block in the form address/length', 0);
  }
  const length = Number(digits);
  const host = BigInt(bitsOf(parsed.version) - length);
  return { version: parsed.version, address: (parsed.address >> host) << host, length };
}

interface Address {
  readonly version: 4 | 6;
  readonly address: bigint;
}

function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const address = parseOctets(text);
    return address === undefined ? undefined : { version: 4, address };
  }
  const address = parseGroups(text);
  return address === undefined ? undefined : { version: 6, address };
}

function parseOctets(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^[0-9]+$/.test(octet) && Number(octet) <= 255)) return undefined;
  return octets.reduce((sum, octet) => sum * 256n + BigInt(Number(octet)), 0n);
}

function parseGroups(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map(groupsOf);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...left, ...Array<bigint>(missing).fill(0n), ...right].reduce((sum, group) => sum * 65536n + group, 0n);
}

/** The 16-bit groups of one side of `::`; a dotted tail counts as two. undefined when malformed. */
function groupsOf(text: string): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      const dotted = index === parts.length - 1 ? parseOctets(part) : undefined;
      if (dotted === undefined) return undefined;
      groups.push(dotted >> 16n, dotted & 0xffffn);
    }
  }
  return groups;
}

/**
 * An address as Go prints it: IPv6 in lower case with the first longest run of zero groups compressed, and the IPv6
 * form of an IPv4 address as that.
 */
export function formatAddress(version: 4 | 6, address: bigint): string {
  if (version === 4 || isMapped(address)) {
    return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => (address >> BigInt(16 * (7 - index))) & 0xffffn);
  const run = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly bigint[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0n) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** Whether an IPv6 address is the form of an IPv4 one (`::ffff:10.0.0.1`). */
export function isMapped(address: bigint): boolean {
  return address >> 32n === 0xffffn;
}

/**
 * A block as Go prints it: `address/length`, in IPv4 also where it is the IPv6 form of such a block. A length below
 * zero is no mask.
 */
export function formatBlock({ version, address, length }: AddressBlock): string {
  if (length < 0) return '<nil>';
  const shown = version === 6 && isMapped(address) ? Math.max(0, length - 96) : length;
  return `${formatAddress(version, address)}/${shown}`;
}
