import { describe, expect, test } from 'vitest';
import { rule, rules } from '../../src/model/catalogue.ts';
import { ruleIds } from '../../src/model/rule.ts';
import { explain, ruleList, unknownRule } from '../../src/report/explain.ts';
import { displayWidth } from '../../src/report/printable.ts';

const plain = { width: 80, color: false };
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('explain', () => {
  test.each([...ruleIds])('shows all that the catalogue says of %s', (id) => {
    const entry = rule(id);
    const text = explain(entry, plain);
    for (const part of [id, entry.severity, entry.title, entry.why, entry.remedy, ...entry.links]) {
      expect(flat(text)).toContain(flat(part));
    }
  });

  test('keeps commands on one line, to be copied, and wraps the rest', () => {
    const lines = ruleIds.flatMap((id) => explain(rule(id), plain).split('\n'));
    const commands = rules.flatMap(({ remedy }) => remedy.split('\n').filter((line) => line.startsWith('    ')));
    expect(commands.length).toBeGreaterThan(ruleIds.length);
    for (const command of commands) expect(lines).toContain(command);
    const others = lines.filter((line) => !commands.includes(line) && line.trim().includes(' '));
    expect(Math.max(...others.map(displayWidth))).toBeLessThanOrEqual(80);
  });
});

test('the list has every rule once', () => {
  const lines = ruleList(rules, { width: 160, color: false }).trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(ruleIds);
});

describe('unknownRule', () => {
  test('names the text and what was probably meant', () => {
    const text = unknownRule('ecs/env-mising', ['ecs/env-missing'], plain);
    expect(text).toContain('ecs/env-mising');
    expect(text).toContain('ecs/env-missing');
  });

  test('is safe whatever was typed', () => {
    expect(unknownRule('\u001b[2J', [], plain)).not.toContain('\u001b');
  });
});
