import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { commitFiles } from '../../src/git/commit-files.ts';
import { objectStore } from '../../src/git/objects.ts';
import { type Repository, withRepository } from '../../src/git/repository.ts';
import { readTree } from '../../src/git/tree.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { codeBoundary } from '../../src/terraform/load/boundary.ts';
import type { FileReader } from '../../src/terraform/load/files.ts';
import { git, repository, write } from './sandbox.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-tree-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = join(folder, 'code');
const secret = join(folder, 'secret');
const shared = join(folder, 'shared');
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

let base = '';
beforeAll(() => {
  write(secret, { 'main.tf': 'secret\n' });
  write(shared, { 'main.tf': 'shared\n' });
  write(code, {
    'infra/main.tf': 'old\n',
    'infra/crlf.tf': 'a\r\nb\r\n',
    'infra/gone.auto.tfvars': 'gone = 1\n',
    'infra/large.bin': pointer,
    'infra/Case.tf': 'upper\n',
    'infra/prod.tfvars': 'old = 1\n',
    'infra/\u00e9.txt': 'accent\n',
    'modules/a/main.tf': 'module a\n',
    'replaced/main.tf': 'before\n',
    'moved/deep/main.tf': 'moved\n',
  });
  const links = {
    'infra/module': '../modules/a',
    'infra/absolute.tf': join(code, 'modules/a/main.tf'),
    'infra/around.tf': '../../code/modules/a/main.tf',
    'infra/outside.tf': '../../secret/main.tf',
    'infra/absolute-outside.tf': join(secret, 'main.tf'),
    'infra/shared.tf': join(shared, 'main.tf'),
    'infra/dangling.tf': '../modules/none.tf',
    'infra/round.tf': 'turn.tf',
    'infra/turn.tf': 'round.tf',
    'infra/self': '../infra',
    'infra/up.tf': 'module/../b/main.tf',
    'infra/device.tf': '/proc/self/environ',
  };
  write(code, { 'modules/b/main.tf': 'module b\n' });
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(code, path));
  base = repository(code, {});
  // What the change does, in commits and after them.
  rmSync(join(code, 'infra/gone.auto.tfvars'));
  rmSync(join(code, 'infra/module'));
  rmSync(join(code, 'replaced'), { recursive: true });
  symlinkSync('../secret', join(code, 'replaced'));
  write(code, {
    'infra/main.tf': 'new\n',
    'infra/new.auto.tfvars': 'new = 1\n',
    'infra/added.tfvars': 'added = 1\n',
    'infra/module/main.tf': 'evil\n',
    'infra/prod.tfvars': 'new = 1\n',
    'added/main.tf': 'new root\n',
  });
  git(code, 'add', '-A');
  git(code, 'commit', '-qm', 'Change');
  renameSync(join(code, 'moved'), join(code, 'gone'));
  symlinkSync('../secret', join(code, 'moved'));
  write(code, {
    'infra/terraform.tfvars': 'run = 1\n',
    'infra/made.tf': 'made\n',
    'infra/.terraform/environment': 'production',
    'infra/.terraform/modules/x/main.tf': 'installed\n',
    'generated/run.tfvars': 'run = 2\n',
  });
  symlinkSync('prod.tfvars', join(code, 'infra/linked.auto.tfvars'));
  symlinkSync(join(secret, 'main.tf'), join(code, 'infra/.terraform/leak.tf'));
  writeFileSync(join(code, 'infra/main.tf'), 'newer\n');
});

interface Asked {
  readonly root?: string;
  readonly allowed?: readonly string[];
  readonly onGiven?: (path: string, found: 'disk' | 'absent') => void;
}

/** The repository is open while the tests run. */
let opened: Repository;
let close: () => void = () => {};
beforeAll(async () => {
  await new Promise<void>((resolve, reject) => {
    const work = async (repository: Repository): Promise<void> => {
      opened = repository;
      resolve();
      await new Promise<void>((done) => {
        close = done;
      });
    };
    withRepository(code, { environment: process.env }, work).catch(reject);
  });
});
afterAll(() => close());

