import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanElements, scanMembers } from '../../../src/terraform/plan-and-state/json-scan.ts';

/** The document, put together from its parsed parts. */
function members(text: string): Record<string, unknown> | undefined {
  const found = scanMembers(text);
  return (
    found &&
    Object.fromEntries(
      [...found].map(([name, { start, end }]) => [name, JSON.parse(text.slice(start, end)) as unknown]),
    )
  );
}

describe('scanMembers', () => {
  it('finds what JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), fc.nat(3), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(members(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes the last of equal names, and names with escapes', () => {
    expect(members(' {"a":1,"a":2,"\\u0062":"\\"]}\\\\"} ')).toEqual({ a: 2, b: '"]}\\' });
  });

  it.each(['', '[]', '1', '{', '{"a"', '{"a":1', '{"a":1,}', '{"a":[}', '{a:1}', '{"a":1}x', '{"a":"x}', '{"a" 1}'])(
    'is undefined or holds what JSON.parse refuses: %s',
    (text) => {
      expect(() => {
        if (members(text) === undefined) throw new SyntaxError('no object');
      }).toThrow(SyntaxError);
    },
  );
});

describe('scanElements', () => {
  it('finds what JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(3), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const found = [...scanElements(text, { start: 0, end: text.length })];
        expect(found.map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('finds none in what is no array', () => {
    expect([...scanElements('{"a":1}', { start: 0, end: 7 })]).toEqual([]);
  });
});
