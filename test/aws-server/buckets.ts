import type { FaultTarget } from './faults.ts';

/*
 * How many calls AWS takes of an account in a region, where it documents that; what is refused takes no token.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

/** A bucket of tokens of which each call takes one. */
interface Bucket {
  /** Whose calls share it. */
  readonly name: string;
  /** How many it holds. */
  readonly burst: number;
  /** How many come back in a second. */
  readonly refill: number;
}

/** The categories of ECS, and the actions in them. */
const ecs: readonly (Bucket & { readonly actions: readonly string[] })[] = [
  {
    name: 'ecs task definition read',
    burst: 50,
    refill: 20,
    actions: ['DescribeTaskDefinition', 'ListTaskDefinitions', 'ListTaskDefinitionFamilies'],
  },
  { name: 'ecs service read', burst: 100, refill: 20, actions: ['DescribeServices', 'ListServices'] },
  { name: 'ecs cluster resource read', burst: 100, refill: 20, actions: ['DescribeTasks', 'ListTasks'] },
  { name: 'ecs cluster read', burst: 50, refill: 20, actions: ['DescribeClusters', 'ListClusters'] },
  {
    name: 'ecs service deployment read',
    burst: 50,
    refill: 20,
    actions: ['DescribeServiceDeployments', 'ListServiceDeployments', 'DescribeServiceRevisions'],
  },
];

/** Whose calls EC2 counts apart when they have neither a filter, nor ids, nor a page size. */
const apartUnfiltered: ReadonlySet<string> = new Set(['DescribeSecurityGroups', 'DescribeNetworkInterfaces']);

/** The bucket that a call takes a token from; undefined where AWS documents none. */
function bucketOf({ service, action, body }: FaultTarget): Bucket | undefined {
  switch (service) {
    case 'ecs':
      return ecs.find(({ actions }) => actions.includes(action));
    case 'ec2':
      return apartUnfiltered.has(action) && !/(?:^|&)(?:MaxResults|NextToken|Filter\.|\w+Id\.|GroupName\.)/.test(body)
        ? { name: `ec2 ${action} of everything`, burst: 50, refill: 10 }
        : { name: `ec2 ${action}`, burst: 100, refill: 20 };
    case 'cloudtrail':
      return { name: `cloudtrail ${action}`, burst: 2, refill: 2 };
    case 'sts':
      return { name: 'sts', burst: 600, refill: 600 };
    case 'secretsmanager':
      return { name: 'secretsmanager read', burst: 10_000, refill: 10_000 };
    case 'ecr':
      return action === 'BatchGetImage' ? { name: 'ecr BatchGetImage', burst: 2_000, refill: 2_000 } : undefined;
    default:
      return undefined;
  }
}

/**
 * Full buckets. Tells of each call, in their order, whether it comes too fast.
 *
 * @param now milliseconds from some moment on
 */
export function createBuckets(now: () => number = () => performance.now()): (call: FaultTarget) => boolean {
  const levels = new Map<string, { readonly tokens: number; readonly at: number }>();
  return (call) => {
    const bucket = bucketOf(call);
    if (bucket === undefined) return false;
    const id = `${call.region} ${bucket.name}`;
    const at = now();
    const before = levels.get(id) ?? { tokens: bucket.burst, at };
    const tokens = Math.min(bucket.burst, before.tokens + ((at - before.at) / 1000) * bucket.refill);
    const isTooFast = tokens < 1;
    levels.set(id, { tokens: isTooFast ? tokens : tokens - 1, at });
    return isTooFast;
  };
}
