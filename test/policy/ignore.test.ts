import { describe, expect, it } from 'vitest';
import type { Located } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/load/parse.ts';
import type { IgnoreForm } from '../../src/config/sections/ignore.ts';
import type { Compared, DifferingLeaf, Leaf, Subject } from '../../src/model/leaf.ts';
import { formatPath, parsePath, wholePath } from '../../src/model/path.ts';
import type { Persisted } from '../../src/model/persistence.ts';
import type { PolicyWarning } from '../../src/model/report/policy-source.ts';
import type { ShownValue } from '../../src/model/report/shown-value.ts';
import { withFingerprintKey } from '../../src/model/secret/fingerprint.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import { shownSecret } from '../../src/model/shown-secret.ts';
import { type IgnoreContext, persistenceQuestions, withIgnores } from '../../src/policy/ignore/ignore.ts';
import { nothingUnseen } from '../../src/policy/ignore/unseen.ts';
import { at } from '../report/samples.ts';

const definition: Subject = {
  kind: 'ecs-task-definition',
  target: 'production',
  address: 'aws_ecs_task_definition.api',
  identity: { family: 'api', revision: 150 },
};
const service: Subject = {
  kind: 'ecs-service',
  target: 'production',
  address: 'aws_ecs_service.api',
  identity: { service: 'api' },
};
const group: Subject = {
  kind: 'security-group',
  target: 'production',
  address: 'aws_security_group.redis',
  identity: { id: 'sg-1' },
};

const path = 'containers[api].environment[LOG_LEVEL]';
const drift: DifferingLeaf = {
  outcome: 'differs',
  change: 'changed',
  rule: 'ecs/env-changed',
  subject: definition,
  path: parsePath(path),
  declared: { value: 'info' },
  live: { value: 'debug' },
  seen: 'api:150',
};
const accepted: IgnoreForm = {
  rule: 'ecs/env-changed',
  address: 'aws_ecs_task_definition.api',
  path,
  owner: 'team-api',
  reason: 'debugging until the release',
  expires: '2027-02-27',
};

const located = (...forms: readonly IgnoreForm[]): readonly Located<IgnoreForm>[] =>
  forms.map((value, index) => ({ value, at: at('driftcheck.yaml', index + 1) }));
const compared = (...leaves: readonly Leaf[]): Compared => ({
  subjects: [...new Set(leaves.map(({ subject }) => subject))],
  leaves,
});

interface Case {
  readonly now?: string;
  readonly persisted?: Persisted;
  readonly unseen?: IgnoreContext['unseen'];
}

function judge(leaves: readonly Leaf[], entries: readonly IgnoreForm[], { now, persisted, unseen }: Case = {}) {
  const result = withIgnores(compared(...leaves), located(...entries), {
    now: new Date(now ?? '2027-01-15T12:00:00Z'),
    persistence: () => persisted,
    unseen: unseen ?? nothingUnseen,
  });
  return {
    verdicts: result.compared.leaves.map((leaf) => (leaf.outcome === 'differs' ? (leaf.verdict ?? 'drift') : '-')),
    warnings: result.warnings.map(({ code }) => code),
    result,
  };
}

type Expected = readonly [verdict: string, ...warnings: readonly PolicyWarning['code'][]];

/** One difference and one entry. */
function fits(leaf: Leaf, entry: Partial<IgnoreForm>, more: Case = {}): Expected {
  const { verdicts, warnings } = judge([leaf], [{ ...accepted, ...entry }], more);
  return [verdicts[0] ?? '', ...warnings];
}

const hole = (name: string): string => `\${${name}}`;

