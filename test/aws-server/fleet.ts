import { authorize, createSecurityGroup, createSubnet, createVpc, type RuleInput } from './groups.ts';
import { createRepository, pushImage, registryHost } from './images.ts';
import { putParameter } from './secrets.ts';
import { createService } from './services.ts';
import { deploy } from './stories.ts';
import { deregisterTaskDefinition, type RegisterInput, registerTaskDefinition } from './task-definitions.ts';
import { createCluster, elapse, emptyWorld, id, type World } from './world.ts';

/*
 * Worlds of any size, the same for the same options.
 */

export interface FleetOptions {
  /** Which fleet: a whole number. */
  readonly seed: number;
  readonly services: number;
  /** Security groups, each with three to six rules. */
  readonly groups: number;
  /** Default 1; the services are spread over them. */
  readonly clusters?: number;
  /** Tasks of each service at most. Default 3. */
  readonly tasks?: number;
  /** Default 3; only the last one is ACTIVE and deployed. */
  readonly revisions?: number;
  readonly account?: string;
  readonly region?: string;
}

/** The VPC of every fleet. */
export const fleetVpc = 'vpc-0f1ee700000000001';

const subnets = ['subnet-0f1ee70000000000a', 'subnet-0f1ee70000000000b'];

/** The names in a fleet, by number from 0. */
export const fleetNames = {
  cluster: (number: number) => `fleet-${number}`,
  service: (number: number) => `service-${String(number).padStart(4, '0')}`,
  group: (number: number) => `group-${String(number).padStart(4, '0')}`,
  groupId: (number: number) => `sg-0f1ee7${number.toString(16).padStart(11, '0')}`,
};

/** Services `service-0000`… of families of the same names, in clusters `fleet-0`…, and groups `group-0000`… in one VPC. */
export function createFleet(options: FleetOptions): World {
  const { services, groups, clusters = 1 } = options;
  const random = numbers(options.seed);
  const place = {
    ...(options.account === undefined ? {} : { account: options.account }),
    ...(options.region === undefined ? {} : { region: options.region }),
  };
  const empty = emptyWorld({ ...place, now: '2026-09-01T08:00:00Z' });
  const base = Array.from({ length: clusters }, (_, number) => fleetNames.cluster(number)).reduce(
    createCluster,
    createSubnet(
      createSubnet(createVpc(empty, fleetVpc, '10.20.0.0/16'), subnets[0] ?? '', fleetVpc, '10.20.0.0/20'),
      subnets[1] ?? '',
      fleetVpc,
      '10.20.16.0/20',
      'b',
    ),
  );
  // Each is made in a world of its own, so that the time that a fleet takes grows with its size and no faster.
  const parts = [
    ...Array.from({ length: services }, (_, number) => fleetService(partOf(base, number), number, options, random)),
    ...Array.from({ length: groups }, (_, number) =>
      fleetGroup(partOf({ ...base, clusters: [] }, services + number), number, groups, random),
    ),
  ];
  return together(base, parts);
}

/** A world without things of its own, whose ids no other part gets. */
export function partOf(base: World, number: number): World {
  return { ...base, vpcs: [], subnets: [], step: (number + 1) * 10_000 };
}

function fleetService(empty: World, number: number, options: FleetOptions, random: Random): World {
  const { clusters = 1, groups, tasks = 3, revisions = 3 } = options;
  const name = fleetNames.service(number);
  const cluster = fleetNames.cluster(number % clusters);
  const parameter = `/fleet/${name}/api-key`;
  const pushed = pushImage(createRepository(putParameter(empty, parameter), name), {
    repository: name,
    tag: 'v1',
    source: name,
    ...(random(4) === 0 ? { platforms: ['linux/amd64', 'linux/arm64'] } : {}),
  });
  const input = fleetTaskDefinition(pushed, name, parameter, random);
  const where = { cluster, service: name };
  const created = createService(registerTaskDefinition(pushed, input), {
    cluster,
    serviceName: name,
    taskDefinition: name,
    desiredCount: 1 + random(tasks),
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets,
        ...(groups === 0 ? {} : { securityGroups: [fleetNames.groupId(random(groups))] }),
      },
    },
    tags: [{ key: 'fleet', value: String(options.seed) }],
  });
  const last = Array.from({ length: revisions - 1 }, (_, index) => index + 1).reduce((world, revision) => {
    const later = elapse(world, 86_400);
    const changed = registerTaskDefinition(later, withVariable(input, 'RELEASE', String(revision + 1)));
    return deregisterTaskDefinition(deploy(changed, where, { taskDefinition: name }), `${name}:${revision}`);
  }, created);
  return { ...last, clusters: last.clusters.filter((one) => one.clusterName === cluster) };
}

