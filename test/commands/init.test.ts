import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { runCheck } from '../../src/commands/check.ts';
import { policyName, runInit, workflowPath } from '../../src/commands/init.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load/load.ts';
import { exitCode } from '../../src/exit-code.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { chosenFixtures, fixtures } from '../fixture-folder.ts';

/** The folders of fixtures with code, each with the first of those that hold a snapshot for it. */
const cases = readdirSync(fixtures, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /^main\.tf(?:\.json)?$/.test(entry.name))
  .map((entry) => entry.parentPath)
  .flatMap((folder) => {
    const states = join(folder, 'states');
    const all = existsSync(states) ? readdirSync(states).map((name) => join(states, name)) : [folder];
    const [recorded] = all.filter((one) => existsSync(join(one, 'live.json'))).sort();
    return recorded === undefined ? [] : [{ name: relative(fixtures, folder), folder, recorded }];
  });

let top = '';
let printed = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'driftcheck-'));
  printed = '';
  // The day of the fixtures, by which entries of a policy expire.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-29T12:00:00Z') });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  rmSync(top, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(top, dirname(name)), { recursive: true });
    writeFileSync(join(top, name), text);
  }
}

async function written(): Promise<Config> {
  const config = await loadConfig({ directory: top, cwd: top });
  if (config === undefined) throw new Error('no driftcheck.yaml');
  return config;
}

const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  );

/** The `driftcheck.yaml` of a fixture. */
function ownPolicy(folder: string): string | undefined {
  const file = join(folder, 'driftcheck.yaml');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

interface Expected {
  readonly exitCode: number;
  readonly problem?: string;
  readonly findings: readonly { rule: string; type: string; address: string; path: string }[];
  readonly gaps: readonly { code: string; scope: string; address?: string; path?: string }[];
}

/** What a run of the written file comes to, held against a snapshot. */
async function outcomeOf(recorded: string): Promise<Expected> {
  const given = (name: 'state' | 'plan') => {
    const file = join(recorded, `${name}.json`);
    return existsSync(file) ? { [name]: file } : {};
  };
  const report = join(top, 'report.json');
  const run = runCheck(undefined, {
    ...{ inputs: [], config: join(top, 'driftcheck.yaml'), live: join(recorded, 'live.json') },
    ...{ format: [`json=${report}`], quiet: true, color: false },
    ...given('state'),
    ...given('plan'),
  });
  try {
    const code = await run;
    return { ...(JSON.parse(readFileSync(report, 'utf8')) as Expected), exitCode: code };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { exitCode: exitCode.couldNotRun, problem: error.problem.code, findings: [], gaps: [] };
  }
}

const inOrder = ({ exitCode: code, problem, findings, gaps }: Expected) => ({
  code,
  problem,
  findings: findings.map(({ rule, type, address, path }) => [rule, type, address, path].join(' ')).sort(),
  gaps: gaps.map(({ code, scope, address, path }) => [code, scope, address, path].join(' ')).sort(),
});

describe.each(chosenFixtures(cases, ({ folder }) => folder))('$name', ({ folder, recorded }) => {
  it('is found, and checked as it is without a file', async () => {
    cpSync(folder, top, { recursive: true });
    // A policy of the fixture's own judges it as well.
    const own = ownPolicy(top) ?? ownPolicy(recorded);
    rmSync(join(top, 'driftcheck.yaml'), { force: true });
    expect(await runInit(top)).toBe(exitCode.inSync);
    expect((await written()).targets).toHaveLength(1);
    if (own !== undefined) appendFileSync(join(top, 'driftcheck.yaml'), `\n${own}`);
    const expected = JSON.parse(readFileSync(join(recorded, 'expected.json'), 'utf8')) as Expected;
    expect(inOrder(await outcomeOf(recorded))).toEqual(inOrder(expected));
    const policy = JSON.parse(readFileSync(join(top, policyName), 'utf8')) as { Statement: { Action: string[] }[] };
    expect(policy.Statement.flatMap(({ Action }) => Action)).toContain('sts:GetCallerIdentity');
  });
});

const group = (name: string): string => `
provider "aws" {
  region = "eu-west-1"
}

variable "environment" {}

resource "aws_security_group" "this" {
  name   = "${name}-\${var.environment}"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}
`;

describe('a repository of three root modules with two environments each', () => {
  const roots = {
    '.git/HEAD': '',
    'infra/network/main.tf': group('network'),
    'infra/api/main.tf': group('api'),
    'infra/worker/main.tf': group('worker'),
  };
  const environments = (folder: string) => ({
    [`${folder}/staging.tfvars`]: 'environment = "staging"\n',
    [`${folder}/production.tfvars`]: 'environment = "production"\n',
  });

  it.each([
    ['beside the modules', environments('infra/env')],
    ['at the top', environments('environments')],
    [
      'in each module',
      { ...environments('infra/network'), ...environments('infra/api/env'), ...environments('infra/worker/vars') },
    ],
  ])('has six targets, with variable files %s', async (_, files) => {
    write({ ...roots, ...files });
    await runInit(join(top, 'infra'));
    const { targets } = await written();
    expect(targets.map(({ value }) => value.name).sort()).toEqual([
      'api-production',
      'api-staging',
      'network-production',
      'network-staging',
      'worker-production',
      'worker-staging',
    ]);
    for (const { value } of targets) {
      expect(existsSync(join(top, value.directory, 'main.tf'))).toBe(true);
      for (const file of value['var-files'] ?? []) expect(existsSync(join(top, file))).toBe(true);
    }
    // At the top of the repository, and for the account of whoever runs it.
    const policy = readFileSync(join(top, policyName), 'utf8');
    expect(JSON.parse(policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'NoResourceLevelPermissions',
          Effect: 'Allow',
          Action: [
            'ec2:DescribeManagedPrefixLists',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSecurityGroupRules',
            'ec2:DescribeSecurityGroups',
            'sts:GetCallerIdentity',
          ],
          Resource: '*',
        },
      ],
    });
  });
});

