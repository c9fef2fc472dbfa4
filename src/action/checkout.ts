import { relative } from 'node:path';
import { GitError } from '../git/process.ts';
import { withRepository } from '../git/repository.ts';
import { type CheckoutDoubt, ProblemError } from '../model/problem.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { type ActionEvent, changeOrigin } from './event.ts';

/**
 * Events that strangers can set off and that give a job the repository's own secrets and rights all the same. Nothing
 * of a stranger is checked out in such a job unless the workflow says so.
 * https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
 */
const privileged: ReadonlySet<string> = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'check_run',
  'check_suite',
  'status',
]);

/**
 * Whether a job of this event may have nothing of the change checked out that the event is about: what it checks is the
 * repository's own code, as it is.
 */
export function isGuarded(event: ActionEvent): boolean {
  return privileged.has(event.name) && changeOrigin(event) !== 'own';
}

/** Where a run works, and with what. */
interface Checkouts {
  /** The directories whose checkouts are looked at. */
  readonly directories: readonly string[];
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The tip of a branch, as GitHub has it now; undefined where it does not say. */
  readonly tipOf: (branch: string) => Promise<string | undefined>;
}

/**
 * Stops a run of an event that has the repository's own rights, where the workspace or one of the directories has a
 * commit checked out that is not the repository's own: what a stranger wrote would be computed beside the secrets of
 * the job. Only commits that are certainly the repository's own pass: the one that the event ran on, the base's as the
 * event tells it, the tip of the base's branch and of the default branch.
 *
 * @throws ProblemError `checkout-untrusted`
 */
export async function requireOwnCheckouts(event: ActionEvent, where: Checkouts): Promise<void> {
  if (!isGuarded(event)) return;
  const origin = changeOrigin(event);
  const workspace = realPath(where.workspace);
  const doubt = (why: CheckoutDoubt, directory: string, commit?: string): ProblemError =>
    new ProblemError({
      code: 'checkout-untrusted',
      event: event.name,
      why,
      directory: relative(workspace, directory),
      ...(commit === undefined ? {} : { commit }),
    });
  const own = new Set([event.sha, event.payload.pull_request?.base.sha].filter((sha) => sha !== undefined));
  // Nothing of a workspace is read that has no checkout of its own; of what has none it cannot be told whose it is.
  const named = where.directories.length > 0 ? where.directories.map(realPath) : [workspace];
  const nowhere = named.find((directory) => repositoryTop(directory) === undefined);
  if (nowhere !== undefined) throw doubt('no-commit', nowhere);
  const tops = [workspace, ...named].flatMap((directory) => repositoryTop(directory) ?? []);
  let tips: Promise<readonly (string | undefined)[]> | undefined;
  for (const top of new Set(tops)) {
    const commit = await checkedOut(top, where.environment);
    if (commit === undefined) throw doubt('no-commit', top);
    if (own.has(commit)) continue;
    tips ??= tipsOf(event, where.tipOf);
    if (!(await tips).includes(commit)) throw doubt(origin === 'fork' ? 'fork' : 'unknown-head', top, commit);
  }
}

/** The tips of the branches that a change can be based on. */
async function tipsOf(
  { payload: { pull_request: pull, repository: own } }: ActionEvent,
  tipOf: Checkouts['tipOf'],
): Promise<readonly (string | undefined)[]> {
  const branches = new Set([pull?.base.ref, own?.default_branch].filter((branch) => branch !== undefined));
  return Promise.all([...branches].map(tipOf));
}

/** The commit that a repository has checked out; undefined where that cannot be told. */
export async function checkedOut(top: string, environment: Checkouts['environment']): Promise<string | undefined> {
  try {
    const opened = await withRepository(top, { environment }, async ({ head }) => head);
    return opened.status === 'done' ? opened.value : undefined;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
