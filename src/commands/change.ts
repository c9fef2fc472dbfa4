import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChangeOptions, CodeVersion } from '../check/change.ts';
import type { GivenFile } from '../check/declaration.ts';
import type { TargetOptions } from '../check/target.ts';
import { commitsBefore, mergeBase } from '../git/ancestry.ts';
import { commitFiles } from '../git/commit-files.ts';
import { type ObjectStore, objectStore } from '../git/objects.ts';
import type { OpenOptions } from '../git/repository.ts';
import { type RevisedRepository, withRevision } from '../git/revision.ts';
import { type CommitTree, readTree } from '../git/tree.ts';
import { compareCodeUnits } from '../model/order.ts';
import { ProblemError } from '../model/problem.ts';
import type { ChangeData } from '../model/report/change.ts';
import type { Report } from '../model/report/report.ts';
import { defaultTarget } from '../model/report/target.ts';
import { codeBoundary, enclosingRepository, realPath } from '../terraform/load/boundary.ts';
import type { FileReader } from '../terraform/load/files.ts';
import { codeFiles, toSlashes } from '../terraform/load/load.ts';

/** The flags that say what a change is based on. */
export interface ChangeFlags {
  /** `--base`. */
  base?: string;
  /** `--applied`. */
  applied?: string;
  /** `--allow-outside`. */
  allowOutside?: string[];
}

/** A run that is about a change. */
export interface ChangeRun {
  /** The targets as they are checked out, which is the head of the change. */
  readonly targets: readonly TargetOptions[];
  readonly change: ChangeOptions;
}

/** So many commits of a change are held against AWS at most. */
const mostEarlier = 20;

/**
 * Does a run about the change between `--base` and what is checked out. The repositories of the targets are open while
 * it does: code is read when it is asked for. A plan stands for the head alone, so that the base is read from the code;
 * states and what AWS has are the same for both.
 *
 * @returns the report, with what of the change was read otherwise than from its commits
 * @throws ProblemError `revision-unusable`; what `work` throws
 */
export async function withChange(
  flags: ChangeFlags & { readonly base: string },
  targets: readonly TargetOptions[],
  { scope, signal }: { readonly scope: ChangeOptions['scope']; readonly signal: AbortSignal },
  work: (run: ChangeRun) => Promise<Report>,
): Promise<Report> {
  const { base, applied, allowOutside = [] } = flags;
  const options: OpenOptions = { environment: process.env, allowed: allowOutside.map(realPath), signal };
  const tops = new Set(targets.map(({ directory }) => enclosingRepository(directory)));
  return withRepositories([...tops], base, options, async (repositories) => {
    const notes: ChangeNotes = { installed: [], variableFiles: [] };
    const given = givenOnce();
    const head = targets.map((target) => ({ ...withStateOnce(target), files: given(codeFiles(target)) }));
    const code: CodeReader = { repositories, targets: head, given };
    const [first] = repositories.values();
    const run: ChangeRun = {
      targets: head,
      change: {
        base: await versionOf(code, base, notes),
        ...(applied === undefined ? {} : { applied: await versionOf(code, applied, notes) }),
        ...(first === undefined ? {} : { head: first.opened.repository.head }),
        earlier: () => earlierVersions(code, base, notes),
        scope,
      },
    };
    return withNotes(await work(run), notes);
  });
}

/** A repository with targets in it. */
interface OpenedCode {
  readonly opened: RevisedRepository;
  readonly objects: ObjectStore;
  readonly head: CommitTree;
  /** @throws ProblemError `revision-unusable` */
  treeOf(revision: string, commit: string): Promise<CommitTree>;
}

type OpenedRepositories = ReadonlyMap<string, OpenedCode>;

/** @param tops their directories; undefined for a target that lies in none */
async function withRepositories<T>(
  [top, ...others]: readonly (string | undefined)[],
  revision: string,
  options: OpenOptions,
  work: (repositories: OpenedRepositories) => Promise<T>,
  before: OpenedRepositories = new Map(),
): Promise<T> {
  return withRevision(top, revision, options, async (opened) => {
    const repositories = new Map([...before, [top ?? '', await openedCode(opened)] as const]);
    return others.length === 0 ? work(repositories) : withRepositories(others, revision, options, work, repositories);
  });
}

async function openedCode(opened: RevisedRepository): Promise<OpenedCode> {
  const { repository } = opened;
  const trees = new Map<string, CommitTree>();
  const treeOf = async (revision: string, commit: string): Promise<CommitTree> => {
    const tree = trees.get(commit) ?? (await readTree(repository, commit));
    if (tree === undefined) throw opened.refuse(revision, 'missing');
    trees.set(commit, tree);
    return tree;
  };
  return { opened, objects: objectStore(repository), head: await treeOf('HEAD', repository.head), treeOf };
}

/** What code of commits is read for. */
interface CodeReader {
  readonly repositories: OpenedRepositories;
  readonly targets: readonly TargetOptions[];
  readonly given: (files: FileReader) => FileReader;
}

/** What of a change was read otherwise than from its commits. */
interface ChangeNotes {
  readonly installed: NonNullable<ChangeData['installed']>;
  readonly variableFiles: NonNullable<ChangeData['variableFiles']>;
}

