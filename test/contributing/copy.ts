import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One place that an addition touches. */
export type Edit =
  /** A new file. */
  | { readonly file: string; readonly create: string }
  /** Text that is put behind (or before) a text of the file, which stands there once. */
  | { readonly file: string; readonly behind: string; readonly insert: string }
  | { readonly file: string; readonly before: string; readonly insert: string };

const root = join(import.meta.dirname, '../..');
const parts = ['src', 'test', 'rules', 'fixtures', 'docs', 'build', 'bench', '.github'];
const files = [
  'package.json',
  'tsconfig.json',
  'biome.json',
  'knip.json',
  'vitest.config.ts',
  'README.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'SECURITY.md',
  'action.yml',
  'dist',
];

/** A copy of the project that may be changed. */
export function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'driftcheck-copy-'));
  for (const part of [...parts, ...files]) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/**
 * Makes the edits in a copy.
 * @throws Error when a text to stand by is not there, or not once: the page that names the place is out of date then
 */
export function edit(copy: string, edits: readonly Edit[]): void {
  for (const one of edits) {
    const path = join(copy, one.file);
    if ('create' in one) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, one.create);
      continue;
    }
    const text = readFileSync(path, 'utf8');
    const anchor = 'behind' in one ? one.behind : one.before;
    if (text.split(anchor).length !== 2) throw new Error(`${one.file}: not there once: ${anchor}`);
    const changed = 'behind' in one ? anchor + one.insert : one.insert + anchor;
    writeFileSync(
      path,
      text.replace(anchor, () => changed),
    );
  }
}

/** What a program of the project printed in a copy; its exit code. */
export function run(copy: string, program: string, args: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(join(copy, 'node_modules/.bin', program), args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, ...environment, VITEST: undefined, NODE_ENV: undefined },
    timeout: 280_000,
  });
  return { status, output: `${stdout}${stderr}` };
}
