import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from './cli.ts';

/** The published package, unpacked where there is no `node_modules`. */
let folder: string;
let cli: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-package-'));
  const root = join(import.meta.dirname, '../..');
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, stdio: 'pipe' });
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack made no archive');
  execFileSync('tar', ['-xzf', archive], { cwd: folder });
  cli = join(folder, 'package/dist/cli.js');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('runs the demo', async () => {
  const { code, stdout, stderr } = await runProgram(cli, ['demo'], {});
  expect(stderr).toBe('');
  expect(stdout).toContain('HUGGINGFACE_API_KEY');
  expect(code).toBe(0);
});

it("prints HashiCorp's diagnostic for a file that does not parse", async () => {
  const broken = join(folder, 'broken');
  execFileSync('mkdir', [broken]);
  writeFileSync(join(broken, 'main.tf'), 'resource "aws_ecs_cluster" "main" {\n  name = \n}\n');
  const { code, stdout, stderr } = await runProgram(cli, [broken], {});
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/main\.tf:2:\d+/);
  expect(stderr).toContain('Invalid expression');
});

it('leaves out what only the Action runs', () => {
  expect(existsSync(join(folder, 'package/dist/cli.js'))).toBe(true);
  expect(existsSync(join(folder, 'package/dist/action'))).toBe(false);
});

it('tells its version', async () => {
  const { code, stdout } = await runProgram(cli, ['--version'], {});
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
