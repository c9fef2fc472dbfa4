import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report/report.ts';
import type { Fault } from '../aws-server/faults.ts';
import { deployed, incidentService, notApplied, withRedisRule } from '../aws-server/incident.ts';
import { type AwsServer, startAwsServer } from '../aws-server/server.ts';
import type { World } from '../aws-server/world.ts';
import { awsEnvironment, builtCli } from './cli.ts';

/*
 * A run that a signal ends while AWS is asked: what is known by then is written, and nothing of it says that all is well.
 * AWS stalls at one action, so that the moment is the same on every machine.
 */

const incident = join(import.meta.dirname, '../../fixtures/incident');

let folder: string;
let server: AwsServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-interrupted-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  /** As a shell sees it. */
  readonly code: number;
  readonly by: NodeJS.Signals | null;
  readonly milliseconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the CLI, and signals it once AWS has stalled. */
async function signalled(
  args: readonly string[],
  { action, signals, world = withRedisRule(deployed()) }: Moment,
): Promise<Ended> {
  const faults: readonly Fault[] = [{ kind: 'stalled', action }];
  const aws = await startAwsServer(world, { faults });
  server = aws;
  const child = spawn(process.execPath, [builtCli, ...args], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...awsEnvironment(aws.endpoint) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = outcomeOf(child);
  while (!aws.calls().some((call) => call.action === action)) {
    if (child.exitCode !== null) throw new Error(`it ended before: ${(await ended).stderr}`);
    await sleep(10);
  }
  await silence(aws);
  const sent = Date.now();
  for (const signal of signals) child.kill(signal);
  return { ...(await ended), milliseconds: Date.now() - sent };
}

/** What else is asked at the same time is answered: then nothing more is asked. */
async function silence(aws: AwsServer): Promise<void> {
  for (let before = -1; before !== aws.calls().length; ) {
    before = aws.calls().length;
    await sleep(700);
  }
}

interface Moment {
  readonly action: string;
  readonly signals: readonly ('SIGINT' | 'SIGTERM')[];
  readonly world?: World;
}

async function outcomeOf(child: ChildProcess): Promise<Omit<Ended, 'milliseconds'>> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  return new Promise((resolve) =>
    child.once('close', (code, by) =>
      resolve({ code: by === null ? (code ?? -1) : 128 + constants.signals[by], by, stdout, stderr }),
    ),
  );
}

/** Far more than a second: the machine may be busy. What it must not do is wait for AWS. */
const promptly = 10_000;

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, expected) => {
  it.each([
    ['ecs:DescribeServices', 'aws_security_group.redis'],
    ['ec2:DescribeSecurityGroups', 'module.api.aws_ecs_task_definition.this'],
    ['ecs:DescribeTaskDefinition', 'aws_security_group.redis'],
  ] as const)('at %s writes what is known', async (action, known) => {
    const file = join(folder, 'report.json');
    const args = [incident, '--format', 'text', '--format', `json=${file}`];
    const { code, by, milliseconds, stdout } = await signalled(args, { action, signals: [signal] });
    expect([code, by]).toEqual([expected, null]);
    expect(milliseconds).toBeLessThan(promptly);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    expect(report.interrupted).toEqual({ by: signal });
    expect(report.summary).toMatchObject({ outcome: 'incomplete', exitCode: expected });
    expect(report.findings).toEqual([]);
    expect(report.gaps.length).toBeGreaterThan(report.targets.length);
    expect(report.gaps).toContainEqual(expect.objectContaining({ code: 'interrupted', scope: 'run' }));
    // On a machine that is slow enough all is left out, by its name.
    const inSync = report.checked.filter(({ status }) => status === 'in-sync').map(({ address }) => address);
    const leftOut = report.gaps.filter(({ reason }) => reason.kind === 'interrupted').map(({ address }) => address);
    expect([...inSync, ...leftOut]).toContain(known);
    expect(stdout).toMatch(/^Interrupted\. Incomplete: /m);
  });

  it('keeps the drift that was found, with its own exit code', async () => {
    const args = [incident, '--format', 'json'];
    const moment = { action: 'ecs:DescribeServices', signals: [signal], world: notApplied() };
    const { code, stdout } = await signalled(args, moment);
    expect(code).toBe(expected);
    const { findings, checked, summary } = JSON.parse(stdout) as Report;
    const isLeftOut = checked.length === 0;
    expect(findings.map(({ rule }) => rule)).toEqual(isLeftOut ? [] : expect.arrayContaining(['sg/rule-missing']));
    expect(summary).toMatchObject({ outcome: isLeftOut ? 'incomplete' : 'drift', exitCode: expected });
  });

  it('has nothing to tell before the account is known, and leaves no report of an earlier run', async () => {
    const file = join(folder, 'report.json');
    writeFileSync(file, '{"summary":{"outcome":"in-sync"}}');
    const args = [incident, '--format', `json=${file}`];
    const moment = { action: 'sts:GetCallerIdentity', signals: [signal] };
    const { code, stdout, stderr } = await signalled(args, moment);
    expect([code, stdout, readFileSync(file, 'utf8')]).toEqual([expected, '', '']);
    expect(stderr).toMatch(/interrupted/);
  });

  it('ends a trace with the hops that were reached', async () => {
    const args = ['trace', incidentService.service, incident, '--format', 'json'];
    const { code, stdout } = await signalled(args, { action: 'ecs:ListTasks', signals: [signal] });
    expect(code).toBe(expected);
    const trace = JSON.parse(stdout);
    expect(trace).toMatchObject({ interrupted: { by: signal }, exitCode: expected });
    expect(trace.hops).toContainEqual(expect.objectContaining({ hop: 'service', state: 'as-declared' }));
  });

  it('writes no snapshot, and lets that of an earlier run be', async () => {
    const file = join(folder, 'live.json');
    writeFileSync(file, 'earlier');
    const args = ['snapshot', incident, '-o', file];
    const { code, stderr } = await signalled(args, { action: 'ecs:DescribeServices', signals: [signal] });
    expect([code, readFileSync(file, 'utf8')]).toEqual([expected, 'earlier']);
    expect(stderr).toMatch(/interrupted/);
  });

  it('accepts nothing', async () => {
    const file = join(folder, 'driftcheck.yaml');
    writeFileSync(file, 'fail-on: error\n');
    const args = ['accept', incident, '--config', file, '--owner', 'someone', '--reason', 'for now'];
    const moment = { action: 'ecs:DescribeServices', signals: [signal], world: notApplied() };
    const { code } = await signalled(args, moment);
    expect([code, readFileSync(file, 'utf8')]).toEqual([expected, 'fail-on: error\n']);
  });
});

