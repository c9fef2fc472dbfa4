import type { Budget } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { ProblemError } from '../../model/problem.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue } from '../../model/value.ts';
import { unexpectedBlock } from '../configuration/block-content.ts';
import { errorAt } from '../configuration/configuration.ts';
import { evaluateConstant } from '../configuration/constant.ts';
import { parseNumber } from '../evaluate/number.ts';
import { EvaluationError } from '../evaluate/scope.ts';
import { bool, nullOf, number, object, string, tuple } from '../evaluate/value.ts';
import { type JsonNode, parseJson, repeatedNames } from '../syntax/json-syntax.ts';
import { parseFile } from '../syntax/parser.ts';

/** One value of a `.tfvars` file; `at` is its name. */
export interface VariableFileEntry {
  readonly name: string;
  readonly value: TerraformValue;
  readonly at: SourceRange;
}

/** The steps that a file may take of which only the names are wanted: it is given up beyond. */
export const stepsOfSearch = 200_000;

/**
 * Reads a `.tfvars` file (constant expressions only) or, by its name, a `.tfvars.json` file (whose strings are taken as
 * they are, without templates).
 *
 * @param file its name, as positions have it
 * @throws ProblemError `terraform-invalid`; without excerpts, since the lines hold values; `too-large`.
 */
export function readVariableFile(text: string, file: string, budget: Budget): VariableFileEntry[] {
  const diagnostics: Diagnostic[] = [];
  const isJson = file.endsWith('.json');
  const entries = isJson ? readJson(text, file, diagnostics) : readNative(text, file, diagnostics, budget);
  if (diagnostics.length === 0) return entries;
  throw new ProblemError({
    code: 'terraform-invalid',
    diagnostics: diagnostics.map((diagnostic) => ({ diagnostic })),
  });
}

function readNative(text: string, file: string, diagnostics: Diagnostic[], budget: Budget): VariableFileEntry[] {
  const parsed = parseFile(text, file);
  budget.use('code', text.length, { file });
  budget.use('tokens', parsed.tokens, { file });
  if (!parsed.ok) {
    diagnostics.push(...parsed.diagnostics);
    return [];
  }
  return parsed.value.items.flatMap((item) => {
    if (item.kind === 'block') {
      diagnostics.push(unexpectedBlock(item));
      return [];
    }
    try {
      return [{ name: item.name, value: evaluateConstant(item.value, budget), at: item.nameRange }];
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      diagnostics.push(error.diagnostic);
      return [];
    }
  });
}

function readJson(text: string, file: string, diagnostics: Diagnostic[]): VariableFileEntry[] {
  const parsed = parseJson(text, file);
  if (!parsed.ok) {
    diagnostics.push(...parsed.diagnostics);
    return [];
  }
  if (parsed.value.kind !== 'object') {
    const detail = 'A variable file holds one object, with a property for each variable.';
    diagnostics.push(errorAt('syntax', 'Invalid variable file', detail, parsed.value.range));
    return [];
  }
  const members = parsed.value.members.filter(({ name }) => name !== '//');
  diagnostics.push(...repeatedNames(members));
  return members.map(({ name, value, nameRange }) => ({ name, value: valueIn(value), at: nameRange }));
}

function valueIn(node: JsonNode): TerraformValue {
  const at = { at: node.range };
  switch (node.kind) {
    case 'null':
      return nullOf(undefined, at);
    case 'bool':
      return bool(node.value, at);
    case 'number': {
      const parsed = parseNumber(node.text);
      return parsed === undefined ? string(node.text, at) : number(parsed, at);
    }
    case 'string':
      return string(node.value, at);
    case 'array':
      return tuple(node.elements.map(valueIn), at);
    case 'object':
      return object(
        node.members.map(({ name, value }) => [name, valueIn(value)]),
        at,
      );
  }
}
