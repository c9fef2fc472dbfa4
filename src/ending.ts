/**
 * Ends the process once all is written, with the exit code that is set, where something holds it that nobody waits for
 * any more: a program that was started to find credentials may live on.
 */
export function endOnceWritten(): void {
  setInterval(() => {
    if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
  }, 500).unref();
}
