import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checked } from '../../src/model/report/checked.ts';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Gap } from '../../src/model/report/gap.ts';
import type { Report } from '../../src/model/report/report.ts';
import { reporters } from '../../src/report/index.ts';
import type { RenderContext } from '../../src/report/reporter.ts';
import { at, findingOf, fullReport, reportOf } from './samples.ts';
import { elementsOf, type ReadElement, readXml } from './xml-tree.ts';

const plain: RenderContext = { width: 80, color: false };
const junit = (report: Report, context: Partial<RenderContext> = {}) =>
  readXml(reporters.junit(report, { ...plain, ...context }));

const [sampleResource] = reportOf().checked;
if (sampleResource === undefined) throw new Error('a report has a resource');
const resource = (address: string, more: Partial<Checked> = {}): Checked => ({ ...sampleResource, address, ...more });

function reportAbout(
  checked: readonly Checked[],
  findings: readonly Finding[],
  gaps: readonly Gap[] = [],
  summary: Partial<Report['summary']> = {},
): Report {
  const report = reportOf({ findings: [...findings], gaps: [...gaps] });
  return { ...report, checked: [...checked], summary: { ...report.summary, ...summary } };
}

/** `name: result`, and what the case says. */
const casesIn = (root: ReadElement) =>
  elementsOf(root, 'testcase').map(({ attributes, children }) => {
    const results = children.filter(({ name }) => name !== 'system-out');
    expect(results.length).toBeLessThanOrEqual(1);
    return [attributes['name'], results[0]?.name ?? 'passes'];
  });

const drift = findingOf('ecs/env-changed', { address: 'a', declared: { value: 'x' }, live: { value: 'y' } });
const gap: Gap = {
  code: 'unreadable',
  scope: 'resource',
  address: 'b',
  reason: { kind: 'aws', problem: { kind: 'denied', action: 'ecs:DescribeServices' } },
  target: 'default',
};

test('is a case for each resource: failed, skipped or passed', () => {
  const root = junit(
    reportAbout(
      [resource('a', { status: 'drifted' }), resource('b', { status: 'unreadable' }), resource('c')],
      [drift, { ...drift, path: 'containers[api].environment[OTHER]' }],
      [gap],
    ),
  );
  expect(casesIn(root)).toEqual([
    ['a', 'failure'],
    ['b', 'skipped'],
    ['c', 'passes'],
  ]);
  expect(root.name).toBe('testsuites');
  const counts = { tests: '3', failures: '1', errors: '0', skipped: '1' };
  expect(root.attributes).toMatchObject(counts);
  expect(root.children.map(({ name, attributes }) => [name, attributes['name']])).toEqual([['testsuite', 'default']]);
  expect(root.children[0]?.attributes).toMatchObject(counts);
});

test('says in a failure what differs, with the rule and the place', () => {
  const [failure] = elementsOf(junit(reportAbout([resource('a', { status: 'drifted' })], [drift])), 'failure');
  expect(failure?.attributes['type']).toBe('ecs/env-changed');
  for (const part of ['declared: "x"', 'live: "y"', 'infra/main.tf:57', 'ecs/env-changed']) {
    expect(failure?.text).toContain(part);
  }
});

test('has what readers need: a class, a name, a file from the top of the repository, and no invented time', () => {
  const checkout = { top: '/srv/code', from: '/srv/code/live' };
  const document = reporters.junit(reportAbout([resource('a', { at: at('../m/main.tf', 3) })], []), {
    ...plain,
    checkout,
  });
  const [only] = elementsOf(readXml(document), 'testcase');
  expect(only?.attributes).toEqual({
    classname: 'default.ecs-task-definition',
    name: 'a',
    file: 'm/main.tf',
    line: '3',
  });
  expect(document).not.toMatch(/ time(?:stamp)?=/);
});

test('is one case for a resource that several services run', () => {
  const checked = ['one', 'two'].map((service) => resource('a', { identity: { family: 'a', service } }));
  expect(casesIn(junit(reportAbout(checked, [])))).toEqual([['a', 'passes']]);
});

test('fails for what fails the run, and lets pass what is listed only', () => {
  const of = (address: string, more: Partial<Finding>) => findingOf('ecs/env-changed', { ...more, address } as Finding);
  const findings = [
    of('error', { severity: 'error' }),
    of('warning', { severity: 'warning' }),
    of('collides', { verdict: 'collides' }),
    of('untouched', { untouched: true }),
    of('pending', { verdict: 'pending' }),
    of('awaiting', { verdict: 'awaiting-apply' }),
    of('adopts', { verdict: 'adopts' }),
    of('owned', { verdict: 'owned' }),
    of('ignored', { verdict: 'ignored' }),
  ];
  const report = reportAbout(
    findings.map(({ address }) => resource(address)),
    findings,
  );
  const outputs = (root: ReadElement) =>
    Object.fromEntries(
      elementsOf(root, 'testcase').map((one) => [one.attributes['name'], elementsOf(one, 'system-out').length]),
    );
  const root = junit(report);
  expect(Object.fromEntries(casesIn(root))).toEqual({
    error: 'failure',
    warning: 'passes',
    collides: 'failure',
    untouched: 'passes',
    pending: 'passes',
    awaiting: 'passes',
    adopts: 'passes',
    owned: 'passes',
    ignored: 'passes',
  });
  const listed = { warning: 1, untouched: 1, pending: 1, awaiting: 1, adopts: 1 };
  expect(outputs(root)).toEqual({ error: 0, collides: 0, ...listed, owned: 0, ignored: 0 });
  expect(outputs(junit(report, { setAside: true }))).toMatchObject({ ...listed, owned: 1, ignored: 1 });
  const change = { base: { revision: 'main', commit: 'b'.repeat(40) }, scope: 'all', touched: 1 } as const;
  expect(Object.fromEntries(casesIn(junit({ ...report, change })))).toMatchObject({ untouched: 'failure' });
  const strict = { ...report, summary: { ...report.summary, failOn: 'warning' } } as const;
  expect(Object.fromEntries(casesIn(junit(strict)))).toMatchObject({ warning: 'failure' });
});

