import type { Budget } from '../../model/budget.ts';
import type { TerraformValue } from '../../model/value.ts';
import { evaluate } from '../evaluate/expression.ts';
import type { Scope } from '../evaluate/scope.ts';
import { type FunctionContext, FunctionError } from '../functions/function.ts';
import type { Expression } from '../syntax/ast.ts';

const refusing: Omit<FunctionContext, 'budget'> = {
  directory: '.',
  readFile: () => {
    throw new FunctionError('files may not be read here');
  },
  nameOf: (path) => path,
  kindOf: () => {
    throw new FunctionError('files may not be read here');
  },
  renderTemplate: () => {
    throw new FunctionError('templates may not be rendered here');
  },
};

const emptyScope: Omit<Scope, 'functionContext'> = {
  functions: new Map(),
  resolve: (_root, _steps, at) => ({
    kind: 'undeclared',
    diagnostic: {
      severity: 'error',
      code: 'variables-not-allowed',
      summary: 'Variables not allowed',
      detail: 'Variables may not be used here.',
      at,
    },
  }),
};

/**
 * Evaluates an expression where Terraform allows neither references nor functions: defaults, variable files. Throws
 * `EvaluationError`.
 */
export function evaluateConstant(expression: Expression, budget: Budget): TerraformValue {
  return evaluate(expression, { ...emptyScope, functionContext: { ...refusing, budget } });
}
