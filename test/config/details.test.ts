import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { detailText } from '../../src/report/message/problem/config-detail.ts';

const sections = new URL('../../src/config/sections/', import.meta.url);

/** The names that the sections give to what they ask for. */
const named = readdirSync(sections).flatMap((file) => {
  const text = readFileSync(new URL(file, sections), 'utf8');
  return [...text.matchAll(/(?:\bdetail: |\brefuse\(context, )'([a-z-]+)'/g)].map(([, name = '']) => name);
});

test('the sections ask for something', () => {
  expect(named.length).toBeGreaterThan(8);
});

test.each([...new Set(named)])('%s has words', (name) => {
  expect(detailText(name)).not.toBe(name);
  expect(detailText(name)).toMatch(/ /);
});
