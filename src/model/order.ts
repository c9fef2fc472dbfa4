/**
 * Orders texts by their code units, which no locale changes: what `toSorted` does with texts. An absent one counts as
 * empty.
 */
export function compareCodeUnits(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Gives some of these items back in the order in which all of them stand, each once. */
export function inOrderOf<T>(all: readonly T[]): (some: Iterable<T>) => readonly T[] {
  const places = new Map(all.map((item, index) => [item, index]));
  return (some) => [...new Set(some)].toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** Orders lists of texts by the first text that is not the same; of lists that begin alike, the shorter one first. */
export function compareInTurn(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left !== right) return compareCodeUnits(left, right);
  }
  return a.length - b.length;
}
