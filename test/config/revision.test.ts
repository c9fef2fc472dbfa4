import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPolicy } from '../../src/commands/policy.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { git, hostileConfig, markedSandbox, ran, repository, write } from '../git/sandbox.ts';

const { folder, code } = markedSandbox();
const environment = { PATH: process.env['PATH'], HOME: folder };
const api = join(code, 'infra/api');
const commits: Record<string, string> = {};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  commits['none'] = repository(code, { 'infra/api/main.tf': '', 'infra/web/main.tf': '' });
  const commit = (name: string, files: Readonly<Record<string, string>>): void => {
    write(code, files);
    git(code, 'add', '.');
    git(code, 'commit', '-qm', name);
    git(code, 'tag', name);
    commits[name] = git(code, 'rev-parse', 'HEAD').trim();
  };
  commit('warning', { 'driftcheck.yaml': 'fail-on: warning\n' });
  commit('nearer', { 'infra/api/driftcheck.yml': 'fail-on: note\n' });
  commit('both', { 'infra/api/driftcheck.yaml': 'fail-on: note\n' });
  git(code, 'rm', '-q', 'infra/api/driftcheck.yaml');
  commit('wrong', { 'infra/api/driftcheck.yml': 'fail-on: eror\n' });
  commit('large', { 'infra/api/driftcheck.yml': `# ${'x'.repeat(600_000)}\n` });
  git(code, 'rm', '-q', 'infra/api/driftcheck.yml');
  symlinkSync('../../driftcheck.yaml', join(api, 'driftcheck.yaml'));
  commit('link', {});
  git(code, 'rm', '-q', 'infra/api/driftcheck.yaml');
  commit('head', { 'driftcheck.yaml': 'fail-on: error\n' });
});

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error ?? new Error('no problem');
}

describe('the policy is read from the revision that is named', () => {
  test('by --config-from, and by --base', async () => {
    const { config, policy } = await runPolicy(api, { configFrom: 'warning' }, environment);
    expect(config?.failOn).toBe('warning');
    expect(policy?.source).toEqual({
      file: config?.file,
      from: 'revision',
      revision: 'warning',
      commit: commits['warning'],
      changed: true,
    });
    expect(config?.file).toMatch(/\/driftcheck\.yaml$/);
    expect((await runPolicy(api, { base: 'warning' }, environment)).config?.failOn).toBe('warning');
    expect((await runPolicy(api, { base: 'head', configFrom: 'warning' }, environment)).config?.failOn).toBe('warning');
  });

  test('whatever lies on the disk, also in a CI job', async () => {
    const { policy } = await runPolicy(api, { configFrom: 'warning' }, { ...environment, CI: 'true' });
    expect(policy?.source.unreviewed).toBeUndefined();
  });

  test('and says nothing of a change where there is none', async () => {
    const { policy } = await runPolicy(api, { configFrom: 'HEAD' }, environment);
    expect(policy?.source).toEqual({
      file: policy?.file,
      from: 'revision',
      revision: 'HEAD',
      commit: commits['head'],
    });
  });

  test('where the nearest file of that revision counts', async () => {
    expect((await runPolicy(api, { configFrom: 'nearer' }, environment)).config?.failOn).toBe('note');
    expect((await runPolicy(join(code, 'infra/web'), { configFrom: 'nearer' }, environment)).config?.failOn).toBe(
      'warning',
    );
  });

  test('of the file that is named', async () => {
    const flags = { config: join(code, 'driftcheck.yaml'), configFrom: 'nearer' };
    expect((await runPolicy(api, flags, environment)).config?.failOn).toBe('warning');
  });

  test('and is none where the revision has no file, which is a change', async () => {
    const { config, policy } = await runPolicy(api, { configFrom: commits['none'] ?? '' }, environment);
    expect(config).toBeUndefined();
    expect(policy).toMatchObject({ ignore: [], trustIgnoreChanges: true });
    expect(policy?.source).toEqual({
      from: 'revision',
      revision: commits['none'],
      commit: commits['none'],
      changed: true,
    });
  });
});

