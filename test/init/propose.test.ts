import { basename, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proposeTargets } from '../../src/init/propose.ts';
import { memoryFiles } from '../terraform/in-memory.ts';

/** A module in the directory of the run is called as that is. */
const here = basename(process.cwd());

const types = new Set(['aws_ecs_service', 'aws_security_group']);

/** A root module that compares something and needs the variables named. */
const root = (...variables: readonly string[]): string =>
  [
    'provider "aws" {}',
    'resource "aws_security_group" "this" { name = "x" }',
    ...variables.map((name) => `variable "${name}" {}`),
  ].join('\n');
const withDefaults = (...names: readonly string[]): string =>
  [
    'provider "aws" {}',
    'resource "aws_security_group" "this" {}',
    ...names.map((n) => `variable "${n}" {\n default = "x"\n}`),
  ].join('\n');
const sets = (...names: readonly string[]): string => names.map((name) => `${name} = "x"`).join('\n');
const env = sets('environment');

/** Targets as lines: name, directory, variable files. */
function targetsIn(files: Readonly<Record<string, string>>, directory = '.'): readonly string[] {
  const { targets } = proposeTargets(memoryFiles(files), directory, types, process.cwd());
  return targets.map(({ name, directory: of, variableFiles }) =>
    [name, of, ...variableFiles.map((file) => relative(process.cwd(), file))].join(' '),
  );
}

const six = (folder: string) => [
  `api-production infra/api ${folder}/production.tfvars`,
  `api-staging infra/api ${folder}/staging.tfvars`,
  `network-production infra/network ${folder}/production.tfvars`,
  `network-staging infra/network ${folder}/staging.tfvars`,
  `worker-production infra/worker ${folder}/production.tfvars`,
  `worker-staging infra/worker ${folder}/staging.tfvars`,
];
const three = {
  'infra/api/main.tf': root('environment'),
  'infra/network/main.tf': root('environment'),
  'infra/worker/main.tf': root('environment'),
};

