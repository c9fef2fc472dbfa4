/*
 * The GitHub Action: what the runner starts. What it does stands in `src/action/`, loaded below, so that nothing that
 * is loaded speaks before this.
 */

import { endOnceWritten } from './ending.ts';
import { exitCode } from './exit-code.ts';
import { limitHeapGrowth } from './heap-growth.ts';

// The runner shows all that is written. What Node says to developers of libraries is nothing to its readers.
process.noDeprecation = true;
for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) console[level] = () => {};

/** Says why there is no result, and with which exit code the process will end. */
async function fail(error: unknown): Promise<void> {
  process.exitCode = exitCode.couldNotRun;
  const { sayFailure } = await import('./action/log.ts');
  process.exitCode = sayFailure(error);
}

// Node's own message would show the error with all it holds, which may be values.
process.on('uncaughtException', (error) => {
  void fail(error).finally(() => process.exit());
});

limitHeapGrowth();
try {
  const { runAction } = await import('./action/run.ts');
  process.exitCode = await runAction();
} catch (error) {
  await fail(error);
}

endOnceWritten();
