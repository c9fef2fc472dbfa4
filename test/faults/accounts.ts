import {
  authorize,
  createSecurityGroup,
  createSubnet,
  createVpc,
  type RuleInput,
  revoke,
} from '../aws-server/groups.ts';
import { createRepository, pushImage, registryHost } from '../aws-server/images.ts';
import { createNetworkInterface } from '../aws-server/interfaces.ts';
import { createSecret, putParameter } from '../aws-server/secrets.ts';
import { configureService, createService } from '../aws-server/services.ts';
import { missingParameter, rollBack, scale } from '../aws-server/stories.ts';
import { type RegisterInput, registerTaskDefinition } from '../aws-server/task-definitions.ts';
import { arn, createCluster, createRole, elapse, emptyWorld, type World } from '../aws-server/world.ts';

/*
 * The account of the code in `terraform/`: as it declares, and with drift in all kinds of things.
 */

const vpcId = 'vpc-0c000000000000001';
const subnet = 'subnet-0c00000000000000a';
const groups = { balancer: 'sg-0c0000000000000b1', api: 'sg-0c0000000000000a1', cache: 'sg-0c0000000000000c1' };
const lists = { offices: 'pl-0c00000000000000f', partners: 'pl-0c00000000000000e' };
const cluster = 'shop';
const apiKey = '/shop/api-key';

/** The services of the code, how many tasks they have, and the secrets of their containers: names, and where they come from. */
const declared: Readonly<
  Record<string, { count: number; secrets: (world: World) => Readonly<Record<string, string>> }>
> = {
  api: {
    count: 2,
    secrets: (world) => ({ DATABASE_URL: parameter(world, '/shop/database-url'), API_KEY: parameter(world, apiKey) }),
  },
  worker: { count: 2, secrets: (world) => ({ TOKEN: world.secrets[0]?.ARN ?? '' }) },
  queue: { count: 1, secrets: () => ({}) },
};

/** All is as the code declares. */
export function inSync(): World {
  return deployed(base());
}

/** The deployment that brought the API its key was rolled back, the autoscaler and hands were at work, and an image was pushed. */
export function drifted(): World {
  const before = deployed(base(), ['API_KEY']);
  const rolledBack = rollBack(
    registerTaskDefinition(before, taskDefinition(before, 'api')),
    { cluster, service: 'api' },
    { taskDefinition: 'api', stop: missingParameter(apiKey) },
  );
  const scaled = scale(scale(rolledBack, { cluster, service: 'worker' }, 3), { cluster, service: 'queue' }, 4);
  const changed = configureService(scaled, { cluster, service: 'queue' }, { enableExecuteCommand: true });
  const pushed = pushImage(changed, {
    repository: 'shop',
    tag: 'worker',
    source: 'v2',
    platforms: ['linux/amd64', 'linux/arm64'],
  });
  const isGone = ({ GroupId, PrefixListId, CidrIpv4 }: World['securityGroupRules'][number]) =>
    (GroupId === groups.cache && PrefixListId !== undefined) || CidrIpv4 === '198.51.100.0/25';
  const closed = pushed.securityGroupRules
    .filter(isGone)
    .reduce((world, rule) => revoke(world, rule.SecurityGroupRuleId), pushed);
  const tcp = { group: groups.api, direction: 'ingress', protocol: 'tcp' } as const;
  const opened: readonly RuleInput[] = [
    { ...tcp, from: 22, to: 22, cidr: '0.0.0.0/0' },
    // It has the addresses of the rule that is gone.
    { ...tcp, from: 8443, to: 8443, prefixList: lists.partners },
  ];
  return opened.reduce(authorize, closed);
}

