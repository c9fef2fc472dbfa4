import { describe, expect, it } from 'vitest';
import { branchTip } from '../../src/github/branch.ts';
import { createGitHubClient } from '../../src/github/client.ts';
import type { GitHubFailure } from '../../src/model/github.ts';
import type { GitHubFault } from '../github-server/faults.ts';
import { serveGitHub } from '../github-server/start.ts';
import { actionsBot } from '../github-server/world.ts';

const commit = '1234567890123456789012345678901234567890';

it('asks with the token, for the tip of a branch', async () => {
  const { client, repository, server } = await serveGitHub();
  repository.branches.set('main', commit).set('feature/a#b', commit);
  expect(await branchTip(client, 'main')).toEqual({ commit });
  expect(await branchTip(client, 'refs/heads/feature/a#b')).toEqual({ commit });
  expect(await branchTip(client, 'gone')).toMatchObject({ failure: { code: 'not-found', needs: 'contents: read' } });
  expect(server.journal().map(({ login, status }) => [login, status])).toEqual([
    ['github-actions[bot]', 200],
    ['github-actions[bot]', 200],
    ['github-actions[bot]', 404],
  ]);
  expect(client.sent()).toBe(3);
});

it('is refused without a valid token, and without the permission, which is named', async () => {
  const { connect } = await serveGitHub();
  expect(await branchTip(connect({ token: 'revoked' }), 'main')).toEqual({
    failure: { code: 'bad-credentials', status: 401, message: 'Bad credentials' },
  });
  expect(await branchTip(connect({ account: actionsBot({}) }), 'main')).toEqual({
    failure: {
      code: 'permission',
      status: 403,
      message: 'Resource not accessible by integration',
      needs: 'contents: read',
    },
  });
});

interface Trouble {
  readonly name: string;
  readonly fault: GitHubFault;
  /** Milliseconds. */
  readonly waits: readonly number[];
  readonly requests: number;
  /** Undefined when it comes to an end well. */
  readonly failure?: Partial<GitHubFailure>;
}

const troubles: readonly Trouble[] = [
  {
    name: 'a secondary limit that says how long it lasts',
    fault: { kind: 'secondary-limit', seconds: 3, times: 1 },
    waits: [3000],
    requests: 2,
  },
  {
    name: 'one with status 429',
    fault: { kind: 'secondary-limit', seconds: 3, times: 1, status: 429 },
    waits: [3000],
    requests: 2,
  },
  {
    name: 'one that says nothing: a minute',
    fault: { kind: 'secondary-limit', times: 1 },
    waits: [60_000],
    requests: 2,
  },
  {
    name: 'one that goes on, longer each time, until there is no time left',
    fault: { kind: 'secondary-limit', seconds: 20 },
    waits: [20_000, 40_000],
    requests: 3,
    failure: { code: 'rate-limited', status: 403 },
  },
  {
    name: 'one for longer than a date can say: no wait at all',
    fault: { kind: 'secondary-limit', seconds: 1e20 },
    waits: [],
    requests: 1,
    failure: { code: 'rate-limited', status: 403, until: '+275760-09-13T00:00:00.000Z' },
  },
  {
    name: 'the primary limit, almost over',
    fault: { kind: 'rate-limit', seconds: 0, times: 1 },
    waits: [expect.closeTo(1000, -3.4)],
    requests: 2,
  },
  {
    name: 'the primary limit, for another half an hour: no wait at all',
    fault: { kind: 'rate-limit', seconds: 1800 },
    waits: [],
    requests: 1,
    failure: { code: 'rate-limited', status: 403, until: expect.stringMatching(/^\d{4}-.*Z$/) },
  },
  {
    name: 'an error of the server that passes',
    fault: { kind: 'error', status: 502, message: 'Server Error', times: 2 },
    waits: [1000, 2000],
    requests: 3,
  },
  {
    name: 'one that stays',
    fault: { kind: 'error', status: 503, message: 'Unavailable' },
    waits: [1000, 2000, 4000],
    requests: 4,
    failure: { code: 'unavailable', status: 503, message: 'Unavailable' },
  },
  {
    name: 'a page of a proxy with a status of success',
    fault: { kind: 'html', status: 200, times: 1 },
    waits: [1000],
    requests: 2,
  },
  {
    name: 'one that stays',
    fault: { kind: 'html', status: 200 },
    waits: [1000, 2000, 4000],
    requests: 4,
    failure: { code: 'unreadable' },
  },
  { name: 'a connection that breaks', fault: { kind: 'reset', times: 1 }, waits: [1000], requests: 2 },
  {
    name: 'one that always breaks',
    fault: { kind: 'reset' },
    waits: [1000, 2000, 4000],
    requests: 4,
    failure: { code: 'unreachable', system: 'UND_ERR_SOCKET' },
  },
  {
    name: 'a refusal that no waiting helps against',
    fault: { kind: 'error', status: 422, message: 'Validation Failed' },
    waits: [],
    requests: 1,
    failure: { code: 'rejected', status: 422 },
  },
];

