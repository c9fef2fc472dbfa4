import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue } from '../../model/value.ts';
import type { Expression, TemplatePart } from '../syntax/ast.ts';
import { references } from '../syntax/walk.ts';
import { recovering } from './failure.ts';
import { EvaluationError, type ReferenceStep, type Scope } from './scope.ts';

/** What a reference leads to. Throws a static `EvaluationError` when it is not declared. */
export function lookUp(
  scope: Scope,
  root: string,
  steps: readonly ReferenceStep[],
  at: SourceRange,
): { readonly value: TerraformValue; readonly consumed: number } {
  const resolution = scope.resolve(root, steps, at);
  if (resolution.kind === 'undeclared') throw new EvaluationError(resolution.diagnostic, true);
  return resolution;
}

/**
 * Checks that everything an expression refers to is declared, without evaluating it: for branches not taken, arguments
 * not reached and loops that do not run, which Terraform checks too. Throws a static `EvaluationError`.
 */
export function checkReferences(expression: Expression, scope: Scope): void {
  for (const { root, steps, range } of references(expression)) {
    // Why a declared name has no value does not matter here.
    recovering<unknown>(
      () => lookUp(scope, root, steps, range),
      () => undefined,
    );
  }
}

/** `checkReferences` for the parts of a template. */
export function checkParts(parts: readonly TemplatePart[], scope: Scope): void {
  const [first] = parts;
  if (first !== undefined) checkReferences({ kind: 'template', form: 'file', parts, range: first.range }, scope);
}
