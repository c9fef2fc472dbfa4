import type { CollectionOf, KnownRecord } from '../../../compare/declared.ts';
import {
  attribute,
  blocks,
  type DeclaredBlock,
  type DeclaredBody,
  isSecret,
  readBool,
  readNumber,
  readStringLike,
  type Value,
} from '../../../model/declared.ts';
import { formatPath, type Path } from '../../../model/path.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { onceOf } from '../../once.ts';
import { collectionReader, readBlock, readBlocks, readSealed } from '../../read.ts';
import { type DeclaredServiceIdentity, serviceIdentity } from '../declared-service.ts';
import type { PlacementConstraintModel } from '../placement.ts';
import { type DeclaredTags, declaredTags } from '../tags.ts';
import { single } from './block.ts';
import { declaredServiceConnect } from './connect.ts';
import { declaredAlarms, declaredDeploymentConfiguration } from './deployment.ts';
import type {
  CapacityProviderModel,
  CircuitBreakerModel,
  DeploymentControllerModel,
  LoadBalancerModel,
  NetworkModel,
  ServiceModel,
  ServiceRegistryModel,
} from './model.ts';
import { declaredLattice, declaredVolumes } from './volume.ts';

/** A service that the code declares. */
export interface DeclaredService {
  readonly identity: DeclaredServiceIdentity;
  readonly model: KnownRecord<ServiceModel>;
  readonly tags: DeclaredTags;
  /** The families of the task definitions that `task_definition` refers to, by address; undefined for one that the stack does not have. */
  readonly families: ReadonlyMap<string, Value<string> | undefined>;
  /** Where `task_definition` is written. */
  readonly taskDefinitionAt?: SourceRange;
  /** Members of the model, `taskDefinition`, and members of the network configuration that `ignore_changes` leaves to others. */
  readonly ignored: ReadonlySet<string>;
  readonly ignoredNetwork: ReadonlySet<string>;
  readonly notCompared: readonly { readonly path: Path; readonly name: string; readonly at: SourceRange }[];
}

/** The services that `stack` declares, in its order. Read once of each stack. */
export const declaredServices = onceOf((stack: Stack): readonly DeclaredService[] =>
  stack.resources
    .filter((resource) => resource.mode === 'managed' && resource.type === 'aws_ecs_service')
    .map((resource) => declaredService(resource, stack)),
);

function declaredService(resource: Resource, stack: Stack): DeclaredService {
  const identity = serviceIdentity(resource, stack);
  const taskDefinition = attribute(resource.body, 'task_definition');
  return {
    identity,
    model: readService(resource),
    tags: declaredTags(resource, stack),
    families: new Map(
      (identity.pointer?.addresses ?? []).map((address) => [address, familyOf(address, stack)] as const),
    ),
    ...(taskDefinition?.at === undefined ? {} : { taskDefinitionAt: taskDefinition.at }),
    ignored: ignoredMembers(resource.ignoreChanges),
    ignoredNetwork: ignoredNetworkMembers(resource.ignoreChanges),
    notCompared: notCompared(resource.body),
  };
}

function familyOf(address: string, stack: Stack): Value<string> | undefined {
  const found = stack.resources.find(
    (resource) => resource.address === address || resource.address.startsWith(`${address}[`),
  );
  return found === undefined ? undefined : readStringLike(attribute(found.body, 'family'));
}

function readService({ body, at }: Resource): KnownRecord<ServiceModel> {
  const text = (name: string) => readSealed(attribute(body, name));
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
      loadBalancers: readBlocks(blocks(body, 'load_balancer'), readLoadBalancer),
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
        { type: readSealed },
        { type: 'type' },
      ),
      placementConstraints: readBlocks(blocks(body, 'placement_constraints'), (block) =>
        readBlock<PlacementConstraintModel>(
          block,
          { type: readSealed, expression: readSealed },
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
      alarms: declaredAlarms(body),
      deploymentConfiguration: declaredDeploymentConfiguration(body),
      serviceConnectConfiguration: declaredServiceConnect(body),
      volumeConfigurations: declaredVolumes(body),
      vpcLatticeConfigurations: declaredLattice(body),
    },
  };
}

const strings = collectionReader(readSealed);

function readLoadBalancer({ body, at }: DeclaredBlock): KnownRecord<LoadBalancerModel> {
  const text = (name: string) => readSealed(attribute(body, name));
  const [advanced] = blocks(body, 'advanced_configuration').blocks;
  const inAdvanced = (name: string) => advanced && readSealed(attribute(advanced.body, name));
  return {
    state: 'record',
    at,
    members: {
      targetGroupArn: text('target_group_arn'),
      loadBalancerName: text('elb_name'),
      containerName: readStringLike(attribute(body, 'container_name')),
      containerPort: readNumber(attribute(body, 'container_port')),
      alternateTargetGroupArn: inAdvanced('alternate_target_group_arn'),
      productionListenerRule: inAdvanced('production_listener_rule'),
      testListenerRule: inAdvanced('test_listener_rule'),
      roleArn: inAdvanced('role_arn'),
    },
  };
}

