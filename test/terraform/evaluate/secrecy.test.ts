import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../src/model/scalar-text.ts';
import { isHiddenKey, isWhollyHidden, segmentsOf } from '../../../src/model/secret/secrecy.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { childScope } from '../../../src/terraform/evaluate/child-scope.ts';
import { recoverJson } from '../../../src/terraform/evaluate/json.ts';
import { isSensitive, withMark, withoutMarks } from '../../../src/terraform/evaluate/marks.ts';
import { EvaluationError } from '../../../src/terraform/evaluate/scope.ts';
import { fromSegments, object, string } from '../../../src/terraform/evaluate/value.ts';
import { tries } from '../../tries.ts';
import { evaluateText, readCases, scopeOf } from '../case.ts';
import { show } from './show.ts';
import { expressions } from './soundness.ts';

/** A value as one may see it who sees nothing hidden: `•` stands for that, `?` for what is unknown. */
function visible(value: TerraformValue): string {
  if (isWhollyHidden(value)) return '•';
  switch (value.kind) {
    case 'string':
    case 'template':
      return segmentsOf(value)
        .map(({ part, secret }) => (secret ? '•' : typeof part === 'string' ? part : '?'))
        .join('');
    case 'number':
      return formatNumber(value.value);
    case 'bool':
      return String(value.value);
    case 'null':
      return 'null';
    case 'unknown':
      return '?';
    case 'list':
    case 'set':
    case 'tuple':
      return `[${value.elements.map(visible).join(', ')}]`;
    case 'map':
    case 'object':
      return `{${[...value.entries]
        .map(([key, entry]) => `${isHiddenKey(value, key) ? '•' : key} = ${visible(entry)}`)
        .join(', ')}}`;
  }
}

const scope = scopeOf(`locals {
  pw    = sensitive("sesame,open 1")
  port  = sensitive(4711)
  on    = sensitive(true)
  map   = sensitive(tomap({ ALPHA = "one", BETA = "two" }))
  list  = sensitive(tolist(["one", "two"]))
  env   = [{ name = "A", value = "1" }, { name = "P", value = local.pw }]
  plain = { LEVEL = "info" }
}
resource "terraform_data" "unknown" {}
`);
const seen = (expression: string): string => visible(evaluateText(expression, scope));
const decoded = (expression: string): string => {
  const structure = recoverJson(evaluateText(expression, scope));
  return structure === undefined ? 'none' : visible(structure);
};

