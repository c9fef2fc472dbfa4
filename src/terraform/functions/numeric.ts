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
  floating('pow', 'num', 'power', (value, power) => value ** power),
  {
    name: 'signum',
    parameters: [{ name: 'num', type: numberType }],
    returns: numberType,
    call: ([value]) => {
      const whole = wholeBigInt(value, 0);
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
