import { expect, it } from 'vitest';
import { readJsonString } from '../../../src/terraform/syntax/json-string.ts';

it.each([
  ['"a"', 'a'],
  [String.raw`"\"\\\/\b\f\n\r\t"`, '"\\/\b\f\n\r\t'],
  [String.raw`"\u00e4\ud83d\ude00"`, 'ä😀'],
  // A half of a surrogate pair.
  [String.raw`"a\ud800b"`, 'a\ufffdb'],
  ['"\u007f\u0085"', '\u007f\u0085'],
])('reads %s', (text, value) => {
  expect(readJsonString(`[${text},`, 1)).toEqual({ ok: true, value, end: 1 + text.length });
});

it.each([
  ['"ab', 'unclosed', 3],
  ['"a\nb"', 'control-character', 2],
  [String.raw`"a\x"`, 'escape', 2],
  [String.raw`"\u12g4"`, 'escape', 1],
])('says what is wrong with %s', (text, fault, at) => {
  expect(readJsonString(text, 0)).toEqual({ ok: false, fault, at });
});
