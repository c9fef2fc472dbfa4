import { groupBy } from '../model/group.ts';

/**
 * Finds of each resource of the code the one of the state: by address, else the one that is the same thing under
 * another address, as after a `moved` block or a renaming.
 *
 * @param identity what a resource is by its own names; undefined when that is not known
 */
export function counterparts<T extends { readonly address: string }>(
  code: readonly T[],
  state: readonly T[],
  identity: (one: T) => string | undefined,
): ReadonlyMap<T, T> {
  const byAddress = new Map(state.map((one) => [one.address, one]));
  const found = new Map<T, T>();
  for (const one of code) {
    const same = byAddress.get(one.address);
    if (same !== undefined) found.set(one, same);
  }
  const taken = new Set(found.values());
  const left = groupBy(
    state.filter((one) => !taken.has(one)),
    identity,
  );
  const without = groupBy(
    code.filter((one) => !found.has(one)),
    identity,
  );
  for (const [key, ones] of without) {
    const [one, ...others] = ones;
    const [same, ...rivals] = left.get(key) ?? [];
    if (one !== undefined && same !== undefined && others.length === 0 && rivals.length === 0) found.set(one, same);
  }
  return found;
}
