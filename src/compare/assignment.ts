/** Which candidate each of some elements has for itself. */
export interface Assignment {
  /** The candidate of each element, by index; undefined for one that is left without. */
  readonly partners: readonly (number | undefined)[];
  /** The elements that could each be the one that is left without, when this one is; by index, in order. */
  readonly competitorsOf: (element: number) => readonly number[];
}

/**
 * Gives as many elements as possible a candidate of their own. An element that could have one is not left without one
 * for the sake of a later element.
 * https://en.wikipedia.org/wiki/Hopcroft%E2%80%93Karp_algorithm tells of augmenting paths, of which this takes one
 * after the other.
 *
 * @param candidates the candidates of each element, by their numbers
 */
export function assign(candidates: readonly (readonly number[])[]): Assignment {
  const owners = new Map<number, number>();
  const partners: (number | undefined)[] = candidates.map(() => undefined);
  for (const start of candidates.keys()) {
    const { free, cameFrom } = search(start, candidates, owners);
    // Every element on the way back takes the candidate that it led to, and leaves its own to the one before.
    for (let candidate = free; candidate !== undefined; ) {
      const element = cameFrom.get(candidate) ?? start;
      const left = element === start ? undefined : partners[element];
      owners.set(candidate, element);
      partners[element] = candidate;
      candidate = left;
    }
  }
  return {
    partners,
    competitorsOf: (element) => [...search(element, candidates, owners).reached].toSorted((a, b) => a - b),
  };
}

/** Looks for a candidate that is free, or that becomes so when its owner takes another one. */
function search(
  start: number,
  candidates: readonly (readonly number[])[],
  owners: ReadonlyMap<number, number>,
): {
  readonly free?: number;
  /** From which element the search came to a candidate. */
  readonly cameFrom: ReadonlyMap<number, number>;
  /** The elements that it came through. */
  readonly reached: ReadonlySet<number>;
} {
  const reached = new Set([start]);
  const cameFrom = new Map<number, number>();
  for (const element of reached) {
    for (const candidate of candidates[element] ?? []) {
      if (cameFrom.has(candidate)) continue;
      cameFrom.set(candidate, element);
      const owner = owners.get(candidate);
      if (owner === undefined) return { free: candidate, cameFrom, reached };
      reached.add(owner);
    }
  }
  return { cameFrom, reached };
}
