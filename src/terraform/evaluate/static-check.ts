import type { SourceRange } from '../../model/source.ts';
import type { Expression, GetAttribute, GetIndex, SplatBody, TemplatePart, Variable } from '../syntax/ast.ts';
import { EvaluationError, type ReferenceStep, type Scope } from './scope.ts';

/** The longest run of steps behind a name whose keys are written out, as `Scope.resolve` wants them. */
export function constantPrefix(steps: readonly (GetAttribute | GetIndex)[]): ReferenceStep[] {
  const prefix: ReferenceStep[] = [];
  for (const step of steps) {
    if (step.kind === 'get-attribute') prefix.push({ kind: 'attribute', name: step.name, at: step.nameRange });
    else {
      const key = constantKey(step.index);
      if (key === undefined) break;
      prefix.push({ kind: 'index', key, at: step.index.range });
    }
  }
  return prefix;
}

function constantKey(index: Expression): string | number | undefined {
  if (index.kind === 'number') {
    const value = Number(index.text);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  if (index.kind !== 'template' || index.parts.length > 1) return undefined;
  const [part] = index.parts;
  if (part === undefined) return '';
  return part.kind === 'text' ? part.value : undefined;
}

/** A chain of `.name` and `[key]`: what it starts from and the steps in order. */
export function unwind(expression: Expression): {
  readonly base: Expression;
  readonly steps: readonly (GetAttribute | GetIndex)[];
} {
  const steps: (GetAttribute | GetIndex)[] = [];
  let base = expression;
  while (base.kind === 'get-attribute' || base.kind === 'get-index') {
    steps.push(base);
    base = base.object;
  }
  return { base, steps: steps.reverse() };
}

/** What a name with its constant steps leads to. Throws a static `EvaluationError` when it is not declared. */
export function lookUp(scope: Scope, base: Variable, steps: readonly (GetAttribute | GetIndex)[], at: SourceRange) {
  const resolution = scope.resolve(base.name, constantPrefix(steps), at);
  if (resolution.kind === 'undeclared') throw new EvaluationError(resolution.diagnostic, true);
  return resolution;
}

/**
 * Checks that everything an expression refers to is declared, without evaluating it: for branches not taken, arguments not
 * reached and loops that do not run, which Terraform checks too. Throws a static `EvaluationError`.
 */
export function checkReferences(expression: Expression, scope: Scope): void {
  check(expression, scope, new Set());
}

/** `checkReferences` for the parts of a template, inside of `%{ for }` with its variables. */
export function checkParts(parts: readonly TemplatePart[], scope: Scope, bound: readonly string[] = []): void {
  checkTemplate(parts, scope, new Set(bound));
}

/** `checkReferences` for an expression in which some names are loop variables. */
export function checkWithin(expression: Expression, scope: Scope, bound: readonly string[]): void {
  check(expression, scope, new Set(bound));
}

function check(expression: Expression, scope: Scope, bound: ReadonlySet<string>): void {
  const within = (inner: Expression): void => check(inner, scope, bound);
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
      return;
    case 'variable':
    case 'get-attribute':
    case 'get-index': {
      const { base, steps } = unwind(expression);
      if (base.kind !== 'variable') within(base);
      else if (!bound.has(base.name)) checkDeclared(base, steps, scope, expression.range);
      for (const step of steps) if (step.kind === 'get-index') within(step.index);
      return;
    }
    case 'splat':
      within(expression.source);
      checkSteps(expression.each, within);
      return;
    case 'template':
      checkTemplate(expression.parts, scope, bound);
      return;
    case 'call':
      expression.arguments.forEach(within);
      return;
    case 'tuple':
      expression.elements.forEach(within);
      return;
    case 'object':
      for (const item of expression.items) {
        if (item.bareKey === undefined) within(item.key);
        within(item.value);
      }
      return;
    case 'for': {
      within(expression.collection);
      const inner = new Set([
        ...bound,
        expression.valueVariable,
        ...(expression.keyVariable ? [expression.keyVariable] : []),
      ]);
      if (expression.key) check(expression.key, scope, inner);
      check(expression.value, scope, inner);
      if (expression.condition) check(expression.condition, scope, inner);
      return;
    }
    case 'unary':
      within(expression.operand);
      return;
    case 'binary': {
      // Left spines of thousands of operands are walked in a loop.
      let left: Expression = expression;
      while (left.kind === 'binary') {
        within(left.right);
        left = left.left;
      }
      within(left);
      return;
    }
    case 'conditional':
      within(expression.condition);
      within(expression.then);
      within(expression.otherwise);
      return;
    case 'parentheses':
      within(expression.expression);
  }
}

function checkSteps(steps: SplatBody, within: (inner: Expression) => void): void {
  for (const step of steps) {
    if (step.kind === 'index') within(step.index);
    if (step.kind === 'splat') checkSteps(step.each, within);
  }
}

function checkDeclared(
  base: Variable,
  steps: readonly (GetAttribute | GetIndex)[],
  scope: Scope,
  at: SourceRange,
): void {
  try {
    lookUp(scope, base, steps, at);
  } catch (error) {
    // The value is not wanted, so neither is the reason why it has none.
    if (!(error instanceof EvaluationError) || error.isStatic) throw error;
  }
}

function checkTemplate(parts: readonly TemplatePart[], scope: Scope, bound: ReadonlySet<string>): void {
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        break;
      case 'interpolation':
        check(part.expression, scope, bound);
        break;
      case 'if':
        check(part.condition, scope, bound);
        checkTemplate(part.then, scope, bound);
        checkTemplate(part.otherwise ?? [], scope, bound);
        break;
      case 'for':
        check(part.collection, scope, bound);
        checkTemplate(
          part.body,
          scope,
          new Set([...bound, part.valueVariable, ...(part.keyVariable ? [part.keyVariable] : [])]),
        );
    }
  }
}
