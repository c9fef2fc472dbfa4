import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Report, reportSchema } from '../../src/model/report/report.ts';
import { json } from '../../src/report/json.ts';
import { expectGenerated } from '../generated.ts';
import { findings, fullReport, gaps, reportOf } from './samples.ts';

const file = new URL('../../docs/report.schema.json', import.meta.url);

test('the published schema is the one that the report is made of', () => {
  const schema = z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'input' });
  expectGenerated(file, `${JSON.stringify(schema, undefined, 2)}\n`);
});

describe('against the published schema', () => {
  const published = z.fromJSONSchema(z.looseObject({}).parse(JSON.parse(readFileSync(file, 'utf8'))));
  const validates = (report: unknown): boolean => published.safeParse(report).success;
  const written = (report: Report): unknown => JSON.parse(json(report, { width: 80, color: false }));

  test('a report without findings is valid', () => {
    expect(validates(written(reportOf()))).toBe(true);
  });

  test.each(findings.map((finding, index) => [index, finding.type, finding.rule, finding] as const))(
    'finding %i (%s, %s) is valid',
    (_index, _type, _rule, finding) => {
      expect(validates(written(reportOf({ findings: [finding] })))).toBe(true);
    },
  );

  test.each(gaps.map((gap, index) => [index, gap.code, gap.reason.kind, gap] as const))(
    'gap %i (%s, %s) is valid',
    (_index, _code, _kind, gap) => {
      expect(validates(written(reportOf({ gaps: [gap] })))).toBe(true);
    },
  );

  test('what the schema does not know is not valid', () => {
    const report = z.looseObject({ summary: z.looseObject({}) }).parse(written(fullReport));
    expect(validates(report)).toBe(true);
    expect(validates({ ...report, further: 1 })).toBe(false);
    expect(validates({ ...report, schemaVersion: 2 })).toBe(false);
    expect(validates({ ...report, summary: { ...report.summary, outcome: 'fine' } })).toBe(false);
    expect(
      validates({ ...report, gaps: [{ ...gaps[0], reason: { kind: 'variable', from: [{ kind: 'nothing' }] } }] }),
    ).toBe(false);
  });

  test('every type of finding and every code of gap is among the samples', () => {
    const seen = (values: readonly string[]) => [...new Set(values)].toSorted();
    const types = z.looseObject({ $defs: z.looseObject({ Finding: z.looseObject({ oneOf: z.array(z.unknown()) }) }) });
    const { $defs } = types.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(seen(findings.map(({ type }) => type))).toHaveLength($defs.Finding.oneOf.length);
    const codes = z.looseObject({
      Gap: z.looseObject({ properties: z.looseObject({ code: z.looseObject({ enum: z.array(z.string()) }) }) }),
    });
    expect(seen(gaps.map(({ code }) => code))).toEqual(codes.parse($defs).Gap.properties.code.enum.toSorted());
  });
});
