import { isSecret, reasonOf, shownLive, type Value } from '../model/declared.ts';
import type { ShownValue } from '../model/report.ts';
import { type Comparer, cannotTell, differs, equal, nothing } from './comparison.ts';
import type { CollectionOf, Scalar } from './declared.ts';
import { judge, type ScalarOptions } from './scalar.ts';
import { shaped } from './shape.ts';
import { showWords } from './show.ts';

/**
 * Compares lists in which the order counts (a command). They differ, or agree, as a whole. An empty list is the same as none.
 */
export function list<T extends Scalar>(options: ScalarOptions<T> = {}): Comparer<CollectionOf<Value<T>>, readonly T[]> {
  const compare: Comparer<CollectionOf<Value<T>>, readonly T[]> = (declared, live = [], place) => {
    if (declared === undefined) {
      return live.length === 0 ? nothing : differs('extra', place, { absent: true }, shownLive(live), undefined);
    }
    const at = declared.at;
    if (declared.state === 'unknown') {
      const there = declared.sensitive ? ({ secret: true } as const) : shownLive(live);
      return cannotTell('value-unknown', place, reasonOf(declared.because), at, { live: there });
    }
    if (declared.elements.length === 0 && declared.open === undefined && live.length === 0) return equal;
    const secret = declared.sensitive === true || declared.elements.some(isSecret);
    const there: ShownValue = live.length === 0 ? { absent: true } : secret ? { secret: true } : shownLive(live);
    const shown = hideBoth(showWords(declared), there);
    const kind = live.length === 0 ? 'missing' : declared.elements.length === 0 ? 'extra' : 'changed';
    if (declared.open !== undefined) {
      // Where further elements would stand is not known, so nothing but the length can contradict.
      return declared.elements.length > live.length
        ? differs(kind, place, shown.declared, shown.live, at)
        : cannotTell('elements-unknown', place, reasonOf(declared.open), at, shown);
    }
    if (declared.elements.length !== live.length) return differs(kind, place, shown.declared, shown.live, at);
    const verdicts = declared.elements.map((element, index) => judge(element, live[index], options));
    if (verdicts.some((verdict) => verdict.verdict === 'different')) {
      return differs('changed', place, shown.declared, shown.live, at);
    }
    const open = verdicts.find((verdict) => verdict.verdict === 'open');
    return open?.verdict === 'open' ? cannotTell('value-unknown', place, open.reason, at, shown) : equal;
  };
  return shaped(compare, { kind: 'list' });
}

function hideBoth(
  declared: ShownValue,
  live: ShownValue,
): { readonly declared: ShownValue; readonly live: ShownValue } {
  const secret = ('secret' in declared && !('absent' in live)) || 'secret' in live;
  return secret ? { declared: { secret: true }, live: 'absent' in live ? live : { secret: true } } : { declared, live };
}