describe('what an entry covers', () => {
  it('says who accepted it, why, until when and where that stands', () => {
    const { result } = judge([drift], [accepted]);
    expect(result.compared.leaves).toMatchObject([
      {
        verdict: 'ignored',
        policy: { owner: 'team-api', reason: accepted.reason, expires: '2027-02-27', at: at('driftcheck.yaml', 1) },
      },
    ]);
  });

  it('leaves everything beside it as it is', () => {
    const other = { ...drift, path: parsePath('containers[api].environment[MODE]') };
    const cpu = { ...drift, rule: 'ecs/container-changed', path: parsePath('containers[api].cpu') } as const;
    const equal: Leaf = { outcome: 'equal', subject: definition, path: parsePath('cpu') };
    expect(judge([other, drift, cpu, equal], [accepted])).toMatchObject({
      verdicts: ['drift', 'ignored', 'drift', '-'],
      warnings: [],
    });
  });

  it.each<[string, Partial<IgnoreForm>, Expected]>([
    ['a family of rules', { rule: 'ecs/*' }, ['ignored']],
    ['another rule', { rule: 'ecs/env-missing' }, ['drift', 'ignore-unused']],
    ['a pattern of addresses', { address: 'aws_ecs_task_definition.*' }, ['ignored']],
    ['another address', { address: 'aws_ecs_task_definition.web' }, ['drift', 'ignore-unused']],
    ['a pattern of paths', { path: 'containers[*].environment[LOG_*]' }, ['ignored']],
    ['what lies around it', { path: 'containers[api]' }, ['ignored']],
    ['another path', { path: 'containers[api].environment[LOG]' }, ['drift', 'ignore-unused']],
    ['the resource as a whole', { path: '' }, ['drift', 'ignore-unused']],
    ['its target', { target: 'production' }, ['ignored']],
    ['another target', { target: 'staging' }, ['drift', 'ignore-unused']],
  ])('%s', (_, entry, expected) => {
    expect(fits(drift, entry)).toEqual(expected);
  });

  it('may be a resource that is missing, a key that AWS does not know and an expectation', () => {
    const missing: Leaf = {
      outcome: 'differs',
      change: 'missing',
      rule: 'ecs/service-missing',
      subject: service,
      path: wholePath,
      whole: true,
    };
    expect(fits(missing, { rule: 'ecs/service-missing', address: service.address, path: '' })).toEqual(['ignored']);
    const unknown: Leaf = { ...drift, rule: 'ecs/member-unknown', unknownMember: {} };
    expect(fits(unknown, { rule: 'ecs/member-unknown' })).toEqual(['ignored']);
  });

  it('may be a live element that is taken for a declared one with a detail changed', () => {
    const extra: Leaf = {
      outcome: 'differs',
      change: 'extra',
      rule: 'sg/rule-extra',
      subject: group,
      path: parsePath('ingress[6380/tcp from sg-2]'),
      seen: 'sgr-1',
    };
    const missing = { ...extra, rule: 'sg/rule-missing', path: parsePath('ingress[6379/tcp from sg-2]') } as const;
    const changed: Leaf = { ...missing, change: 'changed', rule: 'sg/rule-changed', apart: [missing, extra] };
    const entry = { ...accepted, address: group.address, rule: 'sg/rule-extra', path: formatPath(extra.path) };
    expect(judge([changed], [entry])).toMatchObject({ verdicts: ['drift', 'ignored'], warnings: [] });
    const whole = { ...entry, rule: 'sg/rule-changed', path: formatPath(changed.path) };
    expect(judge([changed], [whole])).toMatchObject({ verdicts: ['ignored'], warnings: [] });
    expect(judge([changed], [{ ...entry, seen: 'sgr-2' }])).toMatchObject({ verdicts: ['drift'] });
  });

  it('is not what is owned: that fails nothing', () => {
    expect(fits({ ...drift, verdict: 'owned' }, {})).toEqual(['owned', 'ignore-unused']);
  });
});

