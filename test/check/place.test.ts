import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import type { Read } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import { type Examination, resultsOf } from '../../src/check/examination.ts';
import { guardPlace, readPlace } from '../../src/check/place.ts';
import { noSecretParts } from '../../src/check/secret-parts.ts';
import type { IdentityOf } from '../../src/model/identity.ts';
import type { Leaf, Status, Subject } from '../../src/model/leaf.ts';
import { wholePath } from '../../src/model/path.ts';
import type { RunPlace } from '../../src/model/place.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { AwsProblem } from '../../src/model/report/aws-problem.ts';
import { namesHidden } from '../../src/model/secret/hidden.ts';
import { SecretCollector } from '../../src/model/secret/known-secrets.ts';
import type { ProviderConfiguration } from '../../src/model/stack.ts';
import type { TerraformValue } from '../../src/model/value.ts';

const start = { line: 1, column: 1, offset: 0 };
const at = { file: 'main.tf', start, end: start };
/** A resource, and what it came to. */
interface Outcome {
  readonly subject: Subject;
  readonly status: Status;
}

const checked = (address: string, status: Status, name = address): Outcome => ({
  subject: { kind: 'security-group', target: 'default', address, identity: { name } },
  status,
});
const everywhere = (address: string, status: Status): Outcome => {
  const { subject } = checked(address, status);
  return { subject: { ...subject, isEverywhere: true }, status };
};
const gap = (address: string, problem: AwsProblem['kind']): Leaf => ({
  subject: checked(address, 'unreadable').subject,
  outcome: 'undetermined',
  whole: true,
  code: 'unreadable',
  path: wholePath,
  reason: { kind: 'aws', problem: { kind: problem, action: 'ec2:DescribeSecurityGroups' } },
});

/** A leaf that makes a resource what it came to. */
function leafOf({ subject, status }: Outcome): Leaf {
  const differs = { subject, outcome: 'differs', rule: 'sg/group-missing', path: wholePath } as const;
  const unknown = { subject, outcome: 'undetermined', whole: true, path: wholePath } as const;
  switch (status) {
    case 'in-sync':
      return { subject, outcome: 'equal', path: wholePath };
    case 'drifted':
      return { ...differs, change: 'changed' };
    case 'owned':
      return { ...differs, change: 'changed', verdict: 'owned' };
    case 'ignored':
      return { ...differs, change: 'changed', verdict: 'ignored' };
    case 'pending':
      return { ...differs, change: 'changed', verdict: 'pending' };
    case 'missing':
      return { ...differs, change: 'missing', whole: true };
    case 'unreadable':
    case 'unidentified':
      return { ...unknown, code: status, reason: { kind: 'variable', name: 'name' } };
  }
}

