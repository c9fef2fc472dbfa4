import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import type { ObjectStore } from './objects.ts';
import { GitError } from './process.ts';
import { type CommitTree, type Directory, isTracked, nodeAt, type TreeNode } from './tree.ts';

/** What paths lead through. */
export interface CommitPathOptions {
  /** The directory that holds `.git`, without links. */
  readonly top: string;
  readonly tree: CommitTree;
  /** What is checked out: what it has and the commit has not is part of the change. */
  readonly head: CommitTree;
  readonly objects: ObjectStore;
}

/** Where a path leads. */
export type CommitPlace =
  /** In the repository. `node`: what the commit has there. `isOfRun`: nothing that is committed is there. */
  | { readonly in: 'tree'; readonly parts: readonly string[]; readonly node?: TreeNode; readonly isOfRun?: true }
  | { readonly in: 'disk'; readonly real: string }
  /** Links that lead in a circle. */
  | { readonly in: 'circle' };

/** Where paths lead in a commit. */
export interface CommitPaths {
  /**
   * Follows the links on the way to a path: those of the commit in the repository, and those of the disk above it.
   *
   * @param withRun whether what is in no commit counts; in a directory below `data` it does in any case
   * @throws GitError when a link of the commit cannot be read
   */
  follow(path: string, withRun: boolean, data: readonly string[] | undefined): CommitPlace;
  /** Whether no commit has anything at a path, and the working tree does not lead elsewhere on the way. */
  isUntracked(parts: readonly string[]): boolean;
}

/** More links than these on the way to a file are a circle, as the operating system sees it. */
const mostLinks = 40;

/** The longest target of a link that the operating system takes. */
const longestTarget = 4096;

/** Finds out where paths lead. */
export function commitPaths({ top, tree, head, objects }: CommitPathOptions): CommitPaths {
  const identity = statusOf(top);
  const isTop = (path: string): boolean => {
    if (path === top) return true;
    const status = statusOf(path);
    return status?.isDirectory() === true && status.dev === identity?.dev && status.ino === identity.ino;
  };

  const follow = (path: string, withRun: boolean, data: readonly string[] | undefined): CommitPlace => {
    let links = 0;
    let disk = parse(resolve(path)).root;
    let parts: string[] | undefined;
    let rest = partsOf(resolve(path).slice(disk.length));
    const restart = (target: string): void => {
      const { root } = parse(target);
      if (root !== '') [disk, parts] = [root, undefined];
      rest = [...partsOf(target.slice(root.length)), ...rest];
    };
    if (isTop(disk)) parts = [];
    while (rest.length > 0) {
      const [name = '', ...after] = rest;
      rest = after;
      if (name === '..') {
        if (parts === undefined) disk = dirname(disk);
        else if (parts.length > 0) parts = parts.slice(0, -1);
        else [disk, parts] = [dirname(top), undefined];
        continue;
      }
      const next: string = parts === undefined ? join(disk, name) : '';
      const below: string[] = [...(parts ?? []), name];
      const target = parts === undefined ? linkOnDisk(next) : linkAt(below, withRun || isBelow(below, data));
      if (target === undefined) {
        if (parts !== undefined) parts = below;
        else if (isTop(next)) parts = [];
        else disk = next;
        continue;
      }
      links += 1;
      if (links > mostLinks) return { in: 'circle' };
      restart(target);
    }
    if (parts === undefined) return { in: 'disk', real: disk };
    const node = nodeAt(tree, parts);
    if (node !== undefined) return { in: 'tree', parts, node };
    const isOfRun = (withRun || isBelow(parts, data)) && isUntracked(parts);
    return { in: 'tree', parts, ...(isOfRun ? { isOfRun } : {}) };
  };
  const isUntracked = (parts: readonly string[]): boolean =>
    !isTracked(tree, parts) &&
    !isTracked(head, parts) &&
    !parts.some((_, index) => isLinkOnDisk(join(top, ...parts.slice(0, index))));
  const linkAt = (parts: readonly string[], withRun: boolean): string | undefined => {
    const node = nodeAt(tree, parts);
    if (node?.kind === 'link') return targetOf(node);
    if (node !== undefined || !withRun || !isUntracked(parts)) return undefined;
    return linkOnDisk(join(top, ...parts));
  };
  const targetOf = ({ object, isUnnamed }: Exclude<TreeNode, Directory>): string | undefined => {
    const content = isUnnamed ? 'too-large' : objects.read(object);
    if (content === 'missing') throw new GitError('a link is missing');
    if (content === 'too-large' || content.length === 0 || content.length > longestTarget) return undefined;
    const target = Buffer.from(content).toString();
    return target.includes('\0') ? undefined : target;
  };
  return { follow, isUntracked };
}

export function partsOf(path: string): string[] {
  return path.split(sep === '/' ? '/' : /[\\/]/).filter((part) => part !== '' && part !== '.');
}

/** Whether a path is one of a directory's, or that itself. */
export function isBelow(parts: readonly string[], directory: readonly string[] | undefined): boolean {
  return directory?.every((part, index) => parts[index] === part) === true;
}

/** What is at a path, a link not followed; undefined for nothing, and for what may not be looked at. */
export function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function linkOnDisk(path: string): string | undefined {
  return isLinkOnDisk(path) ? readlinkSync(path) : undefined;
}

export function isLinkOnDisk(path: string): boolean {
  return statusOf(path)?.isSymbolicLink() === true;
}
