import { describe, expect, it } from 'vitest';
import type { FileReader } from '../../../src/terraform/load/files.ts';
import { findRoots } from '../../../src/terraform/load/roots.ts';
import { memoryFiles } from '../in-memory.ts';

const types = new Set(['aws_ecs_service']);
const find = (files: FileReader, directory = '.') => findRoots(files, directory, types, '/code');

describe('root modules below a directory', () => {
  it('are those that nobody calls, with the evidence', () => {
    const files = memoryFiles({
      'README.md': 'text',
      'live/prod/main.tf':
        'terraform {\n backend "s3" {}\n}\nprovider "aws" {}\nmodule "api" {\n source = "../../modules/api"\n}',
      'live/dev/main.tf.json': '{"provider": {"aws": {}}, "resource": {"aws_ecs_service": {"api": {}}}}',
      'live/cloud/main.tf': 'terraform {\n cloud {}\n}',
      'modules/api/main.tf': 'provider "aws" {}\nresource "aws_ecs_service" "api" {}',
      'modules/lonely/main.tf': 'output "x" { value = 1 }',
      'services/main.tofu':
        'resource "aws_ecs_service" "a" {}\nresource "aws_ecs_service" "b" {}\nresource "aws_sqs_queue" "q" {}',
      '.hidden/main.tf': 'provider "aws" {}',
      'node_modules/x/main.tf': 'provider "aws" {}',
      'live/prod/.terraform/modules/x/main.tf': 'provider "aws" {}',
    });
    expect(find(files)).toEqual({
      roots: [
        { directory: 'live/cloud', backend: true, provider: false, resources: 0, variableFiles: [] },
        { directory: 'live/dev', backend: false, provider: true, resources: 1, variableFiles: [] },
        { directory: 'live/prod', backend: true, provider: true, resources: 0, variableFiles: [] },
        { directory: 'services', backend: false, provider: false, resources: 2, variableFiles: [] },
      ],
    });
    expect(find(files, 'live').roots.map(({ directory }) => directory)).toEqual([
      'live/cloud',
      'live/dev',
      'live/prod',
    ]);
  });

  it('are all that nobody calls when none has evidence', () => {
    const files = memoryFiles({
      'a/main.tf': 'module "m" {\n source = "../m"\n}',
      'm/main.tf': 'output "x" { value = 1 }',
      'b/main.tf': 'locals { broken = ',
    });
    expect(find(files).roots.map(({ directory }) => directory)).toEqual(['a', 'b']);
  });

  it('come with the variable files that set what has no value, the fullest first', () => {
    const files = memoryFiles({
      'infra/main.tf':
        'provider "aws" {}\nvariable "a" {}\nvariable "b" {}\nvariable "c" {\n default = 1\n}\nvariable "d" {}',
      'infra/terraform.tfvars': 'd = 1',
      'infra/envs/dev.tfvars': 'a = 1',
      'infra/envs/prod.tfvars': 'a = 1\nb = 2',
      'infra/envs/other.tfvars': 'c = 1\nd = 2',
    });
    expect(find(files).roots).toMatchObject([
      { directory: 'infra', variableFiles: ['infra/envs/prod.tfvars', 'infra/envs/dev.tfvars'] },
    ]);
  });

  it('are not looked for without end, which is said', () => {
    const deep = memoryFiles({ [`${'d/'.repeat(12)}main.tf`]: 'provider "aws" {}', 'a/main.tf': 'provider "aws" {}' });
    expect(find(deep)).toMatchObject({ roots: [{ directory: 'a' }], searched: { depth: 8 } });
    const endless: FileReader = {
      read: () => undefined,
      list: () => Array.from({ length: 50 }, (_, index) => ({ name: `d${index}`, isDirectory: true })),
    };
    expect(find(endless)).toEqual({ roots: [], searched: { depth: 8, directories: 3000 } });
  });

  it('are found beside directories that may not be read', () => {
    const files = memoryFiles({ 'a/main.tf': 'provider "aws" {}', 'b/main.tf': '' });
    const guarded: FileReader = {
      read: files.read,
      list: (path) => {
        if (path === 'b') throw new Error('EACCES');
        return files.list(path);
      },
    };
    expect(find(guarded).roots.map(({ directory }) => directory)).toEqual(['a']);
  });
});