describe('the day of an entry', () => {
  it.each<[string, string, Expected]>([
    ['2027-02-26T23:59:59.999Z', '2027-02-27', ['ignored']],
    ['2027-02-27T00:00:00.000Z', '2027-02-27', ['ignored']],
    ['2027-02-27T23:59:59.999Z', '2027-02-27', ['ignored']],
    ['2027-02-28T00:00:00.000Z', '2027-02-27', ['drift', 'ignore-expired']],
    ['2027-02-28T01:30:00+02:00', '2027-02-27', ['ignored']],
    ['2028-02-29T12:00:00Z', '2028-02-29', ['ignored']],
    ['2028-03-01T00:00:00Z', '2028-02-29', ['drift', 'ignore-expired']],
    ['2027-12-31T23:59:59Z', '2027-12-31', ['ignored']],
    ['2028-01-01T00:00:00Z', '2027-12-31', ['drift', 'ignore-expired']],
  ])('at %s, one until %s', (now, expires, expected) => {
    expect(fits(drift, { expires }, { now })).toEqual(expected);
  });

  it('is over whether or not there is something that it names, and says where', () => {
    const { result } = judge([], [accepted], { now: '2030-01-01T00:00:00Z' });
    expect(result.warnings).toEqual([
      {
        code: 'ignore-expired',
        at: at('driftcheck.yaml', 1),
        rule: accepted.rule,
        address: accepted.address,
        path,
        owner: 'team-api',
        expires: '2027-02-27',
      },
    ]);
  });

  it('leaves it to another entry that is not over', () => {
    const old = { ...accepted, expires: '2020-01-01' };
    expect(judge([drift], [old, accepted])).toMatchObject({ verdicts: ['ignored'], warnings: ['ignore-expired'] });
  });
});

describe('the value of an entry', () => {
  const absent: ShownValue = { absent: true };
  it.each<[string, Partial<DifferingLeaf>, Partial<IgnoreForm>, boolean]>([
    ['both the same', {}, { declared: 'info', live: 'debug' }, true],
    ['one the same', {}, { live: 'debug' }, true],
    ['another on AWS', { live: { value: 'trace' } }, { declared: 'info', live: 'debug' }, false],
    ['another in the code', { declared: { value: 'warn' } }, { declared: 'info', live: 'debug' }, false],
    ['another case', {}, { live: 'DEBUG' }, false],
    ['a number for a text', { live: { value: '512' } }, { live: 512 }, false],
    ['a text for a number', { live: { value: 512 } }, { live: '512' }, false],
    ['the number', { live: { value: 512 } }, { live: 512 }, true],
    ['a bool for a text', { live: { value: 'true' } }, { live: true }, false],
    ['the bool', { live: { value: false } }, { live: false }, true],
    ['an empty text', { live: { value: '' } }, { live: '' }, true],
    ['an empty text for nothing', { live: absent }, { live: '' }, false],
    ['nothing', { live: absent }, { live: null }, true],
    ['nothing for something', {}, { live: null }, false],
    ['the list', { live: { value: ['a', 'b'] } }, { live: ['a', 'b'] }, true],
    ['the list in another order', { live: { value: ['b', 'a'] } }, { live: ['a', 'b'] }, false],
    ['a longer list', { live: { value: ['a', 'b', 'c'] } }, { live: ['a', 'b'] }, false],
    ['the object, whatever the order', { live: { value: { a: 1, b: [true] } } }, { live: { b: [true], a: 1 } }, true],
    ['an object with more', { live: { value: { a: 1, b: 2 } } }, { live: { a: 1 } }, false],
    [
      'what is not known of it',
      { declared: { unknown: { kind: 'variable', name: 'x' } } },
      { declared: 'info' },
      false,
    ],
    ['a secret', { live: { secret: true } }, { live: 'debug' }, false],
  ])('%s', (_, leaf, entry, same) => {
    expect(fits({ ...drift, ...leaf }, entry)).toEqual(same ? ['ignored'] : ['drift', 'ignore-value-changed']);
  });

  it('is what the file says', () => {
    const text = [
      'ignore:',
      '  - rule: ecs/env-changed',
      '    address: aws_ecs_task_definition.api',
      `    path: ${path}`,
      '    declared: {list: [1, "1", true], none: null}',
      '    live:',
      '    owner: team-api',
      '    reason: why',
      '    expires: 2027-02-27',
    ].join('\n');
    const { ignore } = parseConfig(Buffer.from(text), 'driftcheck.yaml');
    const leaf: Leaf = { ...drift, declared: { value: { none: null, list: [1, '1', true] } }, live: { absent: true } };
    const context = { now: new Date('2027-01-01'), persistence: () => undefined, unseen: nothingUnseen };
    const { compared: judged, warnings } = withIgnores(compared(leaf), ignore, context);
    expect(warnings).toEqual([]);
    expect(judged.leaves).toMatchObject([{ verdict: 'ignored', policy: { at: { start: { line: 2 } } } }]);
  });

  it.each<[string, ShownValue, string | undefined]>([
    [
      'a template',
      { template: ['redis://', { kind: 'resource', address: 'aws_x.y', path: ['hosts', 0] }, ':6379'] },
      `redis://${hole('aws_x.y.hosts[0]')}:6379`,
    ],
    ['a reference', { reference: 'aws_x.y', path: ['arn'] }, hole('aws_x.y.arn')],
    [
      'a variable of a module',
      { unknown: { kind: 'variable', name: 'tag', address: 'module.a' } },
      hole('module.a.var.tag'),
    ],
    [
      'an operation',
      { unknown: { kind: 'operation', name: 'join', from: [{ kind: 'variable', name: 'a' }] } },
      hole('operation join(var.a)'),
    ],
    [
      'a list with a hole, that may go on',
      {
        list: [{ value: 1 }, { unknown: { kind: 'variable', name: 'b' } }],
        open: { kind: 'data', address: 'data.c.d' },
      },
      `[1,"${hole('var.b')}","${hole('data.c.d')}..."]`,
    ],
    ['an object', { members: { a: { absent: true }, b: { template: ['x'] } } }, '{"a":null,"b":"x"}'],
  ])('is known as far as the code is: %s', (_, declared, known) => {
    const leaf = { ...drift, declared };
    expect(fits(leaf, { 'declared-partly': known })).toEqual(['ignored']);
    expect(fits(leaf, { 'declared-partly': `${known}.` })).toEqual(['drift', 'ignore-value-changed']);
    expect(fits({ ...drift, declared: { value: known ?? '' } }, { 'declared-partly': known })).toEqual([
      'drift',
      'ignore-value-changed',
    ]);
  });
});