function fleetTaskDefinition(world: World, name: string, parameter: string, random: Random): RegisterInput {
  const port = 8000 + random(1000);
  const variables = Array.from({ length: 3 + random(10) }, (_, index) => ({
    name: `VARIABLE_${index}`,
    value: `value-${random(1000)}`,
  }));
  const [cpu = '256', memory = '512'] =
    [
      ['256', '512'],
      ['512', '1024'],
      ['1024', '2048'],
    ][random(3)] ?? [];
  return {
    family: name,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu,
    memory,
    executionRoleArn: `arn:aws:iam::${world.account}:role/fleet-execution`,
    containerDefinitions: [
      {
        name: 'app',
        image: `${registryHost(world)}/${name}:v1`,
        portMappings: [{ containerPort: port, protocol: 'tcp' }],
        environment: [...variables, { name: 'RELEASE', value: '1' }],
        secrets: [{ name: 'API_KEY', valueFrom: `arn:aws:ssm:${world.region}:${world.account}:parameter${parameter}` }],
      },
      ...(random(5) === 0 ? [{ name: 'sidecar', image: 'public.ecr.aws/example/sidecar:1', essential: false }] : []),
    ],
  };
}

/** The request with a variable of the first container set to another value. */
export function withVariable(input: RegisterInput, name: string, value: string): RegisterInput {
  const [first, ...others] = input.containerDefinitions ?? [];
  const kept = (first?.environment ?? []).filter((one) => one.name !== name);
  return { ...input, containerDefinitions: [{ ...first, environment: [...kept, { name, value }] }, ...others] };
}

function fleetGroup(empty: World, number: number, groups: number, random: Random): World {
  const group = fleetNames.groupId(number);
  const created = createSecurityGroup(empty, {
    id: group,
    name: fleetNames.group(number),
    vpcId: fleetVpc,
    description: `Group ${number} of the fleet`,
  });
  const ports = Array.from({ length: 2 + random(4) }, (_, index) => 1000 + index * 10 + random(10));
  return ports.reduce((world, port, index) => {
    const rule: RuleInput = {
      group,
      direction: 'ingress',
      protocol: 'tcp',
      from: port,
      to: port,
      description: `Port ${port}`,
      ...(index % 2 === 0 ? { cidr: `10.${random(200)}.0.0/16` } : { source: fleetNames.groupId(random(groups)) }),
    };
    return authorize(world, rule);
  }, created);
}

/** One world of many: their lists one after the other, the clusters with the counts of all. */
export function together(base: World, parts: readonly World[]): World {
  const clusters = base.clusters.map((cluster) => {
    const same = parts.flatMap((part) => part.clusters).filter((one) => one.clusterArn === cluster.clusterArn);
    const sum = (count: 'runningTasksCount' | 'activeServicesCount') =>
      same.reduce((total, one) => total + (one[count] ?? 0), 0);
    return { ...cluster, runningTasksCount: sum('runningTasksCount'), activeServicesCount: sum('activeServicesCount') };
  });
  return {
    ...base,
    now: parts.reduce((latest, part) => Math.max(latest, part.now), base.now) + 7200,
    step: (parts.length + 1) * 10_000,
    clusters,
    taskDefinitions: parts.flatMap((part) => part.taskDefinitions),
    services: parts.flatMap((part) => part.services),
    serviceDeployments: parts.flatMap((part) => part.serviceDeployments),
    serviceRevisions: parts.flatMap((part) => part.serviceRevisions),
    // The others stopped longer ago than ECS tells of.
    tasks: parts.flatMap((part) => part.tasks.filter((task) => task.lastStatus === 'RUNNING')),
    securityGroups: parts.flatMap((part) => part.securityGroups),
    securityGroupRules: parts.flatMap((part) => part.securityGroupRules),
    parameters: parts.flatMap((part) => part.parameters),
    secrets: parts.flatMap((part) => part.secrets),
    repositories: parts.flatMap((part) => part.repositories),
    images: parts.flatMap((part) => part.images),
  };
}

/** Whole numbers from 0 to below a limit. */
type Random = (limit: number) => number;

/** The numbers of a seed: each is taken from the sha256 of the seed and its own place in the row. */
function numbers(seed: number): Random {
  const world = emptyWorld({ account: String(seed) });
  let place = 0;
  return (limit) => Number.parseInt(id(world, 'number', 12, place++), 16) % limit;
}
