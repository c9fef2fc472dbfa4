import { hasHidden, hide, isHidden, isHiddenKey, joinStretches, segmentsOf } from '../../model/secret/secrecy.ts';
import type { Open, Secrecy, Stretch, StringValue, TemplateValue, TerraformValue, Unknown } from '../../model/value.ts';
import { map, object, openMarksOf, stringType, template, typeOf, unknown } from './value.ts';

/*
 * Which part of a result is hidden when it was computed from values that are hidden in part. What comes out with
 * everything hidden taken for unknown cannot depend on it: that much of the real result may be seen.
 */

const concealedName = 'sensitive';
const concealed: Unknown = { kind: 'operation', name: concealedName, from: [] };

/** The value as it is for someone who may see only what is not hidden: the rest is unknown. */
export function conceal(value: TerraformValue): TerraformValue {
  if (!hasHidden(value)) return value;
  switch (value.kind) {
    case 'string':
    case 'template': {
      const segments = segmentsOf(value);
      if (value.secret === undefined || typeof value.secret !== 'object') return text(value);
      const parts = segments.map(({ part, secret }) =>
        secret === undefined ? part : unknown(concealed, stringType, { notNull: true }),
      );
      return template(parts, value.at ? { at: value.at } : {}, value.encoded && conceal(value.encoded));
    }
    case 'list':
    case 'set':
    case 'tuple':
      if (isHidden(value)) return opaque(value);
      return { ...value, elements: value.elements.map(conceal) };
    case 'map':
    case 'object': {
      if (isHidden(value)) return opaque(value);
      const entries: [string, TerraformValue][] = [];
      let open = value.open;
      for (const [key, entry] of value.entries) {
        if (isHiddenKey(value, key)) open ??= concealed;
        else entries.push([key, conceal(entry)]);
      }
      const { secretKeys: _keys, ...marks } = { ...openMarksOf(value), ...(open && { open }) };
      return value.kind === 'map' ? map(entries, value.element, marks) : object(entries, marks);
    }
    default:
      return opaque(value);
  }
}

function opaque(value: TerraformValue): TerraformValue {
  if (value.kind === 'unknown') return value;
  const known = value.kind !== 'null';
  return unknown(concealed, typeOf(value), { ...(known && { notNull: true }), ...(value.at && { at: value.at }) });
}

/** A text of which all is hidden still says what it encodes, as far as that is seen. */
function text(value: StringValue | TemplateValue): TerraformValue {
  return value.kind === 'template' && !isHidden(value) ? value : opaque(value);
}

/**
 * The result of an operation with that hidden which depends on what is hidden in its arguments.
 *
 * @param seen the result of the same operation on arguments that went through `conceal`; undefined when there is none
 */
export function refine<V extends TerraformValue>(
  result: V,
  seen: TerraformValue | undefined,
  as: true | 'inherent',
): V {
  return refined(result, seen, as) as V;
}

function refined(result: TerraformValue, seen: TerraformValue | undefined, as: true | 'inherent'): TerraformValue {
  if (seen === undefined) return hide(result, as);
  switch (result.kind) {
    case 'unknown':
      return result;
    case 'null':
    case 'bool':
    case 'number':
      return seen.kind === result.kind ? result : hide(result, as);
    case 'string':
    case 'template':
      return refinedText(result, seen, as);
    case 'list':
    case 'tuple':
    case 'set': {
      if (seen.kind !== result.kind || !sameOpenness(result, seen)) return hide(result, as);
      if (seen.elements.length !== result.elements.length) return hide(result, as);
      // Where an unknown element of a set sorts says nothing, so that positions do not match.
      if (result.kind === 'set' && seen.elements.some(({ kind }) => kind === 'unknown' || kind === 'template'))
        return hide(result, as);
      return {
        ...result,
        elements: result.elements.map((element, index) => refined(element, seen.elements[index], as)),
      };
    }
    case 'map':
    case 'object': {
      if (seen.kind !== result.kind || !sameOpenness(result, seen)) return hide(result, as);
      if (seen.entries.size !== result.entries.size) return hide(result, as);
      const entries = new Map<string, TerraformValue>();
      for (const [key, entry] of result.entries) {
        if (!seen.entries.has(key)) return hide(result, as);
        entries.set(key, refined(entry, seen.entries.get(key), as));
      }
      return { ...result, entries };
    }
  }
}

