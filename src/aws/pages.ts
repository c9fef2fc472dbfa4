import { limits } from '../model/budget.ts';
import type { AwsProblem } from '../model/report.ts';
import { refusesBatch } from './errors.ts';
import { mostEmptyPages } from './limits.ts';
import type { Read } from './reads.ts';

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** `answer` as a page: `items` and `next` are those of its members. */
export function toPage<A, T>(
  answer: Read<A>,
  take: (answer: A) => { readonly items: readonly T[]; readonly next: string | undefined },
): Read<Page<T>> {
  return answer.status === 'found' ? { status: 'found', value: take(answer.value) } : answer;
}

/**
 * What all pages hold together. A service that hands out the same token twice would be asked for ever, and so would one that has a new one each time:
 * there are bounds to both.
 */
export async function allPages<T>(
  action: string,
  region: string,
  page: (token: string | undefined) => Promise<Read<Page<T>>>,
): Promise<Read<readonly T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let empty = 0;
  for (let token: string | undefined; ; ) {
    const answer = await page(token);
    if (answer.status !== 'found') return answer;
    for (const item of answer.value.items) items.push(item);
    token = answer.value.next || undefined;
    if (token === undefined) return { status: 'found', value: items };
    empty = answer.value.items.length === 0 ? empty + 1 : 0;
    if (seen.has(token)) return unexpected(action, region, { code: 'RepeatedPage' });
    seen.add(token);
    if (seen.size >= limits.pages.most || empty >= mostEmptyPages || items.length > limits.items.most) {
      return unexpected(action, region, { code: 'TooManyPages' });
    }
  }
}

/** An answer that cannot be used, and what is wrong with it. */
export function unexpected(
  action: string,
  region: string,
  what: Pick<AwsProblem, 'code' | 'member'> = {},
): Read<never> & { readonly status: 'unreadable' } {
  return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region, ...what } };
}

/**
 * One answer for many keys, taken apart; when it was refused and there are several, each key is asked for singly. With something in it that
 * was not asked for (another cluster's, another group's) nobody can tell what became of what was: then nothing of it counts.
 */
export async function distribute<T, R>(
  answer: Read<readonly T[]>,
  keys: readonly string[],
  how: {
    readonly action: string;
    readonly region: string;
    readonly singly: (key: string) => Promise<ReadonlyMap<string, Read<R>>>;
    readonly fits: (item: T, key: string) => boolean;
    readonly found: (fitting: readonly T[], key: string) => Read<R>;
  },
): Promise<ReadonlyMap<string, Read<R>>> {
  if (answer.status === 'unreadable' && keys.length > 1 && refusesBatch(answer.problem)) {
    const singly = await Promise.all(keys.map(how.singly));
    return new Map(singly.flatMap((found) => [...found]));
  }
  if (answer.status !== 'found') return new Map(keys.map((key) => [key, answer]));
  const fitting = new Map(keys.map((key) => [key, answer.value.filter((item) => how.fits(item, key))] as const));
  const known = new Set([...fitting.values()].flat());
  if (answer.value.some((item) => !known.has(item))) {
    const strange = unexpected(how.action, how.region, { code: 'NotAskedFor' });
    return new Map(keys.map((key) => [key, strange]));
  }
  return new Map([...fitting].map(([key, items]) => [key, how.found(items, key)]));
}
