import type { AwsReader } from '../aws/reader.ts';
import type { Compared, Leaf } from '../model/leaf.ts';
import type { UndeclaredGroup } from '../model/undeclared-group.ts';
import type { Policy } from '../policy/policy.ts';
import { asksForGroups } from '../policy/rule-owners.ts';

/**
 * What was compared, with what AWS says of the groups that it alone has on services. They are read only where the
 * policy tells by that whose they are.
 */
export async function withToldGroups(compared: Compared, policy: Policy, aws: AwsReader): Promise<Compared> {
  if (!asksForGroups(policy)) return compared;
  return { ...compared, leaves: await Promise.all(compared.leaves.map((leaf) => told(leaf, aws))) };
}

async function told(leaf: Leaf, aws: AwsReader): Promise<Leaf> {
  const { undeclaredGroup } = leaf;
  if (undeclaredGroup === undefined) return leaf;
  const made = await readGroup(undeclaredGroup, aws);
  return { ...leaf, undeclaredGroup: { ...undeclaredGroup, ...(made === undefined ? {} : { made }) } };
}

async function readGroup({ id, region }: UndeclaredGroup, aws: AwsReader): Promise<UndeclaredGroup['made']> {
  const read = await aws.read('ec2:DescribeSecurityGroups', { 'group-id': id }, region);
  if (read.status === 'unreadable') return { problem: read.problem };
  const [group] = read.status === 'found' ? read.value : [];
  if (group === undefined) return undefined;
  const tags = (group.Tags ?? []).flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value] as const]));
  return { name: group.GroupName ?? '', tags: new Map(tags) };
}
