import type { Budget } from '../../../model/budget.ts';
import type { TemplateValuePart, TerraformValue } from '../../../model/value.ts';
import { numberType, string, stringType, template } from '../../evaluate/value.ts';
import { textOf, wholeNumber } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { refuseLength } from '../size-limits.ts';
import { atOf, mapTexts, partsOf, unknownResult } from '../unknown-parts.ts';
import { compilePattern, replaceMatches } from './regex-pattern.ts';
import { straddles } from './straddle.ts';
import { text } from './text-parameter.ts';

/** Functions that put other texts in the place of parts of a string. */
export const replaceFunctions: readonly TerraformFunction[] = [
  {
    name: 'replace',
    parameters: [
      text,
      { name: 'substr', type: stringType },
      { name: 'replace', type: stringType, acceptsUnknown: true },
    ],
    returns: stringType,
    linesOf: 0,
    call: ([value, pattern, replacement], { budget }) => replace(value, textOf(pattern), replacement, budget),
  },
  {
    name: 'indent',
    parameters: [{ name: 'spaces', type: numberType }, text],
    returns: stringType,
    linesOf: 1,
    call: ([spaces, value]) => indent(wholeNumber(spaces, 0), value),
  },
];

function replace(
  value: TerraformValue | undefined,
  pattern: string,
  replacement: TerraformValue | undefined,
  budget: Budget,
): TerraformValue {
  if (value === undefined || replacement === undefined) throw new FunctionError('three arguments are required');
  const isPattern = pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/');
  const unclear = (): TerraformValue => unknownResult('replace', [value, replacement], stringType);
  if (isPattern) {
    const compiled = compilePattern(pattern.slice(1, -1), 1);
    if (compiled === undefined || value.kind !== 'string' || replacement.kind !== 'string') return unclear();
    return string(replaceMatches(compiled, value.value, replacement.value, budget), atOf(value));
  }
  if (value.kind === 'string') {
    if (pattern === '') {
      refuseLength((value.value.length + 1) * lengthOf(partsOf(replacement)));
      return replacement.kind === 'string'
        ? string(interleave(value.value, replacement.value), atOf(value))
        : unclear();
    }
    const pieces = value.value.split(pattern);
    if (pieces.length === 1) return value;
    const between = partsOf(replacement);
    refuseLength(value.value.length + pieces.length * lengthOf(between));
    return template(
      pieces.flatMap((piece, index) => (index === 0 ? [piece] : [...between, piece])),
      atOf(value),
    );
  }
  const parts = partsOf(value);
  const torn = parts.some(
    (part, index) => typeof part === 'string' && straddles(part, pattern, index > 0, index < parts.length - 1),
  );
  if (pattern === '' || torn || replacement.kind !== 'string') return unclear();
  return mapTexts('replace', value, (part) => {
    refuseLength((part.length / pattern.length) * replacement.value.length);
    return part.replaceAll(pattern, () => replacement.value);
  });
}

function lengthOf(parts: readonly TemplateValuePart[]): number {
  return parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
}

/** Go replaces the empty string before every character and at the end. */
function interleave(value: string, replacement: string): string {
  return replacement + Array.from(value, (character) => character + replacement).join('');
}

/** More spaces than this are no indentation any more. */
const deepest = 10_000;

function indent(spaces: number, value: TerraformValue | undefined): TerraformValue {
  if (spaces < 0 || spaces > deepest) throw new FunctionError(`must be from 0 to ${deepest}`, 0);
  const pad = ' '.repeat(spaces);
  return mapTexts('indent', value, (part) => {
    refuseLength(part.length + (part.split('\n').length - 1) * spaces);
    return part.replaceAll('\n', `\n${pad}`);
  });
}
