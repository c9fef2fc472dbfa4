import { describe, expect, it } from 'vitest';
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
