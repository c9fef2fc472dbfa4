import type { Value } from '../model/declared.ts';
import { mayBeNull } from '../model/distinct.ts';
import { matchesPattern, type TextPattern } from '../model/pattern.ts';
import type { ReasonData } from '../model/report/reason.ts';
import { assign } from './assignment.ts';
import { areNeverSame, distinctElements } from './coincide.ts';
import type { RecordOf } from './declared.ts';
import { secretName } from './element-name.ts';

/** A name of which only a part is known. */
export interface PartialName {
  readonly pattern: TextPattern;
  readonly reason: ReasonData;
  /** What stands for it in a path. */
  readonly label: string;
  /** What is known of it may not be shown. */
  readonly secret: boolean;
}

/** A declared element of which the name is not known, or not wholly. */
export interface Unnamed<E> {
  readonly element: RecordOf<E>;
  readonly key: PartialName;
}

/** What held against each other unnamed elements and live ones come to. */
export interface Placement<D, L> {
  /** Declared elements that are certainly not there: no live one can be any of them. */
  readonly missing: readonly D[];
  /** Live elements that are certainly not declared: none of the declared ones can be any of them. */
  readonly extra: readonly L[];
  /** A declared element and a live one that have nobody else, and are not the same. */
  readonly changed: readonly { readonly declared: D; readonly live: L }[];
  /** Declared elements that may be there. */
  readonly open: readonly D[];
  /** There are more of these declared elements than of the live ones that they can be. */
  readonly tooFew: readonly Shortage<D, L>[];
  /** There are more of these live elements than of the declared ones that they can be: so many are not declared. */
  readonly tooMany?: { readonly count: number; readonly declared: readonly D[]; readonly live: readonly L[] };
}

/** Declared elements that compete for live ones, of which there are not enough. */
export interface Shortage<D, L> {
  readonly declared: readonly D[];
  /** As many of them as are missing; which ones are is not known. */
  readonly unplaced: readonly D[];
  readonly live: readonly L[];
}

/** How elements are held against each other. */
export interface PlacementOptions<D, L> {
  /** Whether a declared element can be a live one. */
  readonly fits: (declared: D, live: L) => boolean;
  /** Whether it is certainly there, whatever it turns out to be. */
  readonly isThere: (declared: D) => boolean;
  /** Whether two declared elements are certainly two. Default: all are. */
  readonly areTwo?: (a: D, b: D) => boolean;
  /** Whether two elements that are not the same are probably one that has changed. */
  readonly isAlike?: (declared: D, live: L) => boolean;
  /** There may be further declared elements, so that nothing live is extra. */
  readonly isOpen: boolean;
  /** Live elements that another declared one has for itself, and that one of these may be all the same. */
  readonly taken?: readonly L[];
}

/** More pairs than these are not looked at one by one. */
export const mostPairs = 40_000;

/**
 * Finds out what is certain of declared elements that cannot be told apart by name, and of the live ones that are left
 * for them.
 */
export function place<D, L>(
  declared: readonly D[],
  live: readonly L[],
  options: PlacementOptions<D, L>,
): Placement<D, L> {
  if (declared.length === 0) return { ...nothing, extra: options.isOpen ? [] : live };
  const { taken = [], isThere, areTwo = () => true, isOpen } = options;
  const pool = [...live, ...taken];
  if (declared.length * pool.length > mostPairs) return placeMany(declared, pool, options);
  const candidates = new Map(declared.map((one) => [one, indexesOf(pool, (other) => options.fits(one, other))]));
  const candidatesOf = (one: D): readonly number[] => candidates.get(one) ?? [];
  const lonely = declared.filter((one) => candidatesOf(one).length === 0 && isThere(one));
  const orphans = isOpen ? [] : orphansAmong(live, candidates.values());
  const changed = isOpen ? [] : pairsOf(lonely, orphans, options.isAlike);
  const isPaired = new Set<D | L>(changed.flatMap((pair) => [pair.declared, pair.live]));

  const rivals = declared.filter((one) => candidatesOf(one).length > 0);
  const distinct = distinctElements(rivals.filter(isThere), areTwo);
  const tooFew = shortagesOf(distinct, candidatesOf, pool);
  const unplaced = new Set(tooFew.flatMap((shortage) => shortage.unplaced));
  const tooMany = isOpen ? undefined : surplusOf(rivals, candidatesOf, live, orphans);
  return {
    missing: lonely.filter((one) => !isPaired.has(one)),
    extra: orphans.filter((one) => !isPaired.has(one)),
    changed,
    open: declared.filter((one) => !lonely.includes(one) && !unplaced.has(one)),
    tooFew,
    ...(tooMany && { tooMany }),
  };
}

