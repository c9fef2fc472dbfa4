import { posix } from 'node:path';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Problem } from '../../src/model/problem.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { KnownAttributes, Resource, Stack } from '../../src/model/stack.ts';
import type { TerraformValue, Unknown } from '../../src/model/value.ts';
import type { FileReader } from '../../src/terraform/load/files.ts';
import { type Configuration, type LoadOptions, loadConfiguration } from '../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../src/terraform/stack/evaluate-modules.ts';

/** Files by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A reader of files that exist only here. Absolute paths are those below the working directory. */
export function memoryFiles(files: Files): FileReader {
  const contents = new Map(Object.entries(files).map(([path, content]) => [posix.normalize(path), content]));
  const local = (path: string): string => {
    const relative = posix.isAbsolute(path) ? posix.relative(process.cwd(), path) : posix.normalize(path);
    return relative.replace(/\/$/, '') || '.';
  };
  return {
    read: (path) => {
      const content = contents.get(local(path));
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    list: (directory) => {
      const prefix = local(directory) === '.' ? '' : `${local(directory)}/`;
      const below = [...contents.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length));
      if (below.length === 0 && prefix !== '') return undefined;
      const names = new Map(below.map((path) => [path.split('/')[0] ?? '', path.includes('/')]));
      return [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
    },
  };
}

/** Loads a root module in the working directory; a text alone is its `main.tf`. */
export function load(files: Files | string, options: Partial<LoadOptions> = {}): Promise<Configuration> {
  const all = typeof files === 'string' ? { 'main.tf': files } : files;
  return loadConfiguration({ directory: '.', environment: {}, ...options }, memoryFiles(all));
}

/** Loads and evaluates. */
export async function stackOf(
  files: Files | string,
  options: Partial<LoadOptions> & { readonly known?: KnownAttributes } = {},
): Promise<Stack> {
  return evaluateConfiguration(await load(files, options), options.known ?? new Map());
}

/** The root module's outputs. */
export async function outputsOf(
  files: Files | string,
  options: Partial<LoadOptions> & { readonly known?: KnownAttributes } = {},
): Promise<Readonly<Record<string, TerraformValue>>> {
  return Object.fromEntries((await stackOf(files, options)).outputs ?? []);
}

/** The problem that loading ends in. */
export async function problemOf(files: Files | string, options: Partial<LoadOptions> = {}): Promise<Problem> {
  try {
    await load(files, options);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('It loads.');
}

/** The diagnostics of the problem that loading ends in, with the lines they are at. */
export async function refusalOf(files: Files | string): Promise<string[]> {
  const problem = await problemOf(files);
  if (problem.code !== 'terraform-invalid') throw new Error(problem.code);
  return problem.diagnostics.map(({ diagnostic }) => shown(diagnostic));
}

/** A diagnostic as `code file:line`. */
export function shown({ code, at }: Diagnostic): string {
  return at === undefined ? code : `${code} ${at.file}:${at.start.line}`;
}

/** A resource by its address. */
export function resource(stack: Stack, address: string): Resource {
  const found = stack.resources.find((each) => each.address === address);
  if (found === undefined) throw new Error(`There is no ${address}.`);
  return found;
}

/** Why a value is unknown, without places. */
export function causeOf(value: TerraformValue | undefined): Unknown | undefined {
  return value?.kind === 'unknown' ? withoutSourcePositions(value.because) : undefined;
}

function withoutSourcePositions({ at: _at, ...because }: Unknown): Unknown {
  return 'from' in because ? { ...because, from: because.from.map(withoutSourcePositions) } : because;
}
