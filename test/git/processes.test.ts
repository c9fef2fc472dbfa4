import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const source = join(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(source, name), 'utf8') }));

const using = (pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

it('starts processes in one module only', () => {
  expect(using(/child_process|\bprocess\.binding\b|\bprocess\.dlopen\b|node:cluster/)).toEqual(['git/process.ts']);
});

it('starts git through one function only', () => {
  expect(using(/\bexecFile\b|\bspawn(?:Sync)?\(|\bexecSync\b/)).toEqual(['git/process.ts']);
});

it('loads modules by constant names only', () => {
  const dynamic = files.flatMap(({ name, text }) =>
    [...text.matchAll(/\bimport\(\s*(?!'\.)|\brequire\(|createRequire|\bnew Function\(|\beval\(|node:vm/g)].map(
      ([found]) => `${name}: ${found}`,
    ),
  );
  expect(dynamic).toEqual([]);
});
