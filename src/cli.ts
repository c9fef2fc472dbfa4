#!/usr/bin/env node
import { endOnceWritten } from './ending.ts';
import { exitCode } from './exit-code.ts';
import { asksForVersion, version } from './version.ts';

/*
 * The command line: flags in, exit code out. The commands with their flags stand in `program.ts` and what they do in
 * `commands/`, each loaded when it is asked for.
 */

// What driftcheck says goes to the streams. What a library says on the console is for its developers, and may quote
// what AWS answered.
for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) console[level] = () => {};

// A reader that goes away (`driftcheck explain | head -1`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Says why there is no result, and with which exit code the process will end. */
async function fail(error: unknown): Promise<void> {
  const { reportFailure } = await import('./commands/failure.ts');
  process.exitCode = reportFailure(error);
}

// Node's own message would show the error with all it holds, which may be values.
process.on('uncaughtException', (error) => {
  process.exitCode = exitCode.couldNotRun;
  void fail(error).finally(() => process.exit());
});

try {
  const args = process.argv.slice(2);
  if (asksForVersion(args)) process.stdout.write(`${version}\n`);
  else {
    const { runCommand } = await import('./program.ts');
    await runCommand(args);
  }
} catch (error) {
  await fail(error);
}

endOnceWritten();
