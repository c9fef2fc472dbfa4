import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem, RootModule } from '../../src/model/problem.ts';
import type { ReasonData } from '../../src/model/report/reason.ts';
import type { ShownValue } from '../../src/model/report/shown-value.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { progressText } from '../../src/report/message/progress.ts';
import { causeText, pathText, reasonText, rootReasons } from '../../src/report/message/reason.ts';
import { differenceLines, valueText } from '../../src/report/message/value.ts';
import { displayWidth } from '../../src/report/printable.ts';
import { at, awsProblems, reasons, shownValues } from './samples.ts';

const invalid = (count: number, excerpt?: { line: string; column: number; width: number }): Problem => ({
  code: 'terraform-invalid',
  diagnostics: Array.from({ length: count }, (_, index) => ({
    diagnostic: {
      severity: 'error',
      code: 'syntax',
      summary: `Mistake ${index}`,
      detail: 'A block that is opened here is not closed before the end of the file.',
      at: at('infra/main.tf', index + 1),
    },
    ...(excerpt === undefined ? {} : { excerpt }),
  })),
});

const looked = Array.from({ length: 14 }, (_, index) => ({
  address: `aws_ecs_service.s${index}`,
  name: `shop/s${index}`,
}));

/** Every problem, with what its text must name. */
function root(directory: string, variableFiles: readonly string[]): RootModule {
  return { directory, backend: true, provider: false, resources: 2, variableFiles };
}

