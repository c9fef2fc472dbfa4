import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { limits } from '../../../src/model/budget.ts';
import { readBounded } from '../../../src/terraform/load/bounded-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'bounded-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('a bounded read', () => {
  test.each(['', 'a', 'é'.repeat(100_000)])('gives the whole content', (content) => {
    const file = fileOf('some', content);
    expect(readBounded(file, 'inputFile', file).toString('utf8')).toBe(content);
    const open = openSync(file, 'r');
    expect(readBounded(open, 'inputFile', '-').toString('utf8')).toBe(content);
    closeSync(open);
  });

  test('refuses a file that is too large without reading it', () => {
    const file = fileOf('large', '');
    truncateSync(file, limits.inputFile.most + 1);
    expect(() => readBounded(file, 'inputFile', 'large.json')).toThrow(
      expect.objectContaining({ problem: { code: 'too-large', limit: 'inputFile', where: { file: 'large.json' } } }),
    );
  });

  test.skipIf(process.platform === 'win32')('ends with what has no end', () => {
    expect(() => readBounded('/dev/zero', 'code', '/dev/zero')).toThrow('too-large');
  });
});
