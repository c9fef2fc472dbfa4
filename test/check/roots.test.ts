import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { ProblemError } from '../../src/model/problem.ts';

/** A check that is pointed at a repository, not at one of its root modules. */

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'driftcheck-roots-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const snapshot = JSON.stringify({
  format: 'driftcheck-snapshot',
  schemaVersion: 1,
  salt: 'any',
  account: '123456789012',
  region: 'us-east-1',
  reads: [],
});

async function problemOf(files: Readonly<Record<string, string>>): Promise<unknown> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  }
  try {
    return await check({ directory: top, environment: {}, aws: replaySnapshot(snapshot, 'live.json') });
  } catch (error) {
    return error instanceof ProblemError ? error.problem : error;
  }
}

const roots = {
  'infra/prod/main.tf':
    'variable "tag" {}\nmodule "api" {\n  source = "../../modules/api"\n}\nterraform {\n  backend "s3" {}\n}\n',
  'infra/prod/envs/prod.tfvars': 'tag = "1"\n',
  'modules/api/main.tf': 'resource "aws_ecs_service" "api" { name = "api" }\n',
  'infra/network/main.tf': 'resource "aws_security_group" "api" { name = "api" }\n',
};
const expected = () => [
  { directory: join(top, 'infra/network'), backend: false, provider: false, resources: 1, variableFiles: [] },
  {
    directory: join(top, 'infra/prod'),
    backend: true,
    provider: false,
    resources: 0,
    variableFiles: [join(top, 'infra/prod/envs/prod.tfvars')],
  },
];

it('names the root modules below a directory without Terraform files', async () => {
  expect(await problemOf(roots)).toEqual({ code: 'no-terraform-files', directory: top, roots: expected() });
});

it('names them below a directory that declares nothing that is compared', async () => {
  expect(await problemOf({ ...roots, 'versions.tf': 'terraform {\n  required_version = ">= 1.5"\n}\n' })).toMatchObject(
    {
      code: 'nothing-declared',
      directory: top,
      types: expect.arrayContaining(['aws_ecs_service', 'aws_security_group']),
      roots: expected(),
    },
  );
});
