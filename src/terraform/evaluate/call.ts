import { tooLarge } from '../../model/budget.ts';
import { ProblemError } from '../../model/problem.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import { callFunction } from '../functions/call.ts';
import { FunctionError, OutsideError, type TerraformFunction } from '../functions/function.ts';
import { refuseLength } from '../functions/size-limits.ts';
import type { FunctionCall } from '../syntax/ast.ts';
import { agreement } from './conditional.ts';
import { payForWalk } from './extent.ts';
import { failure, recovering } from './failure.ts';
import type { Evaluate } from './for.ts';
import { isSensitive, withMark, withMarksOf } from './marks.ts';
import { EvaluationError, type Scope } from './scope.ts';
import { checkReferences } from './static-check.ts';
import { operation } from './unknown.ts';
import { bool, boolType, unknown } from './value.ts';
import { isWhollyKnown, unknownsIn } from './value-parts.ts';

/**
 * A function call. `try` and `can` are evaluated here, since they catch what their arguments throw; a provider's
 * function is unknown. Throws `EvaluationError` with the code `unknown-function`, `invalid-expanding-argument` or
 * `function-call`.
 */
export function evaluateCall(expression: FunctionCall, scope: Scope, evaluate: Evaluate): TerraformValue {
  const name = expression.name.replace(/^core::/, '');
  if (name === 'try') return evaluateTry(expression, scope, evaluate);
  if (name === 'can') return evaluateCan(expression, scope, evaluate);
  if (name.includes('::')) {
    const args = expression.arguments.map((argument) => evaluate(argument, scope));
    return withMark(unknown(operation(name, args, expression.range)), args.some(isSensitive));
  }
  const fn = scope.functions.get(name);
  if (fn === undefined) {
    for (const argument of expression.arguments) checkReferences(argument, scope);
    const detail = `There is no function named "${name}".`;
    throw failure('unknown-function', 'Call to unknown function', detail, expression.nameRange);
  }
  const given = expression.arguments.map((argument) => evaluate(argument, scope));
  const args = expression.expandFinal ? expandFinal(given, fn, expression) : given;
  if (args === undefined) {
    const result = unknown(operation(name, given, expression.range), fn.returns);
    return withMark(result, given.some(isSensitive));
  }
  return call(fn, args, expression, scope);
}

/** A call takes some ten times as long as an operator, whatever it does; what takes longer pays for itself. */
const stepsOfCall = 5;

function call(
  fn: TerraformFunction,
  args: readonly TerraformValue[],
  expression: FunctionCall,
  scope: Scope,
): TerraformValue {
  const { budget } = scope.functionContext;
  const { range: at } = expression;
  payForWalk(args, budget, at);
  budget.use('steps', stepsOfCall, { at });
  try {
    const result = callFunction(fn, args, scope.functionContext);
    if (result.kind === 'string') {
      refuseLength(result.value.length);
      budget.use('texts', result.value.length, { at });
    }
    return result;
  } catch (error) {
    if (error instanceof FunctionError) {
      const argument = error.argument === undefined ? undefined : expression.arguments[error.argument];
      const detail = `Call to function "${fn.name}" failed: ${error.message}.`;
      throw failure('function-call', 'Error in function call', detail, argument?.range ?? expression.range);
    }
    if (error instanceof OutsideError) {
      const isSecret = args.some(isSensitive);
      const { file, directory } = error;
      const because: Unknown = {
        kind: 'outside',
        name: fn.name,
        // The name of a file may hold what it was made of.
        ...(isSecret ? {} : { file, ...(directory === undefined ? {} : { directory }) }),
        at: expression.range,
      };
      return withMark(unknown(because, fn.returns, fn.returns.kind === 'dynamic' ? {} : { notNull: true }), isSecret);
    }
    // A template that a function renders fails as a function fails, also with what would be static outside of it.
    if (error instanceof EvaluationError) throw new EvaluationError(error.diagnostic);
    if (error instanceof ProblemError && error.problem.code === 'too-large' && error.problem.where === undefined) {
      throw tooLarge(error.problem.limit, { at });
    }
    throw error;
  }
}

