import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { diskFiles } from '../../../src/terraform/load/files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(name: string): string | undefined {
  const bytes = diskFiles.read(name.startsWith('/') ? name : join(folder, name));
  return bytes && Buffer.from(bytes).toString();
}

describe('the files of the disk', () => {
  it('are read, also through links', () => {
    writeFileSync(join(folder, 'a.tf'), 'a');
    symlinkSync('a.tf', join(folder, 'b.tf'));
    expect(read('b.tf')).toBe('a');
  });

  it('are absent where nothing or a directory is', () => {
    mkdirSync(join(folder, 'c.tf'));
    symlinkSync('gone', join(folder, 'd.tf'));
    expect(['none.tf', 'c.tf', 'd.tf', 'none/a.tf'].map(read)).toEqual([undefined, undefined, undefined, undefined]);
  });

  // Reading them would not end.
  it.runIf(process.platform !== 'win32')('are refused when they are devices or links in a circle', () => {
    symlinkSync('loop.tf', join(folder, 'loop.tf'));
    symlinkSync('/dev/zero', join(folder, 'zero.tf'));
    for (const name of ['loop.tf', 'zero.tf', '/dev/zero']) {
      expect(() => read(name)).toThrow(ProblemError);
    }
  });
});