describe('what is hidden of a result', () => {
  it.each([
    ['local.pw', '•'],
    ['"a"', 'a'],
    [`"postgres://app:\${local.pw}@db.example.com:5432"`, 'postgres://app:•@db.example.com:5432'],
    [`"\${local.pw}\${local.pw}"`, '•'],
    [`"a\${local.port}b\${terraform_data.unknown.id}c"`, 'a•b?c'],
    [`<<EOT\nuser=app\npassword=\${local.pw}\nlevel=info\nEOT\n`, 'user=app\npassword=•\nlevel=info\n'],
    [`"%{ if local.on }yes%{ else }no%{ endif } always"`, '• always'],
    [`"%{ if local.on }%{ endif }always"`, '•always'],
    [`"%{ for x in ["a", local.pw, "b"] }\${x};%{ endfor }"`, 'a;•;b;'],
    [`"%{ for x in local.list }x%{ endfor } always"`, '• always'],
    [
      'jsonencode({ image = "nginx:1", port = 80, env = local.env })',
      `{"env":[{"name":"A","value":"1"},{"name":"P","value":•}],"image":"nginx:1","port":80}`,
    ],
    ['jsonencode([local.pw, "b"])', '[•,"b"]'],
    [`jsonencode(["a\${local.pw}b"])`, '["a•b"]'],
    ['jsonencode({ (local.pw) = 1, b = 2 })', '{"b":2,"•":1}'],
    ['jsondecode(jsonencode({ image = "nginx", p = local.pw }))', '{image = nginx, p = •}'],
    [
      `jsondecode("{\\"image\\": \\"nginx\\", \\"p\\": \\"x\${local.pw}y\\", \\"n\\": \${local.port}, \\"z\\": [1, 2]}")`,
      '{image = nginx, n = •, p = x•y, z = [1, 2]}',
    ],
    [`jsondecode("{\\"\${local.pw}\\": 1, \\"b\\": 2}")`, '{b = 2, • = 1}'],
    [`jsondecode("[\${jsonencode(local.map)}, {\\"image\\": \\"a\\"}]")`, '[•, {image = a}]'],
    ['yamldecode(yamlencode({ a = local.pw }))', '•'],
    ['join(",", ["a", local.pw, "b"])', 'a,•,b'],
    ['join(local.pw, ["a", "b"])', 'a•b'],
    ['format("%s:%s@%d", "user", local.pw, 80)', 'user:•@80'],
    ['format("%s-%5d|%q", "user", local.port, "q")', 'user-•|"q"'],
    ['formatlist("%s=%s", ["a", "b"], ["x", local.pw])', '[a=x, b=•]'],
    [`replace("x-\${local.pw}-y", "x", "z")`, 'z-•-y'],
    [`replace("x-PLACE-y", "PLACE", local.pw)`, 'x-•-y'],
    [`replace("x-\${local.pw}-y", "/x/", "z")`, '•'],
    [`upper("abc-\${local.pw}-def")`, 'ABC-•-DEF'],
    [`trimprefix("abc-\${local.pw}-def", "abc-")`, '•-def'],
    [`trimspace(" abc-\${local.pw}-def ")`, 'abc-•-def'],
    [`substr("abc-\${local.pw}", 0, 3)`, 'abc'],
    [`substr("abc-\${local.pw}", 2, 4)`, '•'],
    [`split(":", "user:\${local.pw}:host")`, '[user, •, host]'],
    [`split(",", "user,\${local.pw},host")`, '[user, •, •, host]'],
    [`split("", local.pw)`, '[•, •, •, •, •, •, •, •, •, •, •, •, •]'],
    ['base64encode("user:pw")', 'dXNlcjpwdw=='],
    ['base64encode(local.pw)', '•'],
    [`sha256("a\${local.pw}")`, '•'],
    ['urlencode(local.pw)', '•'],
    ['merge(local.plain, { P = local.pw })', '{LEVEL = info, P = •}'],
    ['merge(local.plain, local.map)', '{• = •, • = •, LEVEL = info}'],
    ['concat(["a"], local.list, ["b", local.pw])', '[a, •, •, b, •]'],
    [
      'concat(local.env, [{ name = "X", value = "y" }])',
      '[{name = A, value = 1}, {name = P, value = •}, {name = X, value = y}]',
    ],
    ['flatten([["a"], [local.pw, ["b"]], local.list])', '[a, •, b, •, •]'],
    ['values({ a = 1, b = local.pw })', '[1, •]'],
    ['keys({ a = 1, b = local.pw })', '[a, b]'],
    ['keys(local.map)', '•'],
    ['keys(merge(local.plain, local.map))', '[•, •, LEVEL]'],
    ['lookup({ a = local.pw, b = "x" }, "b")', 'x'],
    ['lookup(local.map, "NONE", "default")', 'default'],
    ['zipmap(["a", "b"], [1, local.pw])', '{a = 1, b = •}'],
    ['zipmap(["a", local.pw], [1, 2])', '•'],
    ['reverse(["a", local.pw])', '[•, a]'],
    ['slice(["a", local.pw, "b"], 0, 2)', '[a, •]'],
    ['element(["a", local.pw], 0)', 'a'],
    ['element(["a", "b"], local.port)', '•'],
    ['chunklist(["a", local.pw], 1)', '[[a], [•]]'],
    ['distinct(["a", local.pw, "a"])', '[a, •]'],
    ['compact(["a", local.pw, ""])', '[a, •]'],
    ['toset(["a", local.pw])', '[a, •]'],
    ['tolist(toset(["a", local.pw]))', '[a, •]'],
    ['setunion(["a"], [local.pw])', '[a, •]'],
    ['setproduct(["a"], ["b", local.pw])', '[[a, b], [a, •]]'],
    ['[for x in toset(["a", local.pw]) : { name = x, port = 80 }]', '[{name = a, port = 80}, {name = •, port = 80}]'],
    ['coalesce("", "a")', 'a'],
    ['coalesce(local.pw, "a")', '•'],
    ['coalesce("a", local.pw)', 'a'],
    ['one([local.pw])', '•'],
    ['length(local.pw)', '•'],
    ['length(["a", local.pw])', '2'],
    ['length(local.list)', '•'],
    ['contains(["a"], local.pw)', '•'],
    ['contains(["a", local.pw], "a")', 'true'],
    ['regexall("[a-z]", local.pw)', '•'],
    ['local.pw == "guess"', '•'],
    ['local.pw != null', 'true'],
    ['local.on && false', 'false'],
    ['local.on || false', '•'],
    ['!local.on', '•'],
    ['-local.port', '•'],
    ['local.port + 1', '•'],
    ['local.on ? "a" : "b"', '•'],
    ['local.on ? { image = "nginx", size = 1 } : { image = "nginx", size = 2 }', '{image = nginx, size = •}'],
    ['true ? "a" : local.pw', 'a'],
    ['true ? local.pw : "a"', '•'],
    [
      '[for x in ["a", local.pw] : { v = x, k = 1 }]',
      '[{k = 1, v = •}, {k = 1, v = •}]'.replace('{k = 1, v = •}', '{k = 1, v = a}'),
    ],
    ['[for k, v in local.map : { name = k, value = v }]', '•'],
    ['[for x in ["a", "b"] : x if x != local.pw]', '•'],
    ['{ for x in ["a", local.pw] : x => "v" }', '{a = v, • = v}'],
    ['{ for k, v in { a = 1, b = local.pw } : k => v }', '{a = 1, b = •}'],
    ['local.env[*].name', '[A, P]'],
    ['local.env[*].value', '[1, •]'],
    ['local.env[1].value', '•'],
    ['local.map["ALPHA"]', '•'],
    ['{ ALPHA = 1 }[keys(local.map)[0]]', '•'],
    ['try(local.map.NONE, "x")', 'x'],
    ['tostring(local.port)', '•'],
    [`tonumber("\${local.port}0")`, '•'],
    ['nonsensitive(local.pw)', 'sesame,open 1'],
    [`nonsensitive("a\${local.pw}")`, 'asesame,open 1'],
    ['nonsensitive(jsondecode(jsonencode({ a = local.pw })))', '{a = sesame,open 1}'],
    ['nonsensitive(toset([local.pw]))', '[sesame,open 1]'],
    ['sensitive("a")', '•'],
    [
      `templatestring("{\\"image\\": \\"\${"$"}{image}\\", \\"p\\": \\"\${"$"}{p}\\"}", { image = "nginx", p = local.pw })`,
      '{"image": "nginx", "p": "•"}',
    ],
    ['split(",", sensitive(terraform_data.unknown.id))', '•'],
    ['concat(["a"], sensitive(jsondecode(terraform_data.unknown.id)))', '•'],
    ['concat(["a"], jsondecode(terraform_data.unknown.id))', '[a]'],
    ['merge({ a = "x" }, jsondecode(jsonencode({ b = local.pw })))', '{a = x, b = •}'],
  ])('%s', (expression, expected) => expect(seen(expression)).toBe(expected));
});

