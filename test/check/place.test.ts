import { describe, expect, it } from 'vitest';
import type { AwsReader, Read } from '../../src/aws/reads.ts';
import type { Examination } from '../../src/check/examination.ts';
import { guardPlace, readPlace } from '../../src/check/place.ts';
import { noSecretPlaces } from '../../src/check/secret-places.ts';
import type { KindRun } from '../../src/kinds/kind.ts';
import { namesHidden } from '../../src/model/hidden.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { AwsProblem, DraftChecked, DraftGap } from '../../src/model/report.ts';
import type { ProviderConfiguration } from '../../src/terraform/stack.ts';

const start = { line: 1, column: 1, offset: 0 };
const at = { file: 'main.tf', start, end: start };
const attributes = { compared: 1, equal: 1, drifted: 0, undetermined: 0 };

const checked = (address: string, status: DraftChecked['status'], name = address): DraftChecked => ({
  kind: 'security-group',
  address,
  identity: { name },
  status,
  attributes,
});
const gap = (address: string, problem: AwsProblem['kind']): DraftGap => ({
  code: 'unreadable',
  scope: 'resource',
  kind: 'security-group',
  address,
  identity: { name: address },
  reason: { kind: 'aws', problem: { kind: problem, action: 'ec2:DescribeSecurityGroups' } },
});

function examination(
  run: Partial<Pick<KindRun, 'checked' | 'gaps'>>,
  providers: readonly ProviderConfiguration[] = [],
): Examination {
  return {
    stack: {
      directory: '.',
      workspace: 'blue',
      resources: [],
      providers,
      holes: [],
      diagnostics: [],
      unsetVariables: [],
    },
    place: { account: '123456789012', region: 'us-east-1' },
    runs: [{ checked: [], findings: [], gaps: [], learnt: new Map(), ...run }],
    types: ['aws_security_group'],
    places: noSecretPlaces,
    secrets: new Set(),
    hidden: namesHidden,
  };
}

function problemOf(run: () => void): Problem | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const guard = (...args: Parameters<typeof examination>) =>
  problemOf(() => guardPlace(examination(...args), 'aws'))?.code;

describe('guardPlace', () => {
  it.each([
    ['something found', { checked: [checked('a', 'in-sync'), checked('b', 'missing')] }, undefined],
    ['one thing, missing', { checked: [checked('a', 'missing')] }, undefined],
    ['several, all missing', { checked: [checked('a', 'missing'), checked('b', 'missing')] }, 'wrong-place'],
    [
      'one group and its rules, missing',
      { checked: [checked('group', 'missing', 'redis'), checked('rule', 'missing', 'redis')] },
      undefined,
    ],
    ['all unidentified', { checked: [checked('a', 'unidentified'), checked('b', 'unidentified')] }, undefined],
    ['nothing declared', {}, 'nothing-declared'],
    ['no credentials', { gaps: [gap('a', 'no-credentials')] }, 'aws'],
    ['expired before the first answer', { gaps: [gap('a', 'expired'), gap('b', 'expired')] }, 'aws'],
    ['expired later', { checked: [checked('a', 'in-sync')], gaps: [gap('b', 'expired')] }, undefined],
    ['denied, and the rest read', { checked: [checked('a', 'drifted')], gaps: [gap('b', 'denied')] }, undefined],
    ['nothing of it recorded', { gaps: [gap('a', 'not-recorded')] }, 'wrong-place'],
  ] as const)('%s', (_, run, expected) => {
    expect(guard(run)).toBe(expected);
  });

  it('tells where it looked and for what', () => {
    const run = { checked: [checked('b', 'missing', 'two'), checked('a', 'missing', 'one')] };
    expect(problemOf(() => guardPlace(examination(run), 'aws'))).toEqual({
      code: 'wrong-place',
      declared: 2,
      account: '123456789012',
      region: 'us-east-1',
      workspace: 'blue',
      source: 'aws',
      looked: [
        { address: 'a', name: 'one' },
        { address: 'b', name: 'two' },
      ],
    });
  });

  it('passes on errors in the code that may be why it looks there', () => {
    const error = { severity: 'error', code: 'invalid-index', summary: 'Invalid index', detail: '', at } as const;
    const warning = { ...error, severity: 'warning' } as const;
    const wrong = examination({ checked: [checked('a', 'missing', 'one'), checked('b', 'missing', 'two')] });
    const stack = { ...wrong.stack, diagnostics: [warning, error] };
    expect(problemOf(() => guardPlace({ ...wrong, stack }, 'aws'))).toMatchObject({ errors: [error] });
  });

  const provider = (name: string, argument: string, accounts: readonly string[], assumes = false) => ({
    name,
    module: '',
    at,
    body: {
      attributes: new Map([
        [
          argument,
          {
            at,
            value: {
              kind: 'tuple' as const,
              elements: accounts.map((value) => ({ kind: 'string' as const, value })),
            },
          },
        ],
      ]),
      blocks: new Map(assumes ? [['assume_role', { blocks: [] }]] : []),
    },
  });
  const found = { checked: [checked('a', 'in-sync')] };
  it.each([
    ['an allowed account', provider('aws', 'allowed_account_ids', ['123456789012']), undefined],
    ['another account', provider('aws', 'allowed_account_ids', ['210987654321']), 'account-not-allowed'],
    ['a forbidden account', provider('aws', 'forbidden_account_ids', ['123456789012']), 'account-not-allowed'],
    ['another provider', provider('other', 'allowed_account_ids', ['210987654321']), undefined],
    ['a provider that assumes a role', provider('aws', 'allowed_account_ids', ['210987654321'], true), undefined],
  ])('honours %s', (_, configuration, expected) => {
    expect(guard(found, [configuration])).toBe(expected);
  });
});

describe('readPlace', () => {
  const reader = (identity: Read<unknown>): AwsReader => ({
    source: 'aws',
    defaultRegion: async () => 'eu-west-1',
    read: async () => identity as never,
  });

  it('takes account and partition from the caller', async () => {
    const arn = 'arn:aws-cn:sts::123456789012:assumed-role/reader/session';
    expect(await readPlace(reader({ status: 'found', value: { account: '123456789012', arn } }))).toEqual({
      region: 'eu-west-1',
      account: '123456789012',
      partition: 'aws-cn',
    });
  });

  it('keeps the problem when it cannot tell', async () => {
    const problem: AwsProblem = { kind: 'denied', action: 'sts:GetCallerIdentity' };
    expect(await readPlace(reader({ status: 'unreadable', problem }))).toEqual({ region: 'eu-west-1', problem });
  });
});
