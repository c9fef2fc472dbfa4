import type { FleetSize } from './fleet-calls.ts';

/*
 * The time below which a fleet cannot be read: the calls that wait for each other, or the bucket that is asked most.
 */

/** Milliseconds, and what they are made of. */
interface Floor {
  readonly time: number;
  readonly because: string;
}

/**
 * The floor of the calls of a fleet.
 *
 * @param calls how often each action is called
 * @param latency milliseconds for each answer
 */
export function floorOf(calls: Readonly<Record<string, number>>, size: FleetSize, latency: number): Floor {
  const links = longestChain(size);
  const chain: Floor = {
    time: links.length * latency,
    because: `${links.length} calls that wait for each other: ${links.join(', ')}`,
  };
  return buckets(calls).reduce((longest, bucket) => (bucket.time > longest.time ? bucket : longest), chain);
}

/**
 * The calls that wait for each other, of which each needs what the one before answers: nothing is asked of an account before it is known whose it
 * is; a service's tasks are known by their ARNs from its list of tasks, a group's rules by the id of the group, and a page by the page before.
 */
function longestChain({ tasks, groups, rules, services }: FleetSize): readonly string[] {
  const pages = (action: string, count: number) => Array.from({ length: Math.max(1, count) }, () => action);
  const chains = [
    ['sts:GetCallerIdentity', 'ecs:DescribeServices'],
    ['sts:GetCallerIdentity', 'ecs:DescribeTaskDefinition'],
    [
      'sts:GetCallerIdentity',
      ...pages('ecs:ListTasks', Math.ceil(tasks / 100)),
      ...(tasks > 0 ? ['ecs:DescribeTasks'] : []),
    ],
    [
      'sts:GetCallerIdentity',
      'ec2:DescribeSecurityGroups',
      ...pages('ec2:DescribeSecurityGroupRules', Math.ceil((Math.min(200, groups * services) * rules) / 1000)),
    ],
  ];
  return chains.reduce((longest, chain) => (chain.length > longest.length ? chain : longest), []);
}

interface Bucket {
  readonly name: string;
  readonly burst: number;
  readonly perSecond: number;
}

const bucketOf = (action: string): Bucket | undefined =>
  action === 'ecs:DescribeTaskDefinition' ? { name: 'task definition read', burst: 25, perSecond: 10 } : undefined;

function buckets(calls: Readonly<Record<string, number>>): readonly Floor[] {
  const sums = new Map<string, { bucket: Bucket; count: number }>();
  for (const [action, count] of Object.entries(calls)) {
    const bucket = bucketOf(action);
    if (bucket !== undefined) sums.set(bucket.name, { bucket, count: count + (sums.get(bucket.name)?.count ?? 0) });
  }
  return [...sums.values()].map(({ bucket, count }) => ({
    time: (Math.max(0, count - bucket.burst) / bucket.perSecond) * 1000,
    because: `${count} calls of ${bucket.name}`,
  }));
}
