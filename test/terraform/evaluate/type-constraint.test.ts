import { describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { ConversionError } from '../../../src/terraform/evaluate/convert.ts';
import { EvaluationError } from '../../../src/terraform/evaluate/scope.ts';
import {
  applyTypeConstraint,
  parseTypeConstraint,
  type TypeConstraint,
} from '../../../src/terraform/evaluate/type-constraint.ts';
import { unknown } from '../../../src/terraform/evaluate/value.ts';
import { parseExpression } from '../../../src/terraform/syntax/parser.ts';
import { evaluateText, scopeOf } from '../case.ts';
import { show } from './show.ts';

const constraint = (text: string): TypeConstraint => {
  const parsed = parseExpression(text, 'type.tf');
  if (!parsed.ok) throw new Error('the type does not parse');
  return parseTypeConstraint(parsed.value);
};
const scope = scopeOf('locals {\n  any = jsondecode(terraform_data.unknown.id)\n}\n');
const applied = (type: string, value: string): TerraformValue =>
  applyTypeConstraint(evaluateText(value, scope), constraint(type));

describe('a type constraint', () => {
  it.each([
    ['"string"', { kind: 'string' }],
    ['"list"', { kind: 'list', element: { kind: 'any' } }],
    ['map', { kind: 'map', element: { kind: 'any' } }],
    ['(string)', { kind: 'string' }],
  ])('reads %s', (text, expected) => expect(constraint(text)).toEqual(expected));

  it.each([
    'strin',
    'set',
    'list()',
    'list(string, string)',
    'list(string...)',
    'object(string)',
    'object({"a" = string})',
    'object({a = optional()})',
    'object({a = optional(string, "a", "b")})',
    'object({a = optional(number, "x")})',
    'object({a = optional(string, var.x)})',
    'object({a = optional(list(string), {})})',
    'tuple(string)',
    'optional(string)',
    'frob(string)',
    '[string]',
    '5',
    `"\${string}"`,
  ])('refuses %s', (text) => {
    const attempt = (): unknown => constraint(text);
    expect(attempt).toThrow(EvaluationError);
    expect(attempt).toThrow(expect.objectContaining({ isStatic: true }));
  });

  it.each([
    ['list(number)', '["a"]', [0]],
    ['map(bool)', '{a = true, b = "x"}', ['b']],
    ['object({a = string})', '{}', []],
    ['object({a = object({b = number})})', '{a = {b = "x"}}', ['a', 'b']],
    ['list(object({a = optional(number)}))', '[{}, {a = []}]', [1, 'a']],
    ['list(any)', '[1, []]', []],
    ['map(string)', '[1]', []],
    ['string', '[]', []],
    ['tuple([string])', '[]', []],
  ])('%s does not take %s', (type, value, path) => {
    expect(() => applied(type, value)).toThrow(ConversionError);
    expect(() => applied(type, value)).toThrow(expect.objectContaining({ path }));
  });

  it.each([
    ['string', 'local.any', '<jsondecode>'],
    ['number', `"\${terraform_data.unknown.id}"`, '<id>'],
    ['list(string)', '[terraform_data.unknown.id, 1]', '[<id>, "1"]'],
    ['object({a = optional(string, "d"), b = string})', '{b = local.any}', '{a = "d", b = <jsondecode>}'],
    ['object({a = optional(string, "d")})', '{a = local.any}', '{a = <jsondecode>}'],
    [
      'object({a = optional(string, "d"), b = optional(string)})',
      'merge({a = 1}, local.any)',
      '{a = <merge>, b = <merge>}',
    ],
    ['map(string)', 'merge(local.any, {a = 1})', '{a = "1", …}'],
    ['list(object({a = optional(number, 1)}))', 'concat([{}], local.any)', '[{a = 1}, …]'],
    ['list(any)', '[1, local.any]', '[1, <jsondecode>]'],
    ['map(any)', '{a = [1], b = local.any}', '{a = [1], b = <jsondecode>}'],
    ['list(string)', '[sensitive(1)]', '[!"1"]'],
    ['set(string)', '[sensitive(1)]', '![!"1"]'],
    ['object({a = optional(string, "d")})', 'sensitive({})', '!{a = "d"}'],
  ])('%s of %s', (type, value, expected) => expect(show(applied(type, value))).toBe(expected));

  it('gives an unknown value the type', () => {
    const value = unknown({ kind: 'variable', module: '', name: 'x' });
    expect(applyTypeConstraint(value, constraint('list(string)'))).toMatchObject({
      kind: 'unknown',
      type: { kind: 'list', element: { kind: 'string' } },
      because: { kind: 'variable', name: 'x' },
    });
  });
});
