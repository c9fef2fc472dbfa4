import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load/parse.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';

const pieces = [
  ...[
    'ignore:',
    'owners:',
    'targets:',
    'redact:',
    'fail-on:',
    'apply-grace:',
    'pr-scope:',
    'rule:',
    'address:',
    'path:',
    'also:',
    'allow:',
    'value:',
  ],
  ...[
    'name:',
    'vars:',
    'constructor:',
    '__proto__:',
    'toString',
    'sg/rule-extra',
    'error',
    '1h30m',
    'touched',
    '2027-02-27',
    'true',
    '~',
    '1.20',
    '-1',
  ],
  ...[
    '- ',
    '  ',
    '    ',
    '\n',
    '\n',
    '\n',
    ' ',
    '\t',
    '[',
    ']',
    '{',
    '}',
    ', ',
    ': ',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '*',
    '!x ',
  ],
  ...[
    '|\n',
    '>-\n',
    '? ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '<<: ',
    '\u0000',
    '\ufeff',
    '\u202e',
    '\ud83d\ude00',
    '\r\n',
    '\\',
    '@',
    '`',
  ],
];

const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 200), seed: Number(process.env['FUZZ_SEED'] ?? 1) };

/** Texts that are nearly a driftcheck.yaml. */
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join(''));

/** What comes of it: nothing but a configuration or a problem that has a message. */
function outcomeOf(bytes: Uint8Array): string {
  try {
    return parseConfig(bytes, 'driftcheck.yaml').file;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { problem } = error;
    if (problem.code !== 'config-invalid') throw error;
    for (const { at, excerpt } of problem.mistakes) {
      expect(at.start.line).toBeGreaterThanOrEqual(1);
      expect(at.start.column).toBeGreaterThanOrEqual(1);
      if (excerpt === undefined) continue;
      expect(excerpt.column).toBeGreaterThanOrEqual(1);
      expect(excerpt.width).toBeGreaterThanOrEqual(1);
    }
    const order = problem.mistakes.map(({ at }) => at.start.offset);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    return problemText(problem);
  }
}

test('whatever the file holds, it is read or refused with a message', () => {
  fc.assert(
    fc.property(text, (content) => {
      expect(outcomeOf(Buffer.from(content))).toMatch(/^driftcheck\.yaml/);
    }),
    runs,
  );
});

test('whatever bytes it is made of', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(outcomeOf(bytes)).toMatch(/^driftcheck\.yaml/);
    }),
    runs,
  );
});
