import { error, notice, warning } from '@actions/core';
import { failureOf, type RunFailure } from '../commands/failure.ts';
import { print } from '../commands/print.ts';
import { inert } from '../report/inert.ts';
import { actionTitle } from '../report/message/action.ts';

/*
 * What the Action says in the log of its job. Text goes through `print`, in which nothing is a command to the runner;
 * the only commands are those that are made here and by the reporter of annotations.
 */

/** Says something to readers of the log. */
export function say(text: string): void {
  print(process.stdout, text);
}

const commands = { notice, warning, error };

/** Shows annotations beside the code. @param commands what their reporter has made */
export function sayAnnotations(commands: string): void {
  print(process.stdout, commands, true);
}

/** Says something that is shown on the page of the run, too. */
export function annotate(level: 'notice' | 'warning' | 'error', text: string): void {
  commands[level](inert(text), { title: actionTitle });
}

/** Says why there is no result. @returns the exit code */
export function sayFailure(thrown: unknown): number {
  const failure = failureOf(thrown);
  tellFailure(failure);
  return failure.exitCode;
}

/**
 * The same of what is to be told already. Errors of the code are shown at their lines.
 *
 * @param advice what to do in a workflow
 */
export function tellFailure({ problem, text }: RunFailure, advice: readonly string[] = []): void {
  const placed =
    problem?.code === 'terraform-invalid'
      ? problem.diagnostics.flatMap(({ diagnostic: { at, ...diagnostic } }) =>
          at === undefined || diagnostic.severity !== 'error' ? [] : [{ ...diagnostic, at }],
        )
      : [];
  if (placed.length === 0) annotate('error', [text, ...advice].join('\n'));
  else say(`error: ${text}\n`);
  for (const { at, summary, detail } of placed.slice(0, mostAnnotations)) {
    error(inert(detail === '' ? summary : `${summary}\n${detail}`), {
      title: actionTitle,
      file: at.file,
      startLine: at.start.line,
      startColumn: at.start.column,
    });
  }
}

/**
 * So many errors of one step are shown beside its code.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
const mostAnnotations = 10;
