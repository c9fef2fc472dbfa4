import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Characters,
  expressionOf,
  type Filling,
  type FillingPart,
  fitsAnything,
  type Hole,
  matchesPattern,
  mayBeEmpty,
  type TextPattern,
} from '../../src/model/pattern.ts';

const any: Hole = {};
const filledBy = (...filling: readonly FillingPart[]): Hole => ({ filledBy: filling });
const six: Characters = { of: 'alphanumeric', least: 6, most: 6 };
const hex: Characters = { of: 'lower-hex', least: 1 };

describe('matchesPattern', () => {
  it.each<[string, TextPattern, boolean]>([
    ['abc', ['abc'], true],
    ['abc', ['ab'], false],
    ['', [], true],
    ['a', [], false],
    ['', [any], true],
    ['abc', [any], true],
    ['abc', ['a', any, 'c'], true],
    ['ac', ['a', any, 'c'], true],
    ['a', ['a', any, 'a'], false],
    ['abcabc', ['a', any, 'ca', any, 'c'], true],
    ['abab', [any, 'ab', any, 'ab'], true],
    ['ab', [any, 'ab', any, 'ab'], false],
    ['abc', [any, 'x', any], false],
    ['aXbXc', ['a', any, 'b', any, any, 'c'], true],
    ['db-AbCdEf', ['db-', filledBy(six)], true],
    ['db-AbCdE', ['db-', filledBy(six)], false],
    ['db-AbCdEfG', ['db-', filledBy(six)], false],
    ['db-AbCd-f', ['db-', filledBy(six)], false],
    ['db-readonly-AbCdEf', ['db-', filledBy(six)], false],
    ['db-AbCdEf:key::', ['db-', filledBy(six), ':key::'], true],
    ['db-AbCdEf:other::', ['db-', filledBy(six), ':key::'], false],
    ['db-AbCdEf:k::', ['db-', filledBy(six), ':', any, '::'], true],
    // What fills a hole may look like what stands behind it.
    ['abcdef', [filledBy(hex), 'def'], true],
    ['aaa', [filledBy(hex), filledBy(hex), filledBy(hex)], true],
    ['aa', [filledBy(hex), filledBy(hex), filledBy(hex)], false],
    ['x-0a/x-0b', [any, 'x-', filledBy(hex)], true],
    ['x-0a/x-0z', [any, 'x-', filledBy(hex)], false],
    ['1 of 22', [filledBy({ of: 'digit', least: 1 }), ' of ', filledBy({ of: 'digit', least: 2, most: 2 })], true],
    ['sg-0a', [filledBy('sg-', hex)], true],
    ['vpc-0a', [filledBy('sg-', hex)], false],
    ['a:b', [filledBy({ of: 'segment', least: 0 })], false],
    ['role/app', ['role/', filledBy({ either: [[], [{ of: 'path', least: 1 }, '/']] }), 'app'], true],
    ['role/a/b/app', ['role/', filledBy({ either: [[], [{ of: 'path', least: 1 }, '/']] }), 'app'], true],
    ['role/other-app', ['role/', filledBy({ either: [[], [{ of: 'path', least: 1 }, '/']] }), 'app'], false],
  ])('%j against %j', (text, parts, expected) => {
    expect(matchesPattern(text, parts)).toBe(expected);
  });

  const texts = (maxLength: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom('a', 'b', '0', '/'), maxLength });
  const characters: fc.Arbitrary<Characters> = fc
    .tuple(
      fc.constantFrom<Characters['of']>('digit', 'lower-hex', 'alphanumeric', 'segment'),
      fc.nat(2),
      fc.option(fc.nat(2), { nil: undefined }),
    )
    .map(([of, least, more]) => ({ of, least, ...(more === undefined ? {} : { most: least + more }) }));
  const { filling } = fc.letrec<{ filling: Filling; part: FillingPart }>((tie) => ({
    filling: fc.array(tie('part'), { maxLength: 3 }),
    part: fc.oneof(
      { maxDepth: 2 },
      texts(2),
      characters,
      fc.array(tie('filling'), { minLength: 1, maxLength: 3 }).map((either) => ({ either })),
    ),
  }));
  const hole: fc.Arbitrary<Hole> = fc.oneof(
    fc.constant(any),
    filling.map((filledBy) => ({ filledBy })),
  );

  const expressed = (part: string | Hole): string =>
    typeof part === 'string' ? part : part.filledBy === undefined ? '.*' : expressionOf(part.filledBy);

  it('agrees with a regular expression', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(texts(3), hole), { maxLength: 6 }), texts(8), (pattern, text) => {
        const expression = new RegExp(`^${pattern.map(expressed).join('')}$`, 's');
        expect(matchesPattern(text, pattern)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('accepts whatever stands in holes of any content', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(texts(3), fc.constant(any)), { maxLength: 6 }), texts(8), (pattern, text) => {
        expect(matchesPattern(pattern.map((part) => (typeof part === 'string' ? part : text)).join(''), pattern)).toBe(
          true,
        );
      }),
    );
  });

  it('is not slowed down by what a regular expression would try in every combination', () => {
    const text = `${'a'.repeat(20_000)}!`;
    const pattern = Array.from({ length: 30 }, () => filledBy(hex));
    expect(matchesPattern(text, [any, ...pattern, any, ...pattern])).toBe(false);
  });
});

describe('expressionOf', () => {
  it.each<[Filling, string]>([
    [[six], '[0-9A-Za-z]{6}'],
    [['sha256:', { of: 'lower-hex', least: 64, most: 64 }, '.fifo'], 'sha256:[0-9a-f]{64}\\.fifo'],
    [[hex, { of: 'digit', least: 0 }, { of: 'digit', least: 2 }], '[0-9a-f]+[0-9]*[0-9]{2,}'],
    [[{ either: [[], ['a', { of: 'digit', least: 1, most: 2 }]] }], '(|a[0-9]{1,2})'],
  ])('%j', (filling, expected) => {
    expect(expressionOf(filling)).toBe(expected);
  });
});

describe('mayBeEmpty', () => {
  it.each<[Filling, boolean]>([
    [[], true],
    [[six], false],
    [[{ of: 'digit', least: 0 }, ''], true],
    [[{ either: [[], [six]] }], true],
    [[{ either: [['a'], [six]] }], false],
  ])('%j', (filling, expected) => {
    expect(mayBeEmpty(filling)).toBe(expected);
  });
});

describe('fitsAnything', () => {
  it.each<[TextPattern, boolean]>([
    [[any], true],
    [[any, any], true],
    [[], false],
    [['a', any], false],
    [[filledBy(six)], false],
    [[any, filledBy()], false],
  ])('%j', (pattern, expected) => {
    expect(fitsAnything(pattern)).toBe(expected);
  });
});
