import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { type AcceptFlags, runAccept } from '../../src/commands/accept.ts';
import { policyOf } from '../../src/commands/policy.ts';
import { loadConfig } from '../../src/config/load/load.ts';
import type { IgnoreForm } from '../../src/config/sections/ignore.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';

/* Differences are accepted, and then AWS goes on. */

const now = new Date('2027-01-10T12:00:00Z');
const key = 'a long random text';
let folder: string;
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-accept-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, name);
const config = (): string => readFileSync(file('driftcheck.yaml'), 'utf8');

function accept(live: string, flags: Partial<AcceptFlags> = {}): Promise<number> {
  return runAccept(
    folder,
    { inputs: [], owner: 'team-api', reason: 'old', expires: '90', quiet: true, live: file(live), ...flags },
    now,
  );
}

async function entries(): Promise<readonly IgnoreForm[]> {
  const loaded = await loadConfig({ directory: folder, cwd: folder });
  return (loaded?.ignore ?? []).map(({ value }) => value);
}

async function run(live: string, at = now): Promise<Report> {
  const loaded = await loadConfig({ directory: folder, cwd: folder });
  return check({
    directory: folder,
    environment: {},
    now: at,
    aws: replaySnapshot(readFileSync(file(live), 'utf8'), live, process.env['DRIFTCHECK_FINGERPRINT_KEY']),
    ...(process.env['DRIFTCHECK_FINGERPRINT_KEY'] === undefined ? {} : { fingerprintKey: key }),
    ...(loaded === undefined ? {} : { policy: policyOf(loaded, { file: loaded.file, from: 'checkout' }) }),
  });
}

async function inShort(live: string, at = now) {
  const { summary, policy } = await run(live, at);
  return {
    exitCode: summary.exitCode,
    ignored: summary.findings.ignored ?? 0,
    warnings: (policy?.warnings ?? []).map(({ code }) => code),
  };
}

