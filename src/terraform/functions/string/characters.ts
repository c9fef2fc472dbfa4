import { graphemes } from '../../../model/graphemes.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { numberType, string, stringType, template } from '../../evaluate/value.ts';
import { textOf, wholeNumber } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { atOf, leadingText, partsOf, unknownResult } from '../unknown-parts.ts';
import { text } from './text-parameter.ts';

/** Functions that count the characters of a string. */
export const characterFunctions: readonly TerraformFunction[] = [
  {
    name: 'substr',
    parameters: [text, { name: 'offset', type: numberType }, { name: 'length', type: numberType }],
    returns: stringType,
    call: ([value, offset, length]) => substr(value, wholeNumber(offset, 1), wholeNumber(length, 2)),
  },
  {
    name: 'strrev',
    parameters: [{ name: 'str', type: stringType }],
    returns: stringType,
    call: ([value]) => string([...graphemes(textOf(value))].reverse().join('')),
  },
];

/** In characters (grapheme clusters). A negative offset counts from the end; length -1 means the rest. */
function substr(value: TerraformValue | undefined, offset: number, length: number): TerraformValue {
  if (value === undefined) throw new FunctionError('a string is required', 0);
  if (value.kind !== 'string') return substrOfTemplate(value, offset, length);
  if (offset >= 0 && length === 0) return string('');
  const characters = graphemes(value.value);
  const from = offset < 0 ? Math.max(offset + characters.length, 0) : offset;
  const rest = characters.slice(from);
  // With a negative offset a length of 0 is not cut off by Terraform either.
  return string((length > 0 ? rest.slice(0, length) : rest).join(''), atOf(value));
}

/** Known as long as the part asked for lies in the text before the first hole; a rest keeps its holes. */
function substrOfTemplate(value: TerraformValue, offset: number, length: number): TerraformValue {
  const head = graphemes(leadingText(value));
  if (offset >= 0 && length === 0) return string('');
  if (offset >= 0 && length > 0 && offset + length <= head.length) {
    return string(head.slice(offset, offset + length).join(''), atOf(value));
  }
  if (offset >= 0 && length < 0 && offset <= head.length) {
    return template([head.slice(offset).join(''), ...partsOf(value).slice(head.length > 0 ? 1 : 0)], atOf(value));
  }
  return unknownResult('substr', [value], stringType);
}
