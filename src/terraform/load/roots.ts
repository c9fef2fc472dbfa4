import { posix } from 'node:path';
import { createBudget } from '../../model/budget.ts';
import type { RootModule, RootSearch } from '../../model/problem.ts';
import { parseJsonConfiguration } from '../configuration/json-configuration.ts';
import { compareKeys } from '../evaluate/order.ts';
import type { Body } from '../syntax/ast.ts';
import { parseFile } from '../syntax/parser.ts';
import { automaticVariableFiles, configurationFiles, type FileReader, readText } from './files.ts';
import { searchTree } from './tree.ts';
import { readVariableFile, stepsOfSearch } from './variable-file.ts';
import { findVariableFiles } from './variable-search.ts';

const limits = { depth: 8, directories: 3000 };
/** Variable files are looked for beside so many roots. */
const mostAdvised = 50;

/** What can be seen in one directory's files without decoding them. */
export interface ModuleOutline {
  /** Relative to where the search began; '' for that itself. */
  readonly path: string;
  readonly backend: boolean;
  readonly provider: boolean;
  /** Managed resources of the types asked for. */
  readonly resources: number;
  /** Directories that it calls as modules. */
  readonly calls: readonly string[];
  /** Module calls, also of what lies elsewhere. */
  readonly modules: number;
  /** Its variables. */
  readonly variables: readonly string[];
  /** Variables without a default that no file which is loaded by itself gives a value. */
  readonly unset: readonly string[];
}

/**
 * The root modules below a directory: those with Terraform files that no other directory calls as a module and that
 * configure a backend or a provider or declare what is compared; if there is none, all that nobody calls. Those with a
 * backend or something to compare come first.
 *
 * @param directory where to search, as the user gave it
 * @param types of resources that are compared
 * @param cwd where the run began, absolute
 */
export function findRoots(files: FileReader, directory: string, types: ReadonlySet<string>, cwd: string): RootSearch {
  const { uncalled: all, isCut } = outlineTree(files, directory, types);
  const uncalled = all.filter(({ path }) => path !== '');
  const likely = uncalled.filter(({ backend, provider, resources }) => backend || provider || resources > 0);
  const chosen = (likely.length > 0 ? likely : uncalled).toSorted(
    (a, b) => rank(a) - rank(b) || compareKeys(a.path, b.path),
  );
  const roots = chosen.map((outline, index): RootModule => {
    const path = posix.join(directory, outline.path);
    return {
      directory: path,
      backend: outline.backend,
      provider: outline.provider,
      resources: outline.resources,
      variableFiles: index < mostAdvised ? advisedFiles(files, path, outline.unset, cwd) : [],
    };
  });
  return { roots, ...(isCut ? { searched: limits } : {}) };
}

/**
 * The modules in a directory and below it that no other one there calls. A backend block means a root, also when
 * somebody calls it.
 */
export function outlineTree(
  files: FileReader,
  directory: string,
  types: ReadonlySet<string>,
): { readonly uncalled: readonly ModuleOutline[]; readonly isCut: boolean } {
  const { directories, isCut } = searchTree(files, directory, limits);
  const outlines = directories.flatMap(
    ({ path, files: names }) => outlineOf(files, directory, path, names, types) ?? [],
  );
  const called = new Set(outlines.flatMap((outline) => outline.calls));
  return { uncalled: outlines.filter(({ path, backend }) => backend || !called.has(path)), isCut };
}

const rank = ({ backend, resources }: ModuleOutline): number => (backend || resources > 0 ? 0 : 1);

function outlineOf(
  files: FileReader,
  directory: string,
  path: string,
  names: readonly string[],
  types: ReadonlySet<string>,
): ModuleOutline | undefined {
  const { primary, overrides } = configurationFiles(names);
  const chosen = [...primary, ...overrides];
  if (chosen.length === 0) return undefined;
  const bodies = chosen.flatMap((name) => parse(files, posix.join(directory, path, name)) ?? []);
  const blocks = bodies.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'block' ? [item] : [])));
  const settings = blocks.flatMap(({ type, body }) => (type === 'terraform' ? body.items : []));
  const given = new Set(
    automaticVariableFiles(names).flatMap((name) => variablesIn(files, posix.join(directory, path, name))),
  );
  const variables = blocks.filter(({ type }) => type === 'variable');
  const required = variables.filter(
    ({ body }) => !body.items.some((item) => item.kind === 'attribute' && item.name === 'default'),
  );
  const namesOf = (some: typeof variables) =>
    some.map(({ labels }) => labels[0]?.value ?? '').filter((name) => name !== '');
  return {
    path,
    backend: settings.some((item) => item.kind === 'block' && (item.type === 'backend' || item.type === 'cloud')),
    provider: blocks.some(({ type }) => type === 'provider'),
    resources: blocks.filter(({ type, labels }) => type === 'resource' && types.has(labels[0]?.value ?? '')).length,
    calls: blocks.flatMap(({ type, body }) => (type === 'module' ? localSource(body, path) : [])),
    modules: blocks.filter(({ type }) => type === 'module').length,
    variables: namesOf(variables),
    unset: namesOf(required).filter((name) => !given.has(name)),
  };
}

function parse(files: FileReader, file: string): Body | undefined {
  const text = textOf(files, file);
  if (text === undefined) return undefined;
  const parsed = file.endsWith('.json') ? parseJsonConfiguration(text, file) : parseFile(text, file);
  return parsed.ok ? parsed.value : undefined;
}

function textOf(files: FileReader, file: string): string | undefined {
  try {
    return readText(files, file);
  } catch {
    return undefined;
  }
}

/** The directory that a module call names, relative to where the search began. */
function localSource(body: Body, path: string): string[] {
  const source = body.items.find((item) => item.kind === 'attribute' && item.name === 'source');
  if (source?.kind !== 'attribute' || source.value.kind !== 'template') return [];
  const [only] = source.value.parts;
  if (source.value.parts.length !== 1 || only?.kind !== 'text' || !/^\.\.?(?:\/|$)/.test(only.value)) return [];
  const target = posix.join(path, only.value).replace(/\/$/, '');
  return [target === '.' ? '' : target];
}

function variablesIn(files: FileReader, file: string): string[] {
  const text = textOf(files, file);
  if (text === undefined) return [];
  try {
    return readVariableFile(text, file, createBudget(stepsOfSearch)).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Variable files of which each sets something that is missing, those that set most first. */
function advisedFiles(files: FileReader, root: string, unset: readonly string[], cwd: string): string[] {
  if (unset.length === 0) return [];
  const sets = (names: readonly string[]): number => names.filter((name) => unset.includes(name)).length;
  return findVariableFiles(files, root, cwd)
    .filter(({ names }) => sets(names) > 0)
    .toSorted((a, b) => sets(b.names) - sets(a.names))
    .map(({ file }) => file);
}
