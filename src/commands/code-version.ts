import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CodeVersion } from '../check/change.ts';
import type { GivenFile } from '../check/declaration.ts';
import type { TargetOptions } from '../check/target.ts';
import { commitFiles } from '../git/commit-files.ts';
import { type ObjectStore, objectStore } from '../git/objects.ts';
import type { OpenOptions } from '../git/repository.ts';
import { type RevisedRepository, withRevision } from '../git/revision.ts';
import { type CommitTree, readTree } from '../git/tree.ts';
import { defaultTarget } from '../model/default-target.ts';
import type { TextSource } from '../model/json-reader.ts';
import type { ChangeData } from '../model/report/change.ts';
import { codeBoundary, enclosingRepository } from '../terraform/load/boundary.ts';
import type { FileReader } from '../terraform/load/files.ts';
import { codeFiles, toSlashes } from '../terraform/load/load.ts';

/** A repository with targets in it. */
interface OpenedCode {
  readonly opened: RevisedRepository;
  readonly objects: ObjectStore;
  readonly head: CommitTree;
  /** @throws ProblemError `revision-unusable` */
  treeOf(revision: string, commit: string): Promise<CommitTree>;
}

/** By their directories. */
export type OpenedRepositories = ReadonlyMap<string, OpenedCode>;

/**
 * Opens repositories to read code of commits from, for `work`, and closes them after.
 *
 * @param tops their directories; undefined for a target that lies in none
 * @param revision named where one cannot be opened
 * @throws ProblemError `revision-unusable`; what `work` throws
 */
export async function withRepositories<T>(
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
export interface CodeReader {
  readonly repositories: OpenedRepositories;
  readonly targets: readonly TargetOptions[];
  readonly given: (files: FileReader) => FileReader;
}

/** What reads the code of targets: each as it is checked out, with files that are the same for all its versions. */
export function codeReader(repositories: OpenedRepositories, targets: readonly TargetOptions[]): CodeReader {
  const given = givenOnce();
  const head = targets.map((target) => ({ ...withStateOnce(target), files: given(codeFiles(target)) }));
  return { repositories, targets: head, given };
}

/** Notes of a version of which nobody asks how it was read, or that are to be made. */
export const noNotes = (): ChangeNotes => ({ installed: [], variableFiles: [] });

/** What of a change was read otherwise than from its commits. */
export interface ChangeNotes {
  readonly installed: NonNullable<ChangeData['installed']>;
  readonly variableFiles: NonNullable<ChangeData['variableFiles']>;
}

/**
 * The targets as they are in commits.
 *
 * @param commits by the directory of the repository; targets of others are left out
 * @throws ProblemError `revision-unusable`
 */
export async function versionAt(
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

/** What can be read again and again. */
function keptText(text: TextSource): TextSource {
  return typeof text === 'string' ? text : Array.from(text, (piece) => new Uint8Array(piece));
}

/** A target whose state is read once, for all versions of the code. */
function withStateOnce(target: TargetOptions): TargetOptions {
  const { state } = target;
  if (state === undefined) return target;
  let text: TextSource | undefined;
  const once: GivenFile = {
    file: state.file,
    get text() {
      text ??= keptText(state.text);
      return text;
    },
  };
  return { ...target, state: once };
}
