import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployed, notApplied, withRedisRule } from '../aws-server/incident.ts';
import { type AwsServer, startAwsServer } from '../aws-server/server.ts';
import { type Job, startJob } from './action.ts';

/** What a step comes to: the exit code, the outputs, the log. */

const incident = join(import.meta.dirname, '../../fixtures/incident');
/** What `using: node24` starts; `.ci/run` installs it. */
const node24 = join(
  process.env['DRIFTCHECK_E2E_NODE24'] ?? join(import.meta.dirname, '../../.node24'),
  'node_modules/.bin/node',
);

let aws: AwsServer;
let job: Job;
beforeAll(async () => {
  aws = await startAwsServer(notApplied());
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.become(withRedisRule(deployed()));
  job = startJob(aws.endpoint);
  code('.');
});
afterEach(() => job.end());

function code(directory: string): void {
  for (const name of ['main.tf', 'network.tf', 'variables.tf', 'terraform.tfvars', 'modules']) {
    cpSync(join(incident, name), join(job.workspace, directory, name), { recursive: true });
  }
}

/** So that nothing in the code has a known name. */
function withoutNames(): void {
  const file = join(job.workspace, 'variables.tf');
  writeFileSync(file, readFileSync(file, 'utf8').replace('  default     = "development"\n', ''));
}

describe.each([
  ['this Node', process.execPath],
  ['Node 24', node24],
])('on %s', (_, node) => {
  it('is in sync', async () => {
    const { code, stderr, outputs, report } = await job.step({ node });
    expect(stderr).toBe('');
    expect(outputs).toMatchObject({ verdict: 'in-sync', errors: '0', warnings: '0', gaps: '0', 'exit-code': '0' });
    expect(report()).toMatchObject({ graceSeconds: 1800, summary: { outcome: 'in-sync' } });
    expect(code).toBe(0);
  });

  it('finds drift', async () => {
    aws.become(notApplied());
    const { code, stderr, outputs, report } = await job.step({ node });
    expect(stderr).toBe('');
    expect(outputs).toMatchObject({ verdict: 'drift', errors: '2', warnings: '0', 'exit-code': '2' });
    expect(
      report()
        .findings.map(({ rule }) => rule)
        .toSorted(),
    ).toEqual(['ecs/secret-missing', 'sg/rule-missing']);
    expect(code).toBe(2);
  });
});

it.each([
  ['fail', 3],
  ['warn', 0],
])('ends with an incomplete check as on-incomplete says: %s', async (value, expected) => {
  withoutNames();
  const { code, outputs } = await job.step({ inputs: { 'on-incomplete': value } });
  expect(outputs).toMatchObject({ verdict: 'incomplete', 'exit-code': '3' });
  expect(code).toBe(expected);
});

it('fails for drift although the check is incomplete and may be', async () => {
  aws.become(notApplied());
  writeFileSync(
    join(job.workspace, 'more.tf'),
    'variable "unset" {}\nresource "aws_security_group" "more" {\n  name = var.unset\n}\n',
  );
  const { code, outputs } = await job.step({ inputs: { 'on-incomplete': 'warn' } });
  expect(outputs).toMatchObject({ verdict: 'drift', 'exit-code': '2' });
  expect(code).toBe(2);
});

it('lists what no fail-on reaches as drift that does not fail', async () => {
  aws.become(withRedisRule(deployed()));
  writeFileSync(join(job.workspace, 'driftcheck.yaml'), 'severity:\n  - rule: sg/*\n    severity: note\n');
  expect((await job.step({})).report().policy?.source).toEqual({ file: 'driftcheck.yaml', from: 'checkout' });
  const other = await job.step({ environment: { GITHUB_REF: 'refs/heads/topic' } });
  expect(other.report().policy?.source).toMatchObject({ unreviewed: true });
  const network = join(job.workspace, 'network.tf');
  writeFileSync(network, readFileSync(network, 'utf8').replace(/6379/g, '6380'));
  const { code, outputs } = await job.step({});
  expect(outputs).toMatchObject({ verdict: 'drift', errors: '0', 'exit-code': '0' });
  expect(code).toBe(0);
  expect((await job.step({ inputs: { 'fail-on': 'note' } })).code).toBe(2);
});

