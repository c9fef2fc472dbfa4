import { createHash } from 'node:crypto';
import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import type { Event as TrailEvent } from '@aws-sdk/client-cloudtrail';
import type {
  ManagedPrefixList,
  NetworkInterface,
  PrefixListEntry,
  SecurityGroup,
  SecurityGroupRule,
  SecurityGroupVpcAssociation,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2';
import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import type { Cluster, Service, ServiceDeployment, ServiceRevision, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Role } from '@aws-sdk/client-iam';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Known } from './wire/shape.ts';

/*
 * Everything that one account has in one region, as plain data (JSON in, JSON out), in the shapes in which AWS describes it. Whatever
 * happens makes a new world; nothing in one is ever changed.
 */

export type ClusterState = Known<Cluster, 'clusterArn' | 'clusterName' | 'status'>;
/** A revision; AWS answers `tags` beside it. */
export type Revision = Known<
  TaskDefinition,
  'taskDefinitionArn' | 'family' | 'revision' | 'status' | 'containerDefinitions'
> & { readonly tags?: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] };
export type ServiceState = Known<
  Service,
  'serviceArn' | 'serviceName' | 'clusterArn' | 'status' | 'desiredCount' | 'deployments' | 'events'
>;
export type ServiceDeploymentState = Known<
  ServiceDeployment,
  'serviceDeploymentArn' | 'serviceArn' | 'clusterArn' | 'status' | 'createdAt'
>;
export type ServiceRevisionState = Known<
  ServiceRevision,
  'serviceRevisionArn' | 'serviceArn' | 'clusterArn' | 'containerImages'
>;
export type TaskState = Known<
  Task,
  'taskArn' | 'clusterArn' | 'taskDefinitionArn' | 'lastStatus' | 'desiredStatus' | 'containers' | 'group'
>;
/** A group without its rules, which are rows of their own. */
export type GroupState = Known<Omit<SecurityGroup, 'IpPermissions' | 'IpPermissionsEgress'>, 'GroupId' | 'GroupName'>;
export type RuleState = Known<
  SecurityGroupRule,
  'SecurityGroupRuleId' | 'GroupId' | 'GroupOwnerId' | 'IsEgress' | 'IpProtocol' | 'FromPort' | 'ToPort'
>;
export type InterfaceState = Known<
  NetworkInterface,
  'NetworkInterfaceId' | 'Groups' | 'InterfaceType' | 'Description' | 'RequesterManaged' | 'Status'
>;
export type AssociationState = Known<SecurityGroupVpcAssociation, 'GroupId' | 'VpcId' | 'State'>;
export type PrefixListState = Known<ManagedPrefixList, 'PrefixListId' | 'PrefixListName'>;
/** What a prefix list has. */
export interface EntriesState {
  readonly PrefixListId: string;
  readonly Entries: readonly PrefixListEntry[];
}
export type VpcState = Known<Vpc, 'VpcId'>;
export type SubnetState = Known<Subnet, 'SubnetId' | 'VpcId'>;
export type ParameterState = Known<ParameterMetadata, 'Name' | 'ARN' | 'Type' | 'Version'>;
export type SecretState = Known<DescribeSecretResponse, 'ARN' | 'Name' | 'VersionIdsToStages'>;
export type ScalableTargetState = Known<
  ScalableTarget,
  'ServiceNamespace' | 'ResourceId' | 'ScalableDimension' | 'MinCapacity' | 'MaxCapacity' | 'RoleARN' | 'CreationTime'
>;
export type RepositoryState = Known<Repository, 'repositoryName' | 'registryId' | 'repositoryUri'>;
/** What a digest stands for: a manifest, whose sha256 the digest is. Its tags move to another image when they are pushed again. */
export type ImageState = Known<
  ImageDetail,
  'registryId' | 'repositoryName' | 'imageDigest' | 'imageTags' | 'imageManifestMediaType'
> & { readonly manifest: string };
/** What CloudTrail keeps of a call. */
export type TrailEventState = Known<TrailEvent, 'EventId' | 'EventName' | 'EventTime' | 'CloudTrailEvent'>;
export type RoleState = Known<Role, 'Arn' | 'RoleName' | 'Path'>;

export interface World {
  readonly account: string;
  readonly region: string;
  /** Who calls: the ARN of `GetCallerIdentity`. */
  readonly caller: string;
  /** The time, in seconds since 1970. Only `elapse` moves it on. */
  readonly now: number;
  /** How much has happened: what new ids are made from. */
  readonly step: number;
  readonly clusters: readonly ClusterState[];
  readonly taskDefinitions: readonly Revision[];
  readonly services: readonly ServiceState[];
  readonly serviceDeployments: readonly ServiceDeploymentState[];
  readonly serviceRevisions: readonly ServiceRevisionState[];
  readonly tasks: readonly TaskState[];
  readonly scalableTargets: readonly ScalableTargetState[];
  readonly securityGroups: readonly GroupState[];
  readonly securityGroupRules: readonly RuleState[];
  readonly networkInterfaces: readonly InterfaceState[];
  readonly vpcAssociations: readonly AssociationState[];
  readonly prefixLists: readonly PrefixListState[];
  readonly prefixListEntries: readonly EntriesState[];
  readonly vpcs: readonly VpcState[];
  readonly subnets: readonly SubnetState[];
  readonly parameters: readonly ParameterState[];
  readonly secrets: readonly SecretState[];
  readonly repositories: readonly RepositoryState[];
  readonly images: readonly ImageState[];
  readonly roles: readonly RoleState[];
  readonly trail: readonly TrailEventState[];
}

