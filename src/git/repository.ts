import {
  type Dirent,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isInside, realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { readRegularFile } from '../terraform/load/files.ts';
import { findGit, GitError, type GitPlace, runGit, runGitSync } from './process.ts';

/** Why a repository's history is not read. `failed`: git gave up on it. */
export type GitProblem = 'old-git' | 'dubious-ownership' | 'outside' | 'unsupported-references' | 'failed';

/** A repository whose objects can be asked for. */
export interface Repository {
  /** The directory that holds `.git`, without links. */
  readonly top: string;
  /** The commit that `HEAD` names. */
  readonly head: string;
  /** Commits at which a shallow clone was cut off: what they seem to have brought may be older. */
  readonly cutAt: ReadonlySet<string>;
  /**
   * The object that a reference names, by its full name: `HEAD`, `FETCH_HEAD`, `refs/heads/main`. Undefined when there
   * is none of that name.
   */
  reference(name: string): string | undefined;
  /**
   * Runs git on the repository's objects. @throws GitError
   */
  run(args: readonly string[], input?: string): Promise<Buffer>;
  /**
   * The same, and waits for it.
   * @param most of what git prints. Bytes. @throws GitError
   */
  runSync(args: readonly string[], input: string, most: number): Buffer;
}

export type Opened =
  /** No repository, no commit in it, or no git. */
  | { readonly status: 'none' }
  | { readonly status: 'refused'; readonly problem: GitProblem; readonly top: string; readonly path?: string };

export interface OpenOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directories outside of the repository that it may lead to. Without links. */
  readonly allowed?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the repository that a directory lies in, for `work`, and closes it after.
 *
 * Git never sees the repository itself, only its objects, as those of an empty repository of ours. So nothing in `.git`
 * is executed or obeyed, whatever it holds: `config` (`core.fsmonitor`, filters, `include`, promisor remotes, …),
 * `info/attributes`, hooks. And no directory is searched for a repository, so that files which look like a bare one are
 * files.
 *
 * @throws what `work` throws, and GitError
 */
export async function withRepository<T>(
  directory: string,
  options: OpenOptions,
  work: (repository: Repository) => Promise<T>,
): Promise<{ readonly status: 'done'; readonly value: T } | Opened> {
  const top = repositoryTop(directory);
  if (top === undefined) return { status: 'none' };
  const program = findGit(options.environment, outermostTop(top, options.environment['HOME']));
  if (program === undefined) return { status: 'none' };
  const scratch = temporaryDirectory();
  try {
    const place: GitPlace = { program, directory: scratch, environment: {}, signal: options.signal };
    const vetted = await vet(top, place, options);
    if (vetted.status !== 'vetted') return vetted;
    return { status: 'done', value: await work(opened(vetted, place)) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * The repository that holds all the others around a directory, as that of a submodule does: a program in there is a
 * stranger's too. One that holds the home directory is the user's.
 */
function outermostTop(top: string, home: string | undefined): string {
  const above = dirname(top) === top ? undefined : repositoryTop(dirname(top));
  if (above === undefined || (home !== undefined && isInside(realPath(home), above))) return top;
  return outermostTop(above, home);
}

/** @throws GitError where none can be made */
function temporaryDirectory(): string {
  try {
    return realpathSync.native(mkdtempSync(join(resolve(tmpdir()), 'driftcheck-git-')));
  } catch (error) {
    throw new GitError('there is no place for temporary files', { cause: error });
  }
}

/** A repository that was found in order. */
interface Vetted {
  readonly status: 'vetted';
  readonly top: string;
  /** Where `HEAD` is, and where the references are: another directory, for a worktree. */
  readonly git: string;
  readonly common: string;
  readonly objects: string;
  readonly head: string;
  readonly shallow: readonly string[];
}

/** Makes the empty repository that stands for the real one: git takes its objects, and nothing else, from there. */
function opened({ top, git: real, common, objects, head, shallow }: Vetted, place: GitPlace): Repository {
  const git = join(place.directory, 'repository');
  const tree = join(place.directory, 'tree');
  mkdirSync(join(git, 'refs'), { recursive: true });
  mkdirSync(tree);
  writeFileSync(join(git, 'HEAD'), `${head}\n`);
  // https://git-scm.com/docs/hash-function-transition#_repository_format_extension
  const format = head.length === 64 ? 1 : 0;
  const extension = format === 1 ? '[extensions]\n\tobjectFormat = sha256\n' : '';
  writeFileSync(join(git, 'config'), `[core]\n\trepositoryFormatVersion = ${format}\n\tbare = true\n${extension}`);
  if (shallow.length > 0) writeFileSync(join(git, 'shallow'), shallow.map((commit) => `${commit}\n`).join(''));
  const environment = {
    ...place.environment,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OBJECT_DIRECTORY: objects,
  };
  const own = { ...place, directory: tree, environment };
  const where = [`--git-dir=${git}`, `--work-tree=${tree}`];
  return {
    top,
    head,
    cutAt: new Set(shallow),
    reference: (name) => referenceOf(real, common, name),
    run: (args, input) => runGit(own, [...where, ...args], input),
    runSync: (args, input, most) => runGitSync(own, [...where, ...args], input, most),
  };
}

/** Finds out where a repository keeps what is needed of it, and whether it may be read. */
async function vet(top: string, place: GitPlace, options: OpenOptions): Promise<Vetted | Opened> {
  const refused = (problem: GitProblem, path?: string): Opened => ({
    status: 'refused',
    problem,
    top,
    ...(path === undefined ? {} : { path }),
  });
  const entry = join(top, '.git');
  const git = gitDirectory(entry);
  if (git === undefined) return { status: 'none' };
  if (await isOld(place)) return refused('old-git');
  if (!(await isOwn([top, entry, git], top, place, options))) return refused('dubious-ownership');
  const allowed = [top, ...(options.allowed ?? [])];
  const isAllowed = (path: string, more: readonly string[] = []) =>
    [...allowed, ...more].some((root) => isInside(path, root));
  if (!isAllowed(git) && !(await belongsTo(git, entry, place))) return refused('outside', git);
  const common = commonDirectory(git);
  if (common === undefined) return { status: 'none' };
  const isWorktreeOf = dirname(git) === join(common, 'worktrees');
  if (common !== git && !isWorktreeOf && !isAllowed(common)) return refused('outside', common);
  const objects = realOrNone(join(common, 'objects'));
  if (objects === undefined) return { status: 'none' };
  const outside = foreignObjects(objects, (path) => isAllowed(path, [git, common]));
  if (outside !== undefined) return refused('outside', outside);
  if (isDirectory(join(common, 'reftable'))) return refused('unsupported-references');
  const head = referenceOf(git, common, 'HEAD');
  if (head === undefined) return { status: 'none' };
  const shallow = (readOwn(join(common, 'shallow'), common) ?? '').split('\n').filter((line) => isCommit(line));
  return { status: 'vetted', top, git, common, objects, head, shallow };
}

/** Where `.git` leads: itself, or what a file of that name says (worktrees, submodules). Without links. */
function gitDirectory(entry: string): string | undefined {
  const real = realOrNone(entry);
  if (real === undefined || isDirectory(real)) return real;
  const named = /^gitdir: (.+?)\r?\n*$/.exec(readOwn(entry, dirname(entry)) ?? '')?.[1];
  return named === undefined ? undefined : realOrNone(resolve(dirname(real), named));
}

/** https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-commondir */
function commonDirectory(git: string): string | undefined {
  const named = readOwn(join(git, 'commondir'), git)?.trim();
  return named ? realOrNone(resolve(git, named)) : git;
}

/**
 * Whether a directory elsewhere says that it is the repository of this `.git` file: a worktree's names the file, a
 * submodule's the directory. Otherwise a file made by a stranger could name any repository of the machine.
 */
async function belongsTo(git: string, entry: string, place: GitPlace): Promise<boolean> {
  const worktree = readOwn(join(git, 'gitdir'), git)?.trim();
  if (worktree && realOrNone(resolve(git, worktree)) === realOrNone(entry)) return true;
  const config = realOrNone(join(git, 'config'));
  if (config === undefined || !isInside(config, git) || readOwn(config, git) === undefined) return false;
  try {
    const printed = await runGit(place, ['config', '--file', config, '--no-includes', '--get', 'core.worktree']);
    return realOrNone(resolve(git, printed.toString().trim())) === dirname(entry);
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

/**
 * What objects would be read from that is not allowed: by a link among them, wherever it stands, or as another
 * repository that `info/alternates` borrows from. What cannot be told counts as such.
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates
 */
function foreignObjects(objects: string, isAllowed: (path: string) => boolean): string | undefined {
  const places = new Set([objects]);
  for (const place of places) {
    if (!isAllowed(place)) return place;
    for (const link of linksBelow(place)) {
      // A name that is not UTF-8 cannot be followed here, but by git.
      if (link.includes(undecodable)) return dirname(link);
      places.add(realPath(link));
    }
    const list = realPath(join(place, 'info/alternates'));
    if (!isAllowed(list)) return list;
    const text = readOwn(list, dirname(list));
    if (text === undefined && realOrNone(list) !== undefined) return list;
    for (const line of (text ?? '').split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      if (line.includes(undecodable)) return list;
      for (const path of [line, unquoted(line)]) if (path !== undefined) places.add(realPath(resolve(place, path)));
    }
  }
  return undefined;
}

const undecodable = '\ufffd';

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/**
 * A path that stands in quotes, as git reads it; undefined for any other.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
 */
function unquoted(line: string): string | undefined {
  const inner = /^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  if (inner === undefined) return undefined;
  const bytes = inner.replace(/\\(?:([0-3][0-7]{2})|(.))|[^\x20-\x7e]/gu, (all, octal?: string, sign?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (sign !== undefined) return escapes.get(sign) ?? sign;
    return Buffer.from(all).toString('latin1');
  });
  return Buffer.from(bytes, 'latin1').toString();
}

/** Git keeps objects no deeper than `info/commit-graphs/`. */
const deepest = 3;

/**
 * The links in a directory and below it; and what cannot be listed, in which git may still find what it knows the name
 * of.
 */
function linksBelow(directory: string, depth = deepest): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return isDirectory(directory) ? [join(directory, undecodable)] : [];
  }
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isSymbolicLink()) return [path];
    return entry.isDirectory() && depth > 1 ? linksBelow(path, depth - 1) : [];
  });
}

const isCommit = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/**
 * The object that a reference names, with those that it stands for followed.
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-HEAD
 */
function referenceOf(git: string, common: string, full: string): string | undefined {
  let name = full;
  for (let steps = 0; steps < 5; steps++) {
    if (!isReferenceName(name)) return undefined;
    const text = name.startsWith('refs/')
      ? (readOwn(join(common, name), common)?.trim() ?? packedReference(common, name))
      : (readOwn(join(git, name), git)?.trim() ?? '');
    // `FETCH_HEAD` says behind it where that came from.
    const [object = ''] = text.split(/\s/);
    if (isCommit(object)) return object;
    const next = /^ref: (refs\/[^\0]+)$/.exec(text)?.[1];
    if (next === undefined) return undefined;
    name = next;
  }
  return undefined;
}

/**
 * Whether git takes a text as the full name of a reference, so that it leads nowhere else as a path.
 * https://git-scm.com/docs/git-check-ref-format
 */
function isReferenceName(name: string): boolean {
  if (/^(?:[A-Z]+_)?HEAD$/.test(name)) return true;
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses them.
  const isPlain = !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(name);
  return (
    parts[0] === 'refs' &&
    isPlain &&
    parts.every((part) => /^[^.].*(?<!\.)$|^[^.]$/.test(part) && !part.endsWith('.lock'))
  );
}

function packedReference(common: string, name: string): string {
  const lines = (readOwn(join(common, 'packed-refs'), common) ?? '').split('\n');
  return lines.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? '';
}

/** What is known of programs, by path: nobody exchanges git while this runs. */
const ages = new Map<string, 'old' | 'new'>();

/**
 * git before 2.38 knows no `safe.bareRepository`.
 * https://github.com/git/git/blob/master/Documentation/RelNotes/2.38.0.txt
 */
async function isOld(place: GitPlace): Promise<boolean> {
  const known = ages.get(place.program);
  if (known !== undefined) return known === 'old';
  const printed = await runGit(place, ['version']);
  const [, major = '0', minor = '0'] = /^git version (\d+)\.(\d+)/.exec(printed.toString()) ?? [];
  const isBefore = Number(major) < 2 || (Number(major) === 2 && Number(minor) < 38);
  ages.set(place.program, isBefore ? 'old' : 'new');
  return isBefore;
}

/**
 * Whether the repository is the user's own, or one that the user has called safe: what git checks when it finds a
 * repository by itself, and leaves out when it is told of one.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
 */
async function isOwn(
  paths: readonly string[],
  top: string,
  place: GitPlace,
  { environment }: OpenOptions,
): Promise<boolean> {
  const user = process.geteuid?.();
  if (user === undefined) return true;
  const sudo = user === 0 ? Number(environment['SUDO_UID'] ?? Number.NaN) : Number.NaN;
  const owners = paths.map((path) => lstatSync(path).uid);
  if (owners.every((owner) => owner === user || owner === sudo)) return true;
  return (await safeDirectories(top, place, environment)).some((safe) => {
    if (safe === '*') return true;
    const isBelow = safe.endsWith('/*');
    const directory = realPath(isBelow ? safe.slice(0, -2) : safe);
    return isBelow ? isInside(top, directory) && top !== directory : top === directory;
  });
}

/** What the user's and the system's configuration call safe. One that lies in the code is a stranger's. */
async function safeDirectories(
  top: string,
  place: GitPlace,
  environment: OpenOptions['environment'],
): Promise<readonly string[]> {
  const isForeign = (name: string) => isInside(realPath(resolve(environment[name] ?? '/')), top);
  const homes = ['HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM'];
  const own = Object.entries(environment).filter(
    ([name]) => homes.includes(name) || /^GIT_CONFIG_(?:NOSYSTEM|COUNT|(?:KEY|VALUE)_\d+)$/.test(name),
  );
  const known = Object.fromEntries(own.filter(([name]) => !homes.includes(name) || !isForeign(name)));
  // No repository: only the configuration of the system and the user is read.
  const noRepository = `--git-dir=${join(place.directory, 'none')}`;
  try {
    const command = [noRepository, 'config', '--null', '--type=path', '--get-all', 'safe.directory'];
    const printed = await runGit({ ...place, environment: known }, command);
    const all = printed.toString().split('\0').slice(0, -1);
    // An empty one takes back those before it.
    return all.slice(all.lastIndexOf('') + 1);
  } catch (error) {
    if (error instanceof GitError) return [];
    throw error;
  }
}

/**
 * A file that must lie in a directory, also when it is a link; undefined when it does not, is none or may not be read.
 */
function readOwn(path: string, root: string): string | undefined {
  const real = realOrNone(path);
  if (real === undefined || !isInside(real, realPath(root))) return undefined;
  try {
    const content = readRegularFile(real);
    return content === undefined ? undefined : Buffer.from(content).toString();
  } catch {
    return undefined;
  }
}

function realOrNone(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
