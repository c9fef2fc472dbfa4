import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { InterfaceUser as User } from '../../model/report/reaches.ts';

/*
 * What uses a network interface, as far as AWS itself says so: by the type of the interface, by the instance that it is
 * attached to, by the tags that only AWS can write, or by the description of one that a service of AWS made.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
 */

/** What a network interface is attached to. */
export interface AttachedTo {
  readonly type: Exclude<User['type'], 'unknown'>;
  readonly name?: string;
  /** The ECS cluster. */
  readonly cluster?: string;
}

/** What uses an interface; undefined where AWS does not tell. */
export function interfaceUser(one: NetworkInterface): AttachedTo | undefined {
  const { InterfaceType: type, Attachment: attachment, RequesterManaged: isRequesterManaged, Status: status } = one;
  const task = ecsUser(one);
  if (task !== undefined) return task;
  const byType = type === undefined ? undefined : typesOfInterfaces.get(type);
  const byDescription = isRequesterManaged === true ? describedUser(one.Description ?? '') : undefined;
  if (byDescription !== undefined) return byDescription;
  if (byType !== undefined) return { type: byType };
  if (attachment?.InstanceId) return { type: 'instance', name: attachment.InstanceId };
  if (status === 'available') return { type: 'none' };
  if (type === undefined || ownTypes.has(type)) return undefined;
  return { type: 'aws-service', name: type };
}

/**
 * ECS gives the interface of a task in network mode `awsvpc` the attachment's ARN as description, and its managed tags
 * where the service has them. Nobody else can write tags that begin with `aws:`.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html#managed-tags
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
function ecsUser({
  TagSet = [],
  Description = '',
  RequesterManaged,
}: Pick<NetworkInterface, 'TagSet' | 'Description' | 'RequesterManaged'>): AttachedTo | undefined {
  const tag = (key: string) => TagSet.find(({ Key }) => Key === key)?.Value || undefined;
  const name = tag('aws:ecs:serviceName');
  const clusterName = tag('aws:ecs:clusterName');
  const cluster = clusterName === undefined ? {} : { cluster: clusterName };
  if (name !== undefined) return { type: 'ecs-service', name, ...cluster };
  const isTask = RequesterManaged === true && /^arn:aws[\w-]*:ecs:[^:]*:\d*:attachment\//.test(Description);
  return isTask || clusterName !== undefined ? { type: 'ecs-task', ...cluster } : undefined;
}

/**
 * How services describe the interfaces that they make. A load balancer's is the end of its ARN:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
function describedUser(description: string): AttachedTo | undefined {
  const name = (type: AttachedTo['type'], pattern: RegExp): AttachedTo | undefined => {
    const groups = pattern.exec(description)?.groups;
    if (groups === undefined) return undefined;
    const found = groups['name'];
    return { type, ...(found === undefined || found === '' ? {} : { name: found }) };
  };
  return (
    name('load-balancer', /^ELB (?:(?:app|net|gwy)\/)?(?<name>[A-Za-z0-9-]{1,32})(?:\/[0-9a-f]+)?$/) ??
    name('rds', /^(?<name>)RDSNetworkInterface$/) ??
    name('elasticache', /^ElastiCache[ +](?<name>[A-Za-z0-9-]{1,64})$/) ??
    name('redshift', /^(?<name>)RedshiftNetworkInterface$/) ??
    name('efs', /^EFS mount target for (?<name>fs-[0-9a-f]{8,17})\b/) ??
    name('vpc-endpoint', /^VPC Endpoint Interface (?<name>vpce-[0-9a-f]{8,17})$/) ??
    name('lambda', /^(?<name>)AWS Lambda VPC ENI\b/)
  );
}

/** Interfaces of these types are made by one service alone. */
const typesOfInterfaces: ReadonlyMap<string, AttachedTo['type']> = new Map([
  ['load_balancer', 'load-balancer'],
  ['network_load_balancer', 'load-balancer'],
  ['gateway_load_balancer', 'load-balancer'],
  ['vpc_endpoint', 'vpc-endpoint'],
  ['gateway_load_balancer_endpoint', 'vpc-endpoint'],
  ['lambda', 'lambda'],
  ['efs', 'efs'],
]);

/** Interfaces of these types anybody can make. */
const ownTypes: ReadonlySet<string> = new Set(['interface', 'efa', 'efa-only', 'branch', 'trunk']);