it('a second signal ends it whatever it is at', async () => {
  const args = [incident, '--format', 'json'];
  const { code } = await signalled(args, { action: 'ecs:DescribeServices', signals: ['SIGTERM', 'SIGINT'] });
  expect([130, 143]).toContain(code);
});

it('leaves no temporary files', async () => {
  await signalled([incident], { action: 'ecs:DescribeServices', signals: ['SIGINT'] });
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(true);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while git works ends git, too, and leaves nothing of either', async (signal, expected) => {
  const [repository, programs, temporary] = ['repository', 'programs', 'temporary'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  for (const directory of [join(repository, '.git'), programs, temporary]) mkdirSync(directory, { recursive: true });
  cpSync(join(incident, 'main.tf'), join(repository, 'main.tf'));
  const started = join(folder, 'started');
  writeFileSync(join(programs, 'git'), `#!/bin/sh\necho $$ > '${started}'\nexec sleep 60\n`, { mode: 0o755 });
  const child = spawn(process.execPath, [builtCli, repository, '--base', 'HEAD'], {
    env: { PATH: `${programs}:/usr/bin:/bin`, TMPDIR: temporary, ...awsEnvironment('http://127.0.0.1:9') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = outcomeOf(child);
  while (!existsSync(started) || readFileSync(started, 'utf8') === '') await sleep(10);
  child.kill(signal);
  const { code, stdout, stderr } = await ended;
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toMatch(/interrupted/);
  expect(readdirSync(temporary)).toEqual([]);
  expect(() => process.kill(Number(readFileSync(started, 'utf8')), 0)).toThrow('ESRCH');
});

it('--timeout: what is not read by then is named, and the run is incomplete', async () => {
  const aws = await startAwsServer(withRedisRule(deployed()), {
    faults: [{ kind: 'stalled', action: 'ecs:DescribeServices' }],
  });
  server = aws;
  const child = spawn(process.execPath, [builtCli, incident, '--timeout', '4', '--format', 'json'], {
    env: { PATH: process.env['PATH'] ?? '', ...awsEnvironment(aws.endpoint) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, stdout } = await outcomeOf(child);
  const report = JSON.parse(stdout) as Report;
  expect([code, report.summary.outcome, report.summary.exitCode]).toEqual([3, 'incomplete', 3]);
  const problem = { kind: 'timeout', code: 'TimeLimit', action: 'ecs:DescribeServices', region: 'us-east-1' };
  expect(report.gaps.map(({ reason }) => reason.problem)).toContainEqual(problem);
  expect(report.interrupted).toBeUndefined();
});
