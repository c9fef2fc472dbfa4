import fc from 'fast-check';
import type { TerraformValue } from '../../../src/model/value.ts';
import { convert, isConvertible } from '../../../src/terraform/evaluate/convert.ts';
import { rawEquals, templateMatches } from '../../../src/terraform/evaluate/equality.ts';
import { string, stringType } from '../../../src/terraform/evaluate/value.ts';
import { childrenOf, mapDeep } from '../../../src/terraform/evaluate/value-parts.ts';

/**
 * Whether a value that was computed with unknowns agrees with the one that was computed with values in their place: all
 * that was known of it is so.
 */
export function covers(abstract: TerraformValue, concrete: TerraformValue): boolean {
  switch (abstract.kind) {
    case 'unknown':
      return !(abstract.notNull === true && concrete.kind === 'null');
    case 'template':
      return concrete.kind === 'string' && templateMatches(abstract, concrete.value);
    case 'list':
    case 'set':
    case 'tuple': {
      if (concrete.kind !== 'list' && concrete.kind !== 'set' && concrete.kind !== 'tuple') return false;
      if (abstract.open !== undefined || abstract.kind === 'set') return coversSome(abstract, concrete);
      return (
        abstract.elements.length === concrete.elements.length &&
        abstract.elements.every((element, index) => coversAt(element, concrete.elements[index]))
      );
    }
    case 'map':
    case 'object': {
      if (concrete.kind !== 'map' && concrete.kind !== 'object') return false;
      const all = abstract.open !== undefined || abstract.entries.size === concrete.entries.size;
      return all && [...abstract.entries].every(([key, element]) => coversAt(element, concrete.entries.get(key)));
    }
    default:
      return rawEquals(abstract, concrete) === true || isSameText(abstract, concrete);
  }
}

/** Of 1 and "1" it may depend on unknown neighbours which of them a conversion makes. */
function isSameText(a: TerraformValue, b: TerraformValue): boolean {
  const text = (value: TerraformValue) => (isConvertible(value, stringType) ? convert(value, stringType) : undefined);
  const [left, right] = [text(a), text(b)];
  return left?.kind === 'string' && right?.kind === 'string' && left.value === right.value;
}

function coversAt(abstract: TerraformValue, concrete: TerraformValue | undefined): boolean {
  return concrete !== undefined && covers(abstract, concrete);
}

/** Every element is there; of a closed set every element that is there is known too. */
function coversSome(abstract: TerraformValue, concrete: TerraformValue): boolean {
  const there = childrenOf(concrete);
  const listed = childrenOf(abstract);
  const found = listed.every((element) => there.some((other) => covers(element, other)));
  const isClosedSet = abstract.kind === 'set' && abstract.open === undefined;
  return found && (!isClosedSet || there.every((other) => listed.some((element) => covers(element, other))));
}

/** A value as somebody sees it who may not see what is sensitive. */
export function redacted(value: TerraformValue): TerraformValue {
  return mapDeep(value, (part) => {
    if (part.sensitive === true) return string('(sensitive)');
    return part.kind === 'string' ? string(part.value) : part;
  });
}

const unaryFunctions = [
  'length',
  'keys',
  'values',
  'flatten',
  'distinct',
  'compact',
  'sort',
  'reverse',
  'toset',
  'tolist',
  'tomap',
  'tostring',
  'tonumber',
  'tobool',
  'jsonencode',
  'jsondecode',
  'upper',
  'lower',
  'title',
  'trimspace',
  'chomp',
  'one',
  'alltrue',
  'anytrue',
  'sum',
  'base64encode',
  'strrev',
  'can',
  'merge',
  'concat',
  'coalesce',
  'abs',
  'ceil',
  'yamlencode',
  'yamldecode',
  'range',
  'transpose',
  'coalescelist',
  'md5',
  'urlencode',
  'setunion',
  'setintersection',
  'max',
  'min',
  'csvdecode',
  'nonsensitive',
  'sensitive',
] as const;
const binaryFunctions = [
  'merge',
  'concat',
  'lookup',
  'contains',
  'element',
  'coalesce',
  'join',
  'split',
  'startswith',
  'endswith',
  'trimprefix',
  'trimsuffix',
  'trim',
  'try',
  'zipmap',
  'max',
  'min',
  'index',
  'chunklist',
  'setunion',
  'setintersection',
  'setsubtract',
  'setproduct',
  'strcontains',
  'coalescelist',
  'pow',
  'regexall',
  'indent',
  'formatlist',
  'flatten',
] as const;