describe('what is hidden of the structure of a JSON text', () => {
  it.each([
    [
      `jsonencode([{ name = "web", image = "nginx:\${1}", environment = local.env, portMappings = [{ containerPort = 80 }] }])`,
      '[{environment = [{name = A, value = 1}, {name = P, value = •}], image = nginx:1, name = web, portMappings = [{containerPort = 80}]}]',
    ],
    [
      `"[{\\"name\\": \\"web\\", \\"environment\\": \${jsonencode(local.env)}, \\"command\\": [\\"-p\\", \\"\${local.pw}\\"]}]"`,
      '[{command = [-p, •], environment = [{name = A, value = 1}, {name = P, value = •}], name = web}]',
    ],
    [
      `"{\\"a\\": \\"x\\\\n\${local.pw}\\\\u0041z\\", \\"b\\": \\"\${terraform_data.unknown.id}-\${local.pw}\\"}"`,
      '{a = x\n•Az, b = ?-•}',
    ],
    [`jsonencode({ inner = jsonencode({ p = local.pw, q = 1 }) })`, '{inner = {"p":•,"q":1}}'],
    [`replace("{\\"image\\": \\"nginx\\", \\"p\\": \\"PASSWORD\\"}", "PASSWORD", local.pw)`, '{image = nginx, p = •}'],
    [`trimspace(jsonencode({ image = "nginx", p = local.pw }))`, '{image = nginx, p = •}'],
    [`join("", ["[", join(",", [jsonencode({ a = 1 }), jsonencode({ p = local.pw })]), "]"])`, '[{a = 1}, {p = •}]'],
    [`format("[%s]", jsonencode({ image = "nginx", p = local.pw }))`, '[{image = nginx, p = •}]'],
  ])('%s', (expression, expected) => expect(decoded(expression)).toBe(expected));
});

