import { isAlwaysSetAttribute } from '../../model/always-set.ts';
import type { TemplateValuePart, TerraformValue, Type, UnknownValue } from '../../model/value.ts';
import { operation } from '../evaluate/unknown.ts';
import { string, stringType, template, typeOf, unknown } from '../evaluate/value.ts';
import { FunctionError } from './function.ts';

/** An unknown result. Not null, unless nothing is known of its type. */
export function unknownResult(name: string, values: readonly TerraformValue[], type: Type): UnknownValue {
  return unknown(operation(name, values), type, type.kind === 'dynamic' ? {} : { notNull: true });
}

/** A hole whose content a function has changed: no longer the reference it was. */
export function changed(name: string, hole: UnknownValue): UnknownValue {
  return unknownResult(name, [hole], stringType);
}

/** The parts of an argument that was converted to a string: texts and holes. */
export function partsOf(value: TerraformValue): readonly TemplateValuePart[] {
  switch (value.kind) {
    case 'string':
      return value.value === '' ? [] : [value.value];
    case 'template':
      return value.parts;
    case 'unknown':
      return [value];
    default:
      throw new FunctionError(`a string is required, not ${typeOf(value).kind}`);
  }
}

/**
 * Changes the texts of a string and marks its holes as changed. `change` must not depend on what stands beside the
 * text.
 */
export function mapTexts(
  name: string,
  value: TerraformValue | undefined,
  change: (text: string) => string,
): TerraformValue {
  if (value === undefined) throw new FunctionError('a string is required', 0);
  if (value.kind === 'string') {
    const text = change(value.value);
    return text === value.value ? value : string(text, atOf(value));
  }
  const parts = partsOf(value).map((part) => (typeof part === 'string' ? change(part) : changed(name, part)));
  return template(parts, atOf(value));
}

/** Where a value was written, for a result that is still recognisably the same. */
export function atOf(value: TerraformValue): Pick<TerraformValue, 'at'> {
  return value.at === undefined ? {} : { at: value.at };
}

/** The text that a string certainly begins with. */
export function leadingText(value: TerraformValue): string {
  const [first] = partsOf(value);
  return typeof first === 'string' ? first : '';
}

/** The text that a string certainly ends with. */
export function trailingText(value: TerraformValue): string {
  const last = partsOf(value).at(-1);
  return typeof last === 'string' ? last : '';
}

/** Whether a string is certainly not empty. */
export function isCertainlyNotEmpty(value: TerraformValue): boolean {
  return partsOf(value).some(
    (part) => typeof part === 'string' || part.notEmpty === true || isAlwaysSetAttribute(part.because),
  );
}
