/**
 * Ends the process once all is written, with the exit code that is set. Something may hold it that nobody waits for any
 * more: a program that was started to find credentials may live on. And a process that ends by itself takes down its
 * heap first, which takes longer the more was compared.
 */
export function endOnceWritten(): void {
  const streams = [process.stdout, process.stderr];
  const end = (): void => {
    if (streams.every(({ writableLength }) => writableLength === 0)) process.exit();
  };
  // That a stream could not be written is told in this turn, and by whoever listens.
  setImmediate(() => {
    if (streams.every(({ errored }) => errored === null)) end();
  });
  setInterval(end, 500).unref();
}
