import { compareKeys } from '../evaluate/order.ts';

/** Which instance of a resource or module: undefined without `count` and `for_each`. */
export type InstanceKey = string | number | undefined;

/** An address with an instance key, written as Terraform writes it: `aws_x.y[0]`, `module.a["k"]`. */
export function withKey(address: string, key: InstanceKey): string {
  if (key === undefined) return address;
  return typeof key === 'number' ? `${address}[${key}]` : `${address}[${quoteKey(key)}]`;
}

/** See https://github.com/hashicorp/terraform/blob/main/internal/addrs/instance_key.go */
function quoteKey(key: string): string {
  const escaped = key
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/([$%])\{/g, '$1$1{');
  return `"${escaped}"`;
}

/** The address of something within a module. */
export function within(module: string, address: string): string {
  return module === '' ? address : `${module}.${address}`;
}

/** Orders addresses by their characters, numbers in brackets as numbers. */
export function compareAddresses(a: string, b: string): number {
  return compareKeys(sortable(a), sortable(b)) || compareKeys(a, b);
}

/** What has addresses, in their order. */
export function sortedByAddress<T extends { readonly address: string }>(items: readonly T[]): readonly T[] {
  const keyed = items.map((item) => ({ item, key: sortable(item.address) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.item.address, b.item.address));
  return keyed.map(({ item }) => item);
}

function sortable(address: string): string {
  return address.includes('[')
    ? address.replace(/\[(\d+)\]/g, (_, digits: string) => `[${digits.padStart(10, '0')}]`)
    : address;
}
