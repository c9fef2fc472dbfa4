import { reasonOf, shownLive, type Value } from '../model/declared.ts';
import type { ReasonData, ShownValue } from '../model/report.ts';
import { matchesParts } from '../model/secret.ts';
import { atKey, type Comparer, type Comparison, cannotTell, differs, equal, join, type Place } from './comparison.ts';
import type { CollectionOf, KnownRecord, RecordOf } from './declared.ts';
import { showDeclared } from './show.ts';

/** How the elements of a keyed collection are told apart, compared and shown. */
export interface KeyedOptions<E> {
  /** What identifies a declared element; undefined when it is not declared. */
  readonly declaredKey: (declared: KnownRecord<E>) => Value<string> | undefined;
  readonly liveKey: (live: E) => string;
  readonly compare: Comparer<RecordOf<E>, E>;
  /** What stands for an element that only one side has. Default: the whole element. */
  readonly showDeclared?: (declared: KnownRecord<E>) => ShownValue;
  readonly showLive?: (live: E) => ShownValue;
  /** When one element is left on each side, they are compared: its name was changed. */
  readonly pairTheRest?: true;
}

/**
 * Compares collections whose elements have a name. Order does not count; elements of the same name are compared in order. An empty
 * collection is the same as none. With `open`, or an element whose name is not known, what only AWS has is not held against the code.
 */
export function keyed<E>(options: KeyedOptions<E>): Comparer<CollectionOf<RecordOf<E>>, readonly E[]> {
  return (declared, live = [], place) => {
    if (declared?.state === 'unknown') {
      return cannotTell('elements-unknown', place, reasonOf(declared.because), declared.at);
    }
    const elements = declared?.elements ?? [];
    const open = declared?.open;
    const liveByKey = grouped(live, options.liveKey);
    const taken = new Map<string, number>();
    const nameless: { readonly element: RecordOf<E>; readonly key: NamelessKey }[] = [];
    const unmatched: { readonly element: RecordOf<E>; readonly there: Place }[] = [];
    const results: Comparison[] = [];
    for (const element of elements) {
      const key = keyOf(element, options);
      if (typeof key !== 'string') {
        nameless.push({ element, key });
        continue;
      }
      const count = taken.get(key) ?? 0;
      taken.set(key, count + 1);
      const other = liveByKey.get(key)?.[count];
      const there = atKey(place, numbered(key, count), element.at);
      if (other === undefined) unmatched.push({ element, there });
      else results.push(options.compare(element, other, there));
    }
    const rest = [...liveByKey].flatMap(([key, group]) => {
      const used = taken.get(key) ?? 0;
      return group.slice(used).map((element, index) => ({ key, element, name: numbered(key, used + index) }));
    });
    const [unpaired] = unmatched;
    const [leftOver] = rest;
    if (
      options.pairTheRest &&
      unpaired !== undefined &&
      leftOver !== undefined &&
      unmatched.length + rest.length + nameless.length === 2 &&
      open === undefined
    ) {
      return join([...results, options.compare(unpaired.element, leftOver.element, unpaired.there)]);
    }
    for (const { element, there } of unmatched) results.push(missing(element, there, options));
    const claimed = new Set<string>();
    for (const { element, key } of nameless) {
      const candidates = rest.filter((candidate) => matchesParts(candidate.key, key.pattern));
      if (candidates.length === 0 && open === undefined && key.pattern.some((part) => part !== undefined)) {
        // What is known of its name fits none.
        const pattern = key.pattern.map((part) => part ?? '*').join('');
        results.push(missing(element, atKey(place, pattern, element.at), options));
        continue;
      }
      for (const candidate of candidates) claimed.add(candidate.name);
      results.push(cannotTell('value-unknown', place, key.reason, element.at));
    }
    for (const { element, name } of rest) {
      if (open !== undefined || claimed.has(name)) continue;
      const shown = options.showLive?.(element) ?? shownLive(element);
      results.push(differs('extra', atKey(place, name, declared?.at), { absent: true }, shown, undefined));
    }
    if (open !== undefined) results.push(cannotTell('elements-unknown', place, reasonOf(open), declared?.at));
    else if (declared !== undefined && elements.length === 0 && live.length === 0) results.push(equal);
    return join(results);
  };
}

/** A name of which only a part is known: texts, and undefined for what may stand between them. */
interface NamelessKey {
  readonly pattern: readonly (string | undefined)[];
  readonly reason: ReasonData;
}

function keyOf<E>(element: RecordOf<E>, options: KeyedOptions<E>): string | NamelessKey {
  if (element.state === 'unknown') return { pattern: [undefined], reason: reasonOf(element.because) };
  const key = options.declaredKey(element);
  if (key === undefined) {
    const reason =
      element.open === undefined ? ({ kind: 'invalid', name: 'name-missing' } as const) : reasonOf(element.open);
    return { pattern: [undefined], reason };
  }
  if (key.state === 'known') return key.value;
  if (key.state === 'unknown') return { pattern: [undefined], reason: reasonOf(key.because) };
  const reasons = key.parts.flatMap((part) => (typeof part === 'string' ? [] : [reasonOf(part)]));
  const [first] = reasons;
  return {
    pattern: key.parts.map((part) => (typeof part === 'string' ? part : undefined)),
    reason:
      first !== undefined && reasons.length === 1 ? first : { kind: 'operation', name: 'template', from: reasons },
  };
}

function missing<E>(element: RecordOf<E>, there: Place, options: KeyedOptions<E>): Comparison {
  const shown = element.state === 'record' ? options.showDeclared?.(element) : undefined;
  return differs('missing', there, shown ?? showDeclared(element), { absent: true }, element.at);
}

function numbered(key: string, index: number): string {
  return index === 0 ? key : `${key}#${index + 1}`;
}

function grouped<L>(elements: readonly L[], keyOfElement: (element: L) => string): Map<string, L[]> {
  const groups = new Map<string, L[]>();
  for (const element of elements) {
    const key = keyOfElement(element);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [element]);
    else group.push(element);
  }
  return groups;
}
