import { reads } from './index.ts';

const known = new Map<string, ReadonlySet<string>>();

/** The actions from whose answers keys of an action may follow within a step, directly or by way of others. */
export function actionsBefore(action: string): ReadonlySet<string> {
  const before = known.get(action) ?? findBefore(action);
  known.set(action, before);
  return before;
}

function findBefore(action: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [action];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const earlier of reads.find((read) => read.action === one)?.after ?? []) {
      if (found.has(earlier)) continue;
      found.add(earlier);
      waiting.push(earlier);
    }
  }
  return found;
}
