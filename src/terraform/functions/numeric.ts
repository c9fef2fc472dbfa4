import type { TerraformValue } from '../../model/value.ts';
import { convert, isConvertible } from '../evaluate/convert.ts';
import { add, Decimal } from '../evaluate/number.ts';
import { childrenOf, collectionType, dynamicType, isWhollyKnown, list, number, numberType } from '../evaluate/value.ts';
import { FunctionError, type TerraformFunction } from './function.ts';
import { textOf, unknownResult } from './holes.ts';
import { wholeBigInt, wholeNumber } from './whole-number.ts';

/** Functions on numbers. */
export const numericFunctions: readonly TerraformFunction[] = [
  unary('abs', (value) => value.abs()),
  unary('ceil', (value) => unsignedZero(value.ceil())),
  unary('floor', (value) => unsignedZero(value.floor())),
  {
    name: 'signum',
    parameters: [{ name: 'num', type: numberType }],
    returns: numberType,
    call: ([value]) => {
      const whole = wholeBigInt(value, 0);
      return number(whole === 0n ? 0 : whole < 0n ? -1 : 1);
    },
  },
  extreme('max', (a, b) => (b.gt(a) ? b : a)),
  extreme('min', (a, b) => (b.lt(a) ? b : a)),
  floating('log', 'num', 'base', (value, base) => Math.log(value) / Math.log(base)),
  floating('pow', 'num', 'power', (value, power) => value ** power),
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
  {
    name: 'range',
    parameters: [],
    variadic: { name: 'params', type: numberType },
    returns: collectionType('list', numberType),
    call: (args) => range(args.map(decimalOf)),
  },
  {
    name: 'sum',
    parameters: [{ name: 'list', type: dynamicType, acceptsUnknown: true }],
    returns: numberType,
    call: ([value]) => sum(value),
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

function decimalOf(value: TerraformValue | undefined): Decimal {
  if (value?.kind !== 'number') throw new FunctionError('a known number is required');
  return value.value;
}

/** Longer texts are refused. */
const mostDigits = 20_000;

/** Digits, then letters of lower and of upper case; up to base 36 the case does not count. As Go's `big.Int.SetString`. */
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

/** Terraform's own limit: https://developer.hashicorp.com/terraform/language/functions/range */
const mostElements = 1024;

function range(params: readonly Decimal[]): TerraformValue {
  if (params.length < 1 || params.length > 3) throw new FunctionError('takes one, two or three numbers');
  const [first = new Decimal(0), second, third] = params;
  const start = second === undefined ? new Decimal(0) : first;
  const end = second ?? first;
  const step = third ?? new Decimal(end.lt(start) ? -1 : 1);
  const down = step.isNegative();
  if (down ? end.gt(start) : end.lt(start)) throw new FunctionError('the step leads away from the end', 1);
  const values: TerraformValue[] = [];
  for (let value = start; down ? value.gt(end) : value.lt(end); value = add(value, step)) {
    if (values.length >= mostElements) throw new FunctionError(`more than ${mostElements} values`);
    values.push(number(value));
  }
  return list(values, numberType);
}

function sum(value: TerraformValue | undefined): TerraformValue {
  if (value === undefined) throw new FunctionError('a list is required', 0);
  if (value.kind === 'unknown') return unknownResult('sum', [value], numberType);
  if (!('elements' in value)) throw new FunctionError('must be a list, set or tuple of numbers', 0);
  const elements = childrenOf(value);
  if (elements.some((element) => element.kind === 'null' || !isConvertible(element, numberType))) {
    throw new FunctionError('must be a list, set or tuple of numbers', 0);
  }
  if (!isWhollyKnown(value)) return unknownResult('sum', [value], numberType);
  if (elements.length === 0) throw new FunctionError('must not be empty', 0);
  const total = elements.map((element) => decimalOf(convert(element, numberType))).reduce(add);
  if (total.isNaN()) throw new FunctionError('the sum cannot be computed');
  return number(total);
}
