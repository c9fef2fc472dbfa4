import type * as z from 'zod/mini';
import { AnswerError } from './answers/answer-error.ts';
import { type Answer, expectForm } from './answers/answer-form.ts';
import { ActionNotAllowedError, type Clients } from './clients.ts';
import { awsProblemOf, saysAbsent } from './errors.ts';
import type { CallPlace, IsAbsent, Read } from './read.ts';
import { ReadingEnded } from './reading-ended.ts';
import { CallLimitError } from './traffic.ts';

/** What calls are made with, and what ends them. */
export interface Asking {
  readonly clients: Clients;
  /** Of a reason that is a `ReadingEnded` a read is unreadable; of any other it rejects with that. */
  readonly signal?: AbortSignal | undefined;
}

/** How a call is made, and what its answer is. */
interface AskedAs<F extends z.ZodMiniType> {
  readonly answer: () => F;
  readonly isAbsent?: IsAbsent | undefined;
}

/**
 * Makes one call and turns whatever AWS, the network or the credentials say into data. An answer without what was asked
 * for, or of another form than AWS's, is unreadable: nothing is made of half of it.
 *
 * @throws the reason of `signal` once it is aborted, unless that is a ReadingEnded; ActionNotAllowedError; what is a
 * defect of this program
 */
export async function ask<F extends z.ZodMiniType, T>(
  { clients, signal }: Asking,
  { action, region }: CallPlace,
  { answer, isAbsent }: AskedAs<F>,
  call: (options: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<Read<Answer<T, z.output<F>>>> {
  try {
    return { status: 'found', value: expectForm(answer(), await clients.run({ action, region }, call)) };
  } catch (error) {
    if (error instanceof ActionNotAllowedError || isDefect(error)) throw error;
    if (signal?.aborted === true) {
      if (signal.reason instanceof ReadingEnded) {
        return { status: 'unreadable', problem: signal.reason.problemOf(action, region) };
      }
      throw signal.reason;
    }
    if (error instanceof AnswerError) {
      return { status: 'unreadable', problem: { ...error.problem, action, region } };
    }
    if (error instanceof CallLimitError) {
      return { status: 'unreadable', problem: { kind: 'call-limit', action, region } };
    }
    return saysAbsent(error, isAbsent)
      ? { status: 'absent' }
      : { status: 'unreadable', problem: awsProblemOf(error, action, region) };
  }
}

/**
 * A mistake in this program rather than an answer of AWS: the SDK marks what it could not read of an answer with the
 * answer.
 */
function isDefect(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof ReferenceError) && !('$response' in error);
}
