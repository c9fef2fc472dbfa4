import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import * as z from 'zod';
import { evaluateToFixedPoint, nothingKnown } from '../check/evaluate-stack.ts';
import { mergeKnown } from '../check/learn.ts';
import { remoteStateReader } from '../data-sources/remote-state.ts';
import { exitCode } from '../exit-code.ts';
import { kinds } from '../kinds/index.ts';
import { withoutLastKey } from '../model/address.ts';
import { refuseNesting } from '../model/nesting.ts';
import { ProblemError } from '../model/problem.ts';
import { shownName } from '../model/secret/shown.ts';
import type { KnownAttributes } from '../model/stack.ts';
import type { Understanding, UnderstoodExpression, UnderstoodResource } from '../model/understanding.ts';
import { expressionsText, resourcesText, understandingText } from '../report/eval.ts';
import {
  expressionsJson,
  expressionToJson,
  resourcesJson,
  resourceToJson,
  understandingJson,
} from '../report/eval-json.ts';
import type { RenderContext } from '../report/reporter.ts';
import { isWhollyKnown } from '../terraform/evaluate/value-parts.ts';
import type { FileReader } from '../terraform/load/files.ts';
import { codeFiles, loadConfiguration } from '../terraform/load/load.ts';
import type { VariableInput } from '../terraform/load/variables.ts';
import type { EvaluatedModules } from '../terraform/stack/evaluate-modules.ts';
import type { ModuleInstance } from '../terraform/stack/instance.ts';
import { understandExpressions } from '../understanding/expressions.ts';
import { markedEvaluator } from '../understanding/mark.ts';
import { sealOptions, understand, withoutSecretKeys } from '../understanding/understand.ts';
import { type DataFormat, dataPrinter, type FormatFlags } from './formats.ts';
import { readInput } from './input.ts';
import { type PolicyFlags, underPolicy } from './policy.ts';

/** The flags of `driftcheck eval`, as commander gives them. */
export interface EvalFlags extends PolicyFlags, FormatFlags {
  inputs: VariableInput[];
  /** `--allow-outside`. */
  allowOutside?: string[];
  workspace?: string;
  all?: boolean;
  expression?: string;
  expressions?: string;
  module?: string;
}

/**
 * `driftcheck eval [dir] [address]`: what was understood of the code, and why the rest is not known. Asks nobody but
 * the files.
 * @returns the exit code: 3 when a module is missing or in error, 1 for an expression in error, else 0.
 * @throws ProblemError
 */
export function runEval(first: string | undefined, second: string | undefined, flags: EvalFlags): Promise<number> {
  const { directory, address } = splitArguments(first, second);
  return underPolicy(directory, flags, () => printUnderstanding(directory, address, flags));
}

async function printUnderstanding(directory: string, address: string | undefined, flags: EvalFlags): Promise<number> {
  const expressions = readExpressions(flags);
  if ([address !== undefined, flags.all === true, expressions !== undefined].filter(Boolean).length > 1) {
    throw usage('give one of an address, --all, --expression and --expressions');
  }
  if (flags.module !== undefined && expressions === undefined) {
    throw usage('--module says where an expression stands: give --expression or --expressions too');
  }
  const printAs = dataPrinter(flags);
  const types = new Set(kinds.flatMap((kind) => kind.terraformTypes));
  const where = { directory, environment: process.env, allowOutside: flags.allowOutside ?? [] };
  const own = codeFiles(where);
  const recorded = recordingFiles(own);
  const configuration = await loadConfiguration(
    {
      ...where,
      variables: flags.inputs,
      types,
      ...(flags.workspace === undefined ? {} : { workspace: flags.workspace }),
    },
    recorded.files,
    own,
  );
  const evaluate = markedEvaluator(configuration);
  const { learnt, derived } = await evaluateToFixedPoint((known) => evaluate(known).stack, nothingKnown, {
    run: {},
    types,
    files: remoteStateReader(new Map(), own),
  });
  const evaluated = evaluate(mergeKnown([learnt, whollyKnown(derived)]));
  const seal = sealOptions(evaluated, process.env['DRIFTCHECK_FINGERPRINT_KEY']);
  const code = hasMissing(evaluated) ? exitCode.incomplete : exitCode.inSync;
  if (expressions !== undefined) {
    const results = understandExpressions(findModule(evaluated, flags.module ?? ''), expressions.list, seal);
    printAs((format, context) => showExpressions(results, expressions.kind, format, context));
    const failed = expressions.kind === 'one' && results.some((result) => !result.ok);
    return failed ? exitCode.couldNotRun : code;
  }
  const understanding = understand(evaluated, { compared: types, files: recorded.read(), seal });
  const hide = <T>(data: T): T => withoutSecretKeys(data, evaluated, seal);
  printAs((format, context) => showResources(understanding, address, flags.all === true, { format, ...context, hide }));
  return code;
}

/** Without AWS a predicted ARN is mostly holes: the reference itself says more. */
function whollyKnown(attributes: KnownAttributes): KnownAttributes {
  return new Map(
    [...attributes].map(([address, values]) => [
      address,
      new Map([...values].filter(([, value]) => isWhollyKnown(value))),
    ]),
  );
}

