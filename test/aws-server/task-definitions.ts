import type { ContainerDefinition, RegisterTaskDefinitionRequest, Volume } from '@aws-sdk/client-ecs';
import type { Wire } from './wire/shape.ts';
import { arn, type Revision, type World } from './world.ts';

/*
 * Registering and deregistering, with what ECS makes of a request.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */

export type RegisterInput = Wire<RegisterTaskDefinitionRequest>;
type Container = Wire<ContainerDefinition>;

/** Registers the next revision of the family; `revision` begins the family at a later number. */
export function registerTaskDefinition(
  world: World,
  input: RegisterInput,
  how: { readonly by?: string; readonly revision?: number } = {},
): World {
  const { family, containerDefinitions, tags, ...rest } = input;
  if (family === undefined || containerDefinitions === undefined) throw new RangeError('no family or no containers');
  const latest = world.taskDefinitions.findLast((one) => one.family === family)?.revision ?? 0;
  const revision = Math.max(latest + 1, how.revision ?? 1);
  const networkMode = input.networkMode ?? (input.requiresCompatibilities?.includes('FARGATE') ? 'awsvpc' : undefined);
  const registered: Revision = {
    ...rest,
    taskDefinitionArn: arn(world, 'ecs', `task-definition/${family}:${revision}`),
    containerDefinitions: containerDefinitions.map((container) => describedContainer(container, networkMode)),
    family,
    ...(networkMode === undefined ? {} : { networkMode }),
    revision,
    volumes: (input.volumes ?? []).map(describedVolume),
    status: 'ACTIVE',
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.29' }],
    placementConstraints: input.placementConstraints ?? [],
    compatibilities: compatibilities(input, networkMode),
    ...(input.cpu === undefined ? {} : { cpu: cpuUnits(input.cpu) }),
    ...(input.memory === undefined ? {} : { memory: mebibytes(input.memory) }),
    registeredAt: world.now,
    registeredBy: how.by ?? `arn:aws:sts::${world.account}:assumed-role/deploy/terraform`,
    enableFaultInjection: input.enableFaultInjection ?? false,
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
  };
  return { ...world, taskDefinitions: [...world.taskDefinitions, registered] };
}

/** Makes a revision INACTIVE, as Terraform does with the one that it replaces. It stays describable. */
export function deregisterTaskDefinition(world: World, taskDefinition: string): World {
  const { taskDefinitionArn } = revisionOf(world, taskDefinition);
  return {
    ...world,
    taskDefinitions: world.taskDefinitions.map((one) =>
      one.taskDefinitionArn === taskDefinitionArn ? { ...one, status: 'INACTIVE', deregisteredAt: world.now } : one,
    ),
  };
}

/** A revision by `family:revision` or ARN, or the latest ACTIVE one of a family. @throws RangeError when there is none */
export function revisionOf(world: World, taskDefinition: string): Revision {
  const found = world.taskDefinitions.findLast((one) =>
    one.family === taskDefinition
      ? one.status === 'ACTIVE'
      : one.taskDefinitionArn === taskDefinition || `${one.family}:${one.revision}` === taskDefinition,
  );
  if (found === undefined) throw new RangeError(`no task definition ${taskDefinition}`);
  return found;
}

/** ECS answers some lists also when they are empty; other empty lists it leaves out. */
function describedContainer(container: Container, networkMode: string | undefined): Container {
  const { healthCheck, logConfiguration, portMappings } = container;
  return {
    ...withoutEmptyLists(container),
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    portMappings: (portMappings ?? []).map((port) => describedPort(port, networkMode)),
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    ...(healthCheck === undefined ? {} : { healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck } }),
    ...(logConfiguration === undefined
      ? {}
      : { logConfiguration: { options: {}, secretOptions: [], ...logConfiguration } }),
  };
}

function withoutEmptyLists(container: Container): Container {
  const { command, entryPoint, links, environmentFiles, secrets, dependsOn, dnsServers, dnsSearchDomains, ...first } =
    container;
  const { extraHosts, dockerSecurityOptions, ulimits, resourceRequirements, credentialSpecs, ...rest } = first;
  const texts = { command, entryPoint, links, dnsServers, dnsSearchDomains, dockerSecurityOptions, credentialSpecs };
  const things = { environmentFiles, secrets, dependsOn, extraHosts, ulimits, resourceRequirements };
  const given = Object.entries({ ...texts, ...things }).filter(([, items]) => items !== undefined && items.length > 0);
  return { ...rest, ...Object.fromEntries(given) };
}

type Port = NonNullable<Container['portMappings']>[number];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
function describedPort(port: Port, networkMode: string | undefined): Port {
  const hostPort = networkMode === 'awsvpc' || networkMode === 'host' ? port.containerPort : 0;
  const withHost = port.containerPortRange === undefined ? { ...port, hostPort: port.hostPort ?? hostPort } : port;
  return { ...withHost, protocol: port.protocol ?? 'tcp' };
}

function describedVolume(volume: Wire<Volume>): Wire<Volume> {
  const { host, dockerVolumeConfiguration, efsVolumeConfiguration, fsxWindowsFileServerVolumeConfiguration } = volume;
  const elsewhere = dockerVolumeConfiguration ?? efsVolumeConfiguration ?? fsxWindowsFileServerVolumeConfiguration;
  const configuredAtLaunch = volume.configuredAtLaunch ?? false;
  const bare = elsewhere === undefined && !configuredAtLaunch;
  return {
    ...volume,
    ...(bare ? { host: host ?? {} } : {}),
    ...(dockerVolumeConfiguration === undefined
      ? {}
      : { dockerVolumeConfiguration: { scope: 'task', driver: 'local', ...dockerVolumeConfiguration } }),
    ...(efsVolumeConfiguration === undefined
      ? {}
      : { efsVolumeConfiguration: { rootDirectory: '/', ...efsVolumeConfiguration } }),
    configuredAtLaunch,
  };
}

function compatibilities(input: RegisterInput, networkMode: string | undefined): Revision['compatibilities'] {
  const fargate = networkMode === 'awsvpc' && input.cpu !== undefined && input.memory !== undefined;
  const external = networkMode === undefined || networkMode === 'bridge' || networkMode === 'host';
  return ['EC2', ...(fargate ? (['FARGATE'] as const) : []), ...(external ? (['EXTERNAL'] as const) : [])];
}

/** `1 vCPU` is registered as `1024`. */
function cpuUnits(cpu: string): string {
  const vcpu = /^\s*([\d.]+)\s*vcpu\s*$/i.exec(cpu);
  return vcpu === null ? cpu : String(Number(vcpu[1]) * 1024);
}

/** `2 GB` is registered as `2048`. */
function mebibytes(memory: string): string {
  const gb = /^\s*([\d.]+)\s*gb\s*$/i.exec(memory);
  return gb === null ? memory : String(Number(gb[1]) * 1024);
}
