import type { SecurityGroup, SecurityGroupRule, Subnet, Vpc } from '@aws-sdk/client-ec2';
import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import type {
  ContainerDefinition,
  ContainerOverride,
  Deployment,
  LogConfiguration,
  Service,
  ServiceDeployment,
  ServiceRevision,
  Tag,
  Task,
  TaskDefinition,
  Volume,
} from '@aws-sdk/client-ecs';
import type { Role } from '@aws-sdk/client-iam';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { AwsProblem } from '../model/report.ts';
import type { Sealed } from './seal.ts';

/*
 * What driftcheck reads from AWS, one entity at a time. An entity is what is asked for, cached, recorded in a snapshot and replayed;
 * how many of them travel in one API call is `clients.ts`'s business.
 */

/** A container definition. */
export type LiveContainerDefinition = Sealed<ContainerDefinition>;
export type LiveLogConfiguration = Sealed<LogConfiguration>;
export type LiveVolume = Sealed<Volume>;
/** A tag of ECS. */
export type LiveTag = Sealed<Tag>;
/** `tags` stand beside the task definition in AWS's answer, and in it here. */
export type LiveTaskDefinition = Sealed<TaskDefinition & { tags?: Tag[] }>;
export type LiveDeployment = Sealed<Deployment>;
export type LiveService = Sealed<Service>;
/** A task: running, or stopped within the last hour or so. */
export type LiveTask = Sealed<
  Pick<
    Task,
    | 'taskArn'
    | 'taskDefinitionArn'
    | 'lastStatus'
    | 'desiredStatus'
    | 'startedBy'
    | 'group'
    | 'createdAt'
    | 'startedAt'
    | 'stoppedAt'
    | 'stopCode'
    | 'stoppedReason'
  >
> & {
  containers?: LiveTaskContainer[];
  overrides?: { containerOverrides?: LiveContainerOverride[] };
};
type LiveTaskContainer = Sealed<
  Pick<NonNullable<Task['containers']>[number], 'name' | 'image' | 'imageDigest' | 'lastStatus' | 'reason' | 'exitCode'>
>;
/** What a task was started with instead of what its revision holds. */
export type LiveContainerOverride = Sealed<
  Pick<ContainerOverride, 'name' | 'cpu' | 'memory' | 'memoryReservation' | 'command' | 'environment'>
>;
/** A deployment of a service; in a list, without roll-back and circuit breaker. */
export type LiveServiceDeployment = Sealed<
  Pick<
    ServiceDeployment,
    | 'serviceDeploymentArn'
    | 'status'
    | 'statusReason'
    | 'createdAt'
    | 'finishedAt'
    | 'targetServiceRevision'
    | 'rollback'
    | 'deploymentCircuitBreaker'
  >
>;
export type LiveServiceRevision = Sealed<
  Pick<ServiceRevision, 'serviceRevisionArn' | 'taskDefinition' | 'containerImages' | 'createdAt'>
>;
export type LiveSecurityGroup = Sealed<SecurityGroup>;
export type LiveSecurityGroupRule = Sealed<SecurityGroupRule>;
export interface CallerIdentity {
  account: string;
  arn: string;
}

/*
 * What data sources are answered from. Of AWS's answers only these members are kept: none that holds free text, a tag or a value.
 */

/** The filters of an EC2 call, by their names in the API; a value may hold EC2's wildcards. */
export type Ec2Filters = Readonly<Record<string, readonly string[]>>;
export type LiveVpc = Sealed<
  Pick<Vpc, 'VpcId' | 'CidrBlock' | 'IsDefault' | 'OwnerId' | 'DhcpOptionsId' | 'InstanceTenancy' | 'State'>
>;
export type LiveSubnet = Sealed<
  Pick<
    Subnet,
    | 'SubnetId'
    | 'SubnetArn'
    | 'VpcId'
    | 'CidrBlock'
    | 'AvailabilityZone'
    | 'AvailabilityZoneId'
    | 'DefaultForAz'
    | 'MapPublicIpOnLaunch'
    | 'OwnerId'
    | 'State'
  >
>;
export type LiveParameter = Sealed<
  Pick<ParameterMetadata, 'Name' | 'ARN' | 'Type' | 'Version' | 'DataType' | 'Tier' | 'LastModifiedDate'>
>;
/** `VersionIdsToStages`: the versions that have a stage, by their ids. */
export type LiveSecret = Sealed<
  Pick<DescribeSecretResponse, 'ARN' | 'Name' | 'KmsKeyId' | 'VersionIdsToStages' | 'LastChangedDate'>
>;
export type LiveRepository = Sealed<
  Pick<Repository, 'repositoryArn' | 'registryId' | 'repositoryName' | 'repositoryUri' | 'imageTagMutability'>
>;
export type LiveImage = Sealed<
  Pick<
    ImageDetail,
    | 'registryId'
    | 'repositoryName'
    | 'imageDigest'
    | 'imageTags'
    | 'imageSizeInBytes'
    | 'imagePushedAt'
    | 'imageManifestMediaType'
  >
