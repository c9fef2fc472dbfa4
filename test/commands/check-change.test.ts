import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import * as z from 'zod';
import { type CheckFlags, runCheck } from '../../src/commands/check.ts';
import { type Report, reportSchema } from '../../src/model/report/report.ts';
import { git, repository, write } from '../git/sandbox.ts';

/** Changes as the command line checks them: from the commits of a repository. */

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-pull-request-')));
const fixtures = join(import.meta.dirname, '../../fixtures/pull-request');
const written = join(folder, 'report.json');
beforeAll(() => {
  for (const name of ['CI', 'GITHUB_ACTIONS', 'TF_WORKSPACE', 'TF_DATA_DIR']) vi.stubEnv(name, '');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function checked(directory: string | undefined, flags: Partial<CheckFlags>): Promise<Report> {
  const exit = await runCheck(directory, {
    inputs: [],
    color: false,
    quiet: true,
    format: [`json=${written}`],
    ...flags,
  });
  const report = reportSchema.parse(JSON.parse(readFileSync(written, 'utf8')));
  expect(exit).toBe(report.summary.exitCode);
  return report;
}

/** Makes a commit of a fixture's directory, as all that the repository holds below `infra/`. */
function commit(code: string, from: string): string {
  rmSync(join(code, 'infra'), { recursive: true, force: true });
  // A version of a fixture that declares nothing has no directory.
  if (existsSync(from)) cpSync(from, join(code, 'infra'), { recursive: true });
  git(code, 'add', '-A');
  git(code, 'commit', '-q', '--allow-empty', '-m', 'Change');
  return git(code, 'rev-parse', 'HEAD').trim();
}

const changeForm = z.object({ scope: z.string().default('touched') });
const expectedForm = z.object({
  exitCode: z.number(),
  outcome: z.string().optional(),
  touched: z.number().optional(),
  findings: z.array(
    z.object({
      rule: z.string(),
      address: z.string(),
      path: z.string(),
      verdict: z.string().default('drift'),
      untouched: z.literal(true).optional(),
      removed: z.literal(true).optional(),
    }),
  ),
  gaps: z.array(z.object({ code: z.string() })),
});

/** One of each kind: how all of them are judged is tried without git. */
const changes = [
  'added',
  'adopts',
  'applied-from-change',
  'applied-revision',
  'collides',
  'drift-touched',
  'drift-untouched-all',
  'new-root',
  'pending-change',
  'removed',
  'renamed-address',
];

describe('a change is judged from its commits as from two directories', () => {
  test.each(changes)('%s', async (name) => {
    const code = join(folder, name);
    const own = (directory: string) => join(fixtures, name, directory);
    const { scope } = changeForm.parse(
      existsSync(own('change.json')) ? JSON.parse(readFileSync(own('change.json'), 'utf8')) : {},
    );
    write(code, { 'driftcheck.yaml': `apply-grace: 0\npr-scope: ${scope}\n` });
    repository(code, {});
    if (existsSync(own('applied'))) {
      commit(code, own('applied'));
      git(code, 'tag', 'production');
    }
    const base = commit(code, own('base'));
    if (existsSync(own('earlier'))) commit(code, own('earlier'));
    commit(code, own('head'));
    const report = await checked(join(code, 'infra'), {
      base,
      live: join(fixtures, name, 'live.json'),
      ...(existsSync(own('applied')) ? { applied: 'production' } : {}),
    });
    const { summary, change } = report;
    const expected = expectedForm.parse(JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8')));
    const found = expectedForm.parse({
      ...report,
      exitCode: summary.exitCode,
      ...(expected.outcome === undefined ? {} : { outcome: summary.outcome }),
      ...(expected.touched === undefined ? {} : { touched: change?.touched }),
    });
    const sorted = (report: typeof found) => ({
      ...report,
      findings: report.findings.map((one) => JSON.stringify(one)).toSorted(),
      gaps: report.gaps.map(({ code }) => code).toSorted(),
    });
    expect(sorted(found)).toEqual(sorted(expected));
    expect(change).toMatchObject({ base: { revision: base, commit: base }, scope });
  });
});

describe('a change', () => {
  const live = join(fixtures, 'pending-change/live.json');
  const both = { base: join(fixtures, 'pending-change/base'), head: join(fixtures, 'pending-change/head') };
  const settled = 'apply-grace: 0\n';

  it('of nothing is in sync at once', async () => {
    const code = join(folder, 'nothing');
    repository(code, { 'driftcheck.yaml': settled });
    commit(code, both.base);
    const report = await checked(join(code, 'infra'), { base: 'HEAD', live });
    expect(report.summary).toMatchObject({ outcome: 'in-sync', exitCode: 0 });
    expect(report.change).toMatchObject({ touched: 0 });
  });

  it('is judged by the policy of its base, and says that it changes it', async () => {
    const code = join(folder, 'policy');
    repository(code, { 'driftcheck.yaml': `${settled}pr-scope: all\n` });
    commit(code, both.base);
    write(code, { 'driftcheck.yaml': 'fail-on: note\npr-scope: touched\n' });
    commit(code, both.head);
    const report = await checked(join(code, 'infra'), { base: 'HEAD^', live });
    expect(report.policy?.source).toMatchObject({ from: 'revision', revision: 'HEAD^', changed: true });
    expect(report.summary).toMatchObject({ failOn: 'error', outcome: 'pending' });
    expect(report.change).toMatchObject({ scope: 'all' });
  });

  it('of all targets of a repository is read at one base', async () => {
    const code = join(folder, 'targets');
    repository(code, {
      'driftcheck.yaml': `${settled}targets:\n  - name: one\n    directory: one\n  - name: two\n    directory: two\n`,
    });
    for (const name of ['one', 'two']) cpSync(both.base, join(code, name), { recursive: true });
    git(code, 'add', '-A');
    git(code, 'commit', '-qm', 'Base');
    cpSync(both.head, join(code, 'two'), { recursive: true });
    git(code, 'commit', '-qam', 'Head');
    vi.spyOn(process, 'cwd').mockReturnValue(code);
    const report = await checked(undefined, { base: 'HEAD^', live });
    vi.restoreAllMocks();
    expect(new Set(report.findings.map(({ target, verdict }) => `${target} ${verdict}`))).toEqual(
      new Set(['two pending']),
    );
  });

  it('with a base that does not parse is incomplete', async () => {
    const code = join(folder, 'unparsable');
    repository(code, { 'driftcheck.yaml': settled, 'infra/main.tf': 'resource {' });
    commit(code, both.head);
    const report = await checked(join(code, 'infra'), { base: 'HEAD^', live });
    expect(report.summary).toMatchObject({ exitCode: 3 });
    const [first, ...others] = report.gaps;
    expect(first).toMatchObject({ code: 'base-unreadable', reason: { name: 'terraform-invalid' } });
    expect(new Set(others.map(({ code }) => code))).toEqual(new Set(['base-unknown']));
    expect(report.findings).toEqual([]);
  });

  describe('of a registry module', () => {
    const call = (version: string) => `module "api" {\n  source  = "example/api/aws"\n  version = "${version}"\n}\n`;
    const made = async (name: string, base: string, head: string, installed: string) => {
      const code = join(folder, name);
      const modules = 'infra/.terraform/modules';
      repository(code, { 'driftcheck.yaml': settled, '.gitignore': '.terraform\n', 'infra/main.tf': call(base) });
      const Source = 'registry.terraform.io/example/api/aws';
      const Modules = [{ Key: 'api', Source, Version: installed, Dir: '.terraform/modules/api' }];
      write(code, { 'infra/main.tf': call(head), [`${modules}/modules.json`]: JSON.stringify({ Modules }) });
      cpSync(both.base, join(code, modules, 'api'), { recursive: true });
      git(code, 'commit', '-qam', 'Head');
      return checked(join(code, 'infra'), { base: 'HEAD^', live });
    };

    it('that is installed for the head is compared, which is said', async () => {
      const { summary, change } = await made('installed', '~> 1.0', '~> 1.1', '1.1.0');
      expect(summary).toMatchObject({ outcome: 'in-sync', exitCode: 0 });
      expect(change?.installed).toEqual([{ target: 'default', address: 'module.api', source: 'example/api/aws' }]);
    });

    it('of another version in the base is incomplete', async () => {
      const { summary, change, gaps } = await made('not-installed', '1.0.0', '1.1.0', '1.1.0');
      expect(summary).toMatchObject({ outcome: 'incomplete', exitCode: 3 });
      expect(change).not.toHaveProperty('installed');
      expect(gaps).toMatchObject([{ code: 'base-unreadable', address: 'module.api' }]);
    });
  });

  it('that reads outside of its repository gets neither the content nor a verdict', async () => {
    write(folder, { 'outside/image.txt': 'example.com/hidden' });
    const read = (path: string) =>
      readFileSync(join(both.base, 'main.tf'), 'utf8').replace(/image( *)= "[^"]*"/, `image$1= file("${path}")`);
    const code = join(folder, 'outside-reader');
    write(code, { 'driftcheck.yaml': settled, 'infra/main.tf': read('../../outside/image.txt') });
    repository(code, {});
    write(code, { 'infra/main.tf': read('link.txt') });
    symlinkSync('../../outside/image.txt', join(code, 'infra/link.txt'));
    git(code, 'add', '-A');
    git(code, 'commit', '-qm', 'Link');
    const report = await checked(join(code, 'infra'), { base: 'HEAD^', live });
    expect(JSON.stringify(report)).not.toContain('hidden');
    expect(report.findings.filter(({ path }) => path.includes('image'))).toEqual([]);
    expect(report.gaps.map(({ reason }) => reason.kind)).toContain('outside');
  });
});
