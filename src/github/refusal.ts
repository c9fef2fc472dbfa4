import { dateAt } from '../model/date.ts';
import type { GitHubFailure } from '../model/github.ts';

/** What one attempt at a request came to. */
export type Attempt =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | number | undefined>>;
      readonly data: unknown;
    }
  /** No answer. `system`: the code of the network's error. */
  | { readonly lost: 'timeout' | 'interrupted' | 'network'; readonly system?: string; readonly headers?: never };

/** A failure, and whether to try again. */
export interface GitHubRefusal {
  readonly failure: GitHubFailure;
  readonly again: boolean;
  /** How long GitHub asks to wait before. */
  readonly waitMs?: number;
  /** GitHub may have done what was asked. */
  readonly perhapsDone: boolean;
}

/** Errors of the network that come before anything was sent. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Longer texts are cut: a page of a proxy can be any length. */
const longest = 300;

/**
 * What octokit threw, as data.
 * @throws what it threw when that is a defect and no answer or error of the network
 */
export function failed(
  error: unknown,
  { timedOut, interrupted }: { readonly timedOut: boolean; readonly interrupted: boolean },
): Attempt {
  if (interrupted) return { lost: 'interrupted' };
  if (timedOut) return { lost: 'timeout' };
  if (!(error instanceof Error) || !('status' in error)) throw error;
  const response: unknown = Reflect.get(error, 'response');
  if (typeof response === 'object' && response !== null) {
    const headers: unknown = Reflect.get(response, 'headers');
    return {
      status: Number(error.status),
      headers: typeof headers === 'object' && headers !== null ? { ...headers } : {},
      data: Reflect.get(response, 'data'),
    };
  }
  const system = systemCode(error);
  return { lost: 'network', ...(system === undefined ? {} : { system }) };
}

/** The code of the error at the bottom: `fetch` wraps those of sockets, and octokit those of `fetch`. */
function systemCode(error: Error): string | undefined {
  const own: unknown = Reflect.get(error, 'code');
  const below = error.cause instanceof Error ? systemCode(error.cause) : undefined;
  return below ?? (typeof own === 'string' ? own : undefined);
}

/** Why an attempt is no success; undefined when it is one. `needs` is the permission that the request takes. */
export function refusalOf(attempt: Attempt, needs: string, now: Date): GitHubRefusal | undefined {
  if ('lost' in attempt) return lost(attempt);
  const { status, headers, data } = attempt;
  if (status < 400) return undefined;
  const message = messageOf(data);
  const facts = { status, ...(message === '' ? {} : { message }) };
  const refused = (failure: Omit<GitHubFailure, 'status' | 'message'>): GitHubRefusal => ({
    failure: { ...facts, ...failure },
    again: false,
    perhapsDone: false,
  });
  const limited = limitOf(status, headers, data, now);
  if (limited !== undefined) {
    const until = dateAt(now.getTime() + limited).toISOString();
    return { failure: { code: 'rate-limited', ...facts, until }, again: true, waitMs: limited, perhapsDone: false };
  }
  if (status >= 500) {
    const waitMs = retryAfter(headers, now);
    const failure: GitHubFailure = { code: 'unavailable', ...facts };
    return { failure, again: true, perhapsDone: true, ...(waitMs === undefined ? {} : { waitMs }) };
  }
  switch (status) {
    case 401:
      return refused({ code: 'bad-credentials' });
    case 403:
      // https://docs.github.com/communities/moderating-comments-and-conversations/locking-conversations
      if (/\bis locked\b/i.test(message)) return refused({ code: 'locked' });
      // "Advanced Security must be enabled for this repository to use code scanning", "Code scanning is not enabled …"
      // https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/ghas-required
      if (/(?:advanced|code) security|code scanning is/i.test(message)) return refused({ code: 'code-scanning-off' });
      return refused({ code: 'permission', needs });
    case 404:
    case 410:
      return refused({ code: 'not-found', needs });
    case 413:
      return refused({ code: 'too-large' });
    default:
      return refused({ code: /\btoo (?:long|large|big)\b/i.test(message) ? 'too-large' : 'rejected' });
  }
}

function lost({ lost: how, system }: Extract<Attempt, { lost: unknown }>): GitHubRefusal {
  switch (how) {
    case 'interrupted':
      return { failure: { code: 'interrupted' }, again: false, perhapsDone: true };
    case 'timeout':
      return { failure: { code: 'timeout' }, again: true, perhapsDone: true };
    case 'network': {
      const failure: GitHubFailure = { code: 'unreachable', ...(system === undefined ? {} : { system }) };
      return { failure, again: true, perhapsDone: system === undefined || !neverSent.has(system) };
    }
  }
}

/**
 * How long a primary or secondary limit lasts, in milliseconds: by `retry-after`, else by `x-ratelimit-reset` when
 * nothing remains, else at least a minute.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function limitOf(
  status: number,
  headers: Extract<Attempt, { status: number }>['headers'],
  data: unknown,
  now: Date,
): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const asked = retryAfter(headers, now);
  if (asked !== undefined) return asked;
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining'] ?? '') === '0' && Number.isFinite(reset)) {
    // By GitHub's clock, which need not agree with this machine's; a second more, as both are whole seconds.
    const there = Date.parse(String(headers['date'] ?? ''));
    return Math.max(0, reset * 1000 - (Number.isNaN(there) ? now.getTime() : there)) + 1000;
  }
  const text = `${messageOf(data)} ${stringOf(data, 'documentation_url')}`;
  // Older GitHub Enterprise Servers call them "abuse detection".
  return status === 429 || /secondary.rate.limit|abuse|API rate limit exceeded/i.test(text) ? 60_000 : undefined;
}

/** Seconds or a date: https://httpwg.org/specs/rfc9110.html#field.retry-after */
function retryAfter(headers: Extract<Attempt, { status: number }>['headers'], now: Date): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1000;
  const date = Date.parse(String(text));
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** GitHub's own words, with the details of a 422, on one line and not too long. */
function messageOf(data: unknown): string {
  const errors: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'errors') : undefined;
  const details = Array.isArray(errors)
    ? errors.map((error: unknown) => (typeof error === 'string' ? error : stringOf(error, 'message')))
    : [];
  return [stringOf(data, 'message'), ...details]
    .filter((text) => text !== '')
    .join(': ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longest);
}

function stringOf(data: unknown, member: string): string {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, member) : undefined;
  return typeof value === 'string' ? value : '';
}
