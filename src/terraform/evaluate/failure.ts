import { diagnosticOf } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import { EvaluationError } from './scope.ts';

/** An error that depends on values, which `try` and `can` catch. `summary` and `detail` hold no values. */
export function failure(code: string, summary: string, detail: string, at: SourceRange): EvaluationError {
  return new EvaluationError(diagnosticOf('error', code, summary, detail, at));
}

/** An error that Terraform finds without evaluating: neither `try` nor a branch that is not taken hides it. */
export function staticFailure(code: string, summary: string, detail: string, at: SourceRange): EvaluationError {
  return new EvaluationError(diagnosticOf('error', code, summary, detail, at), true);
}

/** Runs `work`; an error that `try` would catch is given to `recover`, any other is thrown on. */
export function recovering<T>(work: () => T, recover: (error: EvaluationError) => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof EvaluationError && !error.isStatic) return recover(error);
    throw error;
  }
}
