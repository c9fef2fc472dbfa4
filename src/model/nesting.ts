import { limits, tooLarge } from './budget.ts';

const quote = 0x22;
const backslash = 0x5c;
const openings: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closings: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * How deep the arrays and objects of a JSON text nest; of what is no JSON, how deep its brackets do. Stops counting
 * beyond `most`.
 */
export function nestingOf(json: string, most = Number.POSITIVE_INFINITY): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length && deepest <= most; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (openings.has(code)) deepest = Math.max(deepest, ++depth);
    else if (closings.has(code)) depth--;
  }
  return deepest;
}

/** Where the quote is that ends the string which begins at `start`; the end of the text when none does. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at++;
  }
  return json.length;
}

/**
 * Refuses JSON that nests deeper than what reads it can go. To be asked before `JSON.parse`, whose result may be
 * walked.
 * @throws ProblemError `too-large`
 */
export function refuseNesting(json: string, file: string): void {
  if (nestingOf(json, limits.nesting.most) > limits.nesting.most) throw tooLarge('nesting', { file });
}
