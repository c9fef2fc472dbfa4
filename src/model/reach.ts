import type { TextPattern } from './pattern.ts';
import type { Unknown } from './value.ts';

/**
 * What a value can turn out to be, told from what its expression refers to: an expression that is not known can still
 * lead to a few things only.
 */
export interface Reach {
  /** Attributes that the code does not hold: `path` begins with the attribute's name. */
  readonly attributes: readonly Extract<Unknown, { readonly kind: 'resource' | 'data' }>[];
  /** Texts that are known. */
  readonly texts: readonly string[];
  /** Texts of which only a part is known. */
  readonly templates: readonly TextPattern[];
  /** Why it can be anything. */
  readonly open?: Unknown;
}

/** What the arguments of a resource can turn out to be. */
export interface ArgumentReach {
  /** Of an argument outside of nested blocks; undefined where it is not written or nothing can be told of it. */
  of(argument: string): Reach | undefined;
}
