import * as z from 'zod';
import { readInput } from '../commands/input.ts';

/*
 * What started the job: the event and what GitHub says of it. Of the payload only what is decided by is looked at; what
 * is not as documented counts as not said. https://docs.github.com/webhooks/webhook-events-and-payloads
 */

const lenient = <T extends z.ZodType>(form: T) => form.optional().catch(undefined);

const repository = z.object({ id: z.number() });
const branch = z.object({
  sha: z.string(),
  ref: z.string(),
  /** Null when the fork was deleted. */
  repo: repository.nullable(),
});

const payload = z.object({
  repository: lenient(repository.extend({ default_branch: lenient(z.string()) })),
  pull_request: lenient(
    z.object({ number: z.int(), head: branch, base: branch, merge_commit_sha: lenient(z.string().nullable()) }),
  ),
  workflow_run: lenient(
    z.object({
      head_sha: z.string(),
      head_branch: lenient(z.string().nullable()),
      head_repository: repository.nullish(),
      pull_requests: lenient(z.array(z.object({ number: z.int() }))),
    }),
  ),
  merge_group: lenient(z.object({ base_sha: z.string(), base_ref: z.string() })),
  issue: lenient(z.object({ number: z.int(), pull_request: z.unknown() })),
});

/** The event of a job. */
export interface ActionEvent {
  /** `pull_request`, `push`, `schedule` …; empty outside of GitHub. */
  readonly name: string;
  /** The commit that the event ran on: of `pull_request` the merge commit, of the privileged events the base's own. */
  readonly sha: string | undefined;
  readonly ref: string | undefined;
  /** Who started the run. */
  readonly actor: string | undefined;
  readonly payload: z.infer<typeof payload>;
}

type EventEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the event from what the runner gives.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 *
 * @throws ProblemError `input-unreadable`, `too-large` for a payload that cannot be read
 */
export function readEvent(environment: EventEnvironment): ActionEvent {
  const file = environment['GITHUB_EVENT_PATH'];
  return {
    name: environment['GITHUB_EVENT_NAME'] ?? '',
    sha: environment['GITHUB_SHA'] || undefined,
    ref: environment['GITHUB_REF'] || undefined,
    actor: environment['GITHUB_ACTOR'] || undefined,
    payload: payload.catch({}).parse(file === undefined || file === '' ? {} : parsed(readInput(file))),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A payload that is no JSON says nothing, like one without members.
    return {};
  }
}

/** Whose change an event is about: the repository's own, a fork's, or not told. */
export type ChangeOrigin = 'own' | 'fork' | 'unknown';

/** Whose change the event is about; by the numbers of repositories, which nobody can choose. */
export function changeOrigin({ payload: { repository: own, pull_request: pull, workflow_run: run } }: ActionEvent) {
  const head = pull === undefined ? run && (run.head_repository ?? null) : pull.head.repo;
  if (head === undefined || own === undefined) return 'unknown' satisfies ChangeOrigin;
  return (head !== null && head.id === own.id ? 'own' : 'fork') satisfies ChangeOrigin;
}

/**
 * The events of pull requests whose jobs have no secrets and a token that can only read, where a fork or Dependabot
 * started them.
 * https://docs.github.com/en/actions/reference/security/secure-use#understanding-the-risk-of-script-injections
 * https://docs.github.com/en/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions
 */
const ofPullRequests: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);
const ofDependabot: ReadonlySet<string> = new Set([...ofPullRequests, 'push', 'create', 'deployment']);

/** Whether the event is about a change of the code, which has a base. */
export function isOfChange({ name }: ActionEvent): boolean {
  return ofPullRequests.has(name) || name === 'merge_group';
}

/**
 * Whether the event ran on the default branch, which the repository's own rules protect, and is about nothing but what
 * stands there.
 */
export function isOfDefaultBranch({ name, ref, payload: { repository: own } }: ActionEvent): boolean {
  return ofBranches.has(name) && own?.default_branch !== undefined && ref === `refs/heads/${own.default_branch}`;
}

const ofBranches: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']);

/** The account that only Dependabot has: names of people have no brackets. */
const dependabot = 'dependabot[bot]';

/**
 * Whether GitHub withholds secrets and rights from the jobs of this event. Told by what GitHub says of it: the numbers
 * of the two repositories, and who started the run.
 */
export function isWithoutSecrets(event: ActionEvent): boolean {
  if (event.actor === dependabot) return ofDependabot.has(event.name);
  return ofPullRequests.has(event.name) && changeOrigin(event) === 'fork';
}

/** The pull request that the event is about, where there is one that can have a comment. */
export function pullRequestOf({ payload: { pull_request: pull, workflow_run: run, issue } }: ActionEvent) {
  if (pull !== undefined) return pull.number;
  const [only, second] = run?.pull_requests ?? [];
  if (only !== undefined && second === undefined) return only.number;
  return issue?.pull_request == null ? undefined : issue.number;
}
