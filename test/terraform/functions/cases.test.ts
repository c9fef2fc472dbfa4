import { describe, expect, it } from 'vitest';
import { functions } from '../../../src/terraform/functions/index.ts';
import { expectAnswer, readCases } from '../case.ts';

describe('what Terraform answers', () => {
  const files = readCases(new URL('./cases/', import.meta.url));
  it('has cases of every function', () => {
    const expressions = files.flatMap(({ cases }) => cases.map(({ expression }) => expression)).join('\n');
    expect([...functions.keys()].filter((name) => !new RegExp(`\\b${name}\\(`).test(expressions))).toEqual([]);
  });
  for (const { name, cases, scope } of files) {
    describe(name, () => {
      it.each(cases)('$expression', (one) => expectAnswer(one, scope));
    });
  }
});