const problems: readonly (readonly [Problem, readonly string[]])[] = [
  [{ code: 'usage', message: '--format xml: there is no format "xml"' }, ['--format xml', '--help']],
  [{ code: 'directory-missing', directory: 'infra/prod' }, ['infra/prod']],
  [{ code: 'directory-missing', directory: 'infra/main.tf', isFile: true }, ['infra/main.tf', 'file']],
  [
    { code: 'variable-invalid', name: 'nope', origin: '--var', detail: 'not declared', undeclared: true },
    ['variable "nope" {}'],
  ],
  [{ code: 'no-terraform-files', directory: 'infra', roots: [] }, ['infra']],
  [
    {
      code: 'no-terraform-files',
      directory: 'infra',
      roots: [root('infra/a', ['infra/a/prod.tfvars', 'infra/a/dev.tfvars']), root("infra/it's b", [])],
      searched: { depth: 8, directories: 3000 },
    },
    [
      'driftcheck infra/a --var-file infra/a/prod.tfvars',
      'infra/a/dev.tfvars',
      String.raw`driftcheck 'infra/it'\''s b'`,
      '3000',
    ],
  ],
  [
    { code: 'address-unknown', address: 'aws_ecs_service.ap', candidates: ['aws_ecs_service.api'] },
    ['aws_ecs_service.ap', 'aws_ecs_service.api'],
  ],
  [{ code: 'address-unknown', address: 'nothing.at_all', candidates: [] }, ['nothing.at_all']],
  [invalid(1), ['infra/main.tf:1:3', 'Mistake 0', 'not closed']],
  [
    { code: 'variable-invalid', name: 'replicas', origin: 'prod.tfvars:4', detail: 'a number is needed' },
    ['replicas', 'prod.tfvars:4', 'a number is needed', '--var'],
  ],
  ...awsProblems
    .map((problem) => [{ code: 'aws', problem } as const, ['us-east-1']] as const)
    .filter(([{ problem }]) => problem.kind !== 'not-implemented'),
  [
    {
      code: 'wrong-place',
      declared: 14,
      account: '123456789012',
      region: 'us-east-1',
      workspace: 'blue',
      source: 'aws',
      looked,
    },
    [
      '123456789012',
      'us-east-1',
      'blue',
      'shop/s0',
      'aws_ecs_service.s0',
      '4 more',
      '--profile',
      '--region',
      '--workspace',
    ],
  ],
  [
    { code: 'wrong-place', declared: 1, workspace: 'default', source: 'snapshot', looked: looked.slice(0, 1) },
    ['default', 'snapshot', 'shop/s0'],
  ],
  [
    {
      code: 'wrong-place',
      declared: 2,
      workspace: 'default',
      source: 'aws',
      looked: looked.slice(0, 2),
      errors: [
        {
          severity: 'error',
          code: 'invalid-index',
          summary: 'Invalid index',
          detail: '',
          at: { file: 'main.tf', start: { line: 7, column: 1, offset: 0 }, end: { line: 7, column: 2, offset: 1 } },
        },
      ],
    },
    ['Invalid index', 'main.tf:7'],
  ],
  [
    { code: 'account-not-allowed', account: '123456789012', allowed: ['210987654321'], forbidden: [] },
    ['123456789012', '210987654321', 'allowed_account_ids', '--profile'],
  ],
  [
    { code: 'account-not-allowed', account: '123456789012', allowed: [], forbidden: ['123456789012'] },
    ['123456789012', 'forbidden_account_ids'],
  ],
  [
    {
      code: 'account-elsewhere',
      account: '123456789012',
      assumed: '999999999999',
      address: 'provider.aws',
      at: { file: 'main.tf', start: { line: 7, column: 1, offset: 0 }, end: { line: 7, column: 2, offset: 1 } },
    },
    ['123456789012', '999999999999', 'provider.aws', 'main.tf:7', '--profile'],
  ],
  [{ code: 'account-elsewhere', account: '123456789012', address: 'provider.aws' }, ['123456789012', 'provider.aws']],
  [
    {
      code: 'not-looked-for',
      address: 'aws_ecs_service.api',
      reason: { kind: 'elsewhere', name: 'account', value: '999999999999', run: '123456789012' },
    },
    ['aws_ecs_service.api', '999999999999', '123456789012'],
  ],
  [{ code: 'nothing-declared', directory: 'infra', types: ['aws_ecs_service'] }, ['infra', 'aws_ecs_service']],
  [
    { code: 'nothing-declared', directory: 'infra', types: ['aws_ecs_service'], roots: [root('infra/api', [])] },
    ['driftcheck infra/api'],
  ],
  [
    { code: 'snapshot-unreadable', file: 'live.json', detail: 'it ends too early' },
    ['live.json', 'it ends too early', 'snapshot -o'],
  ],
  [{ code: 'too-large', limit: 'nesting' }, ['500 levels', 'nesting', 'docs/limits.md']],
  [{ code: 'too-large', limit: 'code', where: { file: 'infra/main.tf' } }, ['infra/main.tf']],
  [{ code: 'too-large', limit: 'steps', where: { at: at('infra/main.tf', 7) } }, ['infra/main.tf:7']],
  [{ code: 'too-large', limit: 'instances', where: { address: 'module.a' } }, ['30,000 instances', 'module.a']],
  [{ code: 'output-unwritable', file: 'out/report.json', detail: 'EACCES' }, ['out/report.json', 'permission denied']],
  [{ code: 'input-unreadable', file: 'live.json', detail: 'ENOENT' }, ['live.json', 'no such file']],
  [{ code: 'input-unreadable', file: 'live.json', detail: 'EODD' }, ['live.json', 'EODD']],
  ...(['empty', 'not-json', 'foreign', 'binary-plan', 'encrypted', 'state'] as const).map(
    (found): [Problem, string[]] => [
      { code: 'terraform-json', file: 'given.json', expected: 'plan', found },
      ['given.json', 'show -json'].slice(0, found === 'state' ? 1 : 2),
    ],
  ),
  [{ code: 'terraform-json', file: '-', expected: 'state', found: 'plan' }, ['standard input', '--plan']],
  [
    { code: 'terraform-json', file: 'given.json', expected: 'plan', found: 'version', detail: '2.0' },
    ['given.json', '2.0', 'format version 1'],
  ],
];

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('problemText', () => {
  test.each(problems.map(([problem, named], index) => [index, problem.code, problem, named] as const))(
    'problem %i (%s) says what, where and what to do',
    (_index, _code, problem, named) => {
      const text = problemText(problem);
      const lines = text.split('\n');
      for (const part of named) expect(flat(text)).toContain(part);
      expect(lines.length).toBeGreaterThan(1);
      expect(text).toBe(text.trimEnd());
      expect(displayWidth(`error: ${lines[0]}`)).toBeLessThanOrEqual(80);
      expect(lines.filter((line) => displayWidth(line) > 80 && line.trim().includes(' '))).toEqual([]);
    },
  );

  test('gives a denied action a statement that allows it', () => {
    const text = problemText({ code: 'aws', problem: { kind: 'denied', action: 'ecs:DescribeServices' } });
    const statement = /\{.*\}/.exec(text)?.[0] ?? '';
    expect(JSON.parse(statement)).toEqual({ Effect: 'Allow', Action: 'ecs:DescribeServices', Resource: '*' });
  });

  test('tells the kinds of AWS problem apart', () => {
    const texts = awsProblems.map((problem) => problemText({ code: 'aws', problem }));
    expect(new Set(texts).size).toBe(awsProblems.length);
  });

  test('tells an unset region from a wrong one', () => {
    const problem = { kind: 'unknown-region', action: 'ecs:DescribeServices' } as const;
    const unset = problemText({ code: 'aws', problem });
    const wrong = problemText({ code: 'aws', problem: { ...problem, region: 'us-esat-1' } });
    expect(wrong).toContain('us-esat-1');
    expect(unset).not.toBe(wrong);
  });

  test('counts the errors that it does not list', () => {
    const text = problemText(invalid(300));
    expect(text.match(/Mistake \d+/g)?.length).toBe(20);
    expect(text).toContain('280');
  });

  test.each([
    ['resource "a" "b" {', 18, 1],
    ['\tname = foo(', 13, 1],
    ['  "日本" = x', 10, 1],
    ['', 1, 1],
    ['short', 40, 3],
    [`${'x'.repeat(1_000_000)}!${'y'.repeat(1000)}`, 1_000_001, 1],
  ])('puts the caret under the place in %.20j', (line, column, width) => {
    const lines = problemText(invalid(1, { line, column, width })).split('\n');
    const caret = lines.findIndex((each) => /^ +\| *\^+$/.test(each));
    const [code = '', mark = ''] = lines.slice(caret - 1, caret + 1);
    expect(displayWidth(code)).toBeLessThanOrEqual(80);
    const before = displayWidth(mark.slice(0, mark.indexOf('^')));
    const expected = line[column - 1];
    if (expected === undefined) expect(before).toBeLessThanOrEqual(displayWidth(code) + 1);
    else {
      const shown = [...code].reduce(
        ({ found, columns }, character) => ({
          found: columns === before ? character : found,
          columns: columns + displayWidth(character),
        }),
        { found: '', columns: 0 },
      );
      expect(shown.found).toBe(expected);
    }
  });

  test('is safe whatever the names hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const texts = [
          problemText({ code: 'usage', message: name }),
          problemText({ code: 'input-unreadable', file: name, detail: name }),
          problemText({ code: 'aws', problem: { kind: 'denied', action: name, message: name } }),
          problemText(invalid(1, { line: name, column: 1, width: 4 })),
        ];
        const lines = texts.flatMap((text) => text.split('\n'));
        expect(lines.filter((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
      }),
    );
  });
});

