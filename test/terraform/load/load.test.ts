import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../../src/terraform/stack/evaluate-modules.ts';
import { type Files, load, outputsOf, problemOf, refusalOf, shown, stackOf } from '../in-memory.ts';
import { plain } from '../plain.ts';

async function plainOutputs(files: Files, environment: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const outputs = await outputsOf(files, { environment });
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, plain(value)]));
}

const output = (name: string, value = name): string => `output "${name}" {\n  value = "${value}"\n}\n`;

describe('files', () => {
  it('are those of the language, without hidden ones and backups', async () => {
    const files = {
      'b.tf': output('b'),
      'a.tf.json': '{"output": {"a": {"value": "a"}}}',
      '.hidden.tf': output('hidden'),
      'main.tf~': output('backup'),
      '#main.tf#': output('editor'),
      'main.tf.bak': output('other'),
      'x.tfvars': 'a = 1',
      'x.tftest.hcl': 'run "x" {}',
      'below/c.tf': output('below'),
    };
    expect(await plainOutputs(files)).toEqual({ a: 'a', b: 'b' });
  });

  it('of OpenTofu stand in for those of the same name', async () => {
    const files = {
      'main.tf': output('o', 'terraform'),
      'main.tofu': output('o', 'opentofu'),
      'json.tf.json': '{"output": {"j": {"value": "terraform"}}}',
      'json.tofu.json': '{"output": {"j": {"value": "opentofu"}}}',
      'only.tofu': output('p'),
      'other.tf': output('q'),
    };
    expect(await plainOutputs(files)).toEqual({ o: 'opentofu', j: 'opentofu', p: 'p', q: 'q' });
  });

  it('may be empty, hold only comments, start with a byte-order mark and end lines with CRLF', async () => {
    const files = {
      'empty.tf': '',
      'comment.tf': '# nothing\n',
      'bom.tf': '\ufeffoutput "o" {\r\n  value = 1\r\n}\r\n',
    };
    expect(await plainOutputs(files)).toEqual({ o: 1 });
  });

  it('have positions relative to where the run began', async () => {
    const configuration = await load({ 'infra/live/main.tf': 'variable "v" {}\n' }, { directory: 'infra/live/' });
    expect(evaluateConfiguration(configuration, new Map()).unsetVariables[0]?.at.file).toBe('infra/live/main.tf');
    const absolute = await load({ 'infra/main.tf': 'variable "v" {}\n' }, { directory: join(process.cwd(), 'infra') });
    expect(evaluateConfiguration(absolute, new Map()).unsetVariables[0]?.at.file).toBe('infra/main.tf');
  });
});

describe('a root module that cannot be checked', () => {
  it('is not there', async () => {
    expect(await problemOf({ 'a/main.tf': '' }, { directory: 'b' })).toEqual({
      code: 'directory-missing',
      directory: 'b',
    });
    expect(await problemOf({ 'a/main.tf': '' }, { directory: 'a/main.tf' })).toMatchObject({
      code: 'directory-missing',
      isFile: true,
    });
  });

  it('holds no Terraform files', async () => {
    const files = { 'readme.md': '', 'live/main.tf': 'provider "aws" {}\n' };
    expect(await problemOf(files)).toMatchObject({ code: 'no-terraform-files', directory: '.' });
  });

  it('does not parse: HashiCorp words it, with the line, and the other files are read too', async () => {
    const problem = await problemOf({
      'a.tf': 'resource "aws_x" "a" {\n  name = \n}\n',
      'b.tf': 'locals {\n  a = [1 2]\n}\n',
    });
    if (problem.code !== 'terraform-invalid') throw new Error(problem.code);
    const [first, second] = problem.diagnostics;
    expect(first?.diagnostic.summary).toBe('Invalid expression');
    expect([first, second].map((each) => each?.diagnostic.at?.start.line)).toEqual([2, 2]);
    expect([first, second].map((each) => each?.diagnostic.at?.file)).toEqual(['a.tf', 'b.tf']);
    expect(first?.excerpt).toMatchObject({ line: '  name =', width: 1 });
  });

  it('is not text', async () => {
    expect(await refusalOf({ 'main.tf': new Uint8Array([0x6c, 0xff, 0xfe]) })).toEqual(['invalid-encoding main.tf:1']);
  });

  it('has errors: all of them are told, with their places', async () => {
    const code = 'output "a" {\n  value = var.x\n}\noutput "b" {\n  value = local.y\n}\nresources {}\n';
    expect(await refusalOf(code)).toEqual([
      'unsupported-block main.tf:7',
      'undeclared-variable main.tf:2',
      'undeclared-local main.tf:5',
    ]);
  });

  it('has a cycle, which is named', async () => {
    const problem = await problemOf('locals {\n  a = local.b\n  b = local.a\n}\n');
    expect(JSON.stringify(problem)).toContain('local.a -> local.b -> local.a');
  });
});

