import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withRepository } from '../../src/git/repository.ts';
import { type ResolvedRevision, readCommitted, resolveRevision } from '../../src/git/revision.ts';
import { git, markedSandbox, repository, write } from './sandbox.ts';

const { folder, code } = markedSandbox();
const environment = { PATH: process.env['PATH'], HOME: folder };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resolved(text: string, directory: string = code): Promise<ResolvedRevision> {
  const outcome = await withRepository(directory, { environment }, (one) => resolveRevision(one, text));
  if (outcome.status !== 'done') throw new Error(outcome.status);
  return outcome.value;
}

const commits: Record<string, string> = {};
const worktree = join(folder, 'worktree');
const shallow = join(folder, 'shallow');

beforeAll(() => {
  commits['first'] = repository(code, { 'driftcheck.yaml': 'fail-on: note\n', 'main.tf': '' });
  git(code, 'branch', '-M', 'main');
  git(code, 'tag', 'light');
  git(code, 'tag', '-a', '-m', 'Annotated', 'v1.0');
  git(code, 'tag', 'both');
  write(code, { 'driftcheck.yaml': 'fail-on: error\n' });
  git(code, 'commit', '-qam', 'Change');
  commits['second'] = git(code, 'rev-parse', 'HEAD').trim();
  git(code, 'branch', 'both');
  git(code, 'checkout', '-qb', 'feature/x');
  git(code, 'commit', '-q', '--allow-empty', '-m', 'Feature');
  commits['feature'] = git(code, 'rev-parse', 'HEAD').trim();
  git(code, 'update-ref', 'refs/remotes/origin/main', commits['second']);
  git(code, 'update-ref', 'refs/remotes/origin/a-branch', commits['first']);
  git(code, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git(code, 'merge', '-q', '--no-ff', '-m', 'Merge', '-s', 'ours', '--allow-unrelated-histories', unrelated());
  commits['merge'] = git(code, 'rev-parse', 'HEAD').trim();
  git(code, 'pack-refs', '--all');
  git(code, 'branch', 'loose', commits['first'] ?? '');
  git(code, 'worktree', 'add', '-q', '--detach', worktree, 'v1.0');
  git(folder, 'clone', '-q', '--depth', '1', `file://${code}`, shallow);
});

/** A commit without a parent. */
function unrelated(): string {
  const tree = git(code, 'rev-parse', 'HEAD^{tree}').trim();
  commits['other'] = git(code, 'commit-tree', tree, '-m', 'Other').trim();
  return commits['other'];
}

describe('a revision is the commit that git takes it for', () => {
  test.each([
    ['HEAD', 'merge'],
    ['@', 'merge'],
    ['HEAD~1', 'feature'],
    ['HEAD~', 'feature'],
    ['HEAD^', 'feature'],
    ['HEAD^2', 'other'],
    ['HEAD~2', 'second'],
    ['HEAD^1~1', 'second'],
    ['main', 'second'],
    ['main~1', 'first'],
    ['heads/main', 'second'],
    ['refs/heads/main', 'second'],
    ['feature/x', 'merge'],
    ['loose', 'first'],
    ['origin/main', 'second'],
    ['remotes/origin/main', 'second'],
    ['origin', 'second'],
    ['origin/a-branch', 'first'],
    ['light', 'first'],
    ['v1.0', 'first'],
    ['tags/v1.0', 'first'],
    // A tag goes before a branch.
    ['both', 'first'],
  ])('%s', async (text, commit) => {
    expect(await resolved(text)).toEqual({ status: 'found', commit: commits[commit] });
    expect(git(code, 'rev-parse', `${text}^{commit}`).trim()).toBe(commits[commit]);
  });

  test('its name, or the beginning of that', async () => {
    const { first = '' } = commits;
    const found = { status: 'found', commit: first };
    expect(await resolved(first)).toEqual(found);
    expect(await resolved(first.toUpperCase())).toEqual(found);
    expect(await resolved(first.slice(0, 12))).toEqual(found);
  });

  test('the head of a worktree is its own, and the branches are those of all', async () => {
    expect(await resolved('HEAD', worktree)).toEqual({ status: 'found', commit: commits['first'] });
    expect(await resolved('main', worktree)).toEqual({ status: 'found', commit: commits['second'] });
  });

  test('what was fetched last', async () => {
    git(shallow, 'fetch', '-q', '--depth', '1', 'origin', 'main');
    expect(await resolved('FETCH_HEAD', shallow)).toEqual({ status: 'found', commit: commits['second'] });
  });
});

describe('what names no commit', () => {
  test.each([
    '',
    '-',
    '--all',
    '--output=x',
    '-main',
    ':/Add',
    ':main.tf',
    'main:main.tf',
    'HEAD^{tree}',
    'HEAD^@',
    'HEAD^!',
    '@{-1}',
    'main@{1}',
    'main@{upstream}',
    'main..feature/x',
    'main...',
    '^main',
    'a b',
    'a\nb',
    'main\0',
    '*',
    '[m]ain',
    'x'.repeat(300),
  ])('%j is refused', async (text) => {
    const { status } = await resolved(text);
    expect(['malformed', 'unknown']).toContain(status);
  });

  test.each([
    'nothing',
    '../HEAD',
    'refs/../HEAD',
    'refs/heads/../../HEAD',
    '/etc/passwd',
    'config',
    'main/',
    'main.lock',
    'HEAD~9',
    'HEAD^3',
    'deadbeef',
    'deadbeef'.repeat(5),
    'MERGE_HEAD',
  ])('%s is unknown', async (text) => {
    expect(await resolved(text)).toEqual({ status: 'unknown' });
  });

  test('the beginning of several objects is ambiguous', async () => {
    const tight = join(folder, 'tight');
    mkdirSync(tight);
    repository(tight, Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${index}`, `${index}`])));
    const objects: string[] = git(tight, 'rev-list', '--objects', 'HEAD').match(/^[0-9a-f]{4}/gm) ?? [];
    const twice = objects.find((start, index) => objects.indexOf(start) !== index) ?? '';
    expect(twice).not.toBe('');
    expect((await resolved(twice, tight)).status).toBe('ambiguous');
  });

  test('what a shallow clone was cut off at is unknown, and what it lacks of a name it has is missing', async () => {
    expect(await resolved('HEAD', shallow)).toEqual({ status: 'found', commit: commits['merge'] });
    expect(await resolved('HEAD~1', shallow)).toEqual({ status: 'unknown' });
    git(shallow, 'update-ref', '--no-deref', 'refs/heads/absent', commits['merge'] ?? '');
    write(shallow, { '.git/refs/heads/absent': `${commits['first']}\n` });
    expect(await resolved('absent', shallow)).toEqual({ status: 'missing' });
  });
});

describe('a file of a commit', () => {
  const read = async (commit: string, path: string, most = 1000) => {
    const outcome = await withRepository(code, { environment }, (one) => readCommitted(one, commit, path, most));
    if (outcome.status !== 'done') throw new Error(outcome.status);
    return outcome.value.status === 'found' ? outcome.value.content.toString() : outcome.value.status;
  };

  test('is read as it stands there', async () => {
    expect(await read(commits['first'] ?? '', 'driftcheck.yaml')).toBe('fail-on: note\n');
    expect(await read(commits['second'] ?? '', 'driftcheck.yaml')).toBe('fail-on: error\n');
  });

  test.each([
    ['nothing', 'absent'],
    ['.', 'absent'],
    ['.git/HEAD', 'absent'],
    ['*.yaml', 'absent'],
    [':(glob)*.yaml', 'absent'],
  ])('there is no file %s', async (path, status) => {
    expect(await read(commits['first'] ?? '', path)).toBe(status);
  });

  test('is not read when it is larger than it may be', async () => {
    expect(await read(commits['first'] ?? '', 'driftcheck.yaml', 5)).toBe('too-large');
  });
});
