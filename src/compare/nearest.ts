/**
 * Pairs the elements of two sides that stand on one line, the two that are nearest first, until one side has none left.
 * Of pairs that are as near as each other, the one that stands first is taken. Both sides are treated alike.
 *
 * @param line the elements of both sides, in order
 * @param isOfFirst of which side an element is
 * @param distanceOf how far two elements of different sides are from each other: more, the further they stand apart
 */
export function nearestPairs<T>(
  line: readonly T[],
  isOfFirst: (element: T) => boolean,
  distanceOf: (a: T, b: T) => number,
): readonly (readonly [T, T])[] {
  const links = line.map((element, index) => ({ element, index, before: index - 1, after: index + 1, isTaken: false }));
  /** Neighbours of different sides, the nearest last. */
  const near: { readonly distance: number; readonly left: number; readonly right: number }[] = [];
  const add = (left: number, right: number): void => {
    const [a, b] = [links[left], links[right]];
    if (a === undefined || b === undefined || isOfFirst(a.element) === isOfFirst(b.element)) return;
    const pair = { distance: distanceOf(a.element, b.element), left, right };
    let [low, high] = [0, near.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = near[middle];
      const isFurther = there !== undefined && (there.distance - pair.distance || there.left - left) > 0;
      if (isFurther) low = middle + 1;
      else high = middle;
    }
    near.splice(low, 0, pair);
  };
  for (const { index, after } of links) add(index, after);
  const pairs: (readonly [T, T])[] = [];
  for (let pair = near.pop(); pair !== undefined; pair = near.pop()) {
    const [a, b] = [links[pair.left], links[pair.right]];
    if (a === undefined || b === undefined || a.isTaken || b.isTaken) continue;
    a.isTaken = true;
    b.isTaken = true;
    pairs.push(isOfFirst(a.element) ? [a.element, b.element] : [b.element, a.element]);
    const [before, after] = [links[a.before], links[b.after]];
    if (before !== undefined) before.after = b.after;
    if (after !== undefined) after.before = a.before;
    add(a.before, b.after);
  }
  return pairs;
}
