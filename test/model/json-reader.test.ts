import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { limits } from '../../src/model/budget.ts';
import { JsonFault, JsonReader, type TextSource } from '../../src/model/json-reader.ts';

/** A text in pieces of so many bytes. */
function pieces(text: string, size: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/** The document, put together from parts that are read one after the other. */
function read(source: TextSource): unknown {
  const reader = new JsonReader(source, 'file');
  const found = readParts(reader, 3);
  reader.finish();
  return found;
}

function readParts(reader: JsonReader, levels: number): unknown {
  const start = levels === 0 ? undefined : reader.peek();
  if (start === '[') {
    const elements: unknown[] = [];
    for (const _ of reader.elements()) elements.push(readParts(reader, levels - 1));
    return elements;
  }
  if (start !== '{') return reader.value();
  const members: [string, unknown][] = [];
  for (const name of reader.members()) members.push([name, readParts(reader, levels - 1)]);
  return Object.fromEntries(members);
}

describe('reading a text part by part', () => {
  it('finds what JSON.parse finds, wherever the pieces end', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), fc.integer({ min: 1, max: 9 }), (value, space, size) => {
        const text = JSON.stringify(value, null, space);
        expect(read(text)).toEqual(JSON.parse(text));
        expect(read(pieces(text, size))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes names and texts with escapes, and characters of several bytes across pieces', () => {
    const text = ' {"a":1,"\\u0062":"\\"]}\\\\","ü😀":["]","ü😀"]} ';
    for (const size of [1, 2, 3, 100]) expect(read(pieces(text, size))).toEqual(JSON.parse(text));
  });

  it('passes over what nobody takes, and gives the last of equal names last', () => {
    const reader = new JsonReader(pieces('{"a":{"b":["}"]},"c":-1.5e3,"c":[{"d":2}]}', 4), 'file');
    const found: unknown[] = [];
    for (const name of reader.members()) if (name === 'c') found.push(reader.value());
    reader.finish();
    expect(found).toEqual([-1500, [{ d: 2 }]]);
  });

  it('passes over a byte order mark', () => {
    for (const size of [1, 2, 100]) expect(read(pieces('\uFEFF[1]', size))).toEqual([1]);
  });

  it('holds no more of a text than the value that is taken', () => {
    let handed = 0;
    const endless = (function* () {
      yield Buffer.from('[');
      for (;;) {
        handed += 1;
        yield Buffer.from(`${JSON.stringify('x'.repeat(1000))},`);
      }
    })();
    const reader = new JsonReader(endless, 'file');
    let count = 0;
    for (const _ of reader.elements()) {
      if (++count === 100) break;
      reader.value();
    }
    expect(handed).toBeLessThanOrEqual(102);
  });

  it('finds the last character, wherever it stands', () => {
    for (const [text, last] of [
      ['{"a":', ':'],
      ['{"a":1} \n ', '}'],
      ['', undefined],
    ] as const) {
      const reader = new JsonReader(pieces(text, 2), 'file');
      expect(reader.lastCharacter()).toBe(last);
    }
  });
});

test.each([
  '',
  ' ',
  '{',
  '{"a"',
  '{"a":1',
  '{"a":1,}',
  '{"a":[}',
  '{a:1}',
  '{"a":1}x',
  '{"a":"x}',
  '{"a" 1}',
  '[1 2]',
  '[,1]',
  '[1,]',
  '[1',
  '"\\',
  'tru',
  '[01]',
])('no JSON is a fault, as it is to JSON.parse: %s', (text) => {
  for (const size of [1, 100]) expect(() => read(pieces(text, size))).toThrow(JsonFault);
});

test.each([0, 2])('what nests too deep is refused %i levels inside', (inside) => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const reading = (text: string) => () => {
    const reader = new JsonReader(pieces(text, 7), 'file');
    readParts(reader, inside);
    reader.finish();
  };
  expect(reading(nested(limits.nesting.most))).not.toThrow();
  expect(reading(nested(limits.nesting.most + 1))).toThrow('too-large');
  expect(reading('{"a":'.repeat(100_000))).toThrow('too-large');
});
