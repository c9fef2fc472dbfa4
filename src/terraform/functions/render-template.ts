import type { TerraformValue } from '../../model/value.ts';
import { dynamicType, typeOf } from '../evaluate/value.ts';
import { type FunctionContext, FunctionError } from './function.ts';
import { unknownResult } from './unknown-parts.ts';

/**
 * What `templatefile` and `templatestring` come to: the template that `source` gives, rendered with the variables of
 * argument 1; unknown while not all of their names are known. Throws `FunctionError`.
 */
export function renderTemplate(
  name: string,
  variables: TerraformValue | undefined,
  context: FunctionContext,
  source: () => { readonly text: string; readonly file: string },
): TerraformValue {
  const known = templateVariables(variables);
  if (known === undefined) return unknownResult(name, variables ? [variables] : [], dynamicType);
  const { text, file } = source();
  const result = context.renderTemplate(text, file, known);
  if (result.kind === 'null') throw new FunctionError('the result of the template is null');
  return result;
}

/** The variables of a template; undefined when not all of their names are known. */
function templateVariables(value: TerraformValue | undefined): ReadonlyMap<string, TerraformValue> | undefined {
  if (value === undefined) throw new FunctionError('two arguments are required');
  const { kind } = typeOf(value);
  if (kind !== 'map' && kind !== 'object' && kind !== 'dynamic') throw new FunctionError('must be a map or object', 1);
  if (value.kind !== 'map' && value.kind !== 'object') return undefined;
  for (const name of value.entries.keys()) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name)) {
      throw new FunctionError('a template variable has a name that is not an identifier', 1);
    }
  }
  return value.open === undefined ? value.entries : undefined;
}
