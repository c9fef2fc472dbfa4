import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../../src/model/report/report.ts';
import { reporters } from '../../../src/report/index.ts';
import { commentBody } from '../../../src/report/markdown/comment.ts';
import { changeOf, findingsOf } from './changes.ts';
import { fixtureReport, manyFindings, severalTargets } from './pages.ts';
import { markupOf, rendered } from './rendered.ts';

/*
 * Pages as people see them. With PAGES=<directory> in the environment they are written there as HTML, to be looked at:
 * build/pages.mjs takes pictures of them.
 */

const links = {
  server: 'https://github.com',
  repository: 'shop/infra',
  sha: '4ead00004ead00004ead00004ead00004ead0000',
  directory: '.',
};
const comment = (report: Report): string =>
  commentBody(report, {
    key: 'a1b2',
    name: 'production',
    links,
    runUrl: 'https://github.com/shop/infra/actions/runs/1',
  });
const summary = (report: Report): string => reporters.markdown(report, { width: 80, color: false, links });

const states = 'fixtures/incident/states'.slice('fixtures/'.length);
const pages: readonly (readonly [string, (report: Report) => string, () => Report | Promise<Report>])[] = [
  ['incident-not-registered', comment, () => fixtureReport(`${states}/a-without-redis-rule`, 'incident')],
  ['incident-rolled-back', summary, () => fixtureReport(`${states}/c-without-redis-rule`, 'incident')],
  ['security-group', summary, () => fixtureReport('security-group/inline')],
  ['expectations', comment, () => fixtureReport('policy/expectations/states/unmet', 'policy/expectations')],
  ['owned-and-ignored', summary, () => fixtureReport('policy/ignore')],
  ['collides', comment, () => fixtureReport('pull-request/collides')],
  ['pending', comment, () => fixtureReport('pull-request/pending-change')],
  ['every-verdict', comment, () => changeOf(findingsOf())],
  ['several-targets', summary, severalTargets],
  ['many', comment, () => manyFindings(500)],
  ['clean', comment, () => fixtureReport('pull-request/nothing-changed')],
  ['incomplete', comment, () => fixtureReport('security-group/module-missing')],
];

test.each(pages)('the page %s has nothing that is wider than a telephone', async (name, pageOf, reportFor) => {
  const markdown = pageOf(await reportFor());
  const html = rendered(markdown);
  if (process.env['PAGES'] !== undefined) write(process.env['PAGES'], name, markdown, html);
  expect(markupOf(html).tags.filter((tag) => /^<(?:table|img|h1)/.test(tag))).toEqual([]);
});

function write(directory: string, name: string, markdown: string, html: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${name}.md`), markdown);
  writeFileSync(
    join(directory, `${name}.html`),
    `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title><style>${style}</style><article>${html}</article>`,
  );
}

/** As GitHub's own style sheet has it where it matters: what wraps, what scrolls, what is how wide. */
const style = `
body { margin: 0; background: #fff; color: #1f2328; font: 14px/1.5 -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
article { box-sizing: border-box; max-width: 900px; margin: 16px auto; padding: 16px; border: 1px solid #d1d9e0; border-radius: 6px; overflow-wrap: break-word; }
h2 { font-size: 1.5em; padding-bottom: .3em; border-bottom: 1px solid #d1d9e0; margin: 24px 0 16px; }
h2:first-of-type { margin-top: 0; }
h3 { font-size: 1.25em; margin: 24px 0 16px; }
p, ul, pre, details { margin: 0 0 16px; }
ul { padding-left: 2em; }
ul ul { margin: 0; }
li + li { margin-top: .25em; }
code { padding: .2em .4em; font-family: "Liberation Mono", monospace; font-size: 85%; background: #818b981f; border-radius: 6px; white-space: break-spaces; }
pre { padding: 16px; overflow: auto; background: #f6f8fa; border-radius: 6px; }
pre code { padding: 0; background: none; white-space: pre; }
a { color: #0969da; }
summary { cursor: pointer; }
@media (max-width: 500px) { article { margin: 0; border: 0; } }
`;
