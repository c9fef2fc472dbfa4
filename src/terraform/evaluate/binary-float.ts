import type { Decimal as DecimalJs } from 'decimal.js';

/** `sign * mantissa * 2 ** exponent`: what Terraform computes with, Go's `big.Float` of 512 bits. */
interface BinaryFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const precision = 512;

/** The quotient of two whole numbers as the nearest float, ties to even. The divisor is positive. */
function nearest(dividend: bigint, divisor: bigint): BinaryFloat {
  if (dividend < 0n) {
    const { mantissa, exponent } = nearest(-dividend, divisor);
    return { mantissa: -mantissa, exponent };
  }
  if (dividend === 0n) return { mantissa: 0n, exponent: 0 };
  // Enough bits for a quotient of at least 514, then round the surplus away; a remainder only matters as "not exactly
  // half".
  const shift = Math.max(0, precision + 2 - (bitLength(dividend) - bitLength(divisor)));
  const scaled = dividend << BigInt(shift);
  const quotient = scaled / divisor;
  const sticky = quotient * divisor === scaled ? 0n : 1n;
  return roundBits((quotient << 1n) | sticky, -shift - 1);
}

function roundBits(mantissa: bigint, exponent: number): BinaryFloat {
  const surplus = bitLength(mantissa) - precision;
  if (surplus <= 0) return { mantissa, exponent };
  const bits = BigInt(surplus);
  const kept = mantissa >> bits;
  const rest = mantissa - (kept << bits);
  const half = 1n << (bits - 1n);
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return { mantissa: up ? kept + 1n : kept, exponent: exponent + surplus };
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + Number.parseInt(hex.charAt(0), 16).toString(2).length;
}

/** A decimal as a fraction of whole numbers. */
function fractionOf(value: DecimalJs): readonly [bigint, bigint] {
  const decimals = value.decimalPlaces();
  if (decimals <= 0) return [BigInt(value.toFixed()), 1n];
  return [BigInt(value.toFixed().replace('.', '')), 10n ** BigInt(decimals)];
}

function fromDecimal(value: DecimalJs): BinaryFloat {
  return nearest(...fractionOf(value));
}

/** A decimal rounded to the nearest float, in the fewest digits that tell that float from its neighbours. */
export function roundToFloat(value: DecimalJs): string {
  return shortest(fromDecimal(value));
}

/** Two numbers added, subtracted, multiplied or divided as floats; the result in the fewest digits. */
export function floatArithmetic(operator: '+' | '-' | '*' | '/', a: DecimalJs, b: DecimalJs): string {
  const x = fromDecimal(a);
  const y = fromDecimal(b);
  switch (operator) {
    case '+':
    case '-': {
      const exponent = Math.min(x.exponent, y.exponent);
      const left = x.mantissa << BigInt(x.exponent - exponent);
      const right = y.mantissa << BigInt(y.exponent - exponent);
      return shortest(scaled(nearest(operator === '+' ? left + right : left - right, 1n), exponent));
    }
    case '*':
      return shortest(scaled(nearest(x.mantissa * y.mantissa, 1n), x.exponent + y.exponent));
    case '/': {
      const negative = y.mantissa < 0n;
      const quotient = nearest(negative ? -x.mantissa : x.mantissa, negative ? -y.mantissa : y.mantissa);
      return shortest(scaled(quotient, x.exponent - y.exponent));
    }
  }
}

function scaled(value: BinaryFloat, exponent: number): BinaryFloat {
  return { mantissa: value.mantissa, exponent: value.exponent + exponent };
}

/**
 * The shortest decimal that reads back as the same float: https://pkg.go.dev/math/big#Float.Text with format 'f' and
 * precision -1.
 */
function shortest(value: BinaryFloat): string {
  if (value.mantissa === 0n) return '0';
  if (value.mantissa < 0n) return `-${shortest({ ...value, mantissa: -value.mantissa })}`;
  // Full width, plus one bit: the neighbours lie half a unit away.
  const widen = precision - bitLength(value.mantissa) + 1;
  const mantissa = value.mantissa << BigInt(widen);
  const exponent = value.exponent - widen;
  const powerOfTwo = bitLength(mantissa - 1n) < bitLength(mantissa);
  const below = powerOfTwo
    ? { mantissa: (mantissa << 1n) - 1n, exponent: exponent - 1 }
    : { mantissa: mantissa - 1n, exponent };
  const isEven = ((mantissa >> 1n) & 1n) === 0n;
  const decimals = Math.max(0, -Math.min(exponent, below.exponent));
  const digits = (float: BinaryFloat): bigint =>
    float.exponent >= 0
      ? (float.mantissa << BigInt(float.exponent)) * 10n ** BigInt(decimals)
      : (float.mantissa * 10n ** BigInt(decimals)) >> BigInt(-float.exponent);
  const exact = digits({ mantissa, exponent });
  const text = fewestDigits(exact, digits(below), digits({ mantissa: mantissa + 1n, exponent }), isEven);
  return decimals === 0 ? text : withDecimalPoint(text, decimals);
}

/** The number of the fewest digits (padded with zeros) between two bounds, nearest to `exact`. */
function fewestDigits(exact: bigint, lower: bigint, upper: bigint, inclusive: boolean): string {
  const length = exact.toString().length;
  const fits = (candidate: bigint): boolean =>
    inclusive ? candidate >= lower && candidate <= upper : candidate > lower && candidate < upper;
  let unit = 10n ** BigInt(length);
  for (let digits = 0; digits <= length; digits++, unit /= 10n) {
    const down = (exact / unit) * unit;
    const up = down + unit;
    const nearer = exact - down < up - exact || (exact - down === up - exact && (down / unit) % 2n === 0n) ? down : up;
    const other = nearer === down ? up : down;
    if (nearer !== 0n && fits(nearer)) return nearer.toString();
    if (other !== 0n && fits(other)) return other.toString();
  }
  return exact.toString();
}

function withDecimalPoint(digits: string, decimals: number): string {
  const padded = digits.padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}
