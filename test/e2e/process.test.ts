import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report/report.ts';
import { awsEnvironment, builtCli, runCli } from './cli.ts';

/** The built CLI as a person or a job meets it: exit codes, what goes where, wrong flags, bad input. */

const incident = join(import.meta.dirname, '../../fixtures/incident');
const state = (name: string) => join(incident, 'states', name, 'live.json');
const offline = awsEnvironment('http://127.0.0.1:9');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-process-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the incident', () => {
  it('is named by the demo: the key, the rule, each with its place, and nothing else', async () => {
    const { code, stdout, stderr } = await runCli(['demo'], {});
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('HUGGINGFACE_API_KEY');
    expect(stdout).toMatch(/hokusai-api-development:150/);
    expect(stdout).toMatch(/6379/);
    expect(stdout).toMatch(/main\.tf:\d+/);
    expect(stdout).toMatch(/network\.tf:\d+/);
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it.each([
    ['a-without-redis-rule', 2, ['ecs/secret-missing', 'sg/rule-missing']],
    ['a-with-redis-rule', 2, ['ecs/secret-missing']],
    ['e-without-redis-rule', 2, ['sg/rule-missing']],
    ['e-with-redis-rule', 0, []],
  ] as const)('state %s ends with %i', async (name, expected, rules) => {
    const { code, stdout, stderr } = await runCli([incident, '--live', state(name), '--format', 'json'], {});
    expect(stderr).toBe('');
    const report = JSON.parse(stdout) as Report;
    expect(report.findings.map((finding) => finding.rule).toSorted()).toEqual(rules);
    expect(report.summary.attributes.compared).toBeGreaterThan(30);
    expect(code).toBe(expected);
  });

  it('is incomplete when every name hangs on a variable without a value', async () => {
    cpSync(incident, folder, { recursive: true });
    const variables = readFileSync(join(folder, 'variables.tf'), 'utf8');
    writeFileSync(join(folder, 'variables.tf'), variables.replace('  default     = "development"\n', ''));
    const { code, stdout } = await runCli([folder, '--live', state('e-with-redis-rule')], {});
    expect(code).toBe(3);
    expect(stdout).toContain('environment');
  });

  it('stops at the snapshot of another account', async () => {
    const other = readFileSync(state('e-with-redis-rule'), 'utf8').replaceAll('123456789012', '210987654321');
    writeFileSync(join(folder, 'other.json'), other);
    const { code, stdout, stderr } = await runCli([incident, '--live', join(folder, 'other.json')], {});
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('210987654321');
  });
});

