import { vi } from 'vitest';

/** What a run of the program came to. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let runs = 0;
const programs = {
  cli: new URL('../../src/cli.ts', import.meta.url).pathname,
  action: new URL('../../src/action.ts', import.meta.url).pathname,
};

/**
 * Runs the command line, or the Action, in this process: `cli.ts` once more, with the modules that it imports as they are. Nothing of the caller's
 * environment gets in.
 *
 * @param crash the message of an error that is thrown in the middle of it
 */
export async function runInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  crash?: string,
  program: keyof typeof programs = 'cli',
): Promise<Run> {
  // The program ends its process once all is written, a moment after it is done: here that is the tests'.
  vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const written = { stdout: '', stderr: '' };
  const { argv, env, exitCode } = process;
  const listening = process.listeners('uncaughtException');
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  process.argv = [argv[0] ?? 'node', 'driftcheck', ...args];
  process.env = { PATH: env['PATH'] ?? '', HOME: '/nonexistent', ...environment };
  process.exitCode = undefined;
  if (crash !== undefined) {
    Object.defineProperty(process.env, 'TF_CLI_ARGS', {
      enumerable: true,
      get: () => {
        throw new TypeError(crash);
      },
    });
  }
  try {
    await import(/* @vite-ignore */ `${programs[program]}?run=${runs++}`);
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.argv = argv;
    process.env = env;
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
    process.stdout.removeAllListeners('error');
    for (const listener of process.listeners('uncaughtException')) {
      if (!listening.includes(listener)) process.off('uncaughtException', listener);
    }
  }
}
