import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployed, withRedisRule } from '../aws-server/incident.ts';
import { type AwsServer, startAwsServer } from '../aws-server/server.ts';
import { commitAt, git } from '../git/sandbox.ts';
import { type Job, ownRepository, pullRequest, startJob } from './action.ts';

/** What stops the Action before it reads anything, and what it lets pass. */

const incident = join(import.meta.dirname, '../../fixtures/incident');
const day = '2026-09-20T08:00:00Z';

let aws: AwsServer;
let job: Job;
beforeAll(async () => {
  aws = await startAwsServer(withRedisRule(deployed()));
});
afterAll(() => aws.close());
beforeEach(() => {
  job = startJob(aws.endpoint);
});
afterEach(() => job.end());

/** Copies the code of the incident, which is in sync with what runs, and commits it. */
function checkout(directory: string, files: Readonly<Record<string, string>> = {}): string {
  for (const name of ['main.tf', 'network.tf', 'variables.tf', 'terraform.tfvars', 'modules']) {
    cpSync(join(incident, name), join(directory, name), { recursive: true });
  }
  git(directory, 'init', '-q');
  return commitAt(day, directory, files);
}

/** How many calls AWS has got since the last time. */
let seen = 0;
function callsSince(): readonly string[] {
  const calls = aws.calls().map(({ action }) => action);
  const fresh = calls.slice(seen);
  seen = calls.length;
  return fresh;
}

describe("a fork's head in a job with the repository's own rights", () => {
  const other = 2002;
  const run = (head: number | null) => ({
    repository: ownRepository,
    workflow_run: { head_sha: 'b'.repeat(40), head_repository: head === null ? null : { id: head } },
  });
  const comment = { repository: ownRepository, issue: { number: 7, pull_request: {} }, comment: {} };

  it.each<[string, string, (base: string, head: string) => unknown]>([
    ['pull_request_target', 'fork', (base, head) => pullRequest({ sha: head, repository: other }, base)],
    ['pull_request_target', 'fork', (base, head) => pullRequest({ sha: head, repository: null }, base)],
    ['pull_request_target', 'unknown', () => ({})],
    ['workflow_run', 'fork', () => run(other)],
    ['workflow_run', 'fork', () => run(null)],
    ['issue_comment', 'unknown', () => comment],
    ['check_suite', 'unknown', () => ({ repository: ownRepository })],
  ])('%s: stops (%s)', async (event, _, payload) => {
    const base = checkout(job.workspace);
    const head = commitAt(day, job.workspace, { 'note.txt': 'a change\n' });
    callsSince();
    const { code, stdout, outputs } = await job.step({ event, payload: payload(base, head), sha: base });
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ verdict: 'error', 'exit-code': '1', report: '' });
    expect(stdout).toMatch(new RegExp(`^::error .*${head.slice(0, 7)}.*nothing was read`));
    expect(callsSince()).toEqual([]);
    // The commit that the event ran on, and the base that it names, are the repository's own.
    git(job.workspace, 'checkout', '-q', base);
    expect((await job.step({ event, payload: payload(base, head), sha: base })).outputs['verdict']).toBe('in-sync');
  });

  it("lets a change of the repository's own pass", async () => {
    const base = checkout(job.workspace);
    const head = commitAt(day, job.workspace, { 'note.txt': 'a change\n' });
    for (const [event, payload] of [
      ['pull_request_target', pullRequest({ sha: head, repository: ownRepository.id }, base)],
      ['workflow_run', run(ownRepository.id)],
    ] as const) {
      const { outputs } = await job.step({ event, payload, sha: base, inputs: { base } });
      expect([event, outputs['verdict']]).toEqual([event, 'in-sync']);
    }
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the directory', { directory: 'change' }],
    ['a directory in it', { directory: 'change/modules/ecs-service' }],
    ['a variable file', { 'var-file': 'terraform.tfvars\nchange/terraform.tfvars' }],
    ['the configuration', { config: 'change/driftcheck.yaml' }],
    ['a state', { state: 'change/terraform.tfstate' }],
    ['a plan', { plan: './change/plan.json' }],
    ['a target of the configuration', {}],
  ])('stops where %s lies in another checkout', async (_, inputs) => {
    const config = 'targets:\n  - name: other\n    directory: change\n';
    const base = checkout(job.workspace, {
      '.gitignore': 'change/\n',
      ...(Object.keys(inputs).length === 0 && { 'driftcheck.yaml': config }),
    });
    mkdirSync(join(job.workspace, 'change'));
    const head = checkout(join(job.workspace, 'change'), {
      'driftcheck.yaml': '{}\n',
      'terraform.tfstate': '{}',
      'plan.json': '{}',
    });
    callsSince();
    const payload = pullRequest({ sha: head, repository: other }, base);
    const { code, stdout } = await job.step({ event: 'pull_request_target', payload, sha: base, inputs });
    expect(stdout).toMatch(new RegExp(`^::error .*change has commit ${head.slice(0, 7)}`));
    expect(code).toBe(1);
    expect(callsSince()).toEqual([]);
  });

  it('stops where it cannot be told what is checked out', async () => {
    const base = checkout(job.workspace);
    const step = {
      event: 'pull_request_target',
      payload: pullRequest({ sha: base, repository: other }, base),
      sha: base,
    };
    const withoutGit = await job.step({ ...step, environment: { PATH: job.folder } });
    expect(withoutGit.stdout).toMatch(/^::error .*it cannot be told what the workspace has checked out/);
    rmSync(join(job.workspace, '.git'), { recursive: true });
    const withoutRepository = await job.step(step);
    expect(withoutRepository.stdout).toMatch(/^::error .*it cannot be told/);
    expect([withoutGit.code, withoutRepository.code]).toEqual([1, 1]);
    expect((await job.step({ event: 'push', sha: base })).outputs['verdict']).toBe('in-sync');
  });
});

