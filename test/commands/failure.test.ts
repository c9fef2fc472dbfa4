import { expect, test } from 'vitest';
import { defectText } from '../../src/commands/failure.ts';

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
  ['no error', () => secret, 'string'],
])('an unexpected error is told without values: %s', (_, error, told) => {
  const text = defectText(error());
  expect(text).toContain(told);
  expect(text).not.toContain(secret);
});

test('an unexpected error is told with the place where it was thrown', () => {
  expect(defectText(new Error('x'))).toMatch(/^Error: x\n {4}at .*failure\.test\.ts/);
});
