import { isSameList } from './same-list.ts';

/*
 * Data of AWS's are changed in few places: what stays as it is stays the very same, so that nothing is there twice and
 * whoever changes more of it can tell.
 */

/** The elements as `change` makes them; the array itself where each of them stays what it is. */
export function mapChanged<T, R>(
  elements: readonly T[],
  change: (element: T, index: number) => T | R,
): readonly (T | R)[] {
  const changed = elements.map(change);
  return isSameList(changed, elements) ? elements : changed;
}

/** An object with its members as `change` makes them; the object itself where each of them stays what it is. */
export function mapMembersChanged(object: object, change: (member: unknown, name: string) => unknown): object {
  const members = Object.entries(object);
  let isChanged = false;
  for (const entry of members) {
    const changed = change(entry[1], entry[0]);
    if (changed !== entry[1]) isChanged = true;
    entry[1] = changed;
  }
  return isChanged ? Object.fromEntries(members) : object;
}
