import { posix } from 'node:path';
import * as z from 'zod/mini';
import { type Budget, limits } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { nestingOf } from '../../model/nesting.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { redactText } from '../../model/secret/sensitivity.ts';
import type { SourceRange } from '../../model/source.ts';
import type { StackHole } from '../../model/stack.ts';
import { errorAt, type ModuleCall, type ModuleSource, warningAt } from '../configuration/configuration.ts';
import { type FileReader, ofRun, readText } from './files.ts';
import { type ModuleFiles, readModule } from './module-files.ts';
import { fitsConstraint } from './version-constraint.ts';

/** One module of the tree of calls, before `count` and `for_each`. */
export interface ModuleNode {
  /** Names of the calls that lead to it; empty for the root. */
  readonly path: readonly string[];
  readonly source: ModuleSource;
  /** `path.module`: relative to the root module's directory, `.` for the root itself. */
  readonly directory: string;
  /** By name of the call. */
  readonly children: ReadonlyMap<string, ModuleChild>;
  /** Of code that `terraform init` has installed: the call that leads to it from code that it has not. */
  readonly calledAt?: SourceRange;
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
  /** Of code that is not checked out: the calls that were read from what is installed, without those within them. */
  readonly installed: readonly InstalledCall[];
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
  /** Whether something else is checked out, for which the modules were installed. */
  readonly isOfCommit?: boolean;
}

/** A call of a module whose code is what was installed for what is checked out. */
export interface InstalledCall {
  readonly address: string;
  readonly source: string;
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
  const installed: InstalledCall[] = [];
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
    const address = addressOf(path);
    const hole = { address, source: named, at: call.at };
    if (kind === 'invalid') holes.push({ kind: 'module-invalid', ...hole });
    else holes.push({ kind: 'module-missing', ...hole, ...(refused && { outside: outsideOf(address, refused) }) });
    return { kind, source: named };
  };
  const resolve = (parent: Ancestor, path: readonly string[], call: ModuleCall): ModuleChild => {
    locations.budget.use('modules', 1, { address: addressOf(path), at: call.at });
    const isChosen = locations.isOfCommit === true && !parent.isInstalled;
    const code = codeOf(call, parent, isChosen, manifest);
    if (code === undefined) return hole(path, call, 'missing', manifest.refused);
    const { directory } = code;
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
    if (isChosen && code.isInstalled) {
      installed.push({ address: addressOf(path), source: redactText(call.source ?? '') });
    }
    const calledAt = code.isInstalled ? (parent.calledAt ?? call.at) : undefined;
    return { kind: 'module', node: build(files.source, path, { ...code, parent, calledAt }) };
  };
  const build = (module: ModuleSource, path: readonly string[], self: Ancestor): ModuleNode => {
    const { directory, calledAt } = self;
    const children = new Map<string, ModuleChild>();
    for (const call of module.calls.values()) children.set(call.name, resolve(self, [...path, call.name], call));
    return { path, source: module, directory, children, ...(calledAt === undefined ? {} : { calledAt }) };
  };
  const root = build(source, [], {
    directory: '.',
    key: '',
    isInstalled: false,
    parent: undefined,
    calledAt: undefined,
  });
  report(manifest.diagnostics);
  return { root, holes, diagnostics: [...found.values()], installed, cycles };
}

function addressOf(path: readonly string[]): string {
  return path.map((name) => `module.${name}`).join('.');
}

/** Where the code of a module is. */
interface ModuleCode {
  readonly directory: string;
  /** By which the manifest knows it. */
  readonly key: string;
  /** It is what `terraform init` installed, or lies in that. */
  readonly isInstalled: boolean;
}

interface Ancestor extends ModuleCode {
  readonly parent: Ancestor | undefined;
  /** As of a node. */
  readonly calledAt: SourceRange | undefined;
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

/**
 * Where the code of a call is; undefined when it is not installed.
 *
 * @param isChosen whether the code was installed for another version of the caller: then only what has the call's own
 * source and version is its code
 */
function codeOf(call: ModuleCall, parent: ModuleCode, isChosen: boolean, manifest: Manifest): ModuleCode | undefined {
  const key = parent.key === '' ? call.name : `${parent.key}.${call.name}`;
  if (call.source !== undefined && /^\.\.?(?:\/|$)/.test(call.source)) {
    const directory = withoutSlash(posix.join(parent.directory, call.source));
    return { directory, key, isInstalled: parent.isInstalled };
  }
  const own = manifest.get(key);
  if (isChosen) {
    const found = own !== undefined && isOfCall(own, call) ? { ...own, key } : manifest.onlyOne(call);
    return found && { directory: found.directory, key: found.key, isInstalled: true };
  }
  // A manifest that was written for another source is stale: Terraform asks for another `init` then.
  if (own === undefined || (call.source !== undefined && !hasSource(own, call.source))) return undefined;
  return { directory: own.directory, key, isInstalled: true };
}

function hasSource(entry: ManifestEntry, source: string): boolean {
  return withoutHost(source) === withoutHost(entry.source);
}

/** Whether what is installed is certainly what a call names. */
function isOfCall(entry: ManifestEntry, { source, version }: ModuleCall): boolean {
  if (source === undefined || !hasSource(entry, source)) return false;
  return version === undefined || (entry.version !== undefined && fitsConstraint(entry.version, version));
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
  readonly version: string | undefined;
  readonly directory: string;
}
interface Manifest {
  get(key: string): ManifestEntry | undefined;
  /** What is installed of a call that has another path by now; undefined when there are several versions of it. */
  onlyOne(call: ModuleCall): (ManifestEntry & { readonly key: string }) | undefined;
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
  const read = orRefused(() => ({ kind: 'read' as const, text: readText(ofRun(locations.files), path) }));
  const entries = new Map<string, ManifestEntry>();
  const onlyOne: Manifest['onlyOne'] = (call) => {
    const fitting = [...entries]
      .filter(([, entry]) => isOfCall(entry, call))
      .map(([key, entry]) => ({ ...entry, key }));
    const [first] = fitting;
    return fitting.every(({ version }) => version === first?.version) ? first : undefined;
  };
  const none = { get: (key: string) => entries.get(key), onlyOne, diagnostics: [] };
  if (read.kind === 'refused' && read.problem.code === 'outside') return { ...none, refused: read.problem };
  if (read.kind === 'read' && read.text === undefined) return none;
  const parsed = read.kind === 'read' && read.text !== undefined ? manifestEntries(read.text) : undefined;
  for (const { Key: key, Source: source, Version: version, Dir: directory } of parsed ?? []) {
    entries.set(key, { source, version, directory: withoutSlash(posix.normalize(directory.replaceAll('\\', '/'))) });
  }
  const shown = posix.isAbsolute(relative) ? relative : posix.join(locations.shown, relative);
  const start = { line: 1, column: 1, offset: 0 };
  const unreadable = warningAt(
    'module-manifest-invalid',
    'Unreadable list of installed modules',
    `${shown} is not what "terraform init" writes; run it again.`,
    { file: shown, start, end: start },
  );
  return { ...none, diagnostics: parsed === undefined ? [unreadable] : [] };
}

const manifestSchema = z.object({
  Modules: z.array(z.object({ Key: z.string(), Source: z.string(), Version: z.optional(z.string()), Dir: z.string() })),
});

function manifestEntries(text: string): z.infer<typeof manifestSchema>['Modules'] | undefined {
  if (nestingOf(text, limits.nesting.most) > limits.nesting.most) return undefined;
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data?.Modules;
  } catch {
    return undefined;
  }
}
