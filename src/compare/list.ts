import { isSecret, reasonOf, shownLive, type Value } from '../model/declared.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { shownHidden } from '../model/shown-secret.ts';
import { assign } from './assignment.ts';
import { type Comparer, differs, equal, nothingCompared, undetermined } from './comparison.ts';
import type { CollectionOf, Scalar } from './declared.ts';
import { judge, type ScalarOptions } from './scalar.ts';
import { shaped } from './shape.ts';
import { showWords } from './show.ts';
import { indexesOf, mostPairs } from './unnamed.ts';

/**
 * Compares lists in which the order counts (a command). They differ, or agree, as a whole. An empty list is the same as
 * none.
 */
export function list<T extends Scalar>(options: ScalarOptions<T> = {}): Comparer<CollectionOf<Value<T>>, readonly T[]> {
  const compare: Comparer<CollectionOf<Value<T>>, readonly T[]> = (declared, live = [], position) => {
    if (declared === undefined) {
      return live.length === 0
        ? nothingCompared
        : differs('extra', position, { absent: true }, shownLive(live), undefined);
    }
    const at = declared.at;
    if (declared.state === 'unknown') {
      const there = declared.sensitive ? shownHidden(shownLive(live)) : shownLive(live);
      return undetermined('value-unknown', position, reasonOf(declared.because), at, { live: there });
    }
    if (declared.elements.length === 0 && declared.open === undefined && live.length === 0) return equal(position);
    const secret = declared.sensitive === true || declared.elements.some(isSecret);
    const there: ShownValue =
      live.length === 0 ? { absent: true } : secret ? shownHidden(shownLive(live)) : shownLive(live);
    const shown = hideBoth(showWords(declared), there);
    const kind = live.length === 0 ? 'missing' : declared.elements.length === 0 ? 'extra' : 'changed';
    if (declared.open !== undefined) {
      // Where further elements would stand is not known, but each of these needs one of its own.
      return isOneMissing(declared.elements, live, options)
        ? differs(kind, position, shown.declared, shown.live, at)
        : undetermined('elements-unknown', position, reasonOf(declared.open), at, shown);
    }
    if (declared.elements.length !== live.length) return differs(kind, position, shown.declared, shown.live, at);
    const verdicts = declared.elements.map((element, index) => judge(element, live[index], options));
    if (verdicts.some((verdict) => verdict.outcome === 'differs')) {
      return differs('changed', position, shown.declared, shown.live, at);
    }
    const open = verdicts.find((verdict) => verdict.outcome === 'undetermined');
    return open?.outcome === 'undetermined'
      ? undetermined('value-unknown', position, open.reason, at, shown)
      : equal(position);
  };
  return shaped(compare, { kind: 'list' });
}

/** Whether not every declared element can be a live one of its own, wherever that stands. */
function isOneMissing<T extends Scalar>(
  elements: readonly Value<T>[],
  live: readonly T[],
  options: ScalarOptions<T>,
): boolean {
  if (elements.length > live.length) return true;
  if (elements.length * live.length > mostPairs) return false;
  const candidates = elements.map((element) =>
    indexesOf(live, (other) => judge(element, other, options).outcome !== 'differs'),
  );
  return assign(candidates).partners.includes(undefined);
}

function hideBoth(
  declared: ShownValue,
  live: ShownValue,
): { readonly declared: ShownValue; readonly live: ShownValue } {
  const secret = ('secret' in declared && !('absent' in live)) || 'secret' in live;
  return secret ? { declared: shownHidden(declared), live: shownHidden(live) } : { declared, live };
}