describe('without credentials', () => {
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  it.each<[string, string, number | undefined, string, Readonly<Record<string, string | undefined>>, string]>([
    ["a fork's pull request", 'pull_request', 2002, 'someone', none, 'not-checked'],
    [
      "a fork's pull request, without a region",
      'pull_request',
      2002,
      'someone',
      { ...none, AWS_REGION: undefined },
      'not-checked',
    ],
    ["Dependabot's pull request", 'pull_request', ownRepository.id, 'dependabot[bot]', none, 'not-checked'],
    ["Dependabot's push", 'push', undefined, 'dependabot[bot]', none, 'not-checked'],
    ["the repository's own pull request", 'pull_request', ownRepository.id, 'someone', none, 'error'],
    ['a push', 'push', undefined, 'someone', none, 'error'],
    ['a nightly run', 'schedule', undefined, 'dependabot[bot]', none, 'error'],
    ['a run on the target', 'pull_request_target', 2002, 'someone', none, 'error'],
    [
      "a fork's pull request whose role cannot be taken on",
      'pull_request',
      2002,
      'someone',
      { ...none, AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/ci' },
      'error',
    ],
  ])('%s', async (_, event, head, actor, environment, verdict) => {
    const sha = checkout(job.workspace);
    const payload = head === undefined ? undefined : pullRequest({ sha, repository: head }, sha);
    const { code, stdout, outputs } = await job.step({
      event,
      payload,
      sha,
      actor,
      environment,
      inputs: { base: sha },
    });
    expect(outputs).toMatchObject({ verdict, report: '', 'exit-code': verdict === 'error' ? '1' : '0' });
    expect(code).toBe(verdict === 'error' ? 1 : 0);
    expect(stdout).toMatch(verdict === 'error' ? /^::error /m : /^::notice title=driftcheck::Not checked/m);
  });

  it("still says what is wrong with a fork's code", async () => {
    const sha = checkout(job.workspace, { 'broken.tf': 'locals {\n  a =\n}\n' });
    const payload = pullRequest({ sha, repository: 2002 }, sha);
    const { code, stdout } = await job.step({
      event: 'pull_request',
      payload,
      sha,
      environment: none,
      inputs: { base: sha },
    });
    expect(stdout).toMatch(/^::error .*file=broken\.tf,line=2/m);
    expect(code).toBe(1);
  });
});

describe('accounts that may be read', () => {
  it('reads nothing else with credentials of another account', async () => {
    checkout(job.workspace);
    callsSince();
    const { code, stdout, outputs } = await job.step({
      inputs: { 'allowed-account-ids': '999999999999\n210987654321' },
    });
    expect(code).toBe(1);
    expect(outputs['verdict']).toBe('error');
    expect(stdout).toMatch(/^::error .*123456789012.*allowed-account-ids/);
    expect(callsSince()).toEqual(['sts:GetCallerIdentity']);
  });

  it('reads with those of one that is named', async () => {
    checkout(job.workspace);
    const { code, outputs } = await job.step({ inputs: { 'allowed-account-ids': '999999999999, 123456789012' } });
    expect([code, outputs['verdict']]).toEqual([0, 'in-sync']);
  });
});
