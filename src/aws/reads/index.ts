import type { ReadDefinition, Recorded, SealedResult } from '../read.ts';
import { describeScalableTargets } from './application-autoscaling-describe-scalable-targets.ts';
import { lookupEvents } from './cloudtrail-lookup-events.ts';
import { describeManagedPrefixLists } from './ec2-describe-managed-prefix-lists.ts';
import { describeNetworkInterfaces } from './ec2-describe-network-interfaces.ts';
import { describeSecurityGroupRules } from './ec2-describe-security-group-rules.ts';
import { describeSecurityGroupVpcAssociations } from './ec2-describe-security-group-vpc-associations.ts';
import { describeSecurityGroups } from './ec2-describe-security-groups.ts';
import { describeSubnets } from './ec2-describe-subnets.ts';
import { describeVpcs } from './ec2-describe-vpcs.ts';
import { getManagedPrefixListEntries } from './ec2-get-managed-prefix-list-entries.ts';
import { batchGetImage } from './ecr-batch-get-image.ts';
import { describeImages } from './ecr-describe-images.ts';
import { describeRepositories } from './ecr-describe-repositories.ts';
import { describeServiceDeployments } from './ecs-describe-service-deployments.ts';
import { describeServiceRevisions } from './ecs-describe-service-revisions.ts';
import { describeServices } from './ecs-describe-services.ts';
import { describeTaskDefinition } from './ecs-describe-task-definition.ts';
import { describeTasks } from './ecs-describe-tasks.ts';
import { listServiceDeployments } from './ecs-list-service-deployments.ts';
import { listServices } from './ecs-list-services.ts';
import { listTaskDefinitionFamilies } from './ecs-list-task-definition-families.ts';
import { listTaskDefinitions } from './ecs-list-task-definitions.ts';
import { listTasks } from './ecs-list-tasks.ts';
import { getRole } from './iam-get-role.ts';
import { describeSecret } from './secretsmanager-describe-secret.ts';
import { describeParameters } from './ssm-describe-parameters.ts';
import { getCallerIdentity } from './sts-get-caller-identity.ts';

/**
 * Everything that driftcheck asks of AWS: all of it only reads, and none reads the value of a secret. From it follow
 * what clients may send, the least IAM policy, what a snapshot may hold and the pages that list the calls.
 */
export const reads = [
  getCallerIdentity,
  describeServices,
  describeTaskDefinition,
  listTaskDefinitions,
  listTaskDefinitionFamilies,
  listServices,
  listTasks,
  describeTasks,
  listServiceDeployments,
  describeServiceDeployments,
  describeServiceRevisions,
  describeScalableTargets,
  describeSecurityGroups,
  describeSecurityGroupRules,
  describeSecurityGroupVpcAssociations,
  describeManagedPrefixLists,
  getManagedPrefixListEntries,
  describeNetworkInterfaces,
  describeVpcs,
  describeSubnets,
  describeParameters,
  describeSecret,
  describeRepositories,
  describeImages,
  batchGetImage,
  getRole,
  lookupEvents,
] as const;

type Definitions = (typeof reads)[number];
export type ReadName = Definitions['action'];

/** The key and the result of a definition. */
type KeyAndResult<D> =
  // biome-ignore lint/suspicious/noExplicitAny: the form of the answer matters to neither
  D extends ReadDefinition<infer _, infer K, any, infer R> ? { key: K; result: SealedResult<R> } : never;

/**
 * Every read: the key that identifies the entity and what comes back. Dates are ISO strings in snapshots and `Date`
 * here.
 */
export type Reads = { readonly [D in Definitions as D['action']]: KeyAndResult<D> };

/** One of the reads that were made, told apart by its action. */
export type RecordedRead = { readonly [N in ReadName]: Recorded<N, Reads[N]['key'], Reads[N]['result']> }[ReadName];
