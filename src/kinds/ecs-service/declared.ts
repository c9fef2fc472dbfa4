import type { CollectionOf, KnownRecord, RecordOf } from '../../compare/declared.ts';
import {
  attribute,
  blocks,
  type DeclaredBlock,
  type DeclaredBody,
  readBool,
  readNumber,
  readStringLike,
  type Value,
} from '../../model/declared.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Unknown } from '../../model/value.ts';
import type { Resource, Stack } from '../../terraform/stack.ts';
import { type DeclaredServiceIdentity, serviceIdentity } from '../ecs/declared-service.ts';
import type { PlacementConstraintModel } from '../ecs/placement.ts';
import { collectionReader, type Readers, readBlock, readBlocks } from '../read.ts';
import { unknownRegion } from '../region.ts';
import type {
  CapacityProviderModel,
  CircuitBreakerModel,
  DeploymentControllerModel,
  LoadBalancerModel,
  NetworkModel,
  ServiceModel,
  ServiceRegistryModel,
} from './model.ts';

/** A service that the code declares. */
export interface DeclaredService {
  readonly identity: DeclaredServiceIdentity;
  readonly model: KnownRecord<ServiceModel>;
  /** The families of the task definitions that `task_definition` refers to, by address; undefined for one that the stack does not have. */
  readonly families: ReadonlyMap<string, Value<string> | undefined>;
  /** Where `task_definition` is written. */
  readonly taskDefinitionAt?: SourceRange;
  /** Members of the model, `taskDefinition`, and members of the network configuration that `ignore_changes` leaves to others. */
  readonly ignored: ReadonlySet<string>;
  readonly ignoredNetwork: ReadonlySet<string>;
  readonly notCompared: readonly { readonly path: string; readonly at: SourceRange }[];
  readonly unknownRegion?: Unknown;
}

/** The services that `stack` declares, in its order. */
export function declaredServices(stack: Stack): readonly DeclaredService[] {
  return stack.resources
    .filter((resource) => resource.mode === 'managed' && resource.type === 'aws_ecs_service')
    .map((resource) => declaredService(resource, stack));
}

function declaredService(resource: Resource, stack: Stack): DeclaredService {
  const identity = serviceIdentity(resource, stack);
  const taskDefinition = attribute(resource.body, 'task_definition');
  const region = unknownRegion(resource, stack);
  return {
    identity,
    model: readService(resource),
    families: new Map(
      (identity.pointer?.addresses ?? []).map((address) => [address, familyOf(address, stack)] as const),
    ),
    ...(taskDefinition?.at === undefined ? {} : { taskDefinitionAt: taskDefinition.at }),
    ignored: ignoredMembers(resource.ignoreChanges),
    ignoredNetwork: ignoredNetworkMembers(resource.ignoreChanges),
    notCompared: notCompared(resource.body),
    ...(region === undefined ? {} : { unknownRegion: region }),
  };
}

function familyOf(address: string, stack: Stack): Value<string> | undefined {
  const found = stack.resources.find(
    (resource) => resource.address === address || resource.address.startsWith(`${address}[`),
  );
  return found === undefined ? undefined : readStringLike(attribute(found.body, 'family'));
}

function readService({ body, at }: Resource): KnownRecord<ServiceModel> {
  const text = (name: string) => readStringLike(attribute(body, name));
  return {
    state: 'record',
    at,
    members: {
      desiredCount: readNumber(attribute(body, 'desired_count')),
      launchType: text('launch_type'),
      platformVersion: text('platform_version'),
      schedulingStrategy: text('scheduling_strategy'),
      capacityProviderStrategy: readBlocks(blocks(body, 'capacity_provider_strategy'), (block) =>
        readBlock<CapacityProviderModel>(
          block,
          { capacityProvider: readStringLike, weight: readNumber, base: readNumber },
          { capacityProvider: 'capacity_provider', weight: 'weight', base: 'base' },
        ),
      ),
      networkConfiguration: single<NetworkModel>(
        body,
        'network_configuration',
        { subnets: strings, securityGroups: strings, assignPublicIp: readBool },
        { subnets: 'subnets', securityGroups: 'security_groups', assignPublicIp: 'assign_public_ip' },
      ),
      loadBalancers: readBlocks(blocks(body, 'load_balancer'), (block) =>
        readBlock<LoadBalancerModel>(
          block,
          {
            targetGroupArn: readStringLike,
            loadBalancerName: readStringLike,
            containerName: readStringLike,
            containerPort: readNumber,
          },
          {
            targetGroupArn: 'target_group_arn',
            loadBalancerName: 'elb_name',
            containerName: 'container_name',
            containerPort: 'container_port',
          },
        ),
      ),
      serviceRegistries: readBlocks(blocks(body, 'service_registries'), (block) =>
        readBlock<ServiceRegistryModel>(
          block,
          { registryArn: readStringLike, port: readNumber, containerName: readStringLike, containerPort: readNumber },
          {
            registryArn: 'registry_arn',
            port: 'port',
            containerName: 'container_name',
            containerPort: 'container_port',
          },
        ),
      ),
      deploymentMaximumPercent: readNumber(attribute(body, 'deployment_maximum_percent')),
      deploymentMinimumHealthyPercent: readNumber(attribute(body, 'deployment_minimum_healthy_percent')),
      deploymentCircuitBreaker: single<CircuitBreakerModel>(
        body,
        'deployment_circuit_breaker',
        { enable: readBool, rollback: readBool },
        { enable: 'enable', rollback: 'rollback' },
      ),
      deploymentController: single<DeploymentControllerModel>(
        body,
        'deployment_controller',
        { type: readStringLike },
        { type: 'type' },
      ),
      placementConstraints: readBlocks(blocks(body, 'placement_constraints'), (block) =>
        readBlock<PlacementConstraintModel>(
          block,
          { type: readStringLike, expression: readStringLike },
          { type: 'type', expression: 'expression' },
        ),
      ),
      placementStrategy: readPlacementStrategy(body),
      healthCheckGracePeriodSeconds: readNumber(attribute(body, 'health_check_grace_period_seconds')),
      enableExecuteCommand: readBool(attribute(body, 'enable_execute_command')),
      enableEcsManagedTags: readBool(attribute(body, 'enable_ecs_managed_tags')),
      propagateTags: text('propagate_tags'),
      availabilityZoneRebalancing: text('availability_zone_rebalancing'),
      roleArn: text('iam_role'),
    },
  };
}

