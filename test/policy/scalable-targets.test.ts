import { describe, expect, it } from 'vitest';
import type { Read } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import { type OwnerForm, ownerForm } from '../../src/config/sections/owners.ts';
import type { Compared, DifferingLeaf, Leaf, Subject, UndeterminedLeaf } from '../../src/model/leaf.ts';
import { parsePath } from '../../src/model/path.ts';
import { readOwners, withOwners } from '../../src/policy/owners.ts';

/* Whose the number of tasks of a service is, where the file says that the autoscaler owns it. */

const at = {
  file: 'driftcheck.yaml',
  start: { line: 2, column: 5, offset: 0 },
  end: { line: 2, column: 20, offset: 15 },
};
const identity = { account: '123456789012', region: 'eu-west-1', cluster: 'main', service: 'api' };
const subject: Subject = { kind: 'ecs-service', target: 'default', address: 'aws_ecs_service.api', identity };
const policyOf = (...forms: Partial<OwnerForm>[]) => ({
  owners: forms.map((form) => ({ value: ownerForm.parse({ owner: 'the autoscaler', ...form }), at })),
});
const scaled = policyOf({ by: 'autoscaling' });

type Registered = Read<{ ResourceId: string; MinCapacity: number; MaxCapacity: number }>;
const band: Registered = {
  status: 'found',
  value: { ResourceId: 'service/main/api', MinCapacity: 2, MaxCapacity: 8 },
};
const denied: Registered = {
  status: 'unreadable',
  problem: { kind: 'denied', action: 'application-autoscaling:DescribeScalableTargets' },
};

const place = { subject, path: parsePath('desiredCount') } as const;
const differs = (count: number, more: Partial<DifferingLeaf> = {}): DifferingLeaf => ({
  ...place,
  outcome: 'differs',
  change: 'changed',
  rule: 'ecs/service-desired-count',
  declared: { value: 3 },
  live: { value: count },
  ...more,
});
const reason = { kind: 'variable', name: 'max' } as const;
const undecided = (count: number, more: Partial<UndeterminedLeaf> = {}): UndeterminedLeaf => ({
  ...place,
  outcome: 'undetermined',
  code: 'value-unknown',
  reason,
  declared: { value: 3 },
  live: { value: count },
  ...more,
});

/** What becomes of a leaf, and what was asked for it. */
async function judge(leaf: Leaf, registered: Registered, policy = scaled): Promise<{ leaf: Leaf; asked: unknown[] }> {
  const asked: unknown[] = [];
  const reader = {
    read: async (...question: unknown[]) => {
      asked.push(question);
      return registered;
    },
  };
  const compared: Compared = { subjects: [subject], leaves: [leaf] };
  // Only one action is asked for, and answered.
  const targets = await readOwners(compared, policy, reader as unknown as AwsReader);
  const once = withOwners(compared, policy, targets);
  expect(withOwners(once, policy)).toEqual(once);
  const [judged] = once.leaves;
  if (judged === undefined) throw new Error('no leaf is taken away');
  return { leaf: judged, asked };
}

const question = [
  'application-autoscaling:DescribeScalableTargets',
  { 'resource-id': 'service/main/api' },
  'eu-west-1',
];
const by = { kind: 'scalable-target', id: 'service/main/api' } as const;
const owner = 'the autoscaler';
const registered = { owner, by, bounds: { min: 2, max: 8 }, at };
const inCode = { kind: 'autoscaling-target', address: 'aws_appautoscaling_target.api' } as const;

