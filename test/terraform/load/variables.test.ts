import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../src/terraform/load/command-arguments.ts';
import type { LoadOptions } from '../../../src/terraform/load/load.ts';
import type { VariableInput } from '../../../src/terraform/load/variables.ts';
import { type Files, outputsOf, problemOf, shown, stackOf } from '../in-memory.ts';
import { plain } from '../plain.ts';

const v = (type = ''): string =>
  `variable "v" {${type === '' ? '' : `\n  type = ${type}\n`}}\noutput "o" {\n  value = var.v\n}\n`;
const flag = (value: string): VariableInput => ({ kind: 'var', value });
const file = (value: string): VariableInput => ({ kind: 'var-file', value });

async function valueOfV(files: Files, options: Partial<LoadOptions> = {}): Promise<unknown> {
  const { o } = await outputsOf(files, options);
  return o && plain(o);
}

describe('values as text', () => {
  it.each([
    ['', '[1]', '[1]'],
    ['string', '5', '5'],
    ['string', ' a=b ', ' a=b '],
    ['number', '1e3', 1000],
    ['bool', 'true', true],
    ['list(string)', '["a", 1]', ['a', '1']],
    ['any', '5', 5],
    ['any', '"x"', 'x'],
    ['map(number)', '{\n  a = 1\n  b = 2\n}', { a: 1, b: 2 }],
    ['set(string)', '["b", "a", "b"]', ['a', 'b']],
    ['object({ a = optional(number, 3) })', '{}', { a: 3 }],
    ['list(string)', 'null', null],
  ])('of type %s: %s', async (type, text, expected) => {
    expect(await valueOfV({ 'main.tf': v(type) }, { variables: [flag(`v=${text}`)] })).toEqual(expected);
    expect(await valueOfV({ 'main.tf': v(type) }, { environment: { TF_VAR_v: text } })).toEqual(expected);
  });

  const secret = ['correct', 'horse', 'battery'].join('-');
  it.each([
    ['number', `v=${secret}`],
    ['bool', 'v=yes'],
    ['list(string)', `v=${secret}`],
    ['list(string)', `v=["${secret}"`],
    ['list(number)', `v=["${secret}"]`],
    ['map(string)', 'v=[1]'],
    ['any', `v=upper("${secret}")`],
    ['any', 'v=local.a'],
    ['object({ a = string })', `v={ b = "${secret}" }`],
  ])('that are not of type %s are refused without showing them', async (type, text) => {
    const problem = await problemOf({ 'main.tf': v(type) }, { variables: [flag(text)] });
    expect(problem).toMatchObject({ code: 'variable-invalid', name: 'v', origin: '--var' });
    expect(JSON.stringify(problem)).not.toContain(secret);
  });
});

describe('origins of refused values', () => {
  const files = { 'main.tf': v('number'), 'terraform.tfvars': '# one\n\nv = "x"\n', 'other.tfvars': 'v = []\n' };
  it.each<[Partial<LoadOptions>, string]>([
    [{}, 'terraform.tfvars:3'],
    [{ variables: [file('other.tfvars')] }, 'other.tfvars:1'],
    [{ variables: [flag('v=x')] }, '--var'],
    [{ environment: { TF_CLI_ARGS_plan: '-var v=x' } }, 'TF_CLI_ARGS_plan -var'],
  ])('%#', async (options, origin) => {
    expect(await problemOf(files, options)).toMatchObject({ code: 'variable-invalid', name: 'v', origin });
  });

  it('in the environment', async () => {
    const problem = await problemOf({ 'main.tf': v('number') }, { environment: { TF_VAR_v: 'x' } });
    expect(problem).toMatchObject({ code: 'variable-invalid', name: 'v', origin: 'TF_VAR_v' });
  });

  it('but only the one that counts', async () => {
    expect(await valueOfV(files, { variables: [flag('v=1')] })).toBe(1);
  });
});

describe('flags', () => {
  const files = { 'main.tf': v() };
  it.each([
    [flag('nope=1'), { code: 'variable-invalid', name: 'nope', origin: '--var', undeclared: true }],
    [flag('v =1'), { code: 'variable-invalid', name: 'v', origin: '--var' }],
    [flag('v'), { code: 'usage' }],
    [flag(''), { code: 'usage' }],
    [file('nope.tfvars'), { code: 'input-unreadable', file: 'nope.tfvars' }],
  ])('that are wrong are refused: %#', async (input, problem) => {
    expect(await problemOf(files, { variables: [input] })).toMatchObject(problem);
  });

  it('win in their order', async () => {
    const all = { ...files, 'a.tfvars': 'v = "file"\n', 'terraform.tfvars': 'v = "weakest"\n' };
    expect(await valueOfV(all, { variables: [flag('v=1'), file('a.tfvars')] })).toBe('file');
    expect(await valueOfV(all, { variables: [file('a.tfvars'), flag('v=1')] })).toBe('1');
  });

  it('come from TF_CLI_ARGS too, with paths that start at the root module', async () => {
    const all = { 'infra/main.tf': v(), 'infra/prod.tfvars': 'v = "prod"\n' };
    const environment = { TF_CLI_ARGS: '-input=false -no-color -var-file prod.tfvars -parallelism 3' };
    expect(await valueOfV(all, { directory: 'infra', environment })).toBe('prod');
    expect(await valueOfV(all, { directory: 'infra', environment, variables: [flag('v=own')] })).toBe('own');
  });

  it('in an environment variable with an open quote are refused', async () => {
    expect(await problemOf(files, { environment: { TF_CLI_ARGS: "-var 'v=1" } })).toMatchObject({ code: 'usage' });
  });
});

