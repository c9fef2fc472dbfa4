import type { Counts, ReasonData, ShownValue } from '../model/report.ts';
import type { SourceRange } from '../model/source.ts';
import type { Shape } from './shape.ts';

/** One step of the way to what is compared: a field, and the key of an element when the field is a collection or map. */
interface PathStep {
  readonly field: string;
  readonly key?: string;
}
export type Path = readonly PathStep[];

/** Where a comparison stands: the way to it, and the nearest place in the code. */
export interface Place {
  readonly path: Path;
  readonly at?: SourceRange;
}

/** The code and AWS do not agree. `missing`: only the code has it. `extra`: only AWS has it. */
export interface Difference {
  readonly kind: 'changed' | 'missing' | 'extra';
  readonly path: Path;
  readonly declared: ShownValue;
  readonly live: ShownValue;
  readonly at?: SourceRange;
}

/** Whether the code and AWS agree cannot be told. */
export interface Undetermined {
  readonly code: 'value-unknown' | 'elements-unknown';
  readonly path: Path;
  readonly reason: ReasonData;
  readonly declared?: ShownValue;
  readonly live?: ShownValue;
  readonly at?: SourceRange;
}

/** What comparing came to. A value that is neither declared nor live, or is left to AWS, counts nowhere. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly undetermined: readonly Undetermined[];
  readonly counts: Counts;
}

/**
 * Compares a declared value with a live one. `declared` undefined means: the code leaves it out, and AWS is expected to have nothing
 * (or the default). `live` undefined means that AWS has none.
 */
export type Comparer<D, L> = ((declared: D | undefined, live: L | undefined, place: Place) => Comparison) & {
  /** What it compares, for the list of fields and for tests that go through all of them. */
  readonly shape?: Shape;
};

/** Nothing to compare. */
export const nothing: Comparison = {
  differences: [],
  undetermined: [],
  counts: { compared: 0, equal: 0, drifted: 0, undetermined: 0 },
};

/** One value that both sides agree on. */
export const equal: Comparison = { ...nothing, counts: { compared: 1, equal: 1, drifted: 0, undetermined: 0 } };

/** One value that the sides do not agree on. */
export function differs(
  kind: Difference['kind'],
  place: Place,
  declared: ShownValue,
  live: ShownValue,
  at: SourceRange | undefined,
): Comparison {
  const where = at ?? place.at;
  const difference = { kind, path: place.path, declared, live, ...(where === undefined ? {} : { at: where }) };
  return { ...nothing, differences: [difference], counts: { compared: 1, equal: 0, drifted: 1, undetermined: 0 } };
}

/** One value that could not be compared. */
export function cannotTell(
  code: Undetermined['code'],
  place: Place,
  reason: ReasonData,
  at: SourceRange | undefined,
  shown: { readonly declared?: ShownValue; readonly live?: ShownValue } = {},
): Comparison {
  const where = at ?? place.at;
  const undetermined = { code, path: place.path, reason, ...shown, ...(where === undefined ? {} : { at: where }) };
  return { ...nothing, undetermined: [undetermined], counts: { compared: 0, equal: 0, drifted: 0, undetermined: 1 } };
}

/** The same, with no value of either side shown. */
export function withoutValues(comparison: Comparison): Comparison {
  const hide = (shown: ShownValue): ShownValue => ('absent' in shown ? shown : { secret: true });
  return {
    ...comparison,
    differences: comparison.differences.map((one) => ({
      ...one,
      declared: hide(one.declared),
      live: hide(one.live),
    })),
    undetermined: comparison.undetermined.map((one) => ({
      ...one,
      ...(one.declared === undefined ? {} : { declared: hide(one.declared) }),
      ...(one.live === undefined ? {} : { live: hide(one.live) }),
    })),
  };
}

/** Several comparisons as one. */
export function join(comparisons: readonly Comparison[]): Comparison {
  const sum = (key: keyof Counts) => comparisons.reduce((total, comparison) => total + comparison.counts[key], 0);
  return {
    differences: comparisons.flatMap((comparison) => comparison.differences),
    undetermined: comparisons.flatMap((comparison) => comparison.undetermined),
    counts: {
      compared: sum('compared'),
      equal: sum('equal'),
      drifted: sum('drifted'),
      undetermined: sum('undetermined'),
    },
  };
}

/** A step further: the element `key` of the collection that `place` stands at. */
export function atKey(place: Place, key: string, at?: SourceRange): Place {
  const last = place.path.at(-1);
  const path = last === undefined ? [{ field: '', key }] : [...place.path.slice(0, -1), { ...last, key }];
  const where = at ?? place.at;
  return { path, ...(where === undefined ? {} : { at: where }) };
}

/** A step further: the member `field` of the record that `place` stands at. */
export function atField(place: Place, field: string, at?: SourceRange): Place {
  const where = at ?? place.at;
  return { path: [...place.path, { field }], ...(where === undefined ? {} : { at: where }) };
}

/** The path as reports write it: `containers[api].environment[FOO]`. */
export function formatPath(path: Path): string {
  return path.map((step) => (step.key === undefined ? step.field : `${step.field}[${step.key}]`)).join('.');
}
