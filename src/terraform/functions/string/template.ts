import type { TerraformValue } from '../../../model/value.ts';
import { ConversionError, convert } from '../../evaluate/convert.ts';
import { relocate } from '../../evaluate/relocate.ts';
import { dynamicType, stringType } from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { renderTemplate } from '../render-template.ts';

/** `templatestring`. https://developer.hashicorp.com/terraform/language/functions/templatestring */
export const templateFunctions: readonly TerraformFunction[] = [
  {
    name: 'templatestring',
    parameters: [
      { name: 'template', type: stringType },
      { name: 'vars', type: dynamicType, acceptsUnknown: true, passesOn: true },
    ],
    returns: stringType,
    call: ([template, variables], context) => {
      const source = () => ({ text: textOf(template), file: name });
      const rendered = asString(renderTemplate('templatestring', variables, context, source));
      return template?.kind === 'string' ? relocate(rendered, name, template, template.at) : rendered;
    },
  },
];

/** What diagnostics call the template, which is no file. */
const name = '<templatestring>';

/** Unlike `templatefile`, a template of nothing but `${…}` does not pass on a value of another type. */
function asString(rendered: TerraformValue): TerraformValue {
  try {
    return convert(rendered, stringType);
  } catch (error) {
    if (error instanceof ConversionError) throw new FunctionError('the result of the template is not a string');
    throw error;
  }
}
