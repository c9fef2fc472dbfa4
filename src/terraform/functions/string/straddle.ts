/**
 * Beyond, every beginning is taken for a possible one: to try all takes time that grows with the square of the length.
 */
const longestCompared = 1_000;

/** Whether a match of `wanted` could begin in a hole before the text or end in a hole behind it. */
export function straddles(part: string, wanted: string, holeBefore: boolean, holeBehind: boolean): boolean {
  if (wanted.length > longestCompared) return holeBefore || holeBehind;
  for (let size = 1; size < wanted.length; size++) {
    if (holeBefore && part.startsWith(wanted.slice(-size))) return true;
    if (holeBehind && part.endsWith(wanted.slice(0, size))) return true;
  }
  return holeBefore && holeBehind && part.length < wanted.length && wanted.includes(part);
}
