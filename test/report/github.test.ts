import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Report } from '../../src/model/report/report.ts';
import { inertAnnotations } from '../../src/report/annotation.ts';
import { isAnnotating, isReporterName, reporters } from '../../src/report/index.ts';
import type { RenderContext } from '../../src/report/reporter.ts';
import { runnerReads } from './runner.ts';
import { at, findingOf, fullReport, reportOf } from './samples.ts';

const plain: RenderContext = { width: 80, color: false };
const annotate = (report: Report, context: Partial<RenderContext> = {}) =>
  runnerReads(reporters.github(report, { ...plain, ...context }));
const levelsOf = (commands: readonly { readonly command: string }[]) => commands.map(({ command }) => command);

function drift(count: number, more: Partial<Finding>): readonly Finding[] {
  return Array.from({ length: count }, (_, index) =>
    findingOf('ecs/env-changed', {
      path: `containers[api].environment[V${index}]`,
      at: at('main.tf', index + 1),
      ...more,
    }),
  );
}

test('puts a finding on its line, in a form that the runner reads', () => {
  const output = reporters.github(
    reportOf({ findings: [findingOf('ecs/env-changed', { declared: { value: 'a' }, live: { value: 'b' } })] }),
    plain,
  );
  expect(output).toBe(
    [
      '::error file=infra/main.tf,line=57,col=3,endLine=57,title=Environment variable MODE of container api differs::',
      'module.api.aws_ecs_task_definition.this%0Adeclared: "a"%0Alive: "b"%0A[ecs/env-changed]\n',
    ].join(''),
  );
});

test('names files as the repository does, wherever the run began', () => {
  const report = reportOf({ findings: [findingOf('ecs/env-changed', { at: at('../modules/api/a:b,c%.tf', 3) })] });
  const { commands } = annotate(report, { checkout: { top: '/srv/code', from: '/srv/code/live' } });
  expect(commands[0]?.properties['file']).toBe('modules/api/a:b,c%.tf');
});

test('takes a column only for what stands on one line', () => {
  const range = { file: 'main.tf', start: { line: 3, column: 5, offset: 9 }, end: { line: 9, column: 1, offset: 90 } };
  const { commands } = annotate(reportOf({ findings: [findingOf('ecs/env-changed', { at: range })] }));
  expect(commands[0]?.properties).toMatchObject({ file: 'main.tf', line: '3', endLine: '8' });
  expect(commands[0]?.properties).not.toHaveProperty('col');
});

test('shows the ten worst of each level that the runner shows, and says how many more there are', () => {
  const findings = [
    ...drift(200, { severity: 'note' }),
    ...drift(100, { severity: 'warning' }),
    ...drift(200, { severity: 'error' }),
  ];
  const { commands, others } = annotate(reportOf({ findings }));
  expect(others).toEqual([]);
  expect(levelsOf(commands)).toEqual([
    ...Array(10).fill('error'),
    ...Array(10).fill('warning'),
    ...Array(10).fill('notice'),
  ]);
  expect(commands.at(-1)?.message).toMatch(/190 errors, 90 warnings, 191 notes/);
});

test('shows what the change makes of a value that AWS has otherwise, and what it was', () => {
  const sides = { base: { value: 'old' }, declared: { value: 'new' }, live: { value: 'other' } };
  const { commands } = annotate(
    reportOf({ findings: [findingOf('ecs/env-changed', { verdict: 'collides', ...sides })] }),
  );
  expect(commands[0]?.message).toMatch(/base: "old"\ndeclared: "new"\nlive: "other"/);
});

test('says nothing of what is in sync', () => {
  expect(reporters.github(reportOf(), plain)).toBe('');
});

describe('a run about a change', () => {
  const report = reportOf({
    findings: [
      findingOf('ecs/env-changed', { verdict: 'collides', path: 'containers[a].environment[A]' }),
      findingOf('ecs/env-changed', { verdict: 'drift', untouched: true, path: 'containers[a].environment[B]' }),
      findingOf('ecs/env-changed', { verdict: 'pending', path: 'containers[a].environment[C]' }),
      findingOf('ecs/env-changed', { verdict: 'pending', path: 'containers[a].environment[D]' }),
      findingOf('ecs/env-changed', { verdict: 'awaiting-apply', path: 'containers[a].environment[E]' }),
      findingOf('ecs/env-changed', { verdict: 'adopts', path: 'containers[a].environment[F]' }),
      findingOf('ecs/env-changed', { verdict: 'owned', path: 'containers[a].environment[G]' }),
      findingOf('ecs/env-changed', { verdict: 'ignored', path: 'containers[a].environment[H]' }),
    ],
  });
  const change = { base: { revision: 'main', commit: 'b'.repeat(40) }, scope: 'touched', touched: 1 } as const;
  const named = ({ title = '' }: Readonly<Record<string, string>>) => / ([A-H]) /.exec(title)?.[1] ?? '';

  test('is about what collides; what the change does not touch is a notice, and what is in flight is counted', () => {
    const { commands } = annotate({ ...report, change });
    expect(commands.map(({ command, properties }) => [command, named(properties)])).toEqual([
      ['error', 'A'],
      ['notice', 'B'],
      ['notice', ''],
    ]);
    expect(commands.at(-1)?.message).toMatch(/2 differences .*, 1 difference .*, 1 difference /);
  });

  test('counts what it does not touch when it is to answer for all', () => {
    const { commands } = annotate({ ...report, change: { ...change, scope: 'all' } });
    expect(levelsOf(commands)).toEqual(['error', 'error', 'notice']);
  });

  test('tells what is set aside on request', () => {
    const { commands } = annotate({ ...report, change }, { setAside: true });
    expect(commands.map(({ properties }) => named(properties))).toEqual(['A', 'B', 'G', 'H', '']);
  });
});

