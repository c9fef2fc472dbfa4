import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { rawEquals } from '../../../src/terraform/evaluate/equality.ts';
import { compareKeys } from '../../../src/terraform/evaluate/order.ts';
import {
  bool,
  list,
  nullOf,
  number,
  object,
  string,
  stringType,
  tuple,
} from '../../../src/terraform/evaluate/value.ts';
import { callFunction } from '../../../src/terraform/functions/call.ts';
import { functions } from '../../../src/terraform/functions/index.ts';
import { scopeOf } from '../case.ts';

const context = scopeOf().functionContext;

function call(name: string, ...args: readonly TerraformValue[]): TerraformValue {
  return callFunction(functions.get(name) ?? expect.fail(), args, context);
}

function expectSame(a: TerraformValue, b: TerraformValue): void {
  expect({ a, b, same: rawEquals(a, b) }).toMatchObject({ same: true });
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.normalize('NFC'));
const texts = fc.array(text, { maxLength: 8 });
const listOf = (items: readonly string[]): TerraformValue =>
  list(
    items.map((item) => string(item)),
    stringType,
  );

/** What JSON and YAML can hold. */
const { data } = fc.letrec<{ data: TerraformValue }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    text.map((value) => string(value)),
    fc.integer().map((value) => number(value)),
    fc.boolean().map((value) => bool(value)),
    fc.constant(nullOf()),
    fc.array(tie('data'), { maxLength: 4 }).map((items) => tuple(items)),
    fc.array(fc.tuple(text, tie('data')), { maxLength: 4 }).map((entries) => object(entries)),
  ),
}));
const objects = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), data), { maxLength: 4 }).map((e) => object(e));

describe('laws', () => {
  it('join undoes split', () => {
    fc.assert(
      fc.property(text, text, (separator, value) => {
        fc.pre(separator !== '');
        const pieces = call('split', string(separator), string(value));
        expectSame(call('join', string(separator), pieces), string(value));
      }),
    );
  });

  it('split undoes join where no item holds the separator', () => {
    fc.assert(
      fc.property(texts, (items) => {
        fc.pre(items.length > 0 && items.every((item) => !item.includes('|')));
        expectSame(call('split', string('|'), call('join', string('|'), listOf(items))), listOf(items));
      }),
    );
  });

  it('jsondecode undoes jsonencode, also of the bare text', () => {
    fc.assert(
      fc.property(data, (value) => {
        const encoded = call('jsonencode', value);
        expectSame(call('jsondecode', encoded), value);
        const bare = encoded.kind === 'string' ? string(encoded.value) : expect.fail();
        expectSame(call('jsondecode', bare), value);
      }),
    );
  });

  it('yamldecode reads what yamlencode writes', () => {
    fc.assert(
      fc.property(data, (value) => {
        const encoded = call('yamlencode', value);
        if (encoded.kind === 'string') expectSame(call('yamldecode', encoded), value);
      }),
    );
  });

  it('base64decode undoes base64encode', () => {
    fc.assert(
      fc.property(text, (value) => {
        expectSame(call('base64decode', call('base64encode', string(value))), string(value));
      }),
    );
  });

  it('sort puts strings in the order of their bytes, once and for all', () => {
    fc.assert(
      fc.property(texts, (items) => {
        const sorted = call('sort', listOf(items));
        expectSame(sorted, listOf(items.toSorted(compareKeys)));
        expectSame(call('sort', sorted), sorted);
      }),
    );
  });

  it('distinct, compact and reverse keep their word', () => {
    fc.assert(
      fc.property(texts, (items) => {
        expectSame(call('distinct', listOf(items)), listOf([...new Set(items)]));
        expectSame(call('compact', listOf(items)), listOf(items.filter((item) => item !== '')));
        expectSame(call('reverse', call('reverse', listOf(items))), listOf(items));
        expectSame(call('flatten', call('chunklist', listOf(items), number(3))), call('flatten', listOf(items)));
      }),
    );
  });

  it('merge is associative', () => {
    fc.assert(
      fc.property(objects, objects, objects, (a, b, c) => {
        expectSame(call('merge', call('merge', a, b), c), call('merge', a, call('merge', b, c)));
        expectSame(call('merge', a, a), a);
      }),
    );
  });

  it('keys and values are the two sides of zipmap', () => {
    fc.assert(
      fc.property(objects, (value) => {
        expectSame(call('zipmap', call('keys', value), call('values', value)), value);
      }),
    );
  });

  it('sets obey their algebra', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [left, right] = [listOf(a), listOf(b)];
        expectSame(call('setunion', left, right), call('setunion', right, left));
        expectSame(call('setintersection', left, right), call('setintersection', right, left));
        const [rest, shared] = [call('setsubtract', left, right), call('setintersection', left, right)];
        expectSame(call('setunion', rest, shared), call('toset', left));
      }),
    );
  });

  it('characters put together again are the text', () => {
    fc.assert(
      fc.property(text, fc.nat(14), (value, offset) => {
        const head = call('substr', string(value), number(0), number(offset));
        const tail = call('substr', string(value), number(offset), number(-1));
        expectSame(call('join', string(''), tuple([head, tail])), string(value));
      }),
    );
  });

  it('format writes whole numbers as tostring does, and pads to the width', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(40), (value, width) => {
        expectSame(call('format', string('%d'), number(value)), call('tostring', number(value)));
        const padded = call('format', string(`%${width + 1}d`), number(value));
        expectSame(call('trimspace', padded), call('tostring', number(value)));
      }),
    );
  });

  it('a subnet is where its number says', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (net, host) => {
        const block = call('cidrsubnet', string('10.0.0.0/16'), number(8), number(net));
        expectSame(block, string(`10.0.${net}.0/24`));
        expectSame(call('cidrhost', block, number(host)), string(`10.0.${net}.${host}`));
        expectSame(call('cidrhost', block, number(host - 256)), string(`10.0.${net}.${host}`));
      }),
    );
  });

  it('a duration added and taken away leaves the time as it was', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (minutes) => {
        const start = string('2024-02-28T23:59:00+05:30');
        const later = call('timeadd', start, string(`${minutes}m`));
        expectSame(call('timeadd', later, string(`-${minutes}m`)), start);
        expectSame(call('timecmp', later, start), number(minutes > 0 ? 1 : 0));
      }),
    );
  });
});
