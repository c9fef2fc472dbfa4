import { graphemes } from '../../../model/graphemes.ts';
import type { TemplateValuePart, TerraformValue } from '../../../model/value.ts';
import { ConversionError, convert } from '../../evaluate/convert.ts';
import { jsonencode } from '../../evaluate/json.ts';
import { boolType, dynamicType, list, numberType, stringListType, stringType, template } from '../../evaluate/value.ts';
import { isWhollyKnown } from '../../evaluate/value-parts.ts';
import { standsForMany, textOf } from '../arguments.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';
import { refuseLength } from '../size-limits.ts';
import { changed, partsOf, unknownResult } from '../unknown-parts.ts';
import { formatFraction, formatInteger, shortestNumber } from './format-number.ts';
import { parseFormat, type Verb } from './format-verbs.ts';

/** `format` and `formatlist`. https://developer.hashicorp.com/terraform/language/functions/format */
export const formatFunctions: readonly TerraformFunction[] = [
  {
    name: 'format',
    parameters: [{ name: 'format', type: stringType }],
    variadic: { name: 'args', type: dynamicType, nullable: true, acceptsUnknown: true },
    returns: stringType,
    call: ([format, ...args]) =>
      args.some(isUnclear) ? unknownResult('format', args, stringType) : formatted(parse(format, args.length), args),
  },
  {
    name: 'formatlist',
    parameters: [{ name: 'format', type: stringType }],
    variadic: { name: 'args', type: dynamicType, nullable: true, acceptsUnknown: true },
    returns: stringListType,
    call: ([format, ...args]) => formatList(format, args),
  },
];

/**
 * Terraform leaves a call with the literal `null` unknown for ever; and nothing can be said when the number of
 * arguments is not known.
 */
function isUnclear(value: TerraformValue): boolean {
  return isUntypedNull(value) || standsForMany(value);
}

function isUntypedNull(value: TerraformValue): boolean {
  return value.kind === 'null' && value.type.kind === 'dynamic';
}

function parse(format: TerraformValue | undefined, given: number): readonly (string | Verb)[] {
  const parts = parseFormat(textOf(format));
  const needed = parts.reduce((most, part) => (typeof part === 'string' ? most : Math.max(most, part.argument + 1)), 0);
  if (needed > given) throw new FunctionError(`the format string needs ${needed} arguments, but ${given} are given`);
  if (given > needed) throw new FunctionError(`too many arguments; the format string uses ${needed}`, needed + 1);
  return parts;
}

function formatted(parts: readonly (string | Verb)[], args: readonly TerraformValue[]): TerraformValue {
  const result: TemplateValuePart[] = [];
  let length = 0;
  for (const part of parts) {
    const pieces = typeof part === 'string' ? [part] : formatVerb(part, args[part.argument]);
    for (const piece of pieces) {
      length += typeof piece === 'string' ? piece.length : 0;
      result.push(piece);
    }
    refuseLength(length);
  }
  return template(result);
}

function formatVerb(verb: Verb, value: TerraformValue | undefined): readonly TemplateValuePart[] {
  if (value === undefined) throw new FunctionError(`no argument for ${verb.raw}`);
  switch (verb.mode) {
    case 'v':
      return formatAsIs(verb, value);
    case 't': {
      const bool = converted(verb, value, 'bool');
      return [bool.kind === 'bool' ? String(bool.value) : hole(bool)];
    }
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X': {
      const number = converted(verb, value, 'number');
      if (number.kind !== 'number') return [hole(number)];
      if (!number.value.isInteger()) throw unsupported(verb, 'a whole number is required');
      return [formatInteger(number.value, verb)];
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': {
      const number = converted(verb, value, 'number');
      return [number.kind === 'number' ? formatFraction(number.value, verb) : hole(number)];
    }
    case 's':
    case 'q':
      return formatText(verb, converted(verb, value, 'string'));
    default:
      throw new FunctionError(`unsupported verb ${verb.raw} in the format string`, 0);
  }
}

/** `verb.raw` is part of the format string; the value is not named. */
function unsupported(verb: Verb, problem: string): FunctionError {
  return new FunctionError(`unsupported value for ${verb.raw}: ${problem}`, verb.argument + 1);
}

