import { isSecret, reasonOf, shownLive, type Value } from '../model/declared.ts';
import type { ReasonData, ShownValue } from '../model/report.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import type { SourceRange } from '../model/source.ts';
import type { Unknown } from '../model/value.ts';
import {
  atKey,
  type Comparer,
  type Comparison,
  cannotTell,
  differs,
  equal,
  join,
  nothing,
  type Place,
} from './comparison.ts';
import type { CollectionOf, Scalar } from './declared.ts';
import { judge, type ScalarOptions } from './scalar.ts';
import { shaped } from './shape.ts';
import { showDeclared } from './show.ts';

/** Compares lists in which neither order nor repetition counts; element by element. An empty set is the same as none. */
export function set<T extends Scalar>(options: ScalarOptions<T> = {}): Comparer<CollectionOf<Value<T>>, readonly T[]> {
  const compare: Comparer<CollectionOf<Value<T>>, readonly T[]> = (declared, live = [], place) => {
    if (declared?.state === 'unknown') {
      const shown: ShownValue = declared.sensitive ? { secret: true } : shownLive(live);
      return cannotTell('elements-unknown', place, reasonOf(declared.because), declared.at, { live: shown });
    }
    const elements = declared?.elements ?? [];
    // What AWS has and the code has not may be what stood in the place of a secret element before.
    const secret = declared?.sensitive === true || elements.some(isSecret);
    const showLive = (value: unknown): ShownValue => (secret ? { secret: true } : shownLive(value));
    const results: Comparison[] = [];
    let rest = distinct(live, options);
    const waiting: { readonly element: Value<T>; readonly reason: ReasonData }[] = [];
    for (const element of elements) {
      const fitting = rest.filter((candidate) => judge(element, candidate, options).verdict !== 'different');
      const known =
        element.state === 'known' ? fitting.find((one) => judge(element, one, options).verdict === 'equal') : undefined;
      const repeated =
        element.state === 'known' && live.some((one) => judge(element, one, options).verdict === 'equal');
      if (known !== undefined) {
        rest = rest.filter((candidate) => candidate !== known);
        results.push(equal);
      } else if (!repeated) {
        const first = live.find((candidate) => judge(element, candidate, options).verdict === 'open');
        const verdict = first === undefined ? undefined : judge(element, first, options);
        if (verdict?.verdict === 'open') waiting.push({ element, reason: verdict.reason });
        else if (element.state === 'unknown') waiting.push({ element, reason: reasonOf(element.because) });
        else results.push(missingElement(element, place));
      }
    }
    for (const { element, reason } of waiting) {
      results.push(
        cannotTell('value-unknown', place, reason, element.at, {
          declared: showDeclared(element),
          live: showLive(rest),
        }),
      );
    }
    for (const candidate of rest) {
      const taker = waiting.find(({ element }) => judge(element, candidate, options).verdict === 'open');
      if (taker !== undefined) continue;
      results.push(extraElement(showLive(candidate), declared?.open, place, declared?.at));
    }
    if (declared?.open !== undefined) {
      results.push(cannotTell('elements-unknown', place, reasonOf(declared.open), declared.at));
    } else if (declared !== undefined && elements.length === 0 && live.length === 0) results.push(equal);
    return join(results);
  };
  return shaped(compare, { kind: 'set' });
}

function missingElement<T extends Scalar>(element: Value<T>, place: Place): Comparison {
  const shown = showDeclared(element);
  const there = atKey(place, keyOf(shown), element.at);
  return differs('missing', there, shown, { absent: true }, element.at);
}

function extraElement(
  shown: ShownValue,
  open: Unknown | undefined,
  place: Place,
  at: SourceRange | undefined,
): Comparison {
  if (open !== undefined) return nothing;
  return differs('extra', atKey(place, keyOf(shown), at), { absent: true }, shown, at);
}

/** How an element without a name is called in a path: by its value, where that may be shown. */
function keyOf(shown: ShownValue): string {
  if ('value' in shown) return typeof shown.value === 'string' ? shown.value : JSON.stringify(shown.value);
  if ('template' in shown) return shown.template.map((part) => (typeof part === 'string' ? part : '*')).join('');
  return 'secret' in shown ? hiddenText : '*';
}

function distinct<T extends Scalar>(values: readonly T[], options: ScalarOptions<T>): readonly T[] {
  return values.filter(
    (value, index) =>
      !values
        .slice(0, index)
        .some((other) => judge({ state: 'known', value: other }, value, options).verdict === 'equal'),
  );
}
