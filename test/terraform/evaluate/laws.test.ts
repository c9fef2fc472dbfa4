import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../src/model/scalar-text.ts';
import type { TerraformValue, Type } from '../../../src/model/value.ts';
import { ConversionError, convert } from '../../../src/terraform/evaluate/convert.ts';
import { rawEquals } from '../../../src/terraform/evaluate/equality.ts';
import { jsondecode, jsonencode } from '../../../src/terraform/evaluate/json.ts';
import { isSensitive, withMark } from '../../../src/terraform/evaluate/marks.ts';
import { add, Decimal, divide, multiply, parseNumber, roundTo512Bits } from '../../../src/terraform/evaluate/number.ts';
import { compareKeys, compareValues } from '../../../src/terraform/evaluate/order.ts';
import { convertedType, sameType, unify } from '../../../src/terraform/evaluate/type.ts';
import { encodeHoles, throughText } from '../../../src/terraform/evaluate/unknown.ts';
import {
  bool,
  nullOf,
  number,
  object,
  set,
  string,
  template,
  tuple,
  typeOf,
  unknown,
} from '../../../src/terraform/evaluate/value.ts';
import { isWhollyKnown } from '../../../src/terraform/evaluate/value-parts.ts';

const text = fc.string({ unit: 'binary', maxLength: 8 });
const primitiveType = fc.constantFrom<Type>({ kind: 'string' }, { kind: 'number' }, { kind: 'bool' });
const types = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    primitiveType,
    fc.record({ kind: fc.constantFrom('list', 'set', 'map'), element: tie('type') }),
    fc.record({ kind: fc.constant('tuple'), elements: fc.array(tie('type'), { maxLength: 3 }) }),
    fc
      .dictionary(fc.constantFrom('a', 'b', 'c'), tie('type'))
      .map((attributes): Type => ({ kind: 'object', attributes: new Map(Object.entries(attributes)) })),
  ),
})).type;

const hole = fc
  .constantFrom('a', 'b')
  .map((name) =>
    unknown({ kind: 'resource', address: `aws_x.${name}`, path: ['id'] }, { kind: 'string' }, { notNull: true }),
  );
const templates = fc.array(fc.oneof(text, hole), { maxLength: 5 }).map((parts) => template(parts));
const scalar: fc.Arbitrary<TerraformValue> = fc.oneof(
  text.map((one) => string(one)),
  fc.integer().map((one) => number(one)),
  fc.constantFrom('0.5', '1e30', '-2.25').map((one) => number(new Decimal(one))),
  fc.boolean().map((one) => bool(one)),
);
const valuesOf = (leaf: fc.Arbitrary<TerraformValue>) =>
  fc.letrec<{ value: TerraformValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }).map((elements) => tuple(elements)),
      fc
        .dictionary(fc.constantFrom('a', 'b', 'é', '10', '9'), tie('value'))
        .map((entries) => object(Object.entries(entries))),
    ),
  })).value;
const known = valuesOf(scalar);
const values = valuesOf(
  fc.oneof(
    scalar,
    hole,
    templates,
    fc.constant(nullOf()),
    scalar.map((one) => withMark(one)),
  ),
);

const converted = (value: TerraformValue, type: Type): TerraformValue | undefined => {
  try {
    return convert(value, type);
  } catch (error) {
    if (error instanceof ConversionError) return undefined;
    throw error;
  }
};

describe('types', () => {
  it('unify to a type that all of them convert to, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(types, { minLength: 1, maxLength: 3 }), (given) => {
        const unified = unify(given);
        if (unified === undefined) return;
        for (const type of given) expect(convertedType(type, unified)).toBeDefined();
        const again = unify([...given, unified]);
        expect(again && sameType(again, unified)).toBe(true);
      }),
    );
  });

  it('unify with themselves to themselves', () => {
    fc.assert(
      fc.property(types, (type) => {
        const unified = unify([type, type]);
        expect(unified && sameType(unified, type)).toBe(true);
      }),
    );
  });
});

