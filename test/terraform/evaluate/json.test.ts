import { describe, expect, it } from 'vitest';
import { recoverJson } from '../../../src/terraform/evaluate/json.ts';
import { evaluateText, scopeOf } from '../case.ts';
import { readShown, show } from './show.ts';

const { preamble, encoded, recovered } = readShown();
const scope = scopeOf(preamble);
const recover = (expression: string) => recoverJson(evaluateText(expression, scope));
const shown = (expression: string): string | undefined => {
  const value = recover(expression);
  return value && show(value);
};

describe('jsonencode', () => {
  it.each(encoded)('%s', (expression, expected) => expect(show(evaluateText(expression, scope))).toBe(expected));
});

describe('the structure of a JSON text', () => {
  it.each(recovered)('%s', (expression, expected) => expect(shown(expression)).toBe(expected ?? undefined));

  it('has the places of what was encoded', () => {
    const value = recover('jsonencode([{\n  name = "a"\n  value = "x"\n}])');
    const [first] = value?.kind === 'tuple' ? value.elements : [];
    const entries = first?.kind === 'object' ? [...first.entries.values()] : [];
    expect([first, ...entries].map((part) => part?.at?.start.line)).toEqual([1, 2, 3]);
  });

  it('has the place of the text where the parts have none', () => {
    const value = recover('\n"{\\"a\\": [1]}"');
    const inner = value?.kind === 'object' ? value.entries.get('a') : undefined;
    expect([value?.at?.start.line, inner?.at?.start.line]).toEqual([2, 2]);
  });

  it('keeps the places of glued parts', () => {
    const value = recover(`"[\${jsonencode({\n a = 1 })}]"`);
    const [first] = value?.kind === 'tuple' ? value.elements : [];
    expect(first?.kind === 'object' && first.entries.get('a')?.at?.start.line).toBe(2);
  });

  it('refuses a text nested too deep instead of overflowing', () => {
    expect(recover(`"${'['.repeat(100_000)}"`)).toBeUndefined();
  });
});
