import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The files of a commit: a directory that is copied, and files that are added to it or take the place of others. */
export interface Tree {
  readonly directory?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** A commit; it has all files of its tree and none beside. */
export interface CommitOptions extends Tree {
  /** ISO 8601. */
  readonly at: string;
  readonly message: string;
}

/** What happened in a repository: commits of `main`, and a pull request (number 7) that left it. */
export interface History {
  readonly main: readonly CommitOptions[];
  /** The pull request leaves `main` after so many of its commits; default: all. */
  readonly leaves?: number;
  readonly topic: readonly CommitOptions[];
}

/** The repository as GitHub has it. */
export interface Hosted {
  readonly path: string;
  /** Commits: the tip of `main`, that of the pull request, and the one that would merge it. */
  readonly base: string;
  readonly head: string;
  readonly merge: string;
  /** All commits of the pull request, the oldest first. */
  readonly topic: readonly string[];
}

/** Nothing of the machine's own set-up gets in, and the same history always has the same commits. */
function environment(at: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
    GIT_COMMITTER_DATE: at,
  };
}

/** Runs git. @returns what it printed, without the line feed at its end */
async function git(cwd: string, args: readonly string[], at = '2025-01-01T00:00:00Z'): Promise<string> {
  const { stdout } = await execute('git', [...args], { cwd, env: environment(at), maxBuffer: 16 << 20 });
  return stdout.replace(/\n$/, '');
}

async function fill(directory: string, { directory: from, files = {} }: Tree): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name !== '.git') await rm(join(directory, name), { recursive: true });
  }
  if (from !== undefined) await cp(from, directory, { recursive: true });
  await write(directory, files);
}

/** Writes files below a directory. */
export async function write(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
}

/** Where a merge queue keeps what it would merge. */
export function queueRef(base: string): string {
  return `refs/heads/gh-readonly-queue/main/pr-7-${base}`;
}

/** Makes a repository in `path`, with the references of its pull request and of a merge queue as GitHub has them. */
export async function host(path: string, { main, leaves = main.length, topic }: History): Promise<Hosted> {
  await mkdir(path, { recursive: true });
  await git(path, ['init', '--quiet', '--initial-branch=main']);
  // GitHub gives out any commit that a reference leads to.
  await git(path, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  const commit = async (options: CommitOptions): Promise<string> => {
    await fill(path, options);
    await git(path, ['add', '--all', '--force', '.']);
    await git(path, ['commit', '--quiet', '--allow-empty', '-m', options.message], options.at);
    return git(path, ['rev-parse', 'HEAD']);
  };
  const ofMain: string[] = [];
  for (const one of main) ofMain.push(await commit(one));
  await git(path, ['checkout', '--quiet', '-b', 'topic', ofMain[leaves - 1] ?? 'main']);
  const ofTopic: string[] = [];
  for (const one of topic) ofTopic.push(await commit(one));
  const [base, head] = [ofMain.at(-1) ?? '', ofTopic.at(-1) ?? ''];
  await git(path, ['checkout', '--quiet', '--detach', 'main']);
  const message = `Merge ${head} into ${base}`;
  await git(path, ['merge', '--quiet', '--no-ff', '-m', message, 'topic'], topic.at(-1)?.at);
  const merge = await git(path, ['rev-parse', 'HEAD']);
  await git(path, ['update-ref', 'refs/pull/7/head', head]);
  await git(path, ['update-ref', 'refs/pull/7/merge', merge]);
  await git(path, ['update-ref', queueRef(base), merge]);
  return { path, base, head, merge, topic: ofTopic };
}

/**
 * Checks out as `actions/checkout` does: fetched with a depth (0: everything), and HEAD detached at the reference of a
 * pull request, or at a branch.
 * https://github.com/actions/checkout/blob/main/src/git-source-provider.ts
 */
export async function checkOut(
  { path }: Hosted,
  directory: string,
  { commit, ref, depth }: { readonly commit: string; readonly ref: string; readonly depth: number },
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  const local = branch === undefined ? ref.replace('refs/', 'refs/remotes/') : `refs/remotes/origin/${branch}`;
  const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  await git(directory, ['init', '--quiet', '--initial-branch=master']);
  await git(directory, ['remote', 'add', 'origin', `file://${path}`]);
  await git(directory, [
    'fetch',
    '--quiet',
    '--no-tags',
    ...(depth === 0 ? [] : [`--depth=${depth}`]),
    'origin',
    ...(depth === 0 ? all : []),
    ...(depth === 0 && branch !== undefined ? [] : [`+${commit}:${local}`]),
  ]);
  const start = branch === undefined ? [local] : ['-B', branch, local];
  await git(directory, ['checkout', '--quiet', '--force', ...start]);
}
