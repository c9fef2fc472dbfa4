import type { TerraformValue } from '../../../model/value.ts';
import { list, numberType, string, stringListType, stringType } from '../../evaluate/value.ts';
import { textOf, wholeBigInt, wholeNumber } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';
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
    call: ([block, host]) => {
      const parsed = parseBlock(textOf(block));
      const offset = wholeBigInt(host, 1);
      return isMapped(parsed) ? unknownResult('cidrhost', [], stringType) : string(cidrHost(parsed, offset));
    },
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
      const parsed = parseBlock(textOf(block));
      const added = wholeNumber(bits, 1);
      const index = wholeBigInt(net, 2);
      // Terraform computes something with negative numbers, by accident.
      const accidental = added < 0 || index < 0n || isMapped(parsed);
      if (accidental) return unknownResult('cidrsubnet', [], stringType);
      return string(formatBlock(cidrSubnet(parsed, added, index)));
    },
  },
  {
    name: 'cidrsubnets',
    parameters: [prefix],
    variadic: { name: 'newbits', type: numberType },
    returns: stringListType,
    call: ([block, ...bits]) => {
      const parsed = parseBlock(textOf(block));
      return isMapped(parsed) ? unknownResult('cidrsubnets', [], stringListType) : cidrSubnets(parsed, bits);
    },
  },
];

/** A negative number counts from the last address. */
function cidrHost({ version, address, length }: AddressBlock, host: bigint): string {
  const size = 1n << BigInt(bitsOf(version) - length);
  const offset = host < 0n ? size + host : host;
  if (offset < 0n || offset >= size) throw new FunctionError(`a prefix of ${length} has no such host number`, 1);
  return formatAddress(version, address + offset);
}

function cidrNetmask({ version, length }: AddressBlock): string {
  if (version === 6) throw new FunctionError('IPv6 addresses have no netmask', 0);
  return formatAddress(4, (0xffffffffn << BigInt(32 - length)) & 0xffffffffn);
}

function cidrSubnet({ version, address, length }: AddressBlock, bits: number, net: bigint): AddressBlock {
  const longer = length + bits;
  if (longer > bitsOf(version)) throw new FunctionError(`a prefix of ${length} has not so many bits left`, 1);
  if (net >= 1n << BigInt(bits)) throw new FunctionError('there are not so many subnets', 2);
  return { version, address: address + (net << BigInt(bitsOf(version) - longer)), length: longer };
}

/** One block after the other, each at the next address that its size allows. */
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
    if (start + size > end) throw new FunctionError('no room is left for this block', index + 1);
    blocks.push(string(formatBlock({ version, address: start, length: longer })));
    next = start + size;
  }
  return list(blocks, stringType);
}
