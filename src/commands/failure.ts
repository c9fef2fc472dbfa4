import { Chalk } from 'chalk';
import { exitCode } from '../exit-code.ts';
import { ProblemError } from '../model/problem.ts';
import { redactText } from '../model/sensitivity.ts';
import { problemText } from '../report/message.ts';
import { InterruptedError } from './interrupt.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';

/** Says on standard error why there is no report and returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof InterruptedError) {
    print(process.stderr, 'driftcheck: interrupted, nothing was decided\n');
    return error.exitCode;
  }
  if (error instanceof ProblemError) {
    const { color } = terminal(process.stderr);
    const label = new Chalk({ level: color ? 1 : 0 }).red('error');
    print(process.stderr, `${label}: ${problemText(error.problem)}\n`);
    return exitCode.couldNotRun;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  print(process.stderr, `error: driftcheck failed; please report this:\n${redactText(text)}\n`);
  return exitCode.couldNotRun;
}
