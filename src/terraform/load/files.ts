import { closeSync, constants, fstatSync, openSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LimitName } from '../../model/budget.ts';
import { ProblemError } from '../../model/problem.ts';
import { systemReason } from '../../model/system-error.ts';
import { compareKeys } from '../evaluate/order.ts';
import { type Boundary, isInside, realPath } from './boundary.ts';
import { readBounded } from './bounded-read.ts';

/**
 * The files that a configuration is read from: the disk, or something like it in a test. Paths are as `node:path` joins
 * them.
 */
export interface FileReader {
  /**
   * The content of a file; undefined when there is no file of that name. Throws `ProblemError` `input-unreadable` when
   * it may not be read, and `outside` when it is not the code's own.
   */
  read(path: string): Uint8Array | undefined;
  /** What a directory holds, in any order; undefined when there is no such directory. Throws like `read`. */
  list(directory: string): readonly DirectoryEntry[] | undefined;
  /** What is at a path; undefined for nothing. Throws like `read`. Without it: told by `read` and `list`. */
  kindOf?(path: string): FileKind | undefined;
  /** Reads a file that the user names, wherever it lies. Without it: `read`. */
  readGiven?(path: string): Uint8Array | undefined;
  /**
   * Where the code is that of a commit: the same with what is in no commit, and so belongs to the run and not to the
   * code: variable files that Terraform loads by itself, a local state, what `terraform init` wrote. Without it: the
   * same.
   */
  readonly ofRun?: FileReader;
}

/** Reads what belongs to the run, too. */
export function ofRun(files: FileReader): FileReader {
  return files.ofRun ?? files;
}

/** `other`: a pipe, a socket, a device. */
export type FileKind = 'file' | 'directory' | 'other';

/** A file or directory in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  /** A symbolic link. One to a directory counts as a directory. */
  readonly isLink?: boolean;
  /** A link to a directory that holds it: following it would go round. */
  readonly leadsBack?: true;
  /**
   * Neither a regular file nor a directory: a link to nothing, a pipe or a device, a link to what is not the code's
   * own.
   */
  readonly special?: 'dangling' | 'other' | 'outside';
}

/** The real files. Symbolic links are followed. */
export const diskFiles: FileReader = {
  read: (path) => orAbsent(path, () => readRegular(path)),
  list: (directory) => orAbsent(directory, () => listDirectory(directory, () => true)),
  kindOf: (path) => orAbsent(path, () => kindOfStatus(statSync(path))),
};

/**
 * Of the real files those that are the code's own. What the user names is read wherever it lies, unless a link of the
 * code's leads there.
 */
export function confinedFiles(boundary: Boundary): FileReader {
  const admit = (path: string, isDirectory: boolean): string => {
    const real = realPath(path);
    refuseOutside(boundary, { path, real, isDirectory });
    return real;
  };
  return {
    read: (path) => {
      const real = admit(path, false);
      return orAbsent(path, () => readRegularFile(real, path));
    },
    list: (path) => {
      const real = admit(path, true);
      return orAbsent(path, () => listDirectory(real, boundary.contains));
    },
    kindOf: (path) => {
      const real = admit(path, false);
      return orAbsent(path, () => kindOfStatus(statSync(real)));
    },
    readGiven: (path) => {
      if (boundary.isOwn(path)) admit(path, false);
      return diskFiles.read(path);
    },
  };
}

/**
 * Refuses what is not the code's own.
 *
 * @param real where the path leads
 * @throws ProblemError `outside`
 */
export function refuseOutside(
  boundary: Boundary,
  { path, real, isDirectory }: { readonly path: string; readonly real: string; readonly isDirectory: boolean },
): void {
  if (boundary.contains(real)) return;
  const directory = isDirectory ? real : dirname(real);
  throw new ProblemError({
    code: 'outside',
    file: path,
    path: real,
    ...(boundary.canBePermitted(real) ? { directory } : {}),
  });
}

function listDirectory(directory: string, isOwn: (path: string) => boolean): DirectoryEntry[] {
  const real = realPath(directory);
  return readdirSync(directory, { withFileTypes: true }).map((entry): DirectoryEntry => {
    const { name } = entry;
    if (!entry.isSymbolicLink()) {
      const isDirectory = entry.isDirectory();
      return { name, isDirectory, ...(isDirectory || entry.isFile() ? {} : { special: 'other' }) };
    }
    const path = join(directory, name);
    const target = realPath(path);
    if (!isOwn(target)) return { name, isDirectory: false, isLink: true, special: 'outside' };
    // By where it leads: whether the link itself can be followed may hang on what there is outside.
    const kind = kindOfLink(target);
    const special = kind === undefined ? ({ special: 'dangling' } as const) : kind === 'other' ? { special: kind } : {};
    const back = kind === 'directory' && isInside(real, target) ? ({ leadsBack: true } as const) : {};
    return { name, isDirectory: kind === 'directory', isLink: true, ...special, ...back };
  });
}

