import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createBudget } from '../../src/model/budget.ts';
import { formatNumber } from '../../src/model/scalar-text.ts';
import type { TerraformValue, Type } from '../../src/model/value.ts';
import { templateScope } from '../../src/terraform/evaluate/child-scope.ts';
import { evaluate } from '../../src/terraform/evaluate/expression.ts';
import { parseNumber } from '../../src/terraform/evaluate/number.ts';
import { EvaluationError, type Scope } from '../../src/terraform/evaluate/scope.ts';
import { applyTypeConstraint, parseTypeConstraint } from '../../src/terraform/evaluate/type-constraint.ts';
import { nullOf, object, string, stringType, typeOf, unknown } from '../../src/terraform/evaluate/value.ts';
import { isWhollyKnown } from '../../src/terraform/evaluate/value-parts.ts';
import { type FunctionContext, FunctionError } from '../../src/terraform/functions/function.ts';
import { functions } from '../../src/terraform/functions/index.ts';
import type { Body, Expression } from '../../src/terraform/syntax/ast.ts';
import { parseExpression, parseFile, parseTemplate } from '../../src/terraform/syntax/parser.ts';

/** JSON as it stands in a case file; a number that a double cannot hold is `{ "$num": digits }`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What Terraform made of an expression: see `oracle.mjs`. */
export interface Answer {
  readonly value?: Json;
  readonly type?: Json;
  readonly unknown?: Json;
  readonly sensitive?: Json;
  readonly errors?: readonly string[];
}
export interface Case {
  readonly expression: string;
  readonly answer: Answer;
  /** What is right here where Terraform 1.11 answers otherwise, and why. */
  readonly expected?: Answer;
  readonly because?: string;
}
export interface CaseFile {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly scope: Scope;
}

/** All case files in and below a folder, each with the scope its expressions are evaluated in. */
export function readCases(folder: URL): readonly CaseFile[] {
  const path = fileURLToPath(folder);
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => readCaseFile(join(path, name), name));
}

function readCaseFile(path: string, name: string): CaseFile {
  const { cases, preamble = '', directory = '.' } = JSON.parse(readFileSync(path, 'utf8'));
  return { name, cases, scope: scopeOf(preamble, resolve(dirname(path), directory)) };
}

/** The locals and variables of a preamble and `terraform_data.unknown`; functions read files below `directory`. */
export function scopeOf(preamble = '', directory = '.'): Scope {
  const context: FunctionContext = {
    budget: createBudget(),
    directory,
    readFile(file) {
      try {
        return readFileSync(resolve(directory, file));
      } catch {
        throw new FunctionError('no file exists at the given path', 0);
      }
    },
    kindOf(file) {
      if (!existsSync(resolve(directory, file))) return undefined;
      return statSync(resolve(directory, file)).isDirectory() ? 'directory' : 'file';
    },
    listFiles(folder) {
      if (!existsSync(resolve(directory, folder)) || !statSync(resolve(directory, folder)).isDirectory()) return [];
      const entries = readdirSync(resolve(directory, folder), { recursive: true, withFileTypes: true });
      const root = resolve(directory, folder);
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => ({ path: join(entry.parentPath, entry.name).slice(root.length + 1) }));
    },
    nameOf: (path) => path,
    renderTemplate(text, file, variables) {
      const parsed = parseTemplate(text, file);
      if (!parsed.ok) throw new FunctionError('the template does not parse', 0);
      return evaluate(parsed.value, templateScope(variables, functions, context));
    },
  };
  const { locals, variables } = declarationsOf(preamble);
  const id = unknown({ kind: 'resource', address: 'terraform_data.unknown', path: ['id'] }, stringType, {
    notNull: true,
  });
  const fixed = new Map<string, TerraformValue>([
    ['terraform_data', object([['unknown', object([['id', id]])]])],
    ['path', object([['module', string('.')]])],
    ['terraform', object([['workspace', string('default')]])],
  ]);
  const scope: Scope = {
    functions,
    functionContext: context,
    resolve(root, steps, at) {
      const [first] = steps;
      const name = first?.kind === 'attribute' ? first.name : '';
      const local = root === 'local' ? locals.get(name) : undefined;
      if (local !== undefined) return { kind: 'value', value: evaluate(local, scope), consumed: 1 };
      const variable = root === 'var' ? variables.get(name) : undefined;
      if (variable !== undefined) return { kind: 'value', value: variableValue(variable, scope), consumed: 1 };
      const value = fixed.get(root);
      if (value !== undefined) return { kind: 'value', value, consumed: 0 };
      const code =
        root === 'local' ? 'undeclared-local' : root === 'var' ? 'undeclared-variable' : 'undeclared-resource';
      return { kind: 'undeclared', diagnostic: { severity: 'error', code, summary: code, detail: root, at } };
    },
  };
  return scope;
}

