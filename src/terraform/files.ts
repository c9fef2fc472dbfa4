import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { readBounded } from './bounded-read.ts';
import { compareKeys } from './evaluate/order.ts';

/** The files that a configuration is read from: the disk, or something like it in a test. Paths are as `node:path` joins them. */
export interface FileReader {
  /** The content of a file; undefined when there is no file of that name. Throws `ProblemError` `input-unreadable` when it may not be read. */
  read(path: string): Uint8Array | undefined;
  /** What a directory holds, in any order; undefined when there is no such directory. Throws like `read`. */
  list(directory: string): readonly DirectoryEntry[] | undefined;
}

/** A file or directory in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  /** A symbolic link. One to a directory counts as a directory, but is not descended into, since it may lead back. */
  readonly isLink?: boolean;
}

/** The real files. Symbolic links are followed. */
export const diskFiles: FileReader = {
  read: (path) => orAbsent(path, () => readRegular(path)),
  list: (directory) =>
    orAbsent(directory, () =>
      readdirSync(directory, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        isDirectory: entry.isDirectory() || (entry.isSymbolicLink() && isDirectory(join(directory, entry.name))),
        isLink: entry.isSymbolicLink(),
      })),
    ),
};

/**
 * Reading a pipe or a device may never end, and cannot be interrupted. A shell's `<(…)` and standard input are what a user means to be
 * read to their end.
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
 * Reads a file that is one: opened without waiting for anybody (a pipe, a terminal), and judged by what was opened, so that nothing can be put
 * in its place in between.
 *
 * @param path without links: a link in its last place is refused
 * @param most bytes; a larger file is none
 * @returns undefined when there is no regular file, or a larger one
 * @throws the system's error when it may not be read
 */
export function readRegularFile(path: string, most = Number.POSITIVE_INFINITY): Uint8Array | undefined {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const status = fstatSync(descriptor);
    return status.isFile() && status.size <= most ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function isDirectory(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

function orAbsent<T>(file: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (absent.has(code)) return undefined;
    throw new ProblemError({ code: 'input-unreadable', file, detail: code }, { cause: error });
  }
}

/** A file's text, without the byte-order mark; undefined when it does not exist. */
export function readText(files: FileReader, path: string): string | undefined {
  const bytes = files.read(path);
  return bytes && new TextDecoder('utf-8').decode(bytes);
}

/** The configuration files among a directory's files, each group in the order that Terraform reads them. */
export interface ConfigurationFiles {
  readonly primary: readonly string[];
  /** `override.tf`, `*_override.tf` and their JSON forms: merged over the rest, one after the other. */
  readonly overrides: readonly string[];
}

const extension = /\.(tf|tofu)(\.json)?$/;

/**
 * Chooses the files that make up a module. Hidden and backup files do not count, and a `.tofu` file stands in for the `.tf` file of
 * the same name. See https://opentofu.org/docs/language/files/
 */
export function configurationFiles(names: readonly string[]): ConfigurationFiles {
  const given = new Set(names);
  const found = names
    .filter((name) => extension.test(name) && !isIgnored(name))
    .filter((name) => !given.has(shadowOf(name)))
    .sort(compareKeys);
  const isOverride = (name: string): boolean => /^(?:.*_)?override$/.test(name.replace(extension, ''));
  return { primary: found.filter((name) => !isOverride(name)), overrides: found.filter(isOverride) };
}

/** The `.tofu` file that would replace a `.tf` file; for any other name one that cannot exist. */
function shadowOf(name: string): string {
  const shadow = name.replace(/\.tf(\.json)?$/, '.tofu$1');
  return shadow === name ? '' : shadow;
}

/** Hidden files and what editors leave behind (https://github.com/hashicorp/terraform/blob/main/internal/configs/parser_config_dir.go). */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}

/**
 * The variable files that Terraform loads by itself, weakest first: `terraform.tfvars`, its JSON form, then `*.auto.tfvars[.json]` by name
 * (hidden ones too, unlike configuration files).
 */
export function automaticVariableFiles(names: readonly string[]): string[] {
  const named = ['terraform.tfvars', 'terraform.tfvars.json'].filter((name) => names.includes(name));
  const auto = names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name)).sort(compareKeys);
  return [...named, ...auto];
}
