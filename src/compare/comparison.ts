import type { Differing, Outcome, Undetermined } from '../model/leaf.ts';
import { elementAt, memberAt, type Path } from '../model/path.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { shownHidden } from '../model/shown-secret.ts';
import type { SourceRange } from '../model/source.ts';
import type { Shape } from './shape.ts';

/** Where a comparison stands: the way to it, and the nearest place in the code. */
export interface Position {
  readonly path: Path;
  readonly at?: SourceRange;
}

/**
 * What comparing came to: an outcome for each value. One that is neither declared nor live, or is left to AWS, has
 * none.
 */
export type Comparison = readonly Outcome[];

/**
 * Compares a declared value with a live one. `declared` undefined means: the code leaves it out, and AWS is expected to
 * have nothing (or the default). `live` undefined means that AWS has none.
 */
export type Comparer<D, L> = ((declared: D | undefined, live: L | undefined, position: Position) => Comparison) & {
  /** What it compares, for the list of fields and for tests that go through all of them. */
  readonly shape?: Shape;
};

/** Nothing to compare. */
export const nothingCompared: Comparison = [];

/** One value that both sides agree on. */
export function equal({ path }: Position): Comparison {
  return [{ outcome: 'equal', path }];
}

/** One value that the sides do not agree on. */
export function differs(
  change: Differing['change'],
  position: Position,
  declared: ShownValue,
  live: ShownValue,
  at: SourceRange | undefined,
): Comparison {
  const where = at ?? position.at;
  return [
    { outcome: 'differs', change, path: position.path, declared, live, ...(where === undefined ? {} : { at: where }) },
  ];
}

/** One value that could not be compared. */
export function undetermined(
  code: Undetermined['code'],
  position: Position,
  reason: ReasonData,
  at: SourceRange | undefined,
  shown: { readonly declared?: ShownValue; readonly live?: ShownValue } = {},
): Comparison {
  const where = at ?? position.at;
  return [
    {
      outcome: 'undetermined',
      code,
      path: position.path,
      reason,
      ...shown,
      ...(where === undefined ? {} : { at: where }),
    },
  ];
}

/** The same, with no value of either side shown. */
export function withoutValues(comparison: Comparison): Comparison {
  return comparison.map((one) =>
    one.outcome === 'equal'
      ? one
      : {
          ...one,
          ...(one.declared === undefined ? {} : { declared: shownHidden(one.declared) }),
          ...(one.live === undefined ? {} : { live: shownHidden(one.live) }),
        },
  );
}

/** The values that the sides do not agree on. */
export function differencesOf(comparison: Comparison): readonly Differing[] {
  return comparison.filter((one) => one.outcome === 'differs');
}

/** The values that could not be compared. */
export function undeterminedOf(comparison: Comparison): readonly Undetermined[] {
  return comparison.filter((one) => one.outcome === 'undetermined');
}

/** A step further: the element `key` of the collection that `position` stands at. */
export function atElement(position: Position, key: string, at?: SourceRange): Position {
  return stepTo(elementAt(position.path, key), at ?? position.at);
}

/** A step further: the member `field` of the record that `position` stands at. */
export function atMember(position: Position, field: string, at?: SourceRange): Position {
  return stepTo(memberAt(position.path, field), at ?? position.at);
}

function stepTo(path: Path, at: SourceRange | undefined): Position {
  return { path, ...(at === undefined ? {} : { at }) };
}