describe('waits as long as that may help', () => {
  it.each(troubles)('$name ($fault.kind)', async ({ fault, waits: expected, requests, failure }) => {
    const { client, repository, server, waits } = await serveGitHub();
    repository.branches.set('main', commit);
    server.fail(fault);
    const tip = await branchTip(client, 'main');
    expect(tip).toMatchObject(failure === undefined ? { commit } : { failure });
    expect(waits).toEqual(expected);
    expect(client.sent()).toBe(requests);
  });
});

it('ends when no answer comes, within the time for one and for all', async () => {
  const { server, connect } = await serveGitHub();
  server.fail({ kind: 'slow', ms: 60_000 });
  const one = connect({ limits: { requestMs: 50, attempts: 2 } });
  expect(await branchTip(one, 'main')).toEqual({ failure: { code: 'timeout' } });
  expect(one.sent()).toBe(2);
  const all = connect({ limits: { totalMs: 50 } });
  expect(await branchTip(all, 'main')).toEqual({ failure: { code: 'timeout' } });
  expect(all.sent()).toBe(1);
  expect(await branchTip(all, 'main')).toEqual({ failure: { code: 'timeout' } });
  expect(all.sent()).toBe(1);
});

it('sends no more requests than its bound', async () => {
  const { connect, repository } = await serveGitHub();
  repository.branches.set('main', commit);
  const client = connect({ limits: { requests: 2 } });
  const tips = [await branchTip(client, 'main'), await branchTip(client, 'main'), await branchTip(client, 'main')];
  expect(tips).toEqual([{ commit }, { commit }, { failure: { code: 'too-many-requests' } }]);
  expect(client.sent()).toBe(2);
});

it('stops when the run is interrupted', async () => {
  const { server, connect } = await serveGitHub();
  const controller = new AbortController();
  const client = connect({ signal: controller.signal });
  server.fail({ kind: 'slow', ms: 60_000 });
  server.onRequest = () => controller.abort();
  expect(await branchTip(client, 'main')).toEqual({ failure: { code: 'interrupted' } });
  expect(await branchTip(client, 'main')).toEqual({ failure: { code: 'interrupted' } });
  expect(client.sent()).toBe(1);
});

it('says why an API is not reached', async () => {
  const { server, client } = await serveGitHub();
  await server.close();
  expect(await branchTip(client, 'main')).toEqual({ failure: { code: 'unreachable', system: 'ECONNREFUSED' } });
});

it('finds the GraphQL API beside the REST API', () => {
  const at = (apiUrl: string) => createGitHubClient({ token: 'invented', apiUrl, repository: 'a/b' }).graphqlUrl;
  expect(at('https://api.github.com')).toBe('https://api.github.com/graphql');
  expect(at('https://github.example.com/api/v3')).toBe('https://github.example.com/api/graphql');
  expect(at('https://api.example.ghe.com/')).toBe('https://api.example.ghe.com/graphql');
});
