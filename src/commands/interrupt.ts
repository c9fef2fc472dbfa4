import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AwsReader } from '../aws/reader.ts';
import { ReadingEnded } from '../aws/reading-ended.ts';
import { exitCode } from '../exit-code.ts';
import { letHeapGrow } from '../heap-growth.ts';
import type { Course } from '../model/course.ts';
import { ProblemError } from '../model/problem.ts';
import type { Interrupted } from '../model/report/interrupted.ts';

/** The run was ended by a signal before anything was known: it has no verdict. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: number;
  constructor({ by }: Interrupted, options?: ErrorOptions) {
    super('interrupted', options);
    this.exitCode = codeOfSignal(by);
  }
}

/** The exit code of a run that a signal ended, as a shell has it. */
export function codeOfSignal(signal: Interrupted['by']): number {
  return signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated;
}

/** What work needs to be interrupted. */
export interface Interruption {
  /** Aborted by Ctrl-C and SIGTERM, and when the time of the run is over. Its reason is a `ReadingEnded`. */
  readonly signal: AbortSignal;
  /** Waits for other programs, which the signal ends. */
  readonly during: <R>(wait: () => Promise<R>) => Promise<R>;
  /** The same reader, which can be interrupted while it waits for an answer. */
  readonly attend: <R extends AwsReader>(reader: R) => R;
  readonly course: Course;
}

/** What work came to. */
export interface Attended<T> {
  readonly value: T;
  /** A signal ended it: nothing of what it came to is whole. */
  readonly interrupted?: Interrupted;
}

/** How long work may take, and how it waits. */
export interface InterruptibleOptions {
  /** Seconds from now after which nothing is read any more. Default: any time. */
  readonly timeout?: number | undefined;
}

/** Milliseconds after which work that computes lets others have their turn. */
const longestTurn = 50;

/**
 * Milliseconds of computing after a signal, from which on only what is necessary is done, so that all of it ends within
 * a second. On a machine that has others to serve a report is worth the wait: it is not the clock that counts.
 */
const forTheRest = 500;

/**
 * The most milliseconds that a timer of Node.js waits, some 25 days: with more it would not wait at all.
 * https://nodejs.org/docs/latest-v20.x/api/timers.html#settimeoutcallback-delay-args
 */
const longestTimer = 2 ** 31 - 1;

/**
 * Milliseconds after which a run is ended whatever it waits for: everything that is waited for ends by the signal, but
 * a program that was started to find credentials may live on.
 */
const patience = 30_000;

/**
 * Runs `work`, which Ctrl-C and SIGTERM end. Where something is known by then the reading ends, and the work goes on
 * with what was read; where nothing is, there is nothing to be told.
 *
 * Node runs a handler of a signal only when the program waits, so that with one a program that computes (or reads
 * standard input) could not be ended at all. Therefore there are handlers only while AWS or git is waited for and, from
 * `course.keep` on, while the work takes turns. At all other times, and after the first one, a signal does what it does
 * by itself: it ends the program at once, and a shell sees the same exit code.
 *
 * A hangup is left to the system: a handler of it would undo `nohup`.
 *
 * @throws InterruptedError when a signal came and the work could not go on; what `work` throws
 */
export async function interruptible<T>(
  work: (interruption: Interruption) => Promise<T>,
  { timeout }: InterruptibleOptions = {},
): Promise<Attended<T>> {
  const controller = new AbortController();
  const handlers = createHandlers();
  let interrupted: (Interrupted & { readonly computed: NodeJS.CpuUsage }) | undefined;
  let last: NodeJS.Timeout | undefined;
  handlers.onFirst((by) => {
    interrupted = { by, computed: process.cpuUsage() };
    letHeapGrow();
    controller.abort(new ReadingEnded('interruption'));
    last = setTimeout(() => process.exit(codeOfSignal(by)), patience).unref();
  });
  const deadline =
    timeout === undefined
      ? undefined
      : setTimeout(
          () => controller.abort(new ReadingEnded('deadline')),
          Math.min(timeout * 1000, longestTimer),
        ).unref();
  const during = <R>(wait: () => Promise<R>): Promise<R> => {
    handlers.begin();
    return wait().finally(handlers.end);
  };
  let isKept = false;
  let turned = performance.now();
  const requireKept = () => {
    if (interrupted !== undefined && !isKept) throw new ReadingEnded('interruption');
  };
  const course: Course = {
    keep: () => {
      requireKept();
      if (!isKept) handlers.begin();
      isKept = true;
    },
    requireKept,
    turn: async () => {
      if (performance.now() - turned < longestTurn) return;
      await everybodysTurn();
      turned = performance.now();
    },
    isEnded: () => interrupted !== undefined,
    isOver: () => interrupted !== undefined && computedSince(interrupted.computed) > forTheRest,
  };
  const attend = <R extends AwsReader>(reader: R): R => ({
    ...reader,
    defaultRegion: () => during(() => reader.defaultRegion()),
    read: (name, key, region) => during(() => reader.read(name, key, region)),
  });
  const told = (): Pick<Attended<T>, 'interrupted'> =>
    interrupted === undefined ? {} : { interrupted: { by: interrupted.by } };
  try {
    const value = await work({ signal: controller.signal, during, attend, course });
    // A signal that came while the last of it was computed.
    await everybodysTurn();
    return { value, ...told() };
  } catch (error) {
    const { interrupted: by } = told();
    if (by === undefined || !isOfEnd(error)) throw error;
    throw new InterruptedError(by, { cause: error });
  } finally {
    clearTimeout(deadline);
    clearTimeout(last);
    handlers.remove();
  }
}

/** Whether work failed for want of what the signal ended, or with a mistake that the next run tells, too. */
function isOfEnd(error: unknown): boolean {
  return error instanceof ProblemError || error instanceof ReadingEnded;
}

function computedSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Signals and timers are looked at once between two of these, whatever the first one is called from. */
async function everybodysTurn(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/** The handlers of Ctrl-C and SIGTERM, which are there between `begin` and as many `end`s. */
function createHandlers() {
  let tell: (by: Interrupted['by']) => void = () => {};
  let waits = 0;
  let isTold = false;
  // The first process of a container gets no signal that it has no handler for (pid_namespaces(7)).
  const isFirst = process.pid === 1;
  const on = { SIGINT: () => stop('SIGINT'), SIGTERM: () => stop('SIGTERM') } as const;
  const add = () => {
    process.on('SIGINT', on.SIGINT);
    process.on('SIGTERM', on.SIGTERM);
  };
  const remove = () => {
    process.off('SIGINT', on.SIGINT);
    process.off('SIGTERM', on.SIGTERM);
  };
  function stop(by: Interrupted['by']): void {
    if (isTold) process.exit(codeOfSignal(by));
    isTold = true;
    if (!isFirst) remove();
    tell(by);
  }
  const begin = () => {
    if (waits++ === 0 && !isTold) add();
  };
  const end = () => {
    if (--waits === 0 && !isTold) remove();
  };
  if (isFirst) begin();
  return {
    onFirst: (then: typeof tell) => {
      tell = then;
    },
    begin,
    end,
    remove,
  };
}
