import { Chalk } from 'chalk';
import { exitCode } from '../exit-code.ts';
import { ProblemError } from '../model/problem.ts';
import { hideIn } from '../model/secret/hidden.ts';
import { hiddenSecrets, joinSecrets } from '../model/secret/known-secrets.ts';
import { judgedUnder, redactionOf } from '../model/secret/redaction.ts';
import { redactText } from '../model/secret/sensitivity.ts';
import { shownName } from '../model/secret/shown.ts';
import { problemText } from '../report/message/problem/problem.ts';
import { InterruptedError } from './interrupt.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';

/**
 * Says on standard error why there is no report and returns the exit code. What the configuration calls secret is so
 * for the error as for the run that it comes from.
 */
export function reportFailure(error: unknown): number {
  const redaction = redactionOf(error);
  return redaction === undefined ? report(error) : judgedUnder(redaction, () => report(error));
}

function report(error: unknown): number {
  if (error instanceof InterruptedError) {
    print(process.stderr, 'driftcheck: interrupted, nothing was decided\n');
    return error.exitCode;
  }
  if (error instanceof ProblemError) {
    const { color } = terminal(process.stderr);
    const label = new Chalk({ level: color ? 1 : 0 }).red('error');
    print(process.stderr, `${label}: ${problemText(hideIn(error.problem, hiddenSecrets(joinSecrets([]), [])))}\n`);
    return exitCode.couldNotRun;
  }
  print(process.stderr, `error: driftcheck failed; please report this:\n${defectText(error)}\n`);
  return exitCode.couldNotRun;
}

/**
 * An error that nobody expected, for a report of it: its class, what its message says in words, and where it was
 * thrown. A message often repeats what the program had in hands ("Unexpected token 'h', "hunter2" is not valid JSON"):
 * what is in quotes or no word is left out.
 */
export function defectText(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const unquoted = error.message.slice(0, longestMessage).replace(/(["'`]).*\1/gs, '…');
  const words = redactText(unquoted).replace(/[^\s…]+/g, (word) =>
    /^[A-Za-z]+[.,:;]?$/.test(word) ? shownName(word) : '…',
  );
  // The stack begins with the message, of which a line may look like a frame.
  const frames = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => frame.test(line));
  const hidden = hiddenSecrets(joinSecrets([]), []);
  return [`${error.name}: ${words}`, ...frames].map((line) => hidden.hide(line)).join('\n');
}

/** `at name (file:1:2)`, `at file:1:2`. */
const frame = /^ {4}at (?:[^()]*\([^()]*\)|\S+:\d+:\d+)$/;

const longestMessage = 1000;
