import type { Leaf } from '../../../model/leaf.ts';

/**
 * Says of each security group that AWS alone has on a service, which ECS Express Mode manages, that it may be the one
 * that ECS adds: https://github.com/hashicorp/terraform-provider-aws/pull/47944
 */
export function withUndeclaredGroups(leaves: readonly Leaf[]): readonly Leaf[] {
  return leaves.map((leaf) => {
    const { path, subject } = leaf;
    const [first, second, ...others] = path;
    if (leaf.outcome !== 'differs' || leaf.change !== 'extra' || others.length > 0) return leaf;
    if (first?.field !== 'networkConfiguration' || second?.field !== 'securityGroups') return leaf;
    const id = leaf.live !== undefined && 'value' in leaf.live ? leaf.live.value : undefined;
    if (subject.kind !== 'ecs-service' || typeof id !== 'string') return leaf;
    const { region } = subject.identity;
    return { ...leaf, undeclaredGroup: { id, ...(region === undefined ? {} : { region }) } };
  });
}
