import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CheckFlags, runCheck } from '../../src/commands/check.ts';
import { runEval } from '../../src/commands/eval.ts';
import { runHistory } from '../../src/commands/history.ts';
import { runTrace } from '../../src/commands/trace.ts';
import { type Report, reportSchema } from '../../src/model/report/report.ts';
import { git, write } from '../git/sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-policy-')));
const code = join(folder, 'code');
const report = join(folder, 'report.json');
const live = join(code, 'live.json');
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(() => {
  for (const name of ['CI', 'GITHUB_ACTIONS']) vi.stubEnv(name, '');
  mkdirSync(code);
  const fixture = join(import.meta.dirname, '../../fixtures/delivery/stale-image');
  cpSync(fixture, code, { recursive: true });
  git(code, 'init', '-q');
  const commit = (name: string, policy: string): void => {
    write(code, { 'driftcheck.yaml': policy });
    git(code, 'add', '.');
    git(code, 'commit', '-qm', name);
    git(code, 'tag', name);
  };
  commit('strict', 'fail-on: warning\n');
  commit('lax', 'fail-on: error\n');
});

async function checked(flags: Partial<CheckFlags>): Promise<Report> {
  const all = { inputs: [], color: false, quiet: true, live, format: [`json=${report}`], ...flags };
  const exit = await runCheck(code, all);
  const written = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  expect(exit).toBe(written.summary.exitCode);
  return written;
}

describe('what fails a run', () => {
  test('is what the file says, unless a flag says something else', async () => {
    expect((await checked({})).summary).toMatchObject({ failOn: 'error', exitCode: 0 });
    expect((await checked({ failOn: 'warning' })).summary).toMatchObject({ failOn: 'warning', exitCode: 2 });
    expect((await checked({ configFrom: 'strict' })).summary).toMatchObject({ failOn: 'warning', exitCode: 2 });
    // Of a change nothing fails that it does not touch.
    expect((await checked({ base: 'strict' })).summary).toMatchObject({ failOn: 'warning', outcome: 'untouched' });
    expect((await checked({ base: 'strict', failOn: 'error' })).summary).toMatchObject({
      failOn: 'error',
      exitCode: 0,
    });
  });

  test('is an error where nobody says anything', async () => {
    write(folder, { 'empty.yaml': '{}\n' });
    expect((await checked({ config: join(folder, 'empty.yaml') })).summary).toMatchObject({ failOn: 'error' });
  });
});

describe('the report', () => {
  test('says where the policy came from', async () => {
    expect((await checked({})).policy?.source).toMatchObject({ from: 'checkout' });
    const revision = git(code, 'rev-parse', 'strict').trim();
    expect((await checked({ configFrom: 'strict' })).policy?.source).toMatchObject({
      from: 'revision',
      revision: 'strict',
      commit: revision,
      changed: true,
    });
  });

  test('and in a CI job that nobody else has reviewed it', async () => {
    vi.stubEnv('CI', 'true');
    try {
      expect((await checked({})).policy?.source.unreviewed).toBe(true);
      expect((await checked({ configFrom: 'lax' })).policy?.source.unreviewed).toBeUndefined();
    } finally {
      vi.stubEnv('CI', '');
    }
  });
});

describe('a file that is wrong ends every command', () => {
  const config = join(folder, 'wrong.yaml');
  const flags = { inputs: [], color: false, quiet: true, live, limit: 1, terraform: true, format: ['text'], config };
  test.each<[string, () => Promise<number>]>([
    ['check', () => runCheck(code, flags)],
    ['trace', () => runTrace('api', code, flags)],
    ['eval', () => runEval(code, undefined, flags)],
    ['history', () => runHistory('api', undefined, flags)],
  ])('%s', async (_, run) => {
    write(folder, { 'wrong.yaml': 'fail-on: eror\n' });
    await expect(run()).rejects.toMatchObject({ problem: { code: 'config-invalid', count: 1 } });
  });
});
