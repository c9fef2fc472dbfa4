/**
 * The furthest from 1970 that a `Date` may be, in milliseconds.
 * https://tc39.es/ecma262/#sec-time-values-and-time-range
 */
const furthestDate = 8.64e15;

/** The moment so many milliseconds after 1970; of one further than a `Date` may be the furthest. */
export const dateAt = (milliseconds: number): Date =>
  new Date(Math.max(-furthestDate, Math.min(furthestDate, milliseconds)));
