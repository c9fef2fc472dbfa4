import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { runPolicy } from '../../src/commands/policy.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load/load.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { write } from '../git/sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-config-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** A new directory with files; one that holds `.git/HEAD` is a repository. */
function place(files: Readonly<Record<string, string>>): string {
  const directory = join(folder, `${++count}`);
  mkdirSync(directory);
  write(directory, files);
  return directory;
}

const repository = { '.git/HEAD': '' };
const failOn = (severity: string): string => `fail-on: ${severity}\n`;

const load = (directory: string, more: { file?: string; cwd?: string; allowed?: string[] } = {}) =>
  loadConfig({ directory, cwd: directory, ...more });

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error ?? new Error('no problem');
}

describe('the file is found', () => {
  test('in the directory, else in the nearest one above it', async () => {
    const top = place({
      ...repository,
      'driftcheck.yaml': failOn('note'),
      'infra/driftcheck.yml': failOn('warning'),
      'infra/api/main.tf': '',
      'web/main.tf': '',
    });
    const found = async (directory: string) => (await load(join(top, directory), { cwd: top }))?.failOn;
    expect(await found('infra')).toBe('warning');
    expect(await found('infra/api')).toBe('warning');
    expect(await found('web')).toBe('note');
    expect(await found('.')).toBe('note');
    expect((await load(join(top, 'infra/api'), { cwd: top }))?.file).toBe('infra/driftcheck.yml');
    expect((await load(join(top, 'infra/api'), { cwd: join(top, 'web') }))?.file).toBe('../infra/driftcheck.yml');
  });

  test('never above the repository', async () => {
    const outer = place({ 'driftcheck.yaml': failOn('note'), 'inner/.git/HEAD': '', 'inner/api/main.tf': '' });
    expect(await load(join(outer, 'inner/api'), { cwd: outer })).toBeUndefined();
  });

  test('outside of a repository up to where the run began, and no further', async () => {
    const outer = place({ 'driftcheck.yaml': failOn('note'), 'work/api/main.tf': '' });
    expect((await load(join(outer, 'work/api'), { cwd: outer }))?.failOn).toBe('note');
    expect(await load(join(outer, 'work/api'), { cwd: join(outer, 'work') })).toBeUndefined();
    expect(await load(join(outer, 'work/api'), { cwd: folder.replace(/\/[^/]+$/, '/elsewhere') })).toBeUndefined();
  });

  test('not in a home directory that holds the code', async () => {
    const home = place({ ...repository, 'driftcheck.yaml': failOn('note'), 'work/api/main.tf': '' });
    vi.stubEnv('HOME', home);
    try {
      expect(await load(join(home, 'work/api'), { cwd: home })).toBeUndefined();
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('and where there is none, there is none', async () => {
    expect(await load(place(repository))).toBeUndefined();
    expect(await load(join(folder, 'nothing'))).toBeUndefined();
  });

  test('but not as one of two', async () => {
    const top = place({ ...repository, 'driftcheck.yaml': '', 'driftcheck.yml': '' });
    const problem = await problemOf(load(top));
    expect(problem).toEqual({ code: 'config-ambiguous', files: ['driftcheck.yaml', 'driftcheck.yml'] });
    expect(problemText(problem)).toContain('--config driftcheck.yaml');
  });

  test('by its name, wherever it is', async () => {
    const top = place({ ...repository, 'driftcheck.yaml': failOn('note') });
    const other = place({ 'policy.yaml': failOn('warning') });
    const config = await load(top, { file: relative(top, join(other, 'policy.yaml')) });
    expect(config?.failOn).toBe('warning');
    expect((await load(top, { file: join(other, 'policy.yaml') }))?.failOn).toBe('warning');
    expect(await problemOf(load(top, { file: 'nothing.yaml' }))).toEqual({
      code: 'input-unreadable',
      file: 'nothing.yaml',
      detail: 'ENOENT',
    });
  });
});

describe('what is no file of the code is refused', () => {
  test('a link out of the repository', async () => {
    const top = place(repository);
    const other = place({ 'driftcheck.yaml': failOn('note') });
    symlinkSync(join(other, 'driftcheck.yaml'), join(top, 'driftcheck.yaml'));
    const problem = await problemOf(load(top));
    expect(problem).toMatchObject({ code: 'config-outside', file: 'driftcheck.yaml' });
    expect(problemText(problem, 200)).toContain('outside of the repository');
  });

  test('a link within it is followed', async () => {
    const top = place({ ...repository, 'shared/policy.yaml': failOn('note') });
    symlinkSync('shared/policy.yaml', join(top, 'driftcheck.yaml'));
    expect((await load(top))?.failOn).toBe('note');
  });

  test('a link to nothing, and a directory', async () => {
    const dangling = place(repository);
    symlinkSync('nothing', join(dangling, 'driftcheck.yaml'));
    expect(await problemOf(load(dangling))).toMatchObject({ code: 'input-unreadable', detail: 'ENOENT' });
    const directory = place({ ...repository, 'driftcheck.yaml/x': '' });
    expect(await problemOf(load(directory))).toMatchObject({ code: 'input-unreadable', detail: 'EISDIR' });
  });

  test('a path of a target, unless it is permitted or the file is not the code', async () => {
    const outside = place({ 'main.tf': '' });
    const top = place({ ...repository, 'driftcheck.yaml': `targets: [{directory: ${outside}}]\n` });
    expect(await problemOf(load(top))).toMatchObject({ code: 'config-invalid', mistakes: [{ code: 'outside' }] });
    expect((await load(top, { allowed: [outside] }))?.targets).toHaveLength(1);
    const other = place({ 'policy.yaml': `targets: [{directory: ${outside}}]\n` });
    expect((await load(top, { file: join(other, 'policy.yaml') }))?.targets).toHaveLength(1);
    expect(await problemOf(load(top, { file: join(top, 'driftcheck.yaml') }))).toMatchObject({
      code: 'config-invalid',
    });
  });
});

const whole = `# The policy.
targets:
  - name: api
    directory: .
    vars: {image_tag: "1.20", count: 3, flags: {a: true, b: null, constructor: [x]}}
severity:
  - {rule: sg/*, address: "module.sandbox.*", severity: note}
owners:
  - owner: the pipeline
    path: containers[*].image
trust-ignore-changes: false
ignore:
  - rule: ecs/env-changed
    address: aws_ecs_task_definition.api
    path: containers[api].environment[LOG_LEVEL]
    owner: team-api
    reason: >-
      debugging
      until the release
    expires: 2027-02-27
redact: {allow: [TOKENIZER_PATH]}
fail-on: warning
`;

describe('what it says', () => {
  test('is read with the places of its entries', async () => {
    const config = await load(place({ ...repository, 'driftcheck.yaml': whole }));
    const places = (section: 'targets' | 'severity' | 'owners' | 'ignore') =>
      config?.[section].map(({ at }) => `${at.file}:${at.start.line}:${at.start.column}`);
    expect(config?.failOn).toBe('warning');
    expect(config?.trustIgnoreChanges).toBe(false);
    expect(config?.redact).toEqual({ allow: ['TOKENIZER_PATH'] });
    expect(places('targets')).toEqual(['driftcheck.yaml:3:5']);
    expect(places('severity')).toEqual(['driftcheck.yaml:7:5']);
    expect(places('owners')).toEqual(['driftcheck.yaml:9:5']);
    expect(places('ignore')).toEqual(['driftcheck.yaml:13:5']);
    expect(config?.ignore[0]?.value).toMatchObject({ reason: 'debugging until the release', expires: '2027-02-27' });
    const vars = { image_tag: '1.20', count: 3, flags: { a: true, b: null, constructor: ['x'] } };
    expect(JSON.stringify(config?.targets[0]?.value.vars)).toBe(JSON.stringify(vars));
  });

  test.each<[string, (text: string) => string]>([
    ['with a byte-order mark', (text) => `\ufeff${text}`],
    ['with lines that end as on Windows', (text) => text.replaceAll('\n', '\r\n')],
    ['with a marker before it and behind it', (text) => `---\n${text}...\n`],
    ['as JSON', () => '{"fail-on": "warning", "trust-ignore-changes": false}'],
  ])('is the same %s', async (_, changed) => {
    const read = async (text: string): Promise<Config | undefined> =>
      load(place({ ...repository, 'driftcheck.yaml': text }));
    const config = await read(changed(whole));
    expect(config).toMatchObject({ failOn: 'warning', trustIgnoreChanges: false });
    const plain = (one: Config | undefined) => one?.ignore.map(({ value }) => value);
    if (config?.ignore.length !== 0) expect(plain(config)).toEqual(plain(await read(whole)));
  });

  test.each([
    ['30m', 1800],
    ['2h', 7200],
    ['1h30m', 5400],
    ['90s', 90],
    ['1d12h', 129_600],
    ['168h', 604_800],
    ['7d', 604_800],
    ['0', 0],
    ['"0"', 0],
    ['0m', 0],
  ])('a grace of %s is read as %i seconds', async (duration, seconds) => {
    const config = await load(place({ ...repository, 'driftcheck.yaml': `apply-grace: ${duration}\n` }));
    expect(config).toMatchObject({ applyGrace: seconds, prScope: undefined });
  });

  test('an empty map says nothing, and is valid', async () => {
    const config = await load(place({ ...repository, 'driftcheck.yaml': '{}\n' }));
    expect(config).toMatchObject({
      targets: [],
      ignore: [],
      failOn: undefined,
      applyGrace: undefined,
      trustIgnoreChanges: true,
    });
  });

  test('is the policy of a run', async () => {
    const { policy } = await runPolicy(place({ ...repository, 'driftcheck.yaml': whole }), {}, {});
    expect(policy).toMatchObject({ trustIgnoreChanges: false, source: { from: 'checkout' } });
    expect(policy?.ignore).toHaveLength(1);
  });
});
