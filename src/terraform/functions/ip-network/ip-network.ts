import type { TerraformValue } from '../../../model/value.ts';
import { list, numberType, string, stringListType, stringType } from '../../evaluate/value.ts';
import { textOf, wholeBigInt, wholeNumber } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { type AddressBlock, bitsOf, formatAddress, formatBlock, isMapped, parseBlock } from './cidr.ts';

const prefix = { name: 'prefix', type: stringType };

/**
 * Terraform's IP network functions, on address blocks.
 * https://developer.hashicorp.com/terraform/language/functions/cidrsubnet
 */
export const ipNetworkFunctions: readonly TerraformFunction[] = [
  {
    name: 'cidrhost',
    parameters: [prefix, { name: 'hostnum', type: numberType }],
    returns: stringType,
    call: ([block, host]) => string(cidrHost(parseBlock(textOf(block)), wholeBigInt(host, 1))),
  },
  {
    name: 'cidrnetmask',
    parameters: [prefix],
    returns: stringType,
    call: ([block]) => string(cidrNetmask(parseBlock(textOf(block)))),
  },
  {
    name: 'cidrsubnet',
    parameters: [prefix, { name: 'newbits', type: numberType }, { name: 'netnum', type: numberType }],
    returns: stringType,
    call: ([block, bits, net]) => {
      const subnet = cidrSubnet(parseBlock(textOf(block)), wholeNumber(bits, 1), wholeBigInt(net, 2));
      return string(formatBlock(subnet));
    },
  },
  {
    name: 'cidrsubnets',
    parameters: [prefix],
    variadic: { name: 'newbits', type: numberType },
    returns: stringListType,
    call: ([block, ...bits]) => cidrSubnets(parseBlock(textOf(block)), bits),
  },
];

/*
 * The arithmetic is that of Go's library, where it goes astray too: with the IPv6 forms of IPv4 addresses, which are
 * IPv4 addresses to a part of it, with negative numbers, and with those beyond 64 bits, which it checks the last of.
 * https://github.com/apparentlymart/go-cidr/blob/v1.1.0/cidr/cidr.go
 */

/** A negative number counts from the last address. */
function cidrHost({ version, address, length }: AddressBlock, host: bigint): string {
  const last = (1n << BigInt(bitsOf(version) - length)) - 1n;
  const checked = host < 0n ? -host - 1n : BigInt.asIntN(64, host);
  if (checked > last) throw new FunctionError(`a prefix of ${length} has no such host number`, 1);
  const isShifted = version === 6 && isMapped(address);
  return formatAddress(version, placed({ version, address }, host < 0n ? last - checked : host, isShifted ? 96 : 0));
}

/** A number in an address, `shift` bits from its end. Throws `FunctionError` when the address is too short for it. */
function placed({ version, address }: Omit<AddressBlock, 'length'>, number: bigint, shift: number): bigint {
  const together = address | (number << BigInt(shift));
  const result = together < 0n ? -together : together;
  if (result >> BigInt(bitsOf(version)) !== 0n) throw new FunctionError('the number does not fit into the address');
  return result;
}

function cidrNetmask({ version, address, length }: AddressBlock): string {
  if (version === 6 && !isMapped(address)) throw new FunctionError('IPv6 addresses have no netmask', 0);
  const bits = BigInt(bitsOf(version));
  const all = (1n << bits) - 1n;
  return formatAddress(version, (all << (bits - BigInt(length))) & all);
}

function cidrSubnet({ version, address, length }: AddressBlock, bits: number, net: bigint): AddressBlock {
  const longer = length + bits;
  const total = bitsOf(version);
  if (longer > total) throw new FunctionError(`a prefix of ${length} has not so many bits left`, 1);
  const most = BigInt.asUintN(64, bits < 0 || bits > 64 ? -1n : (1n << BigInt(bits)) - 1n);
  if (BigInt.asUintN(64, net < 0n ? -net : net) > most) throw new FunctionError('there are not so many subnets', 2);
  // A number that is shifted out of every address is refused before it is made.
  if (net !== 0n && total - longer > 2 * total) throw new FunctionError('the number does not fit into the address');
  return { version, address: placed({ version, address }, net, total - longer), length: longer };
}

/**
 * One block after the other, each at the next address that its size allows. The library takes an address of nothing but
 * zeros for the beginning of another round, that of IPv4 in IPv6 too.
 */
function cidrSubnets({ version, address, length }: AddressBlock, bits: readonly TerraformValue[]): TerraformValue {
  const total = bitsOf(version);
  const end = address + (1n << BigInt(total - length));
  let next = address;
  const blocks: TerraformValue[] = [];
  for (const [index, value] of bits.entries()) {
    const added = wholeNumber(value, index + 1);
    if (added < 1) throw new FunctionError('must extend the prefix by at least one bit', index + 1);
    if (added > 32) throw new FunctionError('may not extend the prefix by more than 32 bits', index + 1);
    const longer = length + added;
    if (longer > total) throw new FunctionError(`a prefix of ${length} has not so many bits left`, index + 1);
    const size = 1n << BigInt(total - longer);
    const start = ((next + size - 1n) / size) * size;
    const isZero = start === 0n || (version === 6 && isMapped(address)) || start === 0xffff_0000_0000n;
    if (start + size > end || isZero) throw new FunctionError('no room is left for this block', index + 1);
    blocks.push(string(formatBlock({ version, address: start, length: longer })));
    next = start + size;
  }
  return list(blocks, stringType);
}
