import type { Span } from '../span.ts';
import { currentRedaction } from './redaction.ts';
import { Secret } from './secret.ts';

/*
 * What of a run's results may not be shown, and the one pass over everything that leaves the program which takes it
 * out. A secret of `leastHidden` or more characters is hidden wherever a text holds it; a shorter one would be found in
 * half of all texts, so it is hidden in its own place only: as a `Secret` where a value stands, as a concealed name
 * where a name stands.
 */

/** How long a secret is at least that hides every text that holds it. */
export const leastHidden = 12;

/** What stands for a hidden text, or for a hidden stretch of one. */
export const hiddenText = '(sensitive)';

/**
 * Code points that stand in no text (https://www.unicode.org/faq/private_use.html#noncharacters): around a name that is
 * not shown.
 */
const [open, close] = ['\ufdd0', '\ufdd1'] as const;
const concealed = /\ufdd0[^\ufdd1]*\ufdd1?/g;
const delimiter = /[\ufdd0\ufdd1]/g;

/**
 * A name that may not be shown, as a part of a path, an address or an identity. Until the last pass hides it, it tells
 * itself from others, so that two findings about two secret names stay two.
 */
export function concealName(name: string): string {
  return `${open}${name.replace(delimiter, '')}${close}`;
}

/** A text with its concealed names as they are: to look something up with, never to be shown. */
export function revealNames(text: string): string {
  return text.replace(delimiter, '');
}

/** The names that are concealed in a text, as they are. */
export function concealedNames(text: string): readonly string[] {
  return text.includes(open) ? [...text.matchAll(concealed)].map(([name]) => revealNames(name)) : [];
}

/** A text with every concealed name hidden. */
function hideNames(text: string): string {
  return text.includes(open) ? text.replace(concealed, hiddenText) : text;
}

/** The secrets of a run, ready to be looked for in any number of texts. */
export interface Hidden {
  /** Whether the text holds a secret or a concealed name. */
  hides(text: string): boolean;
  /** The text with every stretch that is a secret or a concealed name hidden. */
  hide(text: string): string;
  /** Whether the name of a member is hidden that is most likely one of our own. Default: like any text. */
  hidesMember?(name: string): boolean;
}

/** Hides concealed names and nothing else. */
export const namesHidden: Hidden = {
  hides: (text) => text.includes(open),
  hide: hideNames,
};

/** Where a long secret is cut, so that none is compared at length again and again. */
const longestPiece = 512;

/** The secrets that begin with one text of `leastHidden` characters. */
interface Beginning {
  readonly text: string;
  /** Their lengths, the longest first. */
  readonly lengths: number[];
  readonly texts: Set<string>;
}

const base = 0x01000193;
/** What the character that leaves the window weighs in the hash. */
const leaving = Array.from({ length: leastHidden - 1 }).reduce<number>((power) => Math.imul(power, base), 1);

/**
 * Looks for secrets in texts. The time that a text takes depends on its length and hardly on the number of secrets: a
 * window of `leastHidden` characters runs over the text, and its hash tells which secrets may begin there. What the
 * configuration describes as secret is hidden with them, however short it is.
 *
 * @param secrets texts; those that are too short to be looked for are passed over
 */
export function hiddenBy(secrets: Iterable<string>): Hidden {
  const beginnings = new Map<number, Beginning[]>();
  const pieces = new Set<string>();
  for (const secret of secrets) for (const piece of piecesOf(secret)) pieces.add(piece);
  for (const piece of pieces) addPiece(beginnings, piece);
  const { stretches } = currentRedaction();
  if (beginnings.size === 0 && stretches === undefined) return namesHidden;
  const hide = (text: string): string => {
    const named = hideNames(text);
    const described = stretches?.(named) ?? [];
    let shown = described.length === 0 ? named : replaced(named, joined([...described, ...spansOf(named, beginnings)]));
    // What is left and right of a hidden stretch may be a secret together with what stands for it.
    for (let next = hideOnce(shown, beginnings); next !== shown; next = hideOnce(shown, beginnings)) shown = next;
    return shown;
  };
  const holdsSecret = (text: string): boolean => text.includes(open) || spansOf(text, beginnings, true).length > 0;
  if (stretches === undefined) return { hides: holdsSecret, hide };
  // A description is not one text but many, and `[a-z]+` is `summary` too.
  return { hides: (text) => holdsSecret(text) || stretches(text).length > 0, hide, hidesMember: holdsSecret };
}

