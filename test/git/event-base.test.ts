import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventBase, type EventOfChange, eventBase } from '../../src/git/event-base.ts';
import { withRepository } from '../../src/git/repository.ts';
import { commitAt, git, markedSandbox } from './sandbox.ts';

const { folder, code } = markedSandbox();
const environment = { PATH: process.env['PATH'], HOME: folder };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * `main`: fork, newer, tip. `feature` left it at `fork`; `rebased` at `newer`. `merge` is what GitHub makes of `tip` and
 * `feature`, `second` of that and `other`, as a queue has it. `backport` is the feature with `main` merged into it.
 */
const commits: Record<string, string> = {};

beforeAll(() => {
  git(code, 'init', '-q', '-b', 'main');
  const date = '2026-09-20T08:00:00Z';
  const commit = (name: string, file: string): void => {
    commits[name] = commitAt(date, code, { [file]: `${name}\n` });
  };
  const merge = (name: string, one: string, other: string): void => {
    git(code, 'checkout', '-q', '--detach', commits[one] ?? '');
    git(code, 'merge', '-q', '--no-ff', '-m', name, commits[other] ?? '');
    commits[name] = git(code, 'rev-parse', 'HEAD').trim();
  };
  commit('fork', 'main.tf');
  commit('newer', 'b.tf');
  commit('tip', 'c.tf');
  git(code, 'update-ref', 'refs/remotes/origin/main', commits['tip'] ?? '');
  git(code, 'checkout', '-q', '--detach', commits['fork'] ?? '');
  commit('feature', 'f.tf');
  git(code, 'checkout', '-q', '--detach', commits['newer'] ?? '');
  commit('rebased', 'f.tf');
  git(code, 'checkout', '-q', '--detach', commits['fork'] ?? '');
  commit('other', 'o.tf');
  merge('merge', 'tip', 'feature');
  merge('second', 'merge', 'other');
  merge('backport', 'feature', 'tip');
});

interface Case {
  readonly checkedOut: string;
  readonly event?: string;
  readonly sha?: string;
  readonly pull?: readonly [base: string, head: string];
  /** `base_sha`. */
  readonly group?: string;
  readonly branch?: string;
  readonly tip?: string;
}

async function baseOf(
  { checkedOut, event = 'pull_request', sha, pull, group, branch = 'main', tip }: Case,
  directory = code,
): Promise<EventBase> {
  if (directory === code) git(code, 'checkout', '-q', '--detach', commits[checkedOut] ?? '');
  const of = (name: string): string => commits[name] ?? name;
  const asked: EventOfChange = {
    name: event,
    ...(sha === undefined ? {} : { sha: of(sha) }),
    payload: {
      ...(pull && { pull_request: { base: { sha: of(pull[0]), ref: branch }, head: { sha: of(pull[1]) } } }),
      ...(group && { merge_group: { base_sha: of(group), base_ref: `refs/heads/${branch}` } }),
    },
  };
  const outcome = await withRepository(directory, { environment }, (one) =>
    eventBase(one, asked, async (name) => (name === branch && tip !== undefined ? of(tip) : undefined)),
  );
  if (outcome.status !== 'done') throw new Error(outcome.status);
  return outcome.value;
}

const none = { status: 'none' } as const;
const found = (name: string, from: string, head?: string) => ({
  status: 'found',
  commit: commits[name],
  from,
  ...(head === undefined ? {} : { head: commits[head] }),
});

describe('the base of an event', () => {
  test.each<[string, Case, () => object]>([
    ['a push', { checkedOut: 'tip', event: 'push', sha: 'tip' }, () => none],
    ['a schedule', { checkedOut: 'merge', event: 'schedule' }, () => none],
    ['a run by hand', { checkedOut: 'feature', event: 'workflow_dispatch' }, () => none],
    [
      "a pull request's merge",
      { checkedOut: 'merge', sha: 'merge', pull: ['newer', 'feature'] },
      () => found('tip', 'merge', 'feature'),
    ],
    [
      "a review's merge",
      { checkedOut: 'merge', event: 'pull_request_review', sha: 'merge', pull: ['newer', 'feature'] },
      () => found('tip', 'merge', 'feature'),
    ],
    [
      'a merge that a later push of the head has made stale',
      { checkedOut: 'merge', sha: 'merge', pull: ['newer', 'rebased'] },
      () => found('tip', 'merge', 'feature'),
    ],
    [
      'the merge under another event, by its second parent',
      { checkedOut: 'merge', event: 'pull_request_target', sha: 'tip', pull: ['newer', 'feature'] },
      () => found('tip', 'merge', 'feature'),
    ],
    [
      'a head that is behind: base.sha, and not where it left the branch',
      { checkedOut: 'feature', sha: 'merge', pull: ['tip', 'feature'] },
      () => found('tip', 'event'),
    ],
    [
      'a head that is a merge itself',
      { checkedOut: 'backport', sha: 'x', pull: ['tip', 'backport'] },
      () => found('tip', 'event'),
    ],
    [
      'a head that was rebased onto more than base.sha',
      { checkedOut: 'rebased', pull: ['fork', 'rebased'] },
      () => found('newer', 'fork'),
    ],
    [
      'a head that merged more than base.sha',
      { checkedOut: 'backport', pull: ['fork', 'backport'] },
      () => found('tip', 'fork'),
    ],
    [
      'a head where the branch is not in the clone',
      { checkedOut: 'rebased', pull: ['fork', 'rebased'], branch: 'release' },
      () => found('fork', 'event'),
    ],
    [
      'a head that is not the one of the event',
      { checkedOut: 'other', pull: ['tip', 'feature'] },
      () => found('tip', 'event'),
    ],
    [
      'the base, which the privileged events check out',
      { checkedOut: 'tip', event: 'pull_request_target', sha: 'tip', pull: ['newer', 'feature'] },
      () => none,
    ],
    ['the base by its name', { checkedOut: 'newer', sha: 'merge', pull: ['newer', 'feature'] }, () => none],
    [
      'a merge queue: the tip, and not what waits before it',
      { checkedOut: 'second', event: 'merge_group', sha: 'second', group: 'merge' },
      () => found('tip', 'branch'),
    ],
    [
      'a merge queue where only GitHub knows the tip',
      { checkedOut: 'second', event: 'merge_group', group: 'merge', branch: 'release', tip: 'newer' },
      () => found('newer', 'branch'),
    ],
    [
      'a merge queue where nobody knows the tip',
      { checkedOut: 'second', event: 'merge_group', group: 'merge', branch: 'release' },
      () => found('merge', 'event'),
    ],
    [
      'a base that the clone does not have',
      { checkedOut: 'feature', pull: ['0'.repeat(40), 'feature'] },
      () => ({ status: 'missing', commit: '0'.repeat(40), from: 'event' }),
    ],
  ])('%s', async (_, asked, expected) => {
    expect(await baseOf(asked)).toEqual(expected());
  });

  test.each([
    [1, 'missing'],
    [2, 'found'],
  ])('in a clone of depth %i is %s, and known', async (depth, status) => {
    git(code, 'branch', '-f', 'merge', commits['merge'] ?? '');
    const clone = join(folder, `depth-${depth}`);
    git(folder, 'clone', '-q', '--depth', String(depth), '--branch', 'merge', `file://${code}`, clone);
    const asked = { checkedOut: 'merge', sha: 'merge', pull: ['newer', 'feature'] } as const;
    expect(await baseOf(asked, clone)).toEqual({ ...found('tip', 'merge', 'feature'), status });
  });
});
