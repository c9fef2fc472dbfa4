/** A generator of numbers below a bound: mulberry32, so that every run makes the same mutants. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What is put into texts: signs, words and stretches that change how the rest is read. */
const insertions: readonly string[] = [
  ...'{}[]()"\'`$%~!?:.,=+-*/<>&|#\\ \n\t0aé\u00a0',
  '\r\n',
  '${',
  '%{',
  '$${',
  '~}',
  '...',
  '::',
  '=>',
  '==',
  '//',
  '/*',
  '*/',
  '<<E\n',
  '<<-E\n',
  '\nE\n',
  'for a in b : ',
  '%{ if a }',
  '%{ endif ~}',
  '\\n',
  '\\u00',
  '[*]',
  '.*',
  '.0',
  ' if ',
  '"" ',
  '{ a = 1 }',
  '1e3',
];

/**
 * `text` with one to three small changes: something put in, taken out, doubled, exchanged or replaced by a piece of
 * `other`.
 */
export function mutate(text: string, other: string, random: (below: number) => number): string {
  let result = text;
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = random(result.length + 1);
    const to = Math.min(result.length, at + 1 + random(6));
    const piece = result.slice(at, to);
    const from = random(other.length + 1);
    switch (random(6)) {
      case 0:
        result = result.slice(0, at) + result.slice(to);
        break;
      case 1:
        result = result.slice(0, to) + piece + result.slice(to);
        break;
      case 2:
        result = result.slice(0, at) + result.slice(to, to + 3) + piece + result.slice(to + 3);
        break;
      case 3:
        result = result.slice(0, at) + other.slice(from, from + 12) + result.slice(to);
        break;
      default:
        result = result.slice(0, at) + (insertions[random(insertions.length)] ?? '') + result.slice(at);
    }
  }
  return result;
}
