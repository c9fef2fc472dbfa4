import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../src/init/create-files.ts';
import { ProblemError } from '../../src/model/problem.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text = name) => ({ path: join(folder, name), shown: name, text });

function problemOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error instanceof ProblemError ? error.problem : error;
  }
  return undefined;
}

describe('new files', () => {
  it('are written with nothing beside them', () => {
    createFiles([file('a'), file('b')]);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('b');
  });

  it('are never written over what is there', () => {
    writeFileSync(join(folder, 'b'), 'mine');
    expect(problemOf(() => createFiles([file('a'), file('b')]))).toEqual({ code: 'file-exists', file: 'b' });
    expect(readdirSync(folder)).toEqual(['b']);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('mine');
  });

  it('are not written through a link to nothing', () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'b'));
    expect(problemOf(() => createFiles([file('a'), file('b')]))).toEqual({ code: 'file-exists', file: 'b' });
    expect(readdirSync(folder)).toEqual(['b']);
  });

  it('are not written where something else is that must not be there', () => {
    writeFileSync(join(folder, 'c'), '');
    expect(problemOf(() => createFiles([file('a')], [file('c')]))).toEqual({ code: 'file-exists', file: 'c' });
    expect(readdirSync(folder)).toEqual(['c']);
  });

  it('are written with the directories that they lie in', () => {
    createFiles([file('sub/below/a'), file('sub/b')]);
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
      'sub',
      join('sub', 'b'),
      join('sub', 'below'),
      join('sub', 'below', 'a'),
    ]);
  });

  it('leave nothing behind when one cannot be written', () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'plain'), '');
    const files = [file('sub/a'), file('made/below/b'), file('plain/c')];
    expect(problemOf(() => createFiles(files))).toMatchObject({ code: 'output-unwritable', file: 'plain/c' });
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual(['plain', 'sub']);
  });
});
