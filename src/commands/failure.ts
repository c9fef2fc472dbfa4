import { Chalk } from 'chalk';
import { exitCode } from '../exit-code.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { hideIn } from '../model/secret/hidden.ts';
import { hiddenSecrets, joinSecrets } from '../model/secret/known-secrets.ts';
import { judgedUnder, redactionOf } from '../model/secret/redaction.ts';
import { redactText } from '../model/secret/sensitivity.ts';
import { shownName } from '../model/secret/shown.ts';
import { problemText } from '../report/message/problem/problem.ts';
import { InterruptedError } from './interrupt.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';

/** Why there is no report, as it may be told. */
export interface RunFailure {
  readonly kind: 'interrupted' | 'problem' | 'defect';
  readonly exitCode: number;
  /** Several lines, the last without a line feed. */
  readonly text: string;
  /** What stopped the run, with nothing secret in it. */
  readonly problem?: Problem;
}

/** Says on standard error why there is no report and returns the exit code. */
export function reportFailure(error: unknown): number {
  const { kind, exitCode: code, text } = failureOf(error);
  if (kind === 'problem') {
    const { color } = terminal(process.stderr);
    const label = color ? new Chalk({ level: 1 }).red('error') : 'error';
    print(process.stderr, `${label}: ${text}\n`);
  } else {
    print(process.stderr, `${kind === 'defect' ? 'error' : 'driftcheck'}: ${text}\n`);
  }
  return code;
}

/**
 * What is to be told of an error. What the configuration calls secret is so for the error as for the run that it comes
 * from.
 */
export function failureOf(error: unknown): RunFailure {
  const redaction = redactionOf(error);
  return redaction === undefined ? told(error) : judgedUnder(redaction, () => told(error));
}

function told(error: unknown): RunFailure {
  if (error instanceof InterruptedError) {
    return { kind: 'interrupted', exitCode: error.exitCode, text: 'interrupted, nothing was decided or written' };
  }
  if (error instanceof ProblemError) {
    const problem = hideIn(error.problem, hiddenSecrets(joinSecrets([]), []));
    return { kind: 'problem', exitCode: exitCode.couldNotRun, text: problemText(problem), problem };
  }
  const text = `driftcheck failed; please report this:\n${defectText(error)}`;
  return { kind: 'defect', exitCode: exitCode.couldNotRun, text };
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
