import { patternOf, type Value } from '../../model/declared.ts';
import { matchesGlob } from '../pattern.ts';

/** Whether a name is one that a pattern stands for, as far as the name is known. */
export type Matching = 'yes' | 'no' | 'maybe';

/** Whether a declared name is one that a pattern stands for, whatever its unknown parts turn out to be. */
export function mayMatch(pattern: string, name: Value<string>): Matching {
  if (name.state === 'known') return matchesGlob(pattern, name.value) ? 'yes' : 'no';
  const parts = patternOf(name);
  // Nothing but a wildcard takes this character, and a wildcard takes whatever stands in its place.
  const unknown = '\u0000';
  if (matchesGlob(pattern, parts.map((part) => (typeof part === 'string' ? part : unknown)).join(''))) return 'yes';
  const own = parts.flatMap((part) => (typeof part === 'string' ? [...part] : [undefined]));
  const wanted = [...pattern].map((character) => (character === '*' ? undefined : character));
  return haveTextInCommon(own, wanted) ? 'maybe' : 'no';
}

/** A character, or undefined for any text. */
type PatternPiece = string | undefined;

/** Whether some text is made as both say. Takes as long as both are long, multiplied. */
function haveTextInCommon(a: readonly PatternPiece[], b: readonly PatternPiece[]): boolean {
  // Which lengths of `b` have been used up together with the pieces of `a` so far.
  let reached = new Set<number>([0]);
  for (let used = 0; ; used++) {
    const piece = a[used];
    const isAny = used < a.length && piece === undefined;
    const next = new Set<number>();
    for (let at = 0; at <= b.length; at++) {
      if (!reached.has(at)) continue;
      const isAnyThere = at < b.length && b[at] === undefined;
      if (isAnyThere || (isAny && at < b.length)) reached.add(at + 1);
      if (used === a.length) continue;
      if (isAny || isAnyThere) next.add(at);
      if (!isAny && at < b.length && b[at] === piece) next.add(at + 1);
    }
    if (used === a.length) return reached.has(b.length);
    reached = next;
  }
}

/** What a text begins with that a pattern stands for. */
export function literalPrefix(pattern: string): string {
  const [prefix = ''] = pattern.split('*');
  return prefix;
}
