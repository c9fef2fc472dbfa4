import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue } from '../../model/value.ts';
import { errorAt } from '../configuration/configuration.ts';
import { evaluate } from '../evaluate/expression.ts';
import { EvaluationError, type Scope } from '../evaluate/scope.ts';
import { unknown } from '../evaluate/value.ts';
import type { Expression } from '../syntax/ast.ts';

/** The value that stands for an expression in error. */
export function invalidValue(code: string, at: SourceRange | undefined): TerraformValue {
  return unknown({ kind: 'invalid', code, ...(at && { at }) });
}

/** Evaluates an expression. One in error is reported, and its value is an unknown of the kind `invalid`. */
export function evaluateOrReport(expression: Expression, scope: Scope, report: ReportDiagnostic): TerraformValue {
  return attempt(() => evaluate(expression, scope), expression.range, report);
}

/** Runs `work`; an error in the code that it meets is reported, and the result is an unknown of the kind `invalid`. */
export function attempt(work: () => TerraformValue, at: SourceRange, report: ReportDiagnostic): TerraformValue {
  try {
    return work();
  } catch (error) {
    const diagnostic = diagnosticOf(error, at);
    report(diagnostic);
    return invalidValue(diagnostic.code, diagnostic.at);
  }
}

/** The diagnostic of an error in the code; anything else is a defect of this program and thrown on. */
function diagnosticOf(error: unknown, at: SourceRange) {
  if (error instanceof EvaluationError) return error.diagnostic;
  // Nothing but nesting makes the stack overflow here; the parser's bound leaves room for all that people write.
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return errorAt('too-deep', 'Expression too complex', 'The expression is nested too deeply to be evaluated.', at);
  }
  throw error;
}
