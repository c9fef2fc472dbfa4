/*
 * What the matches of a pattern can begin with, read from the pattern itself: so that a text is held against few of
 * many patterns, and none has to be told by hand what it begins with.
 */

/** How many characters of a beginning are told. */
const told = 2;

interface PatternReading {
  readonly source: string;
  at: number;
}

/**
 * The first two characters of whatever a pattern can match.
 *
 * @param source of literals, classes, groups, lookarounds and repetitions, for ASCII, and of no match shorter than two
 * @throws SyntaxError for what it does not read
 */
export function beginningsOf(source: string): ReadonlySet<string> {
  const reading: PatternReading = { source, at: 0 };
  const found = alternatives(reading, false);
  if (reading.at < source.length || [...found].some((one) => one.length < told)) throw unread(reading);
  return found;
}

function unread({ source, at }: PatternReading): SyntaxError {
  return new SyntaxError(`cannot tell what /${source}/ begins with, at ${at}`);
}

/** Up to the end, or to the `)` of the group. What is only passed over is read, and not told of. */
function alternatives(reading: PatternReading, isPassed: boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (;;) {
    for (const one of sequence(reading, isPassed)) found.add(one);
    if (reading.source[reading.at] !== '|') return found;
    reading.at += 1;
  }
}

function sequence(reading: PatternReading, isPassed: boolean): ReadonlySet<string> {
  let found: ReadonlySet<string> = nothing;
  for (;;) {
    const next = reading.source[reading.at];
    if (next === undefined || next === '|' || next === ')') return found;
    const isTold = isPassed || [...found].every((one) => one.length >= told);
    const one = atom(reading, isTold);
    const { least, most } = repetition(reading);
    if (isTold) continue;
    const repeated = new Set<string>();
    for (let times = 0, before = found; times <= Math.min(most, told); times += 1) {
      if (times >= Math.min(least, told)) for (const each of before) repeated.add(each);
      before = followed(before, one);
    }
    found = repeated;
  }
}

/** Each with each behind it, as far as is told. */
function followed(before: ReadonlySet<string>, after: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const one of before) {
    if (one.length >= told) found.add(one);
    else for (const other of after) found.add(`${one}${other}`.slice(0, told));
  }
  return found;
}

function repetition(reading: PatternReading): { readonly least: number; readonly most: number } {
  const match = /[?*+]|\{(\d+)(,?)(\d*)\}/y;
  match.lastIndex = reading.at;
  const [mark, least = '', comma = '', most = ''] = match.exec(reading.source) ?? [];
  if (mark === undefined) return { least: 1, most: 1 };
  reading.at += mark.length;
  if (mark === '?') return { least: 0, most: 1 };
  if (mark === '*' || mark === '+') return { least: mark === '*' ? 0 : 1, most: Number.POSITIVE_INFINITY };
  if (comma === '') return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === '' ? Number.POSITIVE_INFINITY : Number(most) };
}

const nothing: ReadonlySet<string> = new Set(['']);

/** What one part can begin with, unless it is only passed over; a look around takes no room. */
function atom(reading: PatternReading, isPassed: boolean): ReadonlySet<string> {
  const { source, at } = reading;
  const character = source[at] ?? '';
  if (character === '(') {
    const opening = /\((?:\?(?::|<?[!=]))?/y;
    opening.lastIndex = at;
    const [opened = ''] = opening.exec(source) ?? [];
    reading.at += opened.length;
    const isLook = /[!=]$/.test(opened);
    const inside = alternatives(reading, isPassed || isLook);
    if (source[reading.at] !== ')') throw unread(reading);
    reading.at += 1;
    return isLook ? nothing : inside;
  }
  if (character === '[' || (character === '\\' && /[dw]/.test(source[at + 1] ?? ''))) {
    const end = character === '[' ? source.indexOf(']', at) + 1 : at + 2;
    const one = source.slice(at, end);
    if (end === 0 || one.slice(0, -1).includes('\\') || one.startsWith('[^')) {
      if (!/^\\[dw]$/.test(one)) throw unread(reading);
    }
    reading.at = end;
    if (isPassed) return nothing;
    const pattern = new RegExp(one);
    return new Set(ascii.filter((each) => pattern.test(each)));
  }
  if (/[.^$?*+{}\])]/.test(character)) throw unread(reading);
  if (character !== '\\') {
    reading.at += 1;
    return new Set([character]);
  }
  const escaped = source[at + 1] ?? '';
  if (!/[^A-Za-z0-9]/.test(escaped)) throw unread(reading);
  reading.at += 2;
  return new Set([escaped]);
}

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
