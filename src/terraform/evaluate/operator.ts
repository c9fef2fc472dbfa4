import { hasHidden, hasInherent, hide } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type } from '../../model/value.ts';
import type { BinaryOperator } from '../syntax/ast.ts';
import { ConversionError, convert } from './convert.ts';
import { rawEquals } from './equality.ts';
import { failure } from './failure.ts';
import { isSensitive, withMark, withOuterMark } from './marks.ts';
import { add, type Decimal, divide, modulo, multiply, subtract } from './number.ts';
import { conceal } from './refine.ts';
import { operation } from './unknown.ts';
import { bool, boolType, marksOf, number, numberType, unknown } from './value.ts';

/** Where an operation and its operands stand. */
interface OperatorRanges {
  readonly at: SourceRange;
  readonly left: SourceRange;
  readonly right: SourceRange;
}

/**
 * A binary operation on two values. Converts operands as Terraform does (`==` and `!=` never convert). Throws
 * `EvaluationError` with the code `invalid-operand`.
 */
export function binary(
  operator: BinaryOperator,
  left: TerraformValue,
  right: TerraformValue,
  ranges: OperatorRanges,
): TerraformValue {
  if (operator === '==' || operator === '!=') return equality(operator, left, right, ranges.at);
  const type = operator === '&&' || operator === '||' ? boolType : numberType;
  const a = operand(operator, left, type, ranges.left);
  const b = operand(operator, right, type, ranges.right);
  return marked(compute(operator, a, b, ranges.at), left, right, () =>
    compute(operator, conceal(a), conceal(b), ranges.at),
  );
}

/** Whether the left operand of `&&` or `||` decides the result alone. */
export function decidesAlone(operator: BinaryOperator, left: TerraformValue): boolean {
  return left.kind === 'bool' && ((operator === '&&' && !left.value) || (operator === '||' && left.value));
}

/** An operand of `&&` or `||` as a bool. Throws as `binary` does. */
export function logicalOperand(operator: BinaryOperator, value: TerraformValue, at: SourceRange): TerraformValue {
  return operand(operator, value, boolType, at);
}

/** `-value` and `!value`. Throws as `binary` does. */
export function unary(operator: '-' | '!', value: TerraformValue, at: SourceRange): TerraformValue {
  const a = operand(operator, value, operator === '-' ? numberType : boolType, at);
  if (a.kind === 'number') return number(a.value.negated(), { ...marksOf(a), at });
  if (a.kind === 'bool') return bool(!a.value, { ...marksOf(a), at });
  return withMark(undecided(operator, operator === '-' ? numberType : boolType, [a], at), isSensitive(value));
}

function operand(operator: string, value: TerraformValue, type: Type, at: SourceRange): TerraformValue {
  if (value.kind === 'null') throw invalidOperand(operator, 'argument must not be null', at);
  try {
    return convert(value, type);
  } catch (error) {
    if (error instanceof ConversionError) throw invalidOperand(operator, error.message, at);
    throw error;
  }
}

function invalidOperand(operator: string, reason: string, at: SourceRange): Error {
  return failure('invalid-operand', 'Invalid operand', `Unsuitable value for operand of "${operator}": ${reason}.`, at);
}

function equality(operator: '==' | '!=', left: TerraformValue, right: TerraformValue, at: SourceRange): TerraformValue {
  const compared = (a: TerraformValue, b: TerraformValue): TerraformValue => {
    const equal = rawEquals(a, b);
    if (equal === undefined) return undecided(operator, boolType, [a, b], at);
    return bool(equal === (operator === '=='), { at });
  };
  return marked(compared(left, right), left, right, () => compared(conceal(left), conceal(right)));
}

/** A result with the marks that the operands give it. */
function marked(
  result: TerraformValue,
  left: TerraformValue,
  right: TerraformValue,
  seen: () => TerraformValue,
): TerraformValue {
  const sensitive = isSensitive(left) || isSensitive(right);
  if (!hasHidden(left) && !hasHidden(right)) return withOuterMark(result, sensitive);
  if (seen().kind !== 'unknown') return withOuterMark(result, sensitive);
  if (hasInherent(left) || hasInherent(right)) return hide(withMark(result, sensitive), 'inherent');
  return sensitive ? withMark(result) : hide(result);
}

function undecided(name: string, type: Type, operands: readonly TerraformValue[], at: SourceRange): TerraformValue {
  return unknown(operation(name, operands, at), type, { at, notNull: true });
}

function compute(operator: BinaryOperator, a: TerraformValue, b: TerraformValue, at: SourceRange): TerraformValue {
  if (operator === '&&' || operator === '||') {
    if (decidesAlone(operator, a) || decidesAlone(operator, b)) return bool(operator === '||', { at });
    if (a.kind === 'bool' && b.kind === 'bool') return bool(operator === '&&', { at });
    return undecided(operator, boolType, [a, b], at);
  }
  if (a.kind === 'number' && b.kind === 'number') {
    const result = calculate(operator, a.value, b.value);
    if (typeof result === 'boolean') return bool(result, { at });
    if (result.isNaN()) throw failure('invalid-operand', 'Operation failed', 'The result is not a number.', at);
    return number(result, { at });
  }
  const comparison = operator === '<' || operator === '>' || operator === '<=' || operator === '>=';
  return undecided(operator, comparison ? boolType : numberType, [a, b], at);
}

function calculate(operator: Exclude<BinaryOperator, '&&' | '||'>, a: Decimal, b: Decimal): Decimal | boolean {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case '%':
      return modulo(a, b);
    case '<':
      return a.lessThan(b);
    case '>':
      return a.greaterThan(b);
    case '<=':
      return a.lessThanOrEqualTo(b);
    case '>=':
      return a.greaterThanOrEqualTo(b);
    case '==':
      return a.equals(b);
    case '!=':
      return !a.equals(b);
  }
}
