import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOrigin, isOfDefaultBranch, isWithoutSecrets, pullRequestOf, readEvent } from '../../src/action/event.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-event-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An event as the runner hands it over. */
function event(name: string, payload: unknown, actor = 'somebody') {
  const file = join(folder, 'event.json');
  writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readEvent({
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file,
    GITHUB_ACTOR: actor,
    GITHUB_SHA: 'a'.repeat(40),
  });
}

const repository = { id: 1, default_branch: 'main' };
const pull = (head: { id: number } | null) => ({
  repository,
  pull_request: {
    number: 7,
    head: { sha: 'b'.repeat(40), ref: 'change', repo: head },
    base: { sha: 'c'.repeat(40), ref: 'main', repo: { id: 1 } },
  },
});
const run = (head: { id: number } | null | undefined, pulls: readonly number[] = []) => ({
  repository,
  workflow_run: { head_sha: 'b'.repeat(40), head_repository: head, pull_requests: pulls.map((number) => ({ number })) },
});

describe('whose change an event is about', () => {
  it.each<[string, unknown, string]>([
    ['pull_request', pull({ id: 1 }), 'own'],
    ['pull_request', pull({ id: 2 }), 'fork'],
    ['pull_request of a fork that was deleted', pull(null), 'fork'],
    ['workflow_run', run({ id: 1 }), 'own'],
    ['workflow_run', run({ id: 2 }), 'fork'],
    ['workflow_run of a fork that was deleted', run(null), 'fork'],
    ['workflow_run that does not say', run(undefined), 'fork'],
    ['push', { repository }, 'unknown'],
    ['without the repository', { ...pull({ id: 2 }), repository: undefined }, 'unknown'],
    ['with a head of another form', { ...pull({ id: 1 }), pull_request: { number: 7, head: 'x' } }, 'unknown'],
    ['no JSON', '{', 'unknown'],
    ['a list', [], 'unknown'],
  ])('%s: %#', (_, payload, origin) => {
    expect(changeOrigin(event('pull_request', payload))).toBe(origin);
  });
});

describe('whether GitHub withholds secrets', () => {
  it.each<[string, unknown, string, boolean]>([
    ['pull_request', pull({ id: 2 }), 'somebody', true],
    ['pull_request', pull({ id: 1 }), 'somebody', false],
    ['pull_request', pull({ id: 1 }), 'dependabot[bot]', true],
    ['pull_request', pull({ id: 1 }), 'dependabot', false],
    ['pull_request', pull({ id: 1 }), 'Dependabot[bot]', false],
    ['pull_request_review', pull({ id: 2 }), 'somebody', true],
    ['pull_request_target', pull({ id: 2 }), 'somebody', false],
    ['pull_request_target', pull({ id: 1 }), 'dependabot[bot]', false],
    ['workflow_run', run({ id: 2 }), 'somebody', false],
    ['push', { repository }, 'dependabot[bot]', true],
    ['push', { repository }, 'somebody', false],
    ['schedule', { repository }, 'dependabot[bot]', false],
    ['pull_request', {}, 'somebody', false],
  ])('%s %j by %s: %s', (name, payload, actor, expected) => {
    expect(isWithoutSecrets(event(name, payload, actor))).toBe(expected);
  });
});

it.each<[unknown, number | undefined]>([
  [pull({ id: 2 }), 7],
  [run({ id: 1 }, [3]), 3],
  [run({ id: 1 }, [3, 4]), undefined],
  [{ repository, issue: { number: 5, pull_request: { url: 'https://api.github.com/x' } } }, 5],
  [{ repository, issue: { number: 5 } }, undefined],
  [{ repository }, undefined],
])('the pull request of %j is %j', (payload, number) => {
  expect(pullRequestOf(event('pull_request', payload))).toBe(number);
});

it.each<[string, string, boolean]>([
  ['push', 'refs/heads/main', true],
  ['schedule', 'refs/heads/main', true],
  ['push', 'refs/heads/topic', false],
  ['push', 'refs/tags/main', false],
  ['pull_request', 'refs/heads/main', false],
  ['pull_request_target', 'refs/heads/main', false],
])('%s on %s is of the default branch: %s', (name, ref, expected) => {
  expect(isOfDefaultBranch({ ...event(name, { repository }), ref })).toBe(expected);
  expect(isOfDefaultBranch({ ...event(name, {}), ref })).toBe(false);
});

it('is empty outside of GitHub', () => {
  expect(readEvent({})).toEqual({ name: '', sha: undefined, ref: undefined, actor: undefined, payload: {} });
});