const usage = (message: string): ProblemError => new ProblemError({ code: 'usage', message });

/** With one argument it is the address when it has the form of one and no directory has its name. */
function splitArguments(
  first: string | undefined,
  second: string | undefined,
): { readonly directory: string; readonly address?: string } {
  if (first === undefined) return { directory: '.' };
  if (second !== undefined) return { directory: first, address: second };
  const isDirectory = existsSync(first) && statSync(first).isDirectory();
  return isDirectory || !looksLikeAddress(first) ? { directory: first } : { directory: '.', address: first };
}

function looksLikeAddress(text: string): boolean {
  return /^[A-Za-z_][\w-]*(?:\[[^\]]*\])?\.[A-Za-z_]/.test(text) && !/^[^["]*\//.test(text);
}

const expressionsSchema = z.array(z.union([z.string(), z.object({ expr: z.string() }).transform(({ expr }) => expr)]));

interface GivenExpressions {
  readonly kind: 'one' | 'many';
  readonly list: readonly string[];
}

function readExpressions({ expression, expressions }: EvalFlags): GivenExpressions | undefined {
  if (expression !== undefined && expressions !== undefined)
    throw usage('give --expression or --expressions, not both');
  if (expression !== undefined) return { kind: 'one', list: [expression] };
  if (expressions === undefined) return undefined;
  const parsed = expressionsSchema.safeParse(parseJson(readInput(expressions), expressions));
  if (parsed.success) return { kind: 'many', list: parsed.data };
  throw usage(`${shownName(expressions)} is not a JSON array of expressions: strings, or objects with "expr"`);
}

function parseJson(text: string, file: string): unknown {
  refuseNesting(text, file);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A reader that remembers what was read. */
function recordingFiles(files: FileReader): { readonly files: FileReader; readonly read: () => readonly string[] } {
  const read = new Set<string>();
  return {
    files: {
      ...files,
      read: (path) => {
        const content = files.read(path);
        if (content !== undefined) read.add(shownPath(path));
        return content;
      },
    },
    read: () => [...read].toSorted(),
  };
}

/** Relative to where the run began when it lies in there. */
function shownPath(path: string): string {
  const inside = posix.relative(process.cwd(), posix.resolve(path));
  return inside.startsWith('..') ? posix.normalize(path) : inside;
}

function hasMissing({ stack }: EvaluatedModules): boolean {
  return stack.holes.some((hole) => hole.kind === 'module-missing' || hole.kind === 'module-invalid');
}

/** @throws ProblemError `address-unknown` */
function findModule({ modules }: EvaluatedModules, address: string): ModuleInstance {
  const found = modules.find((module) => module.address === address);
  if (found !== undefined) return found;
  const candidates = modules.flatMap((module) => (module.address === '' ? [] : [module.address]));
  throw new ProblemError({ code: 'address-unknown', address, candidates: candidates.slice(0, mostCandidates) });
}

const mostCandidates = 10;

type Rendering = Pick<RenderContext, 'color' | 'width'>;

function showExpressions(
  results: readonly UnderstoodExpression[],
  kind: GivenExpressions['kind'],
  format: DataFormat,
  output: Rendering,
): string {
  if (format === 'text') return expressionsText(results, output);
  const [only] = results;
  return kind === 'one' && only !== undefined ? expressionToJson(only) : expressionsJson(results);
}

function showResources(
  understanding: Understanding,
  address: string | undefined,
  all: boolean,
  { format, hide, ...output }: Rendering & { readonly format: DataFormat; readonly hide: <T>(data: T) => T },
): string {
  if (all) {
    const resources = hide(understanding.resources);
    return format === 'json' ? resourcesJson(resources) : resourcesText(resources, output);
  }
  if (address === undefined) {
    const whole = hide(understanding);
    return format === 'json' ? understandingJson(whole) : understandingText(whole, output);
  }
  const found = findResources(understanding.resources, address);
  if (format === 'text') return resourcesText(hide(found), output);
  const [only] = found;
  // Whether it is a list depends on the address, not on how many there are.
  return only?.address === address ? resourceToJson(hide(only)) : resourcesJson(hide(found));
}

/**
 * The resource with an address, or all instances of it when it has `count` or `for_each` and the address names none.
 * @throws ProblemError `address-unknown`
 */
function findResources(resources: readonly UnderstoodResource[], address: string): readonly UnderstoodResource[] {
  const exact = resources.filter((resource) => resource.address === address);
  const [only] = exact;
  if (only !== undefined) return [only];
  const instances = resources.filter((resource) => withoutLastKey(resource.address) === address);
  if (instances.length > 0) return instances;
  throw new ProblemError({ code: 'address-unknown', address, candidates: similar(resources, address) });
}

/** Addresses with the same name or the same type. */
function similar(resources: readonly UnderstoodResource[], address: string): readonly string[] {
  const [type, name] = withoutLastKey(address).split('.').slice(-2);
  const close = resources.filter((resource) => {
    const [otherType, otherName] = withoutLastKey(resource.address).split('.').slice(-2);
    return otherType === type || otherName === name;
  });
  return (close.length > 0 ? close : resources).slice(0, mostCandidates).map((resource) => resource.address);
}
