import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lineHistory } from '../../src/check/ages.ts';
import { withCommits as withCommitsOf } from '../../src/check/blame.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Report } from '../../src/model/report/report.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'driftcheck-blame-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function git(args: readonly string[], date = '2026-10-01T10:00:00Z'): void {
  const env = {
    ...process.env,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  execFileSync('git', ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.com', ...args], {
    cwd: directory,
    env,
    stdio: 'ignore',
  });
}

function commit(text: string, date: string): void {
  writeFileSync(join(directory, 'main.tf'), text);
  git(['add', 'main.tf']);
  git(['commit', '-qm', 'Change'], date);
}

const withCommits = (report: Report) => withCommitsOf(report, lineHistory({ environment: process.env }));

const position = (line: number) => ({ line, column: 1, offset: 0 });

/** A report with findings at these lines. */
function reportOf(lines: readonly number[], file = join(directory, 'main.tf')): Report {
  const findings = lines.map(
    (line): Finding => ({
      type: 'resource-missing',
      rule: 'ecs/service-missing',
      id: 'x',
      severity: 'error',
      verdict: 'drift',
      kind: 'ecs-service',
      address: `aws_ecs_service.s${line}`,
      path: '',
      at: { file, start: position(line), end: position(line) },
      identity: {},
      target: 'default',
      history: { registeredBy: 'somebody' },
    }),
  );
  const none = { compared: 0, equal: 0, drifted: 0, undetermined: 0 };
  return {
    schemaVersion: 1,
    tool: { name: 'driftcheck', version: '0' },
    targets: [],
    notCompared: [],
    checked: [],
    findings,
    gaps: [],
    diagnostics: [],
    unsetVariables: [],
    summary: {
      outcome: 'drift',
      exitCode: 2,
      failOn: 'error',
      resources: { declared: 0, compared: 0, inSync: 0, drifted: 0, missing: 0, undetermined: 0 },
      attributes: none,
      findings: { error: lines.length, warning: 0, note: 0 },
      gaps: 0,
    },
  };
}

it('tells when each line was committed last', async () => {
  git(['init', '-q']);
  commit('one\ntwo\n', '2026-09-20T08:00:00Z');
  commit('one\nchanged\nthree\n', '2026-10-01T09:30:00Z');
  const { findings } = await withCommits(reportOf([1, 2, 3]));
  expect(findings.map(({ history }) => history?.declaredAt)).toEqual([
    '2026-09-20T08:00:00.000Z',
    '2026-10-01T09:30:00.000Z',
    '2026-10-01T09:30:00.000Z',
  ]);
  expect(findings[0]?.history).toMatchObject({
    registeredBy: 'somebody',
    declaredIn: expect.stringMatching(/^\w{12}$/),
  });
  expect(findings[0]?.history?.declaredIn).not.toBe(findings[1]?.history?.declaredIn);
});

it('tells it of what the code declares, and of nothing that stands at the line of something else', async () => {
  git(['init', '-q']);
  commit('one\ntwo\nthree\n', '2026-09-20T08:00:00Z');
  const [declared, undeclared, removed, ...others] = reportOf([1, 2, 3]).findings;
  if (declared === undefined || undeclared === undefined || removed === undefined) throw new Error('three findings');
  expect(others).toEqual([]);
  const report = {
    ...reportOf([]),
    findings: [
      declared,
      { ...undeclared, declared: { absent: true } as const },
      { ...removed, declared: { absent: true } as const, removed: true as const },
    ],
  };
  const { findings } = await withCommits(report);
  expect(findings.map(({ history }) => history?.declaredIn !== undefined)).toEqual([true, false, true]);
});

it('leaves a report as it is where nothing was committed', async () => {
  const report = reportOf([1]);
  expect(await withCommits(report)).toEqual(report);
  git(['init', '-q']);
  writeFileSync(join(directory, 'main.tf'), 'one\n');
  expect(await withCommits(report)).toEqual(report);
  commit('one\n', '2026-09-20T08:00:00Z');
  writeFileSync(join(directory, 'main.tf'), 'not committed\n');
  expect(await withCommits(report)).toEqual(report);
  const elsewhere = reportOf([1], join(directory, 'gone', 'main.tf'));
  expect(await withCommits(elsewhere)).toEqual(elsewhere);
});

it('tells it of the lines that a change left alone, and of no other', async () => {
  git(['init', '-q']);
  commit('one\ntwo\nthree\n', '2026-09-20T08:00:00Z');
  writeFileSync(join(directory, 'main.tf'), 'one\nnew\ntwo\nchanged\n');
  const { findings } = await withCommits(reportOf([1, 2, 3, 4]));
  const known = findings.map(({ history }) => history?.declaredAt !== undefined);
  expect(known).toEqual([true, false, true, false]);
});

it('tells it of a file that is reached through a link', async () => {
  git(['init', '-q']);
  commit('one\n', '2026-09-20T08:00:00Z');
  symlinkSync('main.tf', join(directory, 'link.tf'));
  const { findings } = await withCommits(reportOf([1], join(directory, 'link.tf')));
  expect(findings[0]?.history?.declaredAt).toBe('2026-09-20T08:00:00.000Z');
});

it('tells nothing of lines at which a shallow clone was cut off', async () => {
  git(['init', '-q']);
  commit('one\n', '2026-09-20T08:00:00Z');
  commit('one\ntwo\n', '2026-09-21T08:00:00Z');
  commit('one\ntwo\nthree\n', '2026-09-22T08:00:00Z');
  git(['clone', '-q', '--depth', '2', `file://${directory}`, 'shallow']);
  const { findings } = await withCommits(reportOf([1, 2, 3], join(directory, 'shallow/main.tf')));
  expect(findings.map(({ history }) => history?.declaredAt)).toEqual([
    undefined,
    undefined,
    '2026-09-22T08:00:00.000Z',
  ]);
});
