import type { AwsProblem } from '../model/report/aws-problem.ts';

/**
 * Why nothing is read any more although not all was: the reason of a signal that ends the calls of a run. What is under
 * way then, and what is asked for later, is unreadable; what was read stays so.
 */
export class ReadingEnded extends Error {
  override readonly name = 'ReadingEnded';
  /** `interruption`: somebody ended the run. `deadline`: the time that the run was given is over. */
  readonly by: 'interruption' | 'deadline';
  constructor(by: ReadingEnded['by']) {
    super(`the reading was ended by ${by}`);
    this.by = by;
  }

  /** What that is of a call. */
  problemOf(action: string, region?: string): AwsProblem {
    const where = { action, ...(region === undefined ? {} : { region }) };
    return this.by === 'interruption'
      ? { kind: 'interrupted', ...where }
      : { kind: 'timeout', ...where, code: 'TimeLimit' };
  }
}