/** The targets as they are in the commit that a revision names. @throws ProblemError `revision-unusable` */
async function versionOf(code: CodeReader, revision: string, notes: ChangeNotes): Promise<CodeVersion> {
  const commits = new Map<string, string>();
  for (const [top, { opened }] of code.repositories) {
    const commit = await opened.resolve(revision);
    const { repository } = opened;
    // Of a shallow clone that cannot be told.
    const isWhole = repository.cutAt.size === 0;
    if (isWhole && (await mergeBase(repository, commit, repository.head)) === undefined) {
      throw opened.refuse(revision, 'unrelated');
    }
    commits.set(top, commit);
  }
  return versionAt(code, revision, commits, notes);
}

/** @param commits by the directory of the repository; targets of others are left out */
async function versionAt(
  { repositories, targets, given }: CodeReader,
  revision: string,
  commits: ReadonlyMap<string, string>,
  notes: ChangeNotes,
): Promise<CodeVersion> {
  const trees = new Map<string, CommitTree>();
  for (const [top, commit] of commits) {
    const tree = await repositories.get(top)?.treeOf(revision, commit);
    if (tree !== undefined) trees.set(top, tree);
  }
  const versions = targets.flatMap((target): TargetOptions[] => {
    const top = enclosingRepository(target.directory) ?? '';
    const [repository, tree] = [repositories.get(top), trees.get(top)];
    if (repository === undefined || tree === undefined) return [];
    const { plan: _ofHead, ...own } = target;
    const name = target.name ?? defaultTarget;
    const files = filesOf(target, { ...repository, top, tree, revision }, (file, found) => {
      const note = { target: name, file, from: found } as const;
      if (!notes.variableFiles.some((one) => one.target === name && one.file === file)) notes.variableFiles.push(note);
    });
    const onInstalled = (calls: readonly { readonly address: string; readonly source: string }[]): void => {
      for (const call of calls) {
        const isKnown = notes.installed.some((one) => one.target === name && one.address === call.address);
        if (!isKnown) notes.installed.push({ target: name, ...call });
      }
    };
    return [{ ...own, files: given(files), ofCommit: { onInstalled } }];
  });
  const [commit = ''] = commits.values();
  return { revision, commit, targets: versions };
}

/** The files of a target in a commit. */
function filesOf(
  { directory, environment, allowOutside = [] }: TargetOptions,
  { top, tree, head, objects, revision }: OpenedCode & { top: string; tree: CommitTree; revision: string },
  onGiven: (file: string, found: 'disk' | 'absent') => void,
): FileReader {
  const root = toSlashes(directory) || '.';
  const named = environment['TF_DATA_DIR'];
  return commitFiles({
    top,
    tree,
    head,
    objects,
    boundary: codeBoundary(root, {
      cwd: process.cwd(),
      allowed: allowOutside,
      dataDirectory: named ? resolve(root, named) : undefined,
      repository: top,
    }),
    root,
    dataDirectory: resolve(root, named || '.terraform'),
    revision,
    onGiven,
  });
}

/** The commits of the change before what is checked out, of each repository by itself. */
async function earlierVersions(code: CodeReader, base: string, notes: ChangeNotes): Promise<readonly CodeVersion[]> {
  const versions: CodeVersion[] = [];
  for (const [top, { opened }] of code.repositories) {
    const { repository } = opened;
    const { commits } = await commitsBefore(repository, await opened.resolve(base), repository.head, mostEarlier);
    for (const commit of commits) versions.push(await versionAt(code, commit, new Map([[top, commit]]), notes));
  }
  return versions;
}

function withNotes(report: Report, { installed, variableFiles }: ChangeNotes): Report {
  if (report.change === undefined) return report;
  const inOrder = <T extends { readonly target: string }>(list: readonly T[], nameOf: (one: T) => string): T[] =>
    list.toSorted((a, b) => compareCodeUnits(a.target, b.target) || compareCodeUnits(nameOf(a), nameOf(b)));
  return {
    ...report,
    change: {
      ...report.change,
      ...(installed.length === 0 ? {} : { installed: inOrder(installed, ({ address }) => address) }),
      ...(variableFiles.length === 0 ? {} : { variableFiles: inOrder(variableFiles, ({ file }) => file) }),
    },
  };
}

/** What is no file of the disk, such as a shell's `<(…)`, can be read once: all versions of the code get the same. */
function givenOnce(): (files: FileReader) => FileReader {
  const read = new Map<string, Uint8Array | undefined>();
  return (files) => {
    const readGiven = (path: string): Uint8Array | undefined => (files.readGiven ?? files.read)(path);
    return {
      ...files,
      readGiven: (path) => {
        if (!isStream(path)) return readGiven(path);
        if (!read.has(path)) read.set(path, readGiven(path));
        return read.get(path);
      },
    };
  };
}

function isStream(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** A target whose state is read once, for all versions of the code. */
function withStateOnce(target: TargetOptions): TargetOptions {
  const { state } = target;
  if (state === undefined) return target;
  let text: string | undefined;
  const once: GivenFile = {
    file: state.file,
    get text() {
      text ??= state.text;
      return text;
    },
  };
  return { ...target, state: once };
}

/** The revision that a change is based on. @throws ProblemError `usage` for `--applied` without one */
export function requireBase({ base }: ChangeFlags): string {
  if (base !== undefined) return base;
  throw new ProblemError({
    code: 'usage',
    message: '--applied says what of a change is applied: give --base, what the change is based on, too',
  });
}
