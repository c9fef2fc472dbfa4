import { describe, expect, it } from 'vitest';
import type { Located } from '../../src/config/config.ts';
import { type OwnerForm, ownerForm } from '../../src/config/sections/owners.ts';
import type { Compared, DifferingLeaf, Leaf, Subject } from '../../src/model/leaf.ts';
import { parsePath } from '../../src/model/path.ts';
import type { RuleId } from '../../src/model/rule.ts';
import { nothingUnseen, type Unseen } from '../../src/policy/ignore/unseen.ts';
import { ownerOfPolicy, unusedOwners, withOwners } from '../../src/policy/owners.ts';

const at = (line: number) => ({
  file: 'driftcheck.yaml',
  start: { line, column: 5, offset: 0 },
  end: { line, column: 20, offset: 15 },
});

function entries(...forms: Partial<OwnerForm>[]): { owners: readonly Located<OwnerForm>[] } {
  const owners = forms.map((form, index) => ({
    value: ownerForm.parse({ owner: 'the pipeline', ...form }),
    at: at(index + 1),
  }));
  return { owners };
}

const definition: Subject = {
  kind: 'ecs-task-definition',
  target: 'default',
  address: 'module.api.aws_ecs_task_definition.this["a"]',
  identity: {},
};
const service: Subject = { ...definition, kind: 'ecs-service', address: 'module.api.aws_ecs_service.this' };

function differs(path: string, live: unknown, more: Partial<DifferingLeaf> = {}): DifferingLeaf {
  return {
    outcome: 'differs',
    change: 'changed',
    subject: definition,
    rule: 'ecs/container-changed',
    path: parsePath(path),
    declared: { value: 'declared' },
    live: live === undefined ? { absent: true } : { value: live as string },
    ...more,
  };
}

const compared = (...leaves: Leaf[]): Compared => ({ subjects: [definition, service], leaves });

/** `owned by <name>`, `outside of <name>` or nothing, of each leaf. */
function inShort({ leaves }: Compared): readonly string[] {
  return leaves.map((leaf) => {
    const { policy } = leaf;
    const name = `${policy?.owner ?? ''}${policy?.by === undefined ? '' : ` by ${policy.by.kind}`}`;
    const verdict = leaf.outcome === 'differs' ? (leaf.verdict ?? 'drift') : leaf.outcome;
    return policy === undefined ? verdict : `${verdict} ${name}`;
  });
}