describe('a secret value', () => {
  const key = 'a long random text';
  const secret = Secret.of('mellon');
  const fingerprint = secret.fingerprint(key) ?? '';
  const shown = (text: string): ShownValue => shownSecret(Secret.of(text));

  it.each<[string, string | undefined, () => ShownValue, Expected]>([
    ['the same', key, () => shown('mellon'), ['ignored']],
    ['another', key, () => shown('friend'), ['drift', 'ignore-value-changed']],
    ['not there any more', key, () => ({ absent: true }), ['drift', 'ignore-value-changed']],
    ['without a key', undefined, () => shown('mellon'), ['drift', 'ignore-not-comparable']],
    ['under another key', 'other', () => shown('mellon'), ['drift', 'ignore-value-changed']],
    [
      'known by another fingerprint only',
      key,
      () => shownSecret(Secret.fromFingerprint('salt', 'ff')),
      ['drift', 'ignore-not-comparable'],
    ],
    ['called secret by the code alone', key, () => ({ value: 'mellon' }), ['ignored']],
    ['so, without a key', undefined, () => ({ value: 'mellon' }), ['drift', 'ignore-not-comparable']],
  ])('%s', (_, under, live, expected) => {
    const result = withFingerprintKey(under, () =>
      fits({ ...drift, live: live() }, { 'live-fingerprint': fingerprint }),
    );
    expect(result).toEqual(expected);
  });
});

describe('what AWS told of', () => {
  it.each<[string, { subject?: Subject; seen?: string | undefined }, string, Case, Expected]>([
    ['the same revision', {}, 'api:150', {}, ['ignored']],
    ['a later one that carries it on', {}, 'api:148', { persisted: 'stood' }, ['ignored']],
    ['a later one, as declared in between', {}, 'api:148', { persisted: 'gone' }, ['drift', 'ignore-came-back']],
    ['a later one, not read', {}, 'api:148', { persisted: 'unread' }, ['drift', 'ignore-not-followed']],
    ['the same rule', { subject: group, seen: 'sgr-1' }, 'sgr-1', {}, ['ignored']],
    ['another rule', { subject: group, seen: 'sgr-2' }, 'sgr-1', {}, ['drift', 'ignore-came-back']],
    ['nothing any more', { seen: undefined }, 'api:150', {}, ['drift', 'ignore-not-followed']],
  ])('%s', (_, leaf, seen, more, expected) => {
    const { seen: now, ...rest } = { ...drift, ...leaf };
    const one: Leaf = { ...rest, ...(now === undefined ? {} : { seen: now }) };
    expect(fits(one, { seen, address: one.subject.address }, more)).toEqual(expected);
  });

  it('is asked for only where all else fits and it is another', () => {
    const now = new Date('2027-01-01');
    const asked = (...entries: readonly Partial<IgnoreForm>[]) =>
      persistenceQuestions(compared(drift), located(...entries.map((entry) => ({ ...accepted, ...entry }))), now);
    expect(asked({}, { seen: 'api:150' }, { seen: 'api:1', live: 'x' }, { seen: 'api:1', path: 'cpu' })).toEqual([]);
    expect(asked({ seen: 'api:1', expires: '2020-01-01' })).toEqual([]);
    expect(asked({ seen: 'api:148', live: 'debug' })).toEqual([{ leaf: drift, seen: 'api:148' }]);
  });
});

