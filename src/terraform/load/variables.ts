import { posix } from 'node:path';
import type { Budget } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { ProblemError } from '../../model/problem.ts';
import { shownName } from '../../model/secret/shown.ts';
import type { TerraformValue } from '../../model/value.ts';
import { type ModuleSource, type VariableDeclaration, warningAt } from '../configuration/configuration.ts';
import { evaluateConstant } from '../configuration/constant.ts';
import { ConversionError } from '../evaluate/convert.ts';
import { EvaluationError } from '../evaluate/scope.ts';
import { string } from '../evaluate/value.ts';
import { mapDeep } from '../evaluate/value-parts.ts';
import { parseExpression } from '../syntax/parser.ts';
import { type EnvironmentArguments, environmentArguments, type VariableInput } from './command-arguments.ts';
import { automaticVariableFiles, type DirectoryEntry, decodeText, type FileReader, ofRun, readText } from './files.ts';
import { shownFile, unreadableFile } from './module-files.ts';
import { readVariableFile, type VariableFileEntry } from './variable-file.ts';
import { convertToVariable } from './variable-values.ts';

export type { VariableInput } from './command-arguments.ts';

/**
 * Values of the root module's variables by name, converted to their types. A variable that is not in it was given no
 * value.
 */
export interface GivenVariables {
  readonly values: ReadonlyMap<string, TerraformValue>;
  readonly warnings: readonly Diagnostic[];
}

/** Where values of variables come from. */
export interface VariableSources {
  readonly files: FileReader;
  readonly budget: Budget;
  /** The root module's directory, where to read. */
  readonly root: string;
  /** The same as positions name it. */
  readonly shown: string;
  /** `--var` and `--var-file` in command-line order. Paths are relative to where the run began. */
  readonly inputs: readonly VariableInput[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the inputs are made for another version of the code: what it has not of them is passed over. */
  readonly isOfCommit?: boolean;
}

/** A value as it was written, before its variable's type is known to it. */
interface Given {
  readonly name: string;
  readonly origin: string;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'value'; readonly value: TerraformValue };
}

/**
 * Gathers the values of the root module's variables by Terraform's precedence, weakest first: `TF_VAR_*`,
 * `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars[.json]` in order of name, then `-var` and `-var-file`
 * (those of `TF_CLI_ARGS*` before the run's own) in order. See
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 *
 * @throws ProblemError `variable-invalid`, `terraform-invalid` (a variable file does not parse or is none),
 * `input-unreadable`, `outside`,
 *   `usage`
 */
export function gatherVariables(source: ModuleSource, sources: VariableSources): GivenVariables {
  const warnings: Diagnostic[] = [];
  const last = new Map<string, Given>();
  const add = (given: Given): void => void last.set(given.name, given);
  const addFile = (entries: readonly VariableFileEntry[]): void => {
    for (const { name, value, at } of entries) {
      if (source.variables.has(name)) {
        add({ name, origin: `${at.file}:${at.start.line}`, content: { kind: 'value', value } });
      } else {
        const detail = `A value is set for "${name}", but the root module does not declare a variable of that name.`;
        warnings.push(warningAt('undeclared-variable-value', 'Value for undeclared variable', detail, at));
      }
    }
  };
  for (const name of source.variables.keys()) {
    const text = sources.environment[`TF_VAR_${name}`];
    if (text !== undefined) add({ name, origin: `TF_VAR_${name}`, content: { kind: 'text', text } });
  }
  const files = ofRun(sources.files);
  const entries = (files.list(sources.root) ?? []).filter((entry) => !isPassedOver(entry));
  for (const name of automaticVariableFiles(entries.map((entry) => entry.name))) {
    const file = shownFile(sources.shown, name);
    const text = readText(files, posix.join(sources.root, name));
    if (text === undefined) {
      throw new ProblemError({ code: 'terraform-invalid', diagnostics: [{ diagnostic: unreadableFile(file) }] });
    }
    addFile(readVariableFile(text, file, sources.budget));
  }
  const fromEnvironment = environmentArguments(sources.environment);
  warnings.push(...fromEnvironment.ignored.map(ignoredFlags));
  const inherited = fromEnvironment.inputs.map(({ origin, input }) => ({
    origin: `${origin} -${input.kind}`,
    // Terraform runs in the root module's directory, which is what relative paths there mean.
    input:
      input.kind === 'var' || posix.isAbsolute(input.value)
        ? input
        : { ...input, value: posix.join(sources.root, input.value) },
  }));
  const declared = (given: Given): void => {
    requireDeclared(given, source);
    add(given);
  };
  const own = sources.inputs.map((input) => ({ origin: input.origin ?? `--${input.kind}`, input }));
  for (const { origin, input } of [...inherited, ...own]) {
    const isKnown = ({ name }: { readonly name: string }) => !sources.isOfCommit || source.variables.has(name.trim());
    if (input.kind === 'var') [readFlag(input.value, origin)].filter(isKnown).forEach(declared);
    else if (input.kind === 'json') readMembers(input.value, origin, sources.budget).filter(isKnown).forEach(declared);
    else {
      const { readGiven = sources.files.read } = sources.files;
      const text = decodeText(readGiven(input.value));
      if (text === undefined && sources.isOfCommit) continue;
      if (text === undefined) throw new ProblemError({ code: 'input-unreadable', file: input.value, detail: 'ENOENT' });
      addFile(readVariableFile(text, input.value, sources.budget));
    }
  }
  const values = new Map<string, TerraformValue>();
  for (const variable of source.variables.values()) {
    const given = last.get(variable.name);
    const value = given && finish(variable, given, sources.budget);
    if (value !== undefined) values.set(variable.name, value);
  }
  return { values, warnings };
}