describe('an entry', () => {
  const image = 'containers[api].image';
  const owned = 'owned the pipeline';
  const outside = 'drift the pipeline';

  const rows: [name: string, form: Partial<OwnerForm>, leaf: Leaf, expected: string][] = [
    ['owns a member of any container', { path: 'containers[*].image' }, differs(image, 'b'), owned],
    ['owns no other member', { path: 'containers[*].image' }, differs('containers[api].cpu', 1), 'drift'],
    ['owns no other container', { path: 'containers[web].image' }, differs(image, 'b'), 'drift'],
    ['owns in a module', { address: 'module.api.*', path: 'containers[*].image' }, differs(image, 'b'), owned],
    ['owns an address', { address: definition.address, path: 'containers[*].image' }, differs(image, 'b'), owned],
    ['owns in no other module', { address: 'module.web.*', path: 'containers[*].image' }, differs(image, 'b'), 'drift'],
    ['owns in a target', { target: 'default', path: 'containers[*].image' }, differs(image, 'b'), owned],
    ['owns in no other target', { target: 'staging', path: 'containers[*].image' }, differs(image, 'b'), 'drift'],
    [
      'owns a container that is not declared',
      { path: 'containers[datadog-agent]' },
      differs('containers[datadog-agent]', 'agent:7', { change: 'extra', rule: 'ecs/container-extra' }),
      owned,
    ],
    [
      'owns a container that is not there',
      { path: 'containers[datadog-agent]' },
      differs('containers[datadog-agent]', undefined, { change: 'missing', rule: 'ecs/container-missing' }),
      owned,
    ],
    [
      'owns all within a container',
      { path: 'containers[datadog-agent]' },
      differs('containers[datadog-agent].environment[DD_SITE]', 'eu'),
      owned,
    ],
    [
      'owns no container of a name that begins so',
      { path: 'containers[datadog-agent]' },
      differs('containers[datadog-agent-2].cpu', 1),
      'drift',
    ],
    [
      'does not own a container of which it owns a member',
      { path: 'containers[*].image' },
      differs('containers[api]', undefined, { change: 'missing', rule: 'ecs/container-missing' }),
      'drift',
    ],
    ["is spelled as AWS's", { path: 'desiredCount' }, differs('desiredCount', 5, { subject: service }), owned],
    ["is spelled as Terraform's", { path: 'desired_count' }, differs('desiredCount', 5, { subject: service }), owned],
    [
      'owns a number between its bounds',
      { path: 'desired_count', min: 2, max: 8 },
      differs('desiredCount', 5, { subject: service }),
      owned,
    ],
    ...[2, 8].map((count): [string, Partial<OwnerForm>, Leaf, string] => [
      `owns a number that is a bound: ${count}`,
      { path: 'desired_count', min: 2, max: 8 },
      differs('desiredCount', count, { subject: service }),
      owned,
    ]),
    ...[1, 9].map((count): [string, Partial<OwnerForm>, Leaf, string] => [
      `owns no number outside: ${count}`,
      { path: 'desired_count', min: 2, max: 8 },
      differs('desiredCount', count, { subject: service }),
      outside,
    ]),
    [
      'owns a number from one bound on',
      { path: 'desired_count', min: 2 },
      differs('desiredCount', 900, { subject: service }),
      owned,
    ],
    ['owns no text as a number', { path: 'containers[*].cpu', min: 1 }, differs('containers[api].cpu', '5'), outside],
    [
      'owns what is like its pattern',
      { path: image, pattern: 'registry/*:v*' },
      differs(image, 'registry/a:v2'),
      owned,
    ],
    ['owns nothing else', { path: image, pattern: 'registry/*:v*' }, differs(image, 'other/a:v2'), outside],
    ['owns no more than its pattern', { path: image, pattern: 'registry/a' }, differs(image, 'registry/a:v2'), outside],
    [
      'owns nothing that is not there between bounds',
      { path: image, pattern: '*' },
      differs(image, undefined),
      outside,
    ],
    [
      'owns nothing that may not be shown between bounds',
      { path: 'containers[*].environment[A]', pattern: '*' },
      differs('containers[api].environment[A]', 'x', { live: { secret: true } }),
      outside,
    ],
    [
      'owns what may not be shown without bounds',
      { path: 'containers[*].environment[A]' },
      differs('containers[api].environment[A]', 'x', { live: { secret: true } }),
      owned,
    ],
    [
      'owns no resource that is missing',
      { address: 'module.api.*', path: 'containers[*].image' },
      differs('', undefined, { whole: true, change: 'missing', rule: 'ecs/task-definition-missing' }),
      'drift',
    ],
    [
      'owns nothing that is equal',
      { path: 'containers[*].image' },
      { outcome: 'equal', subject: definition, path: parsePath(image) },
      'equal',
    ],
    [
      'names the owner of what the code leaves to others',
      { path: 'containers[*].image' },
      differs(image, 'b', {
        verdict: 'owned',
        policy: { by: { kind: 'ignore-changes', argument: 'container_definitions' } },
      }),
      'owned the pipeline by ignore-changes',
    ],
    [
      'owns what is outside of the band of the code',
      { path: 'desired_count' },
      differs('desiredCount', 12, {
        subject: service,
        policy: { by: { kind: 'autoscaling-target', address: 'aws_appautoscaling_target.a' }, bounds: { max: 8 } },
      }),
      'owned the pipeline',
    ],
    ...(['ecs/secret-source-missing', 'ecs/secret-version-missing', 'ecs/secret-source-region'] as const).map(
      (rule: RuleId): [string, Partial<OwnerForm>, Leaf, string] => [
        `does not own that what is referred to is not there: ${rule}`,
        { path: 'containers[api]' },
        differs('containers[api].secrets[TOKEN]', 'arn', { rule }),
        'drift',
      ],
    ),
  ];

  it.each(rows)('%s', (_name, form, leaf, expected) => {
    expect(inShort(withOwners(compared(leaf), entries(form)))).toEqual([expected]);
  });

  it('leaves what it does not own as it is', () => {
    const all = compared(differs(image, 'b'), differs('containers[api].cpu', 512));
    expect(inShort(withOwners(all, entries({ path: 'containers[*].image' })))).toEqual([owned, 'drift']);
  });

  it('says where it stands, and its bounds', () => {
    const all = compared(
      differs('desiredCount', 5, { subject: service }),
      differs('desiredCount', 9, { subject: service }),
    );
    const { leaves } = withOwners(all, entries({ path: 'cpu' }, { path: 'desired_count', max: 8 }));
    const policy = { owner: 'the pipeline', bounds: { max: 8 }, at: at(2) };
    expect(leaves.map((leaf) => leaf.policy)).toEqual([policy, policy]);
  });

  it('owns where another one does not', () => {
    const all = compared(differs('desiredCount', 20, { subject: service }));
    const policy = entries(
      { path: 'desired_count', min: 2, max: 8 },
      { path: 'desired_count', min: 15, max: 30, owner: 'the night' },
    );
    expect(inShort(withOwners(all, policy))).toEqual(['owned the night']);
  });

  it('changes nothing when it is asked again', () => {
    const policy = entries({ path: 'containers[*].image' }, { path: 'containers[*].cpu', max: 4 });
    const once = withOwners(compared(differs(image, 'b'), differs('containers[api].cpu', 512)), policy);
    expect(withOwners(once, policy)).toEqual(once);
  });

  it('owns what is not known, so that it fails no strict run', () => {
    const unknown: Leaf = {
      outcome: 'undetermined',
      code: 'value-unknown',
      scope: 'resource',
      subject: definition,
      path: parsePath(image),
      reason: { kind: 'variable', name: 'tag' },
    };
    const [leaf] = withOwners(compared(unknown), entries({ path: 'containers[*].image' })).leaves;
    expect(leaf).toEqual({ ...unknown, scope: 'leaf', policy: { owner: 'the pipeline', at: at(1) } });
    // Whether it is inside of the bounds is as little known.
    expect(withOwners(compared(unknown), entries({ path: image, pattern: 'registry/*' })).leaves).toEqual([unknown]);
  });

  it('does not own what is lost with the revision that it owns', () => {
    const hops = [{ hop: 'service' as const, state: 'differs' as const }];
    const lost = differs('taskDefinition', 'x', {
      subject: service,
      rule: 'delivery/not-deployed',
      isRemark: true,
      delivery: { hops, brokenAt: 'service' },
    });
    const pointer = differs('taskDefinition', 'api:7', { subject: service, rule: 'ecs/service-revision' });
    const policy = entries({ path: 'task_definition' });
    expect(inShort(withOwners(compared(lost, pointer), policy))).toEqual(['drift', owned]);
  });

  it.each([
    ['delivery/overrides', owned],
    ['delivery/image-stale', 'drift'],
    ['delivery/secret-newer', 'drift'],
  ] as const)('of the task definition, in the tasks of a service: %s', (rule, expected) => {
    const leaf = differs('containers[api].environment[LOG_LEVEL]', 'debug', {
      subject: service,
      rule,
      isRemark: true,
      related: [{ address: definition.address }],
      delivery: { hops: [], brokenAt: 'task' },
    });
    const policy = entries({ address: 'module.api.aws_ecs_task_definition.*', path: 'containers[api]' });
    expect(inShort(withOwners(compared(leaf), policy))).toEqual([expected]);
  });
});

