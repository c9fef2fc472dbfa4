import type { ApiBucket } from '../../src/aws/api-buckets.ts';
import { reads } from '../../src/aws/reads/index.ts';
import { sizeOf } from '../../src/aws/traffic.ts';
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
  return timesOfBuckets(calls).reduce((longest, bucket) => (bucket.time > longest.time ? bucket : longest), chain);
}

/**
 * The calls that wait for each other, of which each needs what the one before answers: nothing is asked of an account
 * before it is known whose it is; a service's tasks are known by their ARNs from its list of tasks, a group's rules by
 * the id of the group, and a page by the page before.
 */
function longestChain({ services, tasks, groups, rules }: FleetSize): readonly string[] {
  const pages = (action: string, count: number) => Array.from({ length: Math.max(1, count) }, () => action);
  const chains = [
    ['ecs:DescribeServices'],
    ['ecs:DescribeTaskDefinition'],
    [...pages('ecs:ListTasks', Math.ceil(tasks / 100)), ...(tasks > 0 ? ['ecs:DescribeTasks'] : [])],
    [
      'ec2:DescribeSecurityGroups',
      ...pages('ec2:DescribeSecurityGroupRules', Math.ceil((Math.min(200, groups * services) * rules) / 1000)),
    ],
  ];
  const longest = chains.reduce((before, chain) => (chain.length > before.length ? chain : before), []);
  return ['sts:GetCallerIdentity', ...longest];
}

/** How long the calls of each category take at the share of AWS's rate that a run allows itself, after its burst. */
function timesOfBuckets(calls: Readonly<Record<string, number>>): readonly Floor[] {
  const counts = new Map<string, { readonly bucket: ApiBucket; readonly count: number }>();
  for (const [action, count] of Object.entries(calls)) {
    const read = reads.find((one) => one.action === action);
    if (read === undefined) throw new TypeError(`no read ${action}`);
    const bucket: ApiBucket = read.bucket;
    const id = bucket.each ? `${bucket.name} ${action}` : bucket.name;
    counts.set(id, { bucket, count: count + (counts.get(id)?.count ?? 0) });
  }
  return [...counts].map(([id, { bucket, count }]) => {
    const { burst, perSecond } = sizeOf(bucket);
    return {
      time: (Math.max(0, count - burst) / perSecond) * 1000,
      because: `${count} calls of ${id}, ${burst} at once and ${perSecond} a second`,
    };
  });
}