test('what could not be decided or run is on a line, too', () => {
  const report = reportOf({
    gaps: [1, 2].map((line) => ({
      code: 'unreadable',
      scope: 'resource',
      address: `aws_ecs_service.s${line}`,
      at: at('main.tf', line),
      reason: { kind: 'aws', problem: { kind: 'denied', action: 'ecs:DescribeServices' } },
      target: 'default',
    })),
  });
  const [target] = report.targets;
  if (target === undefined) throw new Error('a report has a target');
  const broken = {
    ...target,
    name: 'broken',
    directory: 'infra/broken',
    problem: { code: 'usage', message: 'no: this' },
  };
  const { commands } = annotate({ ...report, targets: [target, broken] });
  expect(commands.map(({ command, properties }) => [command, properties['file'], properties['line']])).toEqual([
    ['error', 'infra/broken/main.tf', '1'],
    ['warning', 'main.tf', '1'],
  ]);
  expect(commands[1]?.message).toMatch(/aws_ecs_service\.s1\naws_ecs_service\.s2/);
});

const piece = fc.oneof(
  fc.constantFrom('::', ':', ',', '%', '%0A', '%0a::error::x', '%25', '\n', '\r', '\r\n', ' ', '##[error]', ']', ';'),
  fc.constantFrom(
    '::set-output name=x::y',
    '\n::add-mask::x',
    '::stop-commands::t',
    '\u001b[1m',
    '\u2028',
    '\ud83d',
    '=',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('whatever the values are, the runner reads one annotation for each finding, on its own line', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (value, name, file) => {
      const finding = findingOf('ecs/env-changed', {
        path: `containers[api].environment[${name}]`,
        address: `aws_ecs_task_definition.x[${JSON.stringify(name)}]`,
        declared: { value },
        live: { value: `${value}.` },
        at: at(`a${file}.tf`, 7),
      });
      const output = reporters.github(reportOf({ findings: [finding] }), plain);
      expect(output.split('\n')).toHaveLength(2);
      const { commands, others } = runnerReads(output);
      expect(others).toEqual([]);
      expect(levelsOf(commands)).toEqual(['error']);
      expect(commands[0]?.properties).toMatchObject({ line: '7', endLine: '7', col: '3' });
      expect(Object.keys(commands[0]?.properties ?? {})).toEqual(['file', 'line', 'col', 'endLine', 'title']);
      expect(commands[0]?.message).toMatch(/\[ecs\/env-changed\]$/);
      // Nothing is escaped twice.
      expect(inertAnnotations(output)).toBe(output);
    }),
    { numRuns: 200 },
  );
});

test('a value with a percent sign, commas and colons reads as it is', () => {
  const value = 'a,b: 100%25 %0A ::x';
  const { commands } = annotate(
    reportOf({ findings: [findingOf('ecs/env-changed', { declared: { value }, live: { absent: true } })] }),
  );
  expect(commands[0]?.message).toContain(`declared: ${JSON.stringify(value)}\n`);
});

test('no message is longer than the runner takes', () => {
  const long = 'x%\n'.repeat(10_000);
  const { commands } = annotate(
    reportOf({
      findings: [
        findingOf('ecs/env-changed', {
          declared: { value: long },
          live: { value: `${long}y` },
          address: long,
          path: long,
        }),
      ],
    }),
  );
  expect(commands[0]?.message.length).toBeLessThanOrEqual(4096);
  expect(commands[0]?.properties['title']?.length).toBeLessThanOrEqual(255);
});

describe('inertAnnotations', () => {
  test.each([
    ['::set-output name=x::y', '\\u003a:set-output name=x::y'],
    ['::error::x', '\\u003a:error::x'],
    ['::error title=a::b ##[error]c', '::error title=a::b #\\u0023[error]c'],
    ['  ::error title=a::b', '  \\u003a:error title=a::b'],
    ['::add-mask title=a::b', '\\u003a:add-mask title=a::b'],
    ['::notice title=a::\u001b[2J', '::notice title=a::\\u001b[2J'],
    ['::warning file=x,title=a::::b', '::warning file=x,title=a::::b'],
    ['x\r::debug::y', 'x\\u000d::debug::y'],
  ])('lets of %j pass %j', (text, passed) => {
    expect(inertAnnotations(text)).toBe(passed);
    expect(inertAnnotations(passed)).toBe(passed);
  });

  test('lets no command pass but annotations', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const read = runnerReads(inertAnnotations(text));
        for (const { command } of read.commands) expect(['error', 'warning', 'notice']).toContain(command);
      }),
    );
  });
});

test('only this reporter writes commands', () => {
  const names = Object.keys(reporters).filter(isReporterName);
  expect(names.filter(isAnnotating)).toEqual(['github']);
  for (const name of names) {
    const { commands } = runnerReads(reporters[name](fullReport, plain));
    expect(commands.length > 0).toBe(isAnnotating(name));
  }
});
