import { diagnosticOf } from '../../model/diagnostic.ts';
import type { TerraformValue } from '../../model/value.ts';
import type { FunctionContext, TerraformFunction } from '../functions/function.ts';
import type { Scope } from './scope.ts';

/**
 * A scope in which `variables` stand before all that `parent` knows: for the variables of a `for`, iterators, `each`
 * and the like.
 */
export function childScope(parent: Scope, variables: ReadonlyMap<string, TerraformValue>): Scope {
  return {
    functions: parent.functions,
    functionContext: parent.functionContext,
    resolve(root, steps, at) {
      const value = variables.get(root);
      return value === undefined ? parent.resolve(root, steps, at) : { kind: 'value', value, consumed: 0 };
    },
  };
}

/**
 * The scope of a template file: nothing but its variables, and no `templatefile` or `templatestring`, which may not be
 * called from inside a template (https://developer.hashicorp.com/terraform/language/functions/templatefile).
 */
export function templateScope(
  variables: ReadonlyMap<string, TerraformValue>,
  functions: ReadonlyMap<string, TerraformFunction>,
  functionContext: FunctionContext,
): Scope {
  return {
    functions: new Map([...functions].filter(([name]) => name !== 'templatefile' && name !== 'templatestring')),
    functionContext,
    resolve(root, _steps, at) {
      const value = variables.get(root);
      if (value !== undefined) return { kind: 'value', value, consumed: 0 };
      const detail = `The template's variables do not contain "${root}".`;
      return {
        kind: 'undeclared',
        diagnostic: diagnosticOf('error', 'undeclared-template-variable', 'Undeclared variable', detail, at),
      };
    },
  };
}