describe('variable files', () => {
  it('may set null, which counts as a value', async () => {
    const main = 'variable "v" {\n  default = "x"\n}\noutput "o" {\n  value = var.v\n}\n';
    expect(await valueOfV({ 'main.tf': main, 'terraform.tfvars': 'v = null\n' })).toBeNull();
    const strict = main.replace('default', 'nullable = false\n  default');
    expect(await valueOfV({ 'main.tf': strict, 'terraform.tfvars': 'v = null\n' })).toBe('x');
    const required = 'variable "v" {\n  nullable = false\n}\n';
    expect(await problemOf({ 'main.tf': required, 'terraform.tfvars': 'v = null\n' })).toMatchObject({
      code: 'variable-invalid',
      origin: 'terraform.tfvars:1',
    });
  });

  it('that set what is not declared are warned about', async () => {
    const { diagnostics } = await stackOf({
      'main.tf': v(),
      'terraform.tfvars': 'v = 1\n\nnope = 2\n',
      'x.auto.tfvars.json': '{"//": "comment", "other": 1}',
    });
    expect(diagnostics.map((diagnostic) => [diagnostic.severity, shown(diagnostic)])).toEqual([
      ['warning', 'undeclared-variable-value terraform.tfvars:3'],
      ['warning', 'undeclared-variable-value x.auto.tfvars.json:1'],
    ]);
  });

  const secret = ['plain', 'secret', 'value'].join('-');
  it.each([
    ['terraform.tfvars', `v = "${secret}\n`],
    ['terraform.tfvars', `v = upper("${secret}")\n`],
    ['terraform.tfvars', `v = var.${secret}\n`],
    ['terraform.tfvars', `v {\n  a = "${secret}"\n}\n`],
    ['terraform.tfvars', `v = "${secret}"\nv = 1\n`],
    ['terraform.tfvars.json', `{"v": "${secret}"`],
    ['terraform.tfvars.json', `["${secret}"]`],
    ['terraform.tfvars.json', `{"v": ${secret}}`],
    ['terraform.tfvars.json', `{"v": "\\q${secret}"}`],
    ['terraform.tfvars.json', `{"v": {"a": "${secret}"}, "v": {}}`],
  ])('that cannot be read are refused without showing a line: %s %#', async (name, text) => {
    const problem = await problemOf({ 'main.tf': v(), [name]: text });
    if (problem.code !== 'terraform-invalid') throw new Error(problem.code);
    expect(problem.diagnostics[0]?.diagnostic.at?.file).toBe(name);
    expect(problem.diagnostics.some(({ excerpt }) => excerpt !== undefined)).toBe(false);
    if (!text.includes('var.')) expect(JSON.stringify(problem)).not.toContain(secret);
  });

  it('in JSON keep numbers exact and strings as they are', async () => {
    const { o } = await outputsOf({
      'main.tf': 'variable "v" {}\noutput "o" {\n  value = jsonencode(var.v)\n}\n',
      'terraform.tfvars.json': `{"v": [9007199254740993, 1.50, "$\${x} \${y}", true, null, {"b": 1, "a": "\\u00e9"}]}`,
    });
    expect(o && plain(o)).toBe(`[9007199254740993,1.5,"$\${x} \${y}",true,null,{"a":"é","b":1}]`);
  });
});

describe('sensitive variables', () => {
  it('mark their value, given, default and unknown', async () => {
    const code = (more: string) => `variable "v" {\n  sensitive = true\n${more}}\noutput "o" {\n  value = [var.v]\n}\n`;
    const marked = { elements: [{ sensitive: true }] };
    expect((await outputsOf(code(''), { variables: [flag('v=x')] }))['o']).toMatchObject(marked);
    expect((await outputsOf(code('  default = "d"\n')))['o']).toMatchObject(marked);
    expect((await outputsOf(code('')))['o']).toMatchObject(marked);
  });
});

describe('splitWords', () => {
  it.each([
    ['', []],
    ['  a  b\tc\n', ['a', 'b', 'c']],
    [`-var 'a=b c' -var="x y"`, ['-var', 'a=b c', '-var=x y']],
    [`a\\ b "c\\"d" 'e\\f' "g\\h"`, ['a b', 'c"d', 'e\\f', 'g\\h']],
    [`'' ""`, ['', '']],
    [`a'b'"c"`, ['abc']],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each(["'a", '"a', '"a\\"'])('refuses an open quote: %s', (text) => {
    expect(splitWords(text)).toBeUndefined();
  });
});