describe('an entry that ignores nothing', () => {
  const open = (leafPath: string, more: Partial<Leaf> = {}): Leaf =>
    ({
      outcome: 'undetermined',
      code: 'value-unknown',
      subject: definition,
      path: parsePath(leafPath),
      reason: { kind: 'variable', name: 'x' },
      ...more,
    }) as Leaf;
  const equal: Leaf = { outcome: 'equal', subject: definition, path: parsePath(path) };
  const unusedRule = {
    rule: 'sg/rule-extra',
    address: group.address,
    path: 'ingress[6379/tcp from sg-2]',
  } as const;

  it.each<[string, readonly Leaf[], Partial<IgnoreForm>, Case, boolean]>([
    ['since it is as declared', [equal], {}, {}, true],
    ['since the resource is not in the code', [], {}, {}, true],
    ['while its value is not known', [open(path)], {}, {}, false],
    ['while another value is not known', [open('containers[api].cpu')], {}, {}, true],
    ['while the variables are not known', [open('containers[api].environment')], {}, {}, false],
    ['while the containers are not known', [open('containers')], {}, {}, false],
    ['while some variable is not known', [open('containers[api].environment[*]')], {}, {}, false],
    ['while the resource was not readable', [open('', { whole: true } as Partial<Leaf>)], {}, {}, false],
    [
      'while another resource was not readable',
      [open('', { whole: true, subject: service } as Partial<Leaf>)],
      {},
      {},
      true,
    ],
    [
      'while it is not known how many there are',
      [open('', { whole: true } as Partial<Leaf>)],
      { address: 'aws_ecs_task_definition.api[0]' },
      {},
      false,
    ],
    [
      'while it is of another target that was not readable',
      [open('', { whole: true } as Partial<Leaf>)],
      { target: 'staging' },
      {},
      true,
    ],
    ['while its target was not run', [equal], { target: 'staging' }, { unseen: unrun('staging') }, false],
    ['while another target was not run', [equal], { target: 'production' }, { unseen: unrun('staging') }, true],
    ['of any target, while one was not run', [equal], {}, { unseen: unrun('staging') }, false],
    ['in a module that was not read', [], { address: 'module.a.aws_x.y' }, { unseen: unread('module.a') }, false],
    ['in a module beside it', [], { address: 'module.ab.aws_x.y' }, { unseen: unread('module.a') }, true],
    ['in some module', [], { address: 'module.*.aws_x.y' }, { unseen: unread('module.a') }, false],
    [
      'while a rule of its direction is not known',
      [open('ingress[?/tcp from sg-2]', { subject: group } as Partial<Leaf>)],
      unusedRule,
      {},
      false,
    ],
    [
      'while a rule of the other direction is not known',
      [open('egress[?/tcp to sg-2]', { subject: group } as Partial<Leaf>)],
      unusedRule,
      {},
      true,
    ],
    [
      'while what became of a deployment was not told',
      [open('tasks', { subject: service, isRemark: true } as Partial<Leaf>)],
      { rule: 'delivery/not-deployed', address: service.address, path: 'taskDefinition' },
      {},
      false,
    ],
  ])('%s', (_, leaves, entry, more, unused) => {
    expect(judge(leaves, [{ ...accepted, ...entry }], more).warnings).toEqual(unused ? ['ignore-unused'] : []);
  });

  it('is named in the order of the file', () => {
    const entries = ['c', 'a', 'b'].map((name) => ({ ...accepted, path: name }));
    expect(judge([], entries).result.warnings.map((warning) => warning.path)).toEqual(['c', 'a', 'b']);
  });
});

