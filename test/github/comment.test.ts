import { describe, expect, it } from 'vitest';
import { type CommentRequest, upsertComment } from '../../src/github/comment.ts';
import type { CommentMode, CommentResult } from '../../src/model/github.ts';
import type { GitHubFault } from '../github-server/faults.ts';
import { repositoryName, type Served, serveGitHub } from '../github-server/start.ts';
import { type Account, actionsBot, allPermissions, type PostedComment } from '../github-server/world.ts';

const marker = '<!-- driftcheck: shop -->';
const ours = actionsBot(allPermissions);
const stranger: Account = { id: 7, login: 'mallory', type: 'User', permissions: {} };
const otherBot: Account = { id: 49699333, login: 'dependabot[bot]', type: 'Bot', app: 'dependabot', permissions: {} };

function wanted(text: string, more: Partial<CommentRequest> = {}): CommentRequest {
  return { pullRequest: 7, marker, body: `${marker}\n${text}`, clean: false, mode: 'always', ...more };
}

const posted = (id: number, text: string, author: Account = ours): PostedComment => ({ id, body: text, author });
const commentsOf = ({ repository }: Served) => repository.pulls.get(7) ?? [];
const bodies = (served: Served) => commentsOf(served).map(({ body }) => body);
const methods = ({ server }: Served) =>
  server.journal().map(({ method, path }) => `${method} ${path.replace(/^\/repos\/[^/]+\/[^/]+|\?.*$/g, '')}`);

const list = 'GET /issues/7/comments';
const create = 'POST /issues/7/comments';
const who = 'POST /graphql';

it('creates one, changes it in place, and leaves it alone when it says the same', async () => {
  const served = await serveGitHub();
  const url = `https://github.example.com/${repositoryName}/pull/7#issuecomment-1001`;
  expect(await upsertComment(served.client, wanted('drift'))).toEqual({ status: 'created', url });
  expect(methods(served)).toEqual([list, create, list]);
  expect(await upsertComment(served.client, wanted('less drift'))).toEqual({ status: 'updated', url });
  expect(methods(served).slice(3)).toEqual([list, who, 'PATCH /issues/comments/1001']);
  expect(await upsertComment(served.client, wanted('less drift'))).toEqual({ status: 'unchanged', url });
  expect(methods(served).slice(6)).toEqual([list, who]);
  expect(bodies(served)).toEqual([`${marker}\nless drift`]);
});

it('takes lines that end otherwise, and blanks at the end, for the same', async () => {
  const served = await serveGitHub();
  commentsOf(served).push(posted(1, `${marker}\r\na\r\nb`));
  expect(await upsertComment(served.client, wanted('a\nb\n'))).toMatchObject({ status: 'unchanged' });
});

describe('a comment is wanted', () => {
  it.each<[CommentMode, 'clean' | 'drift', 'none' | 'drift', CommentResult['status'], readonly string[]]>([
    ['always', 'clean', 'none', 'created', ['clean']],
    ['always', 'clean', 'drift', 'updated', ['clean']],
    ['on-drift', 'clean', 'none', 'not-needed', []],
    ['on-drift', 'clean', 'drift', 'updated', ['clean']],
    ['on-drift', 'drift', 'none', 'created', ['drift']],
    ['never', 'drift', 'none', 'not-needed', []],
    ['never', 'clean', 'drift', 'not-needed', ['drift']],
  ])('%s: now %s, earlier %s: %s', async (mode, now, earlier, status, after) => {
    const served = await serveGitHub();
    if (earlier === 'drift') commentsOf(served).push(posted(1, `${marker}\ndrift`));
    const result = await upsertComment(served.client, wanted(now, { mode, clean: now === 'clean' }));
    expect(result.status).toBe(status);
    expect(bodies(served)).toEqual(after.map((text) => `${marker}\n${text}`));
    if (mode === 'never') expect(served.server.journal()).toEqual([]);
  });
});

