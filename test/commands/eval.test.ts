import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EvalFlags, runEval } from '../../src/commands/eval.ts';
import { exitCode } from '../../src/exit-code.ts';
import { ProblemError } from '../../src/model/problem.ts';

/** `driftcheck eval` as the command line calls it: what it prints, in text and JSON, and its exit code. */

interface Outcome {
  readonly code: number;
  readonly text: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-eval-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function run(first?: string, second?: string, flags: Partial<EvalFlags> = {}): Promise<Outcome> {
  let text = '';
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    const code = await runEval(first, second, { inputs: [], color: false, ...flags });
    return { code, text };
  } finally {
    output.mockRestore();
  }
}

async function runJson(first?: string, second?: string, flags: Partial<EvalFlags> = {}) {
  const { code, text } = await run(first, second, { ...flags, json: true });
  return { code, json: JSON.parse(text) };
}

const problemOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  );

const expressionsFile = (expressions: readonly unknown[]): string => {
  write({ 'expressions.json': JSON.stringify(expressions) });
  return join(folder, 'expressions.json');
};

/** Every leaf of what JSON was printed, with its path; the notations for what is not plain are leaves. */
function leaves(json: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof json !== 'object' || json === null) return [[path, json]];
  if (Object.keys(json).some((key) => key.startsWith('$'))) return [[path, json]];
  return Object.entries(json).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

