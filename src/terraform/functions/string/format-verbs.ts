import { FunctionError } from '../function.ts';

/** One `%…` sequence of a format string. `argument` counts from 0. */
export interface Verb {
  /** The sequence as written, for messages: it comes from the format string, never from an argument. */
  readonly raw: string;
  readonly mode: string;
  readonly argument: number;
  readonly zero: boolean;
  readonly sharp: boolean;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly space: boolean;
  readonly width?: number;
  readonly precision?: number;
}

/**
 * Widths above this are refused, as Go's fmt does for numbers:
 * https://cs.opensource.google/go/go/+/master:src/fmt/print.go
 */
const largestWidth = 1_000_000;

const verbPattern =
  /%(?<flags>[0#\-+ ]*)(?<width>[1-9][0-9]*)?(?:\.(?<precision>[0-9]*))?(?:\[(?<index>[1-9][0-9]*)\])?(?<mode>[a-zA-Z])/y;

/**
 * Splits a format string into texts and verbs. A verb without `[n]` takes the argument after the last one used.
 * Throws `FunctionError` for a sequence that Terraform's grammar does not have (`%*d`, a lone `%`).
 * https://developer.hashicorp.com/terraform/language/functions/format#specification-syntax
 */
export function parseFormat(format: string): readonly (string | Verb)[] {
  const parts: (string | Verb)[] = [];
  let text = '';
  let next = 0;
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    if (percent === -1) {
      text += format.slice(at);
      break;
    }
    text += format.slice(at, percent);
    if (format[percent + 1] === '%') {
      text += '%';
      at = percent + 2;
      continue;
    }
    const verb = verbAt(format, percent, next);
    if (text !== '') parts.push(text);
    text = '';
    parts.push(verb);
    next = verb.argument + 1;
    at = percent + verb.raw.length;
  }
  if (text !== '') parts.push(text);
  return parts;
}

function verbAt(format: string, at: number, next: number): Verb {
  verbPattern.lastIndex = at;
  const match = verbPattern.exec(format);
  const groups = match?.groups;
  if (match === null || groups === undefined) {
    throw new FunctionError(`the format string has an invalid sequence at offset ${at}`, 0);
  }
  const flags = groups['flags'] ?? '';
  const index = groups['index'];
  const width = groups['width'];
  const precision = groups['precision'];
  return {
    raw: match[0],
    mode: groups['mode'] ?? '',
    argument: index === undefined ? next : Number(index) - 1,
    zero: flags.includes('0'),
    sharp: flags.includes('#'),
    plus: flags.includes('+'),
    minus: flags.includes('-'),
    space: flags.includes(' '),
    ...(width === undefined ? {} : { width: bounded(width) }),
    ...(precision === undefined ? {} : { precision: bounded(precision === '' ? '0' : precision) }),
  };
}

function bounded(digits: string): number {
  const size = Number(digits);
  if (size > largestWidth)
    throw new FunctionError(`a width or precision in the format string exceeds ${largestWidth}`, 0);
  return size;
}