async function withFiles<T>(work: (files: FileReader) => T, asked: Asked = {}): Promise<T> {
  const { root = join(code, 'infra'), allowed = [], onGiven } = asked;
  const [tree, head] = [await readTree(opened, base), await readTree(opened, opened.head)];
  if (tree === undefined || head === undefined) throw new Error('no tree');
  const files = commitFiles({
    top: opened.top,
    tree,
    head,
    objects: objectStore(opened),
    boundary: codeBoundary(root, { cwd: folder, allowed, homes: [], repository: opened.top }),
    root,
    dataDirectory: join(root, '.terraform'),
    revision: 'base',
    ...(onGiven === undefined ? {} : { onGiven }),
  });
  return work(files);
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
const at = (path: string): string => join(code, path);
const read = (path: string, asked?: Asked) => withFiles((files) => text(files.read(at(path))), asked);
const readOfRun = (path: string) => withFiles(({ ofRun }) => text(ofRun?.read(at(path))));

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error ?? new Error('no problem');
}

describe('the code of a commit', () => {
  it.each([
    ['infra/main.tf', 'old\n'],
    ['infra/crlf.tf', 'a\r\nb\r\n'],
    ['infra/\u00e9.txt', 'accent\n'],
    ['infra/Case.tf', 'upper\n'],
    ['infra/case.tf', undefined],
    ['infra/../infra/./main.tf', 'old\n'],
    ['infra', undefined],
    ['infra/main.tf/x', undefined],
    ['infra/none.tf', undefined],
    // What is only on the disk.
    ['infra/made.tf', undefined],
    ['infra/new.auto.tfvars', undefined],
    ['infra/terraform.tfvars', undefined],
    ['.git/HEAD', undefined],
    // Through links of the commit.
    ['infra/module/main.tf', 'module a\n'],
    ['infra/absolute.tf', 'module a\n'],
    ['infra/around.tf', 'module a\n'],
    ['infra/up.tf', 'module b\n'],
    ['infra/self/self/main.tf', 'old\n'],
    ['infra/dangling.tf', undefined],
    // What is a link on the disk, committed or not.
    ['replaced/main.tf', 'before\n'],
    ['moved/deep/main.tf', 'moved\n'],
  ])('has %s', async (path, expected) => {
    expect(await read(path)).toBe(expected);
  });

  it('is found by paths in relation to where the run is, and through links above the repository', async () => {
    symlinkSync(folder, join(folder, 'alias'));
    const alias = join(folder, 'alias/code/infra');
    expect(await withFiles((files) => text(files.read(join(alias, 'main.tf'))), { root: alias })).toBe('old\n');
    rmSync(join(folder, 'alias'));
  });

  it('lists what is in a directory', async () => {
    const entries = (await withFiles((files) => files.list(at('infra')))) ?? [];
    const link = { isDirectory: false, isLink: true };
    expect(Object.fromEntries(entries.map(({ name, ...entry }) => [name, entry]))).toEqual({
      'main.tf': { isDirectory: false },
      'crlf.tf': { isDirectory: false },
      'Case.tf': { isDirectory: false },
      'gone.auto.tfvars': { isDirectory: false },
      'large.bin': { isDirectory: false },
      'prod.tfvars': { isDirectory: false },
      '\u00e9.txt': { isDirectory: false },
      module: { isDirectory: true, isLink: true },
      self: { isDirectory: true, isLink: true, leadsBack: true },
      'absolute.tf': link,
      'around.tf': link,
      'up.tf': link,
      'outside.tf': { ...link, special: 'outside' },
      'absolute-outside.tf': { ...link, special: 'outside' },
      'shared.tf': { ...link, special: 'outside' },
      'device.tf': { ...link, special: 'outside' },
      'dangling.tf': { ...link, special: 'dangling' },
      'round.tf': { ...link, special: 'dangling' },
      'turn.tf': { ...link, special: 'dangling' },
    });
    expect(await withFiles((files) => files.list(at('infra/none')))).toBeUndefined();
    expect(await withFiles((files) => files.list(at('infra/main.tf')))).toBeUndefined();
  });

  it.each([
    ['infra/main.tf', 'file'],
    ['infra/module', 'directory'],
    ['infra/absolute.tf', 'file'],
    ['infra/none', undefined],
    ['infra/dangling.tf', undefined],
    ['infra/made.tf', undefined],
  ])('tells what is at %s', async (path, kind) => {
    expect(await withFiles((files) => files.kindOf?.(at(path)))).toBe(kind);
  });
});

