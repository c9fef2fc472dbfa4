import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { reporters } from '../../src/report/index.ts';

const root = mkdtempSync(join(tmpdir(), 'public-names-'));
afterAll(() => rmSync(root, { recursive: true }));

const name = 'orders-production-api';

const live = JSON.stringify({
  format: 'driftcheck-snapshot',
  schemaVersion: 1,
  salt: 'x',
  account: '123456789012',
  region: 'us-east-1',
  reads: [
    {
      action: 'ecs:DescribeTaskDefinition',
      key: { taskDefinition: 'app' },
      result: {
        taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/app:7',
        family: 'app',
        revision: 7,
        status: 'ACTIVE',
        containerDefinitions: [
          { name: 'app', image: 'example/app:7', environment: [{ name: 'CLUSTER', value: `${name}-old` }] },
        ],
      },
    },
  ],
});

/** The report of a task definition whose `CLUSTER` differs, of code with something more in it. */
async function report(more: string, environment = ''): Promise<string> {
  const directory = mkdtempSync(join(root, 'case-'));
  const definition = `
locals {
  name = "${name}"
}
resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([{
    name        = "app"
    image       = "example/app:7"
    environment = [{ name = "CLUSTER", value = local.name }${environment}]
  }])
}
${more}
`;
  writeFileSync(join(directory, 'main.tf'), definition);
  const found = await check({ directory, environment: {}, aws: replaySnapshot(live, 'live.json') });
  return ['text', 'json']
    .map((format) => reporters[format as 'text' | 'json'](found, { color: false, width: 200 }))
    .join('\n');
}

const cluster = 'resource "aws_ecs_cluster" "main" {\n  name = local.name\n}\n';
const bucket = 'resource "aws_s3_bucket" "b" {\n  bucket = local.name\n}\n';
const token = 'resource "aws_elasticache_replication_group" "r" {\n  auth_token = local.name\n}\n';
const tokenLocal = `locals {\n  deploy_token = "${name}"\n}\n`;

describe('a name that something is openly called by', () => {
  it.each([
    [
      'is the value of an argument that only sounds secret',
      'resource "aws_efs_file_system" "d" {\n  creation_token = local.name\n}\n',
    ],
    ['is the value of a local with a secret name', cluster + tokenLocal],
    ['is the name of a bucket', bucket + tokenLocal],
    ['is what a secret-sounding argument gets', `${cluster}resource "aws_x_y" "z" {\n  api_token = local.name\n}\n`],
  ])('%s, and shown elsewhere', async (_, more) => {
    const text = await report(more);
    expect(text).toContain(`"${name}"`);
    expect(text).toContain(`"${name}-old"`);
  });

  it('is hidden where it stands under a secret name itself', async () => {
    const text = await report(cluster, ', { name = "API_TOKEN", value = local.name }');
    expect(text).toContain(`"${name}-old"`);
    expect(text).not.toMatch(/API_TOKEN.*orders-production-api/);
  });
});

describe('the same text', () => {
  it.each([
    ['names nothing', tokenLocal],
    ['is the name of nothing but a data source', `data "aws_ecs_cluster" "c" {\n  name = local.name\n}\n${tokenLocal}`],
    ['is marked by Terraform', `${cluster}variable "given" {\n  default   = "${name}"\n  sensitive = true\n}\n`],
    ['is marked by the provider', cluster + token],
  ])('is hidden everywhere when it %s', async (_, more) => {
    expect(await report(more)).not.toContain(`"${name}"`);
  });

  it('is hidden everywhere when it looks like a secret', async () => {
    const key = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
    const text = await report(
      `resource "aws_ecs_cluster" "main" {\n  name = "${key}"\n}\n`,
      `, { name = "OTHER", value = "${key}" }`,
    );
    expect(text).not.toContain(key);
  });
});
