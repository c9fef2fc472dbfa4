import type { ReportDiagnostic } from '../../model/diagnostic.ts';
import type { TerraformValue } from '../../model/value.ts';
import { ConversionError, convert } from '../evaluate/convert.ts';
import { failure } from '../evaluate/failure.ts';
import { withMarksOf } from '../evaluate/marks.ts';
import { relocate } from '../evaluate/relocate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { operation } from '../evaluate/unknown.ts';
import { stringType, unknown, withAt } from '../evaluate/value.ts';
import { FunctionError } from '../functions/function.ts';
import { attempt } from './attempt.ts';
import type { LazyBody } from './body.ts';

/**
 * What `rendered` of a `template_file` data source is: its `template` with its `vars`, of which each unknown one leaves
 * a hole. The provider makes it from the arguments alone.
 * https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
 *
 * @param name names the template in diagnostics
 * @returns undefined when there is no template in the arguments
 */
export function renderTemplateFile(
  body: LazyBody,
  scope: Scope,
  name: string,
  report: ReportDiagnostic,
): TerraformValue | undefined {
  const template = body.attribute('template');
  if (template === undefined || template.value.kind === 'null') return undefined;
  const { value, at } = template;
  const given = body.attribute('vars')?.value;
  const unknownText = (...because: TerraformValue[]): TerraformValue =>
    unknown(operation('template_file', because, at), stringType, { notNull: true });
  const known = variablesOf(given);
  if (value.kind !== 'string') return unknownText(value);
  if (known === undefined) return unknownText(...(given === undefined ? [] : [given]));
  return attempt(
    () => {
      try {
        const variables = new Map([...known].map(([key, variable]) => [key, convert(variable, stringType)]));
        const rendered = scope.functionContext.renderTemplate(value.value, name, variables);
        // What it holds is written in the template, which is no file of its own.
        const whole = withMarksOf(convert(rendered, stringType), value);
        return withAt(relocate(whole, name, value, at), at);
      } catch (error) {
        if (!(error instanceof FunctionError || error instanceof ConversionError)) throw error;
        throw failure('template-file', 'Template cannot be rendered', `${error.message}.`, at);
      }
    },
    at,
    report,
  );
}

/** undefined when not all of their names are known. */
function variablesOf(given: TerraformValue | undefined): ReadonlyMap<string, TerraformValue> | undefined {
  if (given === undefined || given.kind === 'null') return new Map();
  if ((given.kind !== 'map' && given.kind !== 'object') || given.open !== undefined) return undefined;
  return new Map([...given.entries].map(([key, value]) => [key, withMarksOf(value, given)]));
}
