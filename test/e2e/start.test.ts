import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtCli } from './cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The files of `dist/` that a run loads: V8 tells of each what of it ran. */
function loaded(args: readonly string[]): readonly string[] {
  const told = mkdtempSync(join(folder, 'run-'));
  execFileSync(process.execPath, [builtCli, ...args], { env: { NODE_V8_COVERAGE: told }, stdio: 'pipe' });
  const urls = readdirSync(told).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(told, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  return urls.flatMap((url) => /\/dist\/(.+)$/.exec(url)?.[1] ?? []).toSorted();
}

it('loads no command to print the version', () => {
  const files = loaded(['--version']);
  expect(files).toContain('cli.js');
  expect(files).not.toContain('chunks/program.js');
  expect(files.length).toBeLessThan(4);
});

it('loads no client of AWS, no parser of YAML and no regular expressions of Go for the demo', () => {
  const files = loaded(['demo']);
  expect(files).toContain('chunks/commands-demo.js');
  expect(
    files.filter((file) =>
      /aws-sdk|smithy|yaml\.cjs|re2js\.cjs|config-load|second-opinion|commands-(?!demo|package)/.test(file),
    ),
  ).toEqual([]);
  expect(files.length).toBeLessThan(20);
});

it('loads what the code calls when it is called', () => {
  writeFileSync(join(folder, 'main.tf'), '');
  const of = (expression: string) =>
    loaded(['eval', folder, '--expression', expression]).filter((file) => file.endsWith('.cjs'));
  expect(of('upper("a")')).toEqual([]);
  expect(of('regex("a", "a")')).toEqual(['chunks/re2js.cjs']);
  expect(of('yamldecode("a")')).toEqual(['chunks/yaml.cjs']);
});
