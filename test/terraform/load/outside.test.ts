import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import type { Stack } from '../../../src/model/stack.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { codeBoundary } from '../../../src/terraform/load/boundary.ts';
import { confinedFiles } from '../../../src/terraform/load/files.ts';
import { codeFiles, type LoadOptions, loadConfiguration } from '../../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../../src/terraform/stack/evaluate-modules.ts';
import { causeOf, shown } from '../in-memory.ts';
import { plain } from '../plain.ts';

/** What code may read: its own repository, and what the user permits. */

let folder: string;
let code: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-outside-')));
  code = join(folder, 'code');
  write({ 'code/.git/HEAD': 'ref: refs/heads/main\n', 'secret.txt': 'the-content', 'secrets/a.txt': 'the-content' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function link(name: string, target: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  symlinkSync(target, join(folder, name));
}

async function stackOf(directory: string, options: Partial<LoadOptions> = {}): Promise<Stack> {
  const configuration = await loadConfiguration({ directory, environment: {}, ...options });
  return evaluateConfiguration(configuration, new Map());
}

/** The value of an expression in the code. */
async function evaluated(expression: string, options: Partial<LoadOptions> = {}): Promise<TerraformValue> {
  write({
    'code/main.tf': `variable "v" {\n  default   = ""\n  sensitive = true\n}\noutput "o" {\n  value = ${expression}\n}\n`,
  });
  const value = (await stackOf(code, options)).outputs?.get('o');
  if (value === undefined) throw new Error('no output');
  return value;
}

async function problemOf(directory: string, options: Partial<LoadOptions> = {}) {
  try {
    await loadConfiguration({ directory, environment: {}, ...options });
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  return undefined;
}

describe('a function', () => {
  it.each([
    ['file', 'file("../secret.txt")'],
    ['file', 'file(abspath("../secret.txt"))'],
    ['file', 'file("link.txt")'],
    ['file', 'file("folder/../link.txt")'],
    ['filebase64', 'filebase64("../secret.txt")'],
    ['filesha256', 'filesha256("../secret.txt")'],
    ['fileexists', 'fileexists("../secret.txt")'],
    ['templatefile', 'templatefile("../secret.txt", {})'],
    ['file', 'try(file("../secret.txt"), "none")'],
  ])('%s is undetermined outside: %s', async (name, expression) => {
    write({ 'code/folder/x': '' });
    link('code/link.txt', '../secret.txt');
    // Relative paths start where the code lies, whatever directory the test runs in.
    const value = await evaluated(
      expression
        .replaceAll('"../', `"${folder}/`)
        .replaceAll('"link', `"${code}/link`)
        .replaceAll('"folder', `"${code}/folder`),
    );
    expect(causeOf(value)).toEqual({
      kind: 'outside',
      name,
      file: join(folder, 'secret.txt'),
      directory: folder,
    });
  });

  it('does not tell whether there is anything outside', async () => {
    for (const name of ['nothing.txt', 'nothing/at/all', 'secrets', 'secret.txt/below']) {
      expect(causeOf(await evaluated(`fileexists("${folder}/${name}")`))).toMatchObject({ kind: 'outside' });
      expect(causeOf(await evaluated(`file("${folder}/${name}")`))).toMatchObject({ kind: 'outside' });
    }
    link('code/dangling', '../nothing.txt');
    expect(causeOf(await evaluated(`fileexists("${code}/dangling")`))).toMatchObject({ kind: 'outside' });
    expect(causeOf(await evaluated('can(file("/etc/hostname"))'))).not.toBeUndefined();
  });

  it('does not tell whether there is anything outside by links that lead up from there', async () => {
    write({ 'code/own.txt': 'own', 'secrets/folder/x': '' });
    link('code/step', '../secrets/folder');
    for (const name of ['a.txt', 'nothing.txt']) {
      link(`code/up-${name}`, `step/../${name}`);
      expect(causeOf(await evaluated(`fileexists("${code}/up-${name}")`))).toMatchObject({
        kind: 'outside',
        file: join(folder, 'secrets', name),
      });
    }
    link('code/list/by-something', `${folder}/secrets/../code/own.txt`);
    link('code/list/by-nothing', `${folder}/nothing/../code/own.txt`);
    for (const name of ['by-something', 'by-nothing']) {
      expect(plain(await evaluated(`file("${code}/list/${name}")`))).toBe('own');
    }
    expect(plain(await evaluated(`fileset("${code}/list", "*")`))).toEqual(['by-nothing', 'by-something']);
  });

  it('never names a file whose name is secret', async () => {
    const value = await evaluated(`file("${folder}/\${var.v}")`, { variables: [{ kind: 'var', value: 'v=hush' }] });
    expect(value.sensitive).toBe(true);
    expect(causeOf(value)).toEqual({ kind: 'outside', name: 'file' });
  });

  it.each(['/proc/self/environ', '/proc/self/fd/0', '/dev/zero', '/sys/kernel/notes'])(
    'never reads %s',
    async (path) => {
      const expected = { kind: 'outside', name: 'file' };
      expect(causeOf(await evaluated(`file("${path}")`))).toMatchObject(expected);
      const cause = causeOf(await evaluated(`file("${path}")`, { allowOutside: ['/'] }));
      expect(cause).toMatchObject(expected);
      expect(cause).not.toHaveProperty('directory');
    },
  );

  it('lists nothing outside', async () => {
    write({ 'code/d/a.txt': '', 'code/e/a.txt': '' });
    link('code/d/out.txt', '../../secret.txt');
    link('code/e/out', '../../secrets');
    const outside = { kind: 'outside', name: 'fileset' };
    expect(causeOf(await evaluated(`fileset("${folder}/secrets", "*")`))).toMatchObject(outside);
    expect(causeOf(await evaluated(`fileset("${code}/d", "*")`))).toMatchObject(outside);
    expect(plain(await evaluated(`fileset("${code}/d", "a*")`))).toEqual(['a.txt']);
    expect(causeOf(await evaluated(`fileset("${code}/e", "**")`))).toMatchObject(outside);
    expect(plain(await evaluated(`fileset("${code}/e", "*.txt")`))).toEqual(['a.txt']);
  });

  it('reads what is the code’s own, and what is permitted', async () => {
    write({ 'code/a.txt': 'own' });
    link('code/b.txt', 'a.txt');
    link('code/folder', '../code');
    expect(plain(await evaluated(`file("${code}/folder/b.txt")`))).toBe('own');
    expect(plain(await evaluated(`file("${folder}/secret.txt")`, { allowOutside: [folder] }))).toBe('the-content');
    expect(
      plain(await evaluated(`fileset("${folder}/secrets", "*")`, { allowOutside: [join(folder, 'secrets')] })),
    ).toEqual(['a.txt']);
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(code, 'pipe')]);
    const value = await evaluated(`file("${code}/pipe")`);
    expect(causeOf(value)).toEqual({ kind: 'invalid', code: 'function-call' });
    expect(causeOf(await evaluated(`fileexists("${code}/pipe")`))).toEqual({ kind: 'invalid', code: 'function-call' });
  });
});

/** As Terraform 1.11 does, which was asked. */
describe('fileset and fileexists', () => {
  it('walk past a link to nothing, and past one that leads out where the pattern does not', async () => {
    write({ 'code/w/sub/b.json': '', 'code/w/sub/deep/c.json': '', 'code/w/a.json': '', 'elsewhere/o.json': '' });
    link('code/w/dangling.json', 'nowhere');
    const files = ['a.json', 'sub/b.json', 'sub/deep/c.json'];
    expect(plain(await evaluated(`fileset("${code}/w", "**")`))).toEqual(files);
    link('code/w/out', '../../elsewhere');
    expect(causeOf(await evaluated(`fileset("${code}/w", "**")`))).toMatchObject({ kind: 'outside' });
    expect(plain(await evaluated(`fileset("${code}/w", "s*/*.json")`))).toEqual(['sub/b.json']);
    expect(plain(await evaluated(`fileset("${code}/w", "{sub,a}/**/c.json")`))).toEqual(['sub/deep/c.json']);
    expect(causeOf(await evaluated(`fileset("${code}/w", "*/*.json")`))).toMatchObject({ kind: 'outside' });
  });
  it('have names before a `**` that are directories, and clean paths', async () => {
    write({ 'code/c/sub/b.json': '', 'code/c/a.json': '' });
    expect(plain(await evaluated(`fileset("${code}/c", "*/**")`))).toEqual(['sub/b.json']);
    expect(plain(await evaluated(`fileset("${code}/c", "**/**")`))).toEqual(['a.json', 'sub/b.json']);
    expect(plain(await evaluated(`fileset("${code}/c", "a.json/**")`))).toEqual([]);
    expect(plain(await evaluated(`fileset("${code}/c", "sub/*/")`))).toEqual(['sub/b.json']);
    expect(plain(await evaluated(`fileset("${code}/c", "x*/../*")`))).toEqual(['a.json']);
  });
  it('follow links to directories, leave out pipes and refuse links to nothing that fit', async () => {
    write({ 'code/d/sub/b.json': '', 'code/d/a.json': '', 'code/other/o.json': '' });
    link('code/d/linked', '../other');
    link('code/d/back', '..');
    execFileSync('mkfifo', [join(code, 'd/pipe.json')]);
    expect(plain(await evaluated(`fileset("${code}/d", "**")`))).toEqual(['a.json', 'linked/o.json', 'sub/b.json']);
    link('code/d/dangling.json', 'nowhere');
    expect(causeOf(await evaluated(`fileset("${code}/d", "*.json")`))).toEqual({
      kind: 'invalid',
      code: 'function-call',
    });
    expect(plain(await evaluated(`fileset("${code}/d", "*/*.json")`))).toEqual(['linked/o.json', 'sub/b.json']);
    expect(plain(await evaluated(`fileexists("${code}/d/dangling.json")`))).toBe(false);
    expect(causeOf(await evaluated(`fileexists("${code}/d")`))).toEqual({ kind: 'invalid', code: 'function-call' });
  });

  it('keep what may not be listed to the resource that asks for it', async () => {
    write({
      'code/main.tf': `resource "x" "a" {\n  v = fileset("d", "**")\n}\nresource "x" "b" {\n  v = "known"\n}\n`,
    });
    const locked = join(code, 'd/locked');
    const own = codeFiles({ directory: code, environment: {} });
    // The superuser may list everything, so the refusal is made here.
    const files = {
      ...own,
      list: (path: string) => {
        if (!path.endsWith('/d')) return own.list(path);
        throw new ProblemError({ code: 'input-unreadable', file: locked, detail: 'EACCES' });
      },
    };
    const configuration = await loadConfiguration({ directory: code, environment: {} }, files);
    const [a, b] = evaluateConfiguration(configuration, new Map()).resources.map(
      ({ body }) => body.attributes.get('v')?.value,
    );
    expect(causeOf(a)).toEqual({ kind: 'invalid', code: 'function-call' });
    expect(b && plain(b)).toBe('known');
  });

  it('go round links that lead to each other only so far', async () => {
    write({ 'code/d/a/x': '', 'code/d/b/x': '' });
    link('code/d/a/b', '../b');
    link('code/d/b/a', '../a');
    expect(causeOf(await evaluated(`fileset("${code}/d", "**")`))).toEqual({ kind: 'invalid', code: 'function-call' });
  });
});

describe('files that make up the code', () => {
  it.each(['x.tf', 'x.tf.json', 'x_override.tf', 'override.tf', 'x.tofu', 'x.auto.tfvars', 'x.auto.tfvars.json'])(
    'must be there: %s as a link to nothing, or to a directory',
    async (name) => {
      write({ 'code/main.tf': 'output "o" {\n  value = 1\n}\n', 'code/folder/x': '' });
      expect(await problemOf(code)).toBeUndefined();
      for (const target of ['nowhere', 'folder']) {
        link(`code/${name}`, target);
        const problem = await problemOf(code);
        if (problem?.code !== 'terraform-invalid') throw new Error(problem?.code);
        expect(problem.diagnostics.map(({ diagnostic }) => shown(diagnostic))).toEqual([
          `file-unreadable ${join(code, name)}:1`,
        ]);
        rmSync(join(folder, 'code', name));
      }
    },
  );

  it.each(['terraform.tfvars', 'terraform.tfvars.json'])('need not be there: %s as a link to nothing', async (name) => {
    write({ 'code/main.tf': 'output "o" {\n  value = 1\n}\n', 'code/folder/x': '' });
    link(`code/${name}`, 'nowhere');
    expect(await problemOf(code)).toBeUndefined();
    rmSync(join(folder, 'code', name));
    link(`code/${name}`, name);
    expect(await problemOf(code)).toBeUndefined();
    rmSync(join(folder, 'code', name));
    link(`code/${name}`, 'folder');
    expect(await problemOf(code)).toMatchObject({ code: 'terraform-invalid' });
  });

  it('are passed over where they are directories, but for variable files', async () => {
    write({ 'code/main.tf': 'output "o" {\n  value = 1\n}\n', 'code/x.tf/a': '', 'code/x_override.tf.json/a': '' });
    expect(await problemOf(code)).toBeUndefined();
    write({ 'code/x.auto.tfvars/a': '' });
    expect(await problemOf(code)).toMatchObject({ code: 'terraform-invalid' });
  });

  it.each(['x.tf', 'x.auto.tfvars', 'terraform.tfvars', '.terraform/environment'])(
    'are not read outside: %s as a link',
    async (name) => {
      write({ 'code/main.tf': 'output "o" {\n  value = 1\n}\n', 'elsewhere/file': 'x = 1\n', 'code/.terraform/x': '' });
      symlinkSync(join(folder, 'elsewhere/file'), join(code, name));
      expect(await problemOf(code)).toEqual({
        code: 'outside',
        file: join(code, name),
        path: join(folder, 'elsewhere/file'),
        directory: join(folder, 'elsewhere'),
      });
    },
  );

  it('are the user’s where the user names them, but not through a link of the code’s', async () => {
    write({ 'code/main.tf': 'variable "x" {}\noutput "o" {\n  value = var.x\n}\n', 'vars/p.tfvars': 'x = "given"\n' });
    link('code/p.tfvars', '../vars/p.tfvars');
    const given = (value: string): Partial<LoadOptions> => ({ variables: [{ kind: 'var-file', value }] });
    const stack = await stackOf(code, given(join(folder, 'vars/p.tfvars')));
    expect(stack.outputs?.get('o')).toMatchObject({ value: 'given' });
    expect(await problemOf(code, given(join(code, 'p.tfvars')))).toMatchObject({ code: 'outside' });
    link('logical', 'code');
    expect(await problemOf(code, given(join(folder, 'logical/p.tfvars')))).toMatchObject({ code: 'outside' });
    expect(await problemOf(join(folder, 'logical'), given(join(folder, 'logical/p.tfvars')))).toMatchObject({
      code: 'outside',
    });
    const permitted = { ...given(join(code, 'p.tfvars')), allowOutside: [join(folder, 'vars')] };
    expect((await stackOf(code, permitted)).outputs?.get('o')).toMatchObject({ value: 'given' });
  });
});

describe('modules', () => {
  const module = 'output "o" {\n  value = "from the module"\n}\n';
  const call = (source: string) => `module "m" {\n  source = "${source}"\n}\noutput "o" {\n  value = module.m.o\n}\n`;
  const holes = (stack: Stack) =>
    stack.holes.map((hole) => [hole.kind, 'outside' in hole ? hole.outside?.file : undefined]);

  it.each([
    ['in the repository', true],
    ['without one, where the run began', false],
  ])('are read two levels up: %s', async (_, hasGit) => {
    if (!hasGit) rmSync(join(code, '.git'), { recursive: true });
    write({ 'code/envs/prod/main.tf': call('../../modules/x'), 'code/modules/x/main.tf': module });
    const before = process.cwd();
    try {
      process.chdir(code);
      const stack = await stackOf('envs/prod');
      expect(stack.outputs?.get('o')).toMatchObject({ value: 'from the module' });
    } finally {
      process.chdir(before);
    }
  });

  it('are read through a link inside of the repository', async () => {
    write({ 'code/infra/main.tf': call('./m'), 'code/shared/main.tf': module });
    link('code/infra/m', '../shared');
    expect((await stackOf(join(code, 'infra'))).outputs?.get('o')).toMatchObject({ value: 'from the module' });
  });

  it('are missing where they lie outside', async () => {
    write({ 'other/main.tf': module, 'code/main.tf': call('../other') });
    expect(holes(await stackOf(code))).toEqual([['module-missing', join(folder, 'other')]]);
    const permitted = await stackOf(code, { allowOutside: [join(folder, 'other')] });
    expect(permitted.outputs?.get('o')).toMatchObject({ value: 'from the module' });
    write({ 'code/main.tf': call('./m') });
    link('code/m', '../other');
    expect(holes(await stackOf(code))).toEqual([['module-missing', join(folder, 'other')]]);
    rmSync(join(code, 'm'));
    mkdirSync(join(code, 'm'));
    link('code/m/main.tf', '../../other/main.tf');
    expect(holes(await stackOf(code))).toEqual([['module-missing', join(folder, 'other/main.tf')]]);
  });

  const manifest = (directory: string) =>
    JSON.stringify({ Modules: [{ Key: 'm', Source: 'registry.terraform.io/a/b/c', Dir: directory }] });

  it('are read where TF_DATA_DIR has them, and no further', async () => {
    write({
      'data/modules/modules.json': manifest('../data/modules/m'),
      'data/modules/m/main.tf': module,
      'other/main.tf': module,
      'code/main.tf': call('a/b/c'),
    });
    const environment = { TF_DATA_DIR: join(folder, 'data') };
    expect((await stackOf(code, { environment })).outputs?.get('o')).toMatchObject({ value: 'from the module' });
    write({ 'data/modules/modules.json': manifest('../other') });
    expect(holes(await stackOf(code, { environment }))).toEqual([['module-missing', join(folder, 'other')]]);
  });

  it('are missing where the code’s own list leads outside, or is outside itself', async () => {
    write({
      'other/main.tf': module,
      'code/main.tf': call('a/b/c'),
      'code/.terraform/modules/modules.json': manifest('../other'),
    });
    expect(holes(await stackOf(code))).toEqual([['module-missing', join(folder, 'other')]]);
    rmSync(join(code, '.terraform'), { recursive: true });
    write({ 'data/modules/modules.json': manifest('.terraform/modules/m'), 'data/modules/m/main.tf': module });
    link('code/.terraform', '../data');
    const refused = [['module-missing', join(folder, 'data/modules/modules.json')]];
    expect(holes(await stackOf(code, { workspace: 'default' }))).toEqual(refused);
    // A path that the environment names, but the code leads elsewhere.
    const environment = { TF_DATA_DIR: '.terraform' };
    expect(holes(await stackOf(code, { workspace: 'default', environment }))).toEqual(refused);
    // Which workspace is selected would stand there, too.
    expect(await problemOf(code)).toMatchObject({ code: 'outside', directory: join(folder, 'data') });
  });

  it('are in error where a file of theirs is a link to nothing', async () => {
    write({ 'code/main.tf': call('./m'), 'code/m/main.tf': module });
    link('code/m/x.tf', 'nowhere');
    expect(holes(await stackOf(code))).toEqual([['module-invalid', undefined]]);
  });
});

describe('what is the code’s own', () => {
  const owns = (directory: string, options: Partial<Parameters<typeof codeBoundary>[1]> = {}) => {
    const boundary = codeBoundary(join(folder, directory), { cwd: folder, homes: ['/nowhere'], ...options });
    return (path: string) => boundary.contains(join(folder, path));
  };

  it('is the repository, also where .git is a file', () => {
    write({ 'tree/.git': 'gitdir: /elsewhere\n', 'tree/a/b/x': '', 'treetop/x': '' });
    const contains = owns('tree/a/b');
    expect(['tree/a/b/x', 'tree/x', 'treetop/x', 'x'].map(contains)).toEqual([true, true, false, false]);
  });

  it('is found above a directory that is none', async () => {
    write({ 'code/main.tf': '' });
    expect(await problemOf(join(code, 'main.tf'))).toMatchObject({ code: 'directory-missing', isFile: true });
    expect(await problemOf(join(code, 'main.tf/x'))).toMatchObject({ code: 'directory-missing' });
  });

  it('is the working directory where it holds the code, else the code', () => {
    write({ 'a/b/x': '', 'c/x': '' });
    expect(['a/b/x', 'a/x', 'c/x'].map(owns('a/b'))).toEqual([true, true, true]);
    expect(['a/b/x', 'a/x', 'c/x'].map(owns('a/b', { cwd: join(folder, 'c') }))).toEqual([true, false, false]);
  });

  it('is never a home directory', () => {
    write({ '.git/HEAD': '', 'work/infra/x': '', '.aws/credentials': '', '.hidden/infra/x': '', 'other/x': '' });
    const homes = [folder];
    const paths = ['work/infra/x', 'work/x', 'other/x', '.aws/credentials'];
    expect(paths.map(owns('work/infra', { homes }))).toEqual([true, true, false, false]);
    expect(['.hidden/infra/x', '.hidden/x', '.aws/credentials'].map(owns('.hidden/infra', { homes }))).toEqual([
      true,
      false,
      false,
    ]);
    const atHome = owns('.', { homes });
    expect(['main.tf', 'work/x', '.terraform/modules/m', '.aws/credentials', '.ssh'].map(atHome)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    const above = owns('.', { homes: [join(folder, 'work')] });
    expect(['other/x', 'work/infra/x'].map(above)).toEqual([true, false]);
  });

  it('is the home directory’s, where the user permits it', () => {
    const contains = owns('code', { homes: [folder], allowed: [join(folder, '.aws')] });
    expect(['.aws/config', '.ssh/id'].map(contains)).toEqual([true, false]);
  });

  it('is a public key only with permission: it costs the one value', () => {
    const files = confinedFiles(codeBoundary(code, { cwd: code, homes: [folder] }));
    expect(() => files.read(join(folder, '.ssh/id.pub'))).toThrow(ProblemError);
  });
});

it('gives no content away in what it says of a refusal', async () => {
  chmodSync(join(folder, 'secret.txt'), 0o600);
  const value = await evaluated(`jsondecode(file("${folder}/secret.txt"))`);
  expect(JSON.stringify(value)).not.toContain('the-content');
  link('code/secret.tf', '../secret.txt');
  expect(JSON.stringify(await problemOf(code))).not.toContain('the-content');
});
