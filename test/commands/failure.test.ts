import { expect, test, vi } from 'vitest';
import { defectText, reportFailure } from '../../src/commands/failure.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { noRedaction, withRedaction } from '../../src/model/secret/redaction.ts';

const secret = ['k9Zq', '3LmP', 'x7Vd'].join('');

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each([
  ['a parser that quotes its input', () => thrown(() => JSON.parse(`${secret} is "secret"`)), 'SyntaxError'],
  ['a number that is none', () => thrown(() => BigInt(secret)), 'SyntaxError: Cannot convert … to a BigInt'],
  ['a file name', () => new Error(`ENOENT: no such file, open '/x/${secret}'`), 'no such file'],
  ['words without quotes', () => new TypeError(`password=${secret} of ${secret}`), 'TypeError: … of …'],
  ['a text over several lines', () => new Error(`a\n  at ${secret}\n${secret}`), 'Error'],
  ['a text like a frame', () => new Error(`a\n    at ${secret}\n    at x (${secret}:1:2)`), 'Error'],
  ['no error', () => secret, 'string'],
])('an unexpected error is told without values: %s', (_, error, told) => {
  const text = defectText(error());
  expect(text).toContain(told);
  expect(text).not.toContain(secret);
});

test('an unexpected error is told with the place where it was thrown', () => {
  expect(defectText(new Error('x'))).toMatch(/^Error: x\n {4}at .*failure\.test\.ts/);
});

test('an error is told as the configuration of its run has it, and so is one that comes from nowhere', async () => {
  const redaction = {
    ...noRedaction,
    stretches: (text: string) => [...text.matchAll(/zoo-\d+/g)].map(({ index }) => ({ start: index, end: index + 8 })),
    held: new Set(['horse-battery']),
  };
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const problems = [
      new ProblemError({ code: 'usage', message: 'there is no zoo-1234 and no horse-battery' }),
      new ProblemError({ code: 'input-unreadable', file: 'zoo-1234.json', detail: 'ENOENT' }),
    ];
    for (const problem of problems) {
      reportFailure(
        await withRedaction(redaction, () => {
          throw problem;
        }).catch((error) => error),
      );
    }
    await withRedaction(redaction, () => {
      reportFailure(Object.assign(new Error('x'), { stack: 'Error: x\n    at zoo-1234 (a.js:1:2)' }));
    });
  } finally {
    spy.mockRestore();
  }
  const text = written.join('');
  expect(text).toContain('there is no (sensitive) and no (sensitive)');
  expect(text).toContain('at (sensitive) (a.js:1:2)');
  expect(text).not.toMatch(/1234|battery/);
});