test('progress is one line per step', () => {
  const steps = [
    { step: 'load', directory: 'in\nfra' },
    { step: 'read', resources: 1, round: 1 },
    { step: 'read', resources: 12, round: 2 },
  ] as const;
  const texts = steps.map(progressText);
  expect(texts.filter((text) => text.includes('\n'))).toEqual([]);
  expect(new Set(texts).size).toBe(3);
});

describe('reasons', () => {
  test('come down to their roots, each once', () => {
    const variable: ReasonData = { kind: 'variable', name: 'tag', address: '' };
    const nested: ReasonData = {
      kind: 'operation',
      name: 'join',
      from: [
        variable,
        { kind: 'operation', name: 'lower', from: [{ ...variable, at: at('b.tf', 2) }] },
        { kind: 'plan' },
      ],
    };
    expect(rootReasons(nested)).toEqual([variable, { kind: 'plan' }]);
    expect(rootReasons({ kind: 'operation', name: 'uuid', from: [] })).toHaveLength(1);
  });

  test('have the same cause wherever they come in', () => {
    const one: ReasonData = { kind: 'variable', name: 'tag', address: '', at: at('a.tf', 1) };
    const other = { ...one, at: at('b.tf', 2) };
    expect(causeText(one)).toBe(causeText(other));
    expect(reasonText(one)).toContain('a.tf:1');
    expect(reasonText(other)).toContain('b.tf:2');
  });

  test('are told apart', () => {
    expect(new Set(reasons.map(reasonText)).size).toBe(reasons.length);
  });

  test('with many roots say how many there are', () => {
    const from = Array.from(
      { length: 30 },
      (_, index): ReasonData => ({ kind: 'variable', name: `v${index}`, address: '' }),
    );
    const text = reasonText({ kind: 'operation', name: 'merge', from });
    expect(text).toContain('"v0"');
    expect(text).toContain('26 more');
  });
});

