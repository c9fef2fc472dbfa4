import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { tooLarge } from '../model/budget.ts';
import { ProblemError } from '../model/problem.ts';
import { systemCode } from '../model/system-error.ts';
import type { Boundary } from '../terraform/load/boundary.ts';
import {
  confinedFiles,
  type DirectoryEntry,
  diskFiles,
  type FileKind,
  type FileReader,
  orAbsent,
  readRegularFile,
  refuseOutside,
} from '../terraform/load/files.ts';
import {
  type CommitPathOptions,
  type CommitPlace,
  commitPaths,
  isBelow,
  isLinkOnDisk,
  partsOf,
  statusOf,
} from './commit-paths.ts';
import { GitError } from './process.ts';
import { nodeAt, objectsOf } from './tree.ts';

/** Where the code of a commit is read from. */
export interface CommitFilesOptions extends CommitPathOptions {
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

/** Files that are read of a module in any case. */
const codeName = /\.(?:tf|tofu|tfvars)(?:\.json)?$/;

/** Of a directory. */
const mostBesides = 1000;

/**
 * The code as it is in a commit. Links are followed as they are in the commit; what leads out of the repository is read
 * from the disk, as far as the boundary and the user permit. Nothing of the working tree is looked at, but what is in
 * no commit and belongs to the run: below the data directory, and with `ofRun` and `readGiven` elsewhere.
 *
 * Names are those of git: also where the disk takes `Main.tf` and `main.tf` for one.
 */
export function commitFiles(options: CommitFilesOptions): FileReader {
  const { top, tree, objects, boundary, onGiven } = options;
  const outer = confinedFiles(boundary);
  const { follow, isUntracked } = commitPaths(options);
  objects.expect(objectsOf(tree, (name, kind) => kind === 'link' || codeName.test(name)));

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

function namesOnDisk(path: string, real: string): readonly string[] | undefined {
  return orAbsent(path, () => (isLinkOnDisk(real) ? undefined : readdirSync(real)));
}

/** @throws ProblemError `input-unreadable` when git gives up, or something on the way may not be looked at */
function orUnreadable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GitError) throw unreadable(path, 'git could not read it', error);
    const code = systemCode(error);
    if (code !== undefined) throw unreadable(path, code, error);
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