function unrun(name: string): IgnoreContext['unseen'] {
  return { isMissing: (target) => target === undefined || target === name, addresses: [] };
}

function unread(address: string): IgnoreContext['unseen'] {
  return { isMissing: () => false, addresses: [address] };
}

describe('a broken delivery that was accepted', () => {
  const pointer: DifferingLeaf = {
    outcome: 'differs',
    change: 'changed',
    rule: 'ecs/service-revision',
    subject: service,
    path: parsePath('taskDefinition'),
    isExplained: true,
  };
  const lost: DifferingLeaf = { ...drift, isExplained: true };
  const further = {
    outcome: 'differs',
    change: 'missing',
    rule: 'ecs/secret-missing',
    path: parsePath('containers[api].secrets[TOKEN]'),
    seen: 'api:150',
  } as const;
  const delivery = (more: Partial<DifferingLeaf> = {}): DifferingLeaf => ({
    outcome: 'differs',
    change: 'changed',
    rule: 'delivery/not-deployed',
    subject: service,
    path: parsePath('taskDefinition'),
    isRemark: true,
    related: [{ address: definition.address }],
    seen: 'api:150 behind api:151',
    delivery: { hops: [], brokenAt: 'service', differences: [drift, further] },
    ...more,
  });
  const notDeployed: IgnoreForm = {
    ...accepted,
    rule: 'delivery/not-deployed',
    address: service.address,
    path: 'taskDefinition',
  };
  const told = ({ result }: ReturnType<typeof judge>) =>
    result.compared.leaves.flatMap((leaf) =>
      leaf.outcome === 'differs'
        ? [`${leaf.rule} ${formatPath(leaf.path)}: ${leaf.verdict ?? 'drift'}${leaf.isExplained ? ', explained' : ''}`]
        : [],
    );

  it('covers what is said of the service, and nothing of what is lost: that counts by itself', () => {
    expect(told(judge([pointer, lost, delivery()], [notDeployed]))).toEqual([
      'ecs/service-revision taskDefinition: ignored, explained',
      `ecs/env-changed ${path}: drift`,
      'delivery/not-deployed taskDefinition: ignored',
      'ecs/secret-missing containers[api].secrets[TOKEN]: drift',
    ]);
  });

  it('with all that is lost accepted too, leaves nothing that counts', () => {
    const secret = { ...accepted, rule: 'ecs/secret-missing', path: 'containers[api].secrets[TOKEN]', seen: 'api:150' };
    const all = judge([pointer, lost, delivery()], [notDeployed, accepted, secret]);
    expect(told(all)).toEqual([
      'ecs/service-revision taskDefinition: ignored, explained',
      `ecs/env-changed ${path}: ignored`,
      'delivery/not-deployed taskDefinition: ignored',
      'ecs/secret-missing containers[api].secrets[TOKEN]: ignored',
    ]);
    expect(all.warnings).toEqual([]);
  });

  it('counts while only what is lost was accepted', () => {
    expect(told(judge([pointer, lost, delivery()], [accepted]))).toEqual([
      'ecs/service-revision taskDefinition: drift, explained',
      `ecs/env-changed ${path}: ignored, explained`,
      'delivery/not-deployed taskDefinition: drift',
    ]);
  });

  it('leaves to another delivery what that tells too', () => {
    const web: Subject = { ...service, address: 'aws_ecs_service.web' };
    expect(told(judge([lost, delivery(), delivery({ subject: web })], [notDeployed]))).toEqual([
      `ecs/env-changed ${path}: drift, explained`,
      'delivery/not-deployed taskDefinition: ignored',
      'delivery/not-deployed taskDefinition: drift',
      'ecs/secret-missing containers[api].secrets[TOKEN]: drift',
    ]);
  });

  it('counts again when another revision was registered and is not deployed', () => {
    const entry = { ...notDeployed, seen: 'api:150 behind api:151' };
    expect(fits(delivery(), entry)).toEqual(['ignored']);
    expect(fits(delivery({ seen: 'api:150 behind api:152' }), entry)).toEqual(['drift', 'ignore-came-back']);
  });
});