function examination(
  { checked: outcomes = [], gaps = [] }: { readonly checked?: readonly Outcome[]; readonly gaps?: readonly Leaf[] },
  providers: readonly ProviderConfiguration[] = [],
  place: RunPlace = { account: '123456789012', region: 'us-east-1' },
): Examination {
  return {
    target: 'default',
    source: 'aws',
    stack: {
      directory: '.',
      workspace: 'blue',
      resources: [],
      providers,
      run: place,
      holes: [],
      diagnostics: [],
      unsetVariables: [],
    },
    place,
    compared: {
      subjects: [...outcomes, ...gaps].map(({ subject }) => subject),
      leaves: [...outcomes.map(leafOf), ...gaps],
    },
    gaps: [],
    types: ['aws_security_group'],
    secretParts: noSecretParts,
    secrets: new SecretCollector(),
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
  problemOf(() => guardPlace(examination(...args), { source: 'aws' }))?.code;

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
    [
      'several missing beside what every account has',
      { checked: [everywhere('default', 'drifted'), checked('a', 'missing'), checked('b', 'missing')] },
      'wrong-place',
    ],
    ['nothing but what every account has', { checked: [everywhere('default', 'in-sync')] }, undefined],
    ['all unidentified', { checked: [checked('a', 'unidentified'), checked('b', 'unidentified')] }, undefined],
    ['nothing declared', {}, 'nothing-declared'],
    ['denied, all of it, in an account that AWS told', { gaps: [gap('a', 'denied'), gap('b', 'denied')] }, undefined],
    ['expired later', { checked: [checked('a', 'in-sync')], gaps: [gap('b', 'expired')] }, undefined],
    [
      'something found that is owned elsewhere',
      { checked: [checked('a', 'owned'), checked('b', 'missing')] },
      undefined,
    ],
    ['denied, and the rest read', { checked: [checked('a', 'drifted')], gaps: [gap('b', 'denied')] }, undefined],
    ['nothing of it recorded', { gaps: [gap('a', 'not-recorded')] }, 'wrong-place'],
  ] as const)('%s', (_, run, expected) => {
    expect(guard(run)).toBe(expected);
  });

  it.each([
    ['no credentials', [gap('a', 'no-credentials')]],
    ['expired before the first answer', [gap('a', 'expired'), gap('b', 'expired')]],
  ] as const)('nothing answered, not even whose account it is: %s', (_, gaps) => {
    expect(guard({ gaps }, [], { region: 'us-east-1' })).toBe('aws');
  });

  it('is not kept from it by what was accepted to be missing', () => {
    const before = examination({ checked: [checked('a', 'missing'), checked('b', 'missing')] });
    const leaves = before.compared.leaves.map((leaf): Leaf => {
      return leaf.outcome === 'differs' ? { ...leaf, verdict: 'ignored' } : leaf;
    });
    const accepted = { ...before, compared: { ...before.compared, leaves } };
    expect(resultsOf(accepted).checked.map(({ status }) => status)).toEqual(['ignored', 'ignored']);
    expect(problemOf(() => guardPlace(accepted, { source: 'aws' }))?.code).toBe('wrong-place');
  });

  it('tells where it looked and for what', () => {
    const run = { checked: [checked('b', 'missing', 'two'), checked('a', 'missing', 'one')] };
    expect(problemOf(() => guardPlace(examination(run), { source: 'aws' }))).toEqual({
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
    expect(problemOf(() => guardPlace({ ...wrong, stack }, { source: 'aws' }))).toMatchObject({ errors: [error] });
  });

  const text = (value: string) => ({ kind: 'string' as const, value });
  const variable: TerraformValue = {
    kind: 'unknown',
    type: { kind: 'string' },
    because: { kind: 'variable', module: '', name: 'account' },
  };
  const tuple = (...elements: TerraformValue[]): TerraformValue => ({ kind: 'tuple', elements });
  const provider = (name: string, argument: string, value: TerraformValue, roles?: readonly string[]) => ({
    name,
    module: '',
    at,
    body: {
      attributes: new Map([[argument, { at, value }]]),
      blocks: new Map(
        roles === undefined
          ? []
          : [
              [
                'assume_role',
                {
                  blocks: roles.map((role) => {
                    const attributes = new Map([['role_arn', { at, value: text(role) }]]);
                    return { labels: [], at, body: { attributes, blocks: new Map() } };
                  }),
                },
              ],
            ],
      ),
    },
  });
  const roleOf = (account: string) => [`arn:aws:iam::${account}:role/deploy`];
  const found = { checked: [checked('a', 'in-sync')] };
  const own = text('123456789012');
  const other = text('210987654321');
  it.each([
    ['an allowed account', provider('aws', 'allowed_account_ids', tuple(own)), undefined],
    ['another account', provider('aws', 'allowed_account_ids', tuple(other)), 'account-not-allowed'],
    ['a forbidden account', provider('aws', 'forbidden_account_ids', tuple(own)), 'account-not-allowed'],
    [
      'a forbidden account beside one that is not known',
      provider('aws', 'forbidden_account_ids', tuple(variable, own)),
      'account-not-allowed',
    ],
    [
      'a number for a text',
      provider('aws', 'allowed_account_ids', tuple({ kind: 'number', value: new Decimal('210987654321') })),
      'account-not-allowed',
    ],
    ['an empty list', provider('aws', 'allowed_account_ids', tuple()), undefined],
    ['another provider', provider('other', 'allowed_account_ids', tuple(other)), undefined],
    [
      'a role in another account',
      provider('aws', 'allowed_account_ids', tuple(other), roleOf('210987654321')),
      'account-elsewhere',
    ],
    [
      'a role in the account of the run, which is forbidden',
      provider('aws', 'forbidden_account_ids', tuple(own), roleOf('123456789012')),
      'account-not-allowed',
    ],
    ['a role in the account of the run', provider('aws', 'region', own, roleOf('123456789012')), undefined],
    [
      'a role in the account of the run, which is forbidden',
      provider('aws', 'forbidden_account_ids', tuple(own), roleOf('123456789012')),
      'account-not-allowed',
    ],
    ['a list of roles that is empty', provider('aws', 'allowed_account_ids', tuple(other), []), 'account-not-allowed'],
    [
      'a role of another configuration than the default one',
      { ...provider('aws', 'allowed_account_ids', tuple(other), roleOf('210987654321')), alias: 'other' },
      undefined,
    ],
  ])('honours %s', (_, configuration, expected) => {
    expect(guard(found, [configuration])).toBe(expected);
  });

  describe('without a caller', () => {
    const denied: AwsProblem = { kind: 'denied', action: 'sts:GetCallerIdentity' };
    const nowhere: RunPlace = { region: 'us-east-1', problem: denied };
    const allowed = [provider('aws', 'allowed_account_ids', tuple(own))];
    const arnOf = (account: string) => `arn:aws:ecs:us-east-1:${account}:service/main/api`;
    const service = (identity: IdentityOf<'ecs-service'>): Outcome => ({
      subject: { kind: 'ecs-service', target: 'default', address: 's', identity },
      status: 'in-sync',
    });
    const shared: Outcome = {
      subject: { kind: 'security-group', target: 'default', address: 'g', identity: { account: '210987654321' } },
      status: 'in-sync',
    };

    it.each([
      ['the ARN of what was found', service({ arn: arnOf('210987654321') })],
      ['the account of what was found', service({ account: '210987654321' })],
      ["a group's owner", shared],
    ])('%s shows another account', (_, one) => {
      expect(guard({ checked: [one] }, allowed, nowhere)).toBe('account-not-allowed');
    });

    it('the ARN of what was found shows an allowed one: all is told', () => {
      const run = examination({ checked: [service({ arn: arnOf('123456789012') })] }, allowed, nowhere);
      expect(guardPlace(run, { source: 'aws' })).toBe(run);
    });

    it('the owner of a group counts only where nothing else tells', () => {
      expect(guard({ checked: [shared, service({ arn: arnOf('123456789012') })] }, allowed, nowhere)).toBe(undefined);
      expect(guard({ checked: [shared] }, allowed)).toBe(undefined);
    });

    it.each(['in-sync', 'drifted', 'missing'] as const)(
      'nothing that is %s is told, and all of it is a gap',
      (status) => {
        const run = { checked: [checked('a', status), checked('b', status)] };
        const results = resultsOf(guardPlace(examination(run, allowed, nowhere), { source: 'aws' }));
        expect(results.checked.map((one) => [one.address, one.status, one.attributes.compared])).toEqual([
          ['a', 'unreadable', 0],
          ['b', 'unreadable', 0],
        ]);
        expect(results.findings).toEqual([]);
        expect(results.gaps.map(({ address, scope, reason }) => [address, scope, reason.problem])).toEqual([
          ['a', 'resource', denied],
          ['b', 'resource', denied],
        ]);
      },
    );

    it('what nobody restricts is told', () => {
      const run = examination(found, [], nowhere);
      expect(guardPlace(run, { source: 'aws' })).toBe(run);
    });
  });

  it.each([
    ['allowed_account_ids', variable],
    ['allowed_account_ids', tuple(other, variable)],
    ['forbidden_account_ids', tuple(other, variable)],
    ['allowed_account_ids', tuple({ kind: 'bool', value: true })],
  ])('what is not known of %s is a gap', (argument, value) => {
    const { gaps } = guardPlace(examination(found, [provider('aws', argument, value)]), { source: 'aws' });
    expect(gaps).toMatchObject([{ code: 'value-unknown', scope: 'leaf', address: 'provider.aws', path: argument }]);
  });

  it('what is not known beside the account that is allowed matters to nobody', () => {
    const run = examination(found, [provider('aws', 'allowed_account_ids', tuple(own, variable))]);
    expect(guardPlace(run, { source: 'aws' })).toBe(run);
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
