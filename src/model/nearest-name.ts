import { compareCodeUnits } from './order.ts';

/** Longer names are nobody's mistyping, and to compare them takes long. */
const longestName = 64;

/** A beginning that several names may have in common is longer. */
const shortestBeginning = 3;

/**
 * Of some names the one that a writer probably meant: the same but for case, `_` and `-`; else the one that the fewest
 * typing errors away, which are no more than a third of its letters; else one that begins with what was written, or
 * that it begins with. Undefined when none is near.
 */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  const wanted = lettersOf(written);
  if (wanted === '' || written.length > longestName) return undefined;
  const [nearest] = [...names]
    .map((name) => ({ name, distance: distanceOf(wanted, lettersOf(name)) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a.distance - b.distance || compareCodeUnits(a.name, b.name));
  return nearest?.name;
}

/** Less than 1 for typing errors, more for a beginning, without end for what is not near. */
function distanceOf(wanted: string, name: string): number {
  const longer = Math.max(wanted.length, name.length);
  const errors = editDistance(wanted, name);
  if (errors <= Math.floor(longer / 3)) return errors / longer;
  const shorter = Math.min(wanted.length, name.length);
  const isBeginning = shorter >= shortestBeginning && (wanted.startsWith(name) || name.startsWith(wanted));
  return isBeginning ? longer - shorter : Number.POSITIVE_INFINITY;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** How many letters must be added, removed or replaced, or exchanged with the next, to make one text of the other. */
export function editDistance(a: string, b: string): number {
  let last: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isExchanged = column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const exchanged = isExchanged ? (last[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, exchanged, (before[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    last = before;
    before = current;
  }
  return before[b.length] ?? 0;
}
