/*
 * Whether text is random rather than made of words. Two models of how a text goes on are held against each other: that
 * of ordinary text, where letters follow each other as in English and digits and capitals keep together, and that of
 * text drawn at random from an alphabet. A stretch of up to 40 characters that the second explains much better is
 * random, however ordinary the text around it is.
 */

/**
 * How much likelier than by chance a letter (column) follows a letter (row) in ordinary text, as powers of two: 5 is
 * chance, 7 four times as likely, 3 a quarter. Counted over the distinct words in the identifiers and the documentation
 * of npm packages.
 */
const pairs = (
  '15651350503757050667443141 73437230632732640664600051 72427006506520720547500030 63358332722433630563532130 ' +
  '53674441311557243775243520 62337600800622710544610150 63228256700546530754622022 71228001700342721636510041 ' +
  '54655550002558740466050204 72128111514211741383735211 54348542701435430374313130 73248310701611720155530060 ' +
  '75138200701451670151500020 62666472613324530277440020 44552440403568450755655220 71337225502622750756520020 ' +
  '11111113212512311411914111 72448340704354620565441040 51637305703433551267632140 61428216800431630665402050 ' +
  '55545440501667250767100200 70309040701130540232310100 72237136712406620662203210 52627304620542470238010432 ' +
  '55536431622566670375204044 72229203600405630222320235'
).split(' ');

/** Kinds of characters: lower case, capital, digit, what joins words (`-_/.:`), anything else. */
const kinds = 5;
const lowerCase = 0;
const capital = 1;
const digit = 2;
const joiner = 3;

/** How often a kind (column) follows a kind (row) in ordinary text. */
const ordinary: readonly (readonly number[])[] = [
  [0.86, 0.03, 0.015, 0.08, 0.015],
  [0.45, 0.42, 0.02, 0.1, 0.01],
  [0.1, 0.04, 0.62, 0.22, 0.02],
  [0.6, 0.17, 0.2, 0.02, 0.01],
  [0.5, 0.17, 0.15, 0.04, 0.14],
];

/**
 * Alphabets that secrets are drawn from, as the share of each kind; a kind that an alphabet lacks is as good as
 * impossible.
 */
const alphabets: readonly Alphabet[] = [
  { title: 'lower case and digits', needs: 0b1, shares: [0.72, 0.002, 0.28, 0.01, 0.002], least: [6.5, 8, 13, 15] },
  { title: 'capitals and digits', needs: 0b110, shares: [0.002, 0.74, 0.25, 0.01, 0.002], least: [13, 14, 14, 14] },
  { title: 'base64', needs: 0b11, shares: [0.41, 0.41, 0.155, 0.02, 0.012], least: [8, 8, 8.5, 9] },
  { title: 'with special characters', needs: 0b10000, shares: [0.31, 0.31, 0.12, 0.06, 0.2], least: [5, 7.5, 9, 10] },
];

interface Alphabet {
  readonly title: string;
  /** The kinds that must be there for it, as bits. */
  readonly needs: number;
  readonly shares: readonly number[];
  /** The evidence that a stretch of each of `lengths` must have. */
  readonly least: readonly number[];
}

/** How long a stretch is looked at, in characters. */
const lengths = [18, 24, 32, 40];
const shortest = 18;

/** One character's worth of evidence is cut here: a few odd changes in a row are what ids are made of. */
const mostPerCharacter = 2.6;

