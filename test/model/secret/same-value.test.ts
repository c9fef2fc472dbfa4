import { expect, it } from 'vitest';
import { sameValue } from '../../../src/model/secret/same-value.ts';
import { Secret } from '../../../src/model/secret/secret.ts';

const secret = (text: string) => Secret.of(text);
const [ofOneSalt, ofAnother] = [Secret.fromFingerprint('one', 'aa'), Secret.fromFingerprint('another', 'aa')];

it.each([
  ['two texts', 'a', 'a', true],
  ['two other texts', 'a', 'b', false],
  ['nothing and an empty text', undefined, '', false],
  ['a secret and its text', secret('a'), 'a', true],
  ['a text and another secret', 'b', secret('a'), false],
  ['two secrets', secret('a'), secret('a'), true],
  ['a secret and the number that it holds', secret('5'), 5, true],
  ['a secret and nothing', secret(''), undefined, false],
  ['a secret and a record', secret('a'), {}, false],
  ['fingerprints with different salts', ofOneSalt, ofAnother, undefined],
  ['lists', ['a', secret('b')], [secret('a'), 'b'], true],
  ['lists of different lengths', ['a'], ['a', 'a'], false],
  ['lists of which one element cannot be told', ['a', ofOneSalt], ['a', ofAnother], undefined],
  ['lists that differ beside what cannot be told', ['a', ofOneSalt], ['b', ofAnother], false],
])('%s', (_, a, b, same) => {
  expect(sameValue(a, b)).toBe(same);
  expect(sameValue(b, a)).toBe(same);
});