/** Stretches in order, those that touch as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const all: MutableSpan[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else all.push({ start, end });
  }
  return all;
}

/** A secret as it is looked for: whole, or in pieces that overlap when it is long. */
function piecesOf(secret: string): readonly string[] {
  if (secret.length < leastHidden) return [];
  if (secret.length <= longestPiece) return [secret];
  const pieces: string[] = [];
  for (let from = 0; from + longestPiece < secret.length; from += longestPiece) {
    pieces.push(secret.slice(from, from + longestPiece));
  }
  return [...pieces, secret.slice(-longestPiece)];
}

function addPiece(beginnings: Map<number, Beginning[]>, piece: string): void {
  const hash = hashOf(piece);
  const text = piece.slice(0, leastHidden);
  const same = beginnings.get(hash) ?? [];
  beginnings.set(hash, same);
  let beginning = same.find((one) => one.text === text);
  if (beginning === undefined) {
    beginning = { text, lengths: [], texts: new Set() };
    same.push(beginning);
  }
  beginning.texts.add(piece);
  if (!beginning.lengths.includes(piece.length)) {
    beginning.lengths.push(piece.length);
    beginning.lengths.sort((a, b) => b - a);
  }
}

/** The hash of the first window. */
function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < leastHidden; index++) hash = (Math.imul(hash, base) + text.charCodeAt(index)) | 0;
  return hash;
}

interface MutableSpan {
  readonly start: number;
  end: number;
}

function hideOnce(text: string, beginnings: ReadonlyMap<number, readonly Beginning[]>): string {
  const spans = spansOf(text, beginnings);
  return spans.length === 0 ? text : replaced(text, spans);
}

function replaced(text: string, spans: readonly Span[]): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + hiddenText;
    from = end;
  }
  return shown + text.slice(from);
}

/** The stretches that are secret, in order; those that touch are one. `first`: only whether there is one. */
function spansOf(
  text: string,
  beginnings: ReadonlyMap<number, readonly Beginning[]>,
  first = false,
): readonly MutableSpan[] {
  const spans: MutableSpan[] = [];
  if (text.length < leastHidden || beginnings.size === 0) return spans;
  let hash = hashOf(text);
  for (let start = 0; ; start++) {
    const length = beginnings.has(hash) ? longestAt(text, start, beginnings.get(hash) ?? []) : 0;
    if (length > 0) {
      const last = spans.at(-1);
      if (last !== undefined && start <= last.end) last.end = Math.max(last.end, start + length);
      else spans.push({ start, end: start + length });
      if (first) return spans;
    }
    const next = start + leastHidden;
    if (next >= text.length) return spans;
    const without = (hash - Math.imul(text.charCodeAt(start), leaving)) | 0;
    hash = (Math.imul(without, base) + text.charCodeAt(next)) | 0;
  }
}

/** The length of the longest secret that stands at `start`; 0 when none does. */
function longestAt(text: string, start: number, beginnings: readonly Beginning[]): number {
  for (const { text: beginning, lengths, texts } of beginnings) {
    if (!text.startsWith(beginning, start)) continue;
    const found = lengths.find((length) => texts.has(text.slice(start, start + length)));
    if (found !== undefined) return found;
  }
  return 0;
}

/**
 * The forms in which a secret may stand in a text that something was made of: as it is, in JSON, in a URL and in
 * base64.
 */
export function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const inUrl = percentEncoded(secret);
  const bytes = Buffer.from(secret, 'utf8');
  // In base64 a text looks in three ways, by how many bytes stand before it; what its neighbours have a share in is
  // left out.
  const base64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(before === 0 ? 0 : before + 1, whole);
  });
  return [...new Set([secret, json, inUrl, ...base64])].filter((form) => form.length >= leastHidden);
}

/** As a URL holds it; a lone surrogate, which no URL can hold, makes it nothing else. */
function percentEncoded(text: string): string {
  return /\p{Cs}/u.test(text) ? text : encodeURIComponent(text);
}

