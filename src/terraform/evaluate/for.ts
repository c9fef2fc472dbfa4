import { groupPairs } from '../../model/group.ts';
import { hide, hideWith, isHidden } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Unknown } from '../../model/value.ts';
import type { Expression, ForExpression } from '../syntax/ast.ts';
import { childScope } from './child-scope.ts';
import { ConversionError, convert } from './convert.ts';
import { payForWalk } from './extent.ts';
import { failure } from './failure.ts';
import { isSensitive, withMark, withMarksOf, withOuterMark } from './marks.ts';
import type { Scope } from './scope.ts';
import { checkReferences } from './static-check.ts';
import { friendlyName } from './type.ts';
import { derived, operation } from './unknown.ts';
import { boolType, number, numberType, object, string, stringType, tuple, typeOf, unknown } from './value.ts';
import { isWhollyKnown } from './value-parts.ts';

/** How this folder's parts evaluate the expressions inside of theirs. */
export type Evaluate = (expression: Expression, scope: Scope) => TerraformValue;

/** One iteration of a loop. */
interface Iteration {
  readonly key: TerraformValue;
  readonly value: TerraformValue;
}
/** What a loop runs over. Without `iterations` nothing is known of it; `open` when there may be further elements. */
interface Loop {
  readonly iterations?: readonly Iteration[];
  readonly open?: Unknown;
  /** Whether Terraform marks it. */
  readonly sensitive: boolean;
}

/**
 * The elements of a collection as a `for` sees them: positions, keys or (of a set) the elements themselves as keys. A
 * key has the origin of its element. Throws `EvaluationError` with the code `iteration-over-null` or
 * `iteration-over-non-iterable`.
 */
export function iterate(collection: TerraformValue, at: SourceRange): Loop {
  const sensitive = collection.sensitive === true;
  switch (collection.kind) {
    case 'null':
      throw failure('iteration-over-null', 'Iteration over null value', 'A null value cannot be iterated over.', at);
    case 'unknown': {
      const { kind } = collection.type;
      if (kind === 'string' || kind === 'number' || kind === 'bool') throw notIterable(collection, at);
      return { sensitive };
    }
    case 'list':
    case 'tuple': {
      const iterations = collection.elements.map((value, index) => {
        const key =
          collection.open === undefined
            ? number(index, marksOfKey(value))
            : unknown(derived('for', collection.open), numberType, { notNull: true });
        return { key, value };
      });
      return {
        iterations: hiddenIterations(collection, iterations),
        sensitive,
        ...(collection.open && { open: collection.open }),
      };
    }
    case 'set': {
      const iterations = collection.elements.map((value) => ({ key: value, value }));
      // Unknown elements may turn out equal, and it is not known where they sort.
      const unclear = collection.elements.every(isWhollyKnown) ? undefined : operation('for', [collection], at);
      const open = collection.open ?? unclear;
      return { iterations: hiddenIterations(collection, iterations), sensitive, ...(open && { open }) };
    }
    case 'map':
    case 'object': {
      const iterations = [...collection.entries].map(([key, value]) => {
        const name = string(key, marksOfKey(value));
        return { key: collection.secretKeys?.has(key) === true ? hide(name) : name, value };
      });
      return {
        iterations: hiddenIterations(collection, iterations),
        sensitive,
        ...(collection.open && { open: derived('for', collection.open) }),
      };
    }
    default:
      throw notIterable(collection, at);
  }
}

/** The parts of a collection that is hidden as a whole are hidden too, though Terraform does not mark them. */
function hiddenIterations(collection: TerraformValue, iterations: readonly Iteration[]): readonly Iteration[] {
  if (!isHidden(collection)) return iterations;
  return iterations.map(({ key, value }) => ({ key: hideWith(key, collection), value: hideWith(value, collection) }));
}

function marksOfKey(value: TerraformValue): { readonly at?: SourceRange } {
  return value.at === undefined ? {} : { at: value.at };
}

function notIterable(value: TerraformValue, at: SourceRange): Error {
  const detail = `A value of type ${friendlyName(typeOf(value))} cannot be used as the collection in a 'for' expression.`;
  return failure('iteration-over-non-iterable', 'Iteration over non-iterable value', detail, at);
}

/** The scope of one iteration. */
export function iterationScope(
  scope: Scope,
  variables: { readonly keyVariable?: string; readonly valueVariable: string },
  iteration: Iteration,
): Scope {
  const bound = new Map([[variables.valueVariable, iteration.value]]);
  if (variables.keyVariable !== undefined) bound.set(variables.keyVariable, iteration.key);
  // When both have the same name the value wins, as it does in Terraform.
  bound.set(variables.valueVariable, iteration.value);
  return childScope(scope, bound);
}

/** The scope of a loop that does not run: its variables are there, but nothing is known of them. */
export function unknownIterationScope(
  scope: Scope,
  variables: { readonly keyVariable?: string; readonly valueVariable: string },
): Scope {
  const any = unknown({ kind: 'operation', name: 'for', from: [] });
  return iterationScope(scope, variables, { key: any, value: any });
}

