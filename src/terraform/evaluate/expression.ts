import { onceOf } from '../../model/once.ts';
import { isHidden } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type, Unknown } from '../../model/value.ts';
import type {
  Binary,
  Conditional,
  Expression,
  GetAttribute,
  GetIndex,
  LiteralNumber,
  ObjectConstructor,
  ObjectItem,
  Variable,
} from '../syntax/ast.ts';
import { constantSteps } from '../syntax/walk.ts';
import { getAttribute, getIndex } from './access.ts';
import { evaluateCall } from './call.ts';
import { type Branch, choose, conditionOf, unifyBranches } from './conditional.ts';
import { ConversionError, convert } from './convert.ts';
import { rawEquals } from './equality.ts';
import { payForWalk, refuseExtent } from './extent.ts';
import { failure, recovering } from './failure.ts';
import { evaluateFor } from './for.ts';
import { isSensitive, withMark, withMarksOf, withOuterMark } from './marks.ts';
import { parseNumber } from './number.ts';
import { binary, decidesAlone, logicalOperand, unary } from './operator.ts';
import type { ReferenceStep, Scope } from './scope.ts';
import { evaluateSplat } from './splat.ts';
import { checkReferences, lookUp } from './static-check.ts';
import { evaluateTemplate } from './template.ts';
import { sameType } from './type.ts';
import { operation } from './unknown.ts';
import {
  bool,
  boolType,
  dynamicType,
  type KeyOrder,
  keyOrder,
  nullOf,
  number,
  numberType,
  object,
  objectOf,
  string,
  stringType,
  tuple,
  typeOf,
  unknown,
  withAt,
} from './value.ts';

/**
 * Evaluates an expression. Unknown parts stay unknown, with their cause, inside of all that is known around them. Every
 * value has in `at` where it was written: literals, constructors and computed values the expression's own place, what
 * comes through a reference the place it had there.
 * Throws `EvaluationError`; static ones also for parts of the expression that are not reached.
 */
export function evaluate(expression: Expression, scope: Scope): TerraformValue {
  const { budget } = scope.functionContext;
  budget.step(expression.range);
  if (!isLiteral(expression)) return scope.common?.(expression) ?? evaluateAnew(expression, scope);
  const before = literals.get(expression);
  if (before !== undefined) return before;
  const value = evaluateAnew(expression, scope);
  literals.set(expression, value);
  return value;
}

function evaluateAnew(expression: Expression, scope: Scope): TerraformValue {
  const value = evaluateNode(expression, scope);
  // What a name leads to was measured where it was made.
  const isMade = expression.kind !== 'variable' && expression.kind !== 'get-attribute';
  if (isMade && isLarge(value)) refuseExtent(value, scope.functionContext.budget, expression.range);
  return value.at === undefined ? withAt(value, expression.range) : value;
}

/** The values of literals: the same wherever they are evaluated. */
const literals = new WeakMap<Expression, TerraformValue>();

/** Whether an expression is written out in full: a number, a word, or a text without anything put into it. */
export function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
      return true;
    case 'template':
      return expression.parts.length <= 1 && expression.parts.every(({ kind }) => kind === 'text');
    case 'tuple':
      return expression.elements.every((element) => element.kind !== 'tuple' && isLiteral(element));
    default:
      return false;
  }
}

/** Whether a value may be large: one that is not needs no measuring. */
function isLarge({ kind }: TerraformValue): boolean {
  return (
    kind === 'tuple' || kind === 'object' || kind === 'list' || kind === 'map' || kind === 'set' || kind === 'template'
  );
}

function evaluateNode(expression: Expression, scope: Scope): TerraformValue {
  const { range: at } = expression;
  switch (expression.kind) {
    case 'number':
      return literalNumber(expression);
    case 'bool':
      return bool(expression.value, { at });
    case 'null':
      return nullOf(undefined, { at });
    case 'template':
      return evaluateTemplate(expression, scope, evaluate);
    case 'variable':
    case 'get-attribute':
    case 'get-index':
      return evaluateTraversal(expression, scope);
    case 'splat':
      return evaluateSplat(expression, scope, evaluate);
    case 'call':
      return evaluateCall(expression, scope, evaluate);
    case 'tuple':
      return tuple(
        expression.elements.map((element) => evaluate(element, scope)),
        { at },
      );
    case 'object':
      return evaluateObject(expression, scope);
    case 'for':
      return evaluateFor(expression, scope, evaluate);
    case 'unary':
      return unary(expression.operator, evaluate(expression.operand, scope), expression.operand.range);
    case 'binary':
      return evaluateBinary(expression, scope);
    case 'conditional':
      return evaluateConditional(expression, scope);
    case 'parentheses':
      return evaluate(expression.expression, scope);
  }
}

