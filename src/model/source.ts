/**
 * A place in a text. `line` and `column` start at 1; `column` and `offset` count UTF-16 code units, `offset` from 0.
 */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/**
 * A stretch of one file: from `start` (inclusive) to `end` (exclusive). `file` is relative to where the run began, with
 * forward slashes.
 */
export interface SourceRange {
  readonly file: string;
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** Of what stands in no file of code, such as a value of a plan or a state. */
export const noSourceRange: SourceRange = {
  file: '',
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 1, offset: 0 },
};
