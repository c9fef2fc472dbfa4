import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { blame } from '../../src/git/blame.ts';
import { readBlobs } from '../../src/git/blobs.ts';
import { objectStore } from '../../src/git/objects.ts';
import { findGit, GitError } from '../../src/git/process.ts';
import { withRepository } from '../../src/git/repository.ts';
import { readTree } from '../../src/git/tree.ts';
import { git, hostileConfig, markedSandbox, ran, repository, write } from './sandbox.ts';

/** Repositories that a stranger made, and what they lead to. */

let folder: string;
let code: string;
let marks: string;
beforeEach(() => {
  ({ folder, code, marks } = markedSandbox());
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const environment = { PATH: process.env['PATH'], HOME: '/nowhere' };

/** What a run asks of a repository. */
const ask = (
  directory: string,
  allowed: readonly string[] = [],
  env: Record<string, string | undefined> = environment,
) =>
  withRepository(directory, { environment: env, allowed }, async (opened) => ({
    blob: (await readBlobs(opened, opened.head, ['main.tf'])).get('main.tf')?.toString(),
    lines: [...(await blame(opened, opened.head, 'main.tf', [1])).keys()],
  }));

const answered = { status: 'done', value: { blob: 'one\n', lines: [1] } };

/** Sets all traps in a repository: its configuration, attributes, hooks. */
function arm(gitDirectory: string): void {
  write(folder, {
    attributes: '*.tf filter=x diff=x\n',
    included: `[core]\n\tfsmonitor = "touch ${marks}/included; false"\n`,
    revisions: '',
    mailmap: 'Other <other@example.com> <someone@example.com>\n',
  });
  for (const hook of ['post-index-change', 'pre-auto-gc', 'reference-transaction']) {
    write(folder, { [`hooks/${hook}`]: `#!/bin/sh\ntouch ${marks}/hook\n` });
    chmodSync(join(folder, 'hooks', hook), 0o755);
  }
  write(gitDirectory, {
    config: hostileConfig(marks),
    'config.worktree': `[core]\n\tfsmonitor = "touch ${marks}/worktree-config; false"\n`,
    'info/attributes': '*.tf filter=x diff=x\n',
  });
}

describe('nothing runs that a repository names', () => {
  it('in the configuration of an unpacked archive', async () => {
    repository(code, { 'main.tf': 'one\n' });
    arm(join(code, '.git'));
    writeFileSync(join(code, 'main.tf'), 'changed\n');
    expect(await ask(code)).toEqual(answered);
    expect(ran(marks)).toEqual([]);
    // The traps do go off.
    expect(() => git(code, 'status')).not.toThrow();
    expect(() => git(code, 'blame', 'main.tf')).not.toThrow();
    expect(ran(marks)).toEqual(expect.arrayContaining(['clean', 'hook', 'textconv', 'worktree-config']));
  });

  it('when the code of a commit is read, filters and missing objects included', async () => {
    repository(code, { '.gitattributes': '*.tf filter=x diff=x\n', 'main.tf': 'one\n', 'gone.tf': 'gone\n' });
    const gone = git(code, 'rev-parse', 'HEAD:gone.tf').trim();
    arm(join(code, '.git'));
    rmSync(join(code, '.git/objects', gone.slice(0, 2), gone.slice(2)));
    const read = await withRepository(code, { environment }, async (opened) => {
      const tree = await readTree(opened, opened.head);
      const objects = objectStore(opened);
      const contents = [...(tree?.top.entries ?? [])].map(([name, node]) => {
        const content = node.kind === 'directory' ? 'missing' : objects.read(node.object);
        return [name, typeof content === 'string' ? content : Buffer.from(content).toString()];
      });
      return Object.fromEntries(contents);
    });
    expect(read).toMatchObject({ status: 'done', value: { 'main.tf': 'one\n', 'gone.tf': 'missing' } });
    expect(ran(marks)).toEqual([]);
  });

  it('when objects are missing that a partial clone would fetch', async () => {
    repository(code, { 'main.tf': 'one\n' });
    const blob = git(code, 'rev-parse', 'HEAD:main.tf').trim();
    arm(join(code, '.git'));
    rmSync(join(code, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    await expect(ask(code)).rejects.toThrow(GitError);
    expect(ran(marks)).toEqual([]);
    expect(() => git(code, 'cat-file', 'blob', blob)).toThrow();
    expect(ran(marks)).toContain('ssh');
  });

  it('in what looks like a bare repository within the code', async () => {
    const head = repository(code, { 'infra/main.tf': 'one\n' });
    const infra = join(code, 'infra');
    repository(join(folder, 'bare'), { 'main.tf': 'one\n' });
    for (const name of ['HEAD', 'objects', 'refs'])
      cpSync(join(folder, 'bare/.git', name), join(infra, name), { recursive: true });
    arm(infra);
    const found = await withRepository(infra, { environment }, async ({ top, head: at }) => [top, at]);
    expect(found).toEqual({ status: 'done', value: [code, head] });
    expect(ran(marks)).toEqual([]);
    const trap = `[core]\n\trepositoryformatversion = 0\n\tworktree = .\n\tfsmonitor = "touch ${marks}/bare; false"\n`;
    writeFileSync(join(infra, 'config'), trap);
    expect(() => git(infra, 'status')).not.toThrow();
    expect(ran(marks)).toEqual(['bare']);
  });

  it('as git on PATH, in the code or relative to it', () => {
    repository(code, { 'bin/git': '#!/bin/sh\n', 'main.tf': '' });
    chmodSync(join(code, 'bin/git'), 0o755);
    mkdirSync(join(folder, 'links'));
    symlinkSync(join(code, 'bin/git'), join(folder, 'links/git'));
    mkdirSync(join(folder, 'good'));
    symlinkSync('/bin/sh', join(folder, 'good/git'));
    const path = ['', '.', 'bin', join(code, 'bin'), join(folder, 'links'), join(folder, 'good')].join(':');
    expect(findGit({ PATH: path }, code)).toBe(join(folder, 'good/git'));
    expect(findGit({ PATH: join(code, 'bin') }, code)).toBeUndefined();
    expect(findGit({}, code)).toBeUndefined();
  });

  it('as git on PATH, in the repository around a submodule', async () => {
    repository(join(folder, 'part'), { 'main.tf': 'one\n' });
    repository(code, { 'bin/git': `#!/bin/sh\ntouch ${marks}/git\n` });
    chmodSync(join(code, 'bin/git'), 0o755);
    git(code, 'submodule', 'add', '-q', join(folder, 'part'), 'part');
    const path = `${join(code, 'bin')}:${process.env['PATH']}`;
    expect(await ask(join(code, 'part'), [], { ...environment, PATH: path })).toEqual(answered);
    expect(ran(marks)).toEqual([]);
    // The user's own programs, where the home directory is a repository.
    const home = { ...environment, PATH: path, HOME: join(code, 'bin') };
    await ask(join(code, 'part'), [], home).catch(() => {});
    expect(ran(marks)).toEqual(['git']);
  });

  it('whatever the environment says of repositories', async () => {
    repository(code, { 'main.tf': 'one\n' });
    repository(join(folder, 'other'), { 'main.tf': 'other\n' });
    for (const [name, value] of Object.entries({
      GIT_DIR: join(folder, 'other/.git'),
      GIT_OBJECT_DIRECTORY: join(folder, 'other/.git/objects'),
      GIT_EXTERNAL_DIFF: `touch ${marks}/external; false`,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.pager',
      GIT_CONFIG_VALUE_0: `touch ${marks}/pager; cat`,
      GIT_TRACE: join(marks, 'trace'),
    })) {
      vi.stubEnv(name, value);
    }
    expect(await ask(code)).toEqual(answered);
    vi.unstubAllEnvs();
    expect(ran(marks)).toEqual([]);
  });
});

describe('nothing is read that lies outside', () => {
  it('as objects that another repository lends', async () => {
    repository(join(folder, 'lender'), { 'main.tf': 'one\n' });
    git(folder, 'clone', '-q', '--shared', 'lender', 'code');
    const objects = join(folder, 'lender/.git/objects');
    expect(await ask(code)).toEqual({ status: 'refused', problem: 'outside', top: code, path: objects });
    expect(await ask(code, [join(folder, 'lender')])).toEqual(answered);
  });

  describe('as objects of another repository, by a list', () => {
    let lent: string;
    let list: string;
    beforeEach(() => {
      const head = repository(join(folder, 'lender'), { 'main.tf': 'one\n' });
      repository(code, { 'main.tf': 'one\n' });
      lent = join(folder, 'lender/.git/objects');
      list = join(code, '.git/objects/info/alternates');
      rmSync(join(code, '.git/objects'), { recursive: true });
      write(code, { '.git/HEAD': `${head}\n`, '.git/objects/info/x': '', '.git/objects/pack/x': '' });
    });
    const refused = (path: string) => ({ status: 'refused', problem: 'outside', top: code, path });

    it('that names it in quotes', async () => {
      writeFileSync(list, `"${lent.replaceAll('/', '\\057')}"\n`);
      expect(git(code, 'cat-file', '-t', 'HEAD')).toBe('commit\n');
      expect(await ask(code)).toEqual(refused(lent));
    });

    it('that is a link within the code', async () => {
      write(code, { list: `${lent}\n` });
      symlinkSync('../../../list', list);
      expect(git(code, 'cat-file', '-t', 'HEAD')).toBe('commit\n');
      expect(await ask(code)).toEqual(refused(lent));
    });

    it('in a linked folder', async () => {
      write(code, { 'info/alternates': `${lent}\n` });
      rmSync(dirname(list), { recursive: true });
      symlinkSync('../../info', dirname(list));
      expect(git(code, 'cat-file', '-t', 'HEAD')).toBe('commit\n');
      expect(await ask(code)).toEqual(refused(lent));
    });

    it('of names that are not UTF-8', async () => {
      writeFileSync(list, Buffer.from('/\xff\n', 'latin1'));
      expect(await ask(code)).toEqual(refused(list));
    });
  });

  it('through links as single objects, and as packs whose names are not UTF-8', async () => {
    const head = repository(join(folder, 'lender'), { 'main.tf': 'one\n' });
    repository(code, { 'main.tf': 'one\n' });
    rmSync(join(code, '.git/objects'), { recursive: true });
    write(code, { '.git/HEAD': `${head}\n`, '.git/objects/info/x': '', '.git/objects/pack/x': '' });
    const lent = join(folder, 'lender/.git/objects');
    const loose = readdirSync(lent).filter((name) => name.length === 2);
    for (const name of loose) {
      mkdirSync(join(code, '.git/objects', name));
      for (const object of readdirSync(join(lent, name))) {
        symlinkSync(join(lent, name, object), join(code, '.git/objects', name, object));
      }
    }
    expect(git(code, 'cat-file', '-t', 'HEAD')).toBe('commit\n');
    expect(await ask(code)).toMatchObject({ status: 'refused', problem: 'outside' });
    for (const name of loose) rmSync(join(code, '.git/objects', name), { recursive: true });
    git(join(folder, 'lender'), 'gc', '-q');
    for (const name of readdirSync(join(lent, 'pack'))) {
      const undecodable = Buffer.from(join(code, '.git/objects/pack', `pack-\xff${name.slice(-5)}`), 'latin1');
      symlinkSync(join(lent, 'pack', name), undecodable);
    }
    expect(await ask(code)).toMatchObject({ status: 'refused', problem: 'outside' });
  });

  it.each(['objects', 'objects/pack', 'objects/info/alternates'])('through a link as .git/%s', async (name) => {
    repository(code, { 'main.tf': 'one\n' });
    const elsewhere = join(folder, 'elsewhere');
    rmSync(join(code, '.git', name), { recursive: true, force: true });
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(code, '.git', name));
    expect(await ask(code)).toEqual({ status: 'refused', problem: 'outside', top: code, path: elsewhere });
  });

  it('by a file .git, or a link, that names a repository of somebody else', async () => {
    repository(join(folder, 'other'), { 'main.tf': 'one\n' });
    const other = join(folder, 'other/.git');
    const refused = { status: 'refused', problem: 'outside', top: code, path: other };
    writeFileSync(join(code, '.git'), `gitdir: ${other}\n`);
    expect(await ask(code)).toEqual(refused);
    rmSync(join(code, '.git'));
    symlinkSync(other, join(code, '.git'));
    expect(await ask(code)).toEqual(refused);
    rmSync(join(code, '.git'));
    write(code, { 'evil/HEAD': 'ref: refs/heads/master\n', 'evil/commondir': `${other}\n`, '.git': 'gitdir: evil\n' });
    expect(await ask(code)).toEqual(refused);
  });

  it('by references', async () => {
    const head = repository(code, { 'main.tf': 'one\n' });
    writeFileSync(join(folder, 'elsewhere'), `${head}\n`);
    writeFileSync(join(code, '.git/HEAD'), 'ref: refs/../../../elsewhere\n');
    expect(await ask(code)).toEqual({ status: 'none' });
    writeFileSync(join(code, '.git/HEAD'), 'ref: refs/heads/link\n');
    symlinkSync(join(folder, 'elsewhere'), join(code, '.git/refs/heads/link'));
    expect(await ask(code)).toEqual({ status: 'none' });
  });
});

describe('repositories as developers have them', () => {
  it('are read from worktrees', async () => {
    repository(join(folder, 'main'), { 'main.tf': 'one\n' });
    git(join(folder, 'main'), 'worktree', 'add', '-q', join(folder, 'tree'));
    expect(await ask(join(folder, 'tree'))).toEqual(answered);
  });

  it('are read from submodules', async () => {
    repository(join(folder, 'part'), { 'main.tf': 'one\n' });
    repository(code, { 'other.tf': '' });
    git(code, 'submodule', 'add', '-q', join(folder, 'part'), 'part');
    expect(await ask(join(code, 'part'))).toEqual(answered);
  });

  it('are read with packed references, and with names of 64 digits', async () => {
    write(code, { 'main.tf': 'one\n' });
    git(code, 'init', '-q', '--object-format=sha256');
    git(code, 'add', '.');
    git(code, 'commit', '-qm', 'Add');
    git(code, 'gc', '-q');
    expect(await ask(code)).toEqual(answered);
  });

  it('are none without a commit, without git, or where .git is something else', async () => {
    expect(await ask(code)).toEqual({ status: 'none' });
    write(code, { '.git': 'a file of another kind' });
    expect(await ask(code)).toEqual({ status: 'none' });
    rmSync(join(code, '.git'));
    git(code, 'init', '-q');
    expect(await ask(code)).toEqual({ status: 'none' });
    repository(join(code, 'a'), { 'main.tf': 'one\n' });
    expect(await ask(join(code, 'a'), [], { PATH: marks })).toEqual({ status: 'none' });
    renameSync(join(code, 'a'), join(code, 'b'));
    expect(await ask(join(code, 'b'))).toEqual(answered);
  });
});

describe('what keeps git from being asked', () => {
  it('is a version that cannot be told to leave bare repositories alone', async () => {
    repository(code, { 'main.tf': 'one\n' });
    const log = join(folder, 'log');
    write(folder, { 'old/git': `#!/bin/sh\necho "$@" >> ${log}\necho git version 2.37.9\n` });
    chmodSync(join(folder, 'old/git'), 0o755);
    const path = `${join(folder, 'old')}:${environment.PATH ?? ''}`;
    expect(await ask(code, [], { PATH: path })).toEqual({ status: 'refused', problem: 'old-git', top: code });
    // It was asked for nothing else.
    expect(readFileSync(log, 'utf8')).toMatch(/^[^\n]* version\n$/);
  });

  it('is a repository of another user, unless the user calls it safe', async () => {
    repository(code, { 'main.tf': 'one\n' });
    vi.spyOn(process, 'geteuid').mockReturnValue(54321);
    const refused = { status: 'refused', problem: 'dubious-ownership', top: code };
    const home = join(folder, 'home');
    const safe = (...directories: string[]) => {
      const entries = directories.map((directory) => `\tdirectory = ${directory}\n`);
      write(home, { '.gitconfig': `[safe]\n${entries.join('')}` });
      return ask(code, [], { ...environment, HOME: home });
    };
    expect(await ask(code)).toEqual(refused);
    expect(await safe(join(folder, 'other'))).toEqual(refused);
    expect(await safe(code)).toEqual(answered);
    expect(await safe('*')).toEqual(answered);
    expect(await safe(`${folder}/*`)).toEqual(answered);
    expect(await safe(code, '""')).toEqual(refused);
    // The code does not call itself safe.
    write(code, { '.gitconfig': '[safe]\n\tdirectory = *\n' });
    expect(await ask(code, [], { ...environment, HOME: code })).toEqual(refused);
    write(code, { '.git/config': '[safe]\n\tdirectory = *\n' });
    expect(await ask(code)).toEqual(refused);
  });
});
