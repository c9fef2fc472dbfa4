import { compareCodeUnits } from '../model/order.ts';
import type { Read, ReadName, Reads } from './reads.ts';

/** Something that was read, with what it was asked by. */
export interface Recorded<N extends ReadName> {
  readonly action: N;
  readonly region: string;
  readonly key: Reads[N]['key'];
  readonly read: Read<Reads[N]['result']>;
  /** A name or an id in the key or in the answer holds a secret: what things are found by cannot be sealed, so it must not be written down. */
  readonly withheld?: true;
}
export type RecordedRead = { readonly [N in ReadName]: Recorded<N> }[ReadName];

/** A read's name as one text: equal for equal action, region and key, whatever the order of the key's members and of a filter's values. */
export function keyText(action: ReadName, key: object, region: string | undefined): string {
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
export function sortRecorded(reads: readonly RecordedRead[]): RecordedRead[] {
  return reads
    .map((read) => ({ read, id: keyText(read.action, read.key, read.region) }))
    .toSorted((a, b) => compareCodeUnits(a.id, b.id))
    .map(({ read }) => read);
}
