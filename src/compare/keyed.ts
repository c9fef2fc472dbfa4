import {
  describeReference,
  isSecret,
  type PartialValue,
  patternOf,
  reasonOf,
  shownLive,
  type UnknownOf,
  type Value,
} from '../model/declared.ts';
import { groupBy } from '../model/group.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import { shownHidden } from '../model/shown-secret.ts';
import type { SourceRange } from '../model/source.ts';
import type { Unknown } from '../model/value.ts';
import { assign } from './assignment.ts';
import { areNeverSame } from './coincide.ts';
import {
  atElement,
  type Comparer,
  type Comparison,
  differs,
  equal,
  type Position,
  undetermined,
} from './comparison.ts';
import type { CollectionOf, KnownRecord, RecordOf } from './declared.ts';
import { namesApart, numbered, starred } from './element-name.ts';
import type { Model } from './record.ts';
import { reasonOfParts } from './scalar.ts';
import { shaped } from './shape.ts';
import { showAll, showDeclared } from './show.ts';
import {
  areTwoElements,
  indexesOf,
  isCertainlyThere,
  mayBeNamed,
  mostPairs,
  type PartialName,
  type Placement,
  place,
  type Unnamed,
} from './unnamed.ts';

/** How the elements of a keyed collection are told apart, compared and shown. */
export interface KeyedOptions<E> {
  /** What identifies a declared element; undefined when it is not declared. */
  readonly declaredKey: (declared: KnownRecord<E>) => Value<string> | undefined;
  readonly liveKey: (live: Model<E>) => string;
  readonly compare: Comparer<RecordOf<E>, Model<E>>;
  /** What stands for an element that only one side has. Default: the whole element. */
  readonly showDeclared?: (declared: KnownRecord<E>) => ShownValue;
  readonly showLive?: (live: Model<E>) => ShownValue;
  /** Where an element that AWS lacks is declared. Default: where the element stands. */
  readonly declaredAt?: (declared: KnownRecord<E>) => SourceRange | undefined;
  /** Whether AWS may leave this element out of what it stores, so that its absence says nothing. */
  readonly mayBeDropped?: (declared: KnownRecord<E>) => boolean;
  /** When one element is left on each side, they are compared: its name was changed. */
  readonly pairTheRest?: true;
  /** Terraform merges equal elements: it is a set. */
  readonly merges?: true;
}

/**
 * Compares collections whose elements have a name. Order does not count; elements of the same name are matched by
 * likeness. An empty collection is the same as none. An element of which the name is not known, or not wholly, may be
 * any live one that it does not contradict; as many as certainly cannot be there are missing, and what none of them can
 * be is extra. With `open` nothing is extra.
 */
export function keyed<E>(options: KeyedOptions<E>): Comparer<CollectionOf<RecordOf<E>>, readonly Model<E>[]> {
  const compareAll: Comparer<CollectionOf<RecordOf<E>>, readonly Model<E>[]> = (declared, live = [], position) => {
    if (declared?.state === 'unknown') {
      return undetermined('elements-unknown', position, reasonOf(declared.because), declared.at);
    }
    const elements = (declared?.elements ?? []).map((element) => ({ element, key: keyOf(element, options) }));
    // What AWS has and the code has not may be what stood under a secret name before.
    const secret = declared?.sensitive === true || elements.some(({ element }) => hasSecretKey(element, options));
    const named = elements.flatMap(({ element, key }) => (typeof key === 'string' ? [{ element, key }] : []));
    const unnamed = elements.flatMap(({ element, key }) => (typeof key === 'string' ? [] : [{ element, key }]));
    const declaredByKey = groupBy(named, ({ key }) => key);
    const liveByKey = groupBy(live, options.liveKey);
    const results: Comparison[] = [];
    const unmatched: { readonly element: RecordOf<E>; readonly there: Position }[] = [];
    const taken: LiveElement<E>[] = [];
    for (const [key, group] of declaredByKey) {
      const found = liveByKey.get(key) ?? [];
      const matched = match(
        group.map(({ element }) => element),
        found,
        (element, index) => atElement(position, numbered(key, index), element.at),
        options,
      );
      results.push(...matched.compared);
      unmatched.push(...matched.missing);
      liveByKey.set(key, matched.rest);
      if (unnamed.length > 0) taken.push(...takenOf(key, found, matched.rest, group));
    }
    const rest = [...liveByKey].flatMap(([key, group]) => {
      const before = declaredByKey.get(key)?.length ?? 0;
      return group.map((element, index) => ({ key, element, name: numbered(key, before + index) }));
    });
    const open = declared?.open;
    const [unpaired, leftOver] = [unmatched[0], rest[0]];
    const onePair = unmatched.length === 1 && rest.length === 1 && unnamed.length === 0 && open === undefined;
    if (options.pairTheRest && onePair && unpaired !== undefined && leftOver !== undefined) {
      return [...results.flat(), ...options.compare(unpaired.element, leftOver.element, unpaired.there)];
    }
    for (const { element, there } of unmatched) {
      const dropped = element.state === 'record' && options.mayBeDropped?.(element) === true;
      results.push(dropped ? equal(there) : missing(element, there, options));
    }
    const placed = placeUnnamed(unnamed, rest, options.merges === true ? taken : undefined, open, position, options);
    results.push(reportUnnamed(placed, position, secret, options));
    for (const { element, name } of placed.extra) {
      results.push(extra(element, atElement(position, name, declared?.at), secret, options));
    }
    if (open !== undefined) results.push(undetermined('elements-unknown', position, reasonOf(open), declared?.at));
    else if (declared !== undefined && elements.length === 0 && live.length === 0) results.push(equal(position));
    return results.flat();
  };
  return shaped(compareAll, {
    kind: 'keyed',
    key: options.liveKey,
    declaredKey: options.declaredKey,
    element: options.compare.shape ?? { kind: 'scalar' },
    ...(options.merges && { merges: true }),
  });
}