function kindOfLink(path: string): FileKind | undefined {
  try {
    return kindOfStatus(statSync(path));
  } catch {
    // Nothing there, a circle of links, or nothing that may be looked at: reading it tells which.
    return undefined;
  }
}

function kindOfStatus(status: Stats): FileKind {
  return status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other';
}

/**
 * Reading a pipe or a device may never end, and cannot be interrupted. A shell's `<(…)` and standard input are what a
 * user means to be read to their end.
 */
function readRegular(path: string): Uint8Array {
  const status = statSync(path);
  const isGiven = /^\/dev\/(?:stdin|fd\/\d+)$/.test(path);
  if (!status.isFile() && !status.isDirectory() && !isGiven) {
    throw new ProblemError({ code: 'input-unreadable', file: path, detail: 'it is not a regular file' });
  }
  return readBounded(path, 'inputFile', path);
}

/**
 * Reads a file that is one: opened without waiting for anybody (a pipe, a terminal), and judged by what was opened, so
 * that nothing can be put in its place in between.
 *
 * @param path without links: a link in its last place is refused
 * @param shown what to call it in an error
 * @returns undefined when it is a directory
 * @throws ProblemError `input-unreadable` for a pipe or a device, `too-large`; the system's error when it may not be
 * read
 */
export function readRegularFile(
  path: string,
  shown: string = path,
  limit: LimitName = 'inputFile',
): Uint8Array | undefined {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const kind = kindOfStatus(fstatSync(descriptor));
    if (kind === 'directory') return undefined;
    if (kind === 'file') return readBounded(descriptor, limit, shown);
    throw new ProblemError({ code: 'input-unreadable', file: shown, detail: 'it is not a regular file' });
  } finally {
    closeSync(descriptor);
  }
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

/**
 * What reading `file` comes to; undefined where there is nothing of that name.
 *
 * @throws ProblemError `input-unreadable`
 */
export function orAbsent<T>(file: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const code = systemReason(error);
    if (absent.has(code)) return undefined;
    throw new ProblemError({ code: 'input-unreadable', file, detail: code }, { cause: error });
  }
}

/** A file's text, without the byte-order mark; undefined when it does not exist. */
export function readText(files: FileReader, path: string): string | undefined {
  return decodeText(files.read(path));
}

/** The text in bytes, without the byte-order mark. */
export function decodeText(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder('utf-8').decode(bytes);
}

/** What is at a path. Throws like `read`. */
export function kindOf(files: FileReader, path: string): FileKind | undefined {
  if (files.kindOf !== undefined) return files.kindOf(path);
  if (files.read(path) !== undefined) return 'file';
  return files.list(path) === undefined ? undefined : 'directory';
}

/** The configuration files among a directory's files, each group in the order that Terraform reads them. */
export interface ConfigurationFiles {
  readonly primary: readonly string[];
  /** `override.tf`, `*_override.tf` and their JSON forms: merged over the rest, one after the other. */
  readonly overrides: readonly string[];
}

const extension = /\.(tf|tofu)(\.json)?$/;

/**
 * Chooses the files that make up a module. Hidden and backup files do not count, and a `.tofu` file stands in for the
 * `.tf` file of the same name. See https://opentofu.org/docs/language/files/
 */
export function configurationFiles(names: readonly string[]): ConfigurationFiles {
  const given = new Set(names);
  const found = names
    .filter((name) => extension.test(name) && !isIgnored(name))
    .filter((name) => !given.has(tofuNameOf(name)))
    .sort(compareKeys);
  const isOverride = (name: string): boolean => /^(?:.*_)?override$/.test(name.replace(extension, ''));
  return { primary: found.filter((name) => !isOverride(name)), overrides: found.filter(isOverride) };
}

/** The `.tofu` file that would replace a `.tf` file; for any other name one that cannot exist. */
function tofuNameOf(name: string): string {
  const tofuName = name.replace(/\.tf(\.json)?$/, '.tofu$1');
  return tofuName === name ? '' : tofuName;
}

/**
 * Hidden files and what editors leave behind
 * (https://github.com/hashicorp/terraform/blob/main/internal/configs/parser_config_dir.go).
 */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}

/**
 * The variable files that Terraform loads by itself, weakest first: `terraform.tfvars`, its JSON form, then
 * `*.auto.tfvars[.json]` by name (hidden ones too, unlike configuration files).
 */
export function automaticVariableFiles(names: readonly string[]): string[] {
  const named = ['terraform.tfvars', 'terraform.tfvars.json'].filter((name) => names.includes(name));
  const auto = names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name)).sort(compareKeys);
  return [...named, ...auto];
}
