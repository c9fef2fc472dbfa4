import * as z from 'zod';
import type { CommentMode, CommentResult, GitHubFailure } from '../model/github.ts';
import type { GitHubAnswer, GitHubClient } from './client.ts';

/** The comment that a pull request is to have. */
export interface CommentRequest {
  readonly pullRequest: number;
  /** What the comment begins with and is found again by: one for each set of targets and each job of a matrix. */
  readonly marker: string;
  /** The whole text, the marker first. */
  readonly body: string;
  /** Nothing to tell: of use only to turn an earlier comment green. */
  readonly clean: boolean;
  readonly mode: CommentMode;
}

type Comment = z.infer<typeof comment>;

const comment = z.object({
  id: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ id: z.number(), type: z.string() }).nullish(),
  performed_via_github_app: z.object({ slug: z.string().nullish() }).nullish(),
});
const viewer = z.object({ data: z.object({ viewer: z.object({ databaseId: z.number() }) }) });

/**
 * What writing to the conversation of a pull request takes. `issues: write` is accepted as well and is not needed:
 * https://docs.github.com/rest/authentication/permissions-required-for-github-apps#repository-permissions-for-pull-requests
 */
const needs = 'pull-requests: write';

/** How often the comments are looked at: after a creation, after a deletion by others, and once more. */
const rounds = 4;

/** Before comments are looked at again after an answer that got lost: what was written may not be shown at once. */
const settleMs = 2000;

/**
 * Brings the comment of a pull request up to date: creates it, or changes the one that is there, unless that says the
 * same. Only comments of our own author count, as anybody can write a comment that has the marker in it. Where there
 * are several (two runs that created one at the same time), the oldest stays, whichever run comes to look, and the
 * others are deleted.
 */
export async function upsertComment(client: GitHubClient, asked: CommentRequest): Promise<CommentResult> {
  if (asked.mode === 'never') return { status: 'not-needed' };
  if (!asked.body.startsWith(asked.marker)) throw new RangeError('the body of a comment begins with its marker');
  let created: Comment | undefined;
  let trouble: GitHubFailure = { code: 'contended' };
  for (let round = 1; round <= rounds; round++) {
    const own = await ownComments(client, asked, created);
    if ('failure' in own) return created === undefined ? skipped(own.failure) : done('created', created);
    const [oldest, ...later] = own.data;
    if (oldest === undefined) {
      if (asked.mode === 'on-drift' && asked.clean) return { status: 'not-needed' };
      const answer = await create(client, asked);
      if ('data' in answer) created = answer.data;
      else if (answer.unsure && (await client.wait(settleMs))) trouble = answer.failure;
      else return skipped(answer.failure);
      continue;
    }
    const same = lines(oldest.body ?? '') === lines(asked.body);
    const changed = same ? undefined : await update(client, asked, oldest);
    if (changed !== undefined && 'failure' in changed) {
      // Somebody has deleted it since it was listed.
      if (changed.failure.code !== 'not-found') return skipped(changed.failure);
      if (created?.id === oldest.id) created = undefined;
      trouble = changed.failure;
      continue;
    }
    // Those that cannot be deleted now are found again by the next run.
    for (const one of later) await remove(client, one);
    if (created?.id === oldest.id) return done('created', oldest);
    return done(same ? 'unchanged' : 'updated', oldest);
  }
  return skipped(trouble);
}

function done(status: 'created' | 'updated' | 'unchanged', { html_url: url }: Comment): CommentResult {
  return { status, url };
}

function skipped(failure: GitHubFailure): CommentResult {
  return { status: 'skipped', failure };
}

/** The text as GitHub keeps it: it may change how lines end, and drop what is blank at the end. */
function lines(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}

const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const oneComment = '/repos/{owner}/{repo}/issues/comments/{comment_id}';

function create(client: GitHubClient, { pullRequest, body }: CommentRequest): Promise<GitHubAnswer<Comment>> {
  const parameters = { issue_number: pullRequest, body };
  return client.request({ route: `POST ${comments}`, parameters, answer: comment, needs, repeatable: false });
}

function update(client: GitHubClient, { body }: CommentRequest, { id }: Comment): Promise<GitHubAnswer<Comment>> {
  const parameters = { comment_id: id, body };
  return client.request({ route: `PATCH ${oneComment}`, parameters, answer: comment, needs, repeatable: true });
}

function remove(client: GitHubClient, { id }: Comment): Promise<GitHubAnswer<unknown>> {
  const parameters = { comment_id: id };
  return client.request({ route: `DELETE ${oneComment}`, parameters, answer: z.unknown(), needs, repeatable: true });
}

/** Comments with the marker that are ours, the oldest first; `created` also where the list does not show it yet. */
async function ownComments(
  client: GitHubClient,
  asked: CommentRequest,
  created: Comment | undefined,
): Promise<{ readonly data: readonly Comment[] } | { readonly failure: GitHubFailure }> {
  const marked: Comment[] = [];
  for (let page = 1, more = true; more; page++) {
    const answer = await client.request({
      route: `GET ${comments}`,
      parameters: { issue_number: asked.pullRequest, per_page: 100, page },
      answer: z.array(comment),
      // Reading takes less than writing, which comes next.
      needs,
      repeatable: true,
    });
    if ('failure' in answer) return answer;
    marked.push(...answer.data.filter(({ body }) => body?.startsWith(asked.marker)));
    more = answer.more;
  }
  if (created !== undefined && marked.every(({ id }) => id !== created.id)) marked.push(created);
  const own = marked.length === 0 ? { data: [] } : await writtenByUs(client, marked, created?.user?.id);
  return 'failure' in own ? own : { data: own.data.toSorted((a, b) => a.id - b.id) };
}

/**
 * Those of the comments that the token's own user has written. Who that is the REST API does not tell to a workflow's
 * `GITHUB_TOKEN`, which is no user's (`GET /user` answers 403); the GraphQL API tells it to any token
 * (`github-actions[bot]`), without a permission. Where that cannot be asked, only what comes from GitHub Actions itself
 * is taken for ours: https://docs.github.com/graphql/reference/queries#user
 */
async function writtenByUs(
  client: GitHubClient,
  marked: readonly Comment[],
  user: number | undefined,
): Promise<{ readonly data: readonly Comment[] } | { readonly failure: GitHubFailure }> {
  if (user !== undefined) return { data: marked.filter((one) => one.user?.id === user) };
  const answer = await client.request({
    route: `POST ${client.graphqlUrl}`,
    parameters: { query: '{ viewer { databaseId } }' },
    answer: viewer,
    needs,
    repeatable: true,
  });
  if ('data' in answer) {
    const { databaseId } = answer.data.data.viewer;
    return { data: marked.filter((one) => one.user?.id === databaseId) };
  }
  const actions = marked.filter(
    ({ user: author, performed_via_github_app: app }) => author?.type === 'Bot' && app?.slug === 'github-actions',
  );
  // To create another one each time would be worse than none.
  return actions.length === 0 ? answer : { data: actions };
}
