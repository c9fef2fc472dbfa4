import type { TerraformValue } from '../../../model/value.ts';
import { operation } from '../../evaluate/unknown.ts';
import { bool, boolType, stringType, unknown } from '../../evaluate/value.ts';
import type { TerraformFunction } from '../function.ts';
import { leadingText, partsOf, trailingText } from '../unknown-parts.ts';
import { text } from './text-parameter.ts';

/** Functions that ask whether a string holds another. */
export const searchFunctions: readonly TerraformFunction[] = [
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
];

function answer(name: string, args: readonly TerraformValue[], result: boolean | undefined): TerraformValue {
  return result === undefined ? unknown(operation(name, args), boolType, { notNull: true }) : bool(result);
}

/** Whether a string begins with another; undefined where that depends on what is not known. */
export function startsWith(value: TerraformValue | undefined, prefix: TerraformValue | undefined): boolean | undefined {
  if (value === undefined || prefix === undefined) return undefined;
  const head = leadingText(value);
  const wanted = leadingText(prefix);
  if (prefix.kind === 'string') {
    if (head.startsWith(wanted)) return true;
    return value.kind === 'string' || !wanted.startsWith(head) ? false : undefined;
  }
  return head.startsWith(wanted) || (value.kind !== 'string' && wanted.startsWith(head)) ? undefined : false;
}

/** Whether a string ends with another; undefined where that depends on what is not known. */
export function endsWith(value: TerraformValue | undefined, suffix: TerraformValue | undefined): boolean | undefined {
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
