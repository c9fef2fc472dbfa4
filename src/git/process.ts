import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isInside } from '../terraform/load/boundary.ts';

/*
 * The one place that starts a process. The code that is checked may be a stranger's, so nothing of it takes part:
 * neither a program, nor a configuration, nor the working directory.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** A git that did not do what it was asked for. What it printed is left out: it may quote the code. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** Where a git process runs, and what it gets to know. */
export interface GitPlace {
  /** The program, an absolute path. */
  readonly program: string;
  /** A directory of our own, that git may run in. */
  readonly directory: string;
  /** All that is in the environment beside what every program needs. */
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds git on `PATH`. Entries that are empty, relative or lie in the code are left out, and so is a program that is in
 * truth a file of the code.
 *
 * @param code the directory of the code, without links
 */
export function findGit(environment: Environment, code: string): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  const entries = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter);
  return entries
    .filter((entry) => isAbsolute(entry))
    .map((entry) => join(entry, name))
    .find((program) => isProgram(program, code));
}

function isProgram(program: string, code: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    const isOfCode = isInside(program, code) || isInside(realpathSync(program), code);
    return !isOfCode && statSync(program).isFile();
  } catch {
    return false;
  }
}

/** A repository that answers slowly is not waited for. Milliseconds. */
const patience = 5_000;

/** Of any answer: more than what one blame of a long file prints. Bytes. */
const mostOutput = 64 << 20;

/**
 * Every call's flags. Each of them is a second lock: git is given a directory of ours as its repository, so it meets no
 * configuration that is not ours. https://git-scm.com/docs/git-config
 */
const hardened = [
  ...['-c', 'safe.bareRepository=explicit'],
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'protocol.allow=never'],
  ...['-c', 'core.sshCommand=false'],
  '--no-pager',
  '--no-optional-locks',
];

/** https://git-scm.com/docs/git#_environment_variables */
const quiet: Environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_PROTOCOL_FROM_USER: '0',
  // An object of a hostile history may claim to be of any size.
  GIT_ALLOC_LIMIT: '256m',
  LC_ALL: 'C',
};

/** What a program needs to start, on some systems: nothing that git itself reads, and no credentials. */
const inherited = ['SYSTEMROOT', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR', 'TEMP'];

/**
 * Runs git.
 *
 * @param args the command and its arguments
 * @param input what it reads from standard input
 * @returns what it printed
 * @throws GitError when it cannot be started, fails, takes too long or prints too much
 */
export function runGit(place: GitPlace, args: readonly string[], input = ''): Promise<Buffer> {
  const options = { ...optionsOf(place), ...(place.signal === undefined ? {} : { signal: place.signal }) };
  return new Promise((resolve, reject) => {
    const child = execFile(place.program, [...hardened, ...args], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new GitError('git failed', { cause: error.code ?? error.signal }));
    });
    // A git that ends before it has read all of its input fails by its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * The same, and waits for it: for what is read in the middle of an evaluation.
 *
 * @param most of what it prints. Bytes.
 */
export function runGitSync(place: GitPlace, args: readonly string[], input: string, most: number): Buffer {
  place.signal?.throwIfAborted();
  try {
    return execFileSync(place.program, [...hardened, ...args], {
      ...optionsOf(place),
      maxBuffer: most,
      input: Buffer.from(input),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (error) {
    const reason = error instanceof Error && 'status' in error ? (error.status ?? undefined) : undefined;
    throw new GitError('git failed', { cause: reason });
  }
}

function optionsOf({ directory, environment }: GitPlace) {
  const env = {
    ...Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    HOME: directory,
    ...quiet,
    ...environment,
  };
  return {
    cwd: directory,
    env,
    timeout: patience,
    killSignal: 'SIGKILL',
    maxBuffer: mostOutput,
    encoding: 'buffer',
    windowsHide: true,
  } as const;
}
