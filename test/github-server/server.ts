import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type GitHubFault, githubFaults } from './faults.ts';
import { type Answer, answerOf, refused } from './routes.ts';
import { type Account, type HostedRepository, hostedRepository } from './world.ts';

/** A request that the server received, whatever came of it. */
export interface JournalEntry {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
  /** Who asked; undefined without a valid token. */
  readonly login?: string;
  /** The status answered; 0 when the connection was closed instead. */
  readonly status: number;
}

export interface GitHubServer {
  /** The value of `GITHUB_API_URL`. */
  readonly url: string;
  /** Makes a repository, with pull requests of these numbers. */
  readonly host: (name: string, pulls?: readonly number[]) => HostedRepository;
  /** Makes a token. */
  readonly grant: (token: string, account: Account) => void;
  /** What was asked so far of a repository (or of all), in the order of the answers. */
  readonly journal: (repository?: string) => readonly JournalEntry[];
  /** From now on these go wrong, too. */
  readonly fail: (...faults: readonly GitHubFault[]) => void;
  /** Is called with each request before it is answered, and waited for: what others do meanwhile. */
  onRequest:
    | ((request: { readonly method: string; readonly path: string }) => Promise<void> | undefined | void)
    | undefined;
  /** Ends all connections; afterwards they are refused. */
  readonly close: () => Promise<void>;
}

/** How many requests a `GITHUB_TOKEN` has in an hour. */
const limit = 1000;

/**
 * GitHub's REST API on the loopback interface, as far as driftcheck asks it, and of its GraphQL API who the viewer is. It
 * behaves as GitHub documents, and as it is seen to: tokens and their permissions, pages with `Link`, limits.
 */
export async function startGitHubServer(): Promise<GitHubServer> {
  const repositories = new Map<string, HostedRepository>();
  const accounts = new Map<string, Account>();
  const journal: JournalEntry[] = [];
  const faults: GitHubFault[] = [];
  const faultsOf = githubFaults(faults);
  let comments = 1000;
  let remaining = limit;

  const answer = (method: string, url: URL, body: string, account: Account | undefined): Answer => {
    if (account === undefined) return refused(401, 'Bad credentials');
    const given: unknown = body === '' ? undefined : JSON.parse(body);
    if (method === 'POST' && url.pathname === '/graphql') {
      return { status: 200, body: { data: { viewer: { databaseId: account.id, login: account.login } } } };
    }
    const [, name = '', path = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)$/.exec(url.pathname) ?? [];
    const repository = repositories.get(name);
    if (repository === undefined) return refused(404, 'Not Found');
    const nextId = () => ++comments;
    return answerOf({
      method,
      path,
      query: url.searchParams,
      body: given,
      account,
      repository,
      url: server.url,
      nextId,
    });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const method = request.method ?? 'GET';
    const path = request.url ?? '/';
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const account = accounts.get(token);
    await server.onRequest?.({ method, path });
    const hitting = faultsOf({ method, path });
    const slow = hitting.reduce((ms, fault) => ms + (fault.kind === 'slow' ? fault.ms : 0), 0);
    if (slow > 0) await pause(slow, undefined, { ref: false });
    const closed = hitting.some(({ kind }) => kind === 'reset' || kind === 'lost');
    const fault = hitting.map(damaged).find((one) => one !== undefined);
    const reply = hitting.some(({ kind }) => kind === 'reset')
      ? undefined
      : (fault ?? answer(method, new URL(path, server.url), body, account));
    const status = closed ? 0 : (reply?.status ?? 0);
    journal.push({ method, path, body, status, ...(account === undefined ? {} : { login: account.login }) });
    if (closed || reply === undefined) {
      request.socket.destroy();
      return;
    }
    remaining -= 1;
    const text =
      reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    response.writeHead(reply.status, {
      'content-type': 'application/json; charset=utf-8',
      'x-github-media-type': 'github.v3; format=json',
      'x-ratelimit-limit': limit,
      'x-ratelimit-remaining': remaining,
      'x-ratelimit-reset': Math.floor(Date.now() / 1000) + 3600,
      ...reply.headers,
    });
    response.end(text);
  };

  const http = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that hangs up is no affair of the server's; a defect must not go unseen.
      if (request.destroyed) return;
      response.destroy();
      throw error;
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: GitHubServer = {
    url: `http://127.0.0.1:${port}`,
    host: (name, pulls) => {
      const repository = hostedRepository(name, pulls);
      repositories.set(name, repository);
      return repository;
    },
    grant: (token, account) => {
      accounts.set(token, account);
    },
    journal: (repository) =>
      journal.filter(({ path }) => repository === undefined || path.startsWith(`/repos/${repository}/`)),
    fail: (...added) => {
      faults.push(...added);
    },
    onRequest: undefined,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

/** The answer that a fault gives; undefined when it gives none. */
function damaged(fault: GitHubFault): Answer | undefined {
  switch (fault.kind) {
    case 'rate-limit':
      return refused(
        403,
        'API rate limit exceeded for installation ID 1.',
        {},
        {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + fault.seconds),
        },
      );
    case 'secondary-limit':
      return refused(
        fault.status ?? 403,
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        {},
        fault.seconds === undefined ? {} : { 'retry-after': String(fault.seconds) },
      );
    case 'error':
      return refused(fault.status, fault.message);
    case 'html':
      return {
        status: fault.status,
        body: `<html><head><title>${fault.status}</title></head><body>Proxy</body></html>`,
        headers: { 'content-type': 'text/html' },
      };
    default:
      return undefined;
  }
}
