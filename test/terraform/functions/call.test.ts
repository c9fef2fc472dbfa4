import { describe, expect, it } from 'vitest';
import type { TerraformValue, Type } from '../../../src/model/value.ts';
import { isSensitive } from '../../../src/terraform/evaluate/marks.ts';
import {
  bool,
  boolType,
  dynamicType,
  list,
  nullOf,
  number,
  numberType,
  string,
  stringType,
  tuple,
  unknown,
} from '../../../src/terraform/evaluate/value.ts';
import { callFunction } from '../../../src/terraform/functions/call.ts';
import { FunctionError, type Parameter, type TerraformFunction } from '../../../src/terraform/functions/function.ts';
import { functions } from '../../../src/terraform/functions/index.ts';
import { scopeOf } from '../case.ts';

const context = scopeOf().functionContext;
const because = { kind: 'variable', module: '', name: 'unset' } as const;

/** A function that gives back its arguments. */
function echo(parameters: readonly Partial<Parameter>[], returns: Type = dynamicType): TerraformFunction {
  return {
    name: 'echo',
    parameters: parameters.map((parameter, index) => ({ name: `p${index}`, type: dynamicType, ...parameter })),
    returns,
    call: (args) => tuple(args),
  };
}

function refusal(fn: TerraformFunction, args: readonly TerraformValue[]): FunctionError {
  try {
    callFunction(fn, args, context);
  } catch (error) {
    if (error instanceof FunctionError) return error;
    throw error;
  }
  return expect.fail('the call went through');
}

describe('callFunction', () => {
  it('wants as many arguments as there are parameters', () => {
    expect(refusal(echo([{}]), [])).toBeInstanceOf(FunctionError);
    expect(refusal(echo([{}]), [number(1), number(2)])).toBeInstanceOf(FunctionError);
    const variadic = { ...echo([{}]), variadic: { name: 'rest', type: numberType } };
    expect(callFunction(variadic, [number(1), string('2'), number(3)], context)).toEqual(
      tuple([number(1), number(2), number(3)]),
    );
    expect(refusal(variadic, [])).toBeInstanceOf(FunctionError);
  });

  it('refuses null where the parameter does', () => {
    expect(refusal(echo([{}, {}]), [number(1), nullOf(stringType)]).argument).toBe(1);
    expect(callFunction(echo([{ nullable: true }]), [nullOf()], context)).toEqual(tuple([nullOf()]));
  });

  it('converts to the type of the parameter', () => {
    expect(callFunction(echo([{ type: numberType }]), [string('5')], context)).toEqual(tuple([number(5)]));
    expect(refusal(echo([{ type: boolType }]), [number(1)]).argument).toBe(0);
  });

  it('names the argument at fault and never its value', () => {
    const hidden = ['hid', 'den-value'].join('');
    const failures = [
      refusal(echo([{ type: numberType }]), [string(hidden)]),
      ...[
        'tonumber',
        'base64decode',
        'jsondecode',
        'yamldecode',
        'cidrnetmask',
        'file',
        'timestamp_',
        'csvdecode',
        'abs',
      ].flatMap((name) => {
        const fn = functions.get(name);
        return fn === undefined ? [] : [refusal(fn, [string(`{"${hidden}`)])];
      }),
    ];
    for (const failure of failures) expect(failure.message).not.toContain(hidden);
    expect(failures.map(({ argument }) => argument)).toEqual(failures.map(() => 0));
    expect(failures[0]?.message).toContain('p0');
  });

  it('is unknown, with the function and the causes, when an argument is not wholly known', () => {
    const result = callFunction(echo([{}, {}], stringType), [unknown(because), number(1)], context);
    expect(result).toEqual(
      unknown({ kind: 'operation', name: 'echo', from: [because] }, stringType, { notNull: true }),
    );
    const open = list([string('a')], stringType, { open: because });
    expect(callFunction(echo([{}]), [open], context)).toMatchObject({ kind: 'unknown' });
    expect(callFunction(echo([{ acceptsUnknown: true }]), [open], context)).toEqual(tuple([open]));
  });

  it('finds errors of known arguments beside unknown ones', () => {
    expect(refusal(echo([{}, { type: numberType }]), [unknown(because), string('x')]).argument).toBe(1);
    expect(refusal(echo([{}, {}]), [unknown(because), nullOf()]).argument).toBe(1);
  });

  it('spreads the sensitive mark of any part to the result', () => {
    const nested = tuple([string('a', { sensitive: true }), bool(true)]);
    const result = callFunction(echo([{}]), [nested], context);
    expect(result.sensitive).toBe(true);
    expect(callFunction(echo([{}]), [unknown(because, stringType, { sensitive: true })], context).sensitive).toBe(true);
  });

  it('leaves marks of parts in place where the parameter says so', () => {
    const marked = string('a', { sensitive: true });
    const parts = callFunction(echo([{ keepsMarks: 'parts' }]), [tuple([marked])], context);
    expect(parts).toEqual(tuple([tuple([marked])]));
    const own = callFunction(echo([{ keepsMarks: 'parts' }]), [tuple([string('a')], { sensitive: true })], context);
    expect(own).toEqual(tuple([tuple([string('a')])], { sensitive: true }));
    const all = callFunction(echo([{ keepsMarks: 'all' }]), [marked], context);
    expect(all).toEqual(tuple([marked]));
    expect(isSensitive(all)).toBe(true);
  });

  it('turns what the machine cannot hold into an error of the function', () => {
    const deep: TerraformFunction = { ...echo([]), call: () => tuple([string('x'.repeat(2 ** 30))]) };
    expect(refusal(deep, [])).toBeInstanceOf(FunctionError);
  });
});

describe('functions', () => {
  it('knows every function of Terraform 1.11 but those that the evaluator has', () => {
    expect(functions.size).toBeGreaterThanOrEqual(116 + 2);
    for (const [name, fn] of functions) expect(fn.name).toBe(name);
    expect([functions.has('try'), functions.has('can'), functions.has('templatestring')]).toEqual([false, false, true]);
  });

  it('refuses the functions that Terraform has removed', () => {
    for (const name of ['list', 'map']) {
      const fn = functions.get(name) ?? expect.fail();
      expect(refusal(fn, [string('a'), string('b')])).toBeInstanceOf(FunctionError);
    }
  });
});