describe('what is not read', () => {
  it.each(['infra/outside.tf', 'infra/absolute-outside.tf', '../secret/main.tf'])('lies outside: %s', async (path) => {
    const problem = { code: 'outside', file: at(path), path: join(secret, 'main.tf'), directory: secret };
    expect(await problemOf(read(path))).toEqual(problem);
    expect(await problemOf(withFiles(({ ofRun }) => ofRun?.read(at(path))))).toEqual(problem);
  });

  it('lies where nobody can permit it', async () => {
    const problem = await problemOf(read('infra/device.tf', { allowed: ['/'] }));
    expect(problem).toMatchObject({ code: 'outside' });
    expect(problem).not.toHaveProperty('directory');
  });

  it('is elsewhere by a link below the data directory', async () => {
    expect(await problemOf(read('infra/.terraform/leak.tf'))).toMatchObject({ code: 'outside', directory: secret });
  });

  it('leads in a circle', async () => {
    expect(await problemOf(read('infra/round.tf'))).toMatchObject({ code: 'input-unreadable', detail: 'ELOOP' });
  });

  it('is a pointer of Git LFS', async () => {
    expect(await problemOf(read('infra/large.bin'))).toMatchObject({ code: 'input-unreadable' });
  });

  it('is not in the clone, which nobody is asked for', async () => {
    const partial = join(folder, 'partial');
    git(folder, 'clone', '-q', code, partial);
    const object = git(partial, 'rev-parse', `${base}:infra/main.tf`).trim();
    rmSync(join(partial, '.git/objects', object.slice(0, 2), object.slice(2)));
    const outcome = await withRepository(partial, { environment: process.env }, async (opened) => {
      const tree = await readTree(opened, base);
      if (tree === undefined) throw new Error('no tree');
      const root = join(partial, 'infra');
      const files = commitFiles({
        top: opened.top,
        tree,
        head: tree,
        objects: objectStore(opened),
        boundary: codeBoundary(root, { cwd: folder, repository: opened.top }),
        root,
        dataDirectory: join(root, '.terraform'),
        revision: 'base',
      });
      expect(text(files.read(join(root, 'crlf.tf')))).toBe('a\r\nb\r\n');
      return problemOf((async () => files.read(join(root, 'main.tf')))());
    });
    expect(outcome).toMatchObject({ status: 'done', value: { code: 'input-unreadable' } });
  });

  it('has trees that are not in the clone', async () => {
    const partial = join(folder, 'no-trees');
    git(folder, 'clone', '-q', code, partial);
    const object = git(partial, 'rev-parse', `${base}:modules`).trim();
    rmSync(join(partial, '.git/objects', object.slice(0, 2), object.slice(2)));
    const outcome = await withRepository(partial, { environment: process.env }, (opened) => readTree(opened, base));
    expect(outcome).toEqual({ status: 'done', value: undefined });
  });

  it('is a submodule', async () => {
    const sub = join(folder, 'with-submodule');
    repository(sub, { 'main.tf': 'top\n' });
    git(sub, 'update-index', '--add', '--cacheinfo', `160000,${base},modules/sub`);
    git(sub, 'commit', '-qm', 'Add a submodule');
    write(sub, { 'modules/sub/main.tf': 'checked out\n' });
    const outcome = await withRepository(sub, { environment: process.env }, async (opened) => {
      const tree = await readTree(opened, opened.head);
      return [...(tree?.top.entries.keys() ?? [])];
    });
    expect(outcome).toEqual({ status: 'done', value: ['main.tf'] });
  });
});