/** What AWS has, by what it is called in a path. */
interface LiveElement<E> {
  readonly key: string;
  readonly element: Model<E>;
  readonly name: string;
  /** The declared elements of the name, of which one is this. */
  readonly owners?: readonly RecordOf<E>[];
}

/** Those that elements of the name have for themselves. */
function takenOf<E>(
  key: string,
  found: readonly Model<E>[],
  rest: readonly Model<E>[],
  group: readonly { readonly element: RecordOf<E> }[],
): readonly LiveElement<E>[] {
  const owners = group.map(({ element }) => element);
  return found.flatMap((element, index) =>
    rest.includes(element) ? [] : [{ key, element, name: numbered(key, index), owners }],
  );
}

/** `taken`: in a set, the live elements that named ones are, and that unnamed ones may be too. */
function placeUnnamed<E>(
  unnamed: readonly Unnamed<E>[],
  rest: readonly LiveElement<E>[],
  taken: readonly LiveElement<E>[] | undefined,
  open: Unknown | undefined,
  position: Position,
  { compare, mayBeDropped }: KeyedOptions<E>,
): Placement<Unnamed<E>, LiveElement<E>> {
  return place(unnamed, rest, {
    fits: (one, other) =>
      mayBeNamed(one, other.key) &&
      other.owners?.every((owner) => areNeverSame(one.element, owner)) !== true &&
      !compare(one.element, other.element, position).some(isDifference),
    isThere: ({ element }) =>
      isCertainlyThere(element) && !(element.state === 'record' && mayBeDropped?.(element) === true),
    isAlike: (one, other) => mayBeNamed(one, other.key),
    isOpen: open !== undefined,
    ...(taken !== undefined && { areTwo: areTwoElements, taken }),
  });
}

function reportUnnamed<E>(
  placed: Placement<Unnamed<E>, LiveElement<E>>,
  position: Position,
  secret: boolean,
  options: KeyedOptions<E>,
): Comparison {
  const nameOf = namesApart();
  const results = [
    ...placed.missing.map(({ element, key }) =>
      missing(element, atElement(position, nameOf(key.label), element.at), options),
    ),
    ...placed.changed.map(({ declared, live }) =>
      options.compare(declared.element, live.element, atElement(position, live.name, declared.element.at)),
    ),
    ...placed.tooFew.flatMap(({ declared, unplaced, live }) =>
      unplaced.map(({ element }) => {
        const there = atElement(position, nameOf('*'), element.at);
        const shown = showAll(declared, (one) => shownElement(one.element, options));
        return differs('missing', there, shown, showAllLive(live, secret, options), element.at);
      }),
    ),
    ...placed.open.map(({ element, key }) => undetermined('value-unknown', position, key.reason, element.at)),
  ];
  const { tooMany } = placed;
  for (let index = 0; index < (tooMany?.count ?? 0); index += 1) {
    const shown = showAll(tooMany?.declared ?? [], (one) => shownElement(one.element, options));
    const live = showAllLive(tooMany?.live ?? [], secret, options);
    results.push(differs('extra', atElement(position, nameOf('*')), shown, live, undefined));
  }
  return results.flat();
}

