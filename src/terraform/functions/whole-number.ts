import type { TerraformValue } from '../../model/value.ts';
import { FunctionError } from './function.ts';

/** The whole number in argument `argument`, within what a JavaScript number holds exactly. Throws `FunctionError`. */
export function wholeNumber(value: TerraformValue | undefined, argument: number): number {
  const whole = wholeBigInt(value, argument);
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  if (whole > limit || whole < -limit) throw new FunctionError('the number is too large', argument);
  return Number(whole);
}

/** The whole number in argument `argument`. Throws `FunctionError`. */
export function wholeBigInt(value: TerraformValue | undefined, argument: number): bigint {
  if (value?.kind !== 'number' || !value.value.isInteger()) {
    throw new FunctionError('a whole number is required', argument);
  }
  return BigInt(value.value.toFixed(0));
}