describe('without a revision', () => {
  test('it is that of the checked code, which a CI job says', async () => {
    expect((await runPolicy(api, {}, environment)).policy?.source).toMatchObject({ from: 'checkout' });
    expect((await runPolicy(api, {}, environment)).policy?.source.unreviewed).toBeUndefined();
    const names = ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'JENKINS_URL'];
    for (const name of names) {
      const { policy } = await runPolicy(api, {}, { ...environment, [name]: 'true' });
      expect(policy?.source, name).toMatchObject({ from: 'checkout', unreviewed: true });
    }
    expect((await runPolicy(api, {}, { ...environment, CI: 'false' })).policy?.source.unreviewed).toBeUndefined();
  });

  test('a file that is named is of the checked code when it lies there', async () => {
    const ci = { ...environment, CI: 'true' };
    const own = await runPolicy(api, { config: join(code, 'driftcheck.yaml') }, ci);
    expect(own.policy?.source).toMatchObject({ from: 'given', unreviewed: true });
    write(folder, { 'reviewed.yaml': 'fail-on: note\n' });
    const other = await runPolicy(api, { config: join(folder, 'reviewed.yaml') }, ci);
    expect(other.policy?.source).toEqual({ file: other.config?.file, from: 'given' });
  });
});

test('nothing of a hostile repository is run', async () => {
  const sandbox = markedSandbox();
  repository(sandbox.code, { 'driftcheck.yaml': 'fail-on: note\n', '.gitattributes': '* filter=x diff=x\n' });
  write(sandbox.code, { '.git/config': hostileConfig(sandbox.marks), 'driftcheck.yaml': 'fail-on: error\n' });
  try {
    for (const revision of ['HEAD', 'master', 'main', 'HEAD~1', '--output=x', 'HEAD:driftcheck.yaml']) {
      const policy = await runPolicy(sandbox.code, { configFrom: revision }, environment).catch(() => undefined);
      if (revision === 'HEAD') expect(policy?.config?.failOn).toBe('note');
    }
    expect(ran(sandbox.marks)).toEqual([]);
  } finally {
    rmSync(sandbox.folder, { recursive: true, force: true });
  }
});

describe('what cannot be read from a revision is told, with what to do', () => {
  test.each([
    ['nothing', { code: 'revision-unusable', revision: 'nothing', why: 'unknown' }, 'git fetch origin <branch>'],
    ['-x', { code: 'revision-unusable', why: 'malformed' }, 'Give a branch'],
    ['link', { code: 'revision-unusable', why: 'link' }, 'is a symbolic link in link'],
    ['both', { code: 'config-ambiguous' }, 'are both there'],
    ['wrong', { code: 'config-invalid', revision: 'wrong' }, 'driftcheck.yml of wrong is not valid (1 error)'],
    ['large', { code: 'too-large', limit: 'configFile' }, '512 KiB'],
  ])('%s', async (revision, problem, said) => {
    const found = await problemOf(runPolicy(api, { configFrom: revision }, environment));
    expect(found).toMatchObject(problem);
    expect(problemText(found).replace(/\s+/g, ' ')).toContain(said);
  });

  test('outside of a repository', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    const found = await problemOf(runPolicy(outside, { configFrom: 'main' }, environment));
    expect(found).toMatchObject({ code: 'revision-unusable', why: 'no-repository' });
  });

  test('without git', async () => {
    const found = await problemOf(runPolicy(api, { configFrom: 'warning' }, { PATH: '' }));
    expect(found).toMatchObject({ code: 'revision-unusable', why: 'no-history' });
  });

  test('in a shallow clone, which is to be fetched whole', async () => {
    const shallow = join(folder, 'shallow');
    git(folder, 'clone', '-q', '--depth', '1', `file://${code}`, shallow);
    for (const revision of ['HEAD~1', 'origin/nothing', commits['warning'] ?? '']) {
      const found = await problemOf(runPolicy(shallow, { configFrom: revision }, environment));
      expect(found).toMatchObject({ code: 'revision-unusable', why: 'unknown', shallow: true });
      expect(problemText(found)).toContain('fetch-depth: 0');
    }
  });

  test('in a clone without contents', async () => {
    const partial = join(folder, 'partial');
    git(code, 'config', 'uploadpack.allowFilter', 'true');
    git(folder, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${code}`, partial);
    const found = await problemOf(runPolicy(partial, { configFrom: 'HEAD' }, environment));
    expect(found).toMatchObject({ code: 'revision-unusable', why: 'missing' });
    expect(problemText(found)).toContain('fetch-depth: 0');
  });

  test('without repeating what may be a secret in the wrong place', async () => {
    const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const found = await problemOf(runPolicy(api, { configFrom: token }, environment));
    expect(problemText(found)).not.toContain(token.slice(4, 12));
  });
});
