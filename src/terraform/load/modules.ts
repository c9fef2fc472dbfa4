import { posix } from 'node:path';
import { z } from 'zod';
import { type Budget, limits } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { nestingOf } from '../../model/nesting.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { redactText } from '../../model/secret/sensitivity.ts';
import type { StackHole } from '../../model/stack.ts';
import { errorAt, type ModuleCall, type ModuleSource, warningAt } from '../configuration/configuration.ts';
import { type FileReader, readText } from './files.ts';
import { type ModuleFiles, readModule } from './module-files.ts';

/** One module of the tree of calls, before `count` and `for_each`. */
export interface ModuleNode {
  /** Names of the calls that lead to it; empty for the root. */
  readonly path: readonly string[];
  readonly source: ModuleSource;
  /** `path.module`: relative to the root module's directory, `.` for the root itself. */
  readonly directory: string;
  /** By name of the call. */
  readonly children: ReadonlyMap<string, ModuleChild>;
}

/** What a call leads to. */
export type ModuleChild =
  | { readonly kind: 'module'; readonly node: ModuleNode }
  /** Its code is not there, or is in error. */
  | { readonly kind: 'missing' | 'invalid'; readonly source: string };

/** All modules of a configuration. */
export interface ModuleTree {
  readonly root: ModuleNode;
  readonly holes: readonly StackHole[];
  /** What is wrong in modules below the root; each once, however often the module is called. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a run reads modules from. */
export interface ModuleLocations {
  readonly files: FileReader;
  /** The root module's directory, where to read. */
  readonly root: string;
  /** The root module's directory as positions name it. */
  readonly shown: string;
  /** `.terraform`, or what `TF_DATA_DIR` says; relative to the root module's directory or absolute. */
  readonly dataDirectory: string;
  readonly budget: Budget;
}

/**
 * Finds the modules that the root calls, directly or not. A module whose code is missing or invalid becomes a hole. A
 * module that calls itself is an error of the whole configuration (`cycles`).
 */
export function resolveModules(
  source: ModuleSource,
  locations: ModuleLocations,
): ModuleTree & { readonly cycles: readonly Diagnostic[] } {
  const manifest = readManifest(locations);
  const holes: StackHole[] = [];
  const cycles: Diagnostic[] = [];
  const found = new Map<string, Diagnostic>();
  const report = (diagnostics: readonly Diagnostic[]): void => {
    for (const diagnostic of diagnostics) found.set(JSON.stringify(diagnostic), diagnostic);
  };
  const read = reader(locations);
  const hole = (
    path: readonly string[],
    call: ModuleCall,
    kind: 'missing' | 'invalid',
    refused?: ProblemOf<'outside'>,
  ): ModuleChild => {
    // The URL of a git repository may hold a password.
    const named = redactText(call.source ?? manifest.get(path.join('.'))?.source ?? '');
    const address = path.map((name) => `module.${name}`).join('.');
    const hole = { address, source: named, at: call.at };
    if (kind === 'invalid') holes.push({ kind: 'module-invalid', ...hole });
    else holes.push({ kind: 'module-missing', ...hole, ...(refused && { outside: outsideOf(address, refused) }) });
    return { kind, source: named };
  };
  const resolve = (parent: Ancestor, path: readonly string[], call: ModuleCall): ModuleChild => {
    locations.budget.use('modules', 1, { address: path.map((name) => `module.${name}`).join('.'), at: call.at });
    const directory = directoryOf(call, parent.directory, manifest.get(path.join('.')));
    if (directory === undefined) return hole(path, call, 'missing', manifest.refused);
    if (ancestors(parent).includes(directory)) {
      const detail = `The module "${call.name}" contains itself, so that it would have to be expanded without end.`;
      cycles.push(errorAt('module-cycle', 'Module calls itself', detail, call.at));
      return hole(path, call, 'invalid');
    }
    const files = read(directory);
    if (files.kind === 'refused') {
      if (files.problem.code === 'outside') return hole(path, call, 'missing', files.problem);
      report([unreadableModule(call, files.problem)]);
      return hole(path, call, 'invalid');
    }
    if (files.kind === 'unparsable') {
      report(files.diagnostics);
      return hole(path, call, 'invalid');
    }
    if (files.kind !== 'read') return hole(path, call, 'missing');
    const problems = [...files.diagnostics, ...checkArguments(call, files.source)];
    report(problems);
    if (problems.some((problem) => problem.severity === 'error')) return hole(path, call, 'invalid');
    return { kind: 'module', node: build(files.source, directory, path, parent) };
  };
  const build = (
    module: ModuleSource,
    directory: string,
    path: readonly string[],
    parent: Ancestor | undefined,
  ): ModuleNode => {
    const self: Ancestor = { directory, parent };
    const children = new Map<string, ModuleChild>();
    for (const call of module.calls.values()) children.set(call.name, resolve(self, [...path, call.name], call));
    return { path, source: module, directory, children };
  };
  const root = build(source, '.', [], undefined);
  report(manifest.diagnostics);
  return { root, holes, diagnostics: [...found.values()], cycles };
}

interface Ancestor {
  readonly directory: string;
  readonly parent: Ancestor | undefined;
}

function ancestors(ancestor: Ancestor | undefined): string[] {
  const directories: string[] = [];
  for (let one = ancestor; one !== undefined; one = one.parent) directories.push(one.directory);
  return directories;
}

type ProblemOf<C extends Problem['code']> = Extract<Problem, { readonly code: C }>;
type Refusal = ProblemOf<'outside' | 'input-unreadable'>;

/** Why a module's code is not read, for the gap that it leaves. */
function outsideOf(address: string, { path, directory }: ProblemOf<'outside'>): ModuleRefusal {
  return { kind: 'outside', address, file: path, ...(directory === undefined ? {} : { directory }) };
}

type ModuleRefusal = NonNullable<Extract<StackHole, { readonly kind: 'module-missing' }>['outside']>;

function unreadableModule(call: ModuleCall, { file, detail: reason }: ProblemOf<'input-unreadable'>): Diagnostic {
  const detail = `The code of the module "${call.name}" may not be read: ${file} (${reason}).`;
  return errorAt('file-unreadable', 'Failed to read file', detail, call.at);
}

/** What `work` comes to, or what keeps it from being read. */
function orRefused<T>(work: () => T): T | { readonly kind: 'refused'; readonly problem: Refusal } {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { problem } = error;
    if (problem.code !== 'outside' && problem.code !== 'input-unreadable') throw error;
    return { kind: 'refused', problem };
  }
}

