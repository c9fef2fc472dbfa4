import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type {
  ContainerDefinition,
  Deployment,
  DockerVolumeConfiguration,
  LogConfiguration,
  Service,
  ServiceConnectConfiguration,
  TaskDefinition,
  Volume,
} from '@aws-sdk/client-ecs';
import type { AwsProblem } from '../model/report.ts';
import type { Text } from '../model/secret.ts';

/*
 * What driftcheck reads from AWS, one entity at a time. An entity is what is asked for, cached, recorded in a snapshot and replayed;
 * how many of them travel in one API call is `clients.ts`'s business.
 */

/** A container definition as read: values that may be secret are `Text`. */
export interface LiveContainerDefinition
  extends Omit<
    ContainerDefinition,
    | 'environment'
    | 'command'
    | 'entryPoint'
    | 'healthCheck'
    | 'logConfiguration'
    | 'dockerLabels'
    | 'secrets'
    | 'firelensConfiguration'
  > {
  environment?: { name?: string; value?: Text }[];
  secrets?: { name?: string; valueFrom?: Text }[];
  command?: Text[];
  entryPoint?: Text[];
  healthCheck?: Omit<NonNullable<ContainerDefinition['healthCheck']>, 'command'> & { command?: Text[] };
  logConfiguration?: LiveLogConfiguration;
  dockerLabels?: Record<string, Text>;
  firelensConfiguration?: Omit<NonNullable<ContainerDefinition['firelensConfiguration']>, 'options'> & {
    options?: Record<string, Text>;
  };
}
export type LiveLogConfiguration = Omit<LogConfiguration, 'options' | 'secretOptions'> & {
  options?: Record<string, Text>;
  secretOptions?: { name?: string; valueFrom?: Text }[];
};
/** Driver options may hold a password (`o=username=…,password=…` of a CIFS mount). */
export type LiveVolume = Omit<Volume, 'dockerVolumeConfiguration'> & {
  dockerVolumeConfiguration?: Omit<DockerVolumeConfiguration, 'driverOpts' | 'labels'> & {
    driverOpts?: Record<string, Text>;
    labels?: Record<string, Text>;
  };
};
/** A tag of ECS. */
export interface LiveTag {
  key?: string;
  value?: Text;
}
/** `tags` stand beside the task definition in AWS's answer, and in it here. */
export interface LiveTaskDefinition extends Omit<TaskDefinition, 'containerDefinitions' | 'volumes'> {
  containerDefinitions?: LiveContainerDefinition[];
  volumes?: LiveVolume[];
  tags?: LiveTag[];
}
export interface LiveDeployment extends Omit<Deployment, 'serviceConnectConfiguration'> {
  serviceConnectConfiguration?: Omit<ServiceConnectConfiguration, 'logConfiguration'> & {
    logConfiguration?: LiveLogConfiguration;
  };
}
export interface LiveService extends Omit<Service, 'deployments' | 'tags'> {
  deployments?: LiveDeployment[];
  tags?: LiveTag[];
}
/** A tag of EC2. */
export interface LiveEc2Tag {
  Key?: string;
  Value?: Text;
}
export interface LiveSecurityGroup extends Omit<SecurityGroup, 'Tags'> {
  Tags?: LiveEc2Tag[];
}
export interface LiveSecurityGroupRule extends Omit<SecurityGroupRule, 'Tags'> {
  Tags?: LiveEc2Tag[];
}
export interface CallerIdentity {
  account: string;
  arn: string;
}

/** Every read: the key that identifies the entity and what comes back. Dates are ISO strings in snapshots and `Date` here. */
export interface Reads {
  'sts:GetCallerIdentity': { key: Record<never, never>; result: CallerIdentity };
  /** `taskDefinition`: a family (its latest ACTIVE revision), `family:revision` or an ARN. */
  'ecs:DescribeTaskDefinition': { key: { taskDefinition: string }; result: LiveTaskDefinition };
  'ecs:DescribeServices': { key: { cluster: string; service: string }; result: LiveService };
  /** By id, or by name (or what it begins with) and, where known, VPC. Absent means: no group fits; several fit: all are returned, ordered by id. */
  'ec2:DescribeSecurityGroups': {
    key:
      | { 'group-id': string }
      | { 'group-name': string; 'vpc-id'?: string }
      | { 'group-name-prefix': string; 'vpc-id'?: string };
    result: LiveSecurityGroup[];
  };
  /** All rules of one group, both directions. */
  'ec2:DescribeSecurityGroupRules': { key: { 'group-id': string }; result: LiveSecurityGroupRule[] };
}
export type ReadName = keyof Reads;

/** What a read came to. `absent` is AWS's own word that it does not exist; everything else that is not an answer is `unreadable`. */
export type Read<T> =
  | { readonly status: 'found'; readonly value: T }
  | { readonly status: 'absent' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** Where the AWS side comes from: the API (batched, cached for the run) or a snapshot. Never throws for what AWS answers. */
export interface AwsReader {
  readonly source: 'aws' | 'snapshot';
  /** The region of a resource that names none; undefined when neither flag, environment nor profile has one. */
  defaultRegion(): Promise<string | undefined>;
  read<N extends ReadName>(name: N, key: Reads[N]['key'], region?: string): Promise<Read<Reads[N]['result']>>;
}
