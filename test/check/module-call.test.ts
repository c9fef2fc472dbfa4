import { describe, expect, it } from 'vitest';
import { callAdder } from '../../src/check/module-call.ts';
import { at } from '../report/samples.ts';
import { type Files, stackOf } from '../terraform/in-memory.ts';

const leaf = 'resource "aws_x" "a" {}\n';
const call = (name: string, source: string): string => `module "${name}" {\n  source = "${source}"\n}\n`;

const files: Files = {
  'infra/main.tf': `${call('a', 'example/a/aws')}${call('local', '../modules/local')}${call('again', 'example/a/aws')}`,
  'infra/.terraform/modules/modules.json': JSON.stringify({
    Modules: [
      { Key: '', Source: '', Dir: '.' },
      { Key: 'a', Source: 'example/a/aws', Dir: '.terraform/modules/a' },
      { Key: 'a.b', Source: 'example/b/aws', Dir: '.terraform/modules/a.b' },
      { Key: 'again', Source: 'example/a/aws', Dir: '.terraform/modules/a' },
      { Key: 'again.b', Source: 'example/b/aws', Dir: '.terraform/modules/a.b' },
      { Key: 'local.c', Source: 'example/c/aws', Dir: '.terraform/modules/local.c' },
    ],
  }),
  'infra/.terraform/modules/a/main.tf': `${leaf}${call('b', 'example/b/aws')}${call('sub', './sub')}`,
  'infra/.terraform/modules/a/sub/main.tf': leaf,
  'infra/.terraform/modules/a.b/main.tf': leaf,
  'modules/local/main.tf': `${leaf}${call('c', 'example/c/aws')}`,
  'infra/.terraform/modules/local.c/main.tf': leaf,
};

describe('the call that leads to an installed module', () => {
  it.each([
    // What the repository holds needs none.
    ['module.local.aws_x.a', 'modules/local/main.tf', undefined],
    ['aws_x.a', 'infra/main.tf', undefined],
    ['module.a.aws_x.a', 'infra/.terraform/modules/a/main.tf', 'infra/main.tf:1'],
    ['module.a["k"].module.sub[0].aws_x.a[1]', 'infra/.terraform/modules/a/sub/main.tf', 'infra/main.tf:1'],
    ['module.a.module.b.aws_x.a', 'infra/.terraform/modules/a.b/main.tf', 'infra/main.tf:1'],
    // The same code, called twice.
    ['module.again.aws_x.a', 'infra/.terraform/modules/a/main.tf', 'infra/main.tf:7'],
    ['module.again["a.b"].module.b.aws_x.a', 'infra/.terraform/modules/a.b/main.tf', 'infra/main.tf:7'],
    // A local module's own call.
    ['module.local.module.c.aws_x.a', 'infra/.terraform/modules/local.c/main.tf', 'modules/local/main.tf:2'],
    // A value that comes from an installed module and is not for a resource of it.
    ['aws_x.other', 'infra/.terraform/modules/a/main.tf', 'infra/main.tf:1'],
  ])('of %s in %s is %s', async (address, file, expected) => {
    const { calledAt } = callAdder(await stackOf(files, { directory: 'infra' }))({ address, at: at(file, 1) });
    expect(calledAt && `${calledAt.file}:${calledAt.start.line}`).toBe(expected);
  });

  it('is not asked for what has no place', async () => {
    const stack = await stackOf(files, { directory: 'infra' });
    expect(callAdder(stack)({ address: 'module.a.aws_x.a' })).toEqual({ address: 'module.a.aws_x.a' });
  });
});