type ReadModule = ModuleFiles | { readonly kind: 'refused'; readonly problem: Refusal };

/** Reads every directory once, however often it is called. */
function reader(locations: ModuleLocations): (directory: string) => ReadModule {
  const known = new Map<string, ReadModule>();
  return (directory) => {
    const before = known.get(directory);
    if (before !== undefined) return before;
    const absolute = posix.isAbsolute(directory);
    const path = absolute ? directory : posix.join(locations.root, directory);
    const shown = absolute ? directory : posix.join(locations.shown, directory);
    const module = orRefused(() => readModule(locations.files, path, shown, locations.budget));
    known.set(directory, module);
    return module;
  };
}

/** Where the code of a call is; undefined when it is not installed. */
function directoryOf(call: ModuleCall, parent: string, installed: ManifestEntry | undefined): string | undefined {
  if (call.source !== undefined && /^\.\.?(?:\/|$)/.test(call.source))
    return withoutSlash(posix.join(parent, call.source));
  if (installed === undefined) return undefined;
  // A manifest that was written for another source is stale: Terraform asks for another `init` then.
  if (call.source !== undefined && withoutHost(call.source) !== withoutHost(installed.source)) return undefined;
  return installed.directory;
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** A registry source without the default registry's host, which the manifest writes out. */
function withoutHost(source: string): string {
  return source.replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, '');
}

/** Arguments that the module does not have, and variables without a default that are not given. */
function checkArguments(call: ModuleCall, source: ModuleSource): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const argument of call.arguments.values()) {
    if (source.variables.has(argument.name)) continue;
    const detail = `The module "${call.name}" has no variable named "${argument.name}".`;
    found.push(errorAt('unsupported-argument', 'Unsupported argument', detail, argument.at));
  }
  for (const variable of source.variables.values()) {
    if (variable.default !== undefined || call.arguments.has(variable.name)) continue;
    const detail = `The variable "${variable.name}" of the module "${call.name}" has no default, so it must be given.`;
    found.push(errorAt('missing-argument', 'Missing required argument', detail, call.at));
  }
  return found;
}

interface ManifestEntry {
  readonly source: string;
  readonly directory: string;
}
interface Manifest {
  get(key: string): ManifestEntry | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** It lies where code may not read. */
  readonly refused?: ProblemOf<'outside'>;
}

/**
 * Reads what `terraform init` noted of the modules it installed. A manifest that cannot be read counts as none, with a
 * warning. See https://github.com/hashicorp/terraform/blob/main/internal/modsdir/manifest.go
 */
function readManifest(locations: ModuleLocations): Manifest {
  const relative = posix.join(locations.dataDirectory, 'modules/modules.json');
  const path = posix.isAbsolute(relative) ? relative : posix.join(locations.root, relative);
  const read = orRefused(() => ({ kind: 'read' as const, text: readText(locations.files, path) }));
  const entries = new Map<string, ManifestEntry>();
  const none = { get: (key: string) => entries.get(key), diagnostics: [] };
  if (read.kind === 'refused' && read.problem.code === 'outside') return { ...none, refused: read.problem };
  if (read.kind === 'read' && read.text === undefined) return none;
  const parsed = read.kind === 'read' && read.text !== undefined ? manifestEntries(read.text) : undefined;
  for (const { Key: key, Source: source, Dir: directory } of parsed ?? []) {
    entries.set(key, { source, directory: withoutSlash(posix.normalize(directory.replaceAll('\\', '/'))) });
  }
  const shown = posix.isAbsolute(relative) ? relative : posix.join(locations.shown, relative);
  const start = { line: 1, column: 1, offset: 0 };
  const unreadable = warningAt(
    'module-manifest-invalid',
    'Unreadable list of installed modules',
    `${shown} is not what "terraform init" writes; run it again.`,
    { file: shown, start, end: start },
  );
  return { get: (key) => entries.get(key), diagnostics: parsed === undefined ? [unreadable] : [] };
}

const manifestSchema = z.object({
  Modules: z.array(z.object({ Key: z.string(), Source: z.string(), Dir: z.string() })),
});

function manifestEntries(text: string): z.infer<typeof manifestSchema>['Modules'] | undefined {
  if (nestingOf(text, limits.nesting.most) > limits.nesting.most) return undefined;
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data?.Modules;
  } catch {
    return undefined;
  }
}
