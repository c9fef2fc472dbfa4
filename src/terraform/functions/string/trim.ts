import type { TemplateValuePart, TerraformValue } from '../../../model/value.ts';
import { string, stringType, template } from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { atOf, changed, partsOf, unknownResult } from '../unknown-parts.ts';
import { endsWith, startsWith } from './search.ts';
import { text } from './text-parameter.ts';
import { whiteSpace } from './white-space.ts';

/** Functions that take something off the ends of a string. */
export const trimFunctions: readonly TerraformFunction[] = [
  {
    name: 'chomp',
    parameters: [text],
    returns: stringType,
    linesOf: 0,
    call: ([value]) => trim('chomp', value, '', '\r\n'),
  },
  {
    name: 'trim',
    parameters: [text, { name: 'cutset', type: stringType }],
    returns: stringType,
    linesOf: 0,
    call: ([value, cutset]) => trim('trim', value, textOf(cutset), textOf(cutset)),
  },
  {
    name: 'trimprefix',
    parameters: [text, { name: 'prefix', type: stringType }],
    returns: stringType,
    linesOf: 0,
    call: ([value, prefix]) => trimPrefix(value, textOf(prefix)),
  },
  {
    name: 'trimspace',
    parameters: [text],
    returns: stringType,
    linesOf: 0,
    call: ([value]) => trim('trimspace', value, whiteSpace, whiteSpace),
  },
  {
    name: 'trimsuffix',
    parameters: [text, { name: 'suffix', type: stringType }],
    returns: stringType,
    linesOf: 0,
    call: ([value, suffix]) => trimSuffix(value, textOf(suffix)),
  },
];

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

/**
 * Takes the characters of `left` off the start and those of `right` off the end. A hole at an end may lose some of its
 * own; when all of the text beside it could go too, nothing is known.
 */
function trim(name: string, value: TerraformValue | undefined, left: string, right: string): TerraformValue {
  if (value === undefined) throw new FunctionError('a string is required', 0);
  const cut = { left: new Set(Array.from(left)), right: new Set(Array.from(right)) };
  const parts = partsOf(value);
  if (value.kind === 'string') {
    const kept = trimEnd(trimStart(value.value, cut.left), cut.right);
    return kept === value.value ? value : template([kept], atOf(value));
  }
  const trimmed = trimHoles(name, parts, cut);
  return trimmed === undefined ? unknownResult(name, [value], stringType) : template(trimmed, atOf(value));
}

interface Cut {
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

/**
 * The parts after the cut. A hole at an end takes in the characters beside it that go with it when it comes to nothing.
 * Undefined when a whole text could go.
 */
function trimHoles(name: string, parts: readonly TemplateValuePart[], cut: Cut): TemplateValuePart[] | undefined {
  const trimmed = [...parts];
  const cutAt = (index: number, work: (part: string) => string): boolean => {
    const part = trimmed[index];
    const kept = typeof part === 'string' ? work(part) : '';
    trimmed[index] = kept;
    return kept !== '';
  };
  const start = (part: string): string => trimStart(part, cut.left);
  const end = (part: string): string => trimEnd(part, cut.right);
  const last = parts.length - 1;
  const [first] = parts;
  if (cut.left.size > 0 && first !== undefined) {
    const text = typeof first === 'string' ? 0 : 1;
    if (text <= last && !cutAt(text, start)) return undefined;
    if (typeof first !== 'string') trimmed[0] = changed(name, first);
  }
  const final = parts[last];
  if (cut.right.size > 0 && final !== undefined) {
    const text = typeof final === 'string' ? last : last - 1;
    if (text >= 0 && !cutAt(text, end)) return undefined;
    if (typeof final !== 'string') trimmed[last] = changed(name, final);
  }
  return trimmed;
}

function trimStart(part: string, cut: ReadonlySet<string>): string {
  let from = 0;
  for (const character of part) {
    if (!cut.has(character)) break;
    from += character.length;
  }
  return part.slice(from);
}

function trimEnd(part: string, cut: ReadonlySet<string>): string {
  if (cut.size === 0) return part;
  const characters = Array.from(part);
  let end = characters.length;
  while (end > 0 && cut.has(characters[end - 1] ?? '')) end--;
  return characters.slice(0, end).join('');
}
