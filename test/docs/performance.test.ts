import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lines } from '../../bench/performance/lines.ts';

const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');

describe('docs/performance.md', () => {
  test('has a figure for every line that the bench prints', () => {
    const table = /<!-- bench:start -->(.*)<!-- bench:end -->/s.exec(page)?.[1] ?? '';
    const named = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(named).toEqual(lines.map(({ name }) => name));
  });
});
