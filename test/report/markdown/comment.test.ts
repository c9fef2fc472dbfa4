import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/model/report/report.ts';
import { reporters } from '../../../src/report/index.ts';
import { type CommentOptions, commentBody } from '../../../src/report/markdown/comment.ts';
import { commentMarker } from '../../../src/report/markdown/marker.ts';
import { findingOf, gaps, reportOf } from '../samples.ts';
import { changeOf, findingsOf } from './changes.ts';
import { fixtureReport, manyFindings } from './pages.ts';

const body = (report: Report, options: Partial<CommentOptions> = {}): string =>
  commentBody(report, { key: 'a1b2', ...options });

describe('the marker', () => {
  test.each(['a1b2', 'A-1_b', '0'.repeat(64)])('of %s', (key) => {
    expect(commentMarker(key)).toBe(`<!-- driftcheck: ${key} -->`);
    expect(body(reportOf(), { key }).startsWith(`<!-- driftcheck: ${key} -->\n`)).toBe(true);
  });

  test.each(['', 'a -->', 'a--b', 'a-', '<b', 'a\nb', 'ä'])('is made of no %j', (key) => {
    expect(() => commentMarker(key)).toThrow(Error);
  });
});

test('shows three versions of what collides, two of what is pending, and what was applied from the change', () => {
  const sections = body(changeOf(findingsOf())).split(/^### /m);
  expect(sections.map((section) => section.split('\n')[0]?.split(':')[0])).toEqual([
    '<!-- driftcheck',
    'Collides',
    'Drift',
    'Awaiting apply',
    'Pending',
    'Adopted',
  ]);
  const [, collides, drift, awaiting, pending, adopted] = sections;
  expect(collides).toContain('- **error** · Environment variable `MODE` of container `api` differs');
  expect(collides).toContain('  - old code: `"a"`\n  - new code: `"b"`\n  - live: `"c"`');
  expect(drift).toContain('  - declared: `"a"`\n  - live: `"c"`');
  expect(awaiting).toContain('counts as drift from 2026-11-29 12:30 UTC on');
  expect(pending).toContain('- Environment variable `PENDING` of container `api` differs');
  expect(pending).toContain('  - new code: `"b"`\n  - live: `"a"`');
  expect(pending).toContain('```diff\n    -set -e\n    -exec api\n    +exec api --debug');
  expect(adopted).toContain('applied from this change: AWS is as its commit `c0ffee0`');
});

test('says what it was compared with, what counts as applied, that the policy changed, and what was read otherwise', () => {
  const text = body(changeOf(findingsOf()));
  for (const said of [
    'base: main (`ba5e000`)',
    'what the base declares counts as applied',
    'policy changed',
    '1 module call of the base read from what is installed for the head: `module.vpc`',
    'Drift in what this change does not touch</b> (1 difference)',
  ]) {
    expect(text).toContain(said);
  }
});

test('counts what is owned or accepted, which the page of the run lists', () => {
  const report = changeOf(findingsOf());
  expect(body(report)).not.toContain('OWNED');
  expect(body(report)).toContain('1 difference is owned elsewhere, 1 ignored');
  expect(reporters.markdown(report, { width: 80, color: false })).toContain('`OWNED`');
});

test('drift of what a change does not touch is drift where the change is to fail for it', () => {
  const report = changeOf(findingsOf());
  const { change } = report;
  if (change === undefined) throw new Error('no change');
  const text = body({ ...report, change: { ...change, scope: 'all' } });
  expect(text).not.toContain('does not touch');
  expect(text.split('### Drift\n')[1]?.split('###')[0]).toContain('`sg/rule-extra`');
});

test('is short, green and without a section when all is well', async () => {
  const text = body(await fixtureReport('pull-request/nothing-changed'), { name: 'production' });
  expect(text.split('\n').slice(0, 4)).toEqual([
    '<!-- driftcheck: a1b2 -->',
    '## ✅ driftcheck: in sync · `production`',
    '',
    'In sync: all that was compared is as declared.',
  ]);
  expect(text).not.toContain('###');
  expect(text.length).toBeLessThan(1000);
});

test('of what is only incomplete says why and what to do', () => {
  const text = body(reportOf({ gaps: gaps.filter(({ code }) => code === 'module-missing') }));
  expect(text).toContain('## ⚠️ driftcheck: incomplete');
  expect(text).toContain('### Incomplete');
  expect(text).toContain('1 module not there (`./worker`): run "terraform init"');
});

describe('says once', () => {
  const of = (
    count: number,
    value: (index: number) => string,
    address = (index: number) => `aws_ecs_task_definition.a["${index}"]`,
  ) =>
    body(
      reportOf({
        findings: Array.from({ length: count }, (_, index) =>
          findingOf('ecs/env-changed', {
            address: address(index),
            identity: { family: `family-${index}` },
            declared: { value: 'a' },
            live: { value: value(index) },
          }),
        ),
      }),
    );

  test('the same difference of the instances of a resource', () => {
    const text = of(30, () => 'b');
    expect(text).toContain('the same in 30 instances: `aws_ecs_task_definition.a["0"]`, ');
    expect(text).toContain(' and 22 more\n');
    expect(text.match(/ecs\/env-changed/g)).toHaveLength(2);
  });

  test('a rule that many resources break, with a line for each', () => {
    const text = of(30, String, (index) => `aws_ecs_task_definition.a${index}`);
    expect(text).toContain(
      'An environment variable has another value than declared: in 30 resources** · `ecs/env-changed`',
    );
    expect(text.match(/^- `aws_ecs_task_definition\.a\d+` · /gm)).toHaveLength(30);
    expect(text).toContain('<details><summary>25 more differences</summary>');
  });
});

describe('keeps below its limit', () => {
  const total = 500;

  /** How many findings the text shows, and how many it says that it does not. */
  function counted(text: string): { shown: number; left: number } {
    const left = [...text.matchAll(/(\d+) (?:more )?differences? in\*\*/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    return { shown: new Set(text.match(/SETTING_\d+/g)).size, left };
  }

  test.each([65_000, 20_000, 6_000])(
    'of %d characters, and says exactly what is not there and where it is',
    (limit) => {
      const text = body(manyFindings(total), { limit, runUrl: 'https://github.com/shop/infra/actions/runs/7' });
      expect(text.length).toBeLessThan(limit);
      expect(text.length).toBeGreaterThan(limit * 0.7);
      const { shown, left } = counted(text);
      expect(shown + left).toBe(total);
      expect(text).toContain(
        'more differences in** [the summary of the job](https://github.com/shop/infra/actions/runs/7)',
      );
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
    },
  );

  test('with values of any length', () => {
    const value = '"`\\\n'.repeat(50_000);
    const findings = manyFindings(30).findings.map((one) => ({
      ...one,
      declared: { value },
      live: { value: `${value}x` },
    }));
    const text = body(reportOf({ findings }));
    expect(text.length).toBeLessThan(65_000);
    expect(counted(text).shown + counted(text).left).toBe(30);
  });

  test('with every kind of finding, so that no section is lost', () => {
    const some = findingsOf().flatMap((finding) =>
      Array.from({ length: 100 }, (_, index) => ({ ...finding, path: `${finding.path}[SETTING_${index}]` })),
    );
    const text = body(changeOf(some), { limit: 8000 });
    expect(text.length).toBeLessThan(8000);
    for (const name of [
      'Collides',
      'Drift',
      'Awaiting apply',
      'Pending',
      'Adopted',
      'Drift in what this change does not touch',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).toContain('100 differences in** the JSON report');
  });

  test('in a page, whose bytes are counted', () => {
    const text = reporters.markdown(manyFindings(5000), { width: 80, color: false });
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(counted(text).shown + counted(text).left).toBe(5000);
  });
});
