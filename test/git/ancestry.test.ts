import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitsBefore, firstParents, mergeBase, parentsOf } from '../../src/git/ancestry.ts';
import { type Repository, withRepository } from '../../src/git/repository.ts';
import { settledCommit } from '../../src/git/settled.ts';
import { commitAt, git, gitAt, markedSandbox } from './sandbox.ts';

const { folder, code } = markedSandbox();
const environment = { PATH: process.env['PATH'], HOME: folder };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `main`: first, fork, side (merged as merge). `change`: one, two, back (main merged into it), three; left at `fork`. */
const commits: Record<string, string> = {};
const nameOf = (commit: string): string => Object.entries(commits).find(([, one]) => one === commit)?.[0] ?? commit;

async function within<T>(work: (repository: Repository) => Promise<T>, directory = code): Promise<T> {
  const outcome = await withRepository(directory, { environment }, work);
  if (outcome.status !== 'done') throw new Error(outcome.status);
  return outcome.value;
}

const at = (time: string): string => `2026-10-01T${time}:00Z`;

beforeAll(() => {
  git(code, 'init', '-q', '-b', 'main');
  const commit = (name: string, time: string): void => {
    commits[name] = commitAt(at(time), code, { [`${name}.tf`]: `${name}\n` });
  };
  const merge = (name: string, time: string, other: string): void => {
    gitAt(at(time), code, 'merge', '-q', '--no-ff', '-m', name, commits[other] ?? '');
    commits[name] = git(code, 'rev-parse', 'HEAD').trim();
  };
  commit('first', '08:00');
  commit('fork', '09:00');
  git(code, 'checkout', '-qb', 'side');
  commit('side', '09:10');
  git(code, 'checkout', '-q', 'main');
  merge('merge', '11:40', 'side');
  git(code, 'checkout', '-qb', 'change', commits['fork'] ?? '');
  commit('one', '10:00');
  commit('two', '10:10');
  merge('back', '11:45', 'merge');
  commit('three', '11:50');
});

function clone(depth: number): string {
  const directory = join(folder, `depth-${depth}`);
  rmSync(directory, { recursive: true, force: true });
  git(folder, 'clone', '-q', '--no-single-branch', '--depth', String(depth), `file://${code}`, directory);
  return directory;
}

describe('the commits of a branch', () => {
  test('are those of the first parents', async () => {
    const branch = await within((one) => firstParents(one, commits['merge'] ?? '', 10));
    expect(branch.map(({ commit, committedAt }) => [nameOf(commit), committedAt.toISOString().slice(11, 16)])).toEqual([
      ['merge', '11:40'],
      ['fork', '09:00'],
      ['first', '08:00'],
    ]);
    expect(branch.map(({ parents }) => parents.map(nameOf))).toEqual([['fork', 'side'], ['first'], []]);
    expect(await within((one) => firstParents(one, commits['merge'] ?? '', 2))).toHaveLength(2);
  });

  test('are known by their parents also where a clone was cut off', async () => {
    const parents = await within((one) => parentsOf(one, commits['merge'] ?? ''), clone(1));
    expect(parents.map(nameOf)).toEqual(['fork', 'side']);
  });
});

test('what two have in common is told as far as the clone has it', async () => {
  const common = (directory: string) =>
    within((one) => mergeBase(one, commits['three'] ?? '', commits['fork'] ?? ''), directory);
  expect(nameOf((await common(code)) ?? '')).toBe('fork');
  expect(await common(clone(2))).toBeUndefined();
});

describe('the commits of a change before its head', () => {
  const commitsOf = async (base: string, head: string, most = 20, directory = code) => {
    const found = await within((one) => commitsBefore(one, commits[base] ?? '', commits[head] ?? '', most), directory);
    return { ...found, commits: found.commits.map(nameOf) };
  };

  test('are the newest first, without those of the base', async () => {
    expect(await commitsOf('merge', 'three')).toEqual({ commits: ['back', 'two', 'one'] });
    expect(await commitsOf('fork', 'two')).toEqual({ commits: ['one'] });
    expect(await commitsOf('fork', 'fork')).toEqual({ commits: [] });
    expect(await commitsOf('merge', 'one')).toEqual({ commits: [] });
  });

  test('are so many at most', async () => {
    expect(await commitsOf('merge', 'three', 2)).toEqual({ commits: ['back', 'two'], lacks: 'most' });
    expect(await commitsOf('merge', 'three', 3)).toEqual({ commits: ['back', 'two', 'one'] });
  });

  test('are none where a clone was cut off, since those of the base cannot be told from them', async () => {
    const none = { commits: [], lacks: 'cut' };
    expect(await commitsOf('merge', 'three', 20, clone(1))).toEqual(none);
    expect(await commitsOf('merge', 'three', 20, clone(3))).toEqual(none);
    expect(await commitsOf('merge', 'three', 20, clone(9))).toEqual({ commits: ['back', 'two', 'one'] });
  });
});

describe('the code before what came within a grace', () => {
  const settled = async (tip: string, now: string, minutes: number, directory = code) => {
    const found = await within(
      (one) => settledCommit(one, commits[tip] ?? '', new Date(at(now)), minutes * 60),
      directory,
    );
    return found.status === 'found' ? [nameOf(found.commit), found.brought.toISOString().slice(11, 16)] : found.status;
  };

  test.each<[string, string, string, number, string | readonly string[]]>([
    ['a merge is as old as itself', 'merge', '12:00', 30, ['fork', '11:40']],
    ['what is as old as the grace is older', 'merge', '12:10', 30, 'none'],
    ['one second before that it is not', 'merge', '12:09', 30, ['fork', '11:40']],
    ['nothing came', 'merge', '14:00', 30, 'none'],
    ['several came: what brought the first of them', 'three', '12:00', 30, ['two', '11:45']],
    ['all came', 'merge', '12:00', 10_000, 'none'],
    ['no grace', 'merge', '11:40', 0, 'none'],
    ['the tip is dated after the run', 'merge', '11:00', 30, 'none'],
    ['a commit before the tip is dated after the run', 'three', '11:46', 30, 'none'],
  ])('%s', async (_, tip, now, minutes, expected) => {
    expect(await settled(tip, now, minutes)).toEqual(expected);
  });

  test('ends where a date is of after the run', async () => {
    git(code, 'checkout', '-q', '--detach', commits['fork'] ?? '');
    commits['future'] = commitAt('2036-01-01T00:00:00Z', code, { 'future.tf': '' });
    commits['after'] = commitAt(at('11:55'), code, { 'after.tf': '' });
    expect(await settled('after', '12:00', 30)).toEqual(['future', '11:55']);
    expect(await settled('future', '12:00', 30)).toBe('none');
  });

  test('is not known where a clone was cut off within it, and is where that was before', async () => {
    const now = '12:00';
    git(code, 'checkout', '-q', 'main');
    expect(await settled('merge', now, 30, clone(1))).toBe('cut');
    expect(await settled('merge', '12:10', 30, clone(1))).toBe('none');
    expect(await settled('merge', now, 30, clone(2))).toEqual(['fork', '11:40']);
    expect(await settled('merge', now, 10_000, clone(2))).toBe('cut');
  });
});