/** What a `for` expression has gathered so far: elements in order, each with the key it goes under. */
interface Gathered {
  readonly key: string;
  readonly value: TerraformValue;
}

/**
 * A `for` expression. Elements whose condition or key is not known make the result open. Throws `EvaluationError` with
 * the code of `iterate`, `invalid-for-condition`, `invalid-object-key` or `duplicate-object-key`.
 */
export function evaluateFor(expression: ForExpression, scope: Scope, evaluate: Evaluate): TerraformValue {
  const { range: at, collection } = expression;
  const source = evaluate(collection, scope);
  const { iterations, open: sourceOpen, sensitive: sourceSensitive } = iterate(source, collection.range);
  if (iterations === undefined || iterations.length === 0) checkBody(expression, scope);
  if (iterations === undefined)
    return withMark(unknown(operation('for', [source], at), undefined, { at }), sourceSensitive);
  const gathered: Gathered[] = [];
  const unclear: TerraformValue[] = [];
  const secretKeys = new Set<string>();
  let sensitive = sourceSensitive;
  // How many elements there are depends on these.
  const decisive = [source];
  const { budget } = scope.functionContext;
  payForWalk([source], budget, at);
  for (const iteration of iterations) {
    budget.step(at);
    const inner = iterationScope(scope, expression, iteration);
    const condition =
      expression.condition && conditionOf(evaluate(expression.condition, inner), expression.condition.range);
    sensitive ||= condition !== undefined && isSensitive(condition);
    if (condition !== undefined && isHidden(condition)) decisive.push(condition);
    if (condition?.kind === 'bool' && !condition.value) continue;
    const key = expression.key && keyOf(evaluate(expression.key, inner), expression.key.range);
    sensitive ||= key !== undefined && isSensitive(key);
    if (key?.kind === 'string' && isHidden(key)) secretKeys.add(key.value);
    const value = evaluate(expression.value, inner);
    if (condition !== undefined && condition.kind !== 'bool') unclear.push(condition);
    else if (key === undefined) gathered.push({ key: '', value });
    else if (key.kind === 'string') gathered.push({ key: key.value, value });
    else unclear.push(key);
  }
  const open = sourceOpen ?? (unclear.length > 0 ? operation('for', unclear, at) : undefined);
  const marks = { at, ...(open && { open }), ...(secretKeys.size > 0 && { secretKeys }) };
  const result =
    expression.form === 'tuple'
      ? tuple(
          gathered.map(({ value }) => value),
          marks,
        )
      : object(expression.grouping ? grouped(gathered, open, at) : unique(gathered, at), marks);
  return withOuterMark(
    decisive.reduce<TerraformValue>((value, whole) => withMarksOf(value, whole), result),
    sensitive,
  );
}

function checkBody(expression: ForExpression, scope: Scope): void {
  const inner = unknownIterationScope(scope, expression);
  for (const part of [expression.key, expression.value, expression.condition]) {
    if (part !== undefined) checkReferences(part, inner);
  }
}

function conditionOf(value: TerraformValue, at: SourceRange): TerraformValue {
  const reject = (reason: string): Error =>
    failure('invalid-for-condition', "Invalid 'for' condition", `The 'if' clause value is invalid: ${reason}.`, at);
  if (value.kind === 'null') throw reject('must not be null');
  return converted(value, boolType, reject);
}

function keyOf(value: TerraformValue, at: SourceRange): TerraformValue {
  const reject = (reason: string): Error =>
    failure(
      'invalid-object-key',
      'Invalid object key',
      `The key expression produced an invalid result: ${reason}.`,
      at,
    );
  if (value.kind === 'null') throw reject('must not be null');
  return converted(value, stringType, reject);
}

function converted(
  value: TerraformValue,
  type: typeof boolType | typeof stringType,
  reject: (reason: string) => Error,
): TerraformValue {
  try {
    return convert(value, type);
  } catch (error) {
    throw error instanceof ConversionError ? reject(error.message) : error;
  }
}

function unique(gathered: readonly Gathered[], at: SourceRange): ReadonlyMap<string, TerraformValue> {
  const entries = new Map<string, TerraformValue>();
  for (const { key, value } of gathered) {
    if (entries.has(key)) {
      const detail =
        'Two different items produced the same key in this for expression. Use the ellipsis (...) after the value to group by key.';
      throw failure('duplicate-object-key', 'Duplicate object key', detail, at);
    }
    entries.set(key, value);
  }
  return entries;
}

function grouped(
  gathered: readonly Gathered[],
  open: Unknown | undefined,
  at: SourceRange,
): ReadonlyMap<string, TerraformValue> {
  const groups = groupPairs(gathered.map(({ key, value }) => [key, value] as const));
  return new Map([...groups].map(([key, values]) => [key, tuple(values, { at, ...(open && { open }) })] as const));
}