function sameOpenness(result: Open, seen: Open): boolean {
  return (result.open === undefined) === (seen.open === undefined);
}

/**
 * The text that is there whatever stands in the holes lies in the real text in the same order. What is between is
 * hidden, and where more than one place is possible for a known text, all of that.
 */
function refinedText(result: StringValue | TemplateValue, seen: TerraformValue, as: true | 'inherent'): TerraformValue {
  if (seen.kind === 'string') return result;
  if (seen.kind !== 'template') return hide(result, as);
  const whole = flat(result);
  const known = knownTexts(seen);
  const stretches = whole === undefined ? undefined : between(whole, known);
  const [only, another] = stretches ?? [];
  if (stretches === undefined || whole === undefined) return hide(result, as);
  if (only?.start === 0 && only.end === whole.length && another === undefined) return hide(result, as);
  const { encoded, ...rest } = result;
  const hidden = stretches.map((stretch): Stretch => ({ ...stretch, ...(as === 'inherent' && { inherent: true }) }));
  const own: Secrecy = Array.isArray(rest.secret) ? joinStretches([...rest.secret, ...hidden]) : joinStretches(hidden);
  const refinedResult: TerraformValue = {
    ...rest,
    secret: rest.secret === true || rest.secret === 'inherent' ? rest.secret : own,
  };
  if (encoded === undefined || seen.encoded === undefined) return refinedResult;
  return { ...refinedResult, encoded: refined(encoded, seen.encoded, as) };
}

/** Stands for a hole that is no secret, as long as `holeWidth`. */
const holeMark = '\u{f0000}';

/**
 * A text with its holes, of which it does not matter what they are; undefined when the text cannot be told from them.
 */
function flat(value: StringValue | TemplateValue): string | undefined {
  if (value.kind === 'string') return value.value;
  if (value.parts.some((part) => typeof part === 'string' && part.includes(holeMark))) return undefined;
  return value.parts.map((part) => (typeof part === 'string' ? part : holeMark)).join('');
}

/** The texts before, between and behind the holes that hide something. */
function knownTexts({ parts }: TemplateValue): readonly string[] {
  const texts = [''];
  for (const part of parts) {
    if (typeof part !== 'string' && hides(part.because)) texts.push('');
    else texts[texts.length - 1] += typeof part === 'string' ? part : holeMark;
  }
  return texts;
}

function hides(because: Unknown): boolean {
  return because.kind === 'operation' && (because.name === concealedName || because.from.some(hides));
}

function between(whole: string, known: readonly string[]): readonly Stretch[] | undefined {
  const [head = '', ...rest] = known;
  const tail = rest.pop();
  if (tail === undefined) return undefined;
  if (!whole.startsWith(head) || !whole.endsWith(tail) || head.length + tail.length > whole.length) return undefined;
  const limit = whole.length - tail.length;
  // The first and the last place that each text can have.
  const first: number[] = [];
  let from = head.length;
  for (const wanted of rest) {
    const at = whole.indexOf(wanted, from);
    if (at < 0 || at + wanted.length > limit) return undefined;
    first.push(at);
    from = at + wanted.length;
  }
  const last: number[] = [];
  let to = limit;
  for (const wanted of rest.toReversed()) {
    const at = whole.lastIndexOf(wanted, to - wanted.length);
    if (at < 0) return undefined;
    last.unshift(at);
    to = at;
  }
  const stretches: Stretch[] = [];
  let start = head.length;
  for (const [index, wanted] of rest.entries()) {
    stretches.push({ start, end: last[index] ?? limit });
    start = (first[index] ?? 0) + wanted.length;
  }
  stretches.push({ start, end: limit });
  return stretches;
}
