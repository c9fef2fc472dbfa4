import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the measurements work: a folder of their own and the processes they start, all gone at the end, also of Ctrl-C. */
export interface Workshop {
  /** The repository. */
  readonly root: string;
  /** The built command line: `dist/cli.js`. */
  readonly cli: string;
  /** The AWS-shaped server, bundled. */
  readonly server: string;
  /** Writes files below a folder and gives its path. */
  folder(name: string, files?: ReadonlyMap<string, string>): string;
  /** Runs a program to its end; without `env`, with `PATH` alone. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Starts a program that is ended by `stop`. */
  start(command: string, args: readonly string[]): Started;
  /** Ends all that runs and removes what was written. */
  close(): void;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a Node program is to tell what it took: it loads a module more. */
  readonly tellsUsage?: boolean;
}

/** How a program ended and what it took. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from its start to its end. */
  readonly wall: number;
  /** Milliseconds of computing, user and system; of `tellsUsage` alone. */
  readonly cpu: number;
  /** Megabytes of memory at its peak; of `tellsUsage` alone. */
  readonly peak: number;
}

export interface Started {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const probe = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(process.resourceUsage())));
`;

/** Opens a workshop in the temporary folder of the system. */
export function openWorkshop(root: string, server: string): Workshop {
  const top = mkdtempSync(join(tmpdir(), 'driftcheck-bench-'));
  const running = new Set<ChildProcess>();
  const probeFile = join(top, 'probe.mjs');
  writeFileSync(probeFile, probe);
  const began = (child: ChildProcess) => {
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  return {
    root,
    cli: join(root, 'dist/cli.js'),
    server,
    folder: (name, files = new Map()) => {
      const folder = join(top, name);
      mkdirSync(folder, { recursive: true });
      for (const [path, text] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      return folder;
    },
    run: async (command, args, { cwd = root, env = {}, tellsUsage = false } = {}) => {
      const [out, error, usageFile] = ['stdout', 'stderr', 'usage.json'].map((name) => join(top, name));
      if (out === undefined || error === undefined || usageFile === undefined) throw new Error('no files');
      // Into files: a pipe would have the program wait for its reader.
      const streams = [openSync(out, 'w'), openSync(error, 'w')];
      try {
        const began_ = performance.now();
        const child = began(
          spawn(command, tellsUsage ? ['--import', probeFile, ...args] : args, {
            cwd,
            env: { PATH: process.env['PATH'], ...env, ...(tellsUsage ? { BENCH_USAGE_FILE: usageFile } : {}) },
            stdio: ['ignore', ...streams],
          }),
        );
        const [exitCode]: (number | null)[] = await once(child, 'exit');
        const wall = performance.now() - began_;
        const usage = tellsUsage ? JSON.parse(readFileSync(usageFile, 'utf8')) : {};
        return {
          exitCode: exitCode ?? null,
          stdout: readFileSync(out, 'utf8'),
          stderr: readFileSync(error, 'utf8'),
          wall,
          cpu: (usage.userCPUTime + usage.systemCPUTime) / 1000,
          peak: usage.maxRSS / 1024,
        };
      } finally {
        streams.forEach(closeSync);
      }
    },
    start: (command, args) => {
      const child = began(spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
      return {
        process: child,
        stop: async () => {
          const ended = once(child, 'exit');
          child.kill('SIGTERM');
          await ended;
        },
      };
    },
    close: () => {
      for (const child of running) child.kill('SIGKILL');
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** Throws, with what it said, where a program did not end as it must for its time to mean anything. */
export function requireEnd(run: Run, what: string, endings: readonly number[] = [0]): Run {
  if (run.exitCode !== null && endings.includes(run.exitCode)) return run;
  throw new Error(`${what} ended with ${run.exitCode}, not ${endings.join(' or ')}:\n${run.stderr.slice(-2000)}`);
}

/** `0.51 s`. */
export const inSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
