import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { GitHubClient } from '../github/client.ts';
import type { GitHubFailure } from '../model/github.ts';
import { commentSkippedText, uploadSkippedText } from '../report/message/github.ts';
import { type ActionEvent, changeOrigin, pullRequestOf } from './event.ts';
import type { ActionInputs } from './inputs.ts';
import { annotate } from './log.ts';

/*
 * What is done on GitHub besides the log. None of it changes the result: what cannot be done is a notice.
 */

type RunnerEnvironment = Readonly<Record<string, string | undefined>>;

/** GitHub's API as a job may ask it; it is loaded when it is asked for the first time. */
export interface ActionGitHub {
  /** The client, or why there is none. */
  client(): Promise<GitHubClient | GitHubFailure>;
  /** The tip of a branch; undefined where GitHub does not say. */
  tipOf(branch: string): Promise<string | undefined>;
}

/** @param token of the input; without one nothing is asked */
export function openGitHub(token: string | undefined, environment: RunnerEnvironment): ActionGitHub {
  const { GITHUB_API_URL: apiUrl = 'https://api.github.com', GITHUB_REPOSITORY: repository = '' } = environment;
  let opened: Promise<GitHubClient> | undefined;
  const client = async (): Promise<GitHubClient | GitHubFailure> => {
    if (token === undefined || repository === '') return { code: 'no-token' };
    opened ??= import('../github/client.ts').then(({ createGitHubClient }) =>
      createGitHubClient({ token, apiUrl, repository }),
    );
    return opened;
  };
  return {
    client,
    tipOf: async (branch) => {
      const found = await client();
      if ('code' in found) return undefined;
      const { branchTip } = await import('../github/branch.ts');
      const tip = await branchTip(found, branch);
      return 'commit' in tip ? tip.commit : undefined;
    },
  };
}

/** What comments and uploads are about. */
export interface Publication {
  readonly event: ActionEvent;
  readonly inputs: ActionInputs;
  readonly github: ActionGitHub;
  readonly environment: RunnerEnvironment;
}

/** A comment, with and without anything to tell. */
export interface CommentText {
  /** @param key of the marker that it begins with. @param name what the run is called beside others */
  readonly body: (key: string, name: string | undefined) => Promise<string>;
  readonly clean: boolean;
}

/** Brings the comment of the pull request up to date, where there is one to have it. */
export async function comment({ event, inputs, github, environment }: Publication, text: CommentText): Promise<void> {
  const pullRequest = pullRequestOf(event);
  if (pullRequest === undefined || inputs.comment === 'never') return;
  const skipped = (failure: GitHubFailure): void => annotate('notice', commentSkippedText(failure));
  const client = await github.client();
  if ('code' in client) {
    skipped(client);
    return;
  }
  const { upsertComment } = await import('../github/comment.ts');
  const { commentMarker } = await import('../report/markdown/marker.ts');
  const key = commentKey(inputs, environment);
  const result = await upsertComment(client, {
    pullRequest,
    marker: commentMarker(key),
    body: await text.body(key, runName(inputs)),
    clean: text.clean,
    mode: inputs.comment,
  });
  if (result.status === 'skipped') skipped(result.failure);
}

/**
 * What tells the comments of a pull request apart: the workflow, the job, its place in a matrix, and what is checked.
 * The same in each run, whatever commit or event it is of.
 */
function commentKey(inputs: ActionInputs, { GITHUB_WORKFLOW, GITHUB_JOB }: RunnerEnvironment): string {
  return hashOf([GITHUB_WORKFLOW, GITHUB_JOB, ...subjectOf(inputs)]);
}

/**
 * What tells analyses apart in code scanning, which compares those of a pull request with those of its base: what is
 * checked, whichever workflow does it.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support#runautomationdetails-object
 */
export function analysisCategory(inputs: ActionInputs): string {
  return `driftcheck-${hashOf(subjectOf(inputs))}`;
}

function subjectOf({ matrix, directory, config, varFiles, workspace, region }: ActionInputs): readonly unknown[] {
  return [matrix, directory, config, varFiles, workspace, region];
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

const longestName = 80;

/** What a run is called beside others on the same pull request: its directory, and where in a matrix it is. */
function runName({ directory, workspace, matrix }: ActionInputs): string | undefined {
  const name = [directory, workspace, ...matrixValues(matrix)].filter((part) => part !== undefined).join(', ');
  return name === '' ? undefined : name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

/** The values of a matrix that are texts or numbers, in their order. */
function matrixValues(matrix: string | undefined): readonly string[] {
  if (matrix === undefined) return [];
  try {
    const values = Object.values(Object(JSON.parse(matrix)) as Record<string, unknown>);
    return values.flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : []));
  } catch {
    // The runner writes JSON. What else somebody gives tells jobs apart, and names none.
    return [];
  }
}

/** What is uploaded to code scanning. */
interface Analysis {
  readonly sarif: string;
  readonly file: string;
  /** The commit that is checked out, and where. */
  readonly checkout: { readonly commit: string; readonly top: string } | undefined;
}

/** Uploads the results to code scanning, where the workflow asks for it. */
export async function upload(
  { event, inputs, github }: Publication,
  { sarif, file, checkout }: Analysis,
): Promise<void> {
  if (inputs.sarif !== 'upload') return;
  const skipped = (failure: GitHubFailure): void => annotate('notice', uploadSkippedText(failure, file));
  const ref = checkout && (await referenceOf(event, checkout.commit));
  if (checkout === undefined || ref === undefined) {
    skipped({ code: 'other-commit' });
    return;
  }
  const client = await github.client();
  if ('code' in client) {
    skipped(client);
    return;
  }
  const { uploadSarif } = await import('../github/sarif.ts');
  const { commit, top } = checkout;
  const result = await uploadSarif(client, { sarif, commit, ref, checkoutUri: `${pathToFileURL(top).href}/` });
  if (result.status === 'skipped') skipped(result.failure);
}

/** The reference that a commit is looked at under; undefined where it is not what the event is about. */
async function referenceOf(event: ActionEvent, commit: string): Promise<string | undefined> {
  const { analysisRef } = await import('../github/analysis.ts');
  const { pull_request: pull, workflow_run: run } = event.payload;
  const isOwn = changeOrigin(event) === 'own';
  return analysisRef({
    commit,
    event: { ref: event.ref ?? '', sha: event.sha ?? '' },
    ...(pull === undefined ? {} : { pullRequest: { number: pull.number, head: pull.head.sha } }),
    ...(run?.head_branch && isOwn ? { branch: { name: run.head_branch, commit: run.head_sha } } : {}),
  });
}

/** The page of the run. */
export function runUrl({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: repository,
  GITHUB_RUN_ID: run,
}: RunnerEnvironment): string | undefined {
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}
