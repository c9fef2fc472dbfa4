import type { Diagnostic } from '../../model/diagnostic.ts';
import type { TerraformValue } from '../../model/value.ts';
import { checkReference } from '../configuration/references.ts';
import { evaluate } from '../evaluate/expression.ts';
import type { ReferenceStep, Scope } from '../evaluate/scope.ts';
import { nullOf } from '../evaluate/value.ts';
import type { TerraformFunction } from '../functions/function.ts';
import { functions } from '../functions/index.ts';
import { parseExpression } from '../syntax/parser.ts';
import { references } from '../syntax/walk.ts';
import { attempt } from './attempt.ts';
import type { ModuleInstance } from './instance.ts';

/** What an expression comes to: a value, or why it has none. */
export type EvaluatedExpression =
  | {
      readonly ok: true;
      readonly value: TerraformValue;
      /** Whether anything is looked up or read in it: without, the value is made of the expression alone. */
      readonly refers: boolean;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A call of a function that gives the content of a file, not only its digest. */
const readsFile = /\b(?:file|filebase64|templatefile)\s*\(/;

/** Only the code's author may say that something is not sensitive, not whoever asks for it. */
const keepingMarks: ReadonlyMap<string, TerraformFunction> = new Map(
  [...functions].map(([name, definition]) => [
    name,
    name === 'nonsensitive' ? { ...definition, call: ([value = nullOf()]) => value } : definition,
  ]),
);

/** The name that positions in a given expression have for a file. */
const expressionFile = '<expression>';

/**
 * Evaluates an expression as if it stood in a module, after the module has been evaluated (see `evaluateModules`). What
 * it refers to must be declared there; `each` and `count` are not.
 *
 * @param intercept is given the value of every reference, with the steps that lead to it, and gives what is used
 * instead
 */
export function evaluateInModule(
  module: ModuleInstance,
  text: string,
  intercept: (value: TerraformValue, root: string, steps: readonly ReferenceStep[]) => TerraformValue = (value) =>
    value,
): EvaluatedExpression {
  const parsed = parseExpression(text, expressionFile);
  if (!parsed.ok) return parsed;
  const found = references(parsed.value);
  const undeclared = found.flatMap((reference) => checkReference(reference, module.node.source, {}) ?? []);
  if (undeclared.length > 0) return { ok: false, diagnostics: undeclared };
  const { functionContext } = module.scope;
  const scope: Scope = {
    functionContext,
    functions: found.length > 0 ? keepingMarks : functions,
    resolve: (root, steps, at) => {
      const resolution = module.scope.resolve(root, steps, at);
      if (resolution.kind !== 'value') return resolution;
      return { ...resolution, value: intercept(resolution.value, root, steps.slice(0, resolution.consumed)) };
    },
  };
  const diagnostics: Diagnostic[] = [];
  const value = attempt(
    () => evaluate(parsed.value, scope),
    parsed.value.range,
    (diagnostic) => diagnostics.push(diagnostic),
  );
  return diagnostics.length > 0
    ? { ok: false, diagnostics }
    : { ok: true, value, refers: found.length > 0 || readsFile.test(text) };
}