describe('container definitions from templatefile', () => {
  const directory = 'fixtures/eval/template-file';
  const address = 'aws_ecs_task_definition.api';

  test('have every leaf known but the tag and the two ARNs, in JSON', async () => {
    const { code, json } = await runJson(directory, address);
    expect(code).toBe(exitCode.inSync);
    expect(json).toMatchObject({ address, type: 'aws_ecs_task_definition', file: `${directory}/main.tf`, line: 28 });
    const all = leaves(json.values);
    const isUnknown = ([, leaf]: readonly [string, unknown]) => JSON.stringify(leaf)?.includes('$unknown') === true;
    expect(all.filter(isUnknown).map(([path]) => path)).toEqual([
      'container_definitions.0.image',
      'container_definitions.0.secrets.0.valueFrom',
      'container_definitions.0.secrets.1.valueFrom',
    ]);
    expect(json.values.container_definitions[0].image.$template[0]).toBe('registry.example.com/shop/api:');
    expect(json.values.container_definitions[0].image.$template[1].$unknown).toContain('image_tag');
    expect(json.values.container_definitions[0].secrets[0].valueFrom.$template[1]).toBe(':password::');
    const known = Object.fromEntries(all.filter((leaf) => !isUnknown(leaf)));
    expect(known).toEqual({
      family: 'shop-api-staging',
      'requires_compatibilities.0': 'FARGATE',
      network_mode: 'awsvpc',
      cpu: 256,
      memory: 512,
      'container_definitions.0.name': 'api',
      'container_definitions.0.essential': true,
      'container_definitions.0.portMappings.0.containerPort': 8080,
      'container_definitions.0.portMappings.0.protocol': 'tcp',
      'container_definitions.0.environment.0.name': 'LOG_LEVEL',
      'container_definitions.0.environment.0.value': 'info',
      'container_definitions.0.environment.1.name': 'MODE',
      'container_definitions.0.environment.1.value': 'staging',
      'container_definitions.0.environment.2.name': 'PORT',
      'container_definitions.0.environment.2.value': '8080',
      'container_definitions.0.environment.3.name': 'ADMIN_PASSWORD',
      'container_definitions.0.environment.3.value': { $secret: '#1' },
      'container_definitions.0.environment.4.name': 'ADMIN_URL',
      'container_definitions.0.environment.4.value': { $secret: '#2' },
      'container_definitions.0.secrets.0.name': 'DATABASE_PASSWORD',
      'container_definitions.0.secrets.1.name': 'SIGNING_KEY',
    });
  });

  test('are shown as structure in the text, with the reasons and places of what is not known', async () => {
    const { code, text } = await run(directory, address);
    expect(code).toBe(exitCode.inSync);
    expect(text).toContain(`image = "registry.example.com/shop/api:\${var.image_tag}"`);
    expect(text).toContain(`valueFrom = "\${aws_secretsmanager_secret.database.arn}:password::"`);
    expect(text).toContain('containerPort = 8080');
    for (const path of ['image', 'secrets[0].valueFrom', 'secrets[1].valueFrom']) {
      expect(text).toContain(`container_definitions[0].${path}\n`);
    }
    expect(text).toContain('containers.json.tftpl:');
    expect(text).toContain(`${directory}/main.tf:2`);
    expect(text).not.toContain('correct-horse');
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('are summed up with the variable, what hangs on it and the file that sets it', async () => {
    const { code, json } = await runJson(directory);
    expect(code).toBe(exitCode.inSync);
    expect(json.files).toEqual([`${directory}/main.tf`, `${directory}/templates/containers.json.tftpl`]);
    expect(json.unsetVariables).toEqual([
      {
        name: 'image_tag',
        file: `${directory}/main.tf`,
        line: 2,
        setBy: [`${directory}/environments/staging.tfvars`],
        resources: [address],
        values: 1,
      },
    ]);
    const resource = json.resources.find((each: { address: string }) => each.address === address);
    expect(resource).toMatchObject({ compared: true, known: 21 });
    expect(resource.unknown).toHaveLength(3);
    const { text } = await run(directory);
    for (const part of ['image_tag', `--var-file ${directory}/environments/staging.tfvars`, address]) {
      expect(text).toContain(part);
    }
  });

  test('are wholly known but for the ARNs when the file is given', async () => {
    const inputs = [{ kind: 'var-file' as const, value: `${directory}/environments/staging.tfvars` }];
    const { json } = await runJson(directory, address, { inputs });
    expect(json.values.container_definitions[0].image).toBe('registry.example.com/shop/api:2026.10.1');
  });
});

describe('expressions', () => {
  const code = `
    variable "tag" {}
    variable "names" { default = ["b", "a"] }
    locals { port = 8080 }
    resource "aws_sqs_queue" "jobs" { count = 2 }
    module "m" {
      source = "./m"
      x      = "given"
    }
  `;
  const module = { 'm/main.tf': 'variable "x" {}\nlocals { y = upper(var.x) }\n' };

  test('come in order, each with value, type, what is not known of it, or its errors', async () => {
    write({ 'main.tf': code, ...module });
    const file = expressionsFile([
      'local.port',
      { expr: '[for name in var.names : upper(name)]' },
      'local.nope',
      '1 +',
      'each.key',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's interpolation
      '"v-${var.tag}"',
      '{ a = var.tag, b = [1, var.tag] }',
      '9007199254740993',
      '1 / 0',
      'aws_sqs_queue.jobs.id',
      'tolist(["a"])',
      'null',
      'jsondecode("{\\"$num\\":\\"1\\"}")',
      'merge({ a = 1 }, { (var.tag) = 2 })',
      '1e21',
      '0.0000001',
    ]);
    const { code: exit, json } = await runJson(folder, undefined, { expressions: file });
    expect(exit).toBe(exitCode.inSync);
    const unknown = { $unknown: expect.stringContaining('tag') };
    const failed = (errorCode: string) => ({
      ok: false,
      value: null,
      type: null,
      unknown: false,
      errors: [expect.objectContaining({ code: errorCode })],
    });
    const known = (value: unknown, type: unknown) => ({ ok: true, value, type, unknown: false, errors: [] });
    const expected = [
      known(8080, 'number'),
      known(['B', 'A'], ['tuple', ['string', 'string']]),
      failed('undeclared-local'),
      failed('missing-expression'),
      failed('each-unavailable'),
      { ok: true, value: { $template: ['v-', unknown] }, type: 'string', unknown: true, errors: [] },
      {
        ok: true,
        value: { a: unknown, b: [1, unknown] },
        type: ['object', { a: 'dynamic', b: ['tuple', ['number', 'dynamic']] }],
        unknown: { a: true, b: [false, true] },
        errors: [],
      },
      known({ $num: '9007199254740993' }, 'number'),
      failed('infinite-number'),
      failed('missing-instance-key'),
      known(['a'], ['list', 'string']),
      known(null, 'dynamic'),
      known({ $object: { $num: '1' } }, ['object', { $num: 'string' }]),
      { ok: true, value: { $more: true, $unknown: expect.any(String) }, unknown: true },
      known({ $num: '1000000000000000000000' }, 'number'),
      known(1e-7, 'number'),
    ];
    for (const [index, each] of expected.entries()) expect({ index, ...json[index] }).toMatchObject({ index, ...each });
    expect(json).toHaveLength(expected.length);
    expect(json[1].expr).toBe('[for name in var.names : upper(name)]');
    expect(json[2].errors[0]).toMatchObject({ line: 1, column: 1 });
  });

  test('stand in the module that is named', async () => {
    write({ 'main.tf': code, ...module });
    const { json } = await runJson(folder, undefined, { expression: 'local.y', module: 'module.m' });
    expect(json).toMatchObject({ expr: 'local.y', ok: true, value: 'GIVEN', type: 'string' });
    const problem = await problemOf(run(folder, undefined, { expression: 'local.y', module: 'module.n' }));
    expect(problem).toEqual({ code: 'address-unknown', address: 'module.n', candidates: ['module.m'] });
  });

  test('that are alone end with 1 when they are in error', async () => {
    write({ 'main.tf': code, ...module });
    expect((await run(folder, undefined, { expression: 'local.nope' })).code).toBe(exitCode.couldNotRun);
    expect((await runJson(folder, undefined, { expression: 'local.nope' })).json.ok).toBe(false);
    expect((await run(folder, undefined, { expression: 'local.port' })).text).toBe('8080\n');
  });

  test('are refused when they are no array', async () => {
    write({ 'main.tf': '', 'bad.json': '{"expr": "1"}', 'text.json': 'local.x' });
    for (const name of ['bad.json', 'text.json']) {
      const problem = await problemOf(run(folder, undefined, { expressions: join(folder, name) }));
      expect(problem).toMatchObject({ code: 'usage' });
    }
  });
});

describe('secrets', () => {
  const password = ['hunter', '2pw'].join('');
  const marked = ['mel', 'lon-mark'].join('');
  const token = ['gh', 'p_', 'a'.repeat(36)].join('');
  const code = `
    variable "db_password" { default = "${password}" }
    variable "plain" {
      default   = "${marked}"
      sensitive = true
    }
    variable "settings" { default = { api_key = "swordfish-1", host = "db" } }
    variable "tag" {}
    locals {
      url   = "x-\${var.db_password}-y"
      loud  = upper(var.db_password)
      coded = base64encode(var.db_password)
    }
    resource "aws_ssm_parameter" "p" { value = "parameter-value" }
    resource "aws_ecs_task_definition" "t" {
      family = "t"
      container_definitions = jsonencode([{
        name    = "t"
        command = ["run", "--password", "open-sesame", "--mode", "fast", "${token}"]
        environment = [
          { name = "DB_PASSWORD", value = "pre-\${var.tag}" },
          { name = "A", value = local.url },
          { name = "B", value = local.loud },
          { name = "C", value = var.plain },
          { name = "D", value = "http://\${var.tag}/\${var.plain}" },
          { name = "E", value = local.coded },
        ]
      }])
      tags = { Note = "before ${token} after" }
    }
    resource "aws_instance" "i" {
      user_data = jsonencode({ password = "in-json-text", tag = var.tag })
      setting {
        name  = "SECRET_TOKEN"
        value = "in-a-block"
      }
    }
  `;
  const hidden = [
    password,
    password.toUpperCase(),
    Buffer.from(password).toString('base64'),
    marked,
    token,
    'swordfish-1',
    'open-sesame',
    'pre-',
    'parameter-value',
    'in-json-text',
    'in-a-block',
  ];

  test.each([{ all: true }, { all: true, json: true }, {}, { json: true }])('are never printed: %j', async (flags) => {
    write({ 'main.tf': code });
    const { text } = await run(folder, undefined, flags);
    for (const secret of hidden) expect(text).not.toContain(secret);
    expect(text).toContain('aws_ecs_task_definition.t');
  });

  test('are never printed as what an expression makes of them', async () => {
    write({ 'main.tf': code });
    const file = expressionsFile([
      'var.db_password',
      'upper(var.db_password)',
      'nonsensitive(var.plain)',
      'upper(nonsensitive(var.db_password))',
      'var.settings',
      'local.url',
      'local.loud',
      '[var.plain]',
      'aws_ecs_task_definition.t.container_definitions',
      'aws_ssm_parameter.p.value',
      'aws_instance.i',
      'split("", var.db_password)',
      'jsonencode({ a = var.settings })',
    ]);
    for (const json of [true, false]) {
      const { code: exit, text } = await run(folder, undefined, { expressions: file, json });
      expect(exit).toBe(exitCode.inSync);
      for (const secret of hidden) expect(text).not.toContain(secret);
    }
  });

  test('leave what is beside them to be seen', async () => {
    write({ 'main.tf': code });
    const { json } = await runJson(folder, 'aws_ecs_task_definition.t');
    const [container] = json.values.container_definitions;
    expect(container.command).toEqual([
      'run',
      '--password',
      { $secret: expect.any(String) },
      '--mode',
      'fast',
      { $secret: expect.any(String) },
    ]);
    const values = container.environment.map(({ value }: { value: unknown }) => value);
    const secret = { $secret: expect.any(String) };
    const hole = { $unknown: expect.stringContaining('tag') };
    expect(values).toEqual([
      { $template: [secret, hole] },
      { $template: ['x-', secret, '-y'] },
      secret,
      secret,
      { $template: ['http://', hole, '/', secret] },
      secret,
    ]);
    const instance = await runJson(folder, 'aws_instance.i');
    expect(instance.json.values.setting).toEqual([{ name: 'SECRET_TOKEN', value: secret }]);
  });

  test('have fingerprints that compare across runs only under a key', async () => {
    write({ 'main.tf': code });
    const fingerprint = async (expression: string) =>
      (await runJson(folder, undefined, { expression })).json.value.$secret as string;
    expect(await fingerprint('var.db_password')).toBe(await fingerprint('var.plain'));
    vi.stubEnv('DRIFTCHECK_FINGERPRINT_KEY', 'one');
    const under = await fingerprint('var.db_password');
    expect(under).toMatch(/^[0-9a-f]{32}$/);
    expect(await fingerprint('var.db_password')).toBe(under);
    expect(await fingerprint('var.plain')).not.toBe(under);
    vi.stubEnv('DRIFTCHECK_FINGERPRINT_KEY', 'two');
    expect(await fingerprint('var.db_password')).not.toBe(under);
  });

  test('make no code invalid that is valid without their marks', async () => {
    write({
      'main.tf': `
        variable "tokens" { default = { a = "token-value-a" } }
        variable "api_token" { default = "a" }
        resource "aws_sqs_queue" "q" { for_each = toset([var.api_token]) }
        resource "aws_sqs_queue" "r" { for_each = var.tokens }
      `,
    });
    const { json } = await runJson(folder);
    expect(json.diagnostics).toEqual([]);
    expect(json.resources.map(({ address }: { address: string }) => address)).toEqual([
      'aws_sqs_queue.q["a"]',
      'aws_sqs_queue.r["a"]',
    ]);
  });

  test('that are computed from nothing but the expression are no secrets', async () => {
    write({ 'main.tf': '' });
    const { json } = await runJson(folder, undefined, { expression: 'sha256("x")' });
    expect(json.value).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('addresses', () => {
  const code = `
    variable "n" {}
    resource "aws_sqs_queue" "jobs" {
      count = 2
      name  = "jobs-\${count.index}"
    }
    resource "aws_sqs_queue" "any" { count = var.n }
    data "aws_region" "here" {}
  `;

  test('name one instance, or all of a repeated resource', async () => {
    write({ 'main.tf': code });
    expect((await runJson(folder, 'aws_sqs_queue.jobs[1]')).json.values).toEqual({ name: 'jobs-1' });
    const { json } = await runJson(folder, 'aws_sqs_queue.jobs');
    expect(json.map(({ address }: { address: string }) => address)).toEqual([
      'aws_sqs_queue.jobs[0]',
      'aws_sqs_queue.jobs[1]',
    ]);
    expect((await runJson(folder, 'aws_sqs_queue.any')).json.expansion.$unknown).toContain('"n"');
    expect((await runJson(folder, 'data.aws_region.here')).json.type).toBe('aws_region');
  });

  test('that name nothing are a problem with what may have been meant', async () => {
    write({ 'main.tf': code });
    expect(await problemOf(run(folder, 'aws_sqs_queue.job'))).toEqual({
      code: 'address-unknown',
      address: 'aws_sqs_queue.job',
      candidates: ['aws_sqs_queue.any', 'aws_sqs_queue.jobs[0]', 'aws_sqs_queue.jobs[1]'],
    });
  });

  test('stand alone where no directory has their name', async () => {
    const problem = await problemOf(run('module.api.aws_ecs_service.this'));
    // The directory is the current one, which holds no Terraform code.
    expect(problem).toMatchObject({ code: 'no-terraform-files', directory: '.' });
    expect(await problemOf(run('no/such/directory'))).toMatchObject({ code: 'directory-missing' });
  });

  test.each([[{ all: true, expression: '1' }], [{ expression: '1', expressions: '-' }], [{ module: 'module.m' }]])(
    'and other ways to ask exclude each other: %j',
    async (flags) => {
      write({ 'main.tf': '' });
      expect(await problemOf(run(folder, undefined, flags))).toMatchObject({ code: 'usage' });
    },
  );
});

test('a missing module ends with 3, and is named with what to run', async () => {
  write({
    'main.tf': 'module "gone" {\n  source = "example/gone/aws"\n}\nresource "aws_ecs_cluster" "c" { name = "c" }\n',
  });
  const summary = await runJson(folder);
  expect(summary.code).toBe(exitCode.incomplete);
  expect(summary.json.holes).toMatchObject([
    { kind: 'module-missing', address: 'module.gone', source: 'example/gone/aws', line: 1 },
  ]);
  const { code, text } = await run(folder);
  expect(code).toBe(exitCode.incomplete);
  for (const part of ['module.gone', 'example/gone/aws', 'terraform init']) expect(text).toContain(part);
  expect((await run(folder, 'aws_ecs_cluster.c')).code).toBe(exitCode.incomplete);
});

test('everything of the incident is shown in text and JSON, the same bytes each time', async () => {
  for (const flags of [{ all: true }, { all: true, json: true }, {}, { json: true }]) {
    const first = await run('fixtures/incident', undefined, flags);
    expect(first.code).toBe(exitCode.inSync);
    expect((await run('fixtures/incident', undefined, flags)).text).toBe(first.text);
  }
  const { json } = await runJson('fixtures/incident', undefined, { all: true });
  expect(json).toHaveLength(13);
  const keys = new Set(json.flatMap((resource: object) => Object.keys(resource)));
  expect([...keys]).toEqual(['address', 'type', 'file', 'line', 'values']);
  expect(readFileSync(json[0].file, 'utf8').split('\n')[json[0].line - 1]).toContain(json[0].type);
});

test('what a module gives out under a sensitive output too is shown where it is not taken from that one', async () => {
  const definition = `{ name = "api", image = "example.com/shop/ledger:2026.4.1", note = var.note }`;
  const dir = write({
    'main.tf': `
      module "app" { source = "./app" }
      resource "aws_ecs_task_definition" "open" {
        family                = "open"
        container_definitions = "[\${module.app.encoded}]"
      }
      resource "aws_ecs_task_definition" "closed" {
        family                = "closed"
        container_definitions = "[]"
        tags                  = { note = module.app.word, other = "a perfectly ordinary word" }
      }`,
    'app/main.tf': `
      variable "note" {
        default   = "written only for insiders"
        sensitive = true
      }
      output "encoded" { value = jsonencode(${definition}) }
      output "sensitive_encoded" {
        value     = jsonencode(${definition})
        sensitive = true
      }
      output "word" {
        value     = "a perfectly ordinary word"
        sensitive = true
      }`,
  });
  const open = await run(dir, 'aws_ecs_task_definition.open');
  expect(open.text).toContain('image = "example.com/shop/ledger:2026.4.1"');
  expect(open.text).not.toContain('insiders');
  const closed = await run(dir, 'aws_ecs_task_definition.closed');
  expect(closed.text).not.toContain('ordinary');
});

test('an instance whose key holds a secret of the code is shown without it', async () => {
  const dir = write({
    'main.tf': `
      variable "tenant" {
        default   = "written only for insiders"
        sensitive = true
      }
      resource "aws_ecs_cluster" "each" {
        for_each = toset([nonsensitive(var.tenant), "everybody"])
        name     = each.key
      }`,
  });
  const { text } = await run(dir, undefined, { all: true });
  expect(text).toContain('aws_ecs_cluster.each["everybody"]');
  expect(text).toContain('aws_ecs_cluster.each["(sensitive)"]');
  expect(text).not.toContain('insiders');
});
