import { describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { list, number, string, stringType, template, tuple, unknown } from '../../../src/terraform/evaluate/value.ts';
import { callFunction } from '../../../src/terraform/functions/call.ts';
import { FunctionError } from '../../../src/terraform/functions/function.ts';
import { functions } from '../../../src/terraform/functions/index.ts';
import { scopeOf } from '../case.ts';

const context = scopeOf().functionContext;

function call(name: string, args: readonly TerraformValue[]): TerraformValue {
  return callFunction(functions.get(name) ?? expect.fail(), args, context);
}

const many = (length: number, item: (index: number) => TerraformValue): TerraformValue =>
  list(
    Array.from({ length }, (_, index) => item(index)),
    stringType,
  );

/** A list of twice the same list of twice the same list, and so on: small in memory, endless to walk through. */
const doubled = (inner: TerraformValue): TerraformValue =>
  Array.from({ length: 40 }).reduce<TerraformValue>((value) => tuple([value, value]), inner);

describe('arguments that ask for too much are refused', () => {
  const keys = many(2_000, (index) => string(`k${index}`));
  const long = string('a'.repeat(20_000));
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat(Array.from('bcdefghij', (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`)}]`))
    .join('\n');
  it.each<[string, readonly TerraformValue[]]>([
    ['range', [number(0), number(1e9)]],
    ['format', [string('%999999999d'), number(1)]],
    ['format', [string('%1000000d'.repeat(50)), ...Array.from({ length: 50 }, () => number(1))]],
    ['indent', [number(1e9), string('a\nb')]],
    ['indent', [number(10_000), string('\n'.repeat(200_000))]],
    ['replace', [long, string('a'), string('b'.repeat(20_000))]],
    ['replace', [long, string(''), string('b'.repeat(20_000))]],
    ['replace', [long, string('/a/'), string('b'.repeat(20_000))]],
    ['join', [string('x'.repeat(100_000)), many(50_000, () => string('a'))]],
    ['setproduct', [keys, keys, keys]],
    ['parseint', [string('9'.repeat(100_000)), number(10)]],
    ['regex', [string('((((a{30}){30}){30}){30})'), string('a')]],
    ['yamldecode', [string(bomb)]],
    ['yamldecode', [string(Array.from({ length: 5_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))]],
    ['jsondecode', [string('['.repeat(100_000))]],
    ['flatten', [doubled(tuple([string('a')]))]],
    ['flatten', [doubled(tuple([]))]],
    ['jsonencode', [doubled(tuple([]))]],
    ['timeadd', [string('2017-11-22T00:00:00Z'), string(`${'1'.repeat(100)}h`)]],
    ['cidrsubnets', [string('10.0.0.0/8'), ...Array.from({ length: 70_000 }, () => number(16))]],
  ])('%s', (name, args) => {
    expect(() => call(name, args)).toThrow(FunctionError);
  });
});

describe('large arguments are worked through', () => {
  it('matches a pattern in linear time', () => {
    expect(() => call('regex', [string('(a*)*b'), string('a'.repeat(200_000))])).toThrow(FunctionError);
    expect(call('regexall', [string('(?:x+x+)+y'), string('x'.repeat(50_000))])).toMatchObject({ elements: [] });
  });

  it('counts the characters of a long text', () => {
    expect(call('length', [string('👩‍👩‍👧‍👦é'.repeat(50_000))])).toEqual(number(100_000));
    expect(call('length', [string(`a${'\u0301'.repeat(10_000)}b`)])).toEqual(number(2));
    expect(call('length', [string('🇩🇪'.repeat(5_001))])).toEqual(number(5_001));
  });

  it('compares many objects', () => {
    const objects = tuple(Array.from({ length: 20_000 }, (_, index) => tuple([number(index % 5_000)])));
    expect(call('distinct', [objects])).toMatchObject({ elements: { length: 5_000 } });
    expect(call('setsubtract', [objects, objects])).toMatchObject({ elements: [] });
  }, 60_000);

  it('keeps the holes of a text with many', () => {
    const holes = template(
      Array.from({ length: 20_000 }, (_, index) =>
        index % 2 === 0 ? unknown({ kind: 'variable', module: '', name: `v${index}` }, stringType) : 'x,',
      ),
    );
    expect(call('upper', [holes])).toMatchObject({ parts: { length: 20_000 } });
    expect(call('split', [string(','), holes])).toMatchObject({ kind: 'list', open: { kind: 'operation' } });
    expect(() => call('join', [string(','), many(5_000, () => holes)])).toThrow(FunctionError);
  });

  it('takes many arguments', () => {
    const args = Array.from({ length: 150_000 }, () => string('x'));
    expect(call('format', [string('%s'.repeat(150_000)), ...args])).toEqual(string('x'.repeat(150_000)));
    expect(call('concat', [many(200_000, () => string('x')), many(1, () => string('y'))])).toMatchObject({
      elements: { length: 200_001 },
    });
  });
});
