import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Gap } from '../../src/model/report/gap.ts';
import type { Report } from '../../src/model/report/report.ts';
import { ruleIds } from '../../src/model/rule.ts';
import { reporters } from '../../src/report/index.ts';
import type { RenderContext } from '../../src/report/reporter.ts';
import { tries } from '../tries.ts';
import { at, findingOf, fullReport, reportOf } from './samples.ts';

const plain: RenderContext = { width: 80, color: false };

/*
 * The official schema, and the validator that its package uses. The package's own matcher needs a part of Jest.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
 */
const require = createRequire(import.meta.url);
const packageFile = require.resolve('@microsoft/jest-sarif/package.json');
const requireOfPackage = createRequire(packageFile);
const schemaFile = packageFile.replace(/package\.json$/, 'lib/schemas/sarif-2.1.0-rtm.5.json');
const Ajv = requireOfPackage('ajv');
const ajv = new Ajv({ schemaId: 'auto', allErrors: true });
ajv.addMetaSchema(requireOfPackage('ajv/lib/refs/json-schema-draft-04.json'));
const isValid = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

const text = z.object({ text: z.string().min(1) });
/** https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support: "may not be empty" */
const place = z.object({
  artifactLocation: z.object({
    // Relative, with forward slashes, percent-encoded.
    uri: z.string().regex(/^(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2})+(?:\/(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2})+)*$/),
    uriBaseId: z.literal('%SRCROOT%').optional(),
  }),
  region: z.object({
    startLine: z.int().min(1),
    startColumn: z.int().min(1),
    endLine: z.int().min(1),
    endColumn: z.int().min(1),
  }),
});
const notification = z.object({
  descriptor: z.object({ id: z.string().min(1) }),
  level: z.enum(['error', 'warning', 'note']),
  message: text,
  locations: z.array(z.object({ physicalLocation: place })).optional(),
});
/** What code scanning asks for, with its limits. */
const accepted = z.object({
  $schema: z.string().min(1),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.object({
      tool: z.object({
        driver: z.object({
          name: z.string().min(1),
          version: z.string().min(1),
          rules: z
            .array(
              z.object({
                id: z.string().min(1),
                name: z.string().regex(/^[A-Z][A-Za-z]{1,254}$/),
                shortDescription: z.object({ text: z.string().min(1).max(1024) }),
                fullDescription: z.object({ text: z.string().min(1).max(1024) }),
                help: z.object({ text: z.string().min(1), markdown: z.string().min(1) }),
                defaultConfiguration: z.object({ level: z.enum(['error', 'warning', 'note']) }),
                properties: z.object({ tags: z.array(z.string().min(1)).max(10) }),
              }),
            )
            .max(25_000),
        }),
      }),
      automationDetails: z.object({ id: z.string() }).optional(),
      columnKind: z.literal('utf16CodeUnits'),
      invocations: z.tuple([
        z.object({
          executionSuccessful: z.boolean(),
          exitCode: z.int(),
          toolExecutionNotifications: z.array(notification),
          toolConfigurationNotifications: z.array(notification).optional(),
        }),
      ]),
      results: z
        .array(
          z.object({
            ruleId: z.string().min(1),
            ruleIndex: z.int(),
            level: z.enum(['error', 'warning', 'note']),
            message: text,
            locations: z.tuple([z.looseObject({ physicalLocation: place })]),
            relatedLocations: z.array(z.object({ physicalLocation: place })).optional(),
            partialFingerprints: z.object({ primaryLocationLineHash: z.string().min(1) }),
            suppressions: z.array(z.object({ justification: z.string().optional() })).optional(),
            properties: z.looseObject({ verdict: z.string() }),
          }),
        )
        .max(25_000),
    }),
  ]),
});

