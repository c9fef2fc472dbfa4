import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/model/declared.ts';
import { literalPrefix, mayMatch } from '../../../src/policy/expect/may-match.ts';
import { matchesGlob } from '../../../src/policy/pattern.ts';
import { variable } from '../../kinds/resources.ts';

const text = (...parts: (string | undefined)[]): Value<string> => ({
  state: 'partial',
  parts: parts.map((part) => part ?? variable('x')),
});

describe('a name that is not wholly known', () => {
  it.each([
    ['api-*', text('api-', undefined), 'yes'],
    ['*', text(undefined), 'yes'],
    ['*-api-*', text('shop-api-', undefined), 'yes'],
    ['api-*', text(undefined), 'maybe'],
    ['api-dev', text('api-', undefined), 'maybe'],
    ['*-dev', text('api-', undefined), 'maybe'],
    ['api-*', text('web-', undefined), 'no'],
    ['*-dev', text(undefined, '-prod'), 'no'],
    ['a*b', text('ab', undefined, 'c'), 'no'],
  ] as const)('%s against %j: %s', (pattern, name, outcome) => {
    expect(mayMatch(pattern, name)).toBe(outcome);
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
  const patterns = fc.array(letters, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('*'));

  it('is judged as every text that it can become', () => {
    fc.assert(
      fc.property(
        patterns,
        fc.array(letters, { minLength: 2, maxLength: 3 }),
        fc.array(letters, { minLength: 2, maxLength: 2 }),
        (pattern, parts, fills) => {
          const name = text(...parts.flatMap((part, index) => (index === 0 ? [part] : [undefined, part])));
          const whole = parts.reduce((joined, part, index) => joined + (fills[index - 1] ?? '') + part);
          const answer = mayMatch(pattern, name);
          if (answer === 'yes') expect(matchesGlob(pattern, whole)).toBe(true);
          if (answer === 'no') expect(matchesGlob(pattern, whole)).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('fits just when some text in its hole does', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 });
    const pattern = fc.array(few, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('*'));
    // No hole needs to hold more than the pattern does.
    const fills = [''];
    for (const fill of fills) if (fill.length < 6) fills.push(`${fill}a`, `${fill}b`);
    fc.assert(
      fc.property(pattern, few, few, (wanted, before, after) => {
        const fits = fills.some((fill) => matchesGlob(wanted, before + fill + after));
        expect(mayMatch(wanted, text(before, undefined, after)) !== 'no').toBe(fits);
      }),
      { numRuns: 1000 },
    );
  });
});

it('begins with what stands before the first wildcard', () => {
  expect(['api-*', '*', 'api', 'a*b*'].map(literalPrefix)).toEqual(['api-', '', 'api', 'a']);
});
