import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../src/model/scalar-text.ts';
import type { TerraformValue, Unknown } from '../../../src/model/value.ts';
import { childScope } from '../../../src/terraform/evaluate/child-scope.ts';
import { collectionType, dynamicType, stringType, unknown } from '../../../src/terraform/evaluate/value.ts';
import { evaluateText, scopeOf } from '../case.ts';

const files = scopeOf('', new URL('./files', import.meta.url).pathname);
const because = (name: string): Unknown => ({ kind: 'variable', module: '', name });
const scope = childScope(
  files,
  new Map([
    ['u', unknown(because('u'), stringType, { notNull: true })],
    ['v', unknown(because('v'), stringType, { notNull: true })],
    ['id', unknown({ kind: 'resource', address: 'aws_x.y', path: ['id'] }, stringType, { notNull: true })],
    ['any', unknown(because('any'), dynamicType)],
    ['names', unknown(because('names'), collectionType('list', stringType))],
    ['tags', unknown(because('tags'), collectionType('map', stringType))],
  ]),
);

/**
 * What is known of a value: holes in braces, named by the variable or the function that made them; `…` where a
 * collection is open.
 */
function shown(value: TerraformValue): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return value.value;
    case 'number':
      return Number(formatNumber(value.value));
    case 'unknown':
      return hole(value.because);
    case 'template':
      return value.parts.map((part) => (typeof part === 'string' ? part : hole(part.because))).join('');
    case 'list':
    case 'set':
    case 'tuple':
      return [...value.elements.map(shown), ...(value.open ? ['…'] : [])];
    case 'map':
    case 'object': {
      const entries = Array.from(value.entries, ([key, item]) => [key, shown(item)]);
      return Object.fromEntries(value.open ? [...entries, ['…', true]] : entries);
    }
  }
}

function hole(cause: Unknown): string {
  if (cause.kind === 'variable' || cause.kind === 'operation') return `{${cause.name}}`;
  return cause.kind === 'resource' ? `{${cause.address}}` : '{}';
}

/** `<x>` is an interpolation. */
const evaluated = (expression: string): unknown =>
  shown(
    evaluateText(
      expression.replace(/<(\w+)>/g, (_all, name) => ['$', `{${name}}`].join('')),
      scope,
    ),
  );

describe('strings keep what is known beside a hole', () => {
  it.each([
    ['join("/", ["a", u, "b"])', 'a/{u}/b'],
    ['join(u, ["a", "b"])', 'a{u}b'],
    ['join(",", ["a"], names, ["b"])', 'a{join},b'],
    ['join(",", names, ["b"])', '{join}b'],
    ['join(",", ["a"], names)', 'a{join}'],
    ['join(",", names)', '{join}'],
    ['format("arn:aws:iam::%s:role/%s", u, "x")', 'arn:aws:iam::{u}:role/x'],
    ['format("%s:%d", id, u)', '{aws_x.y}:{format}'],
    ['format("%5s|%s", u, "x")', '{format}|x'],
    ['format("%q", "a<u>")', '"a{format}"'],
    ['format("%v", {a = u})', '{"a":{u}}'],
    ['format("%s-%s", names...)', '{format}'],
    ['formatlist("%s:%s", ["a", u], "x")', ['a:x', '{u}:x']],
    ['replace("<u>:v7", ":v7", "")', '{replace}'],
    ['replace("a.b-<u>-c.d", ".", "_")', 'a_b-{replace}-c_d'],
    ['replace("a-b", "-", u)', 'a{u}b'],
    ['split(",", "a,b,<u>,c,d")', ['a', 'b', 'c', 'd', '…']],
    ['split("/", u)', ['…']],
    ['upper("a-<u>")', 'A-{upper}'],
    ['lower("A-<u>-B")', 'a-{lower}-b'],
    ['trimspace("  a <u> b\\n")', 'a {u} b'],
    ['trimspace("a <u>")', 'a{trimspace}'],
    ['trimspace("<u> a <v>")', '{trimspace}a{trimspace}'],
    ['trimspace(" <u>")', '{trimspace}'],
    ['trimspace("<u><v>")', '{trimspace}'],
    ['trimprefix("https://<u>", "https://")', '{u}'],
    ['trimprefix("https://<u>", "ftp://")', 'https://{u}'],
    ['trimsuffix("<u>.git", ".git")', '{u}'],
    ['trimsuffix(u, ".git")', '{trimsuffix}'],
    ['substr("abc-<u>", 0, 3)', 'abc'],
    ['substr("abc-<u>", 4, -1)', '{u}'],
    ['substr(u, 0, 3)', '{substr}'],
    ['indent(2, "a\\n<u>\\nb")', 'a\n  {indent}\n  b'],
    ['chomp("a<u>b\\n\\n")', 'a{u}b'],
    ['startswith("arn-<u>", "arn-")', true],
    ['startswith("arn-<u>", "x")', false],
    ['startswith(u, "x")', '{startswith}'],
    ['endswith("<u>-x", "-x")', true],
    ['strcontains("abc<u>", "b")', true],
    ['strcontains("abc<u>", "z")', '{strcontains}'],
    ['templatefile("list.tftpl", {name = u, ports = ["a", id]})', 'Hi {u}!\n- a\n- {aws_x.y}\n'],
    ['templatefile("only.tftpl", {n = [1, u]})', [1, '{u}']],
    ['templatefile("only.tftpl", tags)', '{templatefile}'],
    ['base64encode("a<u>")', '{base64encode}'],
  ])('%s', (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });
});

