import type { SourceRange } from './source.ts';

/** When a line came to where it is, or why it has no age. */
export type LineAge =
  | { readonly committedAt: Date; readonly commit: string }
  /**
   * `shallow`: the clone is cut off there, so that the line may be older. `future`: its commit is dated after the run.
   * `uncommitted`: no commit has it. `outside`: its file is in no repository. `unreadable`: the history cannot be read.
   */
  | { readonly none: 'shallow' | 'future' | 'uncommitted' | 'outside' | 'unreadable' };

/**
 * Finds the ages of lines: those at the beginning of each place.
 *
 * @param commit the version of the code that the places are in. Default: what is checked out.
 */
export type LineAges = (places: readonly SourceRange[], commit?: string) => Promise<ReadonlyMap<SourceRange, LineAge>>;