describe('targets of a directory', () => {
  it.each<[name: string, files: Readonly<Record<string, string>>, targets: readonly string[]]>([
    ['one module without variables', { 'main.tf': root() }, [`${here} .`]],
    [
      'variables that Terraform loads by itself',
      { 'main.tf': root('environment'), 'terraform.tfvars': env },
      [`${here} .`],
    ],
    ['a variable that nothing sets', { 'main.tf': root('environment') }, [`${here} .`]],
    [
      'a file for each environment beside the module',
      { 'main.tf': root('environment'), 'staging.tfvars': env, 'production.tfvars': env },
      [`${here}-production . production.tfvars`, `${here}-staging . staging.tfvars`],
    ],
    [
      'files for environments though all has defaults',
      { 'main.tf': withDefaults('environment'), 'env/staging.tfvars': env, 'env/production.tfvars': env },
      [`${here}-production . env/production.tfvars`, `${here}-staging . env/staging.tfvars`],
    ],
    [
      'files beside that are about something else',
      { 'main.tf': withDefaults('environment'), 'packer/image.tfvars': sets('ami') },
      [`${here} .`],
    ],
    [
      'examples of files',
      { 'main.tf': root('environment'), 'example.tfvars': env, 'production.tfvars': env },
      [`${here}-production . production.tfvars`],
    ],
    [
      'three modules with files of their own',
      {
        ...three,
        ...Object.fromEntries(
          ['api', 'network', 'worker'].flatMap((name) =>
            ['staging', 'production'].map((of) => [`infra/${name}/env/${of}.tfvars`, env]),
          ),
        ),
      },
      ['api', 'network', 'worker'].flatMap((name) =>
        ['production', 'staging'].map((of) => `${name}-${of} infra/${name} infra/${name}/env/${of}.tfvars`),
      ),
    ],
    [
      'three modules with files above them',
      { ...three, 'infra/env/staging.tfvars': env, 'infra/env/production.tfvars': env },
      six('infra/env'),
    ],
    [
      'three modules with files at the top',
      { ...three, 'environments/staging.tfvars': env, 'environments/production.tfvars': env },
      six('environments'),
    ],
    [
      'a folder for each environment with one file for all modules',
      { ...three, 'vars/staging/terraform.tfvars': env, 'vars/production/terraform.tfvars': env },
      ['api', 'network', 'worker'].flatMap((name) =>
        ['production', 'staging'].map((of) => `${name}-${of} infra/${name} vars/${of}/terraform.tfvars`),
      ),
    ],
    [
      'a folder for each environment with a file for each module',
      {
        ...three,
        ...Object.fromEntries(
          ['api', 'network', 'worker'].flatMap((name) =>
            ['staging', 'production'].map((of) => [`vars/${of}/${name}.tfvars`, env]),
          ),
        ),
      },
      ['api', 'network', 'worker'].flatMap((name) =>
        ['production', 'staging'].map((of) => `${name}-${of} infra/${name} vars/${of}/${name}.tfvars`),
      ),
    ],
    [
      'files named after module and environment',
      {
        ...three,
        ...Object.fromEntries(
          ['api', 'network', 'worker'].flatMap((name) =>
            ['staging', 'production'].map((of) => [`vars/${name}-${of}.tfvars`, env]),
          ),
        ),
      },
      ['api', 'network', 'worker'].flatMap((name) =>
        ['production', 'staging'].map((of) => `${name}-${of} infra/${name} vars/${name}-${of}.tfvars`),
      ),
    ],
    [
      'a file that all environments need',
      {
        'main.tf': root('environment', 'project'),
        'common.tfvars': sets('project'),
        'env/staging.tfvars': env,
        'env/production.tfvars': env,
      },
      [
        `${here}-production . common.tfvars env/production.tfvars`,
        `${here}-staging . common.tfvars env/staging.tfvars`,
      ],
    ],
    [
      'files of which each sets something else',
      { 'main.tf': root('environment', 'project'), 'production.tfvars': env, 'project.tfvars': sets('project') },
      [`${here} . production.tfvars project.tfvars`],
    ],
    [
      'two files of each environment',
      {
        'main.tf': root('environment', 'image'),
        'env/staging.tfvars': env,
        'env/production.tfvars': env,
        'images/staging.tfvars': sets('image'),
        'images/production.tfvars': sets('image'),
      },
      [
        `${here}-production . env/production.tfvars images/production.tfvars`,
        `${here}-staging . env/staging.tfvars images/staging.tfvars`,
      ],
    ],
    [
      'a directory for each environment that calls modules',
      {
        'environments/staging/main.tf': 'provider "aws" {}\nmodule "api" {\n source = "../../modules/api"\n}',
        'environments/production/main.tf': 'provider "aws" {}\nmodule "api" {\n source = "../../modules/api"\n}',
        'modules/api/main.tf': root('name'),
        'modules/unused/main.tf': root('name'),
      },
      ['production environments/production', 'staging environments/staging'],
    ],
    [
      'a directory for each environment and module',
      Object.fromEntries(
        ['api', 'network', 'worker'].flatMap((name) =>
          ['staging', 'production'].map((of) => [`environments/${of}/${name}/main.tf`, root()]),
        ),
      ),
      ['production', 'staging'].flatMap((of) =>
        ['api', 'network', 'worker'].map((name) => `${of}-${name} environments/${of}/${name}`),
      ),
    ],
    [
      'a module that only calls modules',
      { 'main.tf': 'module "x" {\n source = "registry.example.com/a/b/aws"\n}' },
      [`${here} .`],
    ],
    [
      'modules that nobody calls, and examples of them',
      { 'modules/api/main.tf': root('name'), 'examples/api/main.tf': root(), 'live/main.tf': root() },
      ['live live'],
    ],
    [
      'directories with names that say much',
      { "it's: #1\n/main.tf": root(), '日本/main.tf': root() },
      ["it-s-1 it's: #1\n", '日本 日本'],
    ],
  ])('%s', (_, files, targets) => {
    expect(targetsIn(files)).toEqual(targets);
  });

  it('are those below the directory that is named', () => {
    expect(targetsIn({ ...three, 'other/main.tf': root() }, 'infra').map((line) => line.split(' ')[1])).toEqual([
      'infra/api',
      'infra/network',
      'infra/worker',
    ]);
  });
});
