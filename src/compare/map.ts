import { reasonOf, shownLive } from '../model/declared.ts';
import { shownHidden } from '../model/shown-secret.ts';
import type { SourceRange } from '../model/source.ts';
import { atElement, type Comparer, equal, undetermined, withoutValues } from './comparison.ts';
import type { MapOf } from './declared.ts';
import { shaped } from './shape.ts';

/** Compares maps key by key. An empty map is the same as none. */
export function map<D extends { readonly at?: SourceRange; readonly state: string }, L>(
  compare: Comparer<D, L>,
): Comparer<MapOf<D>, ReadonlyMap<string, L>> {
  const compareMap: Comparer<MapOf<D>, ReadonlyMap<string, L>> = (declared, live = new Map(), position) => {
    if (declared?.state === 'unknown') {
      return undetermined('elements-unknown', position, reasonOf(declared.because), declared.at, {
        live: declared.sensitive
          ? shownHidden(shownLive(Object.fromEntries(live)))
          : shownLive(Object.fromEntries(live)),
      });
    }
    const entries = declared?.entries ?? new Map<string, D>();
    const results = [...entries].map(([key, entry]) =>
      compare(entry, live.get(key), atElement(position, key, entry.at)),
    );
    for (const [key, value] of live) {
      if (entries.has(key)) continue;
      if (declared?.open !== undefined) continue;
      const extra = compare(undefined, value, atElement(position, key, declared?.at));
      results.push(declared?.sensitive ? withoutValues(extra) : extra);
    }
    if (declared?.open !== undefined) {
      results.push(undetermined('elements-unknown', position, reasonOf(declared.open), declared.at));
    } else if (declared !== undefined && entries.size === 0 && live.size === 0) results.push(equal(position));
    return results.flat();
  };
  return shaped(compareMap, { kind: 'map' });
}
