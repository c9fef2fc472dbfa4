import { isSecret, reasonOf, shownLive, type Value } from '../model/declared.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { hiddenText } from '../model/secret/hidden.ts';
import type { SourceRange } from '../model/source.ts';
import type { Unknown } from '../model/value.ts';
import {
  atElement,
  type Comparer,
  type Comparison,
  differs,
  equal,
  nothingCompared,
  type Position,
  undetermined,
} from './comparison.ts';
import type { CollectionOf, Scalar } from './declared.ts';
import { judge, type ScalarOptions } from './scalar.ts';
import { shaped } from './shape.ts';
import { showDeclared } from './show.ts';

/**
 * Compares lists in which neither order nor repetition counts; element by element. An empty set is the same as none.
 */
export function set<T extends Scalar>(options: ScalarOptions<T> = {}): Comparer<CollectionOf<Value<T>>, readonly T[]> {
  const compare: Comparer<CollectionOf<Value<T>>, readonly T[]> = (declared, live = [], position) => {
    if (declared?.state === 'unknown') {
      const shown: ShownValue = declared.sensitive ? { secret: true } : shownLive(live);
      return undetermined('elements-unknown', position, reasonOf(declared.because), declared.at, { live: shown });
    }
    const elements = declared?.elements ?? [];
    // What AWS has and the code has not may be what stood in the place of a secret element before.
    const secret = declared?.sensitive === true || elements.some(isSecret);
    const showLive = (value: unknown): ShownValue => (secret ? { secret: true } : shownLive(value));
    const results: Comparison[] = [];
    let rest = distinct(live, options);
    const waiting: { readonly element: Value<T>; readonly reason: ReasonData }[] = [];
    for (const element of elements) {
      const fitting = rest.filter((candidate) => judge(element, candidate, options).outcome !== 'differs');
      const known =
        element.state === 'known' ? fitting.find((one) => judge(element, one, options).outcome === 'equal') : undefined;
      const repeated =
        element.state === 'known' && live.some((one) => judge(element, one, options).outcome === 'equal');
      if (known !== undefined) {
        rest = rest.filter((candidate) => candidate !== known);
        results.push(equal(position));
      } else if (!repeated) {
        const first = live.find((candidate) => judge(element, candidate, options).outcome === 'undetermined');
        const verdict = first === undefined ? undefined : judge(element, first, options);
        if (verdict?.outcome === 'undetermined') waiting.push({ element, reason: verdict.reason });
        else if (element.state === 'unknown') waiting.push({ element, reason: reasonOf(element.because) });
        else results.push(missingElement(element, position));
      }
    }
    for (const { element, reason } of waiting) {
      results.push(
        undetermined('value-unknown', position, reason, element.at, {
          declared: showDeclared(element),
          live: showLive(rest),
        }),
      );
    }
    for (const candidate of rest) {
      const taker = waiting.find(({ element }) => judge(element, candidate, options).outcome === 'undetermined');
      if (taker !== undefined) continue;
      results.push(extraElement(showLive(candidate), declared?.open, position, declared?.at));
    }
    if (declared?.open !== undefined) {
      results.push(undetermined('elements-unknown', position, reasonOf(declared.open), declared.at));
    } else if (declared !== undefined && elements.length === 0 && live.length === 0) results.push(equal(position));
    return results.flat();
  };
  return shaped(compare, { kind: 'set' });
}

function missingElement<T extends Scalar>(element: Value<T>, position: Position): Comparison {
  const shown = showDeclared(element);
  const there = atElement(position, keyOf(shown), element.at);
  return differs('missing', there, shown, { absent: true }, element.at);
}

function extraElement(
  shown: ShownValue,
  open: Unknown | undefined,
  position: Position,
  at: SourceRange | undefined,
): Comparison {
  if (open !== undefined) return nothingCompared;
  return differs('extra', atElement(position, keyOf(shown), at), { absent: true }, shown, at);
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
        .some((other) => judge({ state: 'known', value: other }, value, options).outcome === 'equal'),
  );
}
