/** A part of a text, from `start` (inclusive) to `end` (exclusive) in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
