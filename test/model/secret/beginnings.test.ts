import { describe, expect, it } from 'vitest';
import { beginningsOf } from '../../../src/model/secret/beginnings.ts';

describe('what a pattern begins with', () => {
  it.each([
    ['abc', ['ab']],
    ['ab|cd', ['ab', 'cd']],
    ['gh[pu]_x', ['gh']],
    ['(?<![_-])s[k-l]', ['sk', 'sl']],
    ['(?:a|bc)d', ['ad', 'bc']],
    ['(?:a|b)?cd', ['ac', 'bc', 'cd']],
    ['s\\.(?=[a-z])x', ['s.']],
    ['a{22}b', ['aa']],
    ['a{1,3}b', ['aa', 'ab']],
    ['a{2}', ['aa']],
    ['a*bc', ['aa', 'ab', 'bc']],
    ['a+b', ['aa', 'ab']],
    ['[ab]{2}', ['aa', 'ab', 'ba', 'bb']],
    ['\\d[xyz]', Array.from({ length: 10 }, (_, digit) => [`${digit}x`, `${digit}y`, `${digit}z`]).flat()],
    ['(?:x(?!y)|z)[0-1]', ['x0', 'x1', 'z0', 'z1']],
  ])('/%s/', (source, expected) => {
    expect([...beginningsOf(source)].toSorted()).toEqual(expected);
  });

  it.each(['a', 'ab?$', '.a', '[^a]b', '(?<name>ab)', '\\bab', 'a{0,1}', '(ab', 'ab)', '[\\]a]b'])(
    'does not read /%s/',
    (source) => {
      expect(() => beginningsOf(source)).toThrow(SyntaxError);
    },
  );
});