test('a finding or gap of what was not checked is a case of its own', () => {
  const undeclared = findingOf('sg/rule-unmanaged', { address: '', severity: 'note', type: 'resource-unmanaged' });
  const root = junit(
    reportAbout(
      [resource('a')],
      [undeclared],
      [
        { ...gap, code: 'module-missing', scope: 'module', address: 'module.m' },
        { ...gap, code: 'not-compared', scope: 'run', address: undefined },
      ],
    ),
  );
  expect(casesIn(root)).toEqual([
    ['a', 'passes'],
    ['security group sg-0a1b2c3d4e5f60718 (shop-cache) in vpc-0aa1', 'passes'],
    ['module.m', 'skipped'],
    ['not-compared', 'skipped'],
  ]);
});

describe('a single value that is not known', () => {
  const value: Gap = { ...gap, code: 'value-unknown', scope: 'leaf', path: 'cpu' };

  test('is said by its case', () => {
    const [only] = elementsOf(junit(reportAbout([resource('b')], [], [value])), 'testcase');
    expect(only?.children.map(({ name }) => name)).toEqual(['system-out']);
    expect(only?.children[0]?.text).toContain('cpu');
  });

  test('skips it in a strict run, unless it is somebody else’s', () => {
    const strict = { exitCode: 3 };
    expect(casesIn(junit(reportAbout([resource('b')], [], [value], strict)))).toEqual([['b', 'skipped']]);
    const owned = { ...value, policy: { owner: 'team' } };
    expect(casesIn(junit(reportAbout([resource('b')], [], [owned], strict)))).toEqual([['b', 'passes']]);
  });

  test('is said beside the cases where it belongs to none', () => {
    const root = junit(
      reportAbout([resource('a')], [], [{ ...value, code: 'history-unreadable', address: undefined }]),
    );
    expect(casesIn(root)).toEqual([['a', 'passes']]);
    expect(root.children[0]?.children.at(-1)?.name).toBe('system-out');
  });
});

test('is a suite for each target, with an error where one could not be run', () => {
  const report = reportAbout(
    [resource('a'), resource('a', { target: 'eu' })],
    [{ ...drift, target: 'eu' }],
    [{ code: 'target-failed', scope: 'run', reason: { kind: 'target', name: 'usage' }, target: 'us' }],
  );
  const [target] = report.targets;
  if (target === undefined) throw new Error('a report has a target');
  const root = junit({
    ...report,
    targets: [target, { ...target, name: 'eu' }, { ...target, name: 'us', problem: { code: 'usage', message: 'no' } }],
  });
  expect(root.children.map((suite) => [suite.attributes['name'], casesIn(suite)])).toEqual([
    ['default', [['a', 'passes']]],
    ['eu', [['a', 'failure']]],
    ['us', [['us', 'error']]],
  ]);
  expect(root.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1', skipped: '0' });
});

test('every name of a case is unique in its suite and class', () => {
  const cases = elementsOf(junit(fullReport, { setAside: true }), 'testcase').map(({ attributes }) =>
    JSON.stringify([attributes['classname'], attributes['name']]),
  );
  expect(new Set(cases).size).toBe(cases.length);
});

const forbidden = fc.constantFrom(
  ...['\u0000', '\u0008', '\u000b', '\u001f', '\u007f', '\u0085', '\ud800', '\udfff', '\ufffe', '\uffff', '\u{1fffe}'],
  ...[
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '&',
    '&amp;',
    '&#0;',
    '<',
    '>',
    '"',
    "'",
    '\n',
    '\r',
    '\t',
    '<?xml',
    '</failure>',
  ],
);
const hostile = fc
  .array(fc.oneof(forbidden, fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 10 })
  .map((pieces) => pieces.join(''));

test('is well-formed and complete whatever the findings hold', () => {
  fc.assert(
    fc.property(hostile, hostile, (value, name) => {
      const finding = findingOf('ecs/env-changed', {
        address: `a${name}`,
        path: `containers[api].environment[${name}]`,
        declared: { value },
        live: { absent: true },
        at: at(`m${name}.tf`, 3),
      });
      const root = junit(
        reportAbout(
          [resource(`a${name}`), resource(`b${name}`)],
          [finding],
          [{ ...gap, address: `b${name}`, reason: { kind: 'unsupported', name: value } }],
        ),
      );
      expect(casesIn(root).map(([, result]) => result)).toEqual(['failure', 'skipped']);
      expect(elementsOf(root, 'failure')[0]?.text).toMatch(/\n {2}live: \(not there\)/);
    }),
    { numRuns: 300 },
  );
});

test('ordinary characters stay as they are', () => {
  const value = 'a < b && c > "d" ]]> Grüße 日本語 👍🏽';
  const finding = { ...drift, declared: { value }, live: { absent: true } } as Finding;
  const [failure] = elementsOf(junit(reportAbout([resource('a')], [finding])), 'failure');
  expect(failure?.text).toContain(JSON.stringify(value));
});

test('the same report gives the same bytes', () => {
  expect(reporters.junit(fullReport, plain)).toBe(reporters.junit(structuredClone(fullReport), plain));
});
