import { describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { childScope } from '../../../src/terraform/evaluate/child-scope.ts';
import { EvaluationError } from '../../../src/terraform/evaluate/scope.ts';
import {
  collectionType,
  dynamicType,
  list,
  map,
  nullOf,
  object,
  set,
  string,
  stringType,
  tuple,
  unknown,
} from '../../../src/terraform/evaluate/value.ts';
import { evaluateText, scopeOf } from '../case.ts';
import { admits } from './admits.ts';

const files = scopeOf('', new URL('./files', import.meta.url).pathname);
const because = { kind: 'variable', module: '', name: 'unset' } as const;

/** The value of an expression in which `u` stands for `value`; undefined when it is an error that `try` would catch. */
function outcome(expression: string, value: TerraformValue): TerraformValue | undefined {
  try {
    return evaluateText(expression, childScope(files, new Map([['u', value]])));
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

/**
 * What is claimed of an expression while `u` is unknown must be true of it for everything that `u` may turn out to be.
 */
function expectSound(expression: string, placeholder: TerraformValue, fillings: readonly TerraformValue[]): void {
  const partial = outcome(expression, placeholder);
  for (const filling of fillings) {
    const actual = outcome(expression, filling);
    if (actual === undefined) continue;
    const sound = partial !== undefined && admits(partial, actual);
    expect({ expression, filling, partial, actual, sound }).toMatchObject({ sound: true });
  }
}

/** One expression a line; `<u>` is an interpolation of `u`. */
function expressions(lines: string): readonly string[] {
  const interpolation = ['$', '{u}'].join('');
  const written = lines.split('\n').filter((line) => line !== '');
  return written.map((line) => line.replaceAll('<u>', interpolation));
}

const texts = [
  ...['', 'a', 'b', 'x', 'A', 'ab', 'ba', 'aXa', ',', 'a,b', ',a', 'b,', ' ', ' a ', '\n', 'a\n', '\na', 'a\r\n', '-'],
  ...['--', 'a-', '-a', '/', 'a/b', 'pre', 'prefix-', 'suffix', '-suffix', '0', '1', '-1', '1.5', 'true', 'null', '~'],
  ...[
    'é',
    'ß',
    '"',
    '\\',
    '<',
    '{',
    '[',
    '{}',
    '[]',
    '{"k":1}',
    'k',
    'no',
    '2001-01-01',
    '%s',
    '$1',
    '😀',
    'x: y',
    '# x',
  ],
].map((text) => string(text));

const onText = expressions(String.raw`
{a = 1, (u) = 2}.a
{a = 1, (u) = 2, a = 3}.a
{(u) = 2, a = 1}.a
{a = 1, "x<u>" = 2}.a
{a = 1, "a<u>" = 2}.a
{a = 1, (u) = 2}["a"]
{a = 1, b = 2, (u) = 3, ("<u>-") = 4}
{(u) = 1, (u) = 2}
{a = {b = 1}, (u) = {b = 2}}.a.b
[{a = 1, (u) = 2}][*].a
[for k, v in {a = 1, (u) = 2} : "<k>=<v>"]
{for k, v in {a = 1, (u) = 2} : k => v}
{for k in ["a", u] : k => 1}
{for k in ["a", u] : k => 1}.a
{for k, v in {x = "a", y = u} : v => k...}
{for k in ["a", "b"] : k => 1 if k != u}
keys({a = 1, (u) = 2})
values({a = 1, (u) = 2})
length({a = 1, (u) = 2})
length({(u) = 1})
contains(keys({a = 1, (u) = 2}), "a")
contains(keys({a = 1, (u) = 2}), "b")
contains(values({a = 1, (u) = 2}), 1)
lookup({a = 1, (u) = 2}, "a")
lookup({a = 1, (u) = 2}, "b", 3)
lookup({(u) = 2}, "a", 3)
merge({a = 1}, {(u) = 2}).a
merge({(u) = 2}, {a = 1}).a
merge({a = 1, (u) = 2}, {b = 1})
tomap({a = 1, (u) = 2})["a"]
zipmap(["a", u], [1, 2]).a
zipmap([u, "a"], [1, 2]).a
jsonencode({a = 1, (u) = 2})
jsondecode(jsonencode({a = 1, (u) = 2})).a
jsondecode("{\"a\":1,\"<u>\":2}").a
jsondecode("{\"a\":1,\"b<u>\":2}").a
jsondecode("{\"<u>\":2,\"a\":1}")
jsondecode("{\"x\":{\"a\":1,\"<u>\":2}}").x.a
yamldecode("a: 1\n<u>: 2").a
yamlencode({a = 1, (u) = 2})
{a = 1, (u) = 2} == {a = 1}
{a = 1, (u) = 2} == {a = 2}
try({a = 1, (u) = 2}.b, "none")
can({a = 1, (u) = 2}.b)
one([for k, v in {a = 1, (u) = 2} : v if k == "a"])
transpose({a = ["x"], (u) = ["y"]})
flatten([for k, v in {a = [1], (u) = [2]} : v])
sum(values({a = 1, (u) = 2}))
{a = 1, (u) = 2, (upper(u)) = 3}.a
setproduct(keys({a = 1, (u) = 2}), ["z"])
index([], u)
index(["a"], u)
textencodebase64(u, "UTF-16LE")
textdecodebase64(base64encode(u), "UTF-8")
textencodebase64("a", u)
base64gzip(u)
"pre-<u>"
join(",", ["a", u])
join(",", [u, "a"], ["b"])
join(u, ["a", "b"])
join(u, ["a"])
join("-", split(",", "a,<u>,b"))
split(",", u)
split(",", "a,b,<u>,c,d")
split(",", "<u>,a")
split(",", "a,<u>")
split("ab", "xabya<u>b")
split("aa", "aaa<u>aaa")
split("", "a<u>")
split("--", "a-<u>-b")
split(",", "a<u><u>,b,c")
element(split(",", "a,<u>"), 0)
length(split(",", "a,<u>"))
replace(u, "a", "b")
replace("a-<u>-b", "a", "x")
replace("a-<u>-b", "-", "x")
replace("ab<u>ba", "aba", "x")
replace("ab<u>ba", "ab", "x")
replace("ab<u>ba", "bb", "x")
replace("a<u>b", "a--b", "x")
replace("x<u>x", "", "-")
replace("x<u>x", "/x/", "-")
replace("a-b", "-", u)
replace("a-b", "/-/", u)
replace("a-b", u, "x")
startswith("pre-<u>", "pre-")
startswith("pre-<u>", "pre-a")
startswith("pre-<u>", "px")
startswith(u, "")
startswith(u, "a")
startswith("abc", u)
startswith("abc", "a<u>")
startswith("abc", "b<u>")
startswith("a<u>", "a<u>")
endswith("<u>-suffix", "-suffix")
endswith("<u>-suffix", "a-suffix")
endswith("<u>-suffix", "xx")
endswith("abc", "<u>c")
endswith("abc", "<u>b")
strcontains("abc<u>", "b")
strcontains("abc<u>", "z")
strcontains(u, "")
strcontains("abc", u)
strcontains("abc", "z<u>")
strcontains("abc", "a<u>c")
substr("abc-<u>", 0, 3)
substr("abc-<u>", 1, 4)
substr("abc-<u>", 4, -1)
substr("abc-<u>", 2, -1)
substr("abc-<u>", 2, 5)
substr("<u>abc", 0, 2)
substr("<u>abc", 0, -1)
substr("<u>abc", -2, 2)
substr("abc<u>", -2, -1)
substr("abc<u>", 0, 0)
strrev("a<u>")
length(u)
length("a<u>")
upper("aß<u>b")
lower("AB<u>C")
title("ab <u> c")
title("ab<u>c d")
indent(2, "a\n<u>\nb")
chomp("a\n<u>\n\n")
chomp("a\n<u>")
chomp("<u>a\n")
chomp("\n<u>\n")
chomp(u)
trimspace(" a <u> b ")
trimspace(" <u> ")
trimspace("<u> a")
trimspace("<u>a")
trimspace("a<u>")
trimspace("a <u>")
trimspace("<u><u>")
trimspace(u)
trim("aXa<u>aYa", "a")
trim("aXa<u>", "a")
trim("<u>aYa", "a")
trim("aa<u>", "a")
trim("X<u>", "a")
trim("X<u>X", "")
trim("abc", u)
trimprefix("pre-<u>", "pre-")
trimprefix("pre-<u>", "pre-a")
trimprefix("pre-<u>", "x")
trimprefix("<u>a", "a")
trimprefix("pre", u)
trimsuffix("<u>-suffix", "-suffix")
trimsuffix("<u>-suffix", "a-suffix")
trimsuffix("a<u>", "a")
trimsuffix("<u>-suffix", "x")
format("%s-%s", "a", u)
format("%5s|", u)
format("%-5s|%s", u, u)
format("%q", u)
format("%q", "a\"<u>")
format("%.2s", u)
format("%.2s", "abc<u>")
format("%d", u)
format("%05.1f", u)
format("%t", u)
format("%v", u)
format("%v", "a<u>")
format("%#v", u)
format("%v", ["a", u])
format("%v", {a = u})
format("%20v", ["a", u])
format(u, "a")
format("%[2]s%[1]s", u, "x")
formatlist("%s-%s", ["a", u], "x")
formatlist("%s-%s", ["a", "b"], u)
regex("a", u)
regexall("a", u)
try(regex("a", u), "none")
can(regex("a", u))
concat(["a"], [u])
distinct(["a", u, "b", "a"])
distinct([u, u])
distinct([u, "a", "pre-<u>"])
compact(["a", u, "", "b", "x<u>"])
sort(["b", u, "a"])
sort([u])
reverse(["a", u])
chunklist(["a", u, "b"], 2)
contains(["a", u], "a")
contains(["a", u], "b")
contains(["pre-<u>"], "x")
contains(["pre-<u>"], "pre-a")
contains([u], null)
contains([1], u)
index(["a", u], "a")
index([u, "a"], "a")
index(["a", "pre-<u>", "b"], "b")
matchkeys(["p", "q"], ["a", u], ["a"])
matchkeys(["p", "q"], ["a", "b"], [u])
flatten([["a", u], [[u]]])
merge({a = 1}, {(u) = 2})
merge({a = 1, b = 2}, {(u) = 3}, {b = 4})
merge({(u) = 3}, {a = 1})
keys({a = u})
keys({(u) = 1, z = 2})
values({(u) = 1, z = 2})
values({a = u, b = 1})
lookup({a = 1, b = 2}, u, 3)
lookup({a = u}, "a", 1)
lookup({(u) = 1, z = 2}, "z", 3)
lookup({(u) = 1, z = 2}, "a", 3)
lookup({a = 1}, "b", u)
zipmap(["a", u], [1, 2])
zipmap([u, "a"], [1, 2])
zipmap(["a", "b"], [u, 1])
zipmap(["a", "pre-<u>"], ["x", "y"])
transpose({a = [u, "x"]})
length({(u) = 1, z = 2})
length([u, u])
length(toset(["a", u]))
length(toset([u]))
setunion(["a"], [u])
setunion([u], [u])
setintersection(["a", "b"], [u, "b"])
setsubtract(["a", "b"], [u])
setsubtract(["a", u], ["b"])
setsubtract([u], ["a"])
setsubtract(["pre-<u>", "b"], ["x", "b"])
setproduct(["a", u], [1, 2])
setproduct(toset(["a", u]), [1])
toset(["a", u])
tolist(toset(["b", u]))
tolist(["a", u])
tomap({a = u})
coalesce(u, "x")
coalesce("pre-<u>", "x")
coalesce("<u><u>", "x")
coalesce("", null, u)
coalescelist(compact([u]), ["x"])
coalescelist(compact([u, "a"]), ["x"])
one(compact([u]))
one(compact(["a", u]))
one([u])
alltrue([u == "a", false])
alltrue([u == "a", true])
anytrue([u == "a", true])
anytrue([u == "a", false])
tostring(u)
tonumber(u)
tobool(u)
tonumber("1<u>")
max(1, u)
abs(u)
sum([1, u])
parseint(u, 10)
jsonencode({a = u, b = ["x", u]})
jsondecode(jsonencode({a = u, b = ["x-<u>"]}))
jsondecode("{\"a\": \"x-<u>\"}").b
jsondecode("[1, 2]")
yamlencode({a = u})
yamldecode("a: 'x'")
base64encode(u)
sha256(u)
urlencode(u)
base64decode(u)
csvdecode("a\n<u>")
cidrsubnet(u, 8, 1)
fileexists(u)
basename(u)
basename("a/<u>")
dirname("a/<u>")
templatefile("only.tftpl", {n = u})
templatefile("list.tftpl", {name = u, ports = ["a", u]})
templatefile("if.tftpl", {n = 2, name = u})
element(["a", "b"], length(u))
slice(["a", u, "b"], 1, 3)
slice(["a", "b"], 0, length(u))
element(["a", u], 1)
element(compact(["a", u]), 0)
element(distinct(["a", u]), 1)
range(length(u))
`);

/** Texts that do not break the syntax around them: the structure of a JSON or YAML text is taken for certain. */
const wordTexts = [
  '',
  'a',
  'x',
  '0',
  '1',
  '1.5',
  'true',
  'no',
  'null',
  '~',
  'é',
  '2001-01-01',
  'a b',
  '.5',
  '0x1F',
].map((text) => string(text));
const onWord = expressions(String.raw`
jsondecode("{\"a\": \"x-<u>\", \"b\": [1, \"<u>\"]}")
jsondecode("[\"<u>\"]")
yamldecode("a: <u>\nb: x-<u>\nc: '<u>'\nd: 1")
yamldecode("- 1<u>\n- <u>1\n- tr<u>\n- g<u>\n- 2001-01-0<u>\n- <u><u>")
yamldecode("a: |\n  text <u>\nb: \"q <u>\"")
yamldecode("<u>k: 1\nz: 2")
yamldecode("<u>")
yamldecode(templatefile("only.tftpl", {n = "a: <u>"}))
csvdecode("a,b\n1,<u>")
`);

const strings = (...items: readonly string[]): TerraformValue =>
  list(
    items.map((item) => string(item)),
    stringType,
  );
const items = (...found: readonly string[]): TerraformValue => tuple(found.map((item) => string(item)));
const lists = [
  ...[strings(), strings('a'), strings('b', 'a'), strings('', 'x'), strings('a', 'a', 'c'), strings('z')],
  ...[
    items(),
    items('a'),
    items('b', '', 'a'),
    tuple([string('a'), tuple([string('b')])]),
    tuple([nullOf(stringType)]),
  ],
  set([string('a'), string('b')], stringType),
];
const onList = expressions(`
concat(["a"], u)
concat(u, ["a"], u)
concat(tolist(["a"]), u)
concat(["a"], u...)
concat([u]...)
flatten([["a"], u])
flatten([["a"], [u, "b"]])
flatten(u)
join(",", u)
join(",", ["a"], u)
join(",", u, ["a"])
join(",", ["a"], u, ["b"], u)
join(",", u, u)
join(",", concat(["a"], u, ["b"]))
join(",", [], u, ["b"])
length(concat(["a"], u))
length(u)
element(concat(["a"], u), 0)
element(u, 0)
slice(concat(["a", "b"], u), 0, 1)
slice(u, 0, 1)
reverse(concat(["a"], u))
reverse(u)
sort(concat(["b", "a"], u))
distinct(concat(["a", "a"], u))
compact(concat(["a", ""], u))
compact(u)
contains(concat(["a"], u), "a")
contains(concat(["a"], u), "q")
contains(u, "a")
index(concat(["a"], u), "a")
chunklist(concat(["a"], u), 2)
coalescelist(u, ["x"])
coalescelist(concat(["a"], u), ["x"])
coalescelist([], u)
one(u)
one(concat(["a"], u))
toset(concat(["a"], u))
tolist(concat(["a"], u))
setunion(["a"], u)
setintersection(["a", "b"], u)
setintersection(concat(["a"], u), ["a", "q"])
setsubtract(["a", "b"], u)
setsubtract(concat(["a"], u), ["b"])
setsubtract([], u)
setproduct(["a"], u)
setproduct(concat(["a"], u), ["x"])
zipmap(["a", "b"], u)
zipmap(u, ["x", "y"])
zipmap(concat(["a"], u), concat(["x"], u))
matchkeys(["p", "q"], ["a", "b"], u)
matchkeys(concat(["a"], u), concat(["k"], u), ["k"])
formatlist("%s-%s", ["a", "b"], u)
formatlist("x-%s", concat(["a"], u))
format("%s %s", u...)
format("%s", u...)
formatlist("%s-%s", u...)
coalesce(u...)
coalesce("a", u...)
setproduct(u...)
max(1, u...)
jsonencode(concat(["a"], u))
jsondecode(jsonencode({a = u, b = 1}))
alltrue([for x in u : x == "a"])
anytrue(concat([true], [for x in u : x == "a"]))
[for x in concat(["a"], u) : upper(x)]
transpose({k = u})
`);

const mapOf = (entries: Readonly<Record<string, string>>): TerraformValue =>
  map(
    Object.entries(entries).map(([key, text]) => [key, string(text)]),
    stringType,
  );
const maps = [
  ...[
    mapOf({}),
    mapOf({ a: 'x' }),
    mapOf({ a: 'x', b: 'y' }),
    mapOf({ z: '' }),
    object([]),
    object([['a', tuple([])]]),
  ],
  ...[
    object([['b', string('q')]]),
    object([
      ['c', string('')],
      ['a', nullOf()],
    ]),
    nullOf(collectionType('map', stringType)),
  ],
];
const onMap = expressions(`
merge({a = 1, b = 2}, u)
merge({a = 1}, u, {b = 2})
merge(u, {a = 1})
merge(u, u)
merge(tomap({a = "k"}), u)
merge(tomap({a = "k"}), u, tomap({b = "l"}))
merge({a = 1}, u...)
merge([{a = 1}, u]...)
keys(merge({a = 1}, u))
values(merge({a = 1}, u, {c = 2}))
keys(u)
values(u)
length(merge({a = 1}, u))
length(u)
lookup(merge({a = 1}, u), "a", 3)
lookup(merge(u, {a = 1}), "a", 3)
lookup(merge(u, {a = 1}), "b", 3)
lookup(u, "a", "d")
merge({a = 1}, u).a
merge(u, {a = 1}).a
tomap(merge({a = "k"}, u))
zipmap(keys(u), values(u))
templatefile("only.tftpl", u)
templatefile("only.tftpl", merge({n = 1}, u))
templatefile("only.tftpl", merge(u, {n = 1}))
jsonencode(merge({a = 1}, u))
jsondecode(jsonencode(merge(u, {a = 1})))
contains(keys(merge({a = 1}, u)), "a")
contains(keys(merge({a = 1}, u)), "q")
coalesce(u, {a = "f"})
flatten([u, ["a"]])
concat([u], ["a"])
{for k, v in merge({a = "k"}, u) : k => v}
try(u.a, "none")
try(merge({a = 1}, u).b, "none")
`);

describe('what is claimed while something is unknown', () => {
  it.each(onText)('of a text: %s', (expression) => {
    expectSound(expression, unknown(because, stringType, { notNull: true }), texts);
    expectSound(expression, unknown(because, dynamicType), [...texts, nullOf(stringType)]);
  });
  it.each(onWord)('of a text inside of another: %s', (expression) => {
    expectSound(expression, unknown(because, stringType, { notNull: true }), wordTexts);
  });
  it.each(onList)('of a list: %s', (expression) => {
    const stringLists = lists.filter(({ kind }) => kind === 'list');
    expectSound(expression, unknown(because, collectionType('list', stringType)), stringLists);
    expectSound(expression, unknown(because, dynamicType), lists);
  });
  it.each(onMap)('of a map: %s', (expression) => {
    const stringMaps = maps.filter(({ kind }) => kind === 'map' || kind === 'null');
    expectSound(expression, unknown(because, collectionType('map', stringType)), stringMaps);
    expectSound(expression, unknown(because, dynamicType), maps);
  });
});