function base(): World {
  const network = createSubnet(
    createVpc(emptyWorld({ now: '2026-11-01T09:00:00Z' }), vpcId, '10.20.0.0/16'),
    subnet,
    vpcId,
    '10.20.1.0/24',
  );
  const stores = ['/shop/database-url', apiKey].reduce(
    (world, name) => putParameter(world, name),
    createSecret(createRole(createRepository(createCluster(network, cluster), 'shop'), 'shop-execution'), 'shop/token'),
  );
  const images = Object.keys(declared).reduce(
    (world, tag) => pushImage(world, { repository: 'shop', tag, source: `v1 ${tag}` }),
    stores,
  );
  const withGroups = Object.entries(groups).reduce(
    (world, [name, id]) => createSecurityGroup(world, { id, name, vpcId, egress: name === 'api' ? 'all' : 'none' }),
    images,
  );
  const tcp = { direction: 'ingress', protocol: 'tcp' } as const;
  const rules: readonly RuleInput[] = [
    { ...tcp, group: groups.api, from: 8080, to: 8080, source: groups.balancer },
    { ...tcp, group: groups.api, from: 8443, to: 8443, cidr: '198.51.100.0/25' },
    { ...tcp, group: groups.cache, from: 6379, to: 6379, source: groups.api },
    { ...tcp, group: groups.cache, from: 6379, to: 6379, prefixList: lists.offices },
  ];
  return withLists(
    createNetworkInterface(rules.reduce(authorize, withGroups), [groups.api, groups.cache], { made: 'instance' }),
  );
}

function withLists(world: World): World {
  return {
    ...world,
    prefixLists: Object.entries(lists).map(([name, id]) => ({
      PrefixListId: id,
      PrefixListName: name,
      PrefixListArn: arn(world, 'ec2', `prefix-list/${id}`),
      AddressFamily: 'IPv4',
      MaxEntries: 10,
      State: 'create-complete' as const,
      Version: 1,
      OwnerId: world.account,
    })),
    prefixListEntries: [
      { PrefixListId: lists.offices, Entries: [{ Cidr: '203.0.113.0/24' }] },
      { PrefixListId: lists.partners, Entries: [{ Cidr: '198.51.100.0/24' }, { Cidr: '192.0.2.0/24' }] },
    ],
    vpcAssociations: [
      {
        GroupId: groups.cache,
        VpcId: 'vpc-0c000000000000002',
        VpcOwnerId: world.account,
        GroupOwnerId: world.account,
        State: 'associated',
      },
    ],
    scalableTargets: [
      {
        ServiceNamespace: 'ecs',
        ResourceId: `service/${cluster}/worker`,
        ScalableDimension: 'ecs:service:DesiredCount',
        MinCapacity: 2,
        MaxCapacity: 8,
        RoleARN: `arn:aws:iam::${world.account}:role/autoscaling`,
        CreationTime: world.now,
      },
    ],
  };
}

/** With the services, whose tasks run. `lacking`: secrets that no container has yet. */
function deployed(before: World, lacking: readonly string[] = []): World {
  const running = Object.entries(declared).reduce((world, [name, { count }]) => {
    const registered = registerTaskDefinition(elapse(world, 60), taskDefinition(world, name, lacking));
    return createService(registered, {
      cluster,
      serviceName: name,
      taskDefinition: name,
      desiredCount: count,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], securityGroups: [groups.api] } },
    });
  }, before);
  return elapse(running, 3600);
}

function taskDefinition(world: World, name: string, lacking: readonly string[] = []): RegisterInput {
  const secrets = Object.entries(declared[name]?.secrets(world) ?? {}).filter(([secret]) => !lacking.includes(secret));
  return {
    family: name,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    executionRoleArn: `arn:aws:iam::${world.account}:role/shop-execution`,
    containerDefinitions: [
      {
        name: 'app',
        image: `${registryHost(world)}/shop:${name}`,
        essential: true,
        portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
        environment: [{ name: 'SERVICE', value: name }],
        secrets: secrets.map(([secret, valueFrom]) => ({ name: secret, valueFrom })),
      },
    ],
  };
}

function parameter(world: World, name: string): string {
  return arn(world, 'ssm', `parameter${name}`);
}
