import type { TerraformValue } from '../../model/value.ts';
import type { Decimal } from '../evaluate/number.ts';
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

/** The number that an argument is. Throws `FunctionError`. */
export function decimalOf(value: TerraformValue | undefined): Decimal {
  if (value?.kind !== 'number') throw new FunctionError('a known number is required');
  return value.value;
}

/** The text of an argument that is a wholly known string. */
export function textOf(value: TerraformValue | undefined): string {
  if (value?.kind !== 'string') throw new FunctionError('a known string is required');
  return value.value;
}

/**
 * Whether an argument stands for any number of arguments: what the evaluator makes of a final argument with `...` whose
 * length is not known.
 */
export function standsForMany(value: TerraformValue): boolean {
  return value.kind === 'unknown' && value.because.kind === 'operation' && value.because.name === 'expand';
}
