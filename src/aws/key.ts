import { compareCodeUnits } from '../model/order.ts';

/**
 * A read's name as one text: equal for equal action, region and key, whatever the order of the key's members and of a
 * filter's values.
 */
export function keyText(action: string, key: object, region: string | undefined): string {
  return JSON.stringify([action, region ?? null, members(key)]);
}

function members(key: object): [string, unknown][] {
  return Object.entries(key)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, unknown] => [name, canonical(value)])
    .toSorted(([a], [b]) => compareCodeUnits(a, b));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).toSorted();
  return typeof value === 'object' && value !== null ? members(value) : value;
}

/** In total order: by action, region and key. */
export function sortRecorded<R extends { readonly action: string; readonly key: object; readonly region: string }>(
  reads: readonly R[],
): R[] {
  return reads
    .map((read) => ({ read, id: keyText(read.action, read.key, read.region) }))
    .toSorted((a, b) => compareCodeUnits(a.id, b.id))
    .map(({ read }) => read);
}
