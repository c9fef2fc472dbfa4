import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, htmlOf, type Inline, markdownOf, own, prose, strong } from '../../../src/report/markdown/inline.ts';
import { printable } from '../../../src/report/printable.ts';
import { active, nastyText } from './nasty.ts';
import { markupOf, rendered } from './rendered.ts';

const shown = (...parts: readonly Inline[]): string => rendered(markdownOf(parts)).replace(/^<p>|<\/p>$/g, '');

describe('code', () => {
  test.each([
    ['a', '`a`'],
    ['', ''],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``b```c', '````a``b```c````'],
    [' a ', '`  a  `'],
    ['  ', '`  `'],
    ['$x$', '` $x$ `'],
    ['a|b', '`a|b`'],
    ['\\', '`\\`'],
  ])('%j', (text, markdown) => {
    expect(markdownOf([code(text)])).toBe(markdown);
  });

  test('shows every text as it is, and nothing else', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        fc.pre(text !== '');
        const { code: seen, tags } = markupOf(rendered(`- ${markdownOf([own('a '), code(text, 9999)])}`));
        expect(seen).toEqual([printable(text)]);
        expect(tags.filter((tag) => !/^<\/?(?:ul|li|code)>$/.test(tag))).toEqual([]);
      }),
    );
  });
});

describe('prose', () => {
  test.each([
    ['the code was never applied', 'the code was never applied'],
    ['variable "image_tag" has no value (main.tf:12)', 'variable `image_tag` has no value (`main.tf:12`)'],
    ['it is 2 of 10, since 2026-10-01 09:02 UTC: see', 'it is 2 of 10, since 2026-10-01 09:02 UTC: see'],
    ['ask @octocat or #12, GH-1, user/repo#1', 'ask `@octocat` or `#12`, `GH-1`, `user/repo#1`'],
    ['commit deadbeef, defaced, 1234567', 'commit `deadbeef`, `defaced`, `1234567`'],
    ['see https://example.com/a_b_c. Or www.example.com!', 'see `https://example.com/a_b_c`. Or `www.example.com!`'],
    ['*a* _b_ ~c~ <b> &lt; [x](y) :tada: $1$', '`*a*` `_b_` `~c~` `<b>` `&lt`; `[x](y`) `:tada`: ` $1$ `'],
    ['1. first', '`1`. first'],
    ['1) first', '`1`) first'],
    ['- first', '`-` first'],
    ['  1. first', ' `1`. first'],
    [' 2) second', ' `2`) second'],
    ["AWS's own", "AWS's own"],
  ])('%j', (text, markdown) => {
    expect(markdownOf([prose(text)])).toBe(markdown);
  });

  test('becomes nothing but words and code', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        for (const html of [rendered(`- ${markdownOf([prose(text)])}`), `<p>${htmlOf([prose(text)])}</p>`]) {
          const { tags, prose: words } = markupOf(html);
          expect(tags.filter((tag) => !/^<\/?(?:ul|li|code|p)>$/.test(tag))).toEqual([]);
          expect(words).not.toMatch(active);
        }
      }),
    );
  });
});

test('strong text holds code', () => {
  expect(shown(strong(code('a*b')), own(' · '), prose('c'))).toBe('<strong><code>a*b</code></strong> · c');
});

test('a summary is HTML', () => {
  expect(htmlOf([strong(prose('a <b> @c')), code('<i>&"')])).toBe(
    '<b>a <code>&lt;b&gt;</code> <code>@c</code></b><code>&lt;i&gt;&amp;&quot;</code>',
  );
});