function literalNumber(expression: LiteralNumber): TerraformValue {
  const value = parseNumber(expression.text);
  if (value === undefined) {
    throw failure(
      'invalid-number',
      'Invalid number literal',
      'The number is too large to be written out.',
      expression.range,
    );
  }
  return number(value, { at: expression.range });
}

function evaluateTraversal(expression: Variable | GetAttribute | GetIndex, scope: Scope): TerraformValue {
  const constant = constantSteps(expression);
  if (constant === undefined) {
    const { base, rest } = unwind(expression);
    return rest.reduce((value, step) => applyStep(value, step, scope), evaluate(base, scope));
  }
  const { root, steps, range, rest } = constant;
  const { value, consumed } = lookUp(scope, root, steps, range);
  const found = steps.slice(consumed).reduce(applyConstantStep, value);
  return rest.reduce((current, step) => applyStep(current, step, scope), found);
}

/** A chain of traversals may be thousands long, so it is walked in a loop. */
function unwind(expression: Expression): { readonly base: Expression; readonly rest: (GetAttribute | GetIndex)[] } {
  const rest: (GetAttribute | GetIndex)[] = [];
  let base = expression;
  while (base.kind === 'get-attribute' || base.kind === 'get-index') {
    rest.push(base);
    base = base.object;
  }
  return { base, rest: rest.reverse() };
}

function applyConstantStep(value: TerraformValue, step: ReferenceStep): TerraformValue {
  if (step.kind === 'attribute') return getAttribute(value, step.name, step.at);
  return getIndex(value, typeof step.key === 'number' ? number(step.key) : string(step.key), step.at);
}

function applyStep(value: TerraformValue, step: GetAttribute | GetIndex, scope: Scope): TerraformValue {
  if (step.kind === 'get-attribute') return getAttribute(value, step.name, step.nameRange);
  return getIndex(value, evaluate(step.index, scope), step.index.range);
}

/**
 * A key that is not known yet may be each of those before it, where the form of the key allows: their values are then
 * uncertain, since the last one counts. Of keys that may stand only once the earlier ones keep theirs.
 */
function evaluateObject(expression: ObjectConstructor, scope: Scope): TerraformValue {
  const names = bareKeys(expression);
  if (names !== undefined) {
    const values = expression.items.map((item) => evaluate(item.value, scope));
    return objectOf(names, values, expression.range);
  }
  const entries = new Map<string, TerraformValue>();
  const unclear: TerraformValue[] = [];
  const secretKeys = new Set<string>();
  let sensitive = false;
  for (const item of expression.items) {
    const key = objectKey(item, scope);
    const value = evaluate(item.value, scope);
    sensitive ||= key.sensitive === true;
    if (key.kind === 'string') {
      if (expression.eachKeyOnce && entries.has(key.value)) throw secondKey(item.key.range);
      if (isHidden(key)) secretKeys.add(key.value);
      entries.set(key.value, value);
    } else {
      unclear.push(key);
      if (!expression.eachKeyOnce) obscure(entries, key, value);
    }
  }
  const open: Unknown | undefined = unclear.length > 0 ? operation('key', unclear, expression.range) : undefined;
  const marks = { at: expression.range, ...(open && { open }), ...(secretKeys.size > 0 && { secretKeys }) };
  return withOuterMark(object(entries, marks), sensitive);
}

/** The keys of a constructor in which each is a bare word that stands there once; undefined for any other. */
const bareKeys = onceOf(({ items }: ObjectConstructor): KeyOrder | undefined => {
  const names = items.flatMap(({ bareKey }) => bareKey ?? []);
  return names.length === items.length ? keyOrder(names) : undefined;
});

/** Makes those entries uncertain that an entry under `key`, which is not known, may take the place of. */
function obscure(entries: Map<string, TerraformValue>, key: TerraformValue, value: TerraformValue): void {
  for (const [name, before] of entries) {
    if (rawEquals(string(name), key) === false) continue;
    const type = sameType(typeOf(before), typeOf(value)) ? typeOf(before) : dynamicType;
    const uncertain = unknown(operation('key', [key]), type, before.at === undefined ? {} : { at: before.at });
    entries.set(name, withMarksOf(withMarksOf(uncertain, before), value));
  }
}