describe('what belongs to the run', () => {
  it.each([
    ['infra/terraform.tfvars', 'run = 1\n'],
    ['infra/.terraform/environment', 'production'],
    // A link that is in no commit leads to what the commit has.
    ['infra/linked.auto.tfvars', 'old = 1\n'],
    ['infra/gone.auto.tfvars', 'gone = 1\n'],
    // Parts of the change.
    ['infra/new.auto.tfvars', undefined],
    ['replaced/main.tf', 'before\n'],
    ['replaced/secret.tfvars', undefined],
    ['moved/secret.tfvars', undefined],
  ])('is read from the disk where no commit has it: %s', async (path, expected) => {
    expect(await readOfRun(path)).toBe(expected);
  });

  it('is listed besides what the commit has', async () => {
    const names = await withFiles(({ ofRun }) => (ofRun?.list(at('infra')) ?? []).map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['main.tf', 'gone.auto.tfvars', 'terraform.tfvars', '.terraform']));
    expect(names).not.toContain('new.auto.tfvars');
    expect(names.filter((name) => name === 'main.tf')).toHaveLength(1);
  });

  it('is what was installed, also for who reads code', async () => {
    expect(await read('infra/.terraform/modules/x/main.tf')).toBe('installed\n');
    expect(await withFiles((files) => files.list(at('infra/.terraform/modules/x')))).toEqual([
      { name: 'main.tf', isDirectory: false },
    ]);
    expect(await read('infra/.terraform/modules/x/main.tf', { root: join(code, 'modules/a') })).toBeUndefined();
  });
});

describe('what the user names', () => {
  const given = async (path: string) => {
    const told: unknown[] = [];
    const content = await withFiles((files) => text(files.readGiven?.(path)), {
      onGiven: (...of) => told.push(of),
    });
    return { content, told };
  };

  test('is read from the commit that has it', async () => {
    expect(await given(at('infra/prod.tfvars'))).toEqual({ content: 'old = 1\n', told: [] });
  });

  test('is read from the disk where no commit has it, which is told', async () => {
    const path = at('generated/run.tfvars');
    expect(await given(path)).toEqual({ content: 'run = 2\n', told: [[path, 'disk']] });
  });

  test('is not there where the change adds it, which is told', async () => {
    const path = at('infra/added.tfvars');
    expect(await given(path)).toEqual({ content: undefined, told: [[path, 'absent']] });
  });

  test('is read wherever it lies, but not by a link of the code', async () => {
    expect(await given(join(secret, 'main.tf'))).toEqual({ content: 'secret\n', told: [] });
    expect(await problemOf(given(at('infra/outside.tf')))).toMatchObject({ code: 'outside' });
  });

  test('as a directory that the code may read is read from the disk', async () => {
    const allowed = [shared];
    expect(await read('infra/shared.tf', { allowed })).toBe('shared\n');
    const entries = await withFiles((files) => files.list(shared), { allowed });
    expect(entries).toEqual([{ name: 'main.tf', isDirectory: false }]);
  });
});

describe('a root module', () => {
  it('that no commit has is refused', async () => {
    const root = join(code, 'generated');
    expect(await problemOf(withFiles((files) => files.list(root), { root }))).toMatchObject({
      code: 'revision-unusable',
      why: 'uncommitted',
    });
  });

  it('that only the head has is absent', async () => {
    const root = join(code, 'added');
    expect(await withFiles((files) => files.list(root), { root })).toBeUndefined();
  });
});

it('reads the code of a large tree with few processes', async () => {
  const large = join(folder, 'large');
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`m${index}/main.tf`, `locals { x = ${index} }\n`]),
  );
  repository(large, { ...files, 'notes.txt': 'x\n' });
  mkdirSync(join(large, 'root'));
  let processes = 0;
  const outcome = await withRepository(large, { environment: process.env }, async (opened) => {
    const tree = await readTree(opened, opened.head);
    if (tree === undefined) throw new Error('no tree');
    const counted = {
      runSync: (...args: Parameters<typeof opened.runSync>) => {
        processes++;
        return opened.runSync(...args);
      },
    };
    const reader = commitFiles({
      top: opened.top,
      tree,
      head: tree,
      objects: objectStore(counted),
      boundary: codeBoundary(large, { cwd: folder, repository: opened.top }),
      root: large,
      dataDirectory: join(large, '.terraform'),
      revision: 'base',
    });
    return Object.keys(files).map((name) => text(reader.read(join(large, name))));
  });
  expect(outcome).toEqual({ status: 'done', value: Object.values(files) });
  expect(processes).toBeLessThan(4);
});
