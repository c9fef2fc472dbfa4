import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { deployed, notApplied, withRedisRule } from '../aws-server/incident.ts';
import { type AwsServer, startAwsServer } from '../aws-server/server.ts';
import { commitAt, git } from '../git/sandbox.ts';
import { type GitHubServer, startGitHubServer } from '../github-server/server.ts';
import { actionsBot, allPermissions, type HostedRepository } from '../github-server/world.ts';
import { type Job, ownRepository, pullRequest, type StepOptions, startJob } from './action.ts';

/** What a step leaves on GitHub, and that its result hangs on none of it. */

const incident = join(import.meta.dirname, '../../fixtures/incident');
const token = 'invented-token-of-the-job';

let aws: AwsServer;
let github: GitHubServer;
let repository: HostedRepository;
let job: Job;
let sha: string;
beforeAll(async () => {
  aws = await startAwsServer(notApplied());
});
afterAll(() => aws.close());
beforeEach(async () => {
  aws.become(notApplied());
  github = await startGitHubServer();
  repository = github.host(ownRepository.full_name, [7]);
  github.grant(token, actionsBot(allPermissions));
  job = startJob(aws.endpoint);
  for (const name of ['main.tf', 'network.tf', 'variables.tf', 'terraform.tfvars', 'modules']) {
    cpSync(join(incident, name), join(job.workspace, name), { recursive: true });
  }
  git(job.workspace, 'init', '-q');
  sha = commitAt('2026-09-20T08:00:00Z', job.workspace, {});
});
afterEach(async () => {
  job.end();
  await github.close();
});

/** A step of a pull request whose base is what is checked out: what drifts is drift. */
function step({ inputs = {}, environment = {}, ...more }: StepOptions = {}) {
  return job.step({
    event: 'pull_request_target',
    payload: pullRequest({ sha, repository: ownRepository.id }, sha),
    sha,
    inputs: { token, ...inputs },
    environment: {
      GITHUB_API_URL: github.url,
      GITHUB_WORKFLOW: 'Drift',
      GITHUB_JOB: 'drift',
      GITHUB_RUN_ID: '17',
      ...environment,
    },
    ...more,
  });
}

const comments = (): readonly string[] => (repository.pulls.get(7) ?? []).map(({ body }) => body);
const notices = (stdout: string): readonly string[] =>
  stdout.split('\n').filter((line) => line.startsWith('::notice title=driftcheck::'));

it('keeps one comment up to date, and turns it green', async () => {
  const first = await step();
  expect([first.code, first.outputs['verdict'], notices(first.stdout)]).toEqual([2, 'drift', []]);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toMatch(/^<!-- driftcheck: \w+ -->\n/);
  expect(comments()[0]).toContain('HUGGINGFACE_API_KEY');
  expect(comments()[0]).toContain(`https://github.com/example/infra/blob/${sha}/network.tf#L38`);
  expect(first.summary).toContain('HUGGINGFACE_API_KEY');
  aws.become(withRedisRule(deployed()));
  expect((await step()).code).toBe(0);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).not.toContain('HUGGINGFACE_API_KEY');
  // Where nothing drifts and nothing was said before, nothing is said.
  repository.pulls.set(7, []);
  await step();
  expect(comments()).toEqual([]);
  await step({ inputs: { comment: 'always' } });
  expect(comments()).toHaveLength(1);
});

it('says in its comment that a later run could not be made', async () => {
  await step();
  rmSync(join(job.workspace, 'variables.tf'));
  const { code, summary } = await step();
  expect(code).toBe(1);
  expect(summary).toMatch(/^## ❌ driftcheck: could not run\n/);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toMatch(/could not run/);
  expect(comments()[0]).not.toContain('HUGGINGFACE_API_KEY');
});

it('gives each job of a matrix a comment of its own', async () => {
  await step({ inputs: { matrix: '{\n  "environment": "blue"\n}' } });
  await step({ inputs: { matrix: '{\n  "environment": "green"\n}' } });
  await step({ inputs: { matrix: '{\n  "environment": "green"\n}' } });
  expect(comments().map((body) => /blue|green/.exec(body)?.[0])).toEqual(['blue', 'green']);
});

it('uploads to code scanning when asked to, as what the event is about', async () => {
  const quiet = await step();
  expect(repository.uploads).toEqual([]);
  const { outputs } = await step({ inputs: { sarif: 'upload' } });
  expect(repository.uploads).toMatchObject([{ commit_sha: sha, ref: 'refs/heads/main', tool_name: 'driftcheck' }]);
  expect(repository.uploads[0]?.sarif).toBe(readFileSync(outputs['sarif'] ?? '', 'utf8'));
  expect(JSON.parse(repository.uploads[0]?.sarif ?? '')).toMatchObject({
    version: '2.1.0',
    runs: [{ automationDetails: { id: expect.stringMatching(/^driftcheck-\w+\/$/) } }],
  });
  expect(readFileSync(quiet.outputs['sarif'] ?? '', 'utf8')).toBe(repository.uploads[0]?.sarif);
});

it.each<[string, () => unknown, StepOptions, readonly RegExp[]]>([
  [
    'contents: read alone',
    () => github.grant(token, actionsBot({ contents: 'read' })),
    {},
    [/no comment.*pull-requests: write/, /security-events: write/],
  ],
  ['no token', () => {}, { inputs: { token: '' } }, [/no comment.*no token/, /report\.sarif.*no token/]],
  [
    'a token that is not valid',
    () => {},
    { inputs: { token: 'another' } },
    [/does not accept the token/, /does not accept the token/],
  ],
  ['no code scanning', () => (repository.codeScanning = 'off'), {}, [/report\.sarif.*code scanning is not available/]],
  ['a locked conversation', () => repository.locked.add(7), {}, [/locked/]],
  ['an API that is down', () => github.close(), {}, [/cannot be reached/, /cannot be reached/]],
])('has the same result with %s, and says so', async (_, prepare, options, said) => {
  await prepare();
  const { code, outputs, stdout } = await step({ ...options, inputs: { sarif: 'upload', ...options.inputs } });
  expect(notices(stdout)).toHaveLength(said.length);
  for (const [at, text] of said.entries()) expect(notices(stdout)[at]).toMatch(text);
  expect([code, outputs['verdict']]).toEqual([2, 'drift']);
  expect(JSON.parse(readFileSync(outputs['sarif'] ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' });
});

it('asks GitHub nothing where nothing is wanted', async () => {
  await step({ inputs: { comment: 'never' } });
  await step({ event: 'push', payload: { repository: ownRepository } });
  expect(github.journal()).toEqual([]);
});

it('takes the tip of a branch for the repository’s own, as GitHub tells it', async () => {
  const moved = commitAt('2026-09-21T08:00:00Z', job.workspace, { 'note.txt': 'moved on\n' });
  const event = { payload: pullRequest({ sha: 'b'.repeat(40), repository: 2002 }, sha) };
  expect((await step(event)).stdout).toMatch(/nothing was read/);
  repository.branches.set('main', moved);
  expect((await step(event)).outputs['verdict']).toBe('drift');
  const silent = await step({ ...event, inputs: { token: '' } });
  expect([silent.code, silent.outputs['verdict']]).toEqual([1, 'error']);
});
