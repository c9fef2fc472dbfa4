import type { AwsProblem } from '../../model/report/aws-problem.ts';

/**
 * An answer that cannot be used as it is: too large, too slow, or not of the form that AWS's model gives it. Never
 * tried again.
 */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly problem: Pick<AwsProblem, 'kind' | 'code' | 'member'>;
  constructor(problem: Pick<AwsProblem, 'kind' | 'code' | 'member'>) {
    super(problem.member ?? problem.code ?? problem.kind);
    this.problem = problem;
  }
}

/**
 * A step into an answer: the name of a member as AWS's model has it, a place in a list, or `*` for a key that is the
 * user's own.
 */
export type AnswerStep = string | number;

/**
 * An answer with a member that is missing or of another type. Only the member's path is kept: of what it holds,
 * nothing.
 */
export function unexpectedMember(path: readonly AnswerStep[]): AnswerError {
  const member = memberText(path);
  return new AnswerError({ kind: 'unexpected-answer', ...(member === '' ? {} : { member }) });
}

/** `services[0].deployments`; the answer itself is ''. */
function memberText(path: readonly AnswerStep[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
