import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue } from '../../model/value.ts';
import type { FunctionContext, TerraformFunction } from '../functions/function.ts';
import type { Expression } from '../syntax/ast.ts';

/**
 * The constant steps that follow the first name of a traversal: what a scope needs to find `data.aws_vpc.main` or
 * `aws_x.y[0]`.
 */
export type ReferenceStep =
  | { readonly kind: 'attribute'; readonly name: string; readonly at: SourceRange }
  | { readonly kind: 'index'; readonly key: string | number; readonly at: SourceRange };

/**
 * What a reference leads to: a value and the number of steps it used up; the evaluator applies the rest to the value.
 */
export type Resolution =
  | { readonly kind: 'value'; readonly value: TerraformValue; readonly consumed: number }
  /** Undeclared: static in Terraform, so neither `try` nor an untaken branch hides it. */
  | { readonly kind: 'undeclared'; readonly diagnostic: Diagnostic };

/** Where names are looked up. Child scopes (`for` variables, iterators, template variables) shadow their parent. */
export interface Scope {
  /**
   * `root` is the first name (`var`, `local`, `aws_ecs_service`, a `for` variable); `steps` the longest run of constant
   * steps behind it.
   */
  resolve(root: string, steps: readonly ReferenceStep[], at: SourceRange): Resolution;
  /**
   * The value of an expression that comes to the same in other scopes, where it is evaluated for all of them at once;
   * undefined for one that is to be evaluated here.
   */
  readonly common?: (expression: Expression) => TerraformValue | undefined;
  readonly functions: ReadonlyMap<string, TerraformFunction>;
  readonly functionContext: FunctionContext;
}

/** Static and dynamic errors, as Terraform tells them apart: `try` and `can` catch only dynamic ones. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly diagnostic: Diagnostic;
  readonly isStatic: boolean;
  constructor(diagnostic: Diagnostic, isStatic = false) {
    super(`${diagnostic.summary}: ${diagnostic.detail}`);
    this.diagnostic = diagnostic;
    this.isStatic = isStatic;
  }
}