interface Declarations {
  readonly locals: ReadonlyMap<string, Expression>;
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, Expression>>;
}

function declarationsOf(preamble: string): Declarations {
  const parsed = parseFile(preamble, 'preamble.tf');
  if (!parsed.ok) throw new Error('the preamble does not parse');
  const blocks = parsed.value.items.filter((item) => item.kind === 'block');
  const variables = blocks.filter(({ type }) => type === 'variable');
  return {
    locals: new Map(blocks.filter(({ type }) => type === 'locals').flatMap(({ body }) => attributesOf(body))),
    variables: new Map(variables.map(({ labels, body }) => [labels[0]?.value ?? '', new Map(attributesOf(body))])),
  };
}

function attributesOf(body: Body): readonly (readonly [string, Expression])[] {
  return body.items.flatMap((item) => (item.kind === 'attribute' ? [[item.name, item.value] as const] : []));
}

/** A variable's default as its type has it. */
function variableValue(variable: ReadonlyMap<string, Expression>, scope: Scope): TerraformValue {
  const type = variable.get('type');
  const fallback = variable.get('default');
  const value = fallback === undefined ? nullOf() : evaluate(fallback, scope);
  return type === undefined ? value : applyTypeConstraint(value, parseTypeConstraint(type));
}

/** Parses and evaluates an expression. Throws `EvaluationError`. */
export function evaluateText(text: string, scope: Scope = scopeOf()): TerraformValue {
  const parsed = parseExpression(text, 'case.tf');
  if (!parsed.ok) {
    const [diagnostic] = parsed.diagnostics;
    throw new EvaluationError(diagnostic ?? { severity: 'error', code: 'syntax', summary: '', detail: '' }, true);
  }
  return evaluate(parsed.value, scope);
}

/** The code of the error that an expression ends in; undefined when it ends in none. */
export function errorCode(text: string, scope: Scope = scopeOf()): string | undefined {
  try {
    evaluateText(text, scope);
    return undefined;
  } catch (error) {
    if (error instanceof EvaluationError) return error.diagnostic.code;
    throw error;
  }
}

/** Asserts that an expression comes to what Terraform says. Where Terraform does not know, more may be known here. */
export function expectAnswer({ expression, answer, expected = answer }: Case, scope: Scope): void {
  if (expected.errors !== undefined) {
    const allowed = new Set(expected.errors.flatMap((summary) => codesOf[summary] ?? [summary]));
    expect([...allowed]).toContain(errorCode(expression, scope));
    return;
  }
  const value = evaluateText(expression, scope);
  if (expected.unknown === undefined) {
    // A plan does not tell the type of a null.
    const type = value.kind === 'null' ? 'dynamic' : typeJson(typeOf(value));
    expect({ known: isWhollyKnown(value), value: toJson(value), type }).toEqual({
      known: true,
      value: normalised(expected.value ?? null),
      type: expected.type ?? 'dynamic',
    });
  } else expectKnownParts(value, expected.value ?? null, expected.unknown);
  expect(sensitivePaths(value)).toEqual(maskPaths(expected.sensitive ?? false));
}