describe('bad input ends with 1 and says why', () => {
  const cases: readonly [string, (folder: string) => readonly string[], RegExp][] = [
    ['an unknown flag', () => ['--nope'], /--nope/],
    ['an unknown format', () => [incident, '--format', 'xml'], /xml/],
    ['a format without its file', () => [incident, '--format', 'json='], /json=/],
    ['a severity that is none', () => [incident, '--fail-on', 'fatal'], /--fail-on.*warning/s],
    ['a timeout that is none', () => [incident, '--timeout', 'soon'], /soon|seconds/],
    ['a directory that is not there', (path) => [join(path, 'nope')], /nope/],
    ['no .tf files', (path) => [path], /\.tf/],
    ['a snapshot that is not there', (path) => [incident, '--live', join(path, 'no.json')], /no\.json/],
    [
      'a report that cannot be written',
      (path) => [incident, '--live', state('e-with-redis-rule'), '--format', `json=${join(path, 'no/report.json')}`],
      /no\/report\.json/,
    ],
    ['an unknown rule', () => ['explain', 'ecs/nope'], /ecs\/nope/],
    ['a --var without a variable', () => [incident, '--live', state('e-with-redis-rule'), '--var', 'nope=1'], /nope/],
    ['a --var without "="', () => [incident, '--live', state('e-with-redis-rule'), '--var', 'nope'], /nope/],
    [
      'a --var of the wrong type',
      () => [incident, '--live', state('e-with-redis-rule'), '--var', 'api_desired_count=many'],
      /api_desired_count/,
    ],
    [
      'a --var-file that is not there',
      (path) => [incident, '--live', state('e-with-redis-rule'), '--var-file', join(path, 'no.tfvars')],
      /no\.tfvars/,
    ],
  ];
  it.each(cases)('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runCli(args(folder), offline);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at .*\.js/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it.each([
    ['a syntax error', 'resource "aws_ecs_cluster" "main" {\n  name = "a\n}\n', /main\.tf:2/],
    ['an undeclared variable', 'resource "aws_ecs_cluster" "main" {\n  name = var.nope\n}\n', /main\.tf:2.*/],
    ['an undeclared local', 'resource "aws_ecs_cluster" "main" {\n  name = local.nope\n}\n', /main\.tf:2/],
    ['a cycle among locals', 'locals {\n  a = local.b\n  b = local.a\n}\n', /main\.tf:[23]/],
  ])('%s', async (_, text, place) => {
    writeFileSync(join(folder, 'main.tf'), text);
    const { code, stdout, stderr } = await runCli([folder], offline);
    expect(stderr).toMatch(place);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it.each([
    ['truncated', (text: string) => text.slice(0, 2000)],
    ['empty', () => ''],
    ['a Terraform state', () => '{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","resources":[]}'],
    ['another major version', (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 2')],
  ])('a snapshot that is %s', async (_, change) => {
    const file = join(folder, 'live.json');
    writeFileSync(file, change(readFileSync(state('e-with-redis-rule'), 'utf8')));
    const { code, stdout, stderr } = await runCli([incident, '--live', file], {});
    expect(stderr).toContain('live.json');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('no credentials', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...none } = offline;
    const { code, stdout, stderr } = await runCli([incident], none);
    expect(stderr).toMatch(/credentials/i);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('nobody at the endpoint', async () => {
    const { code, stdout, stderr } = await runCli([incident, '--timeout', '5'], { ...offline, AWS_MAX_ATTEMPTS: '1' });
    expect(stderr).toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('a module that is not there', () => {
  it('is incomplete, names the module and checks the rest', async () => {
    cpSync(incident, folder, { recursive: true });
    rmSync(join(folder, 'modules'), { recursive: true });
    const { code, stdout } = await runCli([folder, '--live', state('e-with-redis-rule'), '--format', 'json'], {});
    const report = JSON.parse(stdout) as Report;
    expect(report.gaps).toContainEqual(expect.objectContaining({ code: 'module-missing', address: 'module.api' }));
    expect(report.checked.map((resource) => resource.address)).toContain('aws_security_group.redis');
    expect(code).toBe(3);
  });
});

describe('interrupted', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with %i and no report', async (signal, expected) => {
    const asked = new Promise<void>((resolve) => {
      server = createServer((socket) => {
        socket.on('error', () => {});
        socket.on('data', () => resolve());
      }).listen(0, '127.0.0.1');
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const child = spawn(process.execPath, [builtCli, incident], {
      env: { PATH: process.env['PATH'] ?? '', ...awsEnvironment(`http://127.0.0.1:${port}`) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    await asked;
    child.kill(signal);
    expect(await ended).toBe(expected);
    expect(stdout).toBe('');
  });
});

describe('the command line', () => {
  it.each([
    [['--help'], /Usage: driftcheck/],
    [['check', '--help'], /--fail-on/],
    [['--version'], /^\d+\.\d+\.\d+$/m],
    [['explain'], /ecs\/secret-missing/],
    [['explain', 'sg/rule-missing'], /sg\/rule-missing/],
  ])('%j ends with 0', async (args, text) => {
    const { code, stdout, stderr } = await runCli(args, {});
    expect(stderr).toBe('');
    expect(stdout).toMatch(text);
    expect(code).toBe(0);
  });

  it('writes several reports at once', async () => {
    const file = join(folder, 'report.json');
    const args = [incident, '--live', state('a-without-redis-rule'), '--format', 'text', '--format', `json=${file}`];
    const { code, stdout } = await runCli(args, {});
    expect(code).toBe(2);
    expect(stdout).toContain('HUGGINGFACE_API_KEY');
    expect((JSON.parse(readFileSync(file, 'utf8')) as Report).findings).toHaveLength(2);
  });

  it('is silent with --quiet when all is well', async () => {
    const { code, stdout, stderr } = await runCli([incident, '--live', state('e-with-redis-rule'), '--quiet'], {});
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });

  it('survives a reader that goes away', async () => {
    const child = spawn(process.execPath, [builtCli, 'explain'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});
