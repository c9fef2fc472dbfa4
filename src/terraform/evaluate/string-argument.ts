import { scalarText } from '../../model/scalar-text.ts';
import type { StringValue, TemplateValue, TerraformValue, Unknown, UnknownValue } from '../../model/value.ts';
import { marksOf, string } from './value.ts';

/** Null and, to the AWS provider, the empty text are no argument. */
export function isLeftOut(value: TerraformValue): boolean {
  return value.kind === 'null' || (value.kind === 'string' && value.value === '');
}

/** Why a text is not wholly known; undefined when it is. */
export function whyNotKnown(value: TerraformValue): Unknown | undefined {
  if (value.kind === 'unknown') return value.because;
  return value.kind === 'template' ? value.parts.find((part) => typeof part !== 'string')?.because : undefined;
}

/** A value as an argument of type string takes it: what is not known stays so. Undefined for a collection and null. */
export function stringArgument(value: TerraformValue): StringValue | TemplateValue | UnknownValue | undefined {
  if (value.kind === 'string' || value.kind === 'template' || value.kind === 'unknown') return value;
  const text = scalarText(value);
  return text === undefined ? undefined : string(text, marksOf(value));
}