function converted(verb: Verb, value: TerraformValue, kind: 'bool' | 'number' | 'string'): TerraformValue {
  if (value.kind === 'null') throw unsupported(verb, 'null cannot be formatted');
  try {
    return convert(value, { bool: boolType, number: numberType, string: stringType }[kind]);
  } catch (error) {
    if (error instanceof ConversionError) throw unsupported(verb, error.message);
    throw error;
  }
}

function hole(value: TerraformValue): TemplateValuePart {
  return value.kind === 'unknown' ? changed('format', value) : unknownResult('format', [value], stringType);
}

function formatText(verb: Verb, value: TerraformValue): readonly TemplateValuePart[] {
  if (value.kind !== 'string') {
    const plain = verb.mode === 's' && verb.width === undefined && (verb.precision ?? 0) === 0;
    return plain ? partsOf(value) : quotedHoles(verb, value);
  }
  // A precision of 0 cuts nothing off.
  const precision = verb.precision ?? 0;
  const shown = precision > 0 ? graphemes(value.value).slice(0, precision).join('') : value.value;
  return [pad(verb, verb.mode === 'q' ? quoted(shown) : shown)];
}

/** A field that is as wide as its content makes it is wholly unknown; `%q` at least has its quotes. */
function quotedHoles(verb: Verb, value: TerraformValue): readonly TemplateValuePart[] {
  if (verb.mode !== 'q' || verb.width !== undefined || (verb.precision ?? 0) > 0) return [hole(value)];
  const inner = partsOf(value).map((part) =>
    typeof part === 'string' ? quoted(part).slice(1, -1) : changed('format', part),
  );
  return ['"', ...inner, '"'];
}

function quoted(value: string): string {
  return textOf(jsonencode({ kind: 'string', value }));
}

function formatAsIs(verb: Verb, value: TerraformValue): readonly TemplateValuePart[] {
  if (!verb.sharp && value.kind === 'string') return [pad(verb, value.value)];
  if (!verb.sharp && value.kind === 'number') return [pad(verb, shortestNumber(value.value))];
  if (!verb.sharp && verb.width === undefined && value.kind === 'template') return value.parts;
  if (value.kind === 'unknown') {
    const isUnchanged =
      !verb.sharp && verb.width === undefined && value.type.kind === 'string' && value.notNull === true;
    return [isUnchanged ? value : changed('format', value)];
  }
  const json = jsonencode(value);
  if (json.kind === 'string') return [pad(verb, json.value)];
  return verb.width === undefined ? partsOf(json) : [hole(value)];
}

function pad(verb: Verb, shown: string): string {
  const missing = (verb.width ?? 0) - (verb.width === undefined ? 0 : graphemes(shown).length);
  if (missing <= 0) return shown;
  const padding = (verb.zero ? '0' : ' ').repeat(missing);
  return verb.minus ? shown + padding : padding + shown;
}

/** Lists, sets and tuples are walked in step; everything else is repeated. */
function formatList(format: TerraformValue | undefined, args: readonly TerraformValue[]): TerraformValue {
  if (args.some(isUnclear)) return unknownResult('formatlist', args, stringListType);
  const parts = parse(format, args.length);
  const unclear = args.filter((value) => hasUnknownLength(value));
  if (unclear.length > 0) return unknownResult('formatlist', args, stringListType);
  const sequences = args.map((value) => ('elements' in value ? value.elements : undefined));
  const lengths = sequences.map((elements) => elements?.length);
  const length = lengths.find((count) => count !== undefined);
  for (const [index, count] of lengths.entries()) {
    if (count !== undefined && count !== length) {
      throw new FunctionError('the lists have different lengths', index + 1);
    }
  }
  let total = 0;
  const results = Array.from({ length: length ?? 1 }, (_, index) => {
    const result = formatted(
      parts,
      args.map((value, position) => sequences[position]?.[index] ?? value),
    );
    total += result.kind === 'string' ? result.value.length : 0;
    refuseLength(total);
    return result;
  });
  return list(results, stringType);
}

function hasUnknownLength(value: TerraformValue): boolean {
  if (value.kind === 'unknown') return !['string', 'number', 'bool', 'object', 'map'].includes(value.type.kind);
  if ('open' in value && value.open !== undefined) return true;
  // The unknown elements of a set may coincide.
  return value.kind === 'set' && !isWhollyKnown(value);
}
