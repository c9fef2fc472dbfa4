import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, parse, relative, resolve, sep } from 'node:path';
import { tooLarge } from '../model/budget.ts';
import { ProblemError } from '../model/problem.ts';
import type { Boundary } from '../terraform/load/boundary.ts';
import {
  confinedFiles,
  type DirectoryEntry,
  diskFiles,
  type FileKind,
  type FileReader,
  readRegularFile,
  refuseOutside,
} from '../terraform/load/files.ts';
import type { ObjectStore } from './objects.ts';
import { GitError } from './process.ts';
import { type CommitTree, type Directory, isTracked, nodeAt, objectsOf, type TreeNode } from './tree.ts';

/** Where the code of a commit is read from. */
export interface CommitFilesOptions {
  /** The directory that holds `.git`, without links. */
  readonly top: string;
  readonly tree: CommitTree;
  /** What is checked out: what it has and the commit has not is part of the change. */
  readonly head: CommitTree;
  readonly objects: ObjectStore;
  /** What the code may read. */
  readonly boundary: Boundary;
  /** The root module's directory, as the run names it. */
  readonly root: string;
  /** Where `terraform init` wrote what it installed, absolute. */
  readonly dataDirectory: string;
  /** The commit as the user names it. */
  readonly revision: string;
  /** Told of files that the user names and that are in no commit, and of those that only the head has. */
  readonly onGiven?: (path: string, found: 'disk' | 'absent') => void;
}

/** Where a path leads. */
type CommitPlace =
  /** In the repository. `node`: what the commit has there. `isOfRun`: nothing that is committed is there. */
  | { readonly in: 'tree'; readonly parts: readonly string[]; readonly node?: TreeNode; readonly isOfRun?: true }
  | { readonly in: 'disk'; readonly real: string }
  /** Links that lead in a circle. */
  | { readonly in: 'circle' };

/** Files that are read of a module in any case. */
const codeName = /\.(?:tf|tofu|tfvars)(?:\.json)?$/;

/** Of a directory. */
const mostBesides = 1000;

/** More links than these on the way to a file are a circle, as the operating system sees it. */
const mostLinks = 40;

/** The longest target of a link that the operating system takes. */
const longestTarget = 4096;

/**
 * The code as it is in a commit. Links are followed as they are in the commit; what leads out of the repository is read
 * from the disk, as far as the boundary and the user permit. Nothing of the working tree is looked at, but what is in
 * no commit and belongs to the run: below the data directory, and with `ofRun` and `readGiven` elsewhere.
 *
 * Names are those of git: also where the disk takes `Main.tf` and `main.tf` for one.
 */
