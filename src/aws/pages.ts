import { refusesBatch } from './errors.ts';
import type { Read } from './reads.ts';

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** AWS writes an empty list too. A body without one is not AWS's (a proxy's page with status 200), and says nothing of what exists. */
export function toPage<T>(
  action: string,
  region: string,
  items: T[] | undefined,
  next: string | undefined,
): Read<Page<T>> {
  return items === undefined
    ? { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } }
    : { status: 'found', value: { items, next } };
}

/** What all pages hold together. A service that hands out the same token twice would be asked for ever. */
export async function allPages<T>(
  action: string,
  region: string,
  page: (token: string | undefined) => Promise<Read<Page<T>>>,
): Promise<Read<readonly T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await page(token);
    if (answer.status !== 'found') return answer;
    items.push(...answer.value.items);
    token = answer.value.next || undefined;
    if (token !== undefined && seen.has(token)) {
      return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } };
    }
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return { status: 'found', value: items };
}

/** One answer for many keys, taken apart; when it was refused and there are several, each key is asked for singly. */
export async function distribute<T, R>(
  answer: Read<readonly T[]>,
  keys: readonly string[],
  how: {
    singly: (key: string) => Promise<ReadonlyMap<string, Read<R>>>;
    found: (items: readonly T[], key: string) => Read<R>;
  },
): Promise<ReadonlyMap<string, Read<R>>> {
  if (answer.status === 'unreadable' && keys.length > 1 && refusesBatch(answer.problem)) {
    const singly = await Promise.all(keys.map(how.singly));
    return new Map(singly.flatMap((found) => [...found]));
  }
  return new Map(keys.map((key) => [key, answer.status === 'found' ? how.found(answer.value, key) : answer]));
}

/** Orders texts by their code units. */
export function byText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
