import type { KeyedValue, SequenceValue, TemplateValue, TerraformValue, Type } from '../../model/value.ts';
import { isConcrete, sameType } from './type.ts';
import { typeOf } from './value.ts';
import { isWhollyKnown } from './value-parts.ts';

/**
 * Whether two values are equal as `==` has it: never converts, so values of different types are different; marks and
 * origin do not count. Undefined when it depends on what is not known. Says false as soon as any known part differs.
 */
export function rawEquals(a: TerraformValue, b: TerraformValue): boolean | undefined {
  if (a.kind === 'null' && b.kind === 'null') return true;
  if (a.kind === 'null' || b.kind === 'null') return nullEquals(a.kind === 'null' ? b : a);
  if (a.kind === 'unknown' || b.kind === 'unknown') return mayHaveSameType(typeOf(a), typeOf(b)) ? undefined : false;
  if (a.kind === 'template' || b.kind === 'template') return textEquals(a, b);
  if (a.kind === 'bool' || a.kind === 'string') return b.kind === a.kind && a.value === b.value;
  if (a.kind === 'number') return b.kind === 'number' && a.value.equals(b.value);
  if (b.kind === 'bool' || b.kind === 'string' || b.kind === 'number') return false;
  if (a.kind !== b.kind || !mayHaveSameType(typeOf(a), typeOf(b))) return false;
  if ((a.kind === 'map' || a.kind === 'object') && (b.kind === 'map' || b.kind === 'object')) return entriesEqual(a, b);
  if (a.kind === 'map' || a.kind === 'object' || b.kind === 'map' || b.kind === 'object') return false;
  if (a.kind === 'set') return setsEqual(a, b);
  if (a.open !== undefined || b.open !== undefined) return undefined;
  if (a.elements.length !== b.elements.length) return false;
  return all(a.elements.map((element, index) => equalsOrMissing(element, b.elements[index])));
}

function nullEquals(other: TerraformValue): boolean | undefined {
  return other.kind === 'unknown' && other.notNull !== true ? undefined : false;
}

function mayHaveSameType(a: Type, b: Type): boolean {
  return !isConcrete(a) || !isConcrete(b) ? couldBe(a, b) : sameType(a, b);
}

function couldBe(a: Type, b: Type): boolean {
  if (a.kind === 'dynamic' || b.kind === 'dynamic') return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'list' || a.kind === 'set' || a.kind === 'map') {
    return b.kind === a.kind && couldBe(a.element, b.element);
  }
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return a.elements.length === b.elements.length && a.elements.every((e, i) => couldBe(e, b.elements[i] ?? e));
  }
  if (a.kind === 'object' && b.kind === 'object') {
    return (
      a.attributes.size === b.attributes.size &&
      [...a.attributes].every(([name, type]) => {
        const other = b.attributes.get(name);
        return other !== undefined && couldBe(type, other);
      })
    );
  }
  return true;
}

function entriesEqual(a: KeyedValue, b: KeyedValue): boolean | undefined {
  const missing = (from: KeyedValue, other: KeyedValue): boolean =>
    other.open === undefined && [...from.entries.keys()].some((key) => !other.entries.has(key));
  if (missing(a, b) || missing(b, a)) return false;
  const shared = [...a.entries].filter(([key]) => b.entries.has(key));
  const known = all(shared.map(([key, element]) => equalsOrMissing(element, b.entries.get(key))));
  return known === true && (a.open !== undefined || b.open !== undefined) ? undefined : known;
}

function equalsOrMissing(a: TerraformValue, b: TerraformValue | undefined): boolean | undefined {
  return b === undefined ? false : rawEquals(a, b);
}

/**
 * Sets with unknown elements are equal or not as the unknowns turn out; wholly known ones compare element by element,
 * being sorted.
 */
function setsEqual(a: SequenceValue, b: SequenceValue): boolean | undefined {
  if (isWhollyKnown(a) && isWhollyKnown(b)) {
    return (
      a.elements.length === b.elements.length &&
      all(a.elements.map((element, index) => equalsOrMissing(element, b.elements[index])))
    );
  }
  const couldContain = (container: SequenceValue, element: TerraformValue): boolean =>
    container.open !== undefined || container.elements.some((other) => rawEquals(element, other) !== false);
  const possible =
    a.elements.every((element) => couldContain(b, element)) && b.elements.every((element) => couldContain(a, element));
  return possible ? undefined : false;
}

/** False when one is false, else undefined when one is undefined. */
function all(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}

function textEquals(a: TerraformValue, b: TerraformValue): boolean | undefined {
  if (a.kind === 'template') return b.kind === 'template' || b.kind === 'string' ? mayBeText(a, b) : false;
  return b.kind === 'template' && a.kind === 'string' ? mayBeText(b, a) : false;
}

/** False when the known start, end or middle of a template rules the text out, else undefined. */
function mayBeText(
  known: TemplateValue,
  other: Extract<TerraformValue, { kind: 'template' | 'string' }>,
): undefined | false {
  if (other.kind === 'string') return templateMatches(known, other.value) ? undefined : false;
  const [startA, endA] = edges(known);
  const [startB, endB] = edges(other);
  const compatible =
    (startA.startsWith(startB) || startB.startsWith(startA)) && (endA.endsWith(endB) || endB.endsWith(endA));
  return compatible ? undefined : false;
}

function edges(value: TemplateValue): readonly [string, string] {
  const text = (part: unknown): string => (typeof part === 'string' ? part : '');
  return [text(value.parts[0]), text(value.parts.at(-1))];
}

/**
 * Whether a text can be what a template turns out to be: its known texts occur in order, the first and the last at the
 * ends.
 */
export function templateMatches(known: TemplateValue, text: string): boolean {
  const [start, end] = edges(known);
  if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return false;
  let from = start.length;
  const until = text.length - end.length;
  const middle = known.parts.slice(1, -1);
  for (const part of middle) {
    if (typeof part !== 'string') continue;
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > until) return false;
    from = found + part.length;
  }
  return true;
}
