/**
 * Which line of a committed text each line of a changed one certainly is. Lines of which that cannot be said, since
 * like ones stand beside them or they are new, are left out. A carriage return at the end of a line does not count,
 * since git may add or take it.
 *
 * @returns a line of the committed text, from 1, by line of the changed one
 */
export function sameLines(committed: string, changed: string): ReadonlyMap<number, number> {
  const before = linesOf(committed);
  const after = linesOf(changed);
  const shift = before.length - after.length;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const uniqueBefore = uniqueLines(before);
  const uniqueAfter = uniqueLines(after);
  const same = new Map<number, number>();
  const claimed = new Map<number, number>();
  for (const [index, line] of after.entries()) {
    const candidates = new Set<number>();
    if (index < head) candidates.add(index);
    if (index >= after.length - tail) candidates.add(index + shift);
    const unique = uniqueAfter.has(line) ? uniqueBefore.get(line) : undefined;
    if (unique !== undefined) candidates.add(unique);
    const [only] = candidates;
    for (const candidate of candidates) claimed.set(candidate, (claimed.get(candidate) ?? 0) + 1);
    if (only !== undefined && candidates.size === 1) same.set(index + 1, only + 1);
  }
  // One of several lines that may be the same one is new.
  return new Map([...same].filter(([, line]) => claimed.get(line - 1) === 1));
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** The lines that stand once, with their index. */
function uniqueLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (found.has(line)) twice.add(line);
    found.set(line, index);
  }
  for (const line of twice) found.delete(line);
  return found;
}
