import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataPrinter } from '../../src/commands/formats.ts';
import { parseOutputs } from '../../src/commands/outputs.ts';
import { ProblemError } from '../../src/model/problem.ts';

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

describe('where reports go', () => {
  it('text on standard output when nothing is said', () => {
    expect(parseOutputs([])).toEqual([{ format: 'text' }]);
  });

  it('each to its own file, one to standard output', () => {
    expect(parseOutputs(['json=a=b.json', 'text'])).toEqual([{ format: 'json', file: 'a=b.json' }, { format: 'text' }]);
    expect(parseOutputs(['json=-'])).toEqual([{ format: 'json' }]);
  });

  it.each([
    [['nope']],
    [['json=']],
    [['json', 'text']],
    [['json', 'text=-']],
    [['json=a.json', 'json=a.json']],
    [['json=a.json', 'text=./b/../a.json']],
  ])('refuses %j', (formats) => {
    expect(codeOf(() => parseOutputs(formats))).toBe('usage');
  });
});

describe('a command that makes no report', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'driftcheck-formats-'));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is printed, each format made as its name and the width that it was given. */
  function printed(flags: { readonly format?: string[]; readonly json?: boolean }): string {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const printAs = dataPrinter({ ...flags, color: false });
    printAs((format, { color }) => `${format} ${color}`);
    return written.join('|');
  }

  it.each([
    [{}, 'text false'],
    [{ format: [] }, 'text false'],
    [{ format: ['json'] }, 'json false'],
    [{ format: ['json=-'] }, 'json false'],
    [{ json: true }, 'json false'],
    [{ format: ['json'], json: true }, 'json false'],
  ])('prints what is asked for: %j', (flags, expected) => {
    expect(printed(flags)).toBe(expected);
  });

  it('writes to files, too', () => {
    const [json, text] = ['data.json', 'text.txt'].map((name) => join(folder, name));
    expect(printed({ format: [`json=${json}`, `text=${text}`] })).toBe('');
    expect([json, text].map((file) => readFileSync(file ?? '', 'utf8'))).toEqual(['json false', 'text false']);
    expect(printed({ format: [`json=${json}`, 'text'] })).toBe('text false');
  });

  it.each([
    [{ format: ['sarif'] }, 'usage'],
    [{ format: ['text'], json: true }, 'usage'],
    [{ format: ['json=/nowhere/at/all.json'] }, 'output-unwritable'],
  ])('refuses %j before anything is read', (flags, code) => {
    expect(codeOf(() => dataPrinter({ ...flags, color: false }))).toBe(code);
  });
});