it('takes paths from the workspace, also those that look like flags or commands', async () => {
  const directory = '--live=::set-output name=a::b';
  mkdirSync(join(job.workspace, directory));
  code(directory);
  rmSync(join(job.workspace, 'main.tf'));
  writeFileSync(join(job.workspace, '-x.tfvars'), 'environment = "development"\n');
  writeFileSync(join(job.workspace, '::add-mask::y.tfvars'), '');
  const inputs = { directory, 'var-file': '-x.tfvars\n::add-mask::y.tfvars\n' };
  const { code: exit, stdout, outputs } = await job.step({ inputs, environment: { RUNNER_TEMP: job.folder } });
  expect(stdout).not.toMatch(/^::(?!error|notice|warning)/m);
  expect(outputs['verdict']).toBe('in-sync');
  expect(exit).toBe(0);
});

it('reads nothing from standard input', async () => {
  const { code, stdout } = await job.step({ inputs: { state: '-' } });
  expect(stdout).toMatch(/^::error .*cannot read \.\/-/);
  expect(code).toBe(1);
});

it('gives its result also where the runner takes no outputs and has no temporary directory', async () => {
  const none = { GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined, RUNNER_TEMP: undefined };
  const quiet = await job.step({ environment: none });
  expect([quiet.code, quiet.stderr]).toEqual([0, '']);
  const broken = await job.step({ environment: { GITHUB_OUTPUT: join(job.folder, 'none'), TMPDIR: job.folder } });
  expect(broken.stdout).toMatch(/^::warning /m);
  expect(broken.code).toBe(0);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('ends when the job is cancelled with %s, with nothing decided', async (signal, expected) => {
  // It takes a question and never answers.
  let hear = (): void => {};
  const asked = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const silent = createServer(() => hear());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  try {
    const { code, outputs, stdout } = await job.step({
      environment: { AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}` },
      started: (child) => void asked.then(() => child.kill(signal)),
    });
    expect(stdout).toMatch(/interrupted, nothing was decided/);
    expect([code, outputs['verdict'], outputs['exit-code']]).toEqual([expected, 'error', String(expected)]);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('hands over what is known when the job is cancelled with %s', async (signal, expected) => {
  const action = 'ecs:DescribeServices';
  const stalling = await startAwsServer(withRedisRule(deployed()), { faults: [{ kind: 'stalled', action }] });
  const asked = async () => {
    while (!stalling.calls().some((call) => call.action === action)) await sleep(10);
  };
  try {
    const step = await job.step({
      inputs: { 'on-incomplete': 'warn' },
      environment: { AWS_ENDPOINT_URL: stalling.endpoint },
      started: (child) => void asked().then(() => child.kill(signal)),
    });
    expect(step.code).toBe(expected);
    expect(step.outputs).toMatchObject({ verdict: 'incomplete', 'exit-code': String(expected) });
    expect(step.report()).toMatchObject({ interrupted: { by: signal }, summary: { exitCode: expected } });
    expect(step.summary).toMatch(/interrupted/);
  } finally {
    await stalling.close();
  }
});

it('masks the token first, and shows it and the keys of AWS nowhere else', async () => {
  const token = 'invented-token-0123456789';
  const keys = { AWS_ACCESS_KEY_ID: 'invented-id-abcdef', AWS_SECRET_ACCESS_KEY: 'invented-key-ghijkl' };
  aws.become(notApplied());
  writeFileSync(join(job.workspace, 'steal.tf'), 'output "a" {\n  value = file("/proc/self/environ")\n}\n');
  for (const inputs of [{ token }, { token, comment: 'often' }, { token, state: 'none' }]) {
    const { stdout, stderr, outputs, summary } = await job.step({ inputs, environment: keys });
    const [mask, ...rest] = stdout.split('\n');
    expect(mask).toBe(`::add-mask::${token}`);
    const report = outputs['report'] ? readFileSync(outputs['report'], 'utf8') : '';
    expect([...rest, stderr, JSON.stringify(outputs), summary, report].join('\n')).not.toMatch(/invented/);
  }
});