describe('collections keep what is known beside an unknown', () => {
  it.each([
    ['concat(["a"], [u], ["b"])', ['a', '{u}', 'b']],
    ['concat(["a"], any, ["b"])', ['a', 'b', '…']],
    ['concat(tolist(["a"]), names)', ['a', '…']],
    ['flatten([["a", [u]], ["b"]])', ['a', '{u}', 'b']],
    ['flatten([["a"], any, names])', ['a', '…']],
    ['compact(["a", "", null, id, "x<u>"])', ['a', '{aws_x.y}', 'x{u}']],
    ['compact(["a", u])', ['a', '…']],
    ['distinct(["a", "b", "a"])', ['a', 'b']],
    ['distinct(["a", id, "a"])', ['a', '{aws_x.y}', '…']],
    ['distinct(["sg-<u>", "x"])', ['sg-{u}', 'x']],
    ['sort(["b", u, "a"])', ['a', 'b', '{u}', '…']],
    ['reverse(["a", u])', ['{u}', 'a']],
    ['element(["a", u], 3)', '{u}'],
    ['element(concat(["a"], names), 0)', '{element}'],
    ['slice(["a", u, "b"], 1, 3)', ['{u}', 'b']],
    ['chunklist(["a", u, "b"], 2)', [['a', '{u}'], ['b']]],
    ['contains(["a", u], "a")', true],
    ['contains(["arn-<u>"], "x")', false],
    ['contains(concat(["a"], names), "a")', true],
    ['contains(concat(["a"], names), "b")', '{contains}'],
    ['index(["a", "arn-<u>", "b"], "b")', 2],
    ['length([u, any])', 2],
    ['length(concat(["a"], names))', '{length}'],
    ['length(toset([u]))', 1],
    ['length(toset([u, "a"]))', '{length}'],
    ['merge({a = 1}, {b = u})', { a: 1, b: '{u}' }],
    ['merge({a = 1}, tags, {b = 2})', { a: '{merge}', b: 2, '…': true }],
    ['merge(tags, {a = 1})', { a: 1, '…': true }],
    ['merge({a = 1}, merge(any, {a = 2}))', { a: 2, '…': true }],
    ['merge({a = 1}, any...)', { a: '{merge}', '…': true }],
    ['keys(merge(tags, {b = 1, a = 2}))', ['a', 'b', '…']],
    ['values(merge(any, {b = 1, a = u}))', ['{u}', 1, '…']],
    ['lookup(merge(tags, {a = 1}), "a", 0)', 1],
    ['lookup(merge(tags, {a = 1}), "b", 0)', '{lookup}'],
    ['lookup({a = u}, "a", "x")', '{u}'],
    ['zipmap(["a", "b"], [u, 1])', { a: '{u}', b: 1 }],
    ['zipmap(["a", "b"], names)', { a: '{zipmap}', b: '{zipmap}' }],
    ['zipmap(["a", u, "b"], [1, 2, 3])', { a: '{zipmap}', b: 3, '…': true }],
    ['toset(["b", u, "a"])', ['a', 'b', '{u}']],
    ['setunion(["a"], names)', ['a', '…']],
    ['setintersection(["a", "b"], concat(["b"], names))', ['b', '…']],
    ['setsubtract(concat(["a", "b"], names), ["b"])', ['a', '…']],
    ['setsubtract(["a"], [u])', ['…']],
    [
      'setproduct(["a", u], [1])',
      [
        ['a', 1],
        ['{u}', 1],
      ],
    ],
    ['coalesce("", "pre-<u>", "x")', 'pre-{u}'],
    ['coalesce(id, "x")', '{aws_x.y}'],
    ['coalesce(u, "x")', '{coalesce}'],
    ['coalesce(1, any)', 1],
    ['coalescelist(concat(["a"], names), ["b"])', ['a', '…']],
    ['coalescelist(names, ["b"])', '{coalescelist}'],
    ['alltrue([u == "a", false])', false],
    ['anytrue([u == "a", true])', true],
    ['one([u])', '{u}'],
    ['one(names)', '{one}'],
  ])('%s', (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });
});

