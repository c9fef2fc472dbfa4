import type { Span } from '../span.ts';
import { redactionOfName } from './redaction.ts';
import { judgeName, type NameJudgement } from './sensitive-name.ts';
import { beginsWithReference, isHarmless, isReference } from './sensitive-value.ts';

/*
 * Secrets that a text assigns to a sensitive name: `PASSWORD=x`, `"password": "x"`, `Pwd=x;`, `<password>x</password>`,
 * in whatever is nested in whatever. Each separator is looked at by itself, with the name before it and the value after
 * it, so no match hides another.
 */

const encoded =
  /%(?:25){0,4}(?:2[0267cC]|3[aAbBcCdDeE]|5[bBdD]|7[bBdD])|&(?:amp;){0,4}(?:quot|apos|amp|lt|gt|#3[49]|#x2[27]);|\\{1,16}u00(?:2[267]|3[acdeACDE])/g;
const entities = new Map([
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['#34', '"'],
  ['#39', "'"],
  ['#x22', '"'],
  ['#x27', "'"],
]);

/**
 * `text` with punctuation that URLs, XML or JSON have encoded (`%3D`, `&quot;`, `\u0026`) decoded in place: the length
 * stays, with NUL after each decoded character.
 */
export function decodePunctuation(text: string): string {
  if (!/[%&\\]/.test(text)) return text;
  return text.replace(encoded, (code) => {
    const entity = /([a-z]+|#x?\d+);$/.exec(code)?.[1];
    const character =
      entity === undefined ? String.fromCharCode(Number.parseInt(code.slice(-2), 16)) : (entities.get(entity) ?? ' ');
    return character.padEnd(code.length, '\0');
  });
}

/** The secrets that `text`, the result of `decodePunctuation`, assigns, in order of their ends. Linear time. */
export function assignedSecrets(text: string): Span[] {
  const found: Span[] = [];
  if (/[=:(]/.test(text)) fromSeparators(text, found);
  if (/<\0*\//.test(text)) fromElements(text, found);
  return found;
}

interface Name {
  readonly text: string;
  readonly start: number;
  /** Spaces stand between the name and the separator. */
  readonly spaced: boolean;
  /** A quote or bracket closes the name. */
  readonly closed: boolean;
}

interface AssignedValue extends Span {
  readonly quote: string | undefined;
}

/** How far the two members of `{ name, value }` may stand apart. */
const pairDistance = 400;

function fromSeparators(text: string, found: Span[]): void {
  const arns = text.includes('arn:') ? [...text.matchAll(/arn:[a-z-]{1,20}:[^\s"'<>,;]{1,2048}/g)] : [];
  let arn = 0;
  let resume = 0;
  const wordEnd = wordEnds(text);
  let named: { readonly judgement: NameJudgement; readonly end: number } | undefined;
  let valued: { readonly at: number; readonly name: Name; readonly end: number } | undefined;
  const separator = /[=:]|\((?=["'])/g;
  for (const { index: at, 0: mark } of text.matchAll(separator)) {
    if (at < resume) continue;
    if (mark === ':') {
      if (text.startsWith('//', at + 1) || text[at + 1] === ':' || text[at - 1] === ':') continue;
      while (arn < arns.length && endOf(arns[arn]) <= at) arn += 1;
      if ((arns[arn]?.index ?? text.length) < at) continue;
    }
    const name = nameBefore(text, at);
    if (name === undefined) continue;
    const member = name.text.toLowerCase();
    const pair = pairMembers.has(member);
    const judgement = pair ? undefined : judge(text, name);
    if (!pair && judgement === undefined) continue;
    if (pair) {
      // What is not yet known to be secret is read only as far as a name may go: reading on each time would take
      // quadratic time.
      const local = text.slice(0, at + pairDistance);
      const value = valueAt(local, at, name, mark);
      if (member === 'value') {
        valued = { at, name, end: value.end };
        if (named === undefined || !near(text, named.end, value.start)) continue;
        const whole = valueAt(text, at, name, mark, wordEnd);
        if (hide(text, whole, named.judgement, found)) resume = whole.end;
      } else {
        const given = clean(text.slice(value.start, Math.min(value.end, value.start + 128)));
        // What has more than one line is no name.
        const own = given.includes('\n') ? undefined : judgeName(given);
        named = own === undefined ? undefined : { judgement: own, end: value.end };
        if (own !== undefined && valued !== undefined && near(text, valued.end, value.start)) {
          hide(text, valueAt(text, valued.at, valued.name, mark, wordEnd), own, found);
        }
        valued = undefined;
      }
      continue;
    }
    const value = valueAt(text, at, name, mark, wordEnd);
    if (judgement === undefined) continue;
    if (mark === ':' && (isImage(text, name, value) || isImagePullFailure(text, name))) continue;
    for (const one of listAt(text, value) ?? [value]) {
      // In a short value another name may stand: the secret itself is then behind that.
      if (hide(text, one, judgement, found) && one.end - one.start > 512) resume = one.end;
    }
  }
}

const endOf = (match: RegExpExecArray | undefined): number => (match === undefined ? 0 : match.index + match[0].length);

/** Whether nothing between the members of a pair ends it. */
function near(text: string, from: number, to: number): boolean {
  return to >= from && to - from < pairDistance && !/[{}<]|\n\s*- /.test(text.slice(from, to));
}

/** A value that is longer is no reference, and nothing harmless. */
const longestHarmless = 2200;

/** Adds a value to what is secret, unless it is a reference or harmless. */
function hide(text: string, { start, end, quote }: AssignedValue, judgement: NameJudgement, found: Span[]): boolean {
  const value = clean(text.slice(start, Math.min(end, start + longestHarmless)));
  if (value === '' || value === '[secret]') return false;
  const whole = end - start <= longestHarmless;
  if (whole && isHarmless(value, judgement)) return false;
  if (quote === undefined) {
    if (beginsWithReference(value)) return false;
    if (whole && isHarmless(value.slice(0, lengthWithoutClosers(value)), judgement)) return false;
    // A shell leaves what stands in single quotes alone.
  } else if (quote !== "'" && whole && isReference(value)) return false;
  if (quote !== undefined || !value.includes('${')) found.push({ start, end });
  else aroundInterpolations(text, start, end, found);
  return true;
}

/** Adds what stands around the interpolations of a value: `x ${var.y} z`. */
function aroundInterpolations(text: string, start: number, end: number, found: Span[]): void {
  let from = start;
  const add = (to: number) => {
    const piece = text.slice(from, to);
    const blank = piece.length - piece.trimStart().length;
    if (piece.trim() !== '') found.push({ start: from + blank, end: from + blank + piece.trim().length });
  };
  for (const match of text.slice(start, end).matchAll(/\$\{[A-Za-z_][^{}]{0,200}\}/g)) {
    add(start + match.index);
    from = start + match.index + match[0].length;
  }
  add(end);
}

function lengthWithoutClosers(value: string): number {
  let length = value.length;
  while (length > 0 && ')]}>.,:;'.includes(value.charAt(length - 1))) length -= 1;
  return length;
}

const clean = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text);

const isSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\0';

/** What may close a name. */
const closers: ReadonlySet<number> = new Set([...'"\'`\\])\0'].map((one) => one.charCodeAt(0)));

/** Members of which one says the name that the other is of. */
const pairMembers: ReadonlySet<string> = new Set(['name', 'key', 'value', 'id']);

/** The name that ends at a separator; undefined without one. */
function nameBefore(text: string, separator: number): Name | undefined {
  let end = separator;
  if (text[separator] === '=' && /[:?+|]/.test(text[separator - 1] ?? '')) end -= 1;
  const spacesEnd = end;
  while (end > separator - 16 && isSpace(text[end - 1])) end -= 1;
  const spaced = end < spacesEnd;
  const closeEnd = end;
  while (end > separator - 48 && closers.has(text.charCodeAt(end - 1))) end -= 1;
  const closed = end < closeEnd;
  let start = end;
  while (start > end - 100 && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  if (start === end) return undefined;
  const name = { text: text.slice(start, end), start, spaced, closed };
  return /[A-Za-z\u0080-\uffff]/.test(name.text) && !isTakenOut(text, start, end) ? name : undefined;
}

/** `[secret]`, which no name is. */
const isTakenOut = (text: string, start: number, end: number): boolean =>
  text[start - 1] === '[' && text[end] === ']' && text.slice(start, end) === 'secret';

function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code > 127
  );
}

function judge(text: string, { text: name, start }: Name): NameJudgement | undefined {
  // `-Dpassword=x` of Java; `\nPASSWORD=x`, where the `n` belongs to the line's end.
  const glued = /^-[DP][A-Za-z]/.test(name) ? name.slice(2) : /^[nrt]/.test(name) && text[start - 1] === '\\';
  const other = glued === true ? name.slice(1) : glued === false ? undefined : glued;
  if (other !== undefined && redactionOfName(other) === 'allow') return undefined;
  return judgeName(name) ?? (other === undefined ? undefined : judgeName(other));
}

const scheme = /(?:Basic|Bearer|Negotiate|Digest|ApiKey|Token|NTLM|Splunk|Key|GenieKey|SSWS|OAuth)[ \t\0]{1,8}/iy;
const opening = /[bBrRuU@$]?(\\*)(["'`])\0*/y;
const block = /[|>][+-]?\d?[ \t]*\r?\n([ \t]+)/y;

/** The value after a separator: in quotes, up to the end of the line, or one word. */
function valueAt(
  text: string,
  separator: number,
  name: Name,
  mark: string,
  wordEnd: (start: number) => number = wordEnds(text),
): AssignedValue {
  let start = separator + 1;
  if (mark === '=') while (text[start] === '=' || text[start] === '>' || text[start] === '~') start += 1;
  const before = start;
  while (start < before + 24 && isSpace(text[start])) start += 1;
  const spaced = text[before] === ' ' || text[before] === '\t';
  const lines = sticky(block, text, start);
  if (lines !== undefined) {
    const first = start + lines[0].length;
    const rest = /\n(?![ \t]|\r?\n)/g;
    rest.lastIndex = first;
    return { start: first, end: rest.exec(text)?.index ?? text.length, quote: undefined };
  }
  start += sticky(scheme, text, start)?.[0].length ?? 0;
  const quoted = sticky(opening, text, start);
  if (quoted !== undefined) {
    const from = start + quoted[0].length;
    const inner = from + (sticky(scheme, text, from)?.[0].length ?? 0);
    return { start: inner, end: closing(text, inner, quoted[2] ?? '"', quoted[1]?.length ?? 0), quote: quoted[2] };
  }
  // In YAML, property files and headers a value may have spaces.
  if (spaced && (mark === ':' || name.spaced) && beginsLine(text, name.start)) {
    const end = /\r?\n|[ \t]#|\\n/g;
    end.lastIndex = start;
    return { start, end: trimEnd(text, start, end.exec(text)?.index ?? text.length), quote: undefined };
  }
  return { start, end: wordEnd(start), quote: undefined };
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function trimEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /[\s,]/.test(text[last - 1] ?? '')) last -= 1;
  return last;
}

/** Where the quote closes that was opened behind `slashes` backslashes; without a closing one the end of the line. */
function closing(text: string, from: number, quote: string, slashes: number): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    let count = 0;
    while (at - count - 1 >= from && text[at - count - 1] === '\\') count += 1;
    if (count <= slashes || (slashes === 0 && count % 2 === 0)) return at - Math.min(count, slashes);
  }
  const line = text.indexOf('\n', from);
  return line === -1 ? text.length : line;
}

function beginsLine(text: string, nameStart: number): boolean {
  let at = nameStart;
  while (at > nameStart - 60 && at > 0 && /[ \t"'\-#;]/.test(text[at - 1] ?? '')) at -= 1;
  return at === 0 || text[at - 1] === '\n';
}

/**
 * Tells where an unquoted value ends. `,`, `;`, `&`, `|` and `\\` end it only before something that is not its own.
 * What ends it depends on the place alone, so that an end once found serves every value before it.
 */
function wordEnds(text: string): (start: number) => number {
  const stop = /[\s"'`]|[,;&|\\](?=$|[\s"'`&|]|\0*[nrt]?[A-Za-z_][A-Za-z0-9_.-]{0,60}["']?\s{0,3}[=:])/g;
  let from = 0;
  let known = -1;
  return (start) => {
    if (start >= from && start <= known) return known;
    stop.lastIndex = start;
    from = start;
    known = stop.exec(text)?.index ?? text.length;
    return known;
  };
}

/** The texts of a list, `["a", "b"]`; none for another structure, undefined for what is none. */
function listAt(text: string, value: AssignedValue): AssignedValue[] | undefined {
  if (value.quote !== undefined || !/[[{]/.test(text[value.start] ?? '')) return undefined;
  const next = /[^\s\0]/g;
  next.lastIndex = value.start + 1;
  const following = next.exec(text);
  if (following === null) return [];
  if (text[value.start] === '{')
    return /["'\\}]/.test(following[0]) || following.index > value.start + 1 ? [] : undefined;
  if (following[0] === ']' || following[0] === '{' || following[0] === '[') return [];
  const values: AssignedValue[] = [];
  let at = following.index;
  for (let element = sticky(opening, text, at); element !== undefined; element = sticky(opening, text, at)) {
    const quote = element[2] ?? '"';
    const start = at + element[0].length;
    const slashes = element[1]?.length ?? 0;
    const end = closing(text, start, quote, slashes);
    values.push({ start, end, quote });
    const comma = /\\*["'`]\0*\s*,\s*/y;
    const more = sticky(comma, text, end);
    if (more === undefined) break;
    at = end + more[0].length;
  }
  return values.length === 0 ? undefined : values;
}

/** `example/auth:1.2`: the name of an image, or of a parameter, with its version. */
function isImage(text: string, name: Name, { start, end, quote }: AssignedValue): boolean {
  if (quote !== undefined || name.closed || name.spaced || isSpace(text[start - 1])) return false;
  const tag = text.slice(start, Math.min(end, start + 129));
  if (text[name.start - 1] === '/') return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?:@sha256:[0-9a-f]{64})?$/.test(tag);
  return /^(?:latest|stable|v?\d+\.\d+[A-Za-z0-9_.-]{0,40})$/.test(tag);
}

/**
 * "unable to pull secrets or registry auth: execution resource retrieval failed": the phrase that ECS begins the reason
 * of a stopped task with.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 */
function isImagePullFailure(text: string, { text: name, start }: Name): boolean {
  return name === 'auth' && text.startsWith('unable to pull secrets or registry ', start - 35);
}

/** `<password>x</password>`, `<property name="password">x</property>`. */
function fromElements(text: string, found: Span[]): void {
  const element = /<\0*([A-Za-z][A-Za-z0-9_.:-]{0,80})((?:\s[^<>]{0,400})?)>\0*([^<]{1,8192})<\0*\//g;
  for (const match of text.matchAll(element)) {
    const attribute = /\b(?:name|key|id)\s{0,3}=\s{0,3}["']\0*([^"']{1,120})["']/i.exec(match[2] ?? '')?.[1];
    const judgement = judgeName(match[1] ?? '') ?? (attribute === undefined ? undefined : judgeName(clean(attribute)));
    const end = match.index + match[0].lastIndexOf('<');
    const start = end - (match[3] ?? '').length;
    if (judgement !== undefined) hide(text, { start, end, quote: '"' }, judgement, found);
  }
}
