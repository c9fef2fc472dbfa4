import type { Read } from '../aws/read.ts';
import type { AwsReader } from '../aws/reader.ts';
import type { LiveScalableTarget } from '../aws/reads/application-autoscaling-describe-scalable-targets.ts';
import type { DifferingLeaf, Leaf } from '../model/leaf.ts';
import { isOwned, leftTo } from '../model/leaf.ts';
import type { PolicyData } from '../model/report/policy.ts';

/*
 * Services that an entry of `owners` says to be scaled: between the bounds of the code's own scalable target, else of
 * the one that is registered with Application Auto Scaling. A target of which scaling is suspended counts like any
 * other: deployments suspend it for a while, and what it was scaled to before stays.
 */

/** The registered targets of the services that were asked for, by what {@link resourceId} tells of their leaves. */
export type ScalableTargets = ReadonlyMap<string, Read<LiveScalableTarget>>;

/** Where none was asked for. */
export const noScalableTargets: ScalableTargets = new Map();

/** Reads the registered targets of services, each once. `leaves`: those about their numbers of tasks. */
export async function readScalableTargets(leaves: readonly Leaf[], aws: AwsReader): Promise<ScalableTargets> {
  const asked = leaves.filter(isUndecided).flatMap((leaf) => {
    const key = targetKey(leaf);
    const id = resourceId(leaf);
    return key === undefined || id === undefined ? [] : [{ key, id, region: leaf.subject.identity.region }];
  });
  return new Map(
    await Promise.all(
      asked.map(
        async ({ key, id, region }) =>
          [
            key,
            await aws.read('application-autoscaling:DescribeScalableTargets', { 'resource-id': id }, region),
          ] as const,
      ),
    ),
  );
}

/** What the code has no bounds for, or not all of them. What it leaves to others without any is theirs. */
function isUndecided(leaf: Leaf): boolean {
  if (leaf.outcome === 'equal' || leaf.whole === true) return false;
  const { by, bounds } = leaf.policy ?? {};
  if (by === undefined) return leaf.policy === undefined;
  return by.kind === 'autoscaling-target' && bounds === undefined;
}

/**
 * The number of tasks as its registered target has it: the owner's inside of its bounds, drift outside of them or where
 * none is registered, and not decided where that could not be read. As it is where nothing was asked.
 *
 * @param owner the entry that says that it is scaled
 */
export function scaledBy(leaf: Leaf, owner: PolicyData, targets: ScalableTargets): Leaf {
  const read = targets.get(targetKey(leaf) ?? '');
  const id = resourceId(leaf);
  if (read === undefined || id === undefined || leaf.outcome === 'equal') return leaf;
  switch (read.status) {
    case 'unreadable':
      // The code says that it is scaled, and not between what.
      if (isOwned(leaf)) return leftTo(leaf, { ...leaf.policy, ...owner });
      return leaf.outcome === 'differs' ? unread(leaf, read) : leaf;
    case 'absent': {
      if (isOwned(leaf)) return leftTo(leaf, { ...leaf.policy, ...owner });
      const differing = differingOf(leaf);
      return differing === undefined
        ? leaf
        : { ...differing, policy: { ...owner, by: { kind: 'scalable-target', id, absent: true } } };
    }
    case 'found': {
      const { MinCapacity: min = 0, MaxCapacity: max = Number.POSITIVE_INFINITY } = read.value;
      const policy: PolicyData = { ...owner, by: { kind: 'scalable-target', id }, bounds: { min, max } };
      const differing = differingOf(leaf);
      const count = countIn(leaf);
      const isInside = count !== undefined && count >= min && count <= max;
      if (isInside) return leftTo(differing ?? leaf, policy);
      return differing === undefined ? leaf : { ...differing, verdict: 'drift', policy };
    }
  }
}

function unread(leaf: DifferingLeaf, { problem }: Extract<Read<unknown>, { status: 'unreadable' }>): Leaf {
  const { change: _change, rule: _rule, verdict: _verdict, policy: _policy, ...rest } = leaf;
  return { ...rest, outcome: 'undetermined', code: 'unreadable', scope: 'leaf', reason: { kind: 'aws', problem } };
}

/**
 * A leaf as the difference that it is where both numbers are known: only whether it is the code's was not decided.
 * undefined where they are not.
 */
function differingOf(leaf: Exclude<Leaf, { outcome: 'equal' }>): DifferingLeaf | undefined {
  if (leaf.outcome === 'differs') return leaf;
  const { code: _code, reason: _reason, scope: _scope, policy: _policy, declared, live, ...rest } = leaf;
  if (declared === undefined || !('value' in declared) || live === undefined || !('value' in live)) return undefined;
  return { ...rest, declared, live, outcome: 'differs', change: 'changed', rule: 'ecs/service-desired-count' };
}

function countIn({ live }: Exclude<Leaf, { outcome: 'equal' }>): number | undefined {
  return live !== undefined && 'value' in live && typeof live.value === 'number' ? live.value : undefined;
}

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTarget.html */
function resourceId({ subject: { identity, kind } }: Leaf): string | undefined {
  if (kind !== 'ecs-service') return undefined;
  const { cluster, service } = identity;
  return cluster === undefined || service === undefined ? undefined : `service/${cluster}/${service}`;
}

/** Tells a target from those of the same name in other places. */
function targetKey(leaf: Leaf): string | undefined {
  const id = resourceId(leaf);
  const { account, region } = leaf.subject.identity;
  return id === undefined ? undefined : JSON.stringify([account, region, id]);
}