/** The run, in a file that keeps to the schema and that code scanning takes. */
function sarif(report: Report, context: Partial<RenderContext> = {}) {
  const data: unknown = JSON.parse(reporters.sarif(report, { ...plain, ...context }));
  const valid = isValid(data);
  expect(isValid.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  const [run] = accepted.parse(data).runs;
  for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  const keys = run.results.map((result) =>
    JSON.stringify([
      result.ruleId,
      result.locations[0].physicalLocation.artifactLocation.uri,
      result.partialFingerprints.primaryLocationLineHash,
    ]),
  );
  // Results with one key are one alert.
  expect(new Set(keys).size).toBe(keys.length);
  return run;
}

function drift(count: number, more: Partial<Finding>): readonly Finding[] {
  return Array.from({ length: count }, (_, index) =>
    findingOf('ecs/env-changed', { id: `${more.severity}${index}`, path: `V${index}`, ...more }),
  );
}

test('keeps to the schema and to what code scanning asks for, whatever a report holds', () => {
  const run = sarif(fullReport, { setAside: true });
  expect(new Set(run.results.map(({ ruleId }) => ruleId))).toEqual(new Set(ruleIds));
});

test('the schema is in force', () => {
  expect(isValid({ version: '2.1.0', runs: [{ results: [{ message: {} }] }] })).toBe(false);
});

test('describes every rule, found or not, as the catalogue does', () => {
  const { rules } = sarif(reportOf()).tool.driver;
  expect(rules.map(({ id }) => id)).toEqual(ruleIds);
  const rule = rules.find(({ id }) => id === 'delivery/not-deployed');
  expect(rule).toMatchObject({ name: 'DeliveryNotDeployed', defaultConfiguration: { level: 'error' } });
  expect(rule?.help.markdown).toMatch(/```sh\naws ecs update-service .*\n/);
  // No paragraph is cut where a description ends.
  expect(rules.filter(({ fullDescription }) => fullDescription.text.endsWith('…'))).toEqual([]);
});

test('says where, what and how much of a finding', () => {
  const [result] = sarif(
    reportOf({ findings: [findingOf('ecs/env-changed', { declared: { value: 'a' }, live: { value: 'b' } })] }),
  ).results;
  expect(result).toMatchObject({
    ruleId: 'ecs/env-changed',
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'infra/main.tf', uriBaseId: '%SRCROOT%' },
          region: { startLine: 57, startColumn: 3, endLine: 57, endColumn: 20 },
        },
        logicalLocations: [{ fullyQualifiedName: 'module.api.aws_ecs_task_definition.this' }],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: '0123456789abcdef:1' },
  });
  expect(result?.message.text).toMatch(
    /^Environment variable MODE of container api differs\.\ndeclared: "a"\nlive: "b"$/,
  );
});

describe('the fingerprint', () => {
  const printOf = (findings: readonly Finding[]) =>
    sarif(reportOf({ findings: [...findings] })).results.map(
      ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
    );

  test('tells apart two findings on one line, also of one id', () => {
    const one = findingOf('ecs/env-changed', { id: 'a' });
    const other = findingOf('ecs/env-changed', { id: 'b' });
    expect(printOf([one, other, one])).toEqual(['a:1', 'b:1', 'a:2']);
  });

  test('stays the same when lines move', () => {
    const lines = [1, 99].map((line) => printOf([findingOf('ecs/env-changed', { at: at('infra/main.tf', line) })]));
    expect(lines[0]).toEqual(lines[1]);
  });
});

test.each([
  ['main.tf', 'live/main.tf'],
  ['../modules/a b/ü#?%.tf', 'modules/a%20b/%C3%BC%23%3F%25.tf'],
  ['x:y.tf', 'live/x%3Ay.tf'],
  ['half\ud800.tf', 'live/half%EF%BF%BD.tf'],
])('names %j from the top of the repository, percent-encoded', (file, uri) => {
  const report = reportOf({ findings: [findingOf('ecs/env-changed', { at: at(file, 3) })] });
  const [result] = sarif(report, { checkout: { top: '/srv/code', from: '/srv/code/live' } }).results;
  expect(result?.locations[0].physicalLocation.artifactLocation).toEqual({ uri, uriBaseId: '%SRCROOT%' });
});

test('a place outside of the repository is below none of its directories', () => {
  const report = reportOf({ findings: [findingOf('ecs/env-changed', { at: at('../../x.tf', 3) })] });
  const [result] = sarif(report, { checkout: { top: '/srv/code', from: '/srv/code/live' } }).results;
  expect(result?.locations[0].physicalLocation.artifactLocation).toEqual({ uri: '../../x.tf' });
});

describe('what has no place', () => {
  test('is where its resource is', () => {
    const finding = findingOf('ecs/task-definition-missing', { at: undefined } as Partial<Finding>);
    expect(sarif(reportOf({ findings: [finding] })).results[0]?.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'main.tf' },
      region: { startLine: 1, startColumn: 3 },
    });
  });

  test.each([undefined, at('', 1)])('or in a file of the root module (%j)', (nowhere) => {
    const finding = findingOf('sg/rule-unmanaged', { address: '', at: nowhere } as Partial<Finding>);
    const uriOf = (report: Report) => sarif(report).results[0]?.locations[0].physicalLocation.artifactLocation.uri;
    const report = reportOf({ findings: [finding] });
    expect(uriOf(report)).toBe('infra/main.tf');
    const checked = report.checked.map((one) => ({ ...one, at: at('infra/network.tf', 9) }));
    expect(uriOf({ ...report, checked })).toBe('infra/network.tf');
  });
});

test('the worst come first, and what code scanning would not keep is counted', () => {
  const findings = [
    ...drift(3000, { severity: 'note' }),
    ...drift(3000, { severity: 'warning' }),
    ...drift(1500, { severity: 'error' }),
  ];
  // Held against the schema in other tests: here it would take long.
  const [{ results, invocations }] = accepted.parse(JSON.parse(reporters.sarif(reportOf({ findings }), plain))).runs;
  expect(results).toHaveLength(5000);
  expect(results.map(({ level }) => level)).toEqual([
    ...Array(1500).fill('error'),
    ...Array(3000).fill('warning'),
    ...Array(500).fill('note'),
  ]);
  const [first] = invocations[0].toolExecutionNotifications;
  expect(first?.descriptor.id).toBe('results-cut');
  expect(first?.message.text).toContain('2500');
});

test('a finding has one place, and no more related ones than are taken', () => {
  const related = Array.from({ length: 30 }, (_, index) => ({
    address: `a[${index}](1)`,
    at: at('main.tf', index + 1),
  }));
  const [result] = sarif(reportOf({ findings: [findingOf('sg/rule-missing', { related })] })).results;
  expect(result?.relatedLocations).toHaveLength(10);
});

describe('a run about a change', () => {
  const of = (more: Partial<Finding>) => findingOf('ecs/env-changed', { id: JSON.stringify(more), ...more } as Finding);
  const report = reportOf({
    findings: [
      of({ verdict: 'collides' }),
      of({ verdict: 'drift', untouched: true }),
      of({ verdict: 'pending' }),
      of({ verdict: 'awaiting-apply' }),
      of({ verdict: 'adopts' }),
      of({ verdict: 'owned', policy: { by: { kind: 'ignore-changes', argument: 'all' } } }),
      of({ verdict: 'ignored', policy: { owner: 'team', reason: 'why', expires: '2030-01-01' } }),
    ],
  });
  const change = { base: { revision: 'main', commit: 'b'.repeat(40) }, scope: 'touched', touched: 1 } as const;
  const levels = (run: ReturnType<typeof sarif>) =>
    run.results.map(({ level, properties }) => [properties.verdict, level]);

  test('alerts of what collides, notes what it does not touch, and leaves out what is in flight', () => {
    const run = sarif({ ...report, change });
    expect(levels(run)).toEqual([
      ['collides', 'error'],
      ['drift', 'note'],
    ]);
    const flying = run.invocations[0].toolExecutionNotifications.find(
      ({ descriptor }) => descriptor.id === 'in-flight',
    );
    expect(flying?.message.text.match(/1 difference/g)).toHaveLength(3);
    expect(levels(sarif({ ...report, change: { ...change, scope: 'all' } }))).toEqual([
      ['collides', 'error'],
      ['drift', 'error'],
    ]);
  });

  test('holds what is set aside on request, as suppressed', () => {
    const { results } = sarif({ ...report, change }, { setAside: true });
    expect(results.map(({ properties, suppressions }) => [properties.verdict, suppressions?.length ?? 0])).toEqual([
      ['collides', 0],
      ['drift', 0],
      ['owned', 1],
      ['ignored', 1],
    ]);
    expect(results[2]?.suppressions?.[0]?.justification).toContain('ignore_changes = all');
    expect(results[3]?.suppressions?.[0]?.justification).toContain('2030-01-01');
  });
});

test('what is dangerous is said in the message, and by its codes', () => {
  const danger = [
    { code: 'opens-to-everybody', severity: 'error', direction: 'ingress', protocol: '-1', peer: '0.0.0.0/0' } as const,
    { code: 'closes-data', severity: 'error', direction: 'ingress' } as const,
  ];
  const { results } = sarif(
    reportOf({ findings: [findingOf('sg/rule-changed', { danger }), findingOf('sg/rule-extra')] }),
  );
  expect(results.map(({ properties }) => properties['danger'])).toEqual([
    ['opens-to-everybody', 'closes-data'],
    undefined,
  ]);
  expect(results[0]?.message.text).toContain('danger: opens all traffic to everybody (0.0.0.0/0)');
});

test('what could not be decided is told by the run, what makes it incomplete first', () => {
  const gaps: readonly Gap[] = [
    { code: 'value-unknown', scope: 'leaf', address: 'a', path: 'cpu', reason: { kind: 'secret' }, target: 'default' },
    { code: 'module-missing', scope: 'module', address: 'module.m', reason: { kind: 'module' }, target: 'default' },
  ];
  const { invocations } = sarif(reportOf({ gaps: [...gaps] }));
  expect(invocations[0]).toMatchObject({
    executionSuccessful: false,
    exitCode: 3,
    toolExecutionNotifications: [
      { descriptor: { id: 'module-missing' }, level: 'warning' },
      { descriptor: { id: 'value-unknown' }, level: 'note' },
    ],
  });
  const many = Array.from({ length: 3000 }, (_, index) => ({ ...gaps[0], path: `p${index}` }) as Gap);
  const [{ toolExecutionNotifications: told, executionSuccessful }] = sarif(reportOf({ gaps: many })).invocations;
  expect(executionSuccessful).toBe(true);
  expect(told).toHaveLength(1001);
  expect(told.at(-1)?.message.text).toContain('2000');
});

test('a target that could not be run is an error of the run', () => {
  const report = reportOf();
  const targets = report.targets.map((target) => ({ ...target, problem: { code: 'usage', message: 'no' } }));
  const [{ toolExecutionNotifications: told }] = sarif({ ...report, targets }).invocations;
  expect(told.map(({ descriptor, level }) => [descriptor.id, level])).toEqual([['target-failed', 'error']]);
});

test('no text in a message is a link or an argument', () => {
  const value = '[x](1) [a](https://example.com) {0} {{1}}';
  const [result] = sarif(
    reportOf({ findings: [findingOf('ecs/env-changed', { declared: { value }, live: { absent: true } })] }),
  ).results;
  expect(result?.message.text).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
  expect(result?.message.text).not.toMatch(/(?<!\{)\{\d\}/);
});

test('names the repository and the category when they are known, and is silent else', () => {
  const links = { server: 'https://github.example.com', repository: 'o/r', sha: 'c'.repeat(40), directory: '.' };
  expect(JSON.parse(reporters.sarif(reportOf(), { ...plain, links, category: 'driftcheck/eu' })).runs[0]).toMatchObject(
    {
      automationDetails: { id: 'driftcheck/eu/' },
      versionControlProvenance: [{ repositoryUri: 'https://github.example.com/o/r', revisionId: 'c'.repeat(40) }],
    },
  );
  expect(sarif(reportOf())).not.toHaveProperty('automationDetails');
});

const hostile = fc.string({ unit: 'binary', maxLength: 30 });

test('keeps to the schema whatever the findings hold, and gives the same bytes', () => {
  fc.assert(
    fc.property(hostile, hostile, (value, name) => {
      const report = reportOf({
        findings: [
          findingOf('ecs/env-changed', {
            address: `a${name}`,
            path: name,
            declared: { value },
            live: { secret: true },
            at: at(`m${name.replaceAll('/', '')}.tf`, 3),
          }),
        ],
      });
      expect(sarif(report).results).toHaveLength(1);
      expect(reporters.sarif(structuredClone(report), plain)).toBe(reporters.sarif(report, plain));
    }),
    { numRuns: tries(20) },
  );
});
