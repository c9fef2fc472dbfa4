import { formatNumber } from '../../model/scalar-text.ts';
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

/** A value as a string argument takes it; undefined for a collection and null. */
export function asText(value: TerraformValue): StringValue | TemplateValue | UnknownValue | undefined {
  switch (value.kind) {
    case 'string':
    case 'template':
    case 'unknown':
      return value;
    case 'number':
      return string(formatNumber(value.value), marksOf(value));
    case 'bool':
      return string(String(value.value), marksOf(value));
    default:
      return undefined;
  }
}
