import { describe, expect, it } from 'vitest';
import { causeOf, type Files, load, outputsOf, refusalOf, resource, shown, stackOf } from '../in-memory.ts';

const call = (name: string, source: string, more = ''): string =>
  `module "${name}" {\n  source = "${source}"\n${more}}\n`;
const manifest = (...modules: readonly (readonly [key: string, source: string, directory: string])[]): string =>
  JSON.stringify({
    Modules: [
      { Key: '', Source: '', Dir: '.' },
      ...modules.map(([Key, Source, Dir]) => ({ Key, Source, Version: '1.0.0', Dir })),
    ],
  });
const leaf = 'resource "aws_x" "a" {\n  at = path.module\n}\noutput "id" {\n  value = aws_x.a.id\n}\n';

async function addresses(files: Files): Promise<string[]> {
  return (await stackOf(files)).resources.map(({ address }) => address);
}

describe('installed modules', () => {
  it('are found by their key in the manifest, nested and with local modules inside', async () => {
    const files = {
      'main.tf': call('a', 'example/a/aws'),
      '.terraform/modules/modules.json': manifest(
        ['a', 'registry.terraform.io/example/a/aws', '.terraform/modules/a'],
        ['a.b', 'git::https://git.example.com/b.git', '.terraform/modules/a.b/sub'],
        ['a.c', './modules/c', '.terraform/modules/a/modules/c'],
      ),
      '.terraform/modules/a/main.tf': call('b', 'git::https://git.example.com/b.git') + call('c', './modules/c'),
      '.terraform/modules/a.b/sub/main.tf': leaf,
      '.terraform/modules/a/modules/c/main.tf': leaf,
    };
    const stack = await stackOf(files);
    expect(stack.resources.map(({ address }) => address)).toEqual([
      'module.a.module.b.aws_x.a',
      'module.a.module.c.aws_x.a',
    ]);
    const at = resource(stack, 'module.a.module.b.aws_x.a').body.attributes.get('at')?.value;
    expect(at).toMatchObject({ value: '.terraform/modules/a.b/sub' });
    expect(stack.holes).toEqual([]);
  });

  it('are looked for in TF_DATA_DIR', async () => {
    const files = {
      'infra/main.tf': call('a', 'example/a/aws'),
      'infra/data/modules/modules.json': manifest(['a', 'example/a/aws', 'data/modules/a']),
      'infra/data/modules/a/main.tf': leaf,
    };
    const stack = await stackOf(files, { directory: 'infra', environment: { TF_DATA_DIR: 'data' } });
    expect(stack.resources.map(({ address, at }) => [address, at.file])).toEqual([
      ['module.a.aws_x.a', 'infra/data/modules/a/main.tf'],
    ]);
  });

  it('are not taken from a manifest that was written for another source', async () => {
    const files = {
      'main.tf': call('a', 'example/other/aws'),
      '.terraform/modules/modules.json': manifest(['a', 'example/a/aws', '.terraform/modules/a']),
      '.terraform/modules/a/main.tf': leaf,
    };
    expect((await stackOf(files)).holes).toMatchObject([{ kind: 'module-missing', source: 'example/other/aws' }]);
  });

  it('may have a computed source, which the manifest tells', async () => {
    const files = {
      'main.tf': `variable "v" {}\nmodule "a" {\n  source = "example/\${var.v}/aws"\n}\n`,
      '.terraform/modules/modules.json': manifest(['a', 'example/a/aws', '.terraform/modules/a']),
      '.terraform/modules/a/main.tf': leaf,
    };
    expect(await addresses(files)).toEqual(['module.a.aws_x.a']);
  });

  it.each(['', '{', '[]', '{"Modules": 1}', '{"Modules": [{"Key": 1}]}'])(
    'of a broken manifest are missing: %s',
    async (text) => {
      const stack = await stackOf({ 'main.tf': call('a', 'example/a/aws'), '.terraform/modules/modules.json': text });
      expect(stack.diagnostics.map(shown)).toEqual(['module-manifest-invalid .terraform/modules/modules.json:1']);
      expect(stack.holes).toMatchObject([{ kind: 'module-missing', address: 'module.a' }]);
    },
  );
});

