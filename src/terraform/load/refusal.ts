import type { Diagnostic } from '../../model/diagnostic.ts';
import { type DiagnosticWithExcerpt, mostShownErrors, ProblemError } from '../../model/problem.ts';
import type { SourceRange } from '../../model/source.ts';
import { excerpt } from '../syntax/excerpt.ts';

/**
 * Stops the run when there are errors among the diagnostics of the configuration, each with the line that it is in.
 *
 * @param textOf the content of a file by the name that positions have
 * @throws ProblemError `terraform-invalid`
 */
export function refuseErrors(diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): void {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return;
  const shown = excerpts(textOf);
  throw new ProblemError({ code: 'terraform-invalid', diagnostics: errors.map(shown) });
}

/**
 * Stops the run because a file does not parse. HashiCorp's own parser is asked as well: people know its words; and
 * where it accepts the file the mistake is ours, which is said.
 *
 * @throws ProblemError `terraform-invalid`
 */
export async function refuseSyntax(
  errors: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): Promise<never> {
  const diagnostics: DiagnosticWithExcerpt[] = [];
  const asked = new Set<string>();
  const shown = excerpts(textOf);
  for (const error of errors) {
    const file = error.at?.file ?? '';
    // One opinion for each file: it is about the file, not about the error.
    const first = !asked.has(file);
    asked.add(file);
    const text = file.endsWith('.json') || !first ? undefined : textOf(file);
    const judged = text === undefined ? error : await judge(error, text, file);
    diagnostics.push(shown(judged, diagnostics.length));
  }
  throw new ProblemError({ code: 'terraform-invalid', diagnostics });
}

async function judge(error: Diagnostic, text: string, file: string): Promise<Diagnostic> {
  const { secondOpinion } = await import('../syntax/second-opinion.ts');
  const opinion = await secondOpinion(text, file);
  if (opinion === undefined) {
    return { ...error, detail: `${error.detail} HashiCorp's parser, asked for a second opinion, gave none.` };
  }
  if (opinion.accepts) {
    const detail = `${error.detail} HashiCorp's parser accepts this file, so this is a defect of driftcheck; please report it.`;
    return { ...error, code: 'parser-disagrees', detail };
  }
  const [summary = '', ...rest] = opinion.message.split('; ');
  const at = opinion.at ?? error.at;
  return { ...error, summary, detail: rest.join('; ') || error.detail, ...(at && { at }) };
}

/** In UTF-16 code units. */
const longestFile = 1_000_000;
const longestLine = 10_000;

/** Whether an excerpt would take long: what surrounds the place is scanned. */
function isLong(text: string, { start }: SourceRange): boolean {
  const from = start.offset - (start.column - 1);
  const newline = text.indexOf('\n', from);
  return text.length > longestFile || (newline < 0 ? text.length : newline) - from > longestLine;
}

/** Adds the excerpt to a diagnostic that will be shown: to make one, the whole file is scanned. */
function excerpts(
  textOf: (file: string) => string | undefined,
): (diagnostic: Diagnostic, index: number) => DiagnosticWithExcerpt {
  return (diagnostic, index) => {
    const { at } = diagnostic;
    const text = at && index < mostShownErrors ? textOf(at.file) : undefined;
    return at === undefined || text === undefined || isLong(text, at)
      ? { diagnostic }
      : { diagnostic, excerpt: excerpt(text, at) };
  };
}