test.each([
  [[], ''],
  [['a', 0, 'b-c'], '.a[0].b-c'],
  [['a b', 'x"y'], '["a b"]["x\\"y"]'],
])('%j is the path %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});

describe('values', () => {
  const variable: ReasonData = { kind: 'variable', name: 'x', address: '' };
  const examples: readonly (readonly [ShownValue, string])[] = [
    [{ value: 'a "b"\n' }, '"a \\"b\\"\\n"'],
    [{ value: ' a ' }, '" a "'],
    [{ value: 1.5 }, '1.5'],
    [{ value: null }, 'null'],
    [{ value: [] }, '[]'],
    [{ value: {} }, '{}'],
    [{ value: { a: ['b', 1] } }, '{ "a": ["b", 1] }'],
    [
      {
        value: {
          protocol: 'tcp',
          fromPort: 6379,
          toPort: 6379,
          source: { kind: 'group', value: 'sg-1', address: 'aws_security_group.tasks' },
          description: 'Redis',
          id: 'sgr-1',
        },
      },
      '6379/tcp, sg-1 (aws_security_group.tasks), "Redis", sgr-1',
    ],
    [
      {
        value: {
          protocol: 'udp',
          fromPort: 1,
          toPort: 9,
          source: { kind: 'group', value: 'sg-1', account: '123456789012' },
        },
      },
      '1-9/udp, sg-1 of account 123456789012',
    ],
    [{ value: { protocol: '-1', source: { kind: 'cidr-ipv4', value: '10.0.0.0/8' } } }, 'all traffic, 10.0.0.0/8'],
    [{ value: { protocol: 'tcp', source: 'x' } }, '{ "protocol": "tcp", "source": "x" }'],
    [{ template: ['a-', variable, '-${'] }, `"a-\${var.x}-$\${"`],
    [{ template: [{ kind: 'data', address: 'data.aws_vpc.main', path: ['id'] }] }, `"\${data.aws_vpc.main.id}"`],
    [{ template: [{ kind: 'operation', name: 'f', from: [variable] }] }, `"\${f(var.x)}"`],
  ];
  test.each(examples)('%j is shown as %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  test('of every form are told apart', () => {
    expect(new Set(shownValues.map(valueText)).size).toBe(shownValues.length);
  });

  test('that are secret show nothing but their fingerprints', () => {
    const [line, ...rest] = differenceLines(
      { secret: true, fingerprint: 'aa' },
      { secret: true, fingerprint: 'bb' },
      80,
    );
    expect(rest).toEqual([]);
    expect(line?.label).toBe('values');
    expect(line?.text).toMatch(/aa.*bb/);
    expect(differenceLines({ secret: true }, { secret: true, fingerprint: 'bb' }, 80)[0]?.text).not.toContain('bb');
  });

  test('that are on neither side take no lines', () => {
    expect(differenceLines(undefined, undefined, 80)).toEqual([]);
  });
});