describe('a module that is not there', () => {
  it.each([
    ['example/a/aws', {}],
    ['git::ssh://git@git.example.com/a.git?ref=v1', {}],
    ['./nope', {}],
    ['./empty/', { 'empty/readme.md': 'x' }],
  ])('is a hole, and the rest goes on: %s', async (source, more) => {
    const stack = await stackOf({
      'main.tf': `${call('a', source, '  x = 1\n')}resource "aws_x" "b" {\n  id = module.a.id\n  n  = "n"\n}\noutput "o" {\n  value = [module.a["k"].x.y, module.a]\n}\n`,
      ...more,
    });
    expect(stack.holes).toMatchObject([
      { kind: 'module-missing', address: 'module.a', source, at: { file: 'main.tf' } },
    ]);
    const b = resource(stack, 'aws_x.b');
    expect(causeOf(b.body.attributes.get('id')?.value)).toEqual({
      kind: 'module',
      address: 'module.a',
      source,
      path: ['id'],
    });
    expect(b.body.attributes.get('n')?.value).toMatchObject({ value: 'n' });
    expect(stack.outputs?.get('o')?.kind).toBe('tuple');
    expect(stack.diagnostics).toEqual([]);
  });

  it('keeps its key in the address', async () => {
    const { o } = await outputsOf(
      `${call('a', 'x/y/z', '  for_each = { k = 1 }\n')}output "o" {\n  value = module.a["k"].list[0]\n}\n`,
    );
    expect(causeOf(o)).toMatchObject({ kind: 'module', address: 'module.a["k"]', path: ['list', 0] });
  });

  it('is named by its full address below other modules', async () => {
    const stack = await stackOf({ 'main.tf': call('a', './a'), 'a/main.tf': call('b', 'x/y/z') });
    expect(stack.holes).toMatchObject([{ kind: 'module-missing', address: 'module.a.module.b', source: 'x/y/z' }]);
  });
});

describe('a module in error', () => {
  it.each([
    ['does not parse', 'resource {', 'm/main.tf:1'],
    ['refers to what is not there', 'output "o" {\n  value = local.nope\n}', 'undeclared-local m/main.tf:2'],
    ['has an argument missing', 'variable "x" {}', 'missing-argument main.tf:1'],
    ['has an invalid default', 'variable "x" {\n  type = number\n  default = "x"\n}', 'invalid-default m/main.tf:3'],
  ])('is a hole that is reported once however often it is called: it %s', async (_, text, diagnostic) => {
    const files = { 'main.tf': `${call('a', './m')}resource "aws_x" "b" {}\n`, 'm/main.tf': `${text}\n` };
    const stack = await stackOf(files);
    expect(stack.holes).toMatchObject([{ kind: 'module-invalid', address: 'module.a', source: './m' }]);
    expect(stack.diagnostics).toHaveLength(1);
    expect(stack.diagnostics.map(shown)[0]).toContain(diagnostic);
    expect(stack.resources.map(({ address }) => address)).toEqual(['aws_x.b']);
    const twice = await stackOf({ ...files, 'second.tf': call('b', './m') });
    expect(twice.holes).toHaveLength(2);
    expect(twice.diagnostics).toHaveLength(_ === 'has an argument missing' ? 2 : 1);
  });
});

describe('modules that contain themselves', () => {
  it('are refused', async () => {
    expect(
      await refusalOf({ 'main.tf': call('a', './a'), 'a/main.tf': call('b', '../b'), 'b/main.tf': call('a', '../a') }),
    ).toEqual(['module-cycle b/main.tf:1']);
    expect(await refusalOf(call('a', './'))).toEqual(['module-cycle main.tf:1']);
  });
});

describe('a great many modules', () => {
  it('are read once each and evaluated by themselves', async () => {
    const calls = [...Array(200).keys()].map((index) => call(`m${index}`, './m', `  n = ${index}\n`));
    const files = {
      'main.tf': calls.join(''),
      'm/main.tf': 'variable "n" {}\nresource "aws_x" "a" {\n  count = 25\n  n     = var.n * 100 + count.index\n}\n',
    };
    const configuration = await load(files);
    const sources = [...configuration.tree.root.children.values()].map(
      (child) => child.kind === 'module' && child.node.source,
    );
    expect(new Set(sources).size).toBe(1);
    const stack = await stackOf(files);
    expect(stack.resources).toHaveLength(5000);
    const last = resource(stack, 'module.m199.aws_x.a[24]').body.attributes.get('n')?.value;
    expect(last?.kind === 'number' && last.value.toNumber()).toBe(19924);
  });
});