const strings = collectionReader(readStringLike);

function readPlacementStrategy(body: DeclaredBody): CollectionOf<Value<string>> | undefined {
  return readBlocks(blocks(body, 'ordered_placement_strategy'), (block: DeclaredBlock): Value<string> => {
    const type = readStringLike(attribute(block.body, 'type'));
    const field = readStringLike(attribute(block.body, 'field'));
    const parts = [...partsOf(type), ...(field === undefined ? [] : [' ', ...partsOf(field)])];
    const known = parts.filter((part) => typeof part === 'string');
    return known.length === parts.length
      ? { state: 'known', value: known.join('').trimEnd(), at: block.at }
      : { state: 'partial', parts, at: block.at };
  });
}

function partsOf(value: Value<string> | undefined): readonly (string | Unknown)[] {
  if (value === undefined) return [];
  if (value.state === 'known') return [value.value];
  return value.state === 'partial' ? value.parts : [value.because];
}

/** A block that may stand once. */
function single<M extends object>(
  body: DeclaredBody,
  type: string,
  readers: Readers<M>,
  argument: Readonly<Record<Extract<keyof M, string>, string>>,
): RecordOf<M> | undefined {
  const found = blocks(body, type);
  const [block] = found.blocks;
  if (block !== undefined) return readBlock(block, readers, argument);
  return found.open === undefined ? undefined : { state: 'unknown', because: found.open.because };
}

/** Blocks that say how the service runs or is deployed and that the model does not have. */
function notCompared(body: DeclaredBody): readonly { readonly path: string; readonly at: SourceRange }[] {
  const names = [
    'alarms',
    'deployment_configuration',
    'service_connect_configuration',
    'volume_configuration',
    'vpc_lattice_configurations',
  ];
  return names.flatMap((path) => {
    const at = body.blocks.get(path)?.blocks[0]?.at ?? body.attributes.get(path)?.at;
    return at === undefined ? [] : [{ path, at }];
  });
}

/** Which member an argument feeds. */
const memberOfArgument: Readonly<Record<string, keyof ServiceModel | 'taskDefinition'>> = {
  task_definition: 'taskDefinition',
  desired_count: 'desiredCount',
  launch_type: 'launchType',
  platform_version: 'platformVersion',
  scheduling_strategy: 'schedulingStrategy',
  capacity_provider_strategy: 'capacityProviderStrategy',
  network_configuration: 'networkConfiguration',
  load_balancer: 'loadBalancers',
  service_registries: 'serviceRegistries',
  deployment_maximum_percent: 'deploymentMaximumPercent',
  deployment_minimum_healthy_percent: 'deploymentMinimumHealthyPercent',
  deployment_circuit_breaker: 'deploymentCircuitBreaker',
  deployment_controller: 'deploymentController',
  placement_constraints: 'placementConstraints',
  ordered_placement_strategy: 'placementStrategy',
  health_check_grace_period_seconds: 'healthCheckGracePeriodSeconds',
  enable_execute_command: 'enableExecuteCommand',
  enable_ecs_managed_tags: 'enableEcsManagedTags',
  propagate_tags: 'propagateTags',
  availability_zone_rebalancing: 'availabilityZoneRebalancing',
  iam_role: 'roleArn',
};

const networkMemberOfArgument: Readonly<Record<string, keyof NetworkModel>> = {
  subnets: 'subnets',
  security_groups: 'securityGroups',
  assign_public_ip: 'assignPublicIp',
};

/** `network_configuration[0].security_groups` is one member of the block, everything else counts as the whole argument. */
const networkPath = /^network_configuration(?:\[\d+\]|\.\d+)?\.(\w+)/;

function ignoredMembers(ignoreChanges: Resource['ignoreChanges']): ReadonlySet<string> {
  if (ignoreChanges === 'all') return new Set(Object.values(memberOfArgument));
  const whole = ignoreChanges.filter((path) => !networkPath.test(path));
  return new Set(whole.flatMap((path) => memberOfArgument[path.split(/[.[]/)[0] ?? ''] ?? []));
}

function ignoredNetworkMembers(ignoreChanges: Resource['ignoreChanges']): ReadonlySet<string> {
  if (ignoreChanges === 'all') return new Set();
  return new Set(ignoreChanges.flatMap((path) => networkMemberOfArgument[networkPath.exec(path)?.[1] ?? ''] ?? []));
}