const nothing = { missing: [], extra: [], changed: [], open: [], tooFew: [] };

/** Where there are too many to look at: only their number tells something. */
function placeMany<D, L>(
  declared: readonly D[],
  pool: readonly L[],
  { isThere, areTwo }: PlacementOptions<D, L>,
): Placement<D, L> {
  const there = areTwo === undefined ? declared.filter(isThere) : [];
  const count = Math.max(0, there.length - pool.length);
  const unplaced = count === 0 ? [] : there.slice(-count);
  return {
    ...nothing,
    open: declared.filter((one) => !unplaced.includes(one)),
    tooFew: count === 0 ? [] : [{ declared: there, unplaced, live: pool }],
  };
}

/** Where those stand that fit. */
export function indexesOf<L>(pool: readonly L[], fits: (one: L) => boolean): readonly number[] {
  return pool.flatMap((one, index) => (fits(one) ? [index] : []));
}

function orphansAmong<L>(live: readonly L[], candidates: Iterable<readonly number[]>): readonly L[] {
  const wanted = new Set([...candidates].flat());
  return live.filter((_, index) => !wanted.has(index));
}

/** Those that are alike, and have nobody else that is. */
function pairsOf<D, L>(
  declared: readonly D[],
  live: readonly L[],
  isAlike: ((declared: D, live: L) => boolean) | undefined,
): readonly { readonly declared: D; readonly live: L }[] {
  if (isAlike === undefined) return [];
  return declared.flatMap((one) => {
    const [other, ...others] = live.filter((candidate) => isAlike(one, candidate));
    if (other === undefined || others.length > 0) return [];
    const isOnly = declared.every((rival) => rival === one || !isAlike(rival, other));
    return isOnly ? [{ declared: one, live: other }] : [];
  });
}

/** Elements that are certainly several, and more than the live ones that they can be. */
function shortagesOf<D, L>(
  distinct: readonly D[],
  candidatesOf: (one: D) => readonly number[],
  pool: readonly L[],
): readonly Shortage<D, L>[] {
  const { partners, competitorsOf } = assign(distinct.map(candidatesOf));
  const groups = new Map<string, number[]>();
  for (const [index, partner] of partners.entries()) {
    if (partner !== undefined) continue;
    const rivals = competitorsOf(index).filter((one) => partners[one] !== undefined);
    groups.set(rivals.join(), [...(groups.get(rivals.join()) ?? []), index]);
  }
  const elements = (indexes: readonly number[]) => indexes.flatMap((index) => distinct[index] ?? []);
  return [...groups].map(([rivals, unplaced]) => {
    const members = [...rivals.split(',').map(Number), ...unplaced].toSorted((a, b) => a - b);
    const wanted = new Set(elements(members).flatMap(candidatesOf));
    return {
      declared: elements(members),
      unplaced: elements(unplaced),
      live: pool.filter((_, index) => wanted.has(index)),
    };
  });
}

/** Live elements that are more than the declared ones that they can be. */
function surplusOf<D, L>(
  declared: readonly D[],
  candidatesOf: (one: D) => readonly number[],
  live: readonly L[],
  orphans: readonly L[],
): Placement<D, L>['tooMany'] {
  const own = declared.map((one) => candidatesOf(one).filter((index) => index < live.length));
  const placed = assign(own).partners.filter((partner) => partner !== undefined).length;
  const count = live.length - orphans.length - placed;
  return count <= 0 ? undefined : { count, declared, live: live.filter((one) => !orphans.includes(one)) };
}

/**
 * Whether an element is certainly there. A nested block is, and so is an object of which a member is: one with nothing
 * but nulls is left out.
 */
export function isCertainlyThere(element: RecordOf<object>): boolean {
  if (element.state === 'unknown') return !mayBeNull(element);
  if (element.isBlock === true) return true;
  return Object.values(element.members).some(isSomething);
}

function isSomething(member: unknown): boolean {
  return isDeclared(member) && (member.state !== 'unknown' || !mayBeNull(member));
}

function isDeclared(member: unknown): member is Value<unknown> {
  return typeof member === 'object' && member !== null && 'state' in member;
}

/** Whether an element can have the name of a live one. */
export function mayBeNamed<E>({ key }: Unnamed<E>, name: string): boolean {
  // What a name hides may be anything; what else the two hold is compared all the same.
  return name.includes(secretName) || matchesPattern(name, key.pattern);
}

/** Whether two elements of a set are certainly two. */
export function areTwoElements<E>(a: Unnamed<E>, b: Unnamed<E>): boolean {
  return areNeverSame(a.element, b.element);
}