describe('secrets', () => {
  const secret = ['hunter2', 'hunter3', 'hunter4'].join('-');
  it.each([
    [`variable "a" {\n  type    = number\n  default = "${secret}"\n}\n`],
    [`locals {\n  a = "${secret}" "x"\n}\n`],
    [`locals {\n  a = "${secret}\n}\n`],
    [`resource "aws_x" "a" {\n  password = "${secret}" + var.nope\n}\n`],
    [`locals {\n  a = <<EOT\n${secret}\n`],
    [`# ${secret}\nnope {}\n`],
  ])('stay out of problems: %#', async (code) => {
    expect(JSON.stringify(await problemOf(code))).not.toContain(secret);
  });

  it.each([
    [`locals {\n  a = tonumber("${secret}")\n}\n`],
    [`locals {\n  a = { b = 1 }["${secret}"]\n}\n`],
    [`locals {\n  a = "${secret}" + 1\n}\n`],
    [`resource "aws_x" "a" {\n  count = "${secret}"\n}\n`],
    [`resource "aws_x" "a" {\n  for_each = "${secret}"\n}\n`],
    [`locals {\n  a = jsondecode("${secret}")\n}\n`],
    [`locals {\n  a = regex("(", "${secret}")\n  b = file("${secret}")\n}\n`],
  ])('stay out of diagnostics: %#', async (code) => {
    const { diagnostics } = await stackOf(code);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
  });

  it('stay out of those of module arguments', async () => {
    const { diagnostics } = await stackOf({
      'main.tf': `module "m" {\n  source = "./m"\n  x      = { a = "${secret}" }\n}\n`,
      'm/main.tf': 'variable "x" {\n  type = map(number)\n}\n',
    });
    expect(diagnostics.map(shown)).toEqual(['invalid-variable-value main.tf:3']);
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
  });
});

describe('the workspace', () => {
  const code = 'output "o" {\n  value = terraform.workspace\n}\n';
  const noted = { 'main.tf': code, '.terraform/environment': 'noted\n', 'data/environment': 'elsewhere' };

  it.each([
    ['default', { 'main.tf': code }, undefined, {}],
    ['noted', noted, undefined, {}],
    ['elsewhere', noted, undefined, { TF_DATA_DIR: 'data' }],
    ['set', noted, undefined, { TF_WORKSPACE: 'set' }],
    ['asked', noted, 'asked', { TF_WORKSPACE: 'set' }],
    ['noted', noted, undefined, { TF_WORKSPACE: '' }],
  ])('is %s', async (expected, files, workspace, environment) => {
    const stack = await stackOf(files, { environment, ...(workspace && { workspace }) });
    expect(stack.workspace).toBe(expected);
    expect(stack.outputs?.get('o')).toMatchObject({ value: expected });
  });
});

describe('the disk', () => {
  const made: string[] = [];
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { recursive: true });
  });
  function directory(): string {
    const path = mkdtempSync(join(tmpdir(), 'load-'));
    made.push(path);
    return path;
  }

  it('is read with links and without going round in them', async () => {
    const root = directory();
    mkdirSync(join(root, 'real/files'), { recursive: true });
    writeFileSync(join(root, 'real/main.tf'), 'output "files" {\n  value = fileset(path.module, "**")\n}\n');
    writeFileSync(join(root, 'real/files/a.txt'), 'a');
    symlinkSync('.', join(root, 'real/loop'));
    symlinkSync('real', join(root, 'link'));
    writeFileSync(
      join(root, 'main.tf'),
      'module "m" {\n  source = "./link"\n}\noutput "o" {\n  value = module.m.files\n}\n',
    );
    const stack = evaluateConfiguration(await loadConfiguration({ directory: root, environment: {} }), new Map());
    const files = stack.outputs?.get('o');
    expect(files && plain(files)).toEqual(['files/a.txt', 'main.tf']);
  });

  it('is read where the process runs elsewhere', async () => {
    const root = directory();
    writeFileSync(join(root, 'main.tf'), 'output "o" {\n  value = [file("a.txt"), path.cwd]\n}\n');
    writeFileSync(join(root, 'a.txt'), 'content');
    const stack = evaluateConfiguration(await loadConfiguration({ directory: root, environment: {} }), new Map());
    expect(stack.outputs?.get('o')).toMatchObject({ elements: [{ value: 'content' }, { value: root }] });
  });

  it('may hold a folder that looks like a file, and refuses what may not be read', async () => {
    const root = directory();
    mkdirSync(join(root, 'x.tf'));
    writeFileSync(join(root, 'main.tf'), output('o'));
    const stack = evaluateConfiguration(await loadConfiguration({ directory: root, environment: {} }), new Map());
    expect([...(stack.outputs?.keys() ?? [])]).toEqual(['o']);
  });
});