/** https://github.com/hashicorp/hcl/blob/main/json/structure.go */
function secondKey(at: SourceRange): Error {
  const detail = 'Two attributes of this object have the same name.';
  return failure('duplicate-object-key', 'Duplicate object attribute', detail, at);
}

function objectKey(item: ObjectItem, scope: Scope): TerraformValue {
  if (item.bareKey !== undefined) return string(item.bareKey);
  const key = evaluate(item.key, scope);
  if (key.kind === 'null') {
    throw failure('null-object-key', 'Null value as key', "Can't use a null value as a key.", item.key.range);
  }
  try {
    return convert(key, stringType);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const detail = `Can't use this value as a key: ${error.message}.`;
    throw failure('invalid-object-key', 'Incorrect key type', detail, item.key.range);
  }
}

/** Chains of operators lean to the left and may be thousands long, so the left spine is walked in a loop. */
function evaluateBinary(expression: Binary, scope: Scope): TerraformValue {
  const spine: Binary[] = [];
  let leftmost: Expression = expression;
  while (leftmost.kind === 'binary') {
    spine.push(leftmost);
    leftmost = leftmost.left;
  }
  return spine.reduceRight((left, node) => applyBinary(node, left, scope), evaluate(leftmost, scope));
}

/** A quotient has 155 digits. */
const stepsOfDivision = 50;

/** `&&` and `||` do not evaluate a right side that does not matter, as Terraform has it since 1.12. */
function applyBinary(node: Binary, left: TerraformValue, scope: Scope): TerraformValue {
  const { operator, range: at } = node;
  const ranges = { at, left: node.left.range, right: node.right.range };
  if (operator !== '&&' && operator !== '||') {
    const right = evaluate(node.right, scope);
    const { budget } = scope.functionContext;
    payForWalk([left, right], budget, at, 1);
    if (operator === '/' || operator === '%') budget.use('steps', stepsOfDivision, { at });
    return binary(operator, left, right, ranges);
  }
  const decided = logicalOperand(operator, left, node.left.range);
  if (decidesAlone(operator, decided)) {
    checkReferences(node.right, scope);
    return withAt(withMarksOf(decided, left), at);
  }
  if (decided.kind === 'bool') return binary(operator, left, evaluate(node.right, scope), ranges);
  // An unknown left side may be what guards the right side against failing.
  const undecided = unknown(operation(operator, [left], at), boolType, { at, notNull: true });
  return recovering<TerraformValue>(
    () => binary(operator, left, evaluate(node.right, scope), ranges),
    () => {
      checkReferences(node.right, scope);
      return withMark(undecided, isSensitive(left));
    },
  );
}

/** Both branches are evaluated before the condition, as in Terraform: their types must agree whichever is taken. */
function evaluateConditional(expression: Conditional, scope: Scope): TerraformValue {
  const then = branch(expression.then, scope);
  const otherwise = branch(expression.otherwise, scope);
  const walked = [then, otherwise].flatMap((one) => ('value' in one ? [one.value] : []));
  payForWalk(walked, scope.functionContext.budget, expression.range);
  const type = unifyBranches(then, otherwise, expression.range);
  const condition = conditionOf(evaluate(expression.condition, scope), expression.condition.range);
  return choose(condition, then, otherwise, type, expression.range);
}

/** An expression that may not be reached. What it refers to must be declared. */
function branch(expression: Expression, scope: Scope): Branch {
  return recovering<Branch>(
    () => ({ value: evaluate(expression, scope) }),
    (error) => {
      checkReferences(expression, scope);
      return { error, type: typeOfFailed(expression) };
    },
  );
}

/** The type that an expression would have had if it had not failed, where its form tells. */
function typeOfFailed(expression: Expression): Type {
  switch (expression.kind) {
    case 'parentheses':
      return typeOfFailed(expression.expression);
    case 'template': {
      const [part] = expression.parts;
      const isWrapped = expression.parts.length === 1 && part?.kind === 'interpolation';
      return isWrapped ? typeOfFailed(part.expression) : stringType;
    }
    case 'unary':
      return expression.operator === '-' ? numberType : boolType;
    case 'binary':
      return ['+', '-', '*', '/', '%'].includes(expression.operator) ? numberType : boolType;
    default:
      return dynamicType;
  }
}
