import { posix, resolve } from 'node:path';
import { createBudget } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { ProblemError, type RootSearch } from '../../model/problem.ts';
import type { TerraformValue } from '../../model/value.ts';
import { errorAt } from '../configuration/configuration.ts';
import { checkProviders } from '../configuration/references.ts';
import type { FunctionContext } from '../functions/function.ts';
import { codeBoundary } from './boundary.ts';
import type { VariableInput } from './command-arguments.ts';
import { orderDependencies, type Unit, unitAddress } from './dependencies.ts';
import { confinedFiles, type FileReader, ofRun, readText } from './files.ts';
import { createFunctionContext } from './function-context.ts';
import { emptyModule, readModule } from './module-files.ts';
import { type InstalledCall, type ModuleTree, resolveModules } from './modules.ts';
import { refuseErrors, refuseSyntax } from './refusal.ts';
import { findRoots } from './roots.ts';
import { filesThatSet, findVariableFiles } from './variable-search.ts';
import { gatherVariables } from './variables.ts';
import { selectWorkspace } from './workspace.ts';

/** What a configuration is loaded from. */
export interface LoadOptions {
  /** The root module's directory, relative to where the run began or absolute. */
  readonly directory: string;
  /** `--var` and `--var-file` in command-line order. */
  readonly variables?: readonly VariableInput[];
  readonly workspace?: string;
  /** For `TF_VAR_*`, `TF_CLI_ARGS*`, `TF_WORKSPACE` and `TF_DATA_DIR`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directories that the code may read beside its own (`--allow-outside`). */
  readonly allowOutside?: readonly string[];
  /** What the code is read from, confined already. Default: the disk, within what is the code's own. */
  readonly files?: FileReader;
  /**
   * The code is that of a commit, and the flags and the installed modules are made for what is checked out. So a
   * directory that it has not yet declares nothing, values for variables that it has not yet are passed over, and an
   * installed module is its only where the source and the version are.
   */
  readonly ofCommit?: CommitCode;
  /**
   * Types of resources that are compared. When the directory is no root module, those below it that have such resources
   * are proposed.
   */
  readonly types?: ReadonlySet<string>;
}

/** What is to be known of code that is not checked out. */
export interface CommitCode {
  /** Told of the calls that were read from what is installed. */
  readonly onInstalled?: (calls: readonly InstalledCall[]) => void;
}

/** A configuration as it was read: all files, nothing evaluated but the values given to variables. */
export interface Configuration {
  /** As the user gave it. */
  readonly directory: string;
  readonly workspace: string;
  readonly tree: ModuleTree;
  /** All that is evaluated, everything after what it refers to. */
  readonly order: readonly Unit[];
  /** Values given to the root module's variables. */
  readonly variables: ReadonlyMap<string, TerraformValue>;
  /** Variable files of the repository that would set variables that have no value, by the variable's name. */
  readonly variableFiles?: ReadonlyMap<string, readonly string[]>;
  /** What is wrong without being fatal: in modules below the root, and in what was given. */
  readonly diagnostics: readonly Diagnostic[];
  readonly functionContext: FunctionContext;
}

/**
 * Reads a configuration: the root module's files, the modules it calls and the values of its variables. The only reader
 * of files here, apart from `file()` and its kin during evaluation.
 *
 * @param searched where variable files are looked for that would set what has no value; nothing of them is used
 * @throws ProblemError `directory-missing`, `no-terraform-files`, `terraform-invalid` (the root module, or circles
 * anywhere), `variable-invalid`,
 *   `input-unreadable`, `outside`, `usage`
 */
