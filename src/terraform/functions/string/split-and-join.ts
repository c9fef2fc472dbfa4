import { limits } from '../../../model/budget.ts';
import { hideWith, isHidden, stretchesIn } from '../../../model/secret/secrecy.ts';
import type { StringValue, TemplateValuePart, TerraformValue } from '../../../model/value.ts';
import { operation } from '../../evaluate/unknown.ts';
import { list, string, stringListType, stringType, template } from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { refuseCount, refuseLength } from '../size-limits.ts';
import { atOf, partsOf, unknownResult } from '../unknown-parts.ts';
import { straddles } from './straddle.ts';
import { text } from './text-parameter.ts';

/** Functions that take strings apart at separators and put them together. */
export const splitAndJoinFunctions: readonly TerraformFunction[] = [
  {
    name: 'join',
    parameters: [{ name: 'separator', type: stringType, acceptsUnknown: true }],
    variadic: { name: 'lists', type: stringListType, acceptsUnknown: true },
    returns: stringType,
    call: ([separator, ...lists]) => join(separator, lists),
  },
  {
    name: 'split',
    parameters: [
      { name: 'separator', type: stringType },
      { ...text, passesOn: true },
    ],
    returns: stringListType,
    call: ([separator, value]) => split(textOf(separator), value),
  },
];

/** A string of more texts and holes is of no use to anyone. */
const mostParts = 500_000;

/**
 * A list of which not all is known becomes one hole together with the separators around it: whether there is one before
 * or behind depends on whether the list is empty.
 */
function join(separator: TerraformValue | undefined, lists: readonly TerraformValue[]): TerraformValue {
  if (lists.length === 0) throw new FunctionError('at least one list is required');
  if (separator === undefined) throw new FunctionError('a separator is required');
  const between = partsOf(separator);
  const parts: TemplateValuePart[] = [];
  let length = 0;
  const append = (added: readonly TemplateValuePart[]): void => {
    for (const part of added) {
      length += typeof part === 'string' ? part.length : 1;
      parts.push(part);
    }
    refuseLength(length);
    if (parts.length > mostParts) throw new FunctionError('the result has too many unknown parts');
  };
  let certain = false;
  let pending: TerraformValue[] = [];
  for (const [index, value] of lists.entries()) {
    if (value.kind !== 'list' || value.open !== undefined) {
      pending.push(value);
      continue;
    }
    for (const [position, element] of value.elements.entries()) {
      if (element.kind === 'null') throw new FunctionError(`element ${position} is null`, index + 1);
      // The hole takes in the separators next to it, all but the one that is there in any case.
      if (pending.length > 0) append([unknownResult('join', [separator, ...pending], stringType)]);
      pending = [];
      if (certain) append(between);
      append(partsOf(element));
      certain = true;
    }
  }
  if (pending.length > 0) append([unknownResult('join', [separator, ...pending], stringType)]);
  return template(parts);
}

/**
 * The pieces between two separators in the known texts are certain; one with a hole in it may be any number of pieces.
 */
function split(separator: string, value: TerraformValue | undefined): TerraformValue {
  if (value?.kind === 'string') {
    if (separator === '') refuseCount(value.value.length);
    const pieces = separator === '' ? Array.from(value.value) : value.value.split(separator, limits.values.most + 1);
    refuseCount(pieces.length);
    let start = 0;
    return list(
      pieces.map((piece) => {
        const from = start;
        start += piece.length + separator.length;
        return cut(value, from, from + piece.length);
      }),
      stringType,
    );
  }
  if (value === undefined) throw new FunctionError('a string is required', 1);
  const open = operation('split', [value]);
  if (separator === '') return list([], stringType, { open });
  const certain: TerraformValue[] = [];
  const parts = partsOf(value);
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'string') continue;
    // A separator that begins or ends inside of a hole would shift those in the text.
    if (straddles(part, separator, index > 0, index < parts.length - 1)) continue;
    const pieces = part.split(separator);
    const from = index === 0 ? 0 : 1;
    const to = index === parts.length - 1 ? pieces.length : pieces.length - 1;
    // Which of the pieces are hidden is not told when there are holes.
    for (const piece of pieces.slice(from, to)) certain.push(hideWith(string(piece), value));
  }
  return list(certain, stringType, { open });
}

/** A part of a string, in which the same is hidden. */
function cut(value: StringValue, start: number, end: number): TerraformValue {
  const piece = string(value.value.slice(start, end), atOf(value));
  if (!isHidden(value)) return piece;
  const { secret } = value;
  if (typeof secret !== 'object' || piece.value.length !== end - start) return hideWith(piece, value);
  const stretches = stretchesIn(secret, start, end).map((stretch) => ({
    ...stretch,
    start: Math.max(stretch.start, start) - start,
    end: Math.min(stretch.end, end) - start,
  }));
  return stretches.length === 0 ? piece : { ...piece, secret: stretches };
}
