import { ProblemError, type RevisionProblem } from '../model/problem.ts';
import { GitError } from './process.ts';
import { type OpenOptions, type Repository, withRepository } from './repository.ts';

/** A repository that revisions which the user names are read from. */
export interface RevisedRepository {
  readonly repository: Repository;
  /**
   * The commit that a revision names.
   * @throws ProblemError `revision-unusable`
   */
  resolve(revision: string): Promise<string>;
  /** That a revision, or a file of it, cannot be read. */
  refuse(revision: string, why: RevisionProblem, path?: string): ProblemError;
}

/**
 * Opens a repository to read a revision from it that the user names.
 *
 * @param directory in the repository; undefined where there is none
 * @throws ProblemError `revision-unusable` also when git gives up on the way; what `work` throws
 */
export async function withRevision<T>(
  directory: string | undefined,
  revision: string,
  options: OpenOptions,
  work: (opened: RevisedRepository) => Promise<T>,
): Promise<T> {
  const refused = (why: RevisionProblem, path?: string) =>
    new ProblemError({ code: 'revision-unusable', revision, why, ...(path === undefined ? {} : { path }) });
  if (directory === undefined) throw refused('no-repository');
  try {
    const outcome = await withRepository(directory, options, (repository) => work(revisedRepository(repository)));
    if (outcome.status === 'done') return outcome.value;
    if (outcome.status === 'none') throw refused('no-history');
    throw refused(outcome.problem, outcome.path ?? outcome.top);
  } catch (error) {
    if (error instanceof GitError) throw refused('failed', directory);
    throw error;
  }
}

function revisedRepository(repository: Repository): RevisedRepository {
  const shallow = repository.cutAt.size > 0 ? ({ shallow: true } as const) : {};
  const refuse: RevisedRepository['refuse'] = (revision, why, path) =>
    new ProblemError({
      code: 'revision-unusable',
      revision,
      why,
      ...shallow,
      ...(path === undefined ? {} : { path }),
    });
  return {
    repository,
    refuse,
    resolve: async (revision) => {
      const resolved = await resolveRevision(repository, revision);
      if (resolved.status !== 'found') throw refuse(revision, resolved.status);
      return resolved.commit;
    },
  };
}

/** The commit that a text names, or why it names none. */
export type ResolvedRevision =
  | { readonly status: 'found'; readonly commit: string }
  /**
   * `malformed`: no name of a revision that is understood here. `unknown`: there is none of that name. `ambiguous`: the
   * beginning of several objects. `missing`: it is known what it is, and the clone does not have it.
   */
  | { readonly status: 'malformed' | 'unknown' | 'ambiguous' | 'missing' };

/** `main`, `origin/main`, `v1`, `4f2a91c`, `HEAD~2`, `main^2`: a name, and steps to ancestors of it. */
const form = /^(?<name>[^-~^:?*[\\\s@][^~^:?*[\\\s@]*|@)(?<steps>(?:~\d{0,5}|\^\d{0,2})*)$/;

/**
 * Resolves what a user names: a branch, a remote's branch, a tag, an object by its name or the beginning of it, each
 * with `~` and `^` behind it. Names are looked up here, in the order of git, and git is given nothing but the name of
 * an object: so nothing of the text is ever taken as an option, a path or an expression of git's.
 * https://git-scm.com/docs/gitrevisions
 *
 * @throws GitError when git takes too long
 */
export async function resolveRevision(repository: Repository, text: string): Promise<ResolvedRevision> {
  const { name = '', steps = '' } = form.exec(text)?.groups ?? {};
  if (name === '' || text.length > longest) return { status: 'malformed' };
  const named = lookUp(repository, name === '@' ? 'HEAD' : name);
  const isObject = /^[0-9a-f]{4,64}$/i.test(name);
  const object = named ?? (isObject ? name.toLowerCase() : undefined);
  if (object === undefined) return { status: 'unknown' };
  const commit = await commitOf(repository, `${object}${steps}`);
  if (commit !== undefined) return { status: 'found', commit };
  if (named === undefined && (await isAmbiguous(repository, object))) return { status: 'ambiguous' };
  const isMissing = named !== undefined && (await commitOf(repository, object)) === undefined;
  return { status: isMissing ? 'missing' : 'unknown' };
}

const longest = 256;

function lookUp(repository: Repository, name: string): string | undefined {
  const names = [
    name,
    ...['refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'].map((place) => place + name),
    `refs/remotes/${name}/HEAD`,
  ];
  for (const full of names) {
    const found = repository.reference(full);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param object the name of one, or its beginning, with steps behind it */
async function commitOf(repository: Repository, object: string): Promise<string | undefined> {
  const printed = await orNothing(repository.run(['rev-parse', '--verify', '--quiet', `${object}^{commit}`]));
  return printed === undefined ? undefined : /^[0-9a-f]{40,64}$/.exec(printed.toString().trim())?.[0];
}

async function isAmbiguous(repository: Repository, beginning: string): Promise<boolean> {
  const printed = await orNothing(repository.run(['rev-parse', `--disambiguate=${beginning}`]));
  return (printed?.toString().trim().split('\n') ?? []).length > 1;
}

/** Undefined when git says by its exit code that there is no such thing. */
async function orNothing(answer: Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitError && typeof error.cause === 'number') return undefined;
    throw error;
  }
}

/** What lies at a path in a commit. `missing`: a file whose content the clone does not have. */
export type CommittedFile =
  | { readonly status: 'found'; readonly content: Buffer }
  | { readonly status: 'absent' | 'missing' | 'link' | 'too-large' };

/**
 * The content of a file in a commit. By `cat-file`, which applies no filter and no `textconv`.
 *
 * @param commit its full name
 * @param path from the top of the repository, with forward slashes
 * @param most so many bytes are read at most
 * @throws GitError when git takes too long
 */
export async function readCommitted(
  repository: Repository,
  commit: string,
  path: string,
  most: number,
): Promise<CommittedFile> {
  const listed = await orNothing(repository.run(['ls-tree', '-z', '-l', '--full-tree', commit, '--', path]));
  if (listed === undefined) return { status: 'missing' };
  const [, mode, object, size, name] =
    /^(\d{6}) blob ([0-9a-f]{40,64}) +(\S+)\t([^\0]*)\0$/.exec(listed.toString()) ?? [];
  if (object === undefined || name !== path) return { status: 'absent' };
  // https://git-scm.com/docs/git-fast-import#Documentation/git-fast-import.txt-120000
  if (mode === '120000') return { status: 'link' };
  // `BAD` stands there for a content that the clone lacks, which is then not found either.
  if (Number(size) > most) return { status: 'too-large' };
  const content = await orNothing(repository.run(['cat-file', 'blob', object]));
  return content === undefined ? { status: 'missing' } : { status: 'found', content };
}