const kindOf = new Uint8Array(128).fill(4);
for (const [kind, characters] of [
  [lowerCase, 'abcdefghijklmnopqrstuvwxyz'],
  [capital, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [digit, '0123456789'],
  [joiner, '-_/.:'],
] as const) {
  for (const character of characters) kindOf[character.charCodeAt(0)] = kind;
}

/** For each alphabet the evidence of a change from kind to kind in favour of chance, in bits. */
const changeEvidence = alphabets.map(({ shares }) =>
  Float64Array.from({ length: kinds * kinds }, (_, index) =>
    Math.log2((shares[index % kinds] ?? 0) / (ordinary[Math.floor(index / kinds)]?.[index % kinds] ?? 1)),
  ),
);

/** The same of a letter after a letter. */
const pairEvidence = Float64Array.from(
  { length: 26 * 26 },
  (_, index) => 5 - Number(pairs[Math.floor(index / 26)]?.charAt(index % 26)),
);

/** The last sums: what lies further back than the longest stretch is not needed again. */
const ring = new Float64Array(64);

/** By how many bits the best stretch of `word` exceeds what is asked of one; 0 or more for random text. Linear time. */
export function randomness(word: string): number {
  if (word.length < shortest) return -Infinity;
  let present = 0;
  for (let index = 0; index < word.length; index += 1) present |= 1 << (kindOf[word.charCodeAt(index)] ?? 4);
  let best = -Infinity;
  for (const [which, alphabet] of alphabets.entries()) {
    const changes = changeEvidence[which];
    if ((present & alphabet.needs) === alphabet.needs && changes !== undefined) {
      best = Math.max(best, excessOver(word, changes, alphabet.least));
    }
  }
  return best;
}

function excessOver(word: string, changes: Float64Array, least: readonly number[]): number {
  let best = -Infinity;
  let letter = 0;
  let kindBefore = joiner;
  let sum = 0;
  ring[0] = 0;
  for (let index = 1; index <= word.length; index += 1) {
    const code = word.charCodeAt(index - 1);
    const kind = kindOf[code] ?? 4;
    const letterBefore = letter;
    letter = (code | 32) - 97;
    // In `camelCase` a new word begins.
    const sameWord = kind <= capital && kindBefore <= capital && !(kindBefore === lowerCase && kind === capital);
    const bits =
      (changes[kindBefore * kinds + kind] ?? 0) + (sameWord ? (pairEvidence[letterBefore * 26 + letter] ?? 0) : 0);
    sum += bits < mostPerCharacter ? bits : mostPerCharacter;
    ring[index & 63] = sum;
    for (let rank = 0; rank < lengths.length; rank += 1) {
      const start = index - (lengths[rank] ?? 0);
      if (start < 0) break;
      const excess = sum - (ring[start & 63] ?? 0) - (least[rank] ?? 0);
      if (excess > best) best = excess;
    }
    kindBefore = kind;
  }
  return best;
}

const image =
  /(?<![A-Za-z0-9._/-])[a-z0-9._-]{1,200}(?::\d{1,5})?(?:\/[a-z0-9._-]{1,200}){1,10}:(?:[a-z]{1,12}[-_.])?[0-9a-f]{32,40}(?![A-Za-z0-9])/g;
const url = /[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s"'<>?#]{1,4096}/g;

/** What is mixed but public: blanked out before randomness is judged. */
const publicShapes: readonly RegExp[] = [
  /arn:[a-z-]{1,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{0,12}:[^\s"'<>,;]{1,2048}/g,
  image,
  // Host names, also as the registry of an image.
  /(?<![A-Za-z0-9+/=_-])(?<![A-Za-z0-9]\.)(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,24}(?![A-Za-z0-9+=])/g,
  /(?<![A-Za-z0-9])(?:sha1|sha224|sha256|sha384|sha512|md5)[:=-][A-Za-z0-9+/_-]{16,128}={0,2}(?![A-Za-z0-9+/=])/gi,
  /(?<![A-Za-z0-9])(?:sha|git|commit|rev|revision|build|main|master|develop|task)[-_:= /]{1,2}[0-9a-f]{32,40}(?![A-Za-z0-9])/gi,
  /(?<![A-Za-z0-9])[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}(?![A-Za-z0-9])/g,
  /(?<![^\s"'[,=/(])(?=[0-9a-f:]{0,6}[0-9a-f])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\/\d{1,3})?(?![^\s"'\],)])/gi,
  /\d{4}-?\d{2}-?\d{2}T\d{2}:?\d{2}:?\d{2}[0-9.:+Z-]{0,20}/g,
  // Ids of AWS resources: sg-0123456789abcdef0, mrk-…; of Cloud Map: srv-…; of IAM: AROA…; of hosted zones. Those of
  // IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  /(?<![A-Za-z0-9])(?:[a-z]{1,12}(?:-[a-z]{1,10}){0,2}-[0-9a-f]{8}(?:[0-9a-f]{9})?|mrk-[0-9a-f]{32}|(?:ns|srv)-[a-z0-9]{16})(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])(?:A(?:GPA|IDA|IPA|NPA|NVA|PKA|ROA|SCA)[A-Z0-9]{16,17}|Z0\d{6,8}[A-Z0-9]{11,14})(?![A-Za-z0-9])/g,
  // What a deployment of ECS waits at:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
  /(?<![A-Za-z0-9])ecs-pause-[A-Za-z0-9_-]{32,48}(?![A-Za-z0-9_-])/g,
  // What CloudFormation and Kubernetes append to names.
  /(?<=[A-Za-z])(?:[A-F0-9]{8})?-[A-Z0-9]{12,13}(?![A-Za-z0-9])/g,
  /(?<=[a-z0-9]-)[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}(?![A-Za-z0-9])/g,
  // Interpolations of shells, templates and logs.
  /[$%]\{[A-Za-z_][A-Za-z0-9_.:-]{0,100}\}[a-z]?|\{\{[^{}]{0,200}\}\}/g,
  /abcdefgh[a-z]{0,18}|ABCDEFGH[A-Z]{0,18}/g,
  // Classes of characters in patterns.
  /a-z(?:A-Z)?|A-Z(?:a-z)?|a-f(?:A-F)?|A-F(?:a-f)?|0-9/g,
];

/** A run of hexadecimal digits by itself: too regular for the models, and mostly an id or a digest. */
const hexRun = /(?<![A-Za-z0-9])(?:[0-9a-f]{7,}|[0-9A-F]{7,})(?![A-Za-z0-9])/g;
const longHexRun = /(?<![A-Za-z0-9])(?:[0-9a-f]{32,}|[0-9A-F]{32,})(?![A-Za-z0-9])/g;
// Everything visible in ASCII but what encloses and separates.
const chunk = /[!#-&(-+\--:<-[\]-_a-{}~]{18,}/g;

/** Names in lower case with short words, which nearly all are, are not random. */
const worthJudging = /[0-9A-Z]|[a-z]{16}/;

/** Where `text` is random, in order: in hexadecimal digits from 32 on, otherwise from 18 characters on. Linear time. */
export function randomStretches(text: string): { readonly start: number; readonly end: number }[] {
  if (text.length < shortest || !maybeRandom(text)) return [];
  const found: { start: number; end: number }[] = [];
  // What was taken out before is no part of what is judged.
  let rest = text.replaceAll('[secret]', blank).replace(url, (address) => address.replace(hexRun, blank));
  for (const shape of publicShapes) rest = rest.replace(shape, blank);
  rest = rest.replace(longHexRun, (run, start: number) => {
    if (mixedHex(run)) found.push({ start, end: start + run.length });
    return blank(run);
  });
  rest = rest.replace(hexRun, blank);
  for (const match of rest.matchAll(chunk)) {
    if (!worthJudging.test(match[0]) || randomness(match[0]) < 0) continue;
    const skipped = ordinaryStart(match[0]);
    // The end of a sentence is no part of it either.
    const word = match[0].slice(skipped).replace(/[.:]{1,3}$/, '');
    // The parameters of a URL that follow are no part of it.
    const next = match[0].includes('://') ? word.slice(shortest).search(/&[A-Za-z_][A-Za-z0-9_.-]{0,40}=/) : -1;
    const start = match.index + skipped;
    found.push({ start, end: start + (next === -1 ? word.length : shortest + next) });
  }
  return found.sort((a, b) => a.start - b.start);
}

const blank = (text: string): string => ' '.repeat(text.length);

/** A quick look, before the public shapes are taken out: nearly every text ends here. */
function maybeRandom(text: string): boolean {
  if (longHexRun.test(text)) {
    longHexRun.lastIndex = 0;
    return true;
  }
  for (const [word] of text.matchAll(chunk)) if (worthJudging.test(word) && randomness(word) >= 0) return true;
  return false;
}

/** Whether hexadecimal digits are not all of one kind, nor a few repeated. */
function mixedHex(run: string): boolean {
  return /\d/.test(run) && /[a-fA-F]/.test(run) && new Set(run).size >= 8;
}

/**
 * The length of the ordinary words, with what joins them, that a random text begins with: `https://example.com/hooks/`.
 */
function ordinaryStart(text: string): number {
  const segment = /([A-Za-z]*)[-_/.:=@?&#]+/y;
  let from = 0;
  for (;;) {
    segment.lastIndex = from;
    const match = segment.exec(text);
    const word = match?.[1] ?? '';
    const left = text.length - segment.lastIndex;
    if (match === null || left < 8 || (word !== '' && !isWord(word))) return from;
    from = segment.lastIndex;
  }
}

/** Whether letters read as a word. */
function isWord(letters: string): boolean {
  if (letters.length < 3 || !/^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(letters)) return false;
  const folded = letters.toLowerCase();
  let sum = 0;
  for (let index = 1; index < folded.length; index += 1) {
    sum += pairEvidence[(folded.charCodeAt(index - 1) - 97) * 26 + folded.charCodeAt(index) - 97] ?? 0;
  }
  return sum < 0;
}