/** A world in which there is nothing yet. `now` is ISO 8601. */
export function emptyWorld(
  options: { readonly account?: string; readonly region?: string; readonly now?: string } = {},
): World {
  const { account = '123456789012', region = 'us-east-1', now = '2026-11-20T15:00:00Z' } = options;
  return {
    account,
    region,
    caller: `arn:aws:sts::${account}:assumed-role/driftcheck-read/session`,
    now: Date.parse(now) / 1000,
    step: 0,
    clusters: [],
    taskDefinitions: [],
    services: [],
    serviceDeployments: [],
    serviceRevisions: [],
    tasks: [],
    scalableTargets: [],
    securityGroups: [],
    securityGroupRules: [],
    networkInterfaces: [],
    vpcAssociations: [],
    prefixLists: [],
    prefixListEntries: [],
    vpcs: [],
    subnets: [],
    parameters: [],
    secrets: [],
    repositories: [],
    images: [],
    roles: [],
    trail: [],
  };
}

/** The same world some seconds later. */
export function elapse(world: World, seconds: number): World {
  return { ...world, now: world.now + seconds };
}

/** The same world at a later time. @throws RangeError when it is an earlier one */
export function at(world: World, time: string): World {
  const now = Date.parse(time) / 1000;
  if (!(now >= world.now)) throw new RangeError(`${time} is not after ${new Date(world.now * 1000).toISOString()}`);
  return { ...world, now };
}

/** The ARN of something of this account and region. */
export function arn(world: World, service: string, resource: string): string {
  return `arn:aws:${service}:${world.region}:${world.account}:${resource}`;
}

/** The world with one thing more having happened, so that ids made now differ from all made before. */
export function happen(world: World): World {
  return { ...world, step: world.step + 1 };
}

/** `length` hexadecimal digits (at most 64) that no other kind, number or step of this world gets. */
export function id(world: World, kind: string, length: number, number = 0): string {
  return createHash('sha256')
    .update([world.account, world.region, world.step, kind, number].join(' '))
    .digest('hex')
    .slice(0, length);
}

/** An id as UUIDs are written. */
export function uuid(world: World, kind: string, number = 0): string {
  return id(world, kind, 32, number).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The number of an ECS deployment: 19 digits, as in `ecs-svc/4000000000000000151`. */
export function deploymentNumber(world: World): string {
  return String(10n ** 18n + (BigInt(`0x${id(world, 'deployment', 16)}`) % (8n * 10n ** 18n)));
}

/** Adds an empty ACTIVE cluster. */
export function createCluster(world: World, name: string): World {
  const cluster: ClusterState = {
    clusterArn: arn(world, 'ecs', `cluster/${name}`),
    clusterName: name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: 0,
    pendingTasksCount: 0,
    activeServicesCount: 0,
    statistics: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  };
  return { ...world, clusters: [...world.clusters, cluster] };
}

/** Adds a role that ECS tasks may assume. */
export function createRole(world: World, name: string, path = '/'): World {
  const next = happen(world);
  const role: RoleState = {
    Path: path,
    RoleName: name,
    RoleId: `AROA${id(next, 'role', 17).toUpperCase()}`,
    Arn: `arn:aws:iam::${world.account}:role${path}${name}`,
    CreateDate: world.now,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
    MaxSessionDuration: 3600,
  };
  return { ...next, roles: [...world.roles, role] };
}

/** A cluster by its name or ARN. @throws RangeError when there is none: a story was told wrongly */
export function clusterOf(world: World, nameOrArn: string): ClusterState {
  const found = world.clusters.find((one) => one.clusterName === nameOrArn || one.clusterArn === nameOrArn);
  if (found === undefined) throw new RangeError(`no cluster ${nameOrArn}`);
  return found;
}

/** Where a service is: the names of its cluster and its own. */
export interface Where {
  readonly cluster: string;
  readonly service: string;
}

/** @throws RangeError when there is no such service: a story was told wrongly */
export function serviceOf(world: World, { cluster, service }: Where): ServiceState {
  const { clusterArn } = clusterOf(world, cluster);
  const found = world.services.find((one) => one.clusterArn === clusterArn && one.serviceName === service);
  if (found === undefined) throw new RangeError(`no service ${cluster}/${service}`);
  return found;
}

/** The world with this service instead of what it had by its ARN. */
export function withService(world: World, service: ServiceState): World {
  return { ...world, services: replace(world.services, (one) => one.serviceArn === service.serviceArn, service) };
}

/** The list with `item` in the place of the one that fits, or at its end. */
export function replace<T>(list: readonly T[], fits: (item: T) => boolean, item: T): readonly T[] {
  const index = list.findIndex(fits);
  return index === -1 ? [...list, item] : list.with(index, item);
}
