import { describe, expect, test } from 'vitest';
import { ruleIds } from '../../src/model/rule.ts';
import { findRule } from '../../src/policy/find-rule.ts';

describe('findRule', () => {
  test.each([...ruleIds])('finds %s', (id) => {
    expect(findRule(id)).toMatchObject({ status: 'found', rule: { id } });
    expect(findRule(` ${id.toUpperCase()} `)).toMatchObject({ status: 'found', rule: { id } });
  });

  test('takes the part after the slash when one family has it', () => {
    expect(findRule('secret-missing')).toMatchObject({ status: 'found', rule: { id: 'ecs/secret-missing' } });
  });

  test.each([
    ['ecs/secret-mising', 'ecs/secret-missing'],
    ['ecs-env-extra', 'ecs/env-extra'],
    ['sg/rule_extra', 'sg/rule-extra'],
    ['desired', 'ecs/service-desired-count'],
    ['image-change', 'ecs/image-changed'],
  ])('suggests what %s may have meant', (text, id) => {
    const found = findRule(text);
    expect(found.status).toBe('unknown');
    expect(found.status === 'unknown' && found.suggestions[0]).toBe(id);
  });

  test.each(['', '   ', 'constructor', '__proto__', 'ecs/', 'zzzzzzzzzzzz', 'x'.repeat(100_000)])(
    'knows nothing of %.20j',
    (text) => {
      const found = findRule(text);
      expect(found.status).toBe('unknown');
      expect(found.status === 'unknown' && found.suggestions.length).toBeLessThanOrEqual(5);
    },
  );
});
