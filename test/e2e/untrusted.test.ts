import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Report } from '../../src/model/report/report.ts';
import { git, hostileConfig, markedSandbox, ran, write } from '../git/sandbox.ts';
import { runCli } from './cli.ts';

/** The built CLI on code of a stranger who wants commands to run. */

const incident = join(import.meta.dirname, '../../fixtures/incident');
const live = join(incident, 'states/a-without-redis-rule/live.json');

let folder: string;
let code: string;
let marks: string;
beforeEach(() => {
  ({ folder, code, marks } = markedSandbox());
  for (const name of ['main.tf', 'network.tf', 'variables.tf', 'terraform.tfvars', 'modules']) {
    cpSync(join(incident, name), join(code, 'infra', name), { recursive: true });
  }
  git(code, 'init', '-q');
  git(code, 'add', '.');
  git(code, 'commit', '-qm', 'Add');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function check(environment: Record<string, string> = {}): Promise<Report> {
  const { stdout, stderr } = await runCli([join(code, 'infra'), '--live', live, '--format', 'json'], environment);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

const commits = (report: Report) => report.findings.map(({ history }) => history?.declaredAt);
const told = ['2026-09-20T08:00:00.000Z', '2026-09-20T08:00:00.000Z'];

it('runs nothing of an archive with a repository in it, and still tells when lines were committed', async () => {
  write(folder, { included: `[core]\n\tfsmonitor = "touch ${marks}/included; false"\n`, revisions: '', mailmap: '' });
  write(folder, {
    attributes: '*.tf filter=x diff=x\n',
    'hooks/post-index-change': `#!/bin/sh\ntouch ${marks}/hook\n`,
  });
  chmodSync(join(folder, 'hooks/post-index-change'), 0o755);
  write(code, { '.git/config': hostileConfig(marks), '.git/info/attributes': '*.tf filter=x diff=x\n' });
  // A change makes git look at the file as it is, through the filter.
  const main = join(code, 'infra/main.tf');
  writeFileSync(main, `${readFileSync(main, 'utf8')}\n# changed\n`);
  expect(commits(await check())).toEqual(told);
  expect(ran(marks)).toEqual([]);
});

it('runs nothing of what looks like a bare repository among the files', async () => {
  for (const name of ['HEAD', 'objects', 'refs']) {
    cpSync(join(code, '.git', name), join(code, 'infra', name), { recursive: true });
  }
  write(code, {
    'infra/config': `[core]\n\trepositoryformatversion = 0\n\tworktree = .\n\tfsmonitor = "touch ${marks}/bare; false"\n`,
  });
  expect(commits(await check())).toEqual(told);
  expect(ran(marks)).toEqual([]);
  expect(() => git(join(code, 'infra'), 'status')).not.toThrow();
  expect(ran(marks)).toEqual(['bare']);
});

it('takes no git from the code, and says when the one there is is too old', async () => {
  write(code, { 'bin/git': `#!/bin/sh\ntouch ${marks}/own\n` });
  write(folder, { 'old/git': '#!/bin/sh\necho git version 2.30.2\n' });
  for (const program of [join(code, 'bin/git'), join(folder, 'old/git')]) chmodSync(program, 0o755);
  const usual = process.env['PATH'] ?? '';
  expect(commits(await check({ PATH: `${join(code, 'bin')}:bin::${usual}` }))).toEqual(told);
  expect(ran(marks)).toEqual([]);
  const report = await check({ PATH: `${join(folder, 'old')}:${usual}` });
  expect(commits(report)).toEqual([undefined, undefined]);
  expect(report.gaps).toMatchObject([{ code: 'history-unreadable', scope: 'leaf', reason: { name: 'old-git' } }]);
});

it('shows nothing of the environment or of files elsewhere', async () => {
  write(folder, { 'elsewhere.txt': 'the-content\n' });
  write(code, {
    'infra/steal.tf': `output "a" {\n  value = join("-", split("", file("/proc/self/environ")))\n}\noutput "b" {\n  value = file("${folder}/elsewhere.txt")\n}\n`,
  });
  for (const args of [['--all'], ['--json'], ['--expression', `file("${folder}/elsewhere.txt")`]]) {
    const { stdout, stderr } = await runCli(['eval', join(code, 'infra'), ...args], { MARK: 'zqzqzq' });
    expect(stdout + stderr).not.toMatch(/z-?q-?z-?q|the-content/);
  }
  const permitted = ['eval', join(code, 'infra'), '--expression', `file("${folder}/elsewhere.txt")`];
  expect((await runCli([...permitted, '--allow-outside', folder], {})).stdout).toContain('the-content');
});