export function commitFiles(options: CommitFilesOptions): FileReader {
  const { top, tree, head, objects, boundary, onGiven } = options;
  const outer = confinedFiles(boundary);
  objects.expect(objectsOf(tree, (name, kind) => kind === 'link' || codeName.test(name)));
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
  /** Whether no commit has anything at a path, and the working tree does not lead elsewhere on the way. */
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

  let dataParts: { readonly parts: readonly string[] | undefined } | undefined;
  const dataBelow = (): readonly string[] | undefined => {
    if (dataParts === undefined) {
      // Links on the way to the root module are the commit's; those on from there may be the user's.
      const root = follow(options.root, false, undefined);
      const within = relative(resolve(options.root), options.dataDirectory);
      const isInRoot = root.in === 'tree' && within !== '' && !within.startsWith('..');
      const data = isInRoot ? root : follow(options.dataDirectory, false, undefined);
      const parts = data.in === 'tree' ? [...data.parts, ...(isInRoot ? partsOf(within) : [])] : undefined;
      // One that holds the root module holds code.
      const holdsCode = parts !== undefined && root.in === 'tree' && isBelow(root.parts, parts);
      dataParts = { parts: holdsCode ? undefined : parts };
    }
    return dataParts.parts;
  };

  const placeOf = (path: string, withRun: boolean, isDirectory: boolean): CommitPlace => {
    const place = orUnreadable(path, () => follow(path, withRun, dataBelow()));
    if (place.in === 'circle') throw unreadable(path, 'ELOOP');
    const real = place.in === 'disk' ? place.real : join(top, ...place.parts);
    refuseOutside(boundary, { path, real, isDirectory });
    return place;
  };

  /** Who reads one file of a directory reads others, such as templates. */
  const besides = (parts: readonly string[]): readonly string[] => {
    const node = nodeAt(tree, parts.slice(0, -1));
    const entries = node?.kind === 'directory' ? [...node.entries.values()].slice(0, mostBesides) : [];
    return entries.flatMap((entry) => (entry.kind === 'file' ? [entry.object] : []));
  };
  const contentOf = (path: string, object: string, parts: readonly string[]): Uint8Array => {
    const content = orUnreadable(path, () => objects.read(object, () => besides(parts)));
    if (content === 'missing')
      throw unreadable(path, 'its content is not in this clone: clone without --filter, or fetch it before');
    if (content === 'too-large') throw tooLarge('inputFile', { file: path });
    if (isLargeFilePointer(content)) {
      throw unreadable(path, 'what git has of it is a pointer of Git LFS, and not its content');
    }
    return content;
  };

  const read = (path: string, withRun: boolean): Uint8Array | undefined => {
    const place = placeOf(path, withRun, false);
    if (place.in === 'disk') return outer.read(place.real);
    if (place.in === 'circle') return undefined;
    const { node, isOfRun, parts } = place;
    if (node?.kind === 'file' && node.isUnnamed !== true) return contentOf(path, node.object, parts);
    return isOfRun === true ? orAbsent(path, () => readRegularFile(join(top, ...parts), path)) : undefined;
  };

  const kindAt = (place: CommitPlace): FileKind | undefined => {
    if (place.in === 'circle') return undefined;
    if (place.in === 'disk') return outer.kindOf?.(place.real);
    if (place.node !== undefined) return place.node.kind === 'link' ? undefined : place.node.kind;
    if (place.isOfRun !== true) return undefined;
    const status = statusOf(join(top, ...place.parts));
    return status?.isFile() ? 'file' : status?.isDirectory() ? 'directory' : status && 'other';
  };

  const entryOf = (directory: readonly string[], name: string, withRun: boolean): DirectoryEntry => {
    const parts = [...directory, name];
    const node = nodeAt(tree, parts);
    if (node !== undefined && node.kind !== 'link') return { name, isDirectory: node.kind === 'directory' };
    const path = join(top, ...parts);
    if (node === undefined) {
      const status = statusOf(path);
      if (status?.isSymbolicLink() !== true) {
        const isDirectory = status?.isDirectory() === true;
        return { name, isDirectory, ...(isDirectory || status?.isFile() ? {} : { special: 'other' }) };
      }
    }
    const link = { name, isLink: true } as const;
    const place = orUnreadable(path, () => follow(path, withRun, dataBelow()));
    if (place.in !== 'circle') {
      const real = place.in === 'disk' ? place.real : join(top, ...place.parts);
      if (!boundary.contains(real)) return { ...link, isDirectory: false, special: 'outside' };
    }
    const kind = kindAt(place);
    if (kind === undefined) return { ...link, isDirectory: false, special: 'dangling' };
    if (kind === 'other') return { ...link, isDirectory: false, special: 'other' };
    const leadsBack = kind === 'directory' && place.in === 'tree' && isBelow(directory, place.parts);
    return { ...link, isDirectory: kind === 'directory', ...(leadsBack ? { leadsBack } : {}) };
  };

  const list = (path: string, withRun: boolean): readonly DirectoryEntry[] | undefined => {
    const place = placeOf(path, withRun, true);
    if (place.in === 'disk') return outer.list(place.real);
    if (place.in === 'circle') return undefined;
    const { node, parts, isOfRun } = place;
    const hasRun = withRun || isBelow(parts, dataBelow());
    const committed = node?.kind === 'directory' ? [...node.entries.keys()] : undefined;
    const isDirectory = node === undefined ? isOfRun === true : node.kind === 'directory';
    const onDisk = hasRun && isDirectory ? namesOnDisk(path, join(top, ...parts)) : undefined;
    if (committed === undefined && onDisk === undefined) {
      // Of a directory that no commit has nobody knows what it was before.
      if (path === options.root && !hasRun && isUntracked(parts) && statusOf(join(top, ...parts))?.isDirectory()) {
        throw new ProblemError({ code: 'revision-unusable', revision: options.revision, why: 'uncommitted', path });
      }
      return undefined;
    }
    const known = new Set(committed);
    const more = (onDisk ?? []).filter((name) => !known.has(name) && isUntracked([...parts, name]));
    return [...known, ...more].map((name) => entryOf(parts, name, hasRun));
  };

  const kindOf = (path: string, withRun: boolean): FileKind | undefined => kindAt(placeOf(path, withRun, false));
  const readerWith = (withRun: boolean): FileReader => ({
    read: (path) => read(path, withRun),
    list: (path) => list(path, withRun),
    kindOf: (path) => kindOf(path, withRun),
    readGiven: (path) => {
      const place = orUnreadable(path, () => follow(path, true, undefined));
      // What the user names outside of the code may lie anywhere, unless a link of the code's leads there.
      if (place.in === 'disk') return boundary.isOwn(path) ? outer.read(path) : diskFiles.read(path);
      const content = read(path, true);
      if (place.in === 'tree' && place.node === undefined) onGiven?.(path, content === undefined ? 'absent' : 'disk');
      return content;
    },
  });
  return { ...readerWith(false), ofRun: readerWith(true) };
}

function partsOf(path: string): string[] {
  return path.split(sep === '/' ? '/' : /[\\/]/).filter((part) => part !== '' && part !== '.');
}

/** Whether a path is one of a directory's, or that itself. */
function isBelow(parts: readonly string[], directory: readonly string[] | undefined): boolean {
  return directory?.every((part, index) => parts[index] === part) === true;
}

/** What is at a path, a link not followed; undefined for nothing, and for what may not be looked at. */
function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function linkOnDisk(path: string): string | undefined {
  return isLinkOnDisk(path) ? readlinkSync(path) : undefined;
}

function isLinkOnDisk(path: string): boolean {
  return statusOf(path)?.isSymbolicLink() === true;
}

function namesOnDisk(path: string, real: string): readonly string[] | undefined {
  return orAbsent(path, () => (isLinkOnDisk(real) ? undefined : readdirSync(real)));
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

/** What `work` comes to; undefined where there is nothing. @throws ProblemError `input-unreadable` */
function orAbsent<T>(path: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (absent.has(code)) return undefined;
    throw unreadable(path, code, error);
  }
}

/** @throws ProblemError `input-unreadable` when git gives up, or something on the way may not be looked at */
function orUnreadable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GitError) throw unreadable(path, 'git could not read it', error);
    if (error instanceof Error && 'code' in error) throw unreadable(path, String(error.code), error);
    throw error;
  }
}

function unreadable(file: string, detail: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'input-unreadable', file, detail }, { cause });
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer */
function isLargeFilePointer(content: Uint8Array): boolean {
  const beginning = 'version https://git-lfs.github.com/spec/v1\n';
  if (content.length >= 1024) return false;
  return Buffer.from(content.subarray(0, beginning.length)).toString('latin1') === beginning;
}
