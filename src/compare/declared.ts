import type { UnknownOf, Value } from '../model/declared.ts';
import type { Secret } from '../model/secret/secret.ts';
import type { SourceRange } from '../model/source.ts';
import type { Unknown } from '../model/value.ts';

/** What has no parts that are compared by themselves. */
export type Scalar = string | number | boolean | Secret;

/**
 * The declared form of a model: the same shape, in which every scalar, collection and record may be unknown. A member
 * that is left out is not declared.
 */
export type Declared<T> = [T] extends [Scalar]
  ? Value<T>
  : [T] extends [ReadonlyMap<string, infer V>]
    ? MapOf<Declared<V>>
    : [T] extends [readonly (infer E)[]]
      ? CollectionOf<Declared<E>>
      : RecordOf<T>;

/** Elements that are certainly there. `open`: why there may be more. */
export type CollectionOf<D> = KnownCollection<D> | UnknownOf;
export interface KnownCollection<D> {
  readonly state: 'collection';
  readonly elements: readonly D[];
  readonly open?: Unknown;
  /** Nothing of it may be shown, nor what AWS has in its place. */
  readonly sensitive?: true;
  readonly at?: SourceRange;
}

/** Entries that are certainly there. `open`: why there may be more. */
export type MapOf<D> = KnownMap<D> | UnknownOf;
export interface KnownMap<D> {
  readonly state: 'map';
  readonly entries: ReadonlyMap<string, D>;
  readonly open?: Unknown;
  /** Nothing of it may be shown, nor what AWS has in its place. */
  readonly sensitive?: true;
  readonly at?: SourceRange;
  /** Keys that may not be shown. */
  readonly secretKeys?: ReadonlySet<string>;
}

export type RecordOf<M> = KnownRecord<M> | UnknownOf;
export interface KnownRecord<M> {
  readonly state: 'record';
  readonly members: Members<M>;
  /** It is there whatever its members are: the code writes it as a nested block. */
  readonly isBlock?: true;
  /** Why there may be further members (an object of which only a part is known). */
  readonly open?: Unknown;
  /** Nothing of it may be shown, nor what AWS has in its place. */
  readonly sensitive?: true;
  readonly at?: SourceRange;
}
export type Members<M> = { readonly [K in keyof M]?: Declared<NonNullable<M[K]>> | undefined };
