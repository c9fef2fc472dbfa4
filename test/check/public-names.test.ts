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

const dashboard = 'ADMIN_DASHBOARD';

/** Code with something secret, and AWS, in which `ADMIN_DASHBOARD` or `admin_dashboard` is the name of something. */
async function named(secret: string, code: string, live: object, resource = 'app'): Promise<string> {
  const directory = mkdtempSync(join(root, 'named-'));
  const definition = `
${secret}
resource "aws_ecs_task_definition" "${resource}" {
  family = "app"
  container_definitions = jsonencode([{ name = "app", image = "example/app:7", ${code} }])
}
`;
  writeFileSync(join(directory, 'main.tf'), definition);
  const container = { name: 'app', image: 'example/app:7', ...live };
  const snapshot = JSON.parse(withoutContainers);
  snapshot.reads[0].result.containerDefinitions = [container];
  const found = await check({
    directory,
    environment: {},
    aws: replaySnapshot(JSON.stringify(snapshot), 'live.json'),
  });
  return ['text', 'json']
    .map((format) => reporters[format as 'text' | 'json'](found, { color: false, width: 200 }))
    .join('\n');
}

const withoutContainers = live;

describe('a name that is the same as a text that only a name calls secret', () => {
  const environment = (name: string, value: string) => `environment = [{ name = "${name}", value = "${value}" }]`;
  const answered = (name: string, value: string) => ({ environment: [{ name, value }] });

  it.each<[string, string, string, object, string]>([
    [
      'a variable of the environment',
      `locals {\n  token = "${dashboard}"\n}`,
      environment(dashboard, 'on'),
      answered(dashboard, 'off'),
      `environment[${dashboard}]`,
    ],
    [
      'one that AWS has besides',
      `locals {\n  token = "${dashboard}"\n}`,
      'essential = true',
      answered(dashboard, 'off'),
      `environment[${dashboard}]`,
    ],
    [
      'one with more in its name',
      `locals {\n  token = "${dashboard}"\n}`,
      environment(`${dashboard}_COLOUR`, 'on'),
      answered(`${dashboard}_COLOUR`, 'off'),
      `environment[${dashboard}_COLOUR]`,
    ],
    [
      'one, where AWS answers the text under a secret name',
      '',
      environment(dashboard, 'on'),
      {
        environment: [
          { name: dashboard, value: 'off' },
          { name: 'API_TOKEN', value: dashboard },
        ],
      },
      `environment[${dashboard}]`,
    ],
    [
      'one, where a command is given the text as a password',
      '',
      `command = ["serve", "--password", "${dashboard}"], ${environment(dashboard, 'on')}`,
      { command: ['serve', '--password', dashboard], ...answered(dashboard, 'off') },
      `environment[${dashboard}]`,
    ],
    [
      'one, where the text is the password in a URL',
      `locals {\n  url = "postgres://app:${dashboard}@db.example.com/app"\n}`,
      environment(dashboard, 'on'),
      answered(dashboard, 'off'),
      `environment[${dashboard}]`,
    ],
    [
      'a label',
      `locals {\n  token = "${dashboard}"\n}`,
      `dockerLabels = { ${dashboard} = "on" }`,
      { dockerLabels: { [dashboard]: 'off' } },
      `dockerLabels[${dashboard}]`,
    ],
    [
      'the resource itself',
      'locals {\n  token = "admin_dashboard"\n}',
      environment('A', 'on'),
      answered('A', 'off'),
      'aws_ecs_task_definition.admin_dashboard',
    ],
  ])('is shown: %s', async (_, secret, code, live, shown) => {
    const text = await named(secret, code, live, 'admin_dashboard');
    expect(text).toContain(shown);
    expect(text).not.toContain('(sensitive)');
  });

  it.each([
    ['is marked', `variable "given" {\n  default   = "${dashboard}"\n  sensitive = true\n}`, dashboard],
    ['is drawn at random', 'locals {\n  token = "x7Kq9vT2mPzL4"\n}', 'x7Kq9vT2mPzL4'],
  ])('is hidden where that text %s', async (_, secret, name) => {
    const text = await named(secret, 'essential = true', answered(name, 'off'));
    expect(text).toContain('environment[(sensitive)]');
    expect(text).not.toContain(name);
  });

  it('is hidden where it is a value under a secret name, and shown in its own place', async () => {
    const both = `environment = [{ name = "${dashboard}", value = "on" }, { name = "API_TOKEN", value = "${dashboard}" }]`;
    const text = await named('', both, {
      environment: [
        { name: dashboard, value: 'off' },
        { name: 'API_TOKEN', value: 'other' },
      ],
    });
    expect(text).toContain(`environment[${dashboard}]`);
    expect(text).not.toContain(`"${dashboard}"`);
  });
});

describe('a plain value', () => {
  const levels = (level: string, more = '') => `environment = [{ name = "LOG_LEVEL", value = "${level}" }${more}]`;

  it.each([
    ['is a secret elsewhere', 'debug', 'locals {\n  token = "debug"\n}'],
    ['is what a marked variable holds', 'debug', 'variable "x" {\n  default   = "debug"\n  sensitive = true\n}'],
    ['is the beginning of a secret', 'debug', 'locals {\n  token = "debug-verbose-and-more"\n}'],
    [
      'is a part of a marked text',
      'debug-verbose',
      'variable "x" {\n  default = "debug-verbose-2"\n  sensitive = true\n}',
    ],
  ])('is shown though it %s', async (_, level, secret) => {
    const text = await named(secret, levels(level), { environment: [{ name: 'LOG_LEVEL', value: 'info' }] });
    expect(text).toContain(`"${level}"`);
    expect(text).toContain('"info"');
  });

  it('is shown though AWS has it under a secret name, or in the place of a marked one', async () => {
    const marked = 'variable "x" {\n  default   = "other"\n  sensitive = true\n}';
    const text = await named(marked, levels('debug', ', { name = "MARKED", value = var.x }'), {
      environment: [
        { name: 'LOG_LEVEL', value: 'info' },
        { name: 'API_TOKEN', value: 'debug' },
        { name: 'MARKED', value: 'info' },
      ],
    });
    expect(text).toContain('"debug"');
    expect(text).toContain('"info"');
    expect(text).toMatch(/variable MARKED.*\n.*\n +values +differs \(values are secret\)/);
  });
});
