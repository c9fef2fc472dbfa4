import type { Decimal } from '../../evaluate/number.ts';
import type { Verb } from './format-verbs.ts';

/** The digits of a positive number: 0.d1d2d3… × 10^point. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** Formats a whole number for `%b %d %o %x %X`, as Go's `big.Int` does. */
export function formatInteger(value: Decimal, verb: Verb): string {
  const whole = BigInt(value.toFixed(0));
  const base = { b: 2, o: 8, x: 16, X: 16 }[verb.mode] ?? 10;
  const sign = whole < 0n ? '-' : verb.plus ? '+' : verb.space ? ' ' : '';
  const prefix = verb.sharp ? ({ b: '0b', o: '0', x: '0x', X: '0X' }[verb.mode] ?? '') : '';
  const lower = (whole < 0n ? -whole : whole).toString(base);
  const digits = verb.mode === 'X' ? lower.toUpperCase() : lower;
  if (verb.precision === 0 && whole === 0n) return '';
  const padded = digits.padStart(verb.precision ?? 0, '0');
  const bare = sign + prefix + padded;
  const width = verb.width ?? 0;
  if (verb.minus) return bare.padEnd(width, ' ');
  if (verb.zero && verb.precision === undefined) {
    return sign + prefix + padded.padStart(width - sign.length - prefix.length, '0');
  }
  return bare.padStart(width, ' ');
}

/** Formats a number for `%e %E %f %g %G`, as Go's `big.Float` does. */
export function formatFraction(value: Decimal, verb: Verb): string {
  const upper = verb.mode === 'E' || verb.mode === 'G';
  const body = value.isFinite() ? fraction(value.abs(), verb.mode.toLowerCase(), verb.precision) : 'Inf';
  const text = upper ? body.toUpperCase() : body;
  const sign = value.isNegative() ? '-' : verb.plus || !value.isFinite() ? '+' : verb.space ? ' ' : '';
  const width = verb.width ?? 0;
  if (verb.minus) return (sign + text).padEnd(width, ' ');
  if (verb.zero && value.isFinite()) return sign + text.padStart(width - sign.length, '0');
  return (sign + text).padStart(width, ' ');
}

/**
 * A number as `%v` writes it: the shortest digits, with an exponent below 1e-4 and from 1e+06 on when it has few
 * digits.
 */
export function shortestNumber(value: Decimal): string {
  if (!value.isFinite()) return value.isNegative() ? '-Inf' : '+Inf';
  return (value.isNegative() && !value.isZero() ? '-' : '') + fraction(value.abs(), 'g', undefined);
}

function fraction(value: Decimal, mode: string, precision: number | undefined): string {
  const exact = digitsOf(value);
  if (mode === 'f') {
    const places = precision ?? 6;
    return fixed(round(value, exact, Math.max(exact.point + places, 0)), places);
  }
  if (mode === 'e') {
    const places = precision ?? 6;
    return scientific(round(value, exact, places + 1), places);
  }
  const significant = precision === 0 ? 1 : precision;
  const rounded = significant === undefined ? exact : round(value, exact, significant);
  const shown = rounded.digits.length;
  // Go's strconv: %e when the exponent is below -4 or reaches the precision, which counts as 6 for the shortest form.
  const limit = significant === undefined ? 6 : significant > shown && shown >= rounded.point ? shown : significant;
  const exponent = rounded.point - 1;
  if (exponent < -4 || exponent >= limit) return scientific(rounded, shown - 1);
  return fixed(rounded, Math.max(shown - rounded.point, 0));
}

function digitsOf(value: Decimal): Digits {
  if (value.isZero()) return { digits: '0', point: 1 };
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/**
 * To `count` significant digits, half to even on the binary number that Terraform holds; trailing zeros are dropped.
 */
function round(value: Decimal, exact: Digits, count: number): Digits {
  if (exact.digits.length <= count) return exact;
  const kept = exact.digits.slice(0, count);
  const rest = exact.digits.slice(count);
  const half = rest[0] === '5' && /^50*$/.test(rest);
  const up = half ? roundsHalfUp(value, kept) : (rest[0] ?? '0') >= '5';
  const digits = up ? (BigInt(`0${kept}`) + 1n).toString() : kept;
  const carried = up && digits.length > kept.length ? 1 : 0;
  // Rounded to no digits at all: zero, unless it carries into the digit before the first.
  if (digits === '' || /^0*$/.test(digits)) return { digits: '0', point: 1 };
  const padded = up ? digits.padStart(kept.length, '0') : digits;
  return { digits: padded.replace(/0+$/, ''), point: exact.point + carried };
}

/**
 * Terraform keeps numbers as 512-bit floats, so that a decimal half such as 1.005 lies a little below or above itself;
 * only a half that is exact in binary goes to the even neighbour.
 */
function roundsHalfUp(value: Decimal, kept: string): boolean {
  const direction = binaryError(value);
  if (direction !== 0) return direction > 0;
  return Number(kept.at(-1) ?? '0') % 2 === 1;
}

/** Whether the 512-bit float nearest to `value` lies above (1), below (-1) or on it (0). */
function binaryError(value: Decimal): number {
  const [whole = '0', decimals = ''] = value.toFixed().split('.');
  const numerator = BigInt(whole + decimals);
  const denominator = 10n ** BigInt(decimals.length);
  const shift = 512 - (numerator.toString(2).length - denominator.toString(2).length);
  const scaled = shift > 0 ? numerator << BigInt(shift) : numerator;
  const quotient = scaled / denominator;
  // One or two bits too many are cut again, so that exactly 512 are left.
  const extra = BigInt(Math.max(quotient.toString(2).length - 512, 0));
  const unit = denominator << extra;
  const rest = scaled % unit;
  if (rest === 0n) return 0;
  const twice = rest * 2n;
  if (twice === unit) return (scaled / unit) % 2n === 1n ? 1 : -1;
  return twice > unit ? 1 : -1;
}

function fixed({ digits, point }: Digits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const decimals = point > 0 ? digits.slice(point) : digits === '0' ? '' : '0'.repeat(-point) + digits;
  return places === 0 ? whole : `${whole}.${decimals.slice(0, places).padEnd(places, '0')}`;
}

function scientific({ digits, point }: Digits, places: number): string {
  const exponent = digits === '0' ? 0 : point - 1;
  const decimals = digits.slice(1, places + 1).padEnd(places, '0');
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits.slice(0, 1)}${places > 0 ? `.${decimals}` : ''}e${exponent < 0 ? '-' : '+'}${size}`;
}
