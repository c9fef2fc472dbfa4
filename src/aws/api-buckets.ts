/*
 * AWS takes so many calls of an account in a region: each takes a token from the bucket of its category, and tokens
 * come back at a steady rate. What is here is AWS's; the share that driftcheck allows itself is in limits.ts.
 */

/** A category of calls, and how AWS limits them. */
export interface ApiBucket {
  readonly name: string;
  /** Each action in it has a bucket of its own. */
  readonly each?: true;
  /** How many tokens a full bucket holds. */
  readonly burst: number;
  /** How many come back in a second. */
  readonly perSecond: number;
  /** The page that documents it; absent where AWS documents none, and the numbers are modest ones of our own. */
  readonly documentedAt?: string;
}

const ecs = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html';
const ecr = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html';

/** The categories of all that is read. */
export const apiBuckets = {
  ecsTaskDefinitions: { name: 'task definitions of ECS', burst: 50, perSecond: 20, documentedAt: ecs },
  ecsServices: { name: 'services of ECS', burst: 100, perSecond: 20, documentedAt: ecs },
  ecsClusterResources: { name: 'cluster resources of ECS', burst: 100, perSecond: 20, documentedAt: ecs },
  ecsDeployments: { name: 'service deployments and revisions of ECS', burst: 50, perSecond: 20, documentedAt: ecs },
  // All that is read has a filter or a page size: what has neither is taken at half of that.
  ec2: {
    name: 'EC2',
    each: true,
    burst: 100,
    perSecond: 20,
    documentedAt: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  // A share of two a second alone leaves a burst of one.
  cloudTrail: {
    name: 'lookups of CloudTrail',
    burst: 2,
    perSecond: 2,
    documentedAt: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html',
  },
  sts: {
    name: 'STS',
    burst: 600,
    perSecond: 600,
    documentedAt: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  secretsManager: {
    name: 'secrets of Secrets Manager',
    burst: 10_000,
    perSecond: 10_000,
    documentedAt: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html',
  },
  ecrImages: { name: 'pulls of ECR', burst: 2000, perSecond: 2000, documentedAt: ecr },
  ecr: { name: 'descriptions of ECR', burst: 50, perSecond: 20 },
  ssm: { name: 'parameters of Systems Manager', burst: 10, perSecond: 5 },
  iam: { name: 'IAM', burst: 20, perSecond: 10 },
  scaling: { name: 'Application Auto Scaling', burst: 20, perSecond: 10 },
} as const satisfies Readonly<Record<string, ApiBucket>>;