describe('texts keep their structure', () => {
  it.each([
    ['jsonencode([{name = "a", value = id}])', '[{"name":"a","value":{aws_x.y}}]'],
    ['jsondecode(jsonencode([{name = "a", value = id}]))', [{ name: 'a', value: '{aws_x.y}' }]],
    ['jsondecode(jsonencode(merge(tags, {a = 1})))', { a: 1, '…': true }],
    ['jsondecode("{\\"image\\": \\"<u>:v7\\", \\"cpu\\": 1}")', { image: '{u}:v7', cpu: 1 }],
    [
      'yamldecode("image: <u>:v7\\ncpu: 1\\nport: <u>\\nname: \'<u>\'")',
      { image: '{u}:v7', cpu: 1, port: '{u}', name: '{u}' },
    ],
    ['yamldecode("- t<u>e\\n- a<u>\\n- http://<u>/")', ['{yamldecode}', '{yamldecode}', 'http://{u}/']],
    ['yamldecode("<u>: 1\\nb: 2")', { b: '{key}', '…': true }],
    ['yamldecode("x<u>: 1\\nb: 2")', { b: 2, '…': true }],
    ['yamldecode("a: [<u>")', '{yamldecode}'],
    ['yamldecode("a: |\\n  x <u>\\n  y\\n")', { a: 'x {u}\ny\n' }],
    ['yamldecode(u)', '{yamldecode}'],
    ['yamlencode({a = u})', '{yamlencode}'],
    ['jsondecode(u)', '{jsondecode}'],
  ])('%s', (expression, expected) => {
    expect(evaluated(expression)).toEqual(expected);
  });
});

describe('functions that are never known', () => {
  it.each([
    'timestamp()',
    'plantimestamp()',
    'uuid()',
    'bcrypt("a")',
    'bcrypt("a", 10)',
    'textencodebase64("a", "Shift_JIS")',
    'textdecodebase64("YQ==", "csGBK")',
  ])('%s is an unknown string that names its function', (expression) => {
    expect(evaluateText(expression, scope)).toMatchObject({
      kind: 'unknown',
      type: { kind: 'string' },
      because: { kind: 'operation', name: expression.replace(/\(.*/, ''), from: [] },
    });
  });
});

it('concat says of an open list only what leaves it open', () => {
  const open = (text: string) => {
    const value = evaluateText(text, scope);
    return 'open' in value && value.open?.kind === 'operation' ? value.open.from : undefined;
  };
  expect(open('concat(["a", u], any, [v])')).toEqual([because('any')]);
  expect(open('concat([u], concat([v], names))')).toEqual([because('names')]);
});
