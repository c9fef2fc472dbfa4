import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiOnly, displayWidth, foldText, printable, shorten, shortenPair } from '../../src/report/printable.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('printable', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u0000\u007f\u009b2J', '\\u0000\\u007f\\u009b2J'],
    ['admin\u202efdp.exe', 'admin\\u202efdp.exe'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['no\u00a0break\u3000wide', 'no\\u00a0break\\u3000wide'],
    ['line\u2028paragraph\u2029', 'line\\u2028paragraph\\u2029'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud83d', 'half \\ud83d'],
  ])('escapes %j', (text, escaped) => {
    expect(printable(text)).toBe(escaped);
  });

  test.each(['plain text', 'Grüße', '日本語', '👍🏽', 'e\u0301'])('leaves %s', (text) => {
    expect(printable(text)).toBe(text);
  });

  test('lets nothing through that moves, hides or reverses, and is done once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(dangerous);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });
});

test('asciiOnly tells apart what looks the same', () => {
  expect(asciiOnly('e\u0301')).not.toBe(asciiOnly('\u00e9'));
  expect(asciiOnly('раy')).toBe('\\u0440\\u0430y');
});

test.each([
  ['', 0],
  ['abc', 3],
  ['Grüße', 5],
  ['日本', 4],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['한국', 4],
  ['🚀', 2],
  ['👍🏽', 2],
  ['…', 1],
  // A flag, a family of people, a key cap and a heart of emoji: one sign each.
  ['🇩🇪', 2],
  ['👨‍👩‍👧', 2],
  ['1️⃣', 2],
  ['❤️', 2],
  // A spacing mark and a half-width voiced mark stand beside their letter.
  ['कि', 2],
  ['ｶﾞ', 2],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe('foldText', () => {
  test('breaks after a separator', () => {
    expect(foldText('aaaa/bbbb/cccc', 10)).toEqual(['aaaa/bbbb/', 'cccc']);
  });

  test('breaks anywhere when there is no separator', () => {
    expect(foldText('aaaabbbbcc', 4)).toEqual(['aaaa', 'bbbb', 'cc']);
  });

  test('loses nothing and keeps to the width', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 90 }), (text, width) => {
        const shown = printable(text);
        const lines = foldText(shown, width);
        expect(lines.join('')).toBe(shown);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('shorten', () => {
  test('leaves what is short', () => {
    expect(shorten('abc', 3)).toBe('abc');
  });

  test('keeps both ends and says how much is left out', () => {
    const text = `start${'x'.repeat(1000)}end`;
    const short = shorten(text, 40);
    expect(short).toMatch(/^startx+ … 968 characters … x+end$/);
  });

  test('never leaves half a character', () => {
    expect(shorten('🚀'.repeat(50), 21)).not.toMatch(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
    );
  });
});

describe('shortenPair', () => {
  test('keeps the place where the two differ', () => {
    const [a, b] = shortenPair(
      `${'x'.repeat(500)}ONE${'y'.repeat(500)}`,
      `${'x'.repeat(500)}TWO${'y'.repeat(500)}`,
      80,
    );
    expect(a).toContain('ONE');
    expect(b).toContain('TWO');
    expect(a.length).toBeLessThanOrEqual(82);
  });

  test('different texts stay different, however long their common part is', () => {
    const long = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(long, long, long, fc.string(), fc.integer({ min: 40, max: 200 }), (head, tail, one, other, limit) => {
        fc.pre(one !== other && one.length <= limit && other.length <= limit);
        const [a, b] = shortenPair(head + one + tail, head + other + tail, limit);
        expect(a).not.toBe(b);
        expect(Math.max(a.length, b.length)).toBeLessThanOrEqual(limit + 40);
      }),
    );
  });

  test('is quick for texts of a megabyte', () => {
    const [a, b] = shortenPair(`${'x'.repeat(1e6)}a`, `${'x'.repeat(1e6)}b`, 200);
    expect([a.at(-1), b.at(-1)]).toEqual(['a', 'b']);
  });
});