/**
 * `terraform.tfvars` is read if there is something of that name, and a link to nothing is not; a file by another name
 * is found by the name alone, and so must be there.
 * https://github.com/hashicorp/terraform/blob/main/internal/command/meta_vars.go
 */
function isPassedOver({ name, special }: DirectoryEntry): boolean {
  return special === 'dangling' && /^terraform\.tfvars(?:\.json)?$/.test(name);
}

function ignoredFlags({ origin, flags }: EnvironmentArguments['ignored'][number]): Diagnostic {
  const detail = `${origin} holds ${flags.join(', ')}. Of what Terraform takes from there only -var and -var-file mean something here; what Terraform plans may differ from what is compared.`;
  return warningAt('command-line-ignored', 'Flags that are not honoured', detail, undefined);
}

function readFlag(flag: string, origin: string): Given {
  const equals = flag.indexOf('=');
  if (equals < 0) {
    // A text that is no name may be a value, which is nobody's to see.
    const shown = /^[A-Za-z_][\w-]*$/.test(flag) ? ` ${shownName(flag)}` : '';
    throw new ProblemError({ code: 'usage', message: `${origin}${shown}: give a name and a value, name=value` });
  }
  const name = flag.slice(0, equals);
  return { name, origin, content: { kind: 'text', text: flag.slice(equals + 1) } };
}

/** Values that are given as members of a JSON object, which say nothing of places. */
function readMembers(text: string, origin: string, budget: Budget): readonly Given[] {
  return readVariableFile(text, `${origin}.json`, budget).map(({ name, value }) => ({
    name,
    origin,
    content: { kind: 'value', value: withoutPositions(value) },
  }));
}

/** @throws ProblemError `variable-invalid` */
function requireDeclared({ name, origin }: Given, source: ModuleSource): void {
  if (source.variables.has(name)) return;
  const isName = name === name.trim();
  const detail = isName ? 'the root module does not declare it' : 'there must be no spaces around the equals sign';
  const undeclared = isName && ({ undeclared: true } as const);
  throw new ProblemError({ code: 'variable-invalid', name: name.trim(), origin, detail, ...undeclared });
}

/** The value in the type of its variable; undefined when null stands for "use the default". */
function finish(variable: VariableDeclaration, given: Given, budget: Budget): TerraformValue | undefined {
  const refuse = (detail: string): ProblemError =>
    new ProblemError({ code: 'variable-invalid', name: variable.name, origin: given.origin, detail });
  const written =
    given.content.kind === 'value' ? given.content.value : readTyped(given.content.text, variable, refuse, budget);
  if (written.kind === 'null' && !variable.nullable) {
    if (variable.default !== undefined) return undefined;
    throw refuse('it must not be null');
  }
  try {
    return convertToVariable(written, variable, budget);
  } catch (error) {
    if (error instanceof EvaluationError) throw refuse(error.diagnostic.summary);
    if (error instanceof ConversionError) throw refuse(error.message);
    throw error;
  }
}

/** A text from a flag or the environment: taken as it is for a primitive or untyped variable, else an expression. */
function readTyped(
  text: string,
  variable: VariableDeclaration,
  refuse: (detail: string) => ProblemError,
  budget: Budget,
): TerraformValue {
  const kind = variable.type?.kind;
  if (kind === undefined || kind === 'string' || kind === 'number' || kind === 'bool') return string(text);
  const parsed = parseExpression(text, variable.name);
  if (!parsed.ok) throw refuse('it is not an expression of the Terraform language');
  try {
    return withoutPositions(evaluateConstant(parsed.value, budget));
  } catch (error) {
    if (error instanceof EvaluationError) throw refuse(`it is not a constant: ${error.diagnostic.summary}`);
    throw error;
  }
}

/** The value without its places, which lie in no file. */
function withoutPositions(value: TerraformValue): TerraformValue {
  return mapDeep(value, ({ at: _at, ...part }) => part);
}
