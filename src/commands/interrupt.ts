import type { AwsReader } from '../aws/reader.ts';
import { exitCode } from '../exit-code.ts';

/** The run was ended by a signal: it has no verdict. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: number;
  constructor(code: number) {
    super('interrupted');
    this.exitCode = code;
  }
}

/** What work needs to be interrupted. */
export interface Interruption {
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Waits for other programs, which the signal ends. */
  readonly during: <R>(wait: () => Promise<R>) => Promise<R>;
  /** The same reader, which can be interrupted while it waits for an answer. */
  readonly attend: <R extends AwsReader>(reader: R) => R;
}

/**
 * Runs `work`, which Ctrl-C and SIGTERM end within a second, whatever it is busy with.
 *
 * Node runs a handler of a signal only when the program waits, so that with one a program that computes (or reads
 * standard input) could not be ended at all. There are handlers only while AWS or git is waited for: then the calls are
 * aborted and something can be said. At all other times the signal does what it does by itself, and a shell sees the
 * same exit code.
 *
 * @throws InterruptedError when a signal came while AWS or git was waited for.
 */
export async function interruptible<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (code: number) => () => {
      controller.abort();
      reject(new InterruptedError(code));
      // Work that does not stop by itself when told does not hold the process: what it comes to no longer matters.
      setTimeout(() => process.exit(code), 500).unref();
    };
    const onInterrupt = stop(exitCode.interrupted);
    const onTerminate = stop(exitCode.terminated);
    let waits = 0;
    const begin = (): void => {
      if (waits++ > 0) return;
      process.on('SIGINT', onInterrupt);
      process.on('SIGTERM', onTerminate);
    };
    const end = (): void => {
      if (--waits > 0) return;
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    };
    const during = <R>(wait: () => Promise<R>): Promise<R> => {
      begin();
      return wait().finally(end);
    };
    const attend = <R extends AwsReader>(reader: R): R => ({
      ...reader,
      defaultRegion: () => during(() => reader.defaultRegion()),
      read: (name, key, region) => during(() => reader.read(name, key, region)),
    });
    // The first process of a container gets no signal that it has no handler for (pid_namespaces(7)).
    const isFirst = process.pid === 1;
    if (isFirst) begin();
    work({ signal: controller.signal, during, attend })
      .then(resolve, reject)
      .finally(() => {
        if (isFirst) end();
      });
  });
}
