import { isArn, lastSegment, parseArn } from '../../model/arn.ts';
import { groupBy } from '../../model/group.ts';
import { keyText } from '../key.ts';
import type { Read, Recorded, Replay } from '../read.ts';

/*
 * What the answers of a snapshot are found with. What is often asked is indexed: a snapshot of a large account holds
 * thousands of reads.
 */

/** Answers with the read of that very key; of two, with the first. */
export function exactly<K extends object, R>(reads: readonly Recorded<string, K, R>[]): Replay<K, R> {
  const byKey = firstOf(reads, ({ key, region }) => keyText('', key, region));
  return (key, region) => byKey.get(keyText('', key, region))?.read;
}

/** Answers from the reads of each region by themselves. */
export function perRegion<T extends { readonly region: string }, K, R>(
  reads: readonly T[],
  index: (reads: readonly T[]) => (key: K) => Read<R> | undefined,
): Replay<K, R> {
  const regions = new Map([...groupBy(reads, ({ region }) => region)].map(([region, all]) => [region, index(all)]));
  return (key, region) => regions.get(region)?.(key);
}

/** The first of `all` for each key. */
export function firstOf<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, T> {
  const first = new Map<string, T>();
  for (const one of all) {
    const name = key(one);
    if (!first.has(name)) first.set(name, one);
  }
  return first;
}

/** Whether two names or ARNs mean the same: equal ARNs, or equal names where one of them is a bare name. */
export function sameName(a: string, b: string): boolean {
  if (isArn(a) && isArn(b) && parseArn(a)?.account !== parseArn(b)?.account) return false;
  return lastSegment(a) === lastSegment(b);
}