describe('the number of tasks', () => {
  it.each([2, 5, 8])("is the owner's between the bounds that are registered: %i", async (count) => {
    const { leaf, asked } = await judge(differs(count), band);
    expect(leaf).toEqual({ ...differs(count), verdict: 'owned', policy: registered });
    expect(asked).toEqual([question]);
  });

  it.each([0, 1, 9])('is drift outside of them: %i', async (count) => {
    expect((await judge(differs(count), band)).leaf).toEqual({
      ...differs(count),
      verdict: 'drift',
      policy: registered,
    });
  });

  it('is drift where nothing is registered, and says so', async () => {
    expect((await judge(differs(5), { status: 'absent' })).leaf).toEqual({
      ...differs(5),
      policy: { owner, by: { ...by, absent: true }, at },
    });
  });

  it('is not decided where that may not be read', async () => {
    const { leaf } = await judge(differs(5), denied);
    expect(leaf).toMatchObject({
      outcome: 'undetermined',
      code: 'unreadable',
      scope: 'leaf',
      reason: { kind: 'aws', problem: { kind: 'denied' } },
    });
    // It counts for a strict run: nobody knows that it is the owner's.
    expect(leaf.policy).toBeUndefined();
  });

  it('is asked for nobody who does not own it, and for nothing that is as declared', async () => {
    const other = policyOf({ by: 'autoscaling', address: 'module.web.*' });
    expect(await judge(differs(5), band, other)).toEqual({ leaf: differs(5), asked: [] });
    expect((await judge({ ...place, outcome: 'equal' }, band)).asked).toEqual([]);
    expect((await judge({ ...differs(5), path: parsePath('launchType') }, band)).asked).toEqual([]);
  });

  it('is asked for nothing that the code has the bounds of', async () => {
    const inside = differs(5, { verdict: 'owned', policy: { by: inCode, bounds: { min: 2, max: 8 } } });
    const outside = differs(9, { policy: { by: inCode, bounds: { min: 2, max: 8 } } });
    expect(await judge(inside, denied)).toEqual({
      leaf: { ...inside, policy: { ...inside.policy, owner, at } },
      asked: [],
    });
    expect(await judge(outside, denied)).toEqual({
      leaf: { ...outside, policy: { ...outside.policy, owner, at } },
      asked: [],
    });
  });

  it('is left to who ignores it, without a question', async () => {
    const ignored = differs(99, {
      verdict: 'owned',
      policy: { by: { kind: 'ignore-changes', argument: 'desired_count' } },
    });
    const { leaf, asked } = await judge(ignored, band);
    expect([leaf.policy?.by, leaf.policy?.owner, asked]).toEqual([ignored.policy?.by, owner, []]);
  });

  it('is decided by what is registered where the code scales it without bounds', async () => {
    const open = (count: number) => differs(count, { verdict: 'owned', policy: { by: inCode } });
    expect((await judge(open(5), band)).leaf).toMatchObject({ verdict: 'owned', policy: registered });
    expect((await judge(open(9), band)).leaf).toMatchObject({ verdict: 'drift', policy: registered });
    for (const nothing of [denied, { status: 'absent' } as const]) {
      expect((await judge(open(9), nothing)).leaf).toMatchObject({ verdict: 'owned', policy: { by: inCode, owner } });
    }
  });

  it('is decided by what is registered where the bounds of the code are not known', async () => {
    expect((await judge(undecided(5), band)).leaf).toMatchObject({
      outcome: 'differs',
      rule: 'ecs/service-desired-count',
      verdict: 'owned',
      policy: registered,
    });
    expect((await judge(undecided(9), band)).leaf).toMatchObject({ outcome: 'differs', verdict: 'drift' });
    expect((await judge(undecided(9), { status: 'absent' })).leaf).toMatchObject({ outcome: 'differs' });
    expect((await judge(undecided(9), denied)).leaf).toEqual(undecided(9));
  });

  it("is the owner's inside, where the number of the code is not known", async () => {
    const unknown = (count: number) => undecided(count, { declared: { unknown: reason } });
    expect((await judge(unknown(5), band)).leaf).toMatchObject({ outcome: 'undetermined', policy: registered });
    expect((await judge(unknown(9), band)).leaf).toEqual(unknown(9));
  });

  it('is who owns it by its path, too', async () => {
    const policy = policyOf({ by: 'autoscaling' }, { owner: 'ops', path: 'desired_count', max: 20 });
    expect((await judge(differs(15), band, policy)).leaf.policy).toEqual({ owner: 'ops', bounds: { max: 20 }, at });
  });
});