describe('conversion', () => {
  it('gives the type asked for, and then changes nothing', () => {
    fc.assert(
      fc.property(values, types, (value, type) => {
        const once = converted(value, type);
        if (once === undefined) return;
        expect(convertedType(typeOf(once), type)).toBeDefined();
        expect(converted(once, type)).toEqual(once);
      }),
    );
  });

  it('to the own type changes nothing', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(convert(value, typeOf(value))).toEqual(value);
      }),
    );
  });

  it('keeps what is sensitive sensitive', () => {
    fc.assert(
      fc.property(values, types, (value, type) => {
        const result = converted(withMark(value), type);
        if (result !== undefined) expect(isSensitive(result)).toBe(true);
      }),
    );
  });
});

describe('order', () => {
  it('of keys is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('of values is total, and equal values stand together', () => {
    fc.assert(
      fc.property(known, known, known, (a, b, c) => {
        expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
        expect(compareValues(a, a)).toBe(0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('of values of several types is that of what cty hashes', () => {
    const mixed = [tuple([]), bool(true), number(10), number(9), bool(false), string('b'), string('a'), number(-1)];
    const ordered = [string('a'), string('b'), number(-1), number(9), number(10), tuple([]), bool(false), bool(true)];
    expect([...mixed].sort(compareValues)).toEqual(ordered);
    expect(set(mixed, { kind: 'dynamic' }).elements).toHaveLength(mixed.length);
  });

  it('does not depend on the order a set is written in', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
        const one = set(
          texts.map((each) => string(each)),
          { kind: 'string' },
        );
        const other = set(
          [...texts].reverse().map((each) => string(each)),
          { kind: 'string' },
        );
        expect(one).toEqual(other);
        expect(one.elements).toHaveLength(new Set(texts.map((each) => each.normalize('NFC'))).size);
      }),
    );
  });
});

describe('equality', () => {
  it('is reflexive on what is known and symmetric', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        if (isWhollyKnown(a)) expect(rawEquals(a, a)).toBe(true);
        expect(rawEquals(a, b)).toBe(rawEquals(b, a));
      }),
    );
  });

  it('of a template and what it turns out to be is never false', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.constant(undefined)), { maxLength: 5 }), text, (parts, filler) => {
        const because = { kind: 'invalid', code: 'x' } as const;
        const pattern = template(parts.map((part) => part ?? unknown(because, { kind: 'string' })));
        const filled = string(parts.map((part) => part ?? filler).join(''));
        expect(rawEquals(pattern, filled)).not.toBe(false);
      }),
    );
  });
});

describe('holes as characters of a text', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(templates, { maxLength: 4 }), (given) => {
        const { texts, decode } = encodeHoles(given);
        expect(texts.map((one) => decode(one))).toEqual(given);
      }),
    );
  });

  it('can be cut and joined anywhere', () => {
    fc.assert(
      fc.property(templates, templates, (a, b) => {
        const joined = throughText([a, b], (texts) => string([...texts.join('')].join('')));
        const parts = [a, b].flatMap((one) => (one.kind === 'template' ? one.parts : [one.value]));
        expect(joined).toEqual(template(parts));
      }),
    );
  });
});

describe('JSON', () => {
  it('decodes to what was encoded', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(jsondecode(jsonencode(value))).toEqual(value);
      }),
    );
  });

  it('is the same text that JSON.parse reads', () => {
    fc.assert(
      fc.property(known, (value) => {
        const encoded = jsonencode(value);
        if (encoded.kind !== 'string') throw new Error('a known value has no holes');
        const { encoded: _encoded, ...plain } = encoded;
        expect(rawEquals(jsondecode(plain), value)).toBe(true);
        expect(() => JSON.parse(encoded.value)).not.toThrow();
      }),
    );
  });
});

describe('numbers', () => {
  const decimals = fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -40, max: 10 }))
    .map(([digits, exponent]) => new Decimal(`${digits}e${exponent}`));

  it('are read back from their text', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseNumber(formatNumber(value))?.equals(value)).toBe(true);
      }),
    );
  });

  it('that are the result of arithmetic are floats of 512 bits', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        for (const result of [add(a, b), multiply(a, b), ...(b.isZero() ? [] : [divide(a, b)])]) {
          expect(roundTo512Bits(result).equals(result)).toBe(true);
        }
        expect(add(a, b).equals(add(b, a))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