describe('the owner of a difference in any revision', () => {
  const policy = entries({ address: 'module.api.*', path: 'containers[*].image', pattern: 'registry/*' });

  it.each([
    ['containers[api].image', 'registry/a:2', 'the pipeline'],
    ['containers[api].image', 'other/a:2', undefined],
    ['containers[api].cpu', 2, undefined],
  ])('of %s with %s', (path, live, owner) => {
    const difference = { path: parsePath(path), live: { value: live } };
    expect(ownerOfPolicy(policy)({ subject: definition, difference })?.owner).toBe(owner);
  });
});

it('of rules is of use where there is a group', () => {
  const group: Subject = { ...definition, kind: 'security-group', address: 'aws_security_group.api', identity: {} };
  const leaf: Leaf = { outcome: 'equal', subject: group, path: parsePath('description') };
  const of = (address: string) => unusedOwners(compared(leaf), entries({ preset: 'emr', address }), nothingUnseen);
  expect([of('aws_security_group.*'), of('module.emr.*')].map(({ length }) => length)).toEqual([0, 1]);
});

describe('an entry that names nothing', () => {
  const equal = (path: string): Leaf => ({ outcome: 'equal', subject: definition, path: parsePath(path) });

  it.each([
    ['is of no use', { path: 'containers[*].imge' }, true],
    ['is at no address', { address: 'module.web.*', path: 'containers[*].image' }, true],
    ['is in no target', { target: 'staging', path: 'containers[*].image' }, true],
    ['is of use where nothing differs', { path: 'containers[*].image' }, false],
    ['scales no service', { by: 'autoscaling' }, true],
    ['is about rules, where there are no groups', { preset: 'emr' }, true],
  ] as const)('%s', (_name, form, isUnused) => {
    const warnings = unusedOwners(compared(equal('containers[api].image')), entries(form), nothingUnseen);
    expect(warnings.map(({ code, at: place }) => [code, place.start.line])).toEqual(
      isUnused ? [['owner-unused', 1]] : [],
    );
  });

  it.each([
    ['what is missing', differs('', undefined, { whole: true }), false],
    [
      'what is not known',
      {
        outcome: 'undetermined',
        code: 'value-unknown',
        subject: definition,
        path: parsePath('containers'),
        reason: { kind: 'variable', name: 'containers' },
      },
      false,
    ],
    [
      'something else that is not known',
      {
        outcome: 'undetermined',
        code: 'value-unknown',
        subject: definition,
        path: parsePath('volumes'),
        reason: { kind: 'variable', name: 'volumes' },
      },
      true,
    ],
  ] as [string, Leaf, boolean][])('may lie in %s', (_name, leaf, isUnused) => {
    expect(unusedOwners(compared(leaf), entries({ path: 'containers[*].image' }), nothingUnseen)).toHaveLength(
      isUnused ? 1 : 0,
    );
  });

  it.each<[string, Partial<OwnerForm>, Partial<Unseen>, number]>([
    ['a target that was not run', { target: 'staging' }, { isMissing: (target) => target === 'staging' }, 0],
    ['another target', { target: 'default' }, { isMissing: (target) => target === 'staging' }, 1],
    ['a module that was not read', { address: 'module.web.*' }, { addresses: ['module.web'] }, 0],
    ['any module', {}, { addresses: ['module.web'] }, 0],
    ['another module', { address: 'module.job.*' }, { addresses: ['module.web'] }, 1],
  ])('may name something in %s', (_name, form, unseen, count) => {
    const policy = entries({ path: 'containers[*].imge', ...form });
    const all = compared(equal('containers[api].image'));
    expect(unusedOwners(all, policy, { ...nothingUnseen, ...unseen })).toHaveLength(count);
  });
});
