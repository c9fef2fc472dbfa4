import { type DiagnosticWithExcerpt, mostShownErrors, type Problem } from '../../../model/problem.ts';
import { shownName } from '../../../model/secret/shown.ts';
import { blank, item, type Line, line, solid } from '../../layout.ts';
import { displayWidth, printable } from '../../printable.ts';
import { countText } from '../count.ts';
import { rootLines } from './roots.ts';

/** That a directory has no code, with the root modules below it. */
export function noFiles(problem: Extract<Problem, { code: 'no-terraform-files' }>): readonly Line[] {
  const itself = problem.roots.length === 0 ? '' : ' itself';
  return [line(0, solid(shownName(problem.directory)), ` holds no .tf files${itself}`), ...rootLines(problem)];
}

/** The first errors of the code, each with its line. */
export function invalidCode(diagnostics: readonly DiagnosticWithExcerpt[], width: number): readonly Line[] {
  const more = diagnostics.length - mostShownErrors;
  return [
    line(0, `the Terraform code is not valid (${countText(diagnostics.length, 'error')})`),
    ...diagnostics.slice(0, mostShownErrors).flatMap((each) => [blank, ...diagnosticLines(each, width)]),
    ...(more > 0 ? [blank, line(2, `and ${countText(more, 'more error', 'more errors')}`)] : []),
  ];
}

/** `file:line:column`, what is wrong, the line of code with a caret under the place, and the detail. */
function diagnosticLines({ diagnostic, excerpt }: DiagnosticWithExcerpt, width: number): readonly Line[] {
  const { at } = diagnostic;
  const place = at === undefined ? [] : [solid(`${at.file}:${at.start.line}:${at.start.column}`), ': '];
  return [
    item(2, ...place, `${diagnostic.severity}: ${diagnostic.summary}`),
    ...(excerpt === undefined ? [] : excerptLines(excerpt, width)),
    ...(diagnostic.detail === '' ? [] : [item(4, diagnostic.detail)]),
  ];
}

/** A line of a file with a caret under the place. */
export function excerptLines(excerpt: NonNullable<DiagnosticWithExcerpt['excerpt']>, width: number): readonly Line[] {
  const room = Math.max(20, width - 8);
  const start = Math.max(0, excerpt.column - 1 - Math.floor(room / 2));
  const show = (text: string): string => printable(text.replaceAll('\t', ' '));
  const shown = show(excerpt.line.slice(start, start + room));
  const before = displayWidth(show(excerpt.line.slice(start, excerpt.column - 1)));
  const marked = displayWidth(show(excerpt.line.slice(excerpt.column - 1, excerpt.column - 1 + excerpt.width)));
  const carets = Math.max(1, Math.min(marked, displayWidth(shown) - before));
  return [
    { indent: 4, verbatim: true, pieces: [{ text: `| ${shown}` }] },
    { indent: 4, verbatim: true, pieces: [{ text: `| ${' '.repeat(before)}${'^'.repeat(carets)}` }] },
  ];
}
