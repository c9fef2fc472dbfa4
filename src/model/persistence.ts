import type { DifferingLeaf } from './leaf.ts';

/** A difference, and what AWS told of when it was accepted, which is not what it tells of now. */
export interface PersistenceQuestion {
  readonly leaf: DifferingLeaf;
  readonly seen: string;
}

/**
 * Whether a difference stood in all that AWS tells of between what was seen when it was accepted and what has it now.
 * `gone`: somewhere it did not. `unread`: not all of it could be read, or it is too much.
 */
export type Persisted = 'stood' | 'gone' | 'unread';

/** The answers; undefined for what was not asked, or is of a kind of which AWS does not keep what was. */
export type Persistence = (question: PersistenceQuestion) => Persisted | undefined;
