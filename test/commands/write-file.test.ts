import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inertBatches, writeFile, writeLines } from '../../src/commands/write-file.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { inert } from '../../src/report/inert.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function* broken(): Generator<string> {
  yield 'new\n'.repeat(100_000);
  throw new Error('broken');
}

it('writes all pieces, and nothing beside the file', () => {
  const file = join(folder, 'a.json');
  writeLines(file, ['a\n', 'b\n', 'x'.repeat(1_000_000), '\n']);
  expect(readFileSync(file, 'utf8')).toBe(`a\nb\n${'x'.repeat(1_000_000)}\n`);
  writeFile(file, 'short\n');
  expect(readFileSync(file, 'utf8')).toBe('short\n');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

it('leaves what was there where not all could be made', () => {
  const file = join(folder, 'a.json');
  writeFileSync(file, 'old');
  expect(() => writeLines(file, broken())).toThrow('broken');
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(() => writeLines(join(folder, 'none.json'), broken())).toThrow('broken');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

it('keeps who may read the file, and a link to it', () => {
  const file = join(folder, 'a.json');
  writeFileSync(file, 'old');
  chmodSync(file, 0o600);
  symlinkSync(file, join(folder, 'link.json'));
  writeLines(join(folder, 'link.json'), ['new\n']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toBe('new\n');
  expect(readdirSync(folder)).toEqual(['a.json', 'link.json']);
});

it('writes to what is no file in its place', () => {
  writeLines('/dev/null', ['x\n']);
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

it('says which file it could not write', () => {
  try {
    writeLines(join(folder, 'none', 'a.json'), ['x']);
    throw new Error('it was written');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.problem).toMatchObject({ code: 'output-unwritable', detail: 'ENOENT' });
  }
});

it('makes nothing in the lines a command, wherever the pieces end', () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `::set-output name=${index}::##[x]\u001b[2J\n`);
  const written = [...inertBatches(lines)];
  expect(written.length).toBeGreaterThan(1);
  expect(written.join('')).toBe(inert(lines.join('')));
});
