import { GitError } from './process.ts';
import type { Repository } from './repository.ts';

/** What stands at a path of a commit. */
export type TreeNode =
  | Directory
  /** `isUnnamed`: its name is not UTF-8, so that no path leads to it. */
  | { readonly kind: 'file' | 'link'; readonly object: string; readonly isUnnamed?: true };

/** A directory of a commit. */
export interface Directory {
  readonly kind: 'directory';
  readonly entries: ReadonlyMap<string, TreeNode>;
}

/** The files of a commit, by path. Submodules are no part of it. */
export interface CommitTree {
  readonly commit: string;
  readonly top: Directory;
}

/** Deeper paths are nobody's: what reads trees goes as deep as they are. */
const deepest = 100;

/**
 * All paths of a commit: one process, of which the trees are read and no content.
 *
 * @param commit its full name
 * @returns undefined where the clone lacks trees of it
 * @throws GitError when git takes too long
 */
export async function readTree(repository: Repository, commit: string): Promise<CommitTree | undefined> {
  let printed: Buffer;
  try {
    printed = await repository.run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  } catch (error) {
    // By its exit code git says that there is no such tree, or not all of it.
    if (error instanceof GitError && typeof error.cause === 'number') return undefined;
    throw error;
  }
  const top = directory();
  const known = new Map<string, GrowingDirectory>([['', top]]);
  for (const { mode, object, path, isUnnamed } of entriesOf(printed)) {
    const parts = path.split('/');
    if (mode === submodule || parts.length > deepest || parts.some((part) => isReserved(part))) continue;
    const name = parts.pop() ?? '';
    const kind = mode === link ? 'link' : 'file';
    directoryAt(known, parts).entries.set(name, { kind, object, ...(isUnnamed ? { isUnnamed } : {}) });
  }
  return { commit, top };
}

/** https://git-scm.com/docs/git-fast-import#Documentation/git-fast-import.txt-120000 */
const link = '120000';
const submodule = '160000';

/** Names that no path can have, but a tree that somebody made by hand. */
function isReserved(name: string): boolean {
  return name === '' || name === '.' || name === '..';
}

interface GrowingDirectory extends Directory {
  readonly entries: Map<string, TreeNode>;
}

function directory(): GrowingDirectory {
  return { kind: 'directory', entries: new Map() };
}

function directoryAt(known: Map<string, GrowingDirectory>, parts: readonly string[]): GrowingDirectory {
  const path = parts.join('/');
  const before = known.get(path);
  if (before !== undefined) return before;
  const made = directory();
  known.set(path, made);
  directoryAt(known, parts.slice(0, -1)).entries.set(parts.at(-1) ?? '', made);
  return made;
}

interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
  readonly isUnnamed: boolean;
}

/** `<mode> <type> <object>`, a tab, the path; each ended by a zero. https://git-scm.com/docs/git-ls-tree#_output_format */
function entriesOf(printed: Buffer): readonly TreeEntry[] {
  const all = printed.toString().split('\0');
  const bytes = all.some((text) => text.includes('\ufffd')) ? splitBytes(printed) : [];
  return all.flatMap((text, index): TreeEntry[] => {
    const tab = text.indexOf('\t');
    const [mode = '', , object = ''] = text.slice(0, tab).split(' ');
    if (tab < 0) return [];
    const isUnnamed = text.includes('\ufffd') && bytes[index]?.equals(Buffer.from(text)) !== true;
    return [{ mode, object, path: text.slice(tab + 1), isUnnamed }];
  });
}

function splitBytes(printed: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at <= printed.length; ) {
    const end = printed.indexOf(0, at);
    const to = end < 0 ? printed.length : end;
    found.push(printed.subarray(at, to));
    at = to + 1;
  }
  return found;
}

/** What stands at a path, without a link followed. */
export function nodeAt(tree: CommitTree, parts: readonly string[]): TreeNode | undefined {
  let node: TreeNode | undefined = tree.top;
  for (const part of parts) {
    if (node?.kind !== 'directory') return undefined;
    node = node.entries.get(part);
  }
  return node;
}

/**
 * Whether a commit has something at a path; also where something on the way there is no directory, so that what the
 * disk has there is the commit's doing.
 */
export function isTracked(tree: CommitTree, parts: readonly string[]): boolean {
  let node: TreeNode = tree.top;
  for (const part of parts) {
    if (node.kind !== 'directory') return true;
    const next = node.entries.get(part);
    if (next === undefined) return false;
    node = next;
  }
  return true;
}

/** The objects of a tree's files and links that a function chooses by their names. */
export function objectsOf(tree: CommitTree, isWanted: (name: string, kind: 'file' | 'link') => boolean): string[] {
  const visit = (entries: ReadonlyMap<string, TreeNode>): string[] =>
    [...entries].flatMap(([name, node]) => {
      if (node.kind === 'directory') return visit(node.entries);
      return isWanted(name, node.kind) ? [node.object] : [];
    });
  return visit(tree.top.entries);
}