/**
 * The arguments with the elements of the last one in its place. A final argument of unknown length is given on as one
 * unknown when the function takes any number of arguments; undefined when it does not, and nothing can be called.
 */
function expandFinal(
  given: readonly TerraformValue[],
  fn: TerraformFunction,
  expression: FunctionCall,
): readonly TerraformValue[] | undefined {
  const final = given.at(-1);
  const before = given.slice(0, -1);
  const at = expression.arguments.at(-1)?.range ?? expression.range;
  const reject = (reason: string): Error =>
    failure(
      'invalid-expanding-argument',
      'Invalid expanding argument value',
      `The expanding argument (indicated by ...) ${reason}.`,
      at,
    );
  if (final === undefined || final.kind === 'null') throw reject('must not be null');
  const isSequence = final.kind === 'list' || final.kind === 'tuple' || final.kind === 'set';
  const isUnknown = final.kind === 'unknown' && ['dynamic', 'list', 'tuple', 'set'].includes(final.type.kind);
  if (!isSequence && !isUnknown) throw reject('must be of a tuple, list, or set type');
  if (isSequence && final.open === undefined) {
    return [...before, ...final.elements.map((element) => withMarksOf(element, final))];
  }
  const rest = withMark(unknown(operation('expand', [final], at)), isSensitive(final));
  return fn.variadic !== undefined && before.length >= fn.parameters.length ? [...before, rest] : undefined;
}

function evaluateTry(expression: FunctionCall, scope: Scope, evaluate: Evaluate): TerraformValue {
  for (const argument of expression.arguments) checkReferences(argument, scope);
  const results: TerraformValue[] = [];
  const failures: EvaluationError[] = [];
  for (const argument of expression.arguments) {
    recovering<unknown>(
      () => results.push(evaluate(argument, scope)),
      (error) => failures.push(error),
    );
    const last = results.at(-1);
    if (last !== undefined && !mayStillFail(last)) break;
  }
  const [first, ...alternatives] = results;
  if (first !== undefined) {
    const because = operation('try', [first], expression.range);
    return alternatives.reduce((known, other) => agreement(known, other, because, expression.range), first);
  }
  const detail =
    failures.length === 0
      ? 'At least one argument is required.'
      : `No expression succeeded: ${failures.map(({ diagnostic }) => diagnostic.detail).join(' ')}`;
  throw failure(
    'function-call',
    'Error in function call',
    `Call to function "try" failed: ${detail}`,
    expression.range,
  );
}

/**
 * Whether a value may yet turn out to be an error: when it was computed from unknowns whose types are not known. (What
 * is said of a resource's own attributes holds: it has the attributes that it is said to have, if it is there.)
 */
function mayStillFail(value: TerraformValue): boolean {
  if (value.kind === 'unknown') return value.because.kind === 'operation' || mayNotBeThere(value.because);
  return unknownsIn(value).some((because) => because.kind !== 'resource' || mayNotBeThere(because));
}

function mayNotBeThere(because: Unknown): boolean {
  return 'instance' in because && because.instance !== undefined;
}

/** `can` of something unknown is unknown: Terraform cannot tell either whether it will fail. */
function evaluateCan(expression: FunctionCall, scope: Scope, evaluate: Evaluate): TerraformValue {
  const [argument] = expression.arguments;
  const at = expression.range;
  if (argument === undefined || expression.arguments.length > 1) {
    throw failure('function-call', 'Error in function call', 'Function "can" expects one argument.', at);
  }
  checkReferences(argument, scope);
  return recovering<TerraformValue>(
    () => {
      const result = evaluate(argument, scope);
      return isWhollyKnown(result)
        ? bool(true, { at })
        : unknown(operation('can', [result], at), boolType, { at, notNull: true });
    },
    () => bool(false, { at }),
  );
}
