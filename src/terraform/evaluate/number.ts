import { Decimal as DecimalJs } from 'decimal.js';
import { floatArithmetic, roundToFloat } from './binary-float.ts';

/**
 * Terraform's numbers. Terraform computes with binary floats of 512 bits; each of them is held here as the shortest
 * decimal that reads back as it, so that equality, order and text agree with Terraform's. Never prints an exponent.
 */
export const Decimal = DecimalJs.clone({
  precision: 1100,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

/**
 * Numbers further from 1 than this power of ten are refused: Terraform writes out all their digits, but nobody means
 * them.
 */
const largestExponent = 20_000;

/** A decimal of this many digits is always the shortest one of the float next to it. */
const certainDigits = 150;

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a number as Terraform reads the text of one (`"1e3"`, `"010"`, `"+1"`, `"1."`); undefined when it is none. Also
 * undefined beyond 10^±20000.
 */
export function parseNumber(text: string): Decimal | undefined {
  if (!numberText.test(text)) return undefined;
  const value = new Decimal(text.replace(/^\+/, ''));
  return !value.isFinite() || isTooLarge(value) ? undefined : roundTo512Bits(value);
}

/** Whether a number is so far from 1 that writing it out is refused here. */
function isTooLarge(value: Decimal): boolean {
  return value.isFinite() && !value.isZero() && Math.abs(value.e) > largestExponent;
}

/** A number as the nearest float of 512 bits has it, in the fewest digits. */
export function roundTo512Bits(value: Decimal): Decimal {
  if (!value.isFinite() || value.precision() <= certainDigits) return value;
  return new Decimal(roundToFloat(value));
}

export function add(a: Decimal, b: Decimal): Decimal {
  return arithmetic('+', a, b, (x, y) => x.plus(y));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return arithmetic('-', a, b, (x, y) => x.minus(y));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return arithmetic('*', a, b, (x, y) => x.times(y));
}

/** The quotient; of a division by zero an infinity, of 0/0 not a number. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return arithmetic('/', a, b, (x, y) => x.dividedBy(y));
}

/** The remainder with the dividend's sign; the dividend itself when the divisor is zero, as Terraform has it. */
export function modulo(a: Decimal, b: Decimal): Decimal {
  if (!a.isFinite() || !b.isFinite()) return multiply(a, b);
  if (b.isZero()) return a;
  // Of whole numbers that fit a float the quotient is never so near to a whole number that it would be rounded to it.
  if (isSmallInteger(a) && isSmallInteger(b)) return a.modulo(b).plus(0);
  return subtract(a, multiply(divide(a, b).truncated(), b));
}

/**
 * Whole numbers of up to 150 digits are exact in both worlds; all else is computed as floats. Not a number when far too
 * large.
 */
function arithmetic(
  operator: '+' | '-' | '*' | '/',
  a: Decimal,
  b: Decimal,
  exactly: (a: Decimal, b: Decimal) => Decimal,
): Decimal {
  const special = !a.isFinite() || !b.isFinite() || (operator === '/' && b.isZero());
  if (special) return exactly(a, b);
  const multiplies = operator === '*' || operator === '/';
  if (multiplies && Math.abs(a.e) + Math.abs(b.e) > 4 * largestExponent) return new Decimal(Number.NaN);
  if (isSmallInteger(a) && isSmallInteger(b)) {
    const result = exactly(a, b);
    if (isSmallInteger(result)) return result;
    // A quotient that ends within these digits is the only decimal of so few that reads back as its float.
    if (operator === '/' && result.precision() <= certainDigits) return result;
  }
  return new Decimal(floatArithmetic(operator, a, b));
}

/** Whether a number is whole, and exact as a float. */
function isSmallInteger(value: Decimal): boolean {
  return value.isInteger() && value.e < certainDigits;
}
