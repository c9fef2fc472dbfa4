import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resourcesText } from '../../src/report/eval.ts';
import { loadConfiguration } from '../../src/terraform/load/load.ts';
import { markedEvaluator } from '../../src/understanding/mark.ts';
import { sealOptions, understand } from '../../src/understanding/understand.ts';
import { expectGenerated } from '../generated.ts';

const page = new URL('../../docs/eval.md', import.meta.url);
const before = '<!-- resource:start -->\n```text\n';
const after = '```\n<!-- resource:end -->';

test('docs/eval.md shows what is understood of a resource', async () => {
  const directory = 'fixtures/eval/template-file';
  const evaluated = markedEvaluator(await loadConfiguration({ directory, environment: {} }))(new Map());
  const compared = new Set(['aws_ecs_task_definition']);
  const { resources } = understand(evaluated, { compared, files: [], seal: sealOptions(evaluated, undefined) });
  const shown = resourcesText(
    resources.filter((resource) => resource.compared),
    { width: 80, color: false },
  );
  const text = readFileSync(page, 'utf8');
  const start = text.indexOf(before) + before.length;
  const end = text.indexOf(after, start);
  expect(start).toBeGreaterThan(before.length);
  expect(end).toBeGreaterThanOrEqual(start);
  expectGenerated(page, text.slice(0, start) + shown + text.slice(end));
});
