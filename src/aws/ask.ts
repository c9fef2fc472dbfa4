import { type ActionName, ActionNotAllowedError } from './actions.ts';
import { AnswerError } from './answers/answer-error.ts';
import { type Answer, expectForm } from './answers/answers.ts';
import type { Clients } from './clients.ts';
import { awsProblem, saysAbsent } from './errors.ts';
import type { Read } from './reads.ts';

/** The clients of a run, and what ends it. */
export interface Session {
  readonly clients: Clients;
  /** The user's: a read rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The time limit: a read that it ends is unreadable. */
  readonly deadline?: AbortSignal | undefined;
}

/**
 * Makes one call and turns whatever AWS, the network or the credentials say into data. An answer without what was asked for, or of another form than
 * AWS's, is unreadable: nothing is made of half of it.
 *
 * @throws the reason of `session.signal` once it is aborted; ActionNotAllowedError; what is a defect of this program
 */
export async function ask<A extends ActionName, T>(
  session: Session,
  action: A,
  region: string,
  call: (options: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<Read<Answer<A, T>>> {
  try {
    return { status: 'found', value: expectForm(action, await session.clients.run(call)) };
  } catch (error) {
    session.signal?.throwIfAborted();
    if (error instanceof AnswerError) {
      return { status: 'unreadable', problem: { ...error.problem, action, region } };
    }
    if (error instanceof ActionNotAllowedError || isDefect(error)) throw error;
    if (session.deadline?.aborted === true) {
      return { status: 'unreadable', problem: { kind: 'timeout', action, region, code: 'TimeLimit' } };
    }
    return saysAbsent(error)
      ? { status: 'absent' }
      : { status: 'unreadable', problem: awsProblem(error, action, region) };
  }
}

/** A mistake in this program rather than an answer of AWS: the SDK marks what it could not read of an answer with the answer. */
function isDefect(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof ReferenceError) && !('$response' in error);
}
