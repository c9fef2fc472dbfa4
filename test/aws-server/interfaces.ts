import { arn, happen, type InterfaceState, id, uuid, type World } from './world.ts';

/*
 * Network interfaces, as the services that make them describe them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
 */

/** What an interface is made for. */
export type InterfaceFor =
  /** A task of ECS in network mode `awsvpc`; `service`: of one with ECS managed tags. */
  | { readonly made: 'task'; readonly cluster?: string; readonly service?: string }
  | { readonly made: 'load-balancer'; readonly name: string; readonly type?: 'app' | 'net' }
  | { readonly made: 'database' }
  | { readonly made: 'cache'; readonly name: string }
  /** An instance of EC2, or nothing at all. `description`: what somebody wrote. */
  | { readonly made: 'instance'; readonly instance?: string; readonly description?: string };

/** Adds an interface that is in `groups`. */
export function createNetworkInterface(
  world: World,
  groups: readonly string[],
  use: InterfaceFor,
  addresses: { readonly public?: string; readonly ipv6?: string; readonly id?: string } = {},
): World {
  const next = happen(world);
  const association = addresses.public === undefined ? undefined : { PublicIp: addresses.public, IpOwnerId: 'amazon' };
  const privateAddress = `10.${(next.step >> 16) & 255}.${(next.step >> 8) & 255}.${next.step & 255}`;
  const made: InterfaceState = {
    NetworkInterfaceId: addresses.id ?? `eni-${id(next, 'interface', 17)}`,
    OwnerId: world.account,
    AvailabilityZone: `${world.region}a`,
    SourceDestCheck: true,
    Groups: groups.map((GroupId) => ({
      GroupId,
      GroupName: world.securityGroups.find((one) => one.GroupId === GroupId)?.GroupName ?? GroupId,
    })),
    PrivateIpAddress: privateAddress,
    PrivateIpAddresses: [
      {
        PrivateIpAddress: privateAddress,
        Primary: true,
        ...(association === undefined ? {} : { Association: association }),
      },
    ],
    ...(association === undefined ? {} : { Association: association }),
    Ipv6Addresses: addresses.ipv6 === undefined ? [] : [{ Ipv6Address: addresses.ipv6 }],
    ...madeBy(next, use),
  };
  return { ...next, networkInterfaces: [...world.networkInterfaces, made] };
}

type MadeBy = Pick<
  InterfaceState,
  'Attachment' | 'Description' | 'InterfaceType' | 'RequesterId' | 'RequesterManaged' | 'Status' | 'TagSet'
>;

function madeBy(world: World, use: InterfaceFor): MadeBy {
  const attachment = { AttachmentId: `eni-attach-${id(world, 'attachment', 17)}`, DeviceIndex: 1, Status: 'attached' };
  const service = (RequesterId: string, Description: string, TagSet: MadeBy['TagSet'] = []): MadeBy => ({
    Attachment: { ...attachment, Status: 'attached', InstanceOwnerId: RequesterId },
    Description,
    InterfaceType: 'interface',
    RequesterId,
    RequesterManaged: true,
    Status: 'in-use',
    TagSet,
  });
  switch (use.made) {
    case 'task':
      return service('716531411939', arn(world, 'ecs', `attachment/${uuid(world, 'attachment')}`), [
        ...(use.cluster === undefined ? [] : [{ Key: 'aws:ecs:clusterName', Value: use.cluster }]),
        ...(use.service === undefined ? [] : [{ Key: 'aws:ecs:serviceName', Value: use.service }]),
      ]);
    case 'load-balancer':
      return {
        ...service('amazon-elb', `ELB ${use.type ?? 'app'}/${use.name}/${id(world, 'balancer', 16)}`),
        ...(use.type === 'net' ? { InterfaceType: 'network_load_balancer' } : {}),
      };
    case 'database':
      return service('amazon-rds', 'RDSNetworkInterface');
    case 'cache':
      return service('amazon-elasticache', `ElastiCache ${use.name}`);
    case 'instance':
      return {
        ...(use.instance === undefined
          ? { Status: 'available' }
          : {
              Attachment: {
                ...attachment,
                Status: 'attached',
                InstanceId: use.instance,
                InstanceOwnerId: world.account,
              },
              Status: 'in-use',
            }),
        Description: use.description ?? '',
        InterfaceType: 'interface',
        RequesterManaged: false,
        TagSet: [],
      };
  }
}
