import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkJudged } from '../../src/commands/check.ts';
import { runPolicy } from '../../src/commands/policy.ts';
import type { Report } from '../../src/model/report/report.ts';
import { commitAt, git, gitAt, markedSandbox, write } from '../git/sandbox.ts';

/** What merged code is while it waits to be applied, with the history of real repositories. */

const fixture = new URL('../../fixtures/pull-request/merged-inside-grace/', import.meta.url);
const applied = readFileSync(new URL('base/main.tf', fixture), 'utf8').replace(
  'desired_count   = 3',
  'desired_count   = 2',
);
const merged = applied.replace('desired_count   = 2', 'desired_count   = 3');
const withoutVariable = applied.replace('      { name = "LOG_LEVEL", value = "info" },\n', '');

const { folder, code } = markedSandbox();
const live = join(folder, 'live.json');
beforeAll(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  const snapshot: unknown = JSON.parse(readFileSync(new URL('live.json', fixture), 'utf8'));
  write(folder, { 'live.json': JSON.stringify({ ...Object(snapshot), recordedAt: '2026-10-01T12:00:00.000Z' }) });
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
/** A repository of which the first commit is what is on AWS, a day before. */
function repository(config = 'apply-grace: 30m\n'): string {
  const directory = join(code, String(count++));
  write(directory, { 'main.tf': applied, 'driftcheck.yaml': config });
  git(directory, 'init', '-q', '-b', 'main');
  commitAt('2026-09-30T12:00:00Z', directory, {});
  return directory;
}

async function run(directory: string, base?: string): Promise<Report> {
  const flags = { inputs: [], live, quiet: true, ...(base === undefined ? {} : { base }) };
  return checkJudged(directory, flags, await runPolicy(directory, {}, {}), {});
}

const verdictsOf = ({ findings }: Report) =>
  findings.map(({ path, verdict, until }) => [path, verdict, ...(until === undefined ? [] : [until.slice(11, 16)])]);
const agesOf = ({ gaps }: Report) =>
  gaps.flatMap(({ code: of, reason, target }) => (of === 'age-unknown' ? [`${reason.name} ${target}`] : []));

const recent = '2026-10-01T11:50:00Z';
const waits = ['desiredCount', 'awaiting-apply', '12:20'];
const drifts = ['desiredCount', 'drift'];

describe('what was merged a moment ago', () => {
  test('waits to be applied, until the grace is over', async () => {
    const directory = repository();
    git(directory, 'checkout', '-qb', 'feature');
    commitAt('2026-09-30T13:00:00Z', directory, { 'main.tf': merged });
    git(directory, 'checkout', '-q', 'main');
    gitAt(recent, directory, 'merge', '-q', '--no-ff', '-m', 'Merge', 'feature');
    const report = await run(directory);
    expect(verdictsOf(report)).toEqual([waits]);
    expect(report).toMatchObject({ gaps: [], graceSeconds: 1800, summary: { exitCode: 0, outcome: 'pending' } });
    write(directory, { 'driftcheck.yaml': 'apply-grace: 10m\n' });
    expect(verdictsOf(await run(directory))).toEqual([drifts]);
    write(directory, { 'driftcheck.yaml': 'apply-grace: 601s\n' });
    expect(verdictsOf(await run(directory))).toEqual([['desiredCount', 'awaiting-apply', '12:00']]);
  });

  test.each(['fail-on: error\n', 'apply-grace: 0\n'])('is drift where the configuration is %j', async (config) => {
    const directory = repository(config);
    commitAt(recent, directory, { 'main.tf': merged });
    const report = await run(directory);
    expect(verdictsOf(report)).toEqual([drifts]);
    expect(report).not.toHaveProperty('graceSeconds');
  });

  test('waits in a run about a change without a word of the configuration', async () => {
    const directory = repository('fail-on: error\n');
    commitAt(recent, directory, { 'main.tf': merged });
    commitAt(recent, directory, { 'main.tf': merged.replace('api:7', 'api:8') });
    const report = await run(directory, 'HEAD^');
    expect(verdictsOf(report)).toEqual([waits, ['containers[api].image', 'pending']]);
    expect(report.graceSeconds).toBe(1800);
    write(directory, { 'driftcheck.yaml': 'apply-grace: 0\n' });
    expect(verdictsOf(await run(directory, 'HEAD^'))[0]).toEqual(drifts);
  });

  test('waits also when it took something away, which no line tells', async () => {
    const directory = repository();
    commitAt(recent, directory, { 'main.tf': withoutVariable });
    const waiting = ['containers[api].environment[LOG_LEVEL]', 'awaiting-apply', '12:20'];
    expect(verdictsOf(await run(directory))).toEqual([waiting]);
    commitAt('2026-10-01T11:55:00Z', directory, { 'main.tf': withoutVariable.replace('api:7', 'api:8') });
    expect(verdictsOf(await run(directory, 'HEAD^'))).toEqual([waiting, ['containers[api].image', 'pending']]);
  });
});

describe('what the change goes on from', () => {
  const desired = (count: number): string => merged.replace('desired_count   = 3', `desired_count   = ${count}`);
  test.each([
    ['waits where AWS is as before it', 2, 'awaiting-apply'],
    ['collides where AWS was changed by hand, however young its line is', 4, 'collides'],
  ])('%s', async (_, before, verdict) => {
    const directory = repository();
    commitAt('2026-10-01T10:00:00Z', directory, { 'main.tf': desired(before) });
    commitAt(recent, directory, { 'main.tf': merged });
    commitAt('2026-10-01T11:55:00Z', directory, { 'main.tf': desired(1) });
    expect(verdictsOf(await run(directory, 'HEAD^'))[0]?.slice(0, 2)).toEqual(['desiredCount', verdict]);
  });
});

describe('there is no grace', () => {
  test('for what is not committed, whatever was merged', async () => {
    const directory = repository();
    commitAt(recent, directory, { 'other.tf': '' });
    write(directory, { 'main.tf': merged });
    const edited = await run(directory);
    expect([verdictsOf(edited), agesOf(edited)]).toEqual([[drifts], ['uncommitted default']]);
    write(directory, { 'main.tf': withoutVariable });
    expect(verdictsOf(await run(directory))).toEqual([['containers[api].environment[LOG_LEVEL]', 'drift']]);
  });

  test('for what differed before, and for what was changed by hand', async () => {
    const directory = repository();
    commitAt('2026-10-01T10:00:00Z', directory, { 'main.tf': merged });
    commitAt(recent, directory, { 'other.tf': '' });
    const report = await run(directory);
    expect([verdictsOf(report), agesOf(report)]).toEqual([[drifts], []]);
  });

  test('where a clone is shallow, which is said once', async () => {
    const directory = repository();
    commitAt(recent, directory, { 'main.tf': merged.replace('"info"', '"debug"') });
    const clone = join(folder, 'shallow');
    git(folder, 'clone', '-q', '--depth', '1', `file://${directory}`, clone);
    const report = await run(clone);
    expect(verdictsOf(report).map(([, verdict]) => verdict)).toEqual(['drift', 'drift']);
    expect(agesOf(report)).toEqual(['shallow default']);
    expect(report.summary.exitCode).toBe(2);
    git(clone, 'fetch', '-q', '--deepen', '1');
    expect(verdictsOf(await run(clone)).map(([, verdict]) => verdict)).toEqual(['awaiting-apply', 'awaiting-apply']);
  });

  test('for a commit that is dated after what was recorded', async () => {
    const directory = repository();
    commitAt('2026-10-01T12:10:00Z', directory, { 'main.tf': merged });
    const report = await run(directory);
    expect([verdictsOf(report), agesOf(report)]).toEqual([[drifts], ['future default']]);
  });

  test('where there is no repository, and no git', async () => {
    const directory = join(folder, 'plain');
    write(directory, { 'main.tf': merged, 'driftcheck.yaml': 'apply-grace: 30m\n' });
    const plain = await run(directory);
    expect([verdictsOf(plain), agesOf(plain)]).toEqual([[drifts], ['outside default']]);
    const own = repository();
    commitAt(recent, own, { 'main.tf': merged });
    vi.stubEnv('PATH', '');
    const blind = await run(own);
    vi.unstubAllEnvs();
    expect([verdictsOf(blind), agesOf(blind)]).toEqual([[drifts], ['unreadable default']]);
  });

  test('and nothing is said of it where nothing differs', async () => {
    const directory = join(folder, 'same');
    write(directory, { 'main.tf': applied, 'driftcheck.yaml': 'apply-grace: 30m\n' });
    expect(await run(directory)).toMatchObject({ findings: [], gaps: [], summary: { exitCode: 0 } });
  });
});
