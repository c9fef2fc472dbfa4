import { formatNumber } from '../../model/scalar-text.ts';
import type { TerraformValue } from '../../model/value.ts';
import type { Decimal } from './number.ts';

/** Orders strings by their UTF-8 bytes (which is the order of code points), as Terraform orders keys. */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates (code points from U+10000) before U+E000..U+FFFF; code-point order puts them after. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit <= 0xdfff ? unit + 0x2000 : unit - 0x800;
}

/**
 * Terraform's order of set elements: strings bytewise, numbers numerically, false before true, nulls and then unknowns
 * last. Elements of other types are ordered by the bytes that cty hashes
 * (https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go), so that a set of objects iterates as Terraform
 * iterates it.
 */
export function compareValues(a: TerraformValue, b: TerraformValue): number {
  return compareKeyed(keyed(a), keyed(b));
}

/** The values in the order of `compareValues`, neighbours that are equal and wholly known (as `isKnown` tells) once. */
export function sortedOnce(
  values: readonly TerraformValue[],
  isKnown: (value: TerraformValue) => boolean,
): TerraformValue[] {
  // The keys of objects are long: each is made once, not once a comparison.
  const sorted = values.map(keyed).sort(compareKeyed);
  const once = sorted.filter((item, index) => {
    const before = sorted[index - 1];
    return before === undefined || !isKnown(item.value) || compareKeyed(before, item) !== 0;
  });
  return once.map(({ value }) => value);
}

interface Keyed {
  readonly value: TerraformValue;
  /** What it is ordered by unless both are primitive and of one type: see `keyOf`. */
  readonly key: string | undefined;
}

function keyed(value: TerraformValue): Keyed {
  return { value, key: isPrimitive(value) || rankOf(value) > 0 ? undefined : keyOf(value) };
}

function isPrimitive({ kind }: TerraformValue): boolean {
  return kind === 'string' || kind === 'number' || kind === 'bool';
}

/** cty's hash, and behind it the exact content, since hashes round numbers. */
function keyOf(value: TerraformValue): string {
  return `${setHash(value, shortNumber)}\0${setHash(value, formatNumber)}`;
}

function compareKeyed(one: Keyed, other: Keyed): number {
  const [a, b] = [one.value, other.value];
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a.kind === 'string' && b.kind === 'string') return compareKeys(a.value, b.value);
  if (a.kind === 'number' && b.kind === 'number') return a.value.comparedTo(b.value);
  if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value);
  return compareKeys(one.key ?? keyOf(a), other.key ?? keyOf(b));
}

function rankOf(value: TerraformValue): number {
  if (value.kind === 'null') return 1;
  return value.kind === 'unknown' || value.kind === 'template' ? 2 : 0;
}

/** The text that cty hashes a set element by. */
function setHash(value: TerraformValue, numberText: (value: Decimal) => string): string {
  const hash = (inner: TerraformValue): string => setHash(inner, numberText);
  switch (value.kind) {
    case 'null':
      return '~';
    case 'unknown':
    case 'template':
      return '?';
    case 'number':
      return numberText(value.value);
    case 'bool':
      return value.value ? 'T' : 'F';
    case 'string':
      return quote(value.value);
    case 'map':
      return `{${[...value.entries].map(([key, element]) => `${quote(key)}:${hash(element)};`).join('')}}`;
    case 'list':
    case 'set':
      return `[${value.elements.map((element) => `${hash(element)};`).join('')}]`;
    case 'tuple':
      return `<${value.elements.map((element) => `${hash(element)};`).join('')}>`;
    case 'object':
      return `<${[...value.entries.values()].map((element) => `${hash(element)};`).join('')}>`;
  }
}

/** Go's `%.10g`, which cty writes numbers with here. */
function shortNumber(value: Decimal): string {
  const short = value.toSignificantDigits(10);
  const exponent = short.e;
  const digits = short.precision();
  const limit = digits < 10 && digits >= exponent + 1 ? digits : 10;
  if (short.isZero() || (exponent >= -4 && exponent < limit)) return short.toFixed();
  const [mantissa = '', power = ''] = short.toExponential().split('e');
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[+-]/, '').padStart(2, '0')}`;
}

/** Go's `%q`, as far as order needs it: quotes, backslashes and control characters escaped. */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}"`;
}

function escapeControl(character: string): string {
  const short = { '\x07': 'a', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' }[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.charCodeAt(0).toString(16);
  return character < '\x80' ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