describe('whatever is done to a text of which a part is hidden', () => {
  const base = scopeOf();
  /** The value, or undefined for an expression in error. */
  const attempt = (expression: string, text: TerraformValue): TerraformValue | undefined => {
    const locals = object([
      ['text', text],
      ['any', evaluateText('[1, "a"]')],
    ]);
    try {
      return evaluateText(expression, childScope(base, new Map([['local', locals]])));
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  };
  // Letters that nothing else in the expressions has.
  const secret = fc.stringMatching(/^[\u0416\u0429\u042e]{0,3}$/);
  const segments = fc.array(
    fc.oneof(
      fc.constantFrom('a', '1', 'b,c', ' x', '[', '"a"').map((part) => ({ part })),
      secret.map((part) => ({ part, secret: true as const })),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const asked = expressions.filter(
    (expression) => /local\.text/.test(expression) && !expression.includes('nonsensitive'),
  );

  it('what is seen holds nothing of the part', () => {
    let hid = 0;
    fc.assert(
      fc.property(asked, segments, (expression, parts) => {
        const result = attempt(expression, fromSegments(parts, { sensitive: true }));
        if (result === undefined) return;
        const shown = visible(result);
        if (shown.includes('•')) hid++;
        expect(shown).not.toMatch(/\p{Script=Cyrillic}/u);
      }),
      { numRuns: tries(1000) },
    );
    expect(hid).toBeGreaterThan(tries(100));
  }, 30_000);

  it('the value is the same as without the marks, and Terraform’s mark that of a text marked as a whole', () => {
    fc.assert(
      fc.property(asked, segments, (expression, parts) => {
        const text = parts.map(({ part }) => part).join('');
        const result = attempt(expression, fromSegments(parts, { sensitive: true }));
        const plain = attempt(expression, string(text));
        const whole = attempt(expression, withMark(string(text)));
        expect(result && show(withoutMarks(result))).toBe(plain && show(withoutMarks(plain)));
        expect(result && isSensitive(result)).toBe(whole && isSensitive(whole));
      }),
      { numRuns: tries(600) },
    );
  }, 30_000);
});

it('hides what was encrypted, which Terraform does not mark', () => {
  const files = readCases(new URL('../functions/cases/', import.meta.url));
  const decrypted = files.find(({ name }) => name === 'rsadecrypt.json');
  const [first] = decrypted?.cases ?? [];
  if (decrypted === undefined || first === undefined) throw new Error('There is a case of rsadecrypt.');
  for (const text of [first.expression, `upper(${first.expression})`, `nonsensitive(sensitive(${first.expression}))`]) {
    const value = evaluateText(text, decrypted.scope);
    expect([value.kind, isSensitive(value), visible(value)]).toEqual(['string', false, '•']);
  }
});