>;
export type LiveRole = Sealed<Pick<Role, 'Arn' | 'RoleName' | 'RoleId' | 'Path' | 'MaxSessionDuration'>>;

/** Revisions of a family by their ARNs, the newest first. `more`: there are, or may be, older ones. */
export interface ListedRevisions {
  arns: string[];
  more: boolean;
}

/** Every read: the key that identifies the entity and what comes back. Dates are ISO strings in snapshots and `Date` here. */
export interface Reads {
  'sts:GetCallerIdentity': { key: Record<never, never>; result: CallerIdentity };
  /** `taskDefinition`: a family (its latest ACTIVE revision), `family:revision` or an ARN. */
  'ecs:DescribeTaskDefinition': { key: { taskDefinition: string }; result: LiveTaskDefinition };
  'ecs:DescribeServices': { key: { cluster: string; service: string }; result: LiveService };
  /** The revisions of a family in one status, the newest first. */
  'ecs:ListTaskDefinitions': {
    key: { family: string; status: 'ACTIVE' | 'INACTIVE'; 'at-most': number };
    result: ListedRevisions;
  };
  /** The ARNs of a cluster's services, in order. */
  'ecs:ListServices': { key: { cluster: string }; result: string[] };
  /** The ARNs of a service's tasks, in order. */
  'ecs:ListTasks': {
    key: { cluster: string; service: string; 'desired-status': 'RUNNING' | 'STOPPED' };
    result: string[];
  };
  /** By ARN. A stopped task is absent once ECS has forgotten it. */
  'ecs:DescribeTasks': { key: { cluster: string; task: string }; result: LiveTask };
  /** The newest first. An empty list is no evidence that there was no deployment: ECS forgets them, and not every API has them. */
  'ecs:ListServiceDeployments': { key: { cluster: string; service: string }; result: LiveServiceDeployment[] };
  'ecs:DescribeServiceDeployments': { key: { 'service-deployment': string }; result: LiveServiceDeployment };
  'ecs:DescribeServiceRevisions': { key: { 'service-revision': string }; result: LiveServiceRevision };
  /** By id, by name (or what it begins with) and, where known, VPC, or by filters. Absent means: no group fits; several fit: all are returned, ordered by id. */
  'ec2:DescribeSecurityGroups': {
    key:
      | { 'group-id': string }
      | { 'group-name': string; 'vpc-id'?: string }
      | { 'group-name-prefix': string; 'vpc-id'?: string }
      | { filters: Ec2Filters };
    result: LiveSecurityGroup[];
  };
  /** All rules of one group, both directions. */
  'ec2:DescribeSecurityGroupRules': { key: { 'group-id': string }; result: LiveSecurityGroupRule[] };
  /** All that fit, ordered by id; absent when none does. */
  'ec2:DescribeVpcs': { key: { filters: Ec2Filters }; result: LiveVpc[] };
  'ec2:DescribeSubnets': { key: { filters: Ec2Filters }; result: LiveSubnet[] };
  /** By the parameter's full name. */
  'ssm:DescribeParameters': { key: { name: string }; result: LiveParameter };
  /** By name or ARN. A secret that is scheduled for deletion is absent. */
  'secretsmanager:DescribeSecret': { key: { 'secret-id': string }; result: LiveSecret };
  /** `registry`: an account; without it the caller's. */
  'ecr:DescribeRepositories': { key: { repository: string; registry?: string }; result: LiveRepository };
  /** One image, by its tag, its digest or both. */
  'ecr:DescribeImages': {
    key: { repository: string; 'image-tag'?: string; 'image-digest'?: string; registry?: string };
    result: LiveImage;
  };
  /** The digests of the images that an image index (or manifest list) lists; none for a single image. */
  'ecr:BatchGetImage': {
    key: { repository: string; 'image-digest': string; registry?: string };
    result: { images: string[] };
  };
  'iam:GetRole': { key: { 'role-name': string }; result: LiveRole };
}
export type ReadName = keyof Reads;

/** What a read came to. `absent` is AWS's own word that it does not exist; everything else that is not an answer is `unreadable`. */
export type Read<T> =
  | { readonly status: 'found'; readonly value: T }
  | { readonly status: 'absent' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** A member of an answer that the SDK does not know: of which shape (`ContainerDefinition`), and its name. */
export interface UnknownMember {
  readonly shape: string;
  readonly member: string;
}

/** Where the AWS side comes from: the API (batched, cached for the run) or a snapshot. Never throws for what AWS answers. */
export interface AwsReader {
  readonly source: 'aws' | 'snapshot';
  /** The region of a resource that names none; undefined when neither flag, environment nor profile has one. */
  defaultRegion(): Promise<string | undefined>;
  read<N extends ReadName>(name: N, key: Reads[N]['key'], region?: string): Promise<Read<Reads[N]['result']>>;
  /** What ECS has answered so far that this version does not know, each once, in order. */
  unknownMembers?(): readonly UnknownMember[];
  /**
   * Every text that was judged secret in what was read so far, and every stretch that was in a longer one: also those of names and ids, which
   * stay plain texts because things are found by them. What leaves the program must show none of them.
   */
  secretTexts?(): ReadonlySet<string>;
}