function readPlacementStrategy(body: DeclaredBody): CollectionOf<Value<string>> | undefined {
  return readBlocks(blocks(body, 'ordered_placement_strategy'), (block: DeclaredBlock): Value<string> => {
    const type = readStringLike(attribute(block.body, 'type'));
    const field = readStringLike(attribute(block.body, 'field'));
    const parts = [...partsOf(type), ...(field === undefined ? [] : [' ', ...partsOf(field)])];
    const known = parts.filter((part) => typeof part === 'string');
    const secret = [type, field].some((value) => value !== undefined && isSecret(value));
    return known.length === parts.length
      ? { state: 'known', value: known.join('').trimEnd(), ...(secret && { sensitive: true }), at: block.at }
      : { state: 'partial', parts, ...(secret && { secret: true }), at: block.at };
  });
}

function partsOf(value: Value<string> | undefined): readonly (string | Unknown)[] {
  if (value === undefined) return [];
  if (value.state === 'known') return [value.value];
  return value.state === 'partial' ? value.parts : [value.because];
}

const hookDetails = ['deploymentConfiguration', 'lifecycleHooks', 'hookDetails'].map((field) => ({ field }));

/** The details of a hook are a document of the user's own. */
function notCompared(body: DeclaredBody): DeclaredService['notCompared'] {
  const hooks = blocks(body, 'deployment_configuration').blocks.flatMap(
    (block) => blocks(block.body, 'lifecycle_hook').blocks,
  );
  return hooks.flatMap((hook) => {
    const at = hook.body.attributes.get('hook_details')?.at;
    return at === undefined ? [] : [{ path: hookDetails, name: formatPath(hookDetails), at }];
  });
}

/** Which member an argument feeds. */
const memberOfArgument: ReadonlyMap<string, keyof ServiceModel | 'taskDefinition'> = new Map([
  ['task_definition', 'taskDefinition'],
  ['desired_count', 'desiredCount'],
  ['launch_type', 'launchType'],
  ['platform_version', 'platformVersion'],
  ['scheduling_strategy', 'schedulingStrategy'],
  ['capacity_provider_strategy', 'capacityProviderStrategy'],
  ['network_configuration', 'networkConfiguration'],
  ['load_balancer', 'loadBalancers'],
  ['service_registries', 'serviceRegistries'],
  ['deployment_maximum_percent', 'deploymentMaximumPercent'],
  ['deployment_minimum_healthy_percent', 'deploymentMinimumHealthyPercent'],
  ['deployment_circuit_breaker', 'deploymentCircuitBreaker'],
  ['deployment_controller', 'deploymentController'],
  ['placement_constraints', 'placementConstraints'],
  ['ordered_placement_strategy', 'placementStrategy'],
  ['health_check_grace_period_seconds', 'healthCheckGracePeriodSeconds'],
  ['enable_execute_command', 'enableExecuteCommand'],
  ['enable_ecs_managed_tags', 'enableEcsManagedTags'],
  ['propagate_tags', 'propagateTags'],
  ['availability_zone_rebalancing', 'availabilityZoneRebalancing'],
  ['iam_role', 'roleArn'],
  ['alarms', 'alarms'],
  ['deployment_configuration', 'deploymentConfiguration'],
  ['service_connect_configuration', 'serviceConnectConfiguration'],
  ['volume_configuration', 'volumeConfigurations'],
  ['vpc_lattice_configurations', 'vpcLatticeConfigurations'],
]);

const networkMemberOfArgument: ReadonlyMap<string, keyof NetworkModel> = new Map([
  ['subnets', 'subnets'],
  ['security_groups', 'securityGroups'],
  ['assign_public_ip', 'assignPublicIp'],
]);

/** `network_configuration[0].security_groups` is one member of the block, everything else counts as the whole argument. */
const networkPath = /^network_configuration(?:\[\d+\]|\.\d+)?\.(\w+)/;

function ignoredMembers(ignoreChanges: Resource['ignoreChanges']): ReadonlySet<string> {
  if (ignoreChanges === 'all') return new Set(memberOfArgument.values());
  const whole = ignoreChanges.filter((path) => !networkPath.test(path));
  return new Set(whole.flatMap((path) => memberOfArgument.get(path.split(/[.[]/)[0] ?? '') ?? []));
}

function ignoredNetworkMembers(ignoreChanges: Resource['ignoreChanges']): ReadonlySet<string> {
  if (ignoreChanges === 'all') return new Set();
  return new Set(ignoreChanges.flatMap((path) => networkMemberOfArgument.get(networkPath.exec(path)?.[1] ?? '') ?? []));
}
