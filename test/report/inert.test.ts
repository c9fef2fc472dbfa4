import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAnnotating, isReporterName, reporters } from '../../src/report/index.ts';
import { inert } from '../../src/report/inert.ts';
import { tries } from '../tries.ts';
import { fullReport } from './samples.ts';

const colour = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** What a terminal or a runner would obey, in an output whose colours have been taken out. */
function commandsIn(output: string): readonly string[] {
  const plain = output.replace(colour, '');
  return [
    ...(plain.match(/^\s*::.*$/gm) ?? []),
    ...(plain.match(/##[\w.-]{0,60}\[/g) ?? []),
    ...(plain.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []),
  ];
}

const piece = fc.oneof(
  fc.constantFrom('::', ':', '##', '#', '[', 'vso', '\n', ' ', '\u001b[1m', '\u001b', '\u009b31m', '\u202e', '\u200b'),
  fc.constantFrom('set-output name=x::y', '##[set-output name=x]y', '##teamcity[', '\r', '\t', '\u{e0041}', '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const hostileText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

describe('inert', () => {
  test.each([
    ['::set-output name=x::y\n', '\\u003a:set-output name=x::y\n'],
    ['a\n   ::error::b', 'a\n   \\u003a:error::b'],
    ['\u001b[31m::\u001b[0merror::b', '\u001b[31m\\u003a:\u001b[0merror::b'],
    ['a ##[error]b', 'a #\\u0023[error]b'],
    ['###[x]', '##\\u0023[x]'],
    ['##\u001b[1m[x]', '#\\u0023\u001b[1m[x]'],
    ['#\u001b[1m#vs\u001b[0mo[x]', '#\u001b[1m\\u0023vs\u001b[0mo[x]'],
    ['##vso[task.setvariable variable=x]y', '#\\u0023vso[task.setvariable variable=x]y'],
    ['\u009b2J \u202e \u200b \u2028', '\\u009b2J \\u202e \\u200b \\u2028'],
    ['\u001b]8;;http://x', '\\u001b]8;;http://x'],
    ['\u{e0041}', '\\udb40\\udc41'],
  ])('breaks %j', (text, broken) => {
    expect(inert(text)).toBe(broken);
  });

  test.each(['std::vector', 'arn:aws:ecs:::x', '## Heading', 'Grüße 日本語 👍🏽', '\u001b[31mred\u001b[0m\n'])(
    'leaves %j',
    (text) => {
      expect(inert(text)).toBe(text);
    },
  );

  test('leaves no command in any text, and is done once', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const output = inert(text);
        expect(commandsIn(output)).toEqual([]);
        expect(inert(output)).toBe(output);
      }),
    );
  });

  test('leaves the data of JSON as they are', () => {
    const data = fc.dictionary(hostileText, fc.oneof(hostileText, fc.array(hostileText)));
    fc.assert(
      fc.property(data, (value) => {
        expect(JSON.parse(inert(JSON.stringify(value, undefined, 2)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('takes a text of millions of characters', () => {
    const long = `${'#'.repeat(1_000_000)}${' '.repeat(1_000_000)}${':'.repeat(1_000_000)}${'\u202e'.repeat(100_000)}`;
    expect(commandsIn(inert(long))).toEqual([]);
  });
});

/** The report with all free text replaced: names, values, messages; words that the program chose stay. */
function withText(data: unknown, text: string): unknown {
  if (Array.isArray(data)) return data.map((entry) => withText(entry, text));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' && freeText.has(name) ? text : withText(value, text),
    ]),
  );
}

const freeText = new Set(
  'address path value message name file workspace directory region account cluster service family revision detail summary'.split(
    ' ',
  ),
);

const names = Object.keys(reporters).filter(isReporterName);

test.each(names.filter((name) => !isAnnotating(name)))('the reporter %s writes no command, however wide', (name) => {
  const width = fc.constantFrom(40, 80, 160);
  fc.assert(
    fc.property(hostileText, fc.nat({ max: 90 }), width, fc.boolean(), (text, before, columns, color) => {
      const report = withText(fullReport, `${'x'.repeat(before)} ${text}`) as typeof fullReport;
      expect(commandsIn(reporters[name](report, { width: columns, color }))).toEqual([]);
    }),
    { numRuns: tries(15) },
  );
});

test('standard output and standard error are written to in one place', () => {
  const folder = join(import.meta.dirname, '../../src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const writing = files.filter((file) =>
    /\bstd(?:out|err)\.write\(|\bstream\.write\(|\bconsole\.(?:log|error|warn|info|debug)\(/.test(
      readFileSync(join(folder, file), 'utf8'),
    ),
  );
  // `cli.ts` prints the version, which is ours, before anything is loaded.
  expect(writing.toSorted()).toEqual(['cli.ts', 'commands/print.ts', 'commands/progress.ts']);
});
