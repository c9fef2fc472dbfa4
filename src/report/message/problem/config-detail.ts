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
  ['connect-arrow', 'has no "->" between who connects and to whom: write it as "api -> redis 6379"'],
  ['connect-arrows', 'has more than one "->": give each connection an entry of its own'],
  ['connect-source', 'does not say who connects: write it as "api -> redis 6379"'],
  ['connect-destination', 'needs a name and, behind it, a port after "->": write it as "api -> redis 6379"'],
  ['connect-addresses', 'has a block of addresses at both ends: one of them must be a service or a security group'],
  ['connect-port', 'does not end in a port: the port must be "6379", "6379/udp", "8000-8100" or "all"'],
  [
    'connect-protocol',
    'names another protocol than tcp and udp: the port must be "6379", "6379/udp", "8000-8100" or "all"',
  ],
  ['connect-large-port', 'names a port above 65535'],
  ['connect-empty-range', 'names a range of ports that ends before it begins'],
  ['connect-group-id', 'names an id of a security group in no form that ids have: sg- and hexadecimal digits'],
  ['connect-service-name', 'names a service otherwise than as "service/NAME" or "service/CLUSTER/NAME"'],
  ['connect-group-name', 'names a group otherwise than as "group/NAME"'],
  ['connect-block', 'has a block of addresses that is none: write it as "10.0.0.0/16"'],
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
