import { mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import type { AwsReader } from '../../src/aws/reader.ts';
import type { CodeVersion } from '../../src/check/change.ts';
import type { TargetOptions } from '../../src/check/target.ts';
import { type ChangeFlags, type ChangeRun, requireBase, withChange } from '../../src/commands/change.ts';
import { codeReader } from '../../src/commands/code-version.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { loadConfiguration } from '../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../src/terraform/stack/evaluate-modules.ts';
import { git, repository, write } from '../git/sandbox.ts';
import { reportOf } from '../report/samples.ts';

/** The code of a change, as the runs about it read it. */

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-change-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** What is not asked for: only code is read. */
const nobody = new Proxy({}, { get: (_, name) => name }) as AwsReader;

const target = (directory: string, more: Partial<TargetOptions> = {}): TargetOptions => ({
  directory,
  environment: {},
  aws: nobody,
  ...more,
});

/** Resources, or what keeps them from being read, of one version of a target. */
async function declared(options: TargetOptions | undefined): Promise<unknown> {
  if (options === undefined) return 'no target';
  try {
    const configuration = await loadConfiguration(options);
    const { resources, holes } = evaluateConfiguration(configuration, new Map());
    const values = resources.map(({ address, body }) => {
      const value = body.attributes.get('name')?.value;
      return `${address} ${value?.kind === 'string' ? value.value : (value?.kind ?? '')}`;
    });
    return [...values, ...holes.map((hole) => `${hole.kind} ${hole.address}`)];
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

interface Versions {
  readonly head: unknown;
  readonly base: unknown;
  readonly applied?: unknown;
}

/** What the versions of a change declare, of its first target. */
async function versions(
  flags: ChangeFlags & { base: string },
  targets: readonly TargetOptions[],
  look: (run: ChangeRun) => unknown = () => {},
): Promise<Versions & { readonly report: Report }> {
  let found: Versions = { head: undefined, base: undefined };
  const { signal } = new AbortController();
  const report = await withChange(flags, targets, { scope: 'touched', signal }, async (run) => {
    const { change } = run;
    const of = (version: CodeVersion) => declared(version.targets[0]);
    found = {
      head: await declared(run.targets[0]),
      base: await of(change.base),
      ...(change.applied === undefined ? {} : { applied: await of(change.applied) }),
    };
    await look(run);
    const { revision, commit } = change.base;
    return { ...reportOf(), change: { base: { revision, commit }, scope: change.scope, touched: 0 } };
  });
  return { ...found, report };
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error ?? new Error('no problem');
}

let count = 0;
/** A repository of two commits, whose second one is checked out. Undefined: the file goes. */
function change(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string | undefined>>,
): { readonly code: string; readonly base: string; readonly head: string } {
  const code = join(folder, `code-${count++}`);
  const commit = repository(code, base);
  git(code, 'tag', 'base');
  for (const [path, text] of Object.entries(head)) {
    if (text === undefined) rmSync(join(code, path));
    else write(code, { [path]: text });
  }
  git(code, 'add', '-A');
  git(code, 'commit', '-q', '--allow-empty', '-m', 'Change');
  return { code, base: commit, head: git(code, 'rev-parse', 'HEAD').trim() };
}

const cluster = (label: string, name: string): string =>
  `resource "aws_ecs_cluster" "${label}" {\n  name = ${name}\n}\n`;
const named = 'variable "name" {\n  default = "default"\n}\n';

describe('the code of a change', () => {
  it('is that of both commits, also of all before the head', async () => {
    const { code, base, head } = change({ 'main.tf': cluster('a', '"one"') }, { 'main.tf': cluster('a', '"two"') });
    write(code, { 'main.tf': cluster('a', '"three"') });
    git(code, 'commit', '-qam', 'Change more');
    const run = await versions({ base: 'base', applied: 'HEAD^' }, [target(code)], async ({ change }) => {
      expect(change).toMatchObject({ base: { revision: 'base', commit: base }, scope: 'touched' });
      expect(change.applied).toMatchObject({ revision: 'HEAD^', commit: head });
      expect(change.head).toBe(git(code, 'rev-parse', 'HEAD').trim());
      const earlier = (await change.earlier?.()) ?? [];
      expect(await Promise.all(earlier.map(({ targets }) => declared(targets[0])))).toEqual([
        ['aws_ecs_cluster.a two'],
      ]);
      expect(earlier.map(({ commit }) => commit)).toEqual([head]);
    });
    expect(run).toMatchObject({
      base: ['aws_ecs_cluster.a one'],
      applied: ['aws_ecs_cluster.a two'],
      head: ['aws_ecs_cluster.a three'],
    });
  });

  it('is the same where nothing changes', async () => {
    const { code } = change({ 'main.tf': cluster('a', '"one"') }, {});
    const { base, head } = await versions({ base: 'HEAD' }, [target(code)]);
    expect(base).toEqual(head);
  });

  it('is with the head what is on the disk, committed or not', async () => {
    const { code } = change({ 'main.tf': cluster('a', '"one"') }, {});
    write(code, { 'main.tf': cluster('a', '"edited"') });
    expect(await versions({ base: 'HEAD' }, [target(code)])).toMatchObject({
      base: ['aws_ecs_cluster.a one'],
      head: ['aws_ecs_cluster.a edited'],
    });
  });

  it('reads files and modules of its own commit', async () => {
    const files = {
      'infra/main.tf':
        'module "m" {\n  source = "../modules/m"\n}\n' +
        cluster('f', `file("\${path.module}/name.txt")`) +
        cluster('t', `templatefile("t.tftpl", { x = "x" })`) +
        cluster('s', `join(",", fileset(path.module, "parts/*"))`),
      'infra/name.txt': 'old',
      'infra/t.tftpl': 'old-$' + '{x}',
      'infra/parts/a': '',
      'modules/m/main.tf': cluster('m', '"old"'),
    };
    const { code } = change(files, {
      'infra/name.txt': 'new',
      'infra/t.tftpl': 'new-$' + '{x}',
      'infra/parts/b': '',
      'modules/m/main.tf': cluster('m', '"new"'),
    });
    const of = (version: string, parts: string) =>
      expect.arrayContaining([
        `module.m.aws_ecs_cluster.m ${version}`,
        `aws_ecs_cluster.f ${version}`,
        `aws_ecs_cluster.t ${version}-x`,
        `aws_ecs_cluster.s ${parts}`,
      ]);
    expect(await versions({ base: 'base' }, [target(join(code, 'infra'))])).toMatchObject({
      base: of('old', 'parts/a'),
      head: of('new', 'parts/a,parts/b'),
    });
  });

  it('declares nothing where the directory is new, or is none any more', async () => {
    const files = { 'other/main.tf': '', 'new/main.tf': cluster('a', '"one"') };
    const { code } = change(
      { 'other/main.tf': '', 'gone/main.tf': cluster('a', '"one"') },
      {
        ...files,
        'gone/main.tf': undefined,
      },
    );
    expect(await versions({ base: 'base' }, [target(join(code, 'new'))])).toMatchObject({
      base: [],
      head: ['aws_ecs_cluster.a one'],
    });
    expect(await versions({ base: 'base' }, [target(join(code, 'gone'))])).toMatchObject({
      base: ['aws_ecs_cluster.a one'],
    });
  });

  it('does not parse in the base alone', async () => {
    const { code } = change({ 'main.tf': 'resource {' }, { 'main.tf': cluster('a', '"one"') });
    expect(await versions({ base: 'base' }, [target(code)])).toMatchObject({
      base: 'terraform-invalid',
      head: ['aws_ecs_cluster.a one'],
    });
  });

  it('is that of each repository of a run', async () => {
    const one = change({ 'main.tf': cluster('a', '"one"') }, { 'main.tf': cluster('a', '"two"') });
    const other = change({ 'main.tf': cluster('b', '"one"') }, { 'main.tf': cluster('b', '"two"') });
    const targets = [
      target(one.code, { name: 'one' }),
      target(other.code, { name: 'other' }),
      target(join(one.code, 'none'), { name: 'none' }),
    ];
    await versions({ base: 'base' }, targets, async ({ change }) => {
      const found = change.base.targets.map(async (own) => [own.name, await declared(own)]);
      expect(Object.fromEntries(await Promise.all(found))).toEqual({
        one: ['aws_ecs_cluster.a one'],
        other: ['aws_ecs_cluster.b one'],
        none: [],
      });
    });
  });

  it('stands for the base beside a plan of the head', async () => {
    const { code } = change({ 'main.tf': cluster('a', '"one"') }, {});
    const plan = { file: 'plan.json', text: '{}' };
    await versions({ base: 'base' }, [target(code, { plan })], async ({ targets, change }) => {
      expect(targets[0]?.plan).toBe(plan);
      expect(change.base.targets[0]).not.toHaveProperty('plan');
    });
  });
});

describe('the inputs of a run', () => {
  it('are read from the commit, from the disk where no commit has them, and not where the change adds them', async () => {
    const main = named + cluster('a', 'var.name');
    const { code } = change(
      { 'main.tf': main, 'tracked.tfvars': 'name = "old"\n' },
      { 'tracked.tfvars': 'name = "new"\n', 'added.tfvars': 'name = "added"\n' },
    );
    write(code, { 'made.tfvars': 'name = "made"\n' });
    write(folder, { 'elsewhere.tfvars': 'name = "elsewhere"\n' });
    const given = async (file: string) => {
      const run = await versions({ base: 'base' }, [target(code, { variables: [{ kind: 'var-file', value: file }] })]);
      return { base: run.base, head: run.head, told: run.report.change?.variableFiles };
    };
    const both = (base: string, head: string) => ({
      base: [`aws_ecs_cluster.a ${base}`],
      head: [`aws_ecs_cluster.a ${head}`],
    });
    const told = (file: string, from: string) => ({ told: [{ target: 'default', file, from }] });
    const [tracked, added, made] = ['tracked', 'added', 'made'].map((name) => join(code, `${name}.tfvars`));
    expect(await given(tracked ?? '')).toEqual({ ...both('old', 'new'), told: undefined });
    expect(await given(added ?? '')).toEqual({ ...both('default', 'added'), ...told(added ?? '', 'absent') });
    expect(await given(made ?? '')).toEqual({ ...both('made', 'made'), ...told(made ?? '', 'disk') });
    const elsewhere = join(folder, 'elsewhere.tfvars');
    expect(await given(elsewhere)).toEqual({ ...both('elsewhere', 'elsewhere'), told: undefined });
  });

  it('are those that Terraform finds by itself: of the commit, and of the run', async () => {
    const { code } = change(
      { 'main.tf': named + cluster('a', 'var.name'), '.gitignore': 'terraform.tfvars\n' },
      { 'new.auto.tfvars': 'name = "changed"\n' },
    );
    write(code, { 'terraform.tfvars': 'name = "run"\n' });
    expect(await versions({ base: 'base' }, [target(code)])).toMatchObject({
      base: ['aws_ecs_cluster.a run'],
      head: ['aws_ecs_cluster.a changed'],
    });
  });

  it('are read once where they are no file, as of a pipe', () => {
    const { given } = codeReader(new Map(), []);
    const read: string[] = [];
    const files = (text: string) =>
      given({
        read: () => undefined,
        list: () => undefined,
        readGiven: (path) => {
          read.push(path);
          return Buffer.from(text);
        },
      });
    write(folder, { 'plain.tfvars': '' });
    const plain = join(folder, 'plain.tfvars');
    const texts = [files('head'), files('base')].flatMap((own) => [
      String(own.readGiven?.('/dev/null')),
      String(own.readGiven?.(plain)),
    ]);
    expect(texts).toEqual(['head', 'head', 'head', 'base']);
    expect(read).toEqual(['/dev/null', plain, plain]);
  });

  it('that the base does not know are passed over', async () => {
    const { code } = change({ 'main.tf': cluster('a', '"one"') }, { 'main.tf': named + cluster('a', 'var.name') });
    const variables = [{ kind: 'var', value: 'name=given' }] as const;
    expect(await versions({ base: 'base' }, [target(code, { variables })])).toMatchObject({
      base: ['aws_ecs_cluster.a one'],
      head: ['aws_ecs_cluster.a given'],
    });
  });

  it('have one workspace, and a state that is read once', async () => {
    const { code } = change({ 'main.tf': cluster('a', 'terraform.workspace'), '.gitignore': '.terraform\n' }, {});
    write(code, { '.terraform/environment': 'production' });
    let reads = 0;
    const state = {
      file: '-',
      get text() {
        reads++;
        return '{}';
      },
    };
    const run = await versions({ base: 'base' }, [target(code, { state })], ({ targets, change }) => {
      expect([targets[0]?.state?.text, change.base.targets[0]?.state?.text]).toEqual(['{}', '{}']);
    });
    expect(run).toMatchObject({ base: ['aws_ecs_cluster.a production'], head: ['aws_ecs_cluster.a production'] });
    expect(reads).toBe(1);
  });
});

describe('installed modules', () => {
  const call = (version: string): string => `module "m" {\n  source  = "example/m/aws"\n  version = "${version}"\n}\n`;
  const install = (code: string, version: string, data = '.terraform'): void => {
    const Source = 'registry.terraform.io/example/m/aws';
    const modules = [{ Key: 'm', Source, Version: version, Dir: `${data}/modules/m` }];
    write(code, {
      [`${data}/modules/modules.json`]: JSON.stringify({ Modules: modules }),
      [`${data}/modules/m/main.tf`]: cluster('m', `file("\${path.module}/name.txt")`),
      [`${data}/modules/m/name.txt`]: version,
    });
  };

  it.each([undefined, 'data'])('of the head are read for the base, which is told (TF_DATA_DIR=%s)', async (data) => {
    const { code } = change(
      { 'main.tf': call('~> 1.0'), '.gitignore': '.terraform\ndata\n' },
      { 'main.tf': call('1.1.0') },
    );
    install(code, '1.1.0', data);
    const environment = data === undefined ? {} : { TF_DATA_DIR: data };
    const run = await versions({ base: 'base' }, [target(code, { environment })]);
    expect(run.base).toEqual(['module.m.aws_ecs_cluster.m 1.1.0']);
    expect(run.head).toEqual(run.base);
    expect(run.report.change?.installed).toEqual([{ target: 'default', address: 'module.m', source: 'example/m/aws' }]);
  });

  it('of another version are missing in the base alone', async () => {
    const { code } = change(
      { 'main.tf': call('1.0.0') + cluster('a', '"one"'), '.gitignore': '.terraform\n' },
      { 'main.tf': call('1.1.0') },
    );
    install(code, '1.1.0');
    const run = await versions({ base: 'base' }, [target(code)]);
    expect(run.base).toEqual(['aws_ecs_cluster.a one', 'module-missing module.m']);
    expect(run.head).toEqual(['module.m.aws_ecs_cluster.m 1.1.0']);
    expect(run.report.change).not.toHaveProperty('installed');
  });
});

describe('what the base does not read', () => {
  it('lies outside, by a link, a function or a module', async () => {
    write(folder, { 'outside/secret.txt': 'hidden', 'outside/main.tf': cluster('hidden', '"hidden"') });
    const code = join(folder, 'leaking');
    write(code, {
      'main.tf':
        cluster('f', 'file("../outside/secret.txt")') +
        cluster('l', 'file("link.txt")') +
        'module "m" {\n  source = "./module"\n}\nmodule "p" {\n  source = "../outside"\n}\n',
    });
    symlinkSync('../outside/secret.txt', join(code, 'link.txt'));
    symlinkSync('../outside', join(code, 'module'));
    repository(code, {});
    git(code, 'tag', 'base');
    const { base, head } = await versions({ base: 'base' }, [target(code)]);
    expect(base).toEqual([
      'aws_ecs_cluster.f unknown',
      'aws_ecs_cluster.l unknown',
      'module-missing module.m',
      'module-missing module.p',
    ]);
    expect(head).toEqual(base);
  });

  it('is what the head put in its place', async () => {
    const { code } = change(
      { 'infra/main.tf': 'module "m" {\n  source = "../m"\n}\n', 'm/main.tf': cluster('m', '"old"') },
      {},
    );
    renameSync(join(code, 'm'), join(code, 'n'));
    write(code, { 'other/main.tf': cluster('m', '"evil"') });
    symlinkSync('other', join(code, 'm'));
    renameSync(join(code, 'infra'), join(code, 'was'));
    write(folder, { 'evil/main.tf': cluster('evil', '"evil"') });
    symlinkSync('../evil', join(code, 'infra'));
    git(code, 'add', '-A');
    git(code, 'commit', '-qm', 'Replace');
    const { base } = await versions({ base: 'base' }, [target(join(code, 'infra'))]);
    expect(base).toEqual(['module.m.aws_ecs_cluster.m old']);
  });
});

describe('a change that cannot be told', () => {
  let code: string;
  let first: string;
  beforeAll(() => {
    const made = change({ 'main.tf': cluster('a', '"one"') }, { 'main.tf': cluster('a', '"two"') });
    code = made.code;
    first = made.base;
    git(code, 'checkout', '-q', '--orphan', 'other');
    git(code, 'commit', '-qm', 'Begin anew');
    git(code, 'checkout', '-q', 'master');
  });
  const refused = (directory: string, base: string) => problemOf(versions({ base }, [target(directory)]));

  test.each([
    ['nothing', 'unknown'],
    ['--upload-pack=x', 'malformed'],
    ['other', 'unrelated'],
  ])('of %s: %s', async (base, why) => {
    const problem = await refused(code, base);
    expect(problem).toMatchObject({ code: 'revision-unusable', why });
    expect(problemText(problem).split('\n').length).toBeGreaterThan(1);
  });

  test('in a shallow clone', async () => {
    const shallow = join(folder, 'shallow');
    git(folder, 'clone', '-q', '--depth', '1', `file://${code}`, shallow);
    for (const base of ['HEAD^1', first]) {
      const problem = await refused(shallow, base);
      expect(problem).toMatchObject({ code: 'revision-unusable', why: 'unknown', shallow: true });
      expect(problemText(problem)).toMatch(/fetch-depth: 0\s+\(2 /);
    }
    git(shallow, 'fetch', '-q', '--deepen', '1');
    const earlier: unknown[] = [];
    const run = await versions({ base: 'HEAD^1' }, [target(shallow)], async ({ change }) => {
      earlier.push(...((await change.earlier?.()) ?? []));
    });
    expect(run).toMatchObject({ base: ['aws_ecs_cluster.a one'], head: ['aws_ecs_cluster.a two'] });
    expect(earlier).toEqual([]);
  });

  test('of which commits are not in the clone is told apart from one that has none', async () => {
    const merged = change({ 'main.tf': cluster('a', '"one"') }, { 'main.tf': cluster('a', '"two"') }).code;
    git(merged, 'checkout', '-q', '-b', 'feature', 'base');
    for (const name of ['three', 'four']) {
      write(merged, { [`${name}.tf`]: cluster(name, '"new"') });
      git(merged, 'add', '-A');
      git(merged, 'commit', '-qm', name);
    }
    git(merged, 'checkout', '-q', 'master');
    git(merged, 'merge', '-q', '--no-ff', '-m', 'Merge', 'feature');
    const ofClone = async (depth: number) => {
      const clone = join(folder, `merged-${depth}`);
      git(folder, 'clone', '-q', '--depth', String(depth), `file://${merged}`, clone);
      const earlier: string[] = [];
      const { report } = await versions({ base: 'HEAD^1' }, [target(clone)], async ({ change }) => {
        for (const { commit } of (await change.earlier?.()) ?? []) earlier.push(commit);
      });
      return { earlier, lacks: report.change?.lacks };
    };
    // What is merged is the code that is checked out, and no earlier one.
    const commits = [git(merged, 'rev-parse', 'feature^').trim()];
    expect(await ofClone(2)).toEqual({ earlier: [], lacks: 'cut' });
    expect(await ofClone(4)).toEqual({ earlier: commits, lacks: undefined });
  });

  test('without a repository, and without git', async () => {
    write(folder, { 'plain/main.tf': '' });
    expect(await refused(join(folder, 'plain'), 'main')).toMatchObject({ why: 'no-repository' });
    vi.stubEnv('PATH', '');
    expect(await refused(code, 'base')).toMatchObject({ why: 'no-history' });
  });

  test('in a repository that somebody else owns', async () => {
    vi.spyOn(process, 'geteuid').mockReturnValue(12345);
    const problem = await refused(code, 'base');
    vi.restoreAllMocks();
    expect(problem).toMatchObject({ code: 'revision-unusable', why: 'dubious-ownership' });
    expect(problemText(problem)).toContain('safe.directory');
  });

  test('in a clone that lacks contents', async () => {
    const partial = join(folder, 'partial');
    git(code, 'config', 'uploadpack.allowFilter', 'true');
    git(folder, 'clone', '-q', '--filter=blob:none', `file://${code}`, partial);
    // What is checked out was fetched, and nothing else.
    expect(await versions({ base: 'HEAD^1' }, [target(partial)])).toMatchObject({
      base: 'input-unreadable',
      head: ['aws_ecs_cluster.a two'],
    });
    const treeless = join(folder, 'treeless');
    git(folder, 'clone', '-q', '--filter=tree:0', `file://${code}`, treeless);
    expect(await refused(treeless, 'HEAD^1')).toMatchObject({ code: 'revision-unusable', why: 'missing' });
  });

  test('of a directory that no commit has', async () => {
    write(code, { 'generated/main.tf': cluster('a', '"one"') });
    expect(await versions({ base: 'base' }, [target(join(code, 'generated'))])).toMatchObject({
      base: 'revision-unusable',
      head: ['aws_ecs_cluster.a one'],
    });
  });

  test('where only what is applied is named', () => {
    expect(() => requireBase({ applied: 'main' })).toThrow(ProblemError);
    expect(requireBase({ applied: 'main', base: 'dev' })).toBe('dev');
  });
});
