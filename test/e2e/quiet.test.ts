import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { awsEnvironment, builtCli, type CliResult } from './cli.ts';

/*
 * A fleet of services, read at once: standard error holds nothing but what driftcheck itself says, so nothing at all when
 * nobody looks on. What Node prints of listeners, deprecations and the like counts, on each Node that users have.
 */

const endpoint = inject('ministack');
const fleet = Array.from({ length: 50 }, (_, index) => `job-${String(index).padStart(2, '0')}`);
/** Half of the variables are not in AWS, so that there is a finding with a line of its own in each second service. */
const isBehind = (index: number) => index % 2 === 1;
const node24 = resolve(process.env['DRIFTCHECK_E2E_NODE24'] ?? '.node24', 'node_modules/.bin/node');
const run = promisify(execFile);
let code = '';

const block = (name: string) => `
resource "aws_ecs_task_definition" "${name}" {
  family = "${name}"
  container_definitions = jsonencode([{
    name        = "worker"
    image       = "example.com/worker:v7"
    memory      = 256
    environment = [{ name = "REGION", value = "eu" }]
  }])
}

resource "aws_ecs_service" "${name}" {
  name            = "${name}"
  cluster         = "fleet"
  task_definition = aws_ecs_task_definition.${name}.arn
  desired_count   = 1
  launch_type     = "EC2"
}

resource "aws_security_group" "${name}" {
  name   = "${name}"
  vpc_id = "vpc-0123456789abcdef0"
}
`;

function runIn(
  directory: string,
  node: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<CliResult> {
  return new Promise((settle) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: directory, ...awsEnvironment(endpoint), ...more };
    execFile(node, [builtCli, ...args], { cwd: directory, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

beforeAll(async () => {
  code = mkdtempSync(join(tmpdir(), 'driftcheck-fleet-'));
  for (const name of fleet) writeFileSync(join(code, `${name}.tf`), block(name));
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: code });
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-q', '-m', 'Declare the fleet');

  const reset = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
  if (!reset.ok) throw new Error(`the server was not reset: ${reset.status}`);
  const ecs = new ECSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await ecs.send(new CreateClusterCommand({ clusterName: 'fleet' }));
  const build = async (name: string, index: number) => {
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: name,
        containerDefinitions: [
          {
            name: 'worker',
            image: 'example.com/worker:v7',
            memory: 256,
            environment: isBehind(index) ? [] : [{ name: 'REGION', value: 'eu' }],
          },
        ],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'fleet',
        serviceName: name,
        taskDefinition: `${name}:1`,
        desiredCount: 1,
        launchType: 'EC2',
      }),
    );
  };
  const limit = pLimit(5);
  await Promise.all(fleet.map((name, index) => limit(() => build(name, index))));
});
afterAll(() => rmSync(code, { recursive: true, force: true }));

const commands: readonly (readonly [string, readonly string[]])[] = [
  ['a check', ['.']],
  ['a check within a time limit', ['.', '--timeout', '300']],
  ['a check of which only the report is wanted', ['.', '--quiet', '--format', 'json']],
  ['a snapshot', ['snapshot', '.', '--quiet', '--output', '-']],
  ['a trace', ['trace', 'job-01', '.']],
];

it.each(commands)('%s of fifty services writes nothing to standard error', async (_, args) => {
  const { code: status, stdout, stderr } = await runIn(code, process.execPath, args);
  expect(stderr).toBe('');
  expect(status).toBe(args.includes('snapshot') ? 0 : 2);
  expect(stdout).toContain('job-01');
});

it('the same on Node 24', async () => {
  if (!existsSync(node24)) throw new Error(`${node24} is missing: npm install --no-save --prefix .node24 node@24`);
  expect(await runIn(code, node24, ['.'])).toMatchObject({ code: 2, stderr: '' });
});

it('the same where the SDK would warn of settings', async () => {
  const settings = join(code, 'aws-config');
  writeFileSync(
    settings,
    '[profile fleet]\nregion = us-east-1\naws_access_key_id = test\naws_secret_access_key = test\n',
  );
  const more = { AWS_CONFIG_FILE: settings, AWS_PROFILE: 'fleet', AWS_MAX_ATTEMPTS: 'many' };
  expect(await runIn(code, process.execPath, ['.'], more)).toMatchObject({ code: 2, stderr: '' });
});
