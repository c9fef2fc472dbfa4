import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, test } from 'vitest';
import { releaseOf, usesDriftcheck } from '../../src/init/uses.ts';

const script = join(import.meta.dirname, '../../build/release-record.mjs');

/** A repository at version 1.2.3, with a second commit behind the annotated tag of the first. */
function repository() {
  const directory = mkdtempSync(join(tmpdir(), 'driftcheck-release-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'build'));
  mkdirSync(join(directory, 'docs'));
  cpSync(script, join(directory, 'build/release-record.mjs'));
  writeFileSync(join(directory, 'package.json'), '{ "version": "1.2.3" }');
  writeFileSync(join(directory, 'docs/release.json'), 'null\n');
  const date = '2026-01-02T03:04:05Z';
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    GIT_COMMITTER_DATE: date,
  };
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: directory, env, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
  git('tag', '--annotate', '--message', 'v1.2.3', 'v1.2.3');
  const tagged = git('rev-parse', 'HEAD');
  git('commit', '--quiet', '--allow-empty', '--message', 'two');
  const record = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [join(directory, 'build/release-record.mjs'), ...args], {
      env,
      encoding: 'utf8',
    });
    const text = readFileSync(join(directory, 'docs/release.json'), 'utf8');
    return { status, stderr, written: JSON.parse(text) as unknown };
  };
  return { tagged, record };
}

it('records the commit of the tag, not the tag itself nor what came behind it', () => {
  const { tagged, record } = repository();
  const { status, written } = record('--tag', 'v1.2.3', '--repository', 'example/driftcheck');
  expect(status).toBe(0);
  expect(usesDriftcheck(releaseOf(written))).toBe(`example/driftcheck@${tagged} # v1.2.3`);
});

test.each([
  ['a tag of another version', ['--tag', 'v1.2.4', '--repository', 'example/driftcheck'], 'v1.2.4'],
  ['no repository', ['--tag', 'v1.2.3'], 'owner/name'],
  ['a short commit', ['--tag', 'v1.2.3', '--repository', 'example/driftcheck', '--commit', 'abc1234'], 'abc1234'],
])('writes nothing for %s', (_, args, said) => {
  const { status, stderr, written } = repository().record(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(said);
  expect(written).toBeNull();
});