/** A task definition with one variable, of which AWS has revisions with other values. */
function writeWorld(name: string, declared: string, revisions: readonly string[], recorded = revisions.length): void {
  writeFileSync(
    file('main.tf'),
    `provider "aws" {
  region = "us-east-1"
}
resource "aws_ecs_task_definition" "shop" {
  family = "shop"
  container_definitions = jsonencode([{
    name        = "api"
    image       = "shop:1"
    environment = [{ name = "${name}", value = "${declared}" }]
  }])
}
`,
  );
  const reads = revisions.map((value, index) => ({
    action: 'ecs:DescribeTaskDefinition',
    key: { taskDefinition: index + 1 === revisions.length ? 'shop' : `shop:${index + 1}` },
    result: {
      taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/shop:${index + 1}`,
      family: 'shop',
      revision: index + 1,
      status: 'ACTIVE',
      containerDefinitions: [{ name: 'api', image: 'shop:1', environment: [{ name, value }] }],
      volumes: [],
      placementConstraints: [],
    },
  }));
  const snapshot = {
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'fixture',
    account: '123456789012',
    region: 'us-east-1',
    partition: 'aws',
    reads: reads.slice(-recorded),
  };
  writeFileSync(file('live.json'), JSON.stringify(snapshot));
}

describe('what was accepted', () => {
  it('fails no run until its last day, and then again', async () => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    expect(await inShort('live.json')).toMatchObject({ exitCode: 2, ignored: 0 });
    expect(await accept('live.json')).toBe(0);
    expect(await entries()).toEqual([
      {
        rule: 'ecs/env-changed',
        address: 'aws_ecs_task_definition.shop',
        path: 'containers[api].environment[LOG_LEVEL]',
        declared: 'info',
        live: 'debug',
        seen: 'shop:1',
        owner: 'team-api',
        reason: 'old',
        expires: '2027-04-10',
      },
    ]);
    expect(await inShort('live.json')).toEqual({ exitCode: 0, ignored: 1, warnings: [] });
    expect(await inShort('live.json', new Date('2027-04-10T23:59:59Z'))).toMatchObject({ exitCode: 0, warnings: [] });
    expect(await inShort('live.json', new Date('2027-04-11T00:00:00Z'))).toEqual({
      exitCode: 2,
      ignored: 0,
      warnings: ['ignore-expired'],
    });
  });

  it.each<[string, readonly string[], number, object]>([
    ['is carried on by a deployment', ['debug', 'debug'], 2, { exitCode: 0, ignored: 1, warnings: [] }],
    ['is carried on by several', ['debug', 'debug', 'debug', 'debug'], 4, { exitCode: 0, ignored: 1, warnings: [] }],
    ['has another value', ['debug', 'trace'], 2, { exitCode: 2, ignored: 0, warnings: ['ignore-value-changed'] }],
    ['goes away', ['debug', 'info'], 2, { exitCode: 0, ignored: 0, warnings: ['ignore-unused'] }],
    ['comes back', ['debug', 'info', 'debug'], 3, { exitCode: 2, ignored: 0, warnings: ['ignore-came-back'] }],
    ['may have gone', ['debug', 'debug', 'debug'], 1, { exitCode: 2, ignored: 0, warnings: ['ignore-not-followed'] }],
  ])('%s', async (_, revisions, recorded, expected) => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    await accept('live.json');
    writeWorld('LOG_LEVEL', 'info', revisions, recorded);
    expect(await inShort('live.json')).toEqual(expected);
  });

  it('counts again when the code has another value', async () => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    await accept('live.json');
    writeWorld('LOG_LEVEL', 'warn', ['debug']);
    expect(await inShort('live.json')).toEqual({ exitCode: 2, ignored: 0, warnings: ['ignore-value-changed'] });
    expect(await accept('live.json')).toBe(0);
    expect(await entries()).toMatchObject([{ declared: 'warn' }]);
    expect(await inShort('live.json')).toEqual({ exitCode: 0, ignored: 1, warnings: [] });
  });
});

describe('the file', () => {
  it('is written once: accepting again writes nothing', async () => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    await accept('live.json');
    const before = config();
    expect(await accept('live.json', { reason: 'another' })).toBe(0);
    expect(config()).toBe(before);
  });

  it('keeps what stands in it, with its comments', async () => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    const before = [
      '# reviewed by everybody',
      'ignore:',
      '  # of another team',
      '  - rule: ecs/env-extra',
      '    address: aws_ecs_task_definition.web',
      "    path: 'containers[web]' # all of it",
      '    owner: team-web',
      '    reason: theirs',
      '    expires: 2027-06-30',
      '',
      'fail-on:   warning',
      '',
    ];
    writeFileSync(file('driftcheck.yaml'), before.join('\n'));
    await accept('live.json');
    const after = config().split('\n');
    expect(after.filter((line) => before.includes(line))).toEqual(before);
    expect(await entries()).toHaveLength(2);
  });

  it('is not written where something is wrong with it or with a flag', async () => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    for (const flags of [
      { owner: ' ' },
      { reason: '' },
      { expires: '2027-02-30' },
      { expires: '2027-01-09' },
      { expires: '1.5' },
      { rule: 'ecs/env-chnged' },
      { configFrom: 'HEAD' },
    ]) {
      await expect(accept('live.json', flags), JSON.stringify(flags)).rejects.toThrow(ProblemError);
    }
    writeFileSync(file('driftcheck.yaml'), 'ignore: [{rule: x}]\n');
    await expect(accept('live.json')).rejects.toThrow(ProblemError);
    expect(config()).toBe('ignore: [{rule: x}]\n');
  });

  it.each([
    ['2027-01-10', '2027-01-10'],
    ['0', '2027-01-10'],
    ['30', '2027-02-09'],
    ['2028-02-29', '2028-02-29'],
  ])('holds --expires %s as %s', async (expires, expected) => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    await accept('live.json', { expires });
    expect(await entries()).toMatchObject([{ expires: expected }]);
  });

  it('holds what was asked for only', async () => {
    writeWorld('LOG_LEVEL', 'info', ['debug']);
    expect(await accept('live.json', { rule: 'sg/*' })).toBe(0);
    expect(await accept('live.json', { address: 'module.*' })).toBe(0);
    expect(() => config()).toThrow();
    await accept('live.json', { rule: 'ecs/*', address: 'aws_ecs_task_definition.*', failOn: 'error' });
    expect(await entries()).toHaveLength(1);
  });
});

describe('a secret value', () => {
  const secrets = { declared: 'invented-Zq81xK', live: 'invented-Wp30vT', other: 'invented-Mn47bR' };

  it('is refused without a key, and is nowhere in clear', async () => {
    writeWorld('API_PASSWORD', secrets.declared, [secrets.live]);
    vi.stubEnv('DRIFTCHECK_FINGERPRINT_KEY', undefined);
    expect(await accept('live.json')).toBe(2);
    expect(printed).toContain('DRIFTCHECK_FINGERPRINT_KEY');
    for (const secret of Object.values(secrets)) expect(printed).not.toContain(secret);
    expect(() => config()).toThrow();
  });

  it('is accepted by its fingerprint, and counts again with another value', async () => {
    writeWorld('API_PASSWORD', secrets.declared, [secrets.live]);
    vi.stubEnv('DRIFTCHECK_FINGERPRINT_KEY', key);
    expect(await accept('live.json')).toBe(0);
    const fingerprint = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(await entries()).toMatchObject([{ 'declared-fingerprint': fingerprint, 'live-fingerprint': fingerprint }]);
    for (const secret of Object.values(secrets)) expect(printed + config()).not.toContain(secret);
    expect(await inShort('live.json')).toEqual({ exitCode: 0, ignored: 1, warnings: [] });
    writeWorld('API_PASSWORD', secrets.declared, [secrets.other]);
    expect(await inShort('live.json')).toEqual({ exitCode: 2, ignored: 0, warnings: ['ignore-value-changed'] });
    vi.stubEnv('DRIFTCHECK_FINGERPRINT_KEY', undefined);
    expect(await inShort('live.json')).toEqual({ exitCode: 2, ignored: 0, warnings: ['ignore-not-comparable'] });
  });
});

describe('a broken delivery', () => {
  const state = (name: string): string => join('states', name, 'live.json');

  beforeEach(() => cpSync(join(import.meta.dirname, '../../fixtures/incident'), folder, { recursive: true }));

  it('is accepted with what is lost by it, and each counts again by itself', async () => {
    const before = await run(state('b-without-redis-rule'));
    expect(before.summary.exitCode).toBe(2);
    expect(await accept(state('b-without-redis-rule'))).toBe(0);
    expect((await entries()).map(({ rule }) => rule).toSorted()).toEqual([
      'delivery/not-deployed',
      'ecs/secret-missing',
      'sg/rule-missing',
    ]);
    expect(await inShort(state('b-without-redis-rule'))).toEqual({ exitCode: 0, ignored: 3, warnings: [] });
    // Deployed, and everything is as declared: nobody needs the entries any more.
    expect(await inShort(state('e-with-redis-rule'))).toEqual({
      exitCode: 0,
      ignored: 0,
      warnings: ['ignore-unused', 'ignore-unused', 'ignore-unused'],
    });
    // Rolled back: that is something else.
    expect(await inShort(state('c-without-redis-rule'))).toMatchObject({ exitCode: 2 });
  });

  it('whose entry alone is left does not cover what is lost', async () => {
    await accept(state('b-without-redis-rule'));
    const text = config();
    const [first, ...others] = text.split(/^(?= {2}- rule)/m);
    const left = others.filter((one) => !one.includes('ecs/secret-missing'));
    writeFileSync(file('driftcheck.yaml'), [first, ...left].join(''));
    const { findings, summary } = await run(state('b-without-redis-rule'));
    expect(summary.exitCode).toBe(2);
    expect(findings.filter(({ verdict }) => verdict === 'drift').map(({ rule }) => rule)).toEqual([
      'ecs/secret-missing',
    ]);
  });

  it('counts again when another deployment brought the old revision', async () => {
    await accept(state('b-without-redis-rule'));
    const live = readFileSync(file(state('b-without-redis-rule')), 'utf8');
    writeFileSync(file('again.json'), live.replaceAll('ecs-svc/40000000000000150', 'ecs-svc/50000000000000150'));
    expect(await inShort('again.json')).toEqual({ exitCode: 2, ignored: 1, warnings: ['ignore-came-back'] });
  });
});

describe('what does not meet an expectation', () => {
  beforeEach(() => {
    cpSync('fixtures/policy/expectations', folder, { recursive: true });
    cpSync(file('states/unmet/live.json'), file('live.json'));
  });

  it('is accepted where code declares it, and refused where none does: nothing could name it', async () => {
    expect(await accept('live.json')).not.toBe(0);
    expect((await entries()).map(({ rule, address }) => `${rule} ${address}`).toSorted()).toEqual([
      'expect/public-ingress aws_security_group.db',
      'sg/rule-extra aws_security_group.db',
    ]);
    const { findings } = await run('live.json');
    expect(findings.filter(({ verdict }) => verdict === 'drift').map(({ address }) => address)).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });
});
