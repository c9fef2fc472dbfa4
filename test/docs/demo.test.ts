import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { text } from '../../src/report/text.ts';
import { expectGenerated } from '../generated.ts';

const readme = new URL('../../README.md', import.meta.url);
const before = '<!-- demo:start -->\n```text\n';
const after = '\n```\n<!-- demo:end -->';

test('the README shows what the demo finds', async () => {
  const directory = 'fixtures/incident';
  const live = join(directory, 'states/a-without-redis-rule/live.json');
  const report = await check({ directory, environment: {}, aws: replaySnapshot(readFileSync(live, 'utf8'), live) });
  const page = readFileSync(readme, 'utf8');
  const start = page.indexOf(before) + before.length;
  const end = page.indexOf(after, start);
  expect(start).toBeGreaterThan(before.length);
  expect(end).toBeGreaterThan(start);
  const shown = text(report, { width: 80, color: false }).trimEnd();
  expectGenerated(readme, page.slice(0, start) + shown + page.slice(end));
});
