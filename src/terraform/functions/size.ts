import { FunctionError } from './function.ts';

/** Longer texts are refused where a few characters of code could make them. In UTF-16 code units. */
const longestText = 16_000_000;

/** Throws `FunctionError` for the length of a result that would be too long. */
export function refuseLength(length: number): void {
  if (length > longestText) throw new FunctionError('the result is too long');
}