/**
 * Expressions over `local.text` (a string) and `local.any` (anything), of all forms of the language and many functions.
 * Most of them are in error somewhere; what matters is that both ways of evaluating them agree.
 */
export const expressions: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  const leaf = fc.constantFrom(
    'local.text',
    'local.text',
    'local.any',
    'local.any',
    'local.any',
    '1',
    '0',
    '2',
    '"a"',
    '"b,c"',
    '""',
    '"1"',
    'true',
    'false',
    'null',
    '[]',
    '{}',
    '["a", "b"]',
    '{a = 1}',
    '[local.text, "a"]',
    '{a = local.any, b = "x"}',
    'toset(["a", local.text])',
    'tomap({a = local.text})',
    'tolist([local.text])',
    `"p-\${local.text}"`,
    `"\${local.text}:\${local.text}-s"`,
    'concat(["a"], local.any)',
    'merge({a = 1}, local.any)',
  );
  const of = (build: (...parts: string[]) => string, count: number): fc.Arbitrary<string> =>
    fc.tuple(...Array.from({ length: count }, () => inner)).map((parts) => build(...parts));
  const named = (names: readonly string[], count: number): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...names), ...Array.from({ length: count }, () => inner))
      .map(([name, ...args]) => `${name}(${args.join(', ')})`);
  const operator = fc.constantFrom('==', '!=', '+', '<', '>=', '&&', '||', '%');
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { arbitrary: leaf, weight: 6 },
      { arbitrary: named(unaryFunctions, 1), weight: 4 },
      { arbitrary: named(binaryFunctions, 2), weight: 4 },
      named(['replace', 'substr', 'slice', 'lookup', 'format', 'try'], 3),
      fc.tuple(inner, inner).map(([a, b]) => `format("%s/%v", ${a}, ${b})`),
      of((a, b) => `[${a}, ${b}]`, 2),
      of((a, b) => `{a = ${a}, b = ${b}}`, 2),
      of((a, b) => `{(${a}) = ${b}, z = 1}`, 2),
      of((c, a, b) => `(${c} ? ${a} : ${b})`, 3),
      fc.tuple(inner, operator, inner).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      of((a) => `!${a}`, 1),
      of((a) => `"\${${a}}-x"`, 1),
      of((a, b) => `"\${${a}}\${${b}}"`, 2),
      of((a) => `"{\\"k\\": \${jsonencode(${a})}}"`, 1),
      of((a, b) => `"%{ if ${a} }\${${b}}%{ else }no%{ endif }!"`, 2),
      of((a) => `"%{ for v in ${a} }\${v},%{ endfor }"`, 1),
      of((a) => `(${a})[0]`, 1),
      of((a) => `(${a}).a`, 1),
      of((a, b) => `(${a})[${b}]`, 2),
      of((a) => `(${a})[*]`, 1),
      of((a) => `(${a})[*].a`, 1),
      of((a) => `[for k, v in ${a} : v]`, 1),
      of((a) => `[for k, v in ${a} : k]`, 1),
      of((a, b) => `[for v in ${a} : v if v == ${b}]`, 2),
      of((a) => `{for k, v in ${a} : k => v}`, 1),
      of((a) => `{for v in ${a} : "k\${v}" => v...}`, 1),
      of((a) => `merge(${a}...)`, 1),
      of((a, b) => `concat(${a}, ${b}...)`, 2),
      of((a) => `jsondecode(jsonencode(${a}))`, 1),
    ),
  };
}).expression;