it('keeps two jobs of a matrix apart', async () => {
  const served = await serveGitHub();
  const other = '<!-- driftcheck: shop (eu) -->';
  await upsertComment(served.client, wanted('first'));
  await upsertComment(served.client, { ...wanted('x'), marker: other, body: `${other}\nsecond` });
  await upsertComment(served.client, wanted('first, again'));
  expect(bodies(served)).toEqual([`${marker}\nfirst, again`, `${other}\nsecond`]);
});

it('finds its comment on the third page of a long conversation', async () => {
  const served = await serveGitHub();
  const chat = Array.from({ length: 299 }, (_, index) => posted(index + 1, `comment ${index}`, stranger));
  commentsOf(served).push(...chat, posted(300, `${marker}\nold`));
  expect(await upsertComment(served.client, wanted('new'))).toMatchObject({ status: 'updated' });
  expect(methods(served)).toEqual([list, list, list, who, 'PATCH /issues/comments/300']);
  expect(commentsOf(served)[299]?.body).toBe(`${marker}\nnew`);
});

describe('touches only comments of its own author', () => {
  it.each<[string, Account]>([
    ['a stranger who posts the marker', stranger],
    ['another bot that repeats it', otherBot],
  ])('%s', async (_, author) => {
    const served = await serveGitHub();
    commentsOf(served).push(posted(1, `${marker}\nnot ours`, author));
    expect(await upsertComment(served.client, wanted('ours'))).toMatchObject({ status: 'created' });
    expect(bodies(served)).toEqual([`${marker}\nnot ours`, `${marker}\nours`]);
    expect(await upsertComment(served.client, wanted('ours still'))).toMatchObject({ status: 'updated' });
    expect(bodies(served)).toEqual([`${marker}\nnot ours`, `${marker}\nours still`]);
  });

  it('whoever that is: a token of a user is the same user the next time', async () => {
    const served = await serveGitHub();
    const account: Account = { id: 99, login: 'ci-user', type: 'User', permissions: allPermissions };
    const client = served.connect({ account });
    commentsOf(served).push(posted(1, `${marker}\nof the workflow`, ours));
    expect(await upsertComment(client, wanted('a'))).toMatchObject({ status: 'created' });
    expect(await upsertComment(client, wanted('b'))).toMatchObject({ status: 'updated' });
    expect(bodies(served)).toEqual([`${marker}\nof the workflow`, `${marker}\nb`]);
  });

  it('takes those of GitHub Actions for its own where nobody says who it is', async () => {
    const served = await serveGitHub();
    served.server.fail({ kind: 'error', status: 404, message: 'Not Found', path: '/graphql' });
    commentsOf(served).push(
      posted(1, `${marker}\nnot ours`, stranger),
      posted(2, `${marker}\nnor this`, otherBot),
      posted(3, `${marker}\nours`),
    );
    expect(await upsertComment(served.client, wanted('new'))).toMatchObject({ status: 'updated' });
    expect(bodies(served)).toEqual([`${marker}\nnot ours`, `${marker}\nnor this`, `${marker}\nnew`]);
  });

  it('and creates none beside one that may be its own', async () => {
    const served = await serveGitHub();
    served.server.fail({ kind: 'error', status: 404, message: 'Not Found', path: '/graphql' });
    commentsOf(served).push(posted(1, `${marker}\nwhose?`, stranger));
    expect(await upsertComment(served.client, wanted('new'))).toMatchObject({
      status: 'skipped',
      failure: { code: 'not-found' },
    });
    expect(bodies(served)).toEqual([`${marker}\nwhose?`]);
  });

  it('and not one that merely quotes the marker', async () => {
    const served = await serveGitHub();
    commentsOf(served).push(posted(1, `> ${marker}\nwhat is this?`));
    expect(await upsertComment(served.client, wanted('ours'))).toMatchObject({ status: 'created' });
    expect(bodies(served)[0]).toBe(`> ${marker}\nwhat is this?`);
  });
});

