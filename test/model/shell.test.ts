import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonArgument } from '../../src/model/json-argument.ts';
import { shellText, shellWord } from '../../src/model/shell.ts';
import { inert } from '../../src/report/inert.ts';
import { printable } from '../../src/report/printable.ts';
import { hostileText } from '../hostile-text.ts';
import { tries } from '../tries.ts';
import { wordsInBash } from './shell.ts';

it.each([
  ['', "''"],
  ['sg-0a1b', 'sg-0a1b'],
  ['-1', '-1'],
  ['a b', "'a b'"],
  ['$(id)', "'$(id)'"],
  ["it's", String.raw`$'it\'s'`],
  ['a\nb', String.raw`$'a\x0ab'`],
  ['Grüße', "'Grüße'"],
  ['a\u00a0b', String.raw`$'a\xc2\xa0b'`],
  ['##[group]', String.raw`$'\x23#[group]'`],
])('writes %j as %s', (argument, word) => {
  expect(shellWord(argument)).toBe(word);
});

const arguments_ = fc.array(hostileText, { minLength: 1, maxLength: 5 });

it('is parsed by bash into exactly the arguments, in any locale', () => {
  const all = fc.sample(arguments_, { numRuns: tries(1500) });
  // No argument of a process holds a NUL, and a lone surrogate has no bytes.
  const argvs = all.map((argv) => argv.map((one) => one.replaceAll('\u0000', '').replace(/\p{Cs}/gu, '\ufffd')));
  const lines = argvs.map(shellText);
  for (const locale of ['C', 'C.UTF-8']) expect(wordsInBash(lines, locale)).toEqual(argvs);
});

it('is the same command after all that is done to what is written', () => {
  fc.assert(
    fc.property(arguments_, (argv) => {
      const line = `  ${shellText(argv)}\n`;
      expect(inert(line)).toBe(line);
      expect(printable(line.trimEnd())).toBe(line.trimEnd());
    }),
    { numRuns: tries(800) },
  );
});

it('holds data as JSON in one line of harmless characters', () => {
  fc.assert(
    fc.property(fc.dictionary(hostileText, hostileText), (data) => {
      const text = jsonArgument(data);
      expect(JSON.parse(text)).toEqual(data);
      expect(inert(` ${text}`)).toBe(` ${text}`);
      expect(shellText([text])).not.toContain('\n');
    }),
    { numRuns: tries(800) },
  );
});