function showAllLive<E>(live: readonly LiveElement<E>[], secret: boolean, options: KeyedOptions<E>): ShownValue {
  const shown = showAll(live, ({ element }) => options.showLive?.(element) ?? shownLive(element));
  return secret ? shownHidden(shown) : shown;
}

function isDifference({ outcome }: Comparison[number]): boolean {
  return outcome === 'differs';
}

/** Matches elements of one name: first as many as possible of those that do not differ, then the others in order. */
function match<E>(
  declared: readonly RecordOf<E>[],
  live: readonly Model<E>[],
  positionOf: (element: RecordOf<E>, index: number) => Position,
  { compare, merges }: KeyedOptions<E>,
): {
  readonly compared: readonly Comparison[];
  readonly missing: readonly { readonly element: RecordOf<E>; readonly there: Position }[];
  readonly rest: Model<E>[];
} {
  const [only, other] = [declared[0], live[0]];
  if (declared.length === 1 && live.length === 1 && only !== undefined && other !== undefined) {
    return { compared: [compare(only, other, positionOf(only, 0))], missing: [], rest: [] };
  }
  const places = declared.map((element, index) => ({ element, there: positionOf(element, index) }));
  const candidates = places.map(({ element, there }) =>
    declared.length * live.length > mostPairs
      ? []
      : indexesOf(live, (candidate) => !compare(element, candidate, there).some(isDifference)),
  );
  const { partners } = assign(candidates);
  const owned = new Set(partners);
  const rest = live.filter((_, index) => !owned.has(index));
  const compared: Comparison[] = [];
  const unmatched: { readonly element: RecordOf<E>; readonly there: Position }[] = [];
  const isMerged = (index: number): boolean =>
    merges === true &&
    partners.some((partner, rival) => partner !== undefined && !areNeverSame(declared[index], declared[rival]));
  const nextOf = (index: number): Model<E> | undefined => {
    const partner = partners[index];
    if (partner !== undefined) return live[partner];
    const [first] = candidates[index] ?? [];
    return first !== undefined && isMerged(index) ? live[first] : rest.shift();
  };
  for (const [index, { element, there }] of places.entries()) {
    const next = nextOf(index);
    if (next === undefined) unmatched.push({ element, there });
    else compared.push(compare(element, next, there));
  }
  return { compared, missing: unmatched, rest };
}

function hasSecretKey<E>(element: RecordOf<E>, options: KeyedOptions<E>): boolean {
  const key = element.state === 'unknown' ? element : options.declaredKey(element);
  return key !== undefined && isSecret(key);
}

function keyOf<E>(element: RecordOf<E>, options: KeyedOptions<E>): string | PartialName {
  if (element.state === 'unknown') return partialName(element);
  const key = options.declaredKey(element);
  if (key === undefined) {
    const reason =
      element.open === undefined ? ({ kind: 'invalid', name: 'name-missing' } as const) : reasonOf(element.open);
    return { pattern: [{}], reason, label: '*', secret: false };
  }
  return key.state === 'known' ? key.value : partialName(key);
}

function partialName(key: PartialValue | UnknownOf): PartialName {
  const secret = isSecret(key);
  const pattern = patternOf(key);
  if (key.state === 'unknown') {
    const label = secret ? hiddenText : (describeReference(key.because) ?? '*');
    return { pattern, reason: reasonOf(key.because), label, secret };
  }
  return {
    pattern,
    reason: reasonOfParts(key.parts),
    label: secret ? hiddenText : starred(key.parts),
    secret,
  };
}

function missing<E>(element: RecordOf<E>, there: Position, options: KeyedOptions<E>): Comparison {
  const at = element.state === 'record' ? options.declaredAt?.(element) : undefined;
  return differs('missing', there, shownElement(element, options), { absent: true }, at ?? element.at);
}

function shownElement<E>(element: RecordOf<E>, options: KeyedOptions<E>): ShownValue {
  const shown = element.state === 'record' ? options.showDeclared?.(element) : undefined;
  return shown ?? showDeclared(element);
}

function extra<E>(element: Model<E>, there: Position, secret: boolean, options: KeyedOptions<E>): Comparison {
  const shown = options.showLive?.(element) ?? shownLive(element);
  return differs('extra', there, { absent: true }, secret ? shownHidden(shown) : shown, undefined);
}
