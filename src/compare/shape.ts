import type { Value } from '../model/declared.ts';

/*
 * What comparers say of themselves. The list of fields (`docs/fields.md`) and the tests that change every field once
 * are made from it, so that a new field is in both without being remembered.
 */

/** What a comparer compares. */
export type Shape = ScalarShape | ListShape | SetShape | MapShape | RecordShape | KeyedShape;

export interface ScalarShape {
  readonly kind: 'scalar';
  /** What AWS takes an omitted value for. */
  readonly absentAs?: string | number | boolean;
  /** The page that says so. */
  readonly source?: string;
}
/** Order counts. */
export interface ListShape {
  readonly kind: 'list';
}
/** Neither order nor repetition counts. */
export interface SetShape {
  readonly kind: 'set';
}
export interface MapShape {
  readonly kind: 'map';
}
export interface RecordShape {
  readonly kind: 'record';
  /** The members' shapes by name, in the order of the table of fields. */
  readonly fields: ReadonlyMap<string, FieldShape>;
}
export interface FieldShape {
  readonly omitted: 'absent' | 'unmanaged';
  readonly shape: Shape;
}
/** Elements have a name. */
export interface KeyedShape {
  readonly kind: 'keyed';
  /** Their order counts. */
  readonly inOrder?: true;
  /** Terraform merges equal ones. */
  readonly merges?: true;
  /** The name of a live element. */
  readonly key: (live: never) => string;
  /** The name of a declared element; undefined when it is not declared. */
  readonly declaredKey: (declared: never) => Value<string> | undefined;
  /** The members that are told apart; undefined when an element has one value. */
  readonly element: Shape;
}

/** A comparer together with what it compares. */
export function shaped<F extends object>(compare: F, shape: Shape): F & { readonly shape: Shape } {
  return Object.assign(compare, { shape });
}
