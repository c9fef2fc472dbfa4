import type { TerraformValue } from '../../model/value.ts';
import { Decimal } from '../evaluate/number.ts';
import { dynamicType, number, numberType } from '../evaluate/value.ts';
import { decimalOf, textOf, wholeBigInt, wholeNumber } from './arguments.ts';
import { FunctionError, type TerraformFunction } from './function.ts';

/** Terraform's numeric functions. https://developer.hashicorp.com/terraform/language/functions/abs */
export const numericFunctions: readonly TerraformFunction[] = [
  unary('abs', (value) => value.abs()),
  unary('ceil', (value) => unsignedZero(value.ceil())),
  unary('floor', (value) => unsignedZero(value.floor())),
  floating('log', 'num', 'base', (value, base) => Math.log(value) / Math.log(base)),
  extreme('max', (a, b) => (b.gt(a) ? b : a)),
  extreme('min', (a, b) => (b.lt(a) ? b : a)),
  {
    name: 'parseint',
    parameters: [
      { name: 'number', type: dynamicType },
      { name: 'base', type: numberType },
    ],
    returns: numberType,
    call: ([text, base]) => {
      if (text?.kind !== 'string') throw new FunctionError('a string is required', 0);
      return parseInteger(textOf(text), wholeNumber(base, 1));
    },
  },
  floating('pow', 'num', 'power', goPower),
  {
    name: 'signum',
    parameters: [{ name: 'num', type: numberType }],
    returns: numberType,
    call: ([value]) => {
      const whole = wholeBigInt(value, 0);
      if (BigInt.asIntN(64, whole) !== whole) throw new FunctionError('must be a whole number of 64 bits', 0);
      return number(whole === 0n ? 0 : whole < 0n ? -1 : 1);
    },
  },
];

/** Terraform rounds by way of whole numbers, which have no negative zero. */
function unsignedZero(value: Decimal): Decimal {
  return value.isZero() ? value.abs() : value;
}

function unary(name: string, compute: (value: Decimal) => Decimal): TerraformFunction {
  return {
    name,
    parameters: [{ name: 'num', type: numberType }],
    returns: numberType,
    call: ([value]) => number(compute(decimalOf(value))),
  };
}

function extreme(name: string, choose: (a: Decimal, b: Decimal) => Decimal): TerraformFunction {
  return {
    name,
    parameters: [],
    variadic: { name: 'numbers', type: numberType },
    returns: numberType,
    call: (args) => {
      const [first, ...rest] = args.map(decimalOf);
      if (first === undefined) throw new FunctionError('at least one number is required');
      return number(rest.reduce(choose, first));
    },
  };
}

/** Computed with 64-bit floats, in Terraform too. */
function floating(
  name: string,
  first: string,
  second: string,
  compute: (a: number, b: number) => number,
): TerraformFunction {
  return {
    name,
    parameters: [
      { name: first, type: numberType },
      { name: second, type: numberType },
    ],
    returns: numberType,
    call: ([a, b]) => {
      const result = compute(decimalOf(a).toNumber(), decimalOf(b).toNumber());
      if (Number.isNaN(result)) throw new FunctionError('the result is not a number');
      return number(new Decimal(result));
    },
  };
}

/**
 * Go's `math.Pow`: by repeated squaring, where JavaScript's comes to another last digit. The fractional part of a power
 * goes by way of the logarithm. https://github.com/golang/go/blob/master/src/math/pow.go
 */
function goPower(base: number, power: number): number {
  const whole = Math.trunc(Math.abs(power));
  const isOrdinary = Number.isFinite(base) && base !== 0 && Number.isSafeInteger(power);
  if (!isOrdinary || power === 0 || whole > 1 << 12) return base ** power;
  let result = 1;
  let resultExponent = 0;
  let [square, exponent] = fractionOf(base);
  for (let left = whole; left !== 0; left >>= 1) {
    if (left % 2 === 1) {
      result *= square;
      resultExponent += exponent;
    }
    square *= square;
    exponent *= 2;
    if (square < 0.5) {
      square += square;
      exponent -= 1;
    }
  }
  return power < 0 ? scaled(1 / result, -resultExponent) : scaled(result, resultExponent);
}

/** A number as a fraction from 0.5 to 1, negative too, and the power of two that it is to be multiplied with. */
function fractionOf(value: number): [number, number] {
  let exponent = Math.max(-1074, Math.floor(Math.log2(Math.abs(value))) + 1);
  let fraction = scaled(value, -exponent);
  while (Math.abs(fraction) >= 1) [fraction, exponent] = [fraction / 2, exponent + 1];
  while (Math.abs(fraction) < 0.5) [fraction, exponent] = [fraction * 2, exponent - 1];
  return [fraction, exponent];
}

/** A number multiplied with a power of two, in steps that a double can hold. */
function scaled(value: number, exponent: number): number {
  let result = value;
  let left = exponent;
  for (; left > 1000; left -= 1000) result *= 2 ** 1000;
  for (; left < -1000; left += 1000) result *= 2 ** -1000;
  return result * 2 ** left;
}

/** Longer texts are refused. */
const mostDigits = 20_000;

/**
 * Digits, then letters of lower and of upper case; up to base 36 the case does not count. As Go's `big.Int.SetString`.
 */
const digitCharacters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function parseInteger(text: string, base: number): TerraformValue {
  if (base < 2 || base > 62) throw new FunctionError('must be from 2 to 62', 1);
  const digits = text.replace(/^[+-]/, '');
  const malformed = new FunctionError(`cannot be read as a whole number in base ${base}`, 0);
  if (digits === '' || digits.length > mostDigits) throw malformed;
  let value = new Decimal(0);
  for (const character of base <= 36 ? digits.toLowerCase() : digits) {
    const digit = digitCharacters.indexOf(character);
    if (digit === -1 || digit >= base) throw malformed;
    value = value.times(base).plus(digit);
  }
  if (value.e > 1000) throw malformed;
  return number(text.startsWith('-') ? value.negated() : value);
}
