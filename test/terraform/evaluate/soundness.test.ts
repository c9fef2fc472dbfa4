import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { childScope } from '../../../src/terraform/evaluate/child-scope.ts';
import { withMark } from '../../../src/terraform/evaluate/marks.ts';
import { EvaluationError, type Scope } from '../../../src/terraform/evaluate/scope.ts';
import { object, stringType, unknown } from '../../../src/terraform/evaluate/value.ts';
import { isWhollyKnown } from '../../../src/terraform/evaluate/value-parts.ts';
import { tries } from '../../tries.ts';
import { evaluateText, scopeOf } from '../case.ts';
import { show } from './show.ts';
import { covers, expressions, redacted } from './soundness.ts';

const base = scopeOf();
const scopeWith = (text: TerraformValue, any: TerraformValue): Scope => {
  const locals = object([
    ['text', text],
    ['any', any],
  ]);
  return childScope(base, new Map([['local', locals]]));
};
const attempt = (expression: string, scope: Scope): TerraformValue | undefined => {
  try {
    return evaluateText(expression, scope);
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
};
const shown = (value: TerraformValue | undefined): string => (value === undefined ? 'an error' : show(value));

const texts = fc.constantFrom('"a"', '"1"', '""', '"b,c"', '"[1]"');
const anything = fc.constantFrom(
  'null',
  '1',
  '"a"',
  '""',
  'true',
  'false',
  '[]',
  '[1, "a"]',
  '["a", "a"]',
  '{}',
  '{a = "x"}',
  '{a = {a = 1}, c = 2}',
  'toset(["a", "z"])',
  '[{a = 1}, {a = 2}]',
  '[[1], ["a"]]',
);
const runs = { numRuns: tries(2500) };

describe('what is said to be known without the values of variables', () => {
  const unknowns = scopeWith(
    unknown({ kind: 'resource', address: 'aws_x.a', path: ['name'] }, stringType, { notNull: true }),
    unknown({ kind: 'variable', module: '', name: 'any' }),
  );

  it('is so whatever their values are', () => {
    fc.assert(
      fc.property(expressions, texts, anything, (expression, text, any) => {
        const concrete = attempt(expression, scopeWith(evaluateText(text), evaluateText(any)));
        // What is in error with these values is never applied.
        if (concrete === undefined || !isWhollyKnown(concrete)) return;
        const abstract = attempt(expression, unknowns);
        const agrees = abstract !== undefined && covers(abstract, concrete);
        expect(agrees ? '' : `with text ${text}, any ${any}: ${shown(abstract)}, in truth ${shown(concrete)}`).toBe('');
      }),
      runs,
    );
  });
});

describe('what is not marked as sensitive', () => {
  // These tell something of a sensitive value in Terraform, too.
  const telling = /nonsensitive|try|can\(/;
  const any = evaluateText('[1, "a"]');

  it('is the same whatever the sensitive values are', () => {
    fc.assert(
      fc.property(
        expressions.filter((expression) => !telling.test(expression)),
        texts,
        texts,
        (expression, one, other) => {
          const [a, b] = [one, other].map((text) => attempt(expression, scopeWith(withMark(evaluateText(text)), any)));
          if (a !== undefined && b !== undefined) expect(show(redacted(a))).toBe(show(redacted(b)));
        },
      ),
      runs,
    );
  });

  it('tells the values apart when they are not sensitive', () => {
    const [a, b] = ['"a"', '"1"'].map((text) => attempt('[local.text, 1]', scopeWith(evaluateText(text), any)));
    expect(a && show(redacted(a))).not.toBe(b && show(redacted(b)));
  });
});
