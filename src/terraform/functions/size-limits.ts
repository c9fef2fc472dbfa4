import { limits } from '../../model/budget.ts';
import type { TerraformValue } from '../../model/value.ts';
import { FunctionError } from './function.ts';

/** Throws `FunctionError` for the length of a result that would be too long. */
export function refuseLength(length: number): void {
  if (length > limits.text.most) throw new FunctionError('the result is too long');
}

/**
 * Throws `FunctionError` for the number of parts of a result that would have too many. To be asked before they are
 * made.
 */
export function refuseCount(count: number): void {
  if (count > limits.values.most) throw new FunctionError('the result has too many parts');
}

/**
 * Throws `FunctionError` for a value that has too many parts to be written out. A value whose parts are shared is small
 * in memory and may yet take forever to walk through.
 */
export function refuseSize(value: TerraformValue): void {
  let parts = 0;
  const count = (one: TerraformValue): void => {
    if (++parts > limits.values.most) throw new FunctionError('the value has too many parts', 0);
    if ('elements' in one) for (const element of one.elements) count(element);
    else if ('entries' in one) for (const element of one.entries.values()) count(element);
  };
  count(value);
}
