import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { recordedWorld } from '../../aws-server/recorded.ts';
import { type AwsServer, startAwsServer } from '../../aws-server/server.ts';
import type { GitHubFault } from '../../github-server/faults.ts';
import { type GitHubServer, startGitHubServer } from '../../github-server/server.ts';
import {
  type Account,
  actionsBot,
  allPermissions,
  type HostedRepository,
  type PostedComment,
} from '../../github-server/world.ts';
import { awsEnvironment } from '../cli.ts';
import { checkOut, type History, type Hosted, host, queueRef, write } from './repository.ts';
import { type JobEvent, runStep, type StepResult } from './runner.ts';

export const fixtures = join(import.meta.dirname, '../../../fixtures/pull-request');

/** The Nodes that the Action runs on. */
export const nodes: Readonly<Record<string, string>> = {
  '20': process.execPath,
  '24': resolve(process.env['DRIFTCHECK_E2E_NODE24'] ?? '.node24', 'node_modules/.bin/node'),
};

/** Servers and repositories that all rows share. */
export interface Site {
  readonly github: GitHubServer;
  /** Where nothing listens. */
  readonly nowhere: string;
  /** An AWS account as the `live.json` of a fixture has it. */
  readonly account: (fixture: string) => Promise<AwsServer>;

  /** The repository of a history, made once for all jobs that are about it. */
  readonly repository: (history: History) => Promise<Hosted>;
  /** A new directory's path. */
  readonly directory: (name: string) => string;
  readonly path: string;
  readonly close: () => Promise<void>;
}

export async function openSite(): Promise<Site> {
  const path = mkdtempSync(join(tmpdir(), 'driftcheck-action-'));
  const github = await startGitHubServer();
  const accounts = new Map<string, Promise<AwsServer>>();
  const repositories = new Map<string, Promise<Hosted>>();
  let directories = 0;
  const directory = (name: string): string => join(path, `${++directories}-${name}`);
  const once = <T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const there = made.get(key) ?? make();
    made.set(key, there);
    return there;
  };
  const closed = await startGitHubServer();
  await closed.close();
  return {
    path,
    github,
    nowhere: closed.url,
    account: (fixture) =>
      once(accounts, fixture, () =>
        startAwsServer(recordedWorld(JSON.parse(readFileSync(join(fixtures, fixture, 'live.json'), 'utf8')))),
      ),
    repository: (history) => once(repositories, JSON.stringify(history), () => host(directory('hosted'), history)),
    directory,
    close: async () => {
      await github.close();
      for (const server of await Promise.all(accounts.values())) await server.close();
    },
  };
}

/** What a job is started by, and has checked out. */
export type EventName = 'pull_request' | 'pull_request_target' | 'merge_group' | 'push' | 'schedule';

