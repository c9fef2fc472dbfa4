import { describe, expect, it } from 'vitest';
import { expectAnswer, readCases } from '../case.ts';

describe('what Terraform answers', () => {
  const files = readCases(new URL('./cases/', import.meta.url));
  it('has cases of every family of functions', () => {
    expect(files.flatMap(({ cases }) => cases).length).toBeGreaterThan(1_500);
  });
  for (const { name, cases, scope } of files) {
    describe(name, () => {
      it.each(cases)('$expression', (one) => expectAnswer(one, scope));
    });
  }
});