describe('others act at the same time', () => {
  it('two runs create one each: the oldest stays, whoever looks', async () => {
    const served = await serveGitHub();
    const clients = [served.client, served.connect()];
    // Neither comment is there before both have looked for one.
    let listed = 0;
    let go: () => void = () => {};
    const bothLooked = new Promise<void>((resolve) => {
      go = resolve;
    });
    served.server.onRequest = ({ method }) => {
      if (method === 'GET' && ++listed === 2) go();
      return method === 'POST' ? bothLooked : undefined;
    };
    const results = await Promise.all(clients.map((client, run) => upsertComment(client, wanted(`run ${run}`))));
    expect(listed).toBeGreaterThan(2);
    expect(bodies(served)).toHaveLength(1);
    expect(commentsOf(served)[0]?.id).toBe(1001);
    expect(results.map(({ status }) => status)).not.toContain('skipped');
    expect(served.server.journal().filter(({ method, status }) => method === 'POST' && status === 201)).toHaveLength(2);
  });

  it('one that another run creates meanwhile is taken over, and our own is deleted', async () => {
    const served = await serveGitHub();
    served.server.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/comments')) commentsOf(served).push(posted(5, `${marker}\nrace`));
    };
    expect(await upsertComment(served.client, wanted('ours'))).toMatchObject({ status: 'updated' });
    expect(commentsOf(served)).toMatchObject([{ id: 5, body: `${marker}\nours` }]);
  });

  it('duplicates of an earlier race are deleted, by the next run as well', async () => {
    const served = await serveGitHub();
    commentsOf(served).push(
      posted(9, `${marker}\na`),
      posted(10, `${marker}\nstranger`, stranger),
      posted(11, `${marker}\nb`),
      posted(12, `${marker}\nc`),
    );
    expect(await upsertComment(served.client, wanted('new'))).toMatchObject({ status: 'updated' });
    expect(commentsOf(served).map(({ id, body }) => [id, body])).toEqual([
      [9, `${marker}\nnew`],
      [10, `${marker}\nstranger`],
    ]);
  });

  it('somebody deletes it between the list and the change: it is created anew', async () => {
    const served = await serveGitHub();
    commentsOf(served).push(posted(1, `${marker}\nold`));
    served.server.onRequest = ({ method }) => {
      if (method === 'PATCH') commentsOf(served).splice(0);
    };
    expect(await upsertComment(served.client, wanted('new'))).toMatchObject({ status: 'created' });
    expect(bodies(served)).toEqual([`${marker}\nnew`]);
  });

  it('somebody deletes it and there is nothing to tell: none is created', async () => {
    const served = await serveGitHub();
    commentsOf(served).push(posted(1, `${marker}\nold`));
    served.server.onRequest = ({ method }) => {
      if (method === 'PATCH') commentsOf(served).splice(0);
    };
    const asked = wanted('clean', { clean: true, mode: 'on-drift' });
    expect(await upsertComment(served.client, asked)).toEqual({ status: 'not-needed' });
    expect(bodies(served)).toEqual([]);
  });

  it('somebody deletes it again and again: that comes to an end', async () => {
    const served = await serveGitHub();
    served.server.onRequest = ({ method }) => {
      if (method === 'GET') commentsOf(served).push(posted(1, `${marker}\nold`));
      if (method === 'PATCH') commentsOf(served).splice(0);
    };
    expect(await upsertComment(served.client, wanted('new'))).toMatchObject({
      status: 'skipped',
      failure: { code: 'not-found' },
    });
  });

  it('a list that does not show yet what was just created leads to no second one', async () => {
    const served = await serveGitHub();
    let hidden: PostedComment[] = [];
    served.server.onRequest = ({ method }) => {
      if (method === 'GET') hidden = commentsOf(served).splice(0);
    };
    expect(await upsertComment(served.client, wanted('ours'))).toMatchObject({ status: 'created' });
    expect(hidden).toHaveLength(1);
    expect(served.server.journal().filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('an answer that gets lost', () => {
  it.each<[string, GitHubFault]>([
    ['after the comment was created', { kind: 'lost', method: 'POST', path: '/comments', times: 1 }],
    ['before', { kind: 'reset', method: 'POST', path: '/comments', times: 1 }],
    ['behind a proxy', { kind: 'html', status: 502, method: 'POST', path: '/comments', times: 1 }],
  ])('%s leaves one comment', async (_, fault) => {
    const served = await serveGitHub();
    served.server.fail(fault);
    const { status } = await upsertComment(served.client, wanted('ours'));
    expect(['created', 'unchanged']).toContain(status);
    expect(bodies(served)).toEqual([`${marker}\nours`]);
  });

  it('is not tried for ever', async () => {
    const served = await serveGitHub();
    served.server.fail({ kind: 'reset', method: 'POST', path: '/comments' });
    expect(await upsertComment(served.client, wanted('ours'))).toMatchObject({
      status: 'skipped',
      failure: { code: 'unreachable' },
    });
    expect(served.client.sent()).toBeLessThan(15);
  });
});

describe('what cannot be done is said, and nothing is thrown', () => {
  const refusals: readonly {
    readonly name: string;
    readonly account?: Account;
    readonly change?: (served: Served) => void;
    readonly text?: string;
    readonly failure: object;
  }[] = [
    {
      name: 'a job with permissions: contents: read alone, in a private repository',
      account: actionsBot({ contents: 'read' }),
      failure: { code: 'permission', status: 403, needs: 'pull-requests: write' },
    },
    {
      name: 'a token that may read and not write, as forks have it',
      account: actionsBot({ contents: 'read', pull_requests: 'read' }),
      failure: { code: 'permission', status: 403, needs: 'pull-requests: write' },
    },
    {
      name: 'a locked conversation',
      change: ({ repository }) => repository.locked.add(7),
      failure: { code: 'locked', status: 403 },
    },
    {
      name: 'a pull request that is not there',
      change: ({ repository }) => repository.pulls.clear(),
      failure: { code: 'not-found', status: 404 },
    },
    {
      name: 'a text that is too long',
      text: 'x'.repeat(65_536),
      failure: { code: 'too-large', status: 422, message: expect.stringContaining('65536') },
    },
    {
      name: 'a limit that lasts',
      change: ({ server }) => server.fail({ kind: 'rate-limit', seconds: 3000 }),
      failure: { code: 'rate-limited', until: expect.any(String) },
    },
    {
      name: 'a secondary limit on writing alone',
      change: ({ server }) => server.fail({ kind: 'secondary-limit', method: 'POST', seconds: 600 }),
      failure: { code: 'rate-limited', until: expect.any(String) },
    },
  ];
  it.each(refusals)('$name', async ({ account, change, text = 'drift', failure }) => {
    const served = await serveGitHub(account === undefined ? {} : { account });
    change?.(served);
    expect(await upsertComment(served.client, wanted(text))).toMatchObject({ status: 'skipped', failure });
    expect(bodies(served)).toEqual([]);
  });

  it('a permission to write issues does as well', async () => {
    const served = await serveGitHub({ account: actionsBot({ issues: 'write' }) });
    expect(await upsertComment(served.client, wanted('drift'))).toMatchObject({ status: 'created' });
  });

  it('and a comment that was made counts, also when it cannot be looked at again', async () => {
    const served = await serveGitHub();
    served.server.fail({ kind: 'error', status: 403, message: 'Resource not accessible', method: 'GET', from: 2 });
    expect(await upsertComment(served.client, wanted('drift'))).toMatchObject({ status: 'created' });
  });
});

it('refuses a text that it could not find again', async () => {
  const { client } = await serveGitHub();
  await expect(upsertComment(client, { ...wanted(''), body: 'without the marker' })).rejects.toThrow(RangeError);
});
