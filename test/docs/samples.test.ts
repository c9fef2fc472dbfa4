import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reporters } from '../../src/report/index.ts';
import { expectGenerated } from '../generated.ts';
import { fixtureReport } from '../report/markdown/pages.ts';

/*
 * Samples of output in the pages: what a run of a fixture prints of the findings whose first lines begin so.
 *
 *     <!-- sample: security-group/conflict | Ingress of security group -->
 *
 * With ` | fix-hints` at the end, both answers are printed with them.
 */

const docs = new URL('../../docs/', import.meta.url);
const marker = /(<!-- sample: ([^|\n]+) \| ([^|\n]+?)( \| fix-hints)? -->\n\n```text\n).*?```\n/gs;

const pages = readdirSync(docs).flatMap((name) => {
  if (!name.endsWith('.md')) return [];
  const text = readFileSync(new URL(name, docs), 'utf8');
  return [...text.matchAll(marker)].length === 0 ? [] : [{ name, text }];
});

/** The part of a text report that is about such findings, as of a run in the directory of the fixture. */
async function sampleOf(fixture: string, title: string, fixHints: boolean): Promise<string> {
  const report = await fixtureReport(fixture);
  const printed = reporters
    .text(report, { color: false, width: 120, fixHints })
    .replaceAll(`${join('fixtures', fixture)}/`, '');
  const blocks = printed.split('\n\n').map((block) => block.trim());
  const found = blocks.filter((block) => block.replace(/^\w+: /, '').startsWith(title));
  expect(found, `${fixture}: ${title}\n${printed}`).not.toEqual([]);
  return `${found.join('\n\n').replaceAll(/^ {2}/gm, '')}\n`;
}

describe.each(pages)('docs/$name', ({ name, text }) => {
  test('shows what is printed', async () => {
    let after = text;
    for (const [whole, head = '', fixture = '', title = '', hints] of text.matchAll(marker)) {
      const sample = await sampleOf(fixture, title, hints !== undefined);
      after = after.replace(whole, () => `${head}${sample}\`\`\`\n`);
    }
    expectGenerated(new URL(name, docs), after);
  });
});
