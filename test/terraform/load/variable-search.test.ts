import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskFiles } from '../../../src/terraform/load/files.ts';
import { loadConfiguration } from '../../../src/terraform/load/load.ts';
import { filesThatSet, findVariableFiles } from '../../../src/terraform/load/variable-search.ts';
import { evaluateConfiguration } from '../../../src/terraform/stack/evaluate-modules.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'driftcheck-variables-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  }
}

const found = (root: string, cwd = top) =>
  findVariableFiles(diskFiles, join(top, root), cwd).map(({ file, names }) => [file, names.join(' ')]);

describe('variable files of a repository', () => {
  it('are found below the root and up to the top of the repository, the nearest first', () => {
    write({
      '.git/HEAD': '',
      'common.tfvars': 'region = "x"',
      'envs/prod.tfvars': 'a = 1',
      'envs/prod/more.tfvars.json': '{"b": 1, "//": "note"}',
      'infra/shared.tfvars': 'a = 2',
      'infra/api/main.tf': '',
      'infra/api/dev.tfvars': 'a = 3\nb = 4',
      'infra/api/envs/test.tfvars': 'a = 5',
      'outside.txt': 'a = 1',
    });
    expect(found('infra/api')).toEqual([
      ['infra/api/dev.tfvars', 'a b'],
      ['infra/api/envs/test.tfvars', 'a'],
      ['infra/shared.tfvars', 'a'],
      ['common.tfvars', 'region'],
      ['envs/prod.tfvars', 'a'],
      ['envs/prod/more.tfvars.json', 'b'],
    ]);
  });

  it('are not those of other modules, of hidden folders, or that Terraform loads by itself', () => {
    write({
      '.git/HEAD': '',
      'infra/api/main.tf': '',
      'infra/api/terraform.tfvars': 'a = 1',
      'infra/api/x.auto.tfvars': 'a = 1',
      'infra/api/.terraform/y.tfvars': 'a = 1',
      'infra/api/node_modules/z.tfvars': 'a = 1',
      'infra/other/main.tf': '',
      'infra/other/prod.tfvars': 'a = 1',
      'infra/other/envs/prod.tfvars': 'a = 1',
      'infra/broken.tfvars': 'a = = 1',
      'infra/empty.tfvars': '',
    });
    expect(found('infra/api')).toEqual([]);
  });

  it('are not looked for above the repository, nor above where the run began without one', () => {
    write({
      'secret.tfvars': 'a = 1',
      'repo/.git': 'gitdir: x',
      'repo/main.tf': '',
      'plain/main.tf': '',
      'plain/a.tfvars': 'a = 1',
    });
    expect(found('repo')).toEqual([]);
    expect(found('plain', join(top, 'plain'))).toEqual([['a.tfvars', 'a']]);
    expect(found('plain', join(top, 'elsewhere'))).toEqual([[join(top, 'plain/a.tfvars'), 'a']]);
  });

  it('are told for each variable', () => {
    const files = [
      { file: 'x.tfvars', names: ['a', 'b'] },
      { file: 'y.tfvars', names: ['b'] },
    ];
    expect([...filesThatSet(['a', 'b', 'c'], files)]).toEqual([
      ['a', ['x.tfvars']],
      ['b', ['x.tfvars', 'y.tfvars']],
    ]);
  });
});

it('the stack names them for variables without a value only, and never what they hold', async () => {
  write({
    '.git/HEAD': '',
    'main.tf': 'variable "given" {}\nvariable "unset" {}\nvariable "lost" {}\nvariable "easy" { default = 1 }',
    'envs/prod.tfvars': 'given = "value-1"\nunset = "value-2"\neasy = "value-3"',
  });
  const configuration = await loadConfiguration({
    directory: top,
    environment: {},
    variables: [{ kind: 'var', value: 'given=x' }],
  });
  const { unsetVariables } = evaluateConfiguration(configuration, new Map());
  expect(unsetVariables).toMatchObject([{ name: 'lost' }, { name: 'unset', setBy: [join(top, 'envs/prod.tfvars')] }]);
  expect(unsetVariables[0]).not.toHaveProperty('setBy');
  expect(JSON.stringify(unsetVariables)).not.toContain('value-');
});
