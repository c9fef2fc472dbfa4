import { describeReference, isSecret, reasonOf, shownLive, type Value } from '../model/declared.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import { shownHidden } from '../model/shown-secret.ts';
import type { SourceRange } from '../model/source.ts';
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
import type { CollectionOf, Scalar } from './declared.ts';
import { namesApart, starred } from './element-name.ts';
import { judge, reasonOfParts, type ScalarOptions } from './scalar.ts';
import { shaped } from './shape.ts';
import { showAll, showDeclared } from './show.ts';
import { type Placement, place } from './unnamed.ts';

/**
 * Compares lists in which neither order nor repetition counts; element by element. An empty set is the same as none.
 */
export function set<T extends Scalar>(options: ScalarOptions<T> = {}): Comparer<CollectionOf<Value<T>>, readonly T[]> {
  const compare: Comparer<CollectionOf<Value<T>>, readonly T[]> = (declared, live = [], position) => {
    if (declared?.state === 'unknown') {
      const shown: ShownValue = declared.sensitive ? shownHidden(shownLive(live)) : shownLive(live);
      return undetermined('elements-unknown', position, reasonOf(declared.because), declared.at, { live: shown });
    }
    const elements = declared?.elements ?? [];
    // What AWS has and the code has not may be what stood in the place of a secret element before.
    const secret = declared?.sensitive === true || elements.some(isSecret);
    const showLive = (value: unknown): ShownValue => (secret ? shownHidden(shownLive(value)) : shownLive(value));
    const { results, undecided, rest, takers } = placeKnown(elements, live, options, position);
    const taken = [...takers.keys()];
    const reasonFor = (element: Value<T>) => whyUndecided(element, [...rest, ...taken], options);
    const placed = place(undecided, rest, {
      fits: (element, candidate) =>
        judge(element, candidate, options).outcome !== 'differs' &&
        takers.get(candidate)?.some((taker) => areNeverSame(element, taker)) !== true,
      // The provider refuses null in a list or set, and in JSON it is an empty string.
      isThere: () => true,
      areTwo: areNeverSame,
      taken,
      isOpen: declared?.open !== undefined,
    });
    results.push(...reportUndecided(placed, rest, position, showLive, reasonFor));
    for (const candidate of placed.extra) results.push(extraElement(showLive(candidate), position, declared?.at));
    if (declared?.open !== undefined) {
      results.push(undetermined('elements-unknown', position, reasonOf(declared.open), declared.at));
    } else if (declared !== undefined && elements.length === 0 && live.length === 0) results.push(equal(position));
    return results.flat();
  };
  return shaped(compare, { kind: 'set' });
}

/** What comes of the elements that are known, and what is left for the others. */
interface Remaining<T> {
  readonly results: Comparison[];
  /** Declared elements that are not known, or cannot be compared. */
  readonly undecided: readonly Value<T>[];
  readonly rest: readonly T[];
  /** The known elements that live ones are. */
  readonly takers: ReadonlyMap<T, readonly Value<T>[]>;
}

function placeKnown<T extends Scalar>(
  elements: readonly Value<T>[],
  live: readonly T[],
  options: ScalarOptions<T>,
  position: Position,
): Remaining<T> {
  const all = distinct(live, options);
  const results: Comparison[] = [];
  const undecided: Value<T>[] = [];
  const takers = new Map<T, Value<T>[]>();
  for (const element of elements) {
    if (element.state !== 'known') {
      undecided.push(element);
      continue;
    }
    const found = all.find((one) => judge(element, one, options).outcome === 'equal');
    if (found !== undefined) {
      if (!takers.has(found)) results.push(equal(position));
      takers.set(found, [...(takers.get(found) ?? []), element]);
    } else if (all.some((one) => judge(element, one, options).outcome === 'undetermined')) undecided.push(element);
    else results.push(missingElement(element, position, keyOf(element)));
  }
  return { results, undecided, rest: all.filter((one) => !takers.has(one)), takers };
}

function reportUndecided<T extends Scalar>(
  { missing, open, tooFew, tooMany }: Placement<Value<T>, T>,
  rest: readonly T[],
  position: Position,
  showLive: (value: unknown) => ShownValue,
  reasonFor: (element: Value<T>) => ReasonData,
): readonly Comparison[] {
  const nameOf = namesApart();
  const results = [
    ...missing.map((element) => missingElement(element, position, nameOf(keyOf(element)))),
    ...tooFew.flatMap(({ declared, unplaced, live }) =>
      unplaced.map((element) => {
        const there = atElement(position, nameOf('*'), element.at);
        return differs('missing', there, showAll(declared, showDeclared), showLive(live), element.at);
      }),
    ),
    ...open.map((element) => {
      const shown = { declared: showDeclared(element), live: showLive(rest) };
      return undetermined('value-unknown', position, reasonFor(element), element.at, shown);
    }),
  ];
  for (let index = 0; index < (tooMany?.count ?? 0); index += 1) {
    const shown = showAll(tooMany?.declared ?? [], showDeclared);
    results.push(differs('extra', atElement(position, nameOf('*')), shown, showLive(tooMany?.live), undefined));
  }
  return results;
}

function whyUndecided<T extends Scalar>(element: Value<T>, live: readonly T[], options: ScalarOptions<T>): ReasonData {
  if (element.state === 'unknown') return reasonOf(element.because);
  if (element.state === 'partial') return reasonOfParts(element.parts);
  for (const candidate of live) {
    const verdict = judge(element, candidate, options);
    if (verdict.outcome === 'undetermined') return verdict.reason;
  }
  return { kind: 'secret' };
}

function missingElement<T extends Scalar>(element: Value<T>, position: Position, key: string): Comparison {
  return differs('missing', atElement(position, key, element.at), showDeclared(element), { absent: true }, element.at);
}

function extraElement(shown: ShownValue, position: Position, at: SourceRange | undefined): Comparison {
  return differs('extra', atElement(position, keyOfShown(shown), at), { absent: true }, shown, at);
}

/** How an element without a name is called in a path: by its value or reference, where that may be shown. */
function keyOf(element: Value<unknown>): string {
  if (element.state !== 'unknown' || isSecret(element)) return keyOfShown(showDeclared(element));
  return describeReference(element.because) ?? '*';
}

function keyOfShown(shown: ShownValue): string {
  if ('value' in shown) return typeof shown.value === 'string' ? shown.value : JSON.stringify(shown.value);
  if ('template' in shown) return starred(shown.template);
  return 'secret' in shown ? hiddenText : '*';
}

function distinct<T extends Scalar>(values: readonly T[], options: ScalarOptions<T>): readonly T[] {
  return values.filter(
    (value, index) =>
      !values
        .slice(0, index)
        .some((other) => judge({ state: 'known', value: other }, value, options).outcome === 'equal'),
  );
}
