import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new directory, without links on the way to it. */
function sandbox(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-hostile-')));
}

/** A new directory with one for code, and one for the marks of whatever is run. */
export function markedSandbox(): { readonly folder: string; readonly code: string; readonly marks: string } {
  const folder = sandbox();
  const [code, marks] = [join(folder, 'code'), join(folder, 'marks')];
  mkdirSync(code);
  mkdirSync(marks);
  return { folder, code, marks };
}

/** Nobody's repositories need not outlive a loss of power, nor be packed. */
const settings = [
  ...['user.name=Someone', 'user.email=someone@example.com', 'protocol.file.allow=always'],
  ...['core.fsync=none', 'maintenance.auto=false', 'gc.auto=0'],
].flatMap((setting) => ['-c', setting]);

/** Runs git as a developer does, with nobody's configuration. */
export function git(directory: string, ...args: string[]): string {
  return gitAt('2026-09-20T08:00:00Z', directory, ...args);
}

/** The same, on a day. */
export function gitAt(date: string, directory: string, ...args: string[]): string {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TEMPLATE_DIR: '',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  return execFileSync('git', [...settings, ...args], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

/** Writes files, by path. */
export function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

/** A repository with one commit of files. */
export function repository(directory: string, files: Readonly<Record<string, string>>): string {
  write(directory, files);
  git(directory, 'init', '-q');
  git(directory, 'add', '.');
  git(directory, 'commit', '-qm', 'Add');
  return git(directory, 'rev-parse', 'HEAD').trim();
}

/** Commits files on a day, and returns the name of the commit. */
export function commitAt(date: string, directory: string, files: Readonly<Record<string, string>>): string {
  write(directory, files);
  git(directory, 'add', '.');
  gitAt(date, directory, 'commit', '-qm', 'Change', '--allow-empty');
  return git(directory, 'rev-parse', 'HEAD').trim();
}

/** The programs that left their mark in a directory. */
export function ran(marks: string): string[] {
  return readdirSync(marks).toSorted();
}

/** A configuration of git whose every command leaves a mark. */
export function hostileConfig(marks: string): string {
  const mark = (name: string): string => `touch ${marks}/${name}`;
  const lines: Readonly<Record<string, readonly string[]>> = {
    core: [
      'repositoryformatversion = 1',
      'bare = false',
      `fsmonitor = "${mark('fsmonitor')}; false"`,
      `sshCommand = "${mark('ssh')}; false"`,
      `pager = "${mark('pager')}; cat"`,
      `gitProxy = "${marks}/proxy"`,
      `hooksPath = ${marks}/../hooks`,
      `attributesFile = ${marks}/../attributes`,
    ],
    'filter "x"': [`clean = "${mark('clean')}; cat"`, `smudge = "${mark('smudge')}; cat"`, 'required = true'],
    'diff "x"': [`textconv = "${mark('textconv')}; cat"`, `command = "${mark('diff')}; false"`],
    diff: [`external = "${mark('external')}; false"`],
    gpg: [`program = ${marks}/../hooks/post-index-change`],
    log: ['showSignature = true'],
    pager: ['blame = true', 'cat-file = true'],
    alias: [`blame = "!${mark('alias')}"`, `cat-file = "!${mark('alias')}"`],
    credential: [`helper = "!${mark('credential')}"`],
    blame: [`ignoreRevsFile = ${marks}/../revisions`],
    mailmap: [`file = ${marks}/../mailmap`],
    extensions: ['partialClone = origin', 'worktreeConfig = true'],
    'remote "origin"': [
      'url = ssh://example.com/x',
      'promisor = true',
      'partialclonefilter = blob:none',
      `uploadpack = "${mark('uploadpack')}; false"`,
    ],
    include: [`path = ${marks}/../included`],
  };
  return Object.entries(lines)
    .map(([section, entries]) => `[${section}]\n${entries.map((entry) => `\t${entry}\n`).join('')}`)
    .join('');
}