describe('init', () => {
  it('leaves out what is not compared, and what cannot be read, and says so', async () => {
    write({
      'api/main.tf': group('api').replace('variable "environment" {}', 'variable "environment" {\n default = "x"\n}'),
      'dns/main.tf': 'provider "aws" {}\nresource "aws_route53_zone" "main" {\n name = "example.com"\n}\n',
      'old/main.tf': 'provider "aws" {\n',
    });
    await runInit(top);
    const { targets } = await written();
    expect(targets.map(({ value }) => value)).toEqual([{ name: 'api', directory: 'api' }]);
    const text = readFileSync(join(top, 'driftcheck.yaml'), 'utf8');
    expect(text).toContain('# Left out, since nothing in it is compared: "dns"\n');
    expect(printed).toMatch(/dns.*nothing/);
  });

  it('names the variables that nothing sets, and none of their values', async () => {
    write({ 'main.tf': `${group('api')}variable "db_password" {}\n`, 'x.tfvars': 'environment = "hunter2-plain"\n' });
    await runInit(top);
    const text = readFileSync(join(top, 'driftcheck.yaml'), 'utf8');
    expect(text).toContain('# Nothing gives these variables a value: db_password.\n');
    expect(`${text}${printed}`).not.toContain('hunter2');
  });

  it.each(['driftcheck.yaml', 'driftcheck.yml', policyName])('does nothing where there is a %s', async (name) => {
    write({ '.git/HEAD': '', 'main.tf': group('api'), [name]: 'mine' });
    expect(await problemOf(runInit(top))).toMatchObject({ code: 'file-exists' });
    expect(readdirSync(top).sort()).toEqual(['.git', 'main.tf', name].sort());
    expect(readFileSync(join(top, name), 'utf8')).toBe('mine');
  });

  it('writes a workflow into a repository, with what the code says of its place', async () => {
    const provider = 'provider "aws" {\n  region = "eu-west-1"\n  allowed_account_ids = ["123456789012"]\n}';
    write({
      '.git/HEAD': '',
      'infra/main.tf': group('api').replace(/provider "aws" \{[^}]*\}/, provider),
      'infra/terraform.tfvars': 'environment = "production"\n',
    });
    await runInit(join(top, 'infra'));
    const workflow: unknown = parse(readFileSync(join(top, workflowPath), 'utf8'));
    expect(workflow).toMatchObject({ permissions: {}, jobs: { drift: { permissions: { contents: 'read' } } } });
    const steps = (workflow as { jobs: { drift: { steps: { uses: string; with?: unknown }[] } } }).jobs.drift.steps;
    expect(steps.map((step) => step.with)).toMatchObject([
      { 'fetch-depth': 0, 'persist-credentials': false },
      { 'aws-region': 'eu-west-1', 'allowed-account-ids': '123456789012' },
      { 'allowed-account-ids': '123456789012' },
    ]);
    for (const { uses } of steps) expect(uses).toMatch(/^(?:\.\/|[\w./-]+@[0-9a-f]{40})$/);
  });

  it.each([
    ['another of its name is there', { '.github/workflows/driftcheck.yaml': 'mine' }],
    ['its CI is another', { '.gitlab-ci.yml': '' }],
  ])('writes no workflow into a repository where %s', async (_, files) => {
    write({ '.git/HEAD': '', 'main.tf': group('api'), ...files });
    await runInit(top);
    expect(existsSync(join(top, workflowPath))).toBe(false);
    expect(existsSync(join(top, policyName))).toBe(true);
  });

  it('leaves no directory behind where a file cannot be written', async () => {
    write({ '.git/HEAD': '', 'main.tf': group('api'), '.github': 'a file' });
    expect(await problemOf(runInit(top))).toMatchObject({ code: 'output-unwritable', file: expect.any(String) });
    expect(readdirSync(top).sort()).toEqual(['.git', '.github', 'main.tf']);
  });

  it('writes through no link that leads out of the repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'driftcheck-outside-'));
    write({ '.git/HEAD': '', 'main.tf': group('api') });
    symlinkSync(outside, join(top, '.github'));
    expect(await problemOf(runInit(top))).toMatchObject({ code: 'outside' });
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(join(top, 'driftcheck.yaml'))).toBe(false);
    rmSync(outside, { recursive: true });
  });

  it('writes nothing where there is nothing to check', async () => {
    expect(await problemOf(runInit(top))).toMatchObject({ code: 'no-terraform-files' });
    expect(await problemOf(runInit(join(top, 'missing')))).toMatchObject({ code: 'directory-missing' });
    write({ 'main.tf': 'provider "aws" {}\n' });
    expect(await problemOf(runInit(top))).toMatchObject({ code: 'nothing-declared' });
    expect(readdirSync(top)).toEqual(['main.tf']);
  });

  it('hides a name that is a secret, and allows all in its place', async () => {
    write({
      'main.tf': `
        provider "aws" {
          region = "eu-west-1"
        }
        variable "token" {
          default   = "kx9-plain-words"
          sensitive = true
        }
        resource "aws_ecs_service" "this" {
          name    = var.token
          cluster = "main"
        }`,
    });
    await runInit(top);
    const policy = readFileSync(join(top, policyName), 'utf8');
    expect(policy).toContain('arn:aws:ecs:eu-west-1:*:service/*');
    expect(`${policy}${printed}`).not.toContain('kx9');
  });
});
