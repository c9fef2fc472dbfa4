import { type Budget, limits } from '../../model/budget.ts';
import { graphemes } from '../../model/graphemes.ts';
import { hideWith, isHidden, stretchesIn } from '../../model/secret/secrecy.ts';
import type { StringValue, TemplateValuePart, TerraformValue } from '../../model/value.ts';
import { operation } from '../evaluate/unknown.ts';
import {
  bool,
  boolType,
  collectionType,
  list,
  numberType,
  string,
  stringType,
  template,
  unknown,
} from '../evaluate/value.ts';
import { FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { atOf, leadingText, mapTexts, partsOf, textOf, trailingText, unknownResult } from './holes.ts';
import { compilePattern, replaceMatches } from './pattern.ts';
import { refuseCount, refuseLength } from './size.ts';
import { wholeNumber } from './whole-number.ts';

const text: Parameter = { name: 'str', type: stringType, acceptsUnknown: true };
const stringList = collectionType('list', stringType);

/** Functions that take strings apart and put them together. */
export const stringFunctions: readonly TerraformFunction[] = [
  {
    name: 'join',
    parameters: [{ name: 'separator', type: stringType, acceptsUnknown: true }],
    variadic: { name: 'lists', type: stringList, acceptsUnknown: true },
    returns: stringType,
    call: ([separator, ...lists]) => join(separator, lists),
  },
  {
    name: 'split',
    parameters: [
      { name: 'separator', type: stringType },
      { ...text, passesOn: true },
    ],
    returns: stringList,
    call: ([separator, value]) => split(textOf(separator), value),
  },
  {
    name: 'replace',
    parameters: [
      text,
      { name: 'substr', type: stringType },
      { name: 'replace', type: stringType, acceptsUnknown: true },
    ],
    returns: stringType,
    call: ([value, pattern, replacement], { budget }) => replace(value, textOf(pattern), replacement, budget),
  },
  {
    name: 'startswith',
    parameters: [text, { name: 'prefix', type: stringType, acceptsUnknown: true }],
    returns: boolType,
    call: (args) => answer('startswith', args, startsWith(args[0], args[1])),
  },
  {
    name: 'endswith',
    parameters: [text, { name: 'suffix', type: stringType, acceptsUnknown: true }],
    returns: boolType,
    call: (args) => answer('endswith', args, endsWith(args[0], args[1])),
  },
  {
    name: 'strcontains',
    parameters: [text, { name: 'substr', type: stringType, acceptsUnknown: true }],
    returns: boolType,
    call: (args) => answer('strcontains', args, contains(args[0], args[1])),
  },
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
  {
    name: 'trimprefix',
    parameters: [text, { name: 'prefix', type: stringType }],
    returns: stringType,
    call: ([value, prefix]) => trimPrefix(value, textOf(prefix)),
  },
  {
    name: 'trimsuffix',
    parameters: [text, { name: 'suffix', type: stringType }],
    returns: stringType,
    call: ([value, suffix]) => trimSuffix(value, textOf(suffix)),
  },
];

function answer(name: string, args: readonly TerraformValue[], result: boolean | undefined): TerraformValue {
  return result === undefined ? unknown(operation(name, args), boolType, { notNull: true }) : bool(result);
}

/** A string of more texts and holes is of no use to anyone. */
const mostParts = 500_000;

/**
 * A list of which not all is known becomes one hole together with the separators around it: whether there is one before or behind
 * depends on whether the list is empty.
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

/** The pieces between two separators in the known texts are certain; one with a hole in it may be any number of pieces. */
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

/** Beyond, every beginning is taken for a possible one: to try all takes time that grows with the square of the length. */
const longestCompared = 1_000;

/** Whether a match of `wanted` could begin in a hole before the text or end in a hole behind it. */
function straddles(part: string, wanted: string, holeBefore: boolean, holeBehind: boolean): boolean {
  if (wanted.length > longestCompared) return holeBefore || holeBehind;
  for (let size = 1; size < wanted.length; size++) {
    if (holeBefore && part.startsWith(wanted.slice(-size))) return true;
    if (holeBehind && part.endsWith(wanted.slice(0, size))) return true;
  }
  return holeBefore && holeBehind && part.length < wanted.length && wanted.includes(part);
}

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

function startsWith(value: TerraformValue | undefined, prefix: TerraformValue | undefined): boolean | undefined {
  if (value === undefined || prefix === undefined) return undefined;
  const head = leadingText(value);
  const wanted = leadingText(prefix);
  if (prefix.kind === 'string') {
    if (head.startsWith(wanted)) return true;
    return value.kind === 'string' || !wanted.startsWith(head) ? false : undefined;
  }
  return head.startsWith(wanted) || (value.kind !== 'string' && wanted.startsWith(head)) ? undefined : false;
}

function endsWith(value: TerraformValue | undefined, suffix: TerraformValue | undefined): boolean | undefined {
  if (value === undefined || suffix === undefined) return undefined;
  const tail = trailingText(value);
  const wanted = trailingText(suffix);
  if (suffix.kind === 'string') {
    if (tail.endsWith(wanted)) return true;
    return value.kind === 'string' || !wanted.endsWith(tail) ? false : undefined;
  }
  return tail.endsWith(wanted) || (value.kind !== 'string' && wanted.endsWith(tail)) ? undefined : false;
}

function contains(value: TerraformValue | undefined, wanted: TerraformValue | undefined): boolean | undefined {
  if (value === undefined || wanted === undefined) return undefined;
  const known = partsOf(wanted).filter((part) => typeof part === 'string');
  if (value.kind === 'string') {
    // Every known part of what is looked for must be there.
    if (known.some((part) => !value.value.includes(part))) return false;
    return wanted.kind === 'string' ? true : undefined;
  }
  if (wanted.kind !== 'string') return undefined;
  if (wanted.value === '') return true;
  return partsOf(value).some((part) => typeof part === 'string' && part.includes(wanted.value)) ? true : undefined;
}

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

function trimPrefix(value: TerraformValue | undefined, prefix: string): TerraformValue {
  const found = startsWith(value, string(prefix));
  if (value === undefined || found === undefined) return unknownResult('trimprefix', value ? [value] : [], stringType);
  if (!found || prefix === '') return value;
  const [first, ...rest] = partsOf(value);
  return template([typeof first === 'string' ? first.slice(prefix.length) : '', ...rest], atOf(value));
}

function trimSuffix(value: TerraformValue | undefined, suffix: string): TerraformValue {
  const found = endsWith(value, string(suffix));
  if (value === undefined || found === undefined) return unknownResult('trimsuffix', value ? [value] : [], stringType);
  if (!found || suffix === '') return value;
  const parts = partsOf(value);
  const last = parts.at(-1);
  const kept = typeof last === 'string' ? last.slice(0, last.length - suffix.length) : '';
  return template([...parts.slice(0, -1), kept], atOf(value));
}