export interface Job {
  /** Of `fixtures/pull-request`. */
  readonly fixture: string;
  readonly history: History;
  /** Files of the checkout that are in no commit: what `terraform init` has installed. */
  readonly installed?: Readonly<Record<string, string>>;
  /** Default: `pull_request`. */
  readonly event?: EventName;
  /** Default: the merge commit of a pull request, the tip of `main` otherwise. */
  readonly checkedOut?: 'merge' | 'head' | 'base';
  /** `fetch-depth`; default: 0, everything. */
  readonly depth?: number;
  /** Whether the pull request comes from a fork. */
  readonly fork?: boolean;
  readonly actor?: string;
  readonly credentials?: boolean;
  /** What the token may do; null: there is no token. */
  readonly permissions?: Account['permissions'] | null;
  /** The account that is read; default: the fixture's. */
  readonly aws?: AwsServer;
  /** What goes wrong between the job and GitHub, of what is about its repository. */
  readonly faults?: readonly GitHubFault[];
  /** Whether GitHub's API answers. */
  readonly api?: 'up' | 'down';
  readonly inputs?: Readonly<Record<string, string>>;
  readonly matrix?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A checkout of a job in which steps run, and its repository on GitHub. */
export interface Started {
  readonly step: (more?: Partial<Pick<Job, 'inputs' | 'matrix' | 'environment'>>) => Promise<StepResult>;
  readonly repository: HostedRepository;
  /** Those of the pull request. */
  readonly comments: () => readonly PostedComment[];
  readonly bodies: () => readonly string[];
  readonly hosted: Hosted;
}

/** Makes the checkout of a job. `name` is its repository's: each job has one of its own. */
export async function startJob(site: Site, name: string, node: string, job: Job): Promise<Started> {
  const { fixture, event = 'pull_request', depth = 0, permissions = allPermissions } = job;
  const hosted = await site.repository(job.history);
  const repository = site.github.host(`example/${name}`, [7]);
  repository.branches.set('main', hosted.base).set('topic', hosted.head);
  const token = permissions === null ? '' : `invented-token-of-${name}`;
  if (permissions !== null) site.github.grant(token, actionsBot(permissions));
  const path = `/repos/${repository.name}/`;
  site.github.fail(...(job.faults ?? []).map((fault): GitHubFault => ({ ...fault, path })));
  const workspace = site.directory(name);
  const { ref, commit } = checkoutOf(event, job.checkedOut, hosted);
  await checkOut(hosted, workspace, { ref, commit, depth });
  if (job.installed !== undefined) await write(workspace, job.installed);
  const aws = job.aws ?? (await site.account(fixture));
  const step: Started['step'] = (more = {}) =>
    runStep({
      node,
      workspace,
      temporary: site.directory(`${name}-runner`),
      event: jobEvent(job, hosted, repository.name),
      repository: repository.name,
      apiUrl: job.api === 'down' ? site.nowhere : site.github.url,
      token,
      ...(job.inputs === undefined && more.inputs === undefined ? {} : { inputs: { ...job.inputs, ...more.inputs } }),
      ...optional('matrix', more.matrix ?? job.matrix),
      environment: {
        ...(job.credentials === false ? { AWS_EC2_METADATA_DISABLED: 'true' } : awsEnvironment(aws.endpoint)),
        ...job.environment,
        ...more.environment,
      },
    });
  const comments = () => repository.pulls.get(7) ?? [];
  return { step, repository, hosted, comments, bodies: () => comments().map(({ body }) => body) };
}

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: V };
}

function checkoutOf(event: EventName, checkedOut: Job['checkedOut'], { base, head, merge }: Hosted) {
  if (event === 'merge_group') return { ref: queueRef(base), commit: merge };
  const at = checkedOut ?? (event === 'pull_request' ? 'merge' : 'base');
  if (at === 'base') return { ref: 'refs/heads/main', commit: base };
  return at === 'merge' ? { ref: 'refs/pull/7/merge', commit: merge } : { ref: 'refs/pull/7/head', commit: head };
}

/** The event as GitHub sends it, as far as it is of use: https://docs.github.com/webhooks/webhook-events-and-payloads */
function jobEvent(
  { event = 'pull_request', fork = false, actor = 'ada' }: Job,
  hosted: Hosted,
  name: string,
): JobEvent {
  const [owner = '', short = ''] = name.split('/');
  const own = { id: 1001, name: short, full_name: name, fork: false, private: true, default_branch: 'main' };
  const theirs = { ...own, id: 2002, full_name: `mallory/${short}`, fork: true };
  const pull = {
    number: 7,
    state: 'open',
    head: { ref: 'topic', sha: hosted.head, repo: fork ? theirs : own },
    base: { ref: 'main', sha: hosted.base, repo: own },
    merge_commit_sha: hosted.merge,
    user: { login: actor },
  };
  const shared = { repository: { ...own, owner: { login: owner } }, sender: { login: actor } };
  switch (event) {
    case 'pull_request':
      return {
        name: event,
        ref: 'refs/pull/7/merge',
        sha: hosted.merge,
        actor,
        payload: { action: 'synchronize', number: 7, pull_request: pull, ...shared },
      };
    case 'pull_request_target':
      return {
        name: event,
        ref: 'refs/heads/main',
        sha: hosted.base,
        actor,
        payload: { action: 'synchronize', number: 7, pull_request: pull, ...shared },
      };
    case 'merge_group': {
      const ref = queueRef(hosted.base);
      const group = { head_sha: hosted.merge, head_ref: ref, base_sha: hosted.base, base_ref: 'refs/heads/main' };
      return {
        name: event,
        ref,
        sha: hosted.merge,
        actor,
        payload: { action: 'checks_requested', merge_group: group, ...shared },
      };
    }
    case 'push':
    case 'schedule':
      return {
        name: event,
        ref: 'refs/heads/main',
        sha: hosted.base,
        actor,
        payload: { ref: 'refs/heads/main', ...shared },
      };
  }
}