export async function loadConfiguration(
  options: LoadOptions,
  files: FileReader = codeFiles(options),
  searched: FileReader = files,
): Promise<Configuration> {
  const { directory, environment, ofCommit } = options;
  const root = toSlashes(directory) || '.';
  const shown = shownDirectory(root);
  const budget = createBudget();
  const found = readModule(files, root, shown, budget);
  const isNew = ofCommit !== undefined && (found.kind === 'directory-missing' || found.kind === 'empty');
  const module = isNew ? emptyModule(shown) : found;
  if (module.kind === 'directory-missing') {
    const isFile = files.read(root) !== undefined;
    throw new ProblemError({ code: 'directory-missing', directory, ...(isFile && { isFile }) });
  }
  if (module.kind === 'empty') {
    throw new ProblemError({ code: 'no-terraform-files', directory, ...rootsBelow(root, options.types, files) });
  }
  const textOf = (file: string): string | undefined => readText(files, file);
  if (module.kind === 'unparsable') return refuseSyntax(module.diagnostics, textOf);
  refuseErrors([...module.diagnostics, ...checkProviders(module.source)], textOf);
  const dataDirectory = toSlashes(environment['TF_DATA_DIR'] || '.terraform');
  const { cycles, ...tree } = resolveModules(module.source, {
    files,
    root,
    shown,
    dataDirectory,
    budget,
    isOfCommit: ofCommit !== undefined,
  });
  ofCommit?.onInstalled?.(tree.installed);
  const dependencies = orderDependencies(tree.root);
  refuseErrors([...cycles, ...dependencies.cycles.map(cycleDiagnostic)], textOf);
  const given = gatherVariables(module.source, {
    files,
    budget,
    root,
    shown,
    inputs: options.variables ?? [],
    environment,
    isOfCommit: ofCommit !== undefined,
  });
  const unset = [...module.source.variables.values()]
    .filter((variable) => variable.default === undefined && !given.values.has(variable.name))
    .map(({ name }) => name);
  const setBy =
    unset.length === 0 ? new Map() : filesThatSet(unset, findVariableFiles(searched, root, currentDirectory()));
  return {
    directory,
    workspace: selectWorkspace(options.workspace, environment, ofRun(files), posix.resolve(root, dataDirectory)),
    tree,
    order: dependencies.order,
    variables: given.values,
    variableFiles: setBy,
    diagnostics: [...module.diagnostics, ...tree.diagnostics, ...given.warnings],
    functionContext: createFunctionContext(files, toSlashes(resolve(root)), shown, budget),
  };
}

/** The files that code of a directory may read: its own, and what the user permits or names. */
export function codeFiles({
  directory,
  environment,
  allowOutside = [],
  files,
}: Pick<LoadOptions, 'directory' | 'environment' | 'allowOutside' | 'files'>): FileReader {
  if (files !== undefined) return files;
  const root = directory || '.';
  const dataDirectory = environment['TF_DATA_DIR'];
  return confinedFiles(
    codeBoundary(root, {
      cwd: process.cwd(),
      allowed: allowOutside,
      dataDirectory: dataDirectory ? resolve(root, dataDirectory) : undefined,
    }),
  );
}

/** The root modules below a directory that is none, or that declares nothing of the given types. */
export function rootsBelow(
  directory: string,
  types: ReadonlySet<string> = new Set(),
  files: FileReader = codeFiles({ directory, environment: {} }),
): RootSearch {
  return findRoots(files, toSlashes(directory) || '.', types, currentDirectory());
}

/** Where the run began, as paths of code are written. */
export function currentDirectory(): string {
  return toSlashes(process.cwd());
}

/** A path of the system as paths of code are written. */
export function toSlashes(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}

/** The directory as positions name it: relative to where the run began when it lies in there. */
function shownDirectory(root: string): string {
  const normal = posix.normalize(root).replace(/(?<=.)\/$/, '');
  if (!posix.isAbsolute(normal)) return normal;
  const inside = posix.relative(currentDirectory(), normal);
  return inside.startsWith('..') ? normal : inside || '.';
}

function cycleDiagnostic(cycle: readonly Unit[]): Diagnostic {
  const names = cycle.map(unitAddress);
  const detail = `These refer to each other in a circle: ${[...names, names[0]].join(' -> ')}.`;
  return errorAt('cycle', 'Cycle', detail, cycle[0]?.at);
}
