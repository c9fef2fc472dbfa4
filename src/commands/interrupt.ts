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

/**
 * Runs `work` with a signal that Ctrl-C and SIGTERM abort. Work that does not stop by itself when told does not hold the
 * process: what it comes to no longer matters.
 * @throws InterruptedError when a signal came.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (code: number) => () => {
      controller.abort();
      reject(new InterruptedError(code));
      setTimeout(() => process.exit(code), 1000).unref();
    };
    const onInterrupt = stop(exitCode.interrupted);
    const onTerminate = stop(exitCode.terminated);
    process.once('SIGINT', onInterrupt);
    process.once('SIGTERM', onTerminate);
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        process.off('SIGINT', onInterrupt);
        process.off('SIGTERM', onTerminate);
      });
  });
}
