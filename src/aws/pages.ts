import { limits } from '../model/budget.ts';
import type { AwsProblem } from '../model/report/aws-problem.ts';
import { mostEmptyPages } from './limits.ts';
import type { CallPlace, Read } from './read.ts';

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * What all pages hold together. A service that hands out the same token twice would be asked for ever, and so would one
 * that has a new one each time: there are bounds to both.
 *
 * @param ask for the page that begins at a token
 * @param take the page of an answer
 */
export async function allPages<A, T>(
  place: CallPlace,
  ask: (token: string | undefined) => Promise<Read<A>>,
  take: (answer: A) => Page<T>,
): Promise<Read<readonly T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let empty = 0;
  for (let token: string | undefined; ; ) {
    const answer = await ask(token);
    if (answer.status !== 'found') return answer;
    const page = take(answer.value);
    for (const item of page.items) items.push(item);
    token = page.next || undefined;
    if (token === undefined) return { status: 'found', value: items };
    empty = page.items.length === 0 ? empty + 1 : 0;
    if (seen.has(token)) return unexpected(place, { code: 'RepeatedPage' });
    seen.add(token);
    if (seen.size >= limits.pages.most || empty >= mostEmptyPages || items.length > limits.items.most) {
      return unexpected(place, { code: 'TooManyPages' });
    }
  }
}

/** An answer that cannot be used, and what is wrong with it. */
export function unexpected(
  { action, region }: CallPlace,
  what: Pick<AwsProblem, 'code' | 'member'> = {},
): Read<never> & { readonly status: 'unreadable' } {
  return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region, ...what } };
}

/**
 * One answer for many keys, taken apart, in the order of the keys. With something in it that was not asked for (another
 * cluster's, another group's) nobody can tell what became of what was: then nothing of it counts.
 */
export function distribute<T, K, R>(
  place: CallPlace,
  answer: Read<readonly T[]>,
  keys: readonly K[],
  how: {
    readonly fits: (item: T, key: K) => boolean;
    readonly found: (fitting: readonly T[], key: K) => Read<R>;
  },
): readonly Read<R>[] {
  if (answer.status !== 'found') return keys.map(() => answer);
  const fitting = keys.map((key) => [key, answer.value.filter((item) => how.fits(item, key))] as const);
  const known = new Set(fitting.flatMap(([, items]) => items));
  if (answer.value.some((item) => !known.has(item))) {
    const strange = unexpected(place, { code: 'NotAskedFor' });
    return keys.map(() => strange);
  }
  return fitting.map(([key, items]) => how.found(items, key));
}

/** `found` with another value; what is not found as it is. */
export function mapFound<T, R>(read: Read<T>, change: (value: T) => R): Read<R> {
  return read.status === 'found' ? { status: 'found', value: change(read.value) } : read;
}
