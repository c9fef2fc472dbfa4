/**
 * What a section of `driftcheck.yaml` asks for beside types and keys, by the names that its form gives in `detail`; as
 * the rest of a sentence behind the key.
 */
const details: ReadonlyMap<string, string> = new Map([
  ['fingerprint', 'is no fingerprint: 32 hexadecimal digits, as reports show them under DRIFTCHECK_FINGERPRINT_KEY'],
  ['one-value', 'says the same side a second time: give the value, its fingerprint or what is known of it'],
  ['owner-of-nothing', 'says nothing that is owned: give it one of path, by, preset, rules (description, tags)'],
  ['owner-of-several', 'cannot stand beside another kind of owned things: give it an entry of its own'],
  ['owner-autoscaling-path', 'cannot be left to autoscaling, which sets desired_count and nothing else'],
  ['owner-autoscaling-bounds', 'cannot stand beside "by: autoscaling", whose bounds are those of the scalable target'],
  ['owner-bounds-of-nothing', 'bounds the value of a path: give the path too'],
  ['owner-bounds-of-two-kinds', 'bounds a text, and min and max bound a number: give one kind'],
  ['owner-bounds-empty', 'is less than min, so nothing is between them'],
  ['duration', 'is no duration: write it as in 30m, 2h or 1h30m, or 0 for none'],
  ['long-grace', 'is longer than 7d, so that nobody would learn of what is never applied'],
  ['exact-names', 'takes exact names and no pattern: list each name'],
  ['allowed-and-secret', 'stands in "also" too, and cannot be both'],
  ['long-pattern', 'is longer than the 300 characters that a pattern may have'],
  ['large-pattern', 'repeats too much: its repetitions multiply'],
  ['empty-pattern', 'matches the empty text, so that it says nothing of a value'],
]);

/** What RE2 says of a pattern stands behind this. */
const re2 = 're2: ';

/** What is wrong with a value, behind its key; `detail` is one of the names, or says it itself. */
export function detailText(detail: string | undefined): string {
  if (detail?.startsWith(re2)) return `is no regular expression in RE2 syntax: ${detail.slice(re2.length)}`;
  return details.get(detail ?? '') ?? detail ?? 'is not understood';
}