/** Terraform's summaries of errors, and the codes that they have here. */
const codesOf: Readonly<Record<string, readonly string[]>> = {
  'Invalid index': ['invalid-index'],
  'Missing map element': ['invalid-index'],
  'Unsupported attribute': ['unsupported-attribute'],
  'Attempt to get attribute from null value': ['null-access'],
  'Attempt to index null value': ['null-access'],
  'Invalid operand': ['invalid-operand'],
  'Operation failed': ['invalid-operand'],
  'Null condition': ['null-condition'],
  'Incorrect condition type': ['invalid-condition'],
  'Inconsistent conditional result types': ['inconsistent-conditional-result-types'],
  'Invalid template interpolation value': ['invalid-template-interpolation'],
  'Iteration over null value': ['iteration-over-null'],
  'Iteration over non-iterable value': ['iteration-over-non-iterable'],
  "Invalid 'for' condition": ['invalid-for-condition'],
  'Condition is null': ['invalid-for-condition'],
  'Invalid object key': ['invalid-object-key'],
  'Incorrect key type': ['invalid-object-key'],
  'Null value as key': ['null-object-key'],
  'Duplicate object key': ['duplicate-object-key'],
  'Splat of null value': ['null-splat'],
  'Invalid expanding argument value': ['invalid-expanding-argument'],
  'Call to unknown function': ['unknown-function'],
  'Invalid escape sequence': ['invalid-escape'],
  'Invalid legacy index syntax': ['legacy-index'],
  'Error in function call': ['function-call'],
  'Invalid function argument': ['function-call'],
  'Not enough function arguments': ['function-call'],
  'Too many function arguments': ['function-call'],
  'Reference to undeclared local value': ['undeclared-local'],
  'Reference to undeclared input variable': ['undeclared-variable'],
  'Reference to undeclared resource': ['undeclared-resource'],
  'Invalid reference': ['undeclared-local', 'undeclared-resource', 'syntax'],
};

/** A value in the form of a case file; what is not known is null. */
export function toJson(value: TerraformValue): Json {
  switch (value.kind) {
    case 'null':
    case 'unknown':
    case 'template':
      return null;
    case 'bool':
    case 'string':
      return value.value;
    case 'number':
      return numberJson(formatNumber(value.value));
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.map(toJson);
    case 'map':
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, element]) => [key, toJson(element)]));
  }
}

function numberJson(text: string): Json {
  // A plan does not tell -0 from 0.
  const digits = text === '-0' ? '0' : text;
  return String(Number(digits)) === digits ? Number(digits) : { $num: digits };
}

/** Numbers in the one form that `numberJson` gives them. */
function normalised(json: Json): Json {
  if (typeof json === 'number') return numberJson(formatNumber(parseNumber(String(json)) ?? expect.fail()));
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(normalised);
  const entries = Object.entries(json);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$num') {
    return numberJson(formatNumber(parseNumber(String(only[1])) ?? expect.fail()));
  }
  return Object.fromEntries(entries.map(([key, element]) => [key, normalised(element)]));
}

function typeJson(type: Type): Json {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return [type.kind, typeJson(type.element)];
    case 'tuple':
      return ['tuple', type.elements.map(typeJson)];
    case 'object':
      return ['object', Object.fromEntries([...type.attributes].map(([name, part]) => [name, typeJson(part)]))];
    default:
      return type.kind;
  }
}

/** Asserts that a value is known wherever the mask does not say that Terraform does not know it. */
function expectKnownParts(value: TerraformValue, expected: Json, mask: Json): void {
  if (mask === true) return;
  if (value.kind === 'map' || value.kind === 'object') {
    const values = isRecord(expected) ? expected : {};
    const masks = isRecord(mask) ? mask : {};
    expect([...value.entries.keys()]).toEqual(expect.arrayContaining(Object.keys({ ...values, ...masks })));
    for (const [key, element] of value.entries) expectKnownParts(element, values[key] ?? null, masks[key] ?? false);
  } else if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set') {
    const values = Array.isArray(expected) ? expected : [];
    const masks = Array.isArray(mask) ? mask : [];
    expect(value.elements).toHaveLength(values.length);
    for (const [index, element] of value.elements.entries()) {
      expectKnownParts(element, values[index] ?? null, masks[index] ?? false);
    }
  } else
    expect({ known: isWhollyKnown(value), value: toJson(value) }).toEqual({ known: true, value: normalised(expected) });
}

function isRecord(json: Json): json is { readonly [key: string]: Json } {
  return json !== null && typeof json === 'object' && !Array.isArray(json);
}

/** Where the sensitive marks are, outermost ones only. */
function sensitivePaths(value: TerraformValue, path = ''): readonly string[] {
  if (value.sensitive === true) return [path];
  if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set') {
    return value.elements.flatMap((element, index) => sensitivePaths(element, `${path}/${index}`));
  }
  if (value.kind !== 'map' && value.kind !== 'object') return [];
  return [...value.entries].flatMap(([key, element]) => sensitivePaths(element, `${path}/${key}`));
}

function maskPaths(mask: Json, path = ''): readonly string[] {
  if (mask === true) return [path];
  if (mask === null || typeof mask !== 'object') return [];
  return Object.entries(mask).flatMap(([key, inner]) => maskPaths(inner, `${path}/${key}`));
}
