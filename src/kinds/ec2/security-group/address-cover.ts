import { type AddressRange, overlaps } from '../../../compare/cidr.ts';
import { holdsAll, unionOf } from './address-set.ts';

/** Something that lets addresses through. */
export interface Addressed<T> {
  readonly of: T;
  readonly addresses: readonly AddressRange[];
}

/** More than these, of which each lets a part through, are not put together. */
const mostParts = 64;

/**
 * Of some that let addresses through those by which all that are asked for get through: the first that has them all by
 * itself or, where none has, as many as it takes. Undefined where some are left, and where none are asked for.
 */
export function addressCover<T>(
  asked: readonly AddressRange[],
  able: readonly Addressed<T>[],
): readonly T[] | undefined {
  if (asked.length === 0) return undefined;
  const whole = able.find((one) => haveAll([one], asked));
  if (whole !== undefined) return [whole.of];
  let parts = able.filter(({ addresses }) => addresses.some((range) => asked.some((one) => overlaps(range, one))));
  if (parts.length > mostParts || !haveAll(parts, asked)) return undefined;
  for (const part of parts) {
    const others = parts.filter((one) => one !== part);
    if (haveAll(others, asked)) parts = others;
  }
  return parts.map((one) => one.of);
}

function haveAll(parts: readonly Addressed<unknown>[], asked: readonly AddressRange[]): boolean {
  return ([4, 6] as const).every((version) => {
    const wanted = asked.filter((one) => one.version === version);
    if (wanted.length === 0) return true;
    const set = unionOf(parts.flatMap(({ addresses }) => addresses.filter((one) => one.version === version)));
    return wanted.every((one) => holdsAll(set, one));
  });
}
