import { isSecret, patternOf, reasonOf, shownLive, type Value } from '../model/declared.ts';
import { groupBy } from '../model/group.ts';
import { fitsAnything, matchesPattern, type TextPattern } from '../model/pattern.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import type { SourceRange } from '../model/source.ts';
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
import type { Model } from './record.ts';
import { shaped } from './shape.ts';
import { showDeclared } from './show.ts';

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
}

/**
 * Compares collections whose elements have a name. Order does not count; elements of the same name are matched by
 * likeness. An empty collection is the same as none. With `open`, or an element whose name is not known, what only AWS
 * has is not held against the code.
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
    const nameless = elements.flatMap(({ element, key }) => (typeof key === 'string' ? [] : [{ element, key }]));
    const declaredByKey = groupBy(named, ({ key }) => key);
    const liveByKey = groupBy(live, options.liveKey);
    const results: Comparison[] = [];
    const unmatched: { readonly element: RecordOf<E>; readonly there: Position }[] = [];
    for (const [key, group] of declaredByKey) {
      const matched = match(
        group.map(({ element }) => element),
        liveByKey.get(key) ?? [],
        (element, index) => atElement(position, numbered(key, index), element.at),
        options.compare,
      );
      results.push(...matched.compared);
      unmatched.push(...matched.missing);
      liveByKey.set(key, matched.rest);
    }
    const rest = [...liveByKey].flatMap(([key, group]) => {
      const before = declaredByKey.get(key)?.length ?? 0;
      return group.map((element, index) => ({ key, element, name: numbered(key, before + index) }));
    });
    const open = declared?.open;
    const [unpaired, leftOver] = [unmatched[0], rest[0]];
    const onePair = unmatched.length === 1 && rest.length === 1 && nameless.length === 0 && open === undefined;
    if (options.pairTheRest && onePair && unpaired !== undefined && leftOver !== undefined) {
      return [...results.flat(), ...options.compare(unpaired.element, leftOver.element, unpaired.there)];
    }
    for (const { element, there } of unmatched) {
      const dropped = element.state === 'record' && options.mayBeDropped?.(element) === true;
      results.push(dropped ? equal(there) : missing(element, there, options));
    }
    const claimed = new Set<string>();
    for (const { element, key } of nameless) {
      const candidates = rest.filter((candidate) => matchesPattern(candidate.key, key.pattern));
      if (candidates.length === 0 && open === undefined && !fitsAnything(key.pattern)) {
        // What is known of its name fits none.
        const pattern = key.secret
          ? hiddenText
          : key.pattern.map((part) => (typeof part === 'string' ? part : '*')).join('');
        results.push(missing(element, atElement(position, pattern, element.at), options));
        continue;
      }
      for (const candidate of candidates) claimed.add(candidate.name);
      results.push(undetermined('value-unknown', position, key.reason, element.at));
    }
    for (const { element, name } of rest) {
      if (open !== undefined || claimed.has(name)) continue;
      const shown: ShownValue = secret ? { secret: true } : (options.showLive?.(element) ?? shownLive(element));
      results.push(differs('extra', atElement(position, name, declared?.at), { absent: true }, shown, undefined));
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
  });
}

/** Matches elements of one name: first those that do not differ, then the others in order. */
function match<E>(
  declared: readonly RecordOf<E>[],
  live: readonly Model<E>[],
  positionOf: (element: RecordOf<E>, index: number) => Position,
  compare: Comparer<RecordOf<E>, Model<E>>,
): {
  readonly compared: readonly Comparison[];
  readonly missing: readonly { readonly element: RecordOf<E>; readonly there: Position }[];
  readonly rest: Model<E>[];
} {
  const [only, other] = [declared[0], live[0]];
  if (declared.length === 1 && live.length === 1 && only !== undefined && other !== undefined) {
    return { compared: [compare(only, other, positionOf(only, 0))], missing: [], rest: [] };
  }
  const rest = [...live];
  const compared: Comparison[] = [];
  const waiting: { readonly element: RecordOf<E>; readonly there: Position }[] = [];
  for (const [index, element] of declared.entries()) {
    const there = positionOf(element, index);
    const alike = rest.findIndex(
      (candidate) => !compare(element, candidate, there).some(({ outcome }) => outcome === 'differs'),
    );
    const found = rest[alike];
    if (found === undefined) {
      waiting.push({ element, there });
      continue;
    }
    rest.splice(alike, 1);
    compared.push(compare(element, found, there));
  }
  const unmatched: { readonly element: RecordOf<E>; readonly there: Position }[] = [];
  for (const { element, there } of waiting) {
    const next = rest.shift();
    if (next === undefined) unmatched.push({ element, there });
    else compared.push(compare(element, next, there));
  }
  return { compared, missing: unmatched, rest };
}

/** A name of which only a part is known. */
interface PartialName {
  readonly pattern: TextPattern;
  readonly reason: ReasonData;
  /** What is known of it may not be shown. */
  readonly secret: boolean;
}

function hasSecretKey<E>(element: RecordOf<E>, options: KeyedOptions<E>): boolean {
  const key = element.state === 'unknown' ? element : options.declaredKey(element);
  return key !== undefined && isSecret(key);
}

function keyOf<E>(element: RecordOf<E>, options: KeyedOptions<E>): string | PartialName {
  if (element.state === 'unknown') {
    return { pattern: [{}], reason: reasonOf(element.because), secret: element.sensitive === true };
  }
  const key = options.declaredKey(element);
  if (key === undefined) {
    const reason =
      element.open === undefined ? ({ kind: 'invalid', name: 'name-missing' } as const) : reasonOf(element.open);
    return { pattern: [{}], reason, secret: false };
  }
  if (key.state === 'known') return key.value;
  const secret = isSecret(key);
  if (key.state === 'unknown') return { pattern: patternOf(key), reason: reasonOf(key.because), secret };
  const reasons = key.parts.flatMap((part) => (typeof part === 'string' ? [] : [reasonOf(part)]));
  const [first] = reasons;
  return {
    secret,
    pattern: patternOf(key),
    reason:
      first !== undefined && reasons.length === 1 ? first : { kind: 'operation', name: 'template', from: reasons },
  };
}

function missing<E>(element: RecordOf<E>, there: Position, options: KeyedOptions<E>): Comparison {
  const shown = element.state === 'record' ? options.showDeclared?.(element) : undefined;
  const at = element.state === 'record' ? options.declaredAt?.(element) : undefined;
  return differs('missing', there, shown ?? showDeclared(element), { absent: true }, at ?? element.at);
}

function numbered(key: string, index: number): string {
  return index === 0 ? key : `${key}#${index + 1}`;
}
