/*
 * Every member of AWS's own types has its place: a row of a table, or a reason why there is none. One that a new SDK
 * adds does not compile until it has one of the two, and neither does a row of a member that AWS does not have.
 */

/** Why a member of AWS's own types is no row of a table. */
export type Treatment =
  /** Compared, but not as a row of the table. */
  | { readonly treatment: 'apart' }
  /** Finds the live thing or says which one it is. */
  | { readonly treatment: 'identity'; readonly because: string }
  /** Told by AWS; nobody declares it. */
  | { readonly treatment: 'read-only'; readonly because: string }
  /** Terraform cannot declare it, or it says nothing about how tasks run. */
  | { readonly treatment: 'ignored'; readonly because: string };

export const apart: Treatment = { treatment: 'apart' };
export const identity = (because: string): Treatment => ({ treatment: 'identity', because });
export const readOnly = (because: string): Treatment => ({ treatment: 'read-only', because });
export const ignored = (because: string): Treatment => ({ treatment: 'ignored', because });

/** The members of AWS's type `S` of which none of the rows of `Covered` is. */
export type Uncovered<S, Covered extends keyof S> = { readonly [K in Exclude<keyof S, Covered>]-?: Treatment };

/** The members of AWS's type that rows are of: each row's own name, or what its `sdk` begins with. */
export type Covered<Rows> = {
  readonly [K in keyof Rows]: Rows[K] extends { readonly sdk: infer S extends string } ? First<S> : K;
}[keyof Rows];

/** The members of a member `Of` of AWS's type that rows are of. */
export type CoveredIn<Rows, Of extends string> = {
  readonly [K in keyof Rows]: Rows[K] extends { readonly sdk: `${Of}.${infer S}` } ? First<S> : never;
}[keyof Rows];

/** What a client makes of a member of a union that it does not know. */
type UnknownUnionMember = '$unknown';

/**
 * The members inside of those that AWS's type `S` and the model `L` both have, at any depth, of which `L` has none: by
 * their paths.
 */
export type UncoveredWithin<S, L> = { readonly [Path in PathsWithin<S, L>]: Treatment };

type PathsWithin<S, L> = {
  [K in keyof S & keyof L & string]: Beneath<K, ElementOf<S[K]>, ElementOf<L[K]>>;
}[keyof S & keyof L & string];

/** A map has no members of its own. */
type Beneath<K extends string, S, L> = S extends object
  ? string extends keyof S
    ? never
    : `${K}.${(Exclude<keyof S, keyof L | UnknownUnionMember> & string) | PathsWithin<S, L>}`
  : never;

type ElementOf<T> = NonNullable<T> extends readonly (infer E)[] ? E : NonNullable<T>;

type First<S extends string> = S extends `${infer Head}.${string}` ? Head : S;