/**
 * The same data with everything taken out that may not be shown. A value that a report shows (`{ value: … }`, `{
 * template: … }`) and that holds a secret becomes `{ secret: true }` as a whole; of every other text only the stretch
 * is replaced. Data is plain objects, arrays, maps, sets and scalars; anything else stays as it is.
 */
export function hideIn<T>(data: T, hidden: Hidden): T {
  // What comes back has the form of what was given, but for the values that became secret.
  return hideAny(data, hidden) as T;
}

function hideAny(data: unknown, hidden: Hidden): unknown {
  if (typeof data === 'string') return hidden.hides(data) ? hidden.hide(data) : data;
  if (typeof data !== 'object' || data === null || data instanceof Secret || data instanceof Date) return data;
  if (Array.isArray(data)) return changed(data, (element) => hideAny(element, hidden));
  if (data instanceof Map) {
    return new Map([...data].map(([key, value]) => [hideAny(key, hidden), hideAny(value, hidden)]));
  }
  if (data instanceof Set) return new Set([...data].map((element) => hideAny(element, hidden)));
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== Object.prototype && prototype !== null) return data;
  return isShown(data) && holds(data, hidden) ? { secret: true } : hideMembers(data, hidden, true);
}

/** Vocabulary of our own: whatever the code calls secret, `element-missing` stays what it is. */
const vocabulary: ReadonlySet<string> = new Set([
  'brokenAt',
  'cause',
  'change',
  'code',
  'direction',
  'event',
  'failOn',
  'hop',
  'kind',
  'mode',
  'outcome',
  'reference',
  'rule',
  'scope',
  'severity',
  'state',
  'status',
  'type',
  'verdict',
]);
const ownWord = /^[a-z]+(?:[-/][a-z0-9]+)*$/;

/** @param areOurs whether the members have names of our own: those of the object in `members` are its user's */
function hideMembers(data: object, hidden: Hidden, areOurs: boolean): object {
  const names = Object.keys(data);
  // A copy is made only once something is hidden.
  let copy: Record<string, unknown> | undefined;
  for (const [index, name] of names.entries()) {
    const member: unknown = Reflect.get(data, name);
    const shown = hideMember(name, member, hidden);
    const isHiddenName = (areOurs ? hidden.hidesMember : undefined)?.(name) ?? hidden.hides(name);
    if (copy === undefined && (isHiddenName || shown !== member)) {
      copy = {};
      for (const before of names.slice(0, index)) setMember(copy, before, Reflect.get(data, before));
    }
    if (copy !== undefined) setMember(copy, isHiddenName ? unusedName(hidden.hide(name), data, copy) : name, shown);
  }
  return copy ?? data;
}

function hideMember(name: string, member: unknown, hidden: Hidden): unknown {
  const isOwn = vocabulary.has(name) && typeof member === 'string' && ownWord.test(member);
  if (isOwn) return member;
  const isObject = name === 'members' && typeof member === 'object' && member !== null && !Array.isArray(member);
  return isObject ? hideMembers(member, hidden, false) : hideAny(member, hidden);
}

/** Two hidden keys stay two entries. */
function unusedName(name: string, before: object, after: object): string {
  const taken = (one: string): boolean => Object.hasOwn(before, one) || Object.hasOwn(after, one);
  let unused = name;
  for (let count = 2; taken(unused); count++) unused = `${name} #${count}`;
  return unused;
}

/** Also a member called `__proto__`. */
function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function changed<T>(elements: readonly T[], change: (element: T) => unknown): readonly unknown[] {
  let after: unknown[] | undefined;
  for (const [index, element] of elements.entries()) {
    const shown = change(element);
    if (after === undefined && shown !== element) after = elements.slice(0, index);
    after?.push(shown);
  }
  return after ?? elements;
}

/** A value as a report shows it. */
function isShown(data: object): boolean {
  if (!('value' in data) && !('template' in data)) return false;
  return Object.keys(data).length === 1;
}

/** Whether a text anywhere in the data holds a secret. */
function holds(data: unknown, hidden: Hidden): boolean {
  if (typeof data === 'string') return hidden.hides(data);
  if (typeof data !== 'object' || data === null) return false;
  if (Array.isArray(data)) return data.some((element) => holds(element, hidden));
  return Object.entries(data).some(([name, member]) => hidden.hides(name) || holds(member, hidden));
}
