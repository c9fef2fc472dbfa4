import { withShownNames } from './secret/shown.ts';
import type { SourceRange } from './source.ts';

/**
 * Something wrong in the Terraform code, in the language's own terms. `summary` and `detail` hold no values of
 * variables or attributes (they may be secret); a name, a type or an operator may be named.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /**
   * Stable, kebab-case: `syntax`, `undeclared-variable`, `unsupported-attribute`, … Tests assert this, not the wording.
   */
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
  readonly at?: SourceRange;
}

/**
 * A diagnostic; names that its detail quotes are left out where they may be a secret (a password without its quotes).
 */
export function diagnosticOf(
  severity: Diagnostic['severity'],
  code: string,
  summary: string,
  detail: string,
  at: SourceRange | undefined,
): Diagnostic {
  return { severity, code, summary, detail: withShownNames(detail), ...(at && { at }) };
}

/** Takes the diagnostics that are found on the way. */
export type ReportDiagnostic = (diagnostic: Diagnostic) => void;
