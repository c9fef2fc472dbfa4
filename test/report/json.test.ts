import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report/report.ts';
import { isReporterName, reporters } from '../../src/report/index.ts';
import { fullReport, reportOf } from './samples.ts';

const context = { width: 80, color: true };

/** A copy whose objects have their members in the opposite order. */
function reversed<T>(data: T): T;
function reversed(data: unknown): unknown {
  if (Array.isArray(data)) return data.map((entry) => reversed(entry));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .map(([name, value]) => [name, reversed(value)])
      .toReversed(),
  );
}

test('writes the whole report and ends with a line feed', () => {
  const text = reporters.json(fullReport, context);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(fullReport)));
  expect(text.endsWith('}\n')).toBe(true);
});

test('gives the same bytes whatever order members were added in', () => {
  expect(reporters.json(reversed(fullReport), context)).toBe(reporters.json(fullReport, context));
});

test('does not depend on the width or colour', () => {
  expect(reporters.json(fullReport, { width: 40, color: false })).toBe(reporters.json(fullReport, context));
});

test('leaves out what is undefined and keeps awkward names', () => {
  const report: Report = { ...reportOf(), unsetVariables: [] };
  const live = JSON.parse('{"__proto__": 1, "10": 2, "9": 3}');
  const [finding] = fullReport.findings;
  if (finding === undefined) throw new Error('the full report has findings');
  const text = reporters.json(
    { ...report, findings: [{ ...finding, since: undefined, live: { value: live } }] },
    context,
  );
  const read = JSON.parse(text);
  expect(text).not.toContain('since');
  expect(Object.keys(read.findings[0].live.value).toSorted()).toEqual(['10', '9', '__proto__']);
});

test('the registry knows its reporters and nothing else', () => {
  expect(Object.keys(reporters).every(isReporterName)).toBe(true);
  expect(['', 'xml', 'toString', '__proto__'].some(isReporterName)).toBe(false);
});
