import { setTimeout as sleep } from 'node:timers/promises';
import { getOctokit } from '@actions/github';
import type * as z from 'zod';
import type { GitHubFailure } from '../model/github.ts';
import { type Attempt, failed, type GitHubRefusal, refusalOf } from './refusal.ts';

/** How much a run asks of GitHub, and how long it waits for it. */
export interface GitHubLimits {
  /** Milliseconds for one answer. */
  readonly requestMs: number;
  /** Milliseconds for all requests and waits together: a check must end, with or without its comment. */
  readonly totalMs: number;
  /** Requests in all, each attempt counted. */
  readonly requests: number;
  /** Attempts at one request. */
  readonly attempts: number;
  /** Milliseconds before the second attempt after an error of server or network; doubled for each further one. */
  readonly backoffMs: number;
}

/** What a client needs. */
export interface GitHubOptions {
  readonly token: string;
  /** The value of `GITHUB_API_URL`: `https://api.github.com`, or `https://<host>/api/v3`. */
  readonly apiUrl: string;
  /** `owner/name`, as `GITHUB_REPOSITORY` has it. */
  readonly repository: string;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<GitHubLimits>;
  /** How it waits; tests do not. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** A request to the API. */
export interface GitHubRequest<T> {
  /** As GitHub documents it: `GET /repos/{owner}/{repo}/git/ref/{ref}`; `owner` and `repo` are the client's. */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What its answer looks like. */
  readonly answer: z.ZodType<T>;
  /** The permission that it takes, as `permissions:` of a workflow names it. */
  readonly needs: string;
  /** Whether doing it twice comes to the same as doing it once. */
  readonly repeatable: boolean;
}

/** What came of a request. */
export type GitHubAnswer<T> =
  /** `more`: a list has a further page. */
  | { readonly data: T; readonly more: boolean }
  /** `unsure`: GitHub may have done it nevertheless. */
  | { readonly failure: GitHubFailure; readonly unsure: boolean };

/** GitHub's API as one run asks it. */
export interface GitHubClient {
  /** The address of the GraphQL API beside it. */
  readonly graphqlUrl: string;
  /** Sends a request, again where that may help. What goes wrong is data: it throws only for defects. */
  readonly request: <T>(request: GitHubRequest<T>) => Promise<GitHubAnswer<T>>;
  /** Waits, unless that would take more time than there is: then it does not, and gives false. */
  readonly wait: (milliseconds: number) => Promise<boolean>;
  /** How many requests were sent so far. */
  readonly sent: () => number;
}

const defaults: GitHubLimits = { requestMs: 10_000, totalMs: 90_000, requests: 100, attempts: 4, backoffMs: 1000 };

/**
 * A client for one repository. Proxies are those of the environment (`https_proxy`, `no_proxy`): `@actions/github`
 * reads them as it is loaded, for the API that `GITHUB_API_URL` names then.
 *
 * Requests are sent one after the other, as GitHub asks for:
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function createGitHubClient(options: GitHubOptions): GitHubClient {
  const limits = { ...defaults, ...options.limits };
  const pause = options.pause ?? ((ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }));
  const signal = options.signal ?? new AbortController().signal;
  const [owner = '', repo = ''] = options.repository.split('/');
  const octokit = getOctokit(options.token, {
    baseUrl: options.apiUrl.replace(/\/+$/, ''),
    userAgent: 'driftcheck',
  });
  let sent = 0;
  let spentMs = 0;

  /** The time that something took, also when it threw. */
  const timed = async <R>(work: () => Promise<R>): Promise<R> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      spentMs += performance.now() - start;
    }
  };

  const wait = async (milliseconds: number): Promise<boolean> => {
    if (signal.aborted || spentMs + milliseconds >= limits.totalMs) return false;
    spentMs += milliseconds;
    try {
      await pause(milliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return false;
    }
    return true;
  };

  const send = async (route: string, parameters: Readonly<Record<string, unknown>>): Promise<Attempt> => {
    const timeout = AbortSignal.timeout(Math.max(1, Math.min(limits.requestMs, limits.totalMs - spentMs)));
    sent += 1;
    try {
      const { status, headers, data } = await timed(() =>
        octokit.request(route, {
          owner,
          repo,
          ...parameters,
          headers: { 'x-github-api-version': '2022-11-28' },
          request: { signal: AbortSignal.any([timeout, signal]) },
        }),
      );
      return { status, headers, data };
    } catch (error) {
      return failed(error, { timedOut: timeout.aborted, interrupted: signal.aborted });
    }
  };

  const request = async <T>(asked: GitHubRequest<T>): Promise<GitHubAnswer<T>> => {
    let unsure = false;
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) return { failure: { code: 'interrupted' }, unsure };
      if (sent >= limits.requests) return { failure: { code: 'too-many-requests' }, unsure };
      if (spentMs >= limits.totalMs) return { failure: { code: 'timeout' }, unsure };
      const answer = await send(asked.route, asked.parameters ?? {});
      const refusal = refusalOf(answer, asked.needs, new Date());
      if (refusal === undefined) {
        const parsed = asked.answer.safeParse('data' in answer ? answer.data : undefined);
        if (parsed.success) return { data: parsed.data, more: hasNext(answer) };
      }
      const { failure, again, waitMs, perhapsDone }: GitHubRefusal = refusal ?? unreadable;
      unsure ||= perhapsDone;
      const delay = delayBefore(attempt, waitMs, limits.backoffMs);
      const final = !again || attempt >= limits.attempts || (perhapsDone && !asked.repeatable);
      if (final || !(await wait(delay))) return { failure: signal.aborted ? { code: 'interrupted' } : failure, unsure };
    }
  };
  return { graphqlUrl: graphqlUrl(options.apiUrl), request, wait, sent: () => sent };
}

/** An answer that is no answer of this API comes from something in between, which may have passed the request on. */
const unreadable: GitHubRefusal = { failure: { code: 'unreadable' }, again: true, perhapsDone: true };

/**
 * A limit says how long it lasts, and lasts longer when it is met again; everything else is tried again after growing
 * pauses.
 */
function delayBefore(attempt: number, waitMs: number | undefined, backoffMs: number): number {
  return (waitMs ?? backoffMs) * 2 ** (attempt - 1);
}

/** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function hasNext(answer: Attempt): boolean {
  return 'headers' in answer && /\brel="next"/.test(String(answer.headers?.['link'] ?? ''));
}

/**
 * `https://api.github.com/graphql`; of GitHub Enterprise Server `https://<host>/api/graphql`.
 * https://docs.github.com/enterprise-server@latest/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint
 */
function graphqlUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/+$/, '').replace(/\/v3$/, '')}/graphql`;
}
