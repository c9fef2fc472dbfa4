import type { Budget } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { hide, hideRedacted } from '../../model/secret/secrecy.ts';
import type { TerraformValue } from '../../model/value.ts';
import { errorAt, type ModuleSource, type VariableDeclaration } from '../configuration/configuration.ts';
import { evaluateConstant } from '../configuration/constant.ts';
import { ConversionError } from '../evaluate/convert.ts';
import { refuseExtent } from '../evaluate/extent.ts';
import { withMark } from '../evaluate/marks.ts';
import { EvaluationError } from '../evaluate/scope.ts';
import { applyTypeConstraint } from '../evaluate/type-constraint.ts';

/**
 * A value as the variable holds it: in its type, with defaults of optional attributes, marked when the variable is
 * sensitive. Throws `ConversionError`, and `EvaluationError` when it is too large.
 */
export function convertToVariable(
  value: TerraformValue,
  variable: VariableDeclaration,
  budget: Budget,
): TerraformValue {
  const inspect = (filled: TerraformValue): void => refuseExtent(filled, budget, variable.at);
  const converted = variable.type === undefined ? value : applyTypeConstraint(value, variable.type, inspect);
  return markedAs(variable, converted);
}

/**
 * A variable's value with the mark that its declaration gives. What is ephemeral is hidden, though Terraform does not
 * mark it as sensitive, and so is what the configuration calls secret.
 */
export function markedAs({ name, sensitive, ephemeral }: VariableDeclaration, value: TerraformValue): TerraformValue {
  const marked = hideRedacted(withMark(value, sensitive), name);
  return ephemeral ? hide(marked) : marked;
}

/** The variable's default in its type; undefined when it has none. Throws `EvaluationError` and `ConversionError`. */
export function defaultOf(variable: VariableDeclaration, budget: Budget): TerraformValue | undefined {
  return variable.default && convertToVariable(evaluateConstant(variable.default.value, budget), variable, budget);
}

/** Defaults that are not constant or not of their variable's type. */
export function checkDefaults(source: ModuleSource, budget: Budget): Diagnostic[] {
  return [...source.variables.values()].flatMap((variable) => {
    try {
      const value = defaultOf(variable, budget);
      if (value?.kind !== 'null' || variable.nullable) return [];
      const detail = `The default of "${variable.name}" is null, which "nullable = false" excludes.`;
      return [errorAt('invalid-default', 'Invalid default value for variable', detail, variable.default?.value.range)];
    } catch (error) {
      if (error instanceof EvaluationError) return [error.diagnostic];
      if (!(error instanceof ConversionError)) throw error;
      const detail = `This default value is not compatible with the variable's type constraint: ${error.message}.`;
      return [errorAt('invalid-default', 'Invalid default value for variable', detail, variable.default?.value.range)];
    }
  });
}
