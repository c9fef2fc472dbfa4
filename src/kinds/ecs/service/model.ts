import type { Deployment, DeploymentConfiguration, Service } from '@aws-sdk/client-ecs';
import { type Comparer, nothingCompared } from '../../../compare/comparison.ts';
import type { CollectionOf } from '../../../compare/declared.ts';
import { list } from '../../../compare/list.ts';
import { scalar, textOptions } from '../../../compare/scalar.ts';
import { shaped } from '../../../compare/shape.ts';
import {
  attribute,
  blocks,
  type DeclaredBody,
  isSecret,
  readNumber,
  readStringLike,
  type Value,
} from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Unknown } from '../../../model/value.ts';
import {
  argument,
  count,
  flag,
  fromBlocks,
  keyed,
  type ModelOf,
  name,
  named,
  number,
  optional,
  record,
  row,
  text,
  textSet,
  word,
} from '../../member.ts';
import { readBlocks } from '../../read.ts';
import { apart, type Covered, type CoveredIn, identity, ignored, readOnly, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import type { ParameterPlace } from '../parameter.ts';
import { placementConstraints } from '../placement.ts';
import { serviceConnect } from './connect.ts';
import { alarms, circuitBreaker, deploymentConfiguration, type deploymentRows } from './deployment.ts';
import { latticeTargets, serviceVolumes } from './volume.ts';

/*
 * A service as it is compared. An absent member means that there is none, or AWS's default. Names are those of the ECS
 * API. Defaults, and what is left to AWS when the code leaves it out, follow the provider's schema:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';
const provider = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service';

const loadBalancers = keyed(
  {
    targetGroupArn: word,
    loadBalancerName: row(word, { terraform: 'elb_name' }),
    containerName: name({ absentAs: '' }),
    containerPort: count,
    alternateTargetGroupArn: row(word, { terraform: 'advanced_configuration.alternate_target_group_arn' }),
    productionListenerRule: row(word, { terraform: 'advanced_configuration.production_listener_rule' }),
    testListenerRule: row(word, { terraform: 'advanced_configuration.test_listener_rule' }),
    roleArn: row(text({ absentAs: '', same: sameRole, spellings: roleSpellings }), {
      terraform: 'advanced_configuration.role_arn',
    }),
  },
  {
    // The target group is most often a reference that only AWS could tell, the container and its port are written down.
    declaredKey: ({ members: { containerName, containerPort } }) => portOf(containerName, containerPort),
    liveKey: ({ containerName = '', containerPort }) =>
      containerPort === undefined ? containerName : `${containerName}:${containerPort}`,
    pairTheRest: true,
    merges: true,
  },
);

/** `app:80` */
function portOf(container: Value<string> | undefined, port: Value<number> | undefined): Value<string> | undefined {
  if (container?.state !== 'known' || port === undefined || port.state === 'partial') return container;
  const secret = isSecret(container) || isSecret(port);
  if (port.state === 'known') {
    return { ...container, value: `${container.value}:${port.value}`, ...(secret ? { sensitive: true } : {}) };
  }
  return { state: 'partial', parts: [`${container.value}:`, port.because], ...(secret ? { secret: true } : {}) };
}

const serviceRegistries = named(
  'registryArn',
  { registryArn: name(), port: count, containerName: name({ absentAs: '' }), containerPort: count },
  { pairTheRest: true },
);

const capacityProviders = named(
  'capacityProvider',
  { capacityProvider: name(), weight: count, base: count },
  { merges: true },
);

/** In order; each written as its type and, where it has one, its field: `spread instanceId`. */
const placementStrategy = fromBlocks(
  readPlacementStrategy,
  list<Text>(textOptions({ canonical: (strategy) => strategy.toLowerCase().replace(/ host$/, ' instanceid') })),
  ['type', 'field'],
);

function readPlacementStrategy(body: DeclaredBody, type: string): CollectionOf<Value<Text>> | undefined {
  return readBlocks(blocks(body, type), (block): Value<Text> => {
    const kind = readStringLike(attribute(block.body, 'type'));
    const field = readStringLike(attribute(block.body, 'field'));
    const parts = [...partsOf(kind), ...(field === undefined ? [] : [' ', ...partsOf(field)])];
    const known = parts.filter((part) => typeof part === 'string');
    const secret = [kind, field].some((value) => value !== undefined && isSecret(value));
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

const compareCount = scalar<number>();
/** The provider sends 0 for a count that is left out, so that is what the code declares. */
const desiredCount = argument(
  readNumber,
  shaped<Comparer<Value<number>, number>>(
    (declared, live, position) => compareCount(declared ?? { state: 'known', value: 0 }, live ?? 0, position),
    { kind: 'scalar', absentAs: 0, source: provider },
  ),
);

/**
 * Of a daemon the provider sends no percentage that is its own default, and takes whatever AWS has then. A plan and a
 * state have the default written out.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
const daemonPercent = (provided: number) =>
  argument(
    readNumber,
    shaped<Comparer<Value<number>, number>>(
      (declared, live, position) =>
        declared?.state === 'known' && declared.value === provided
          ? nothingCompared
          : compareCount(declared, live, position),
      { kind: 'scalar' },
    ),
  );

/** What decides how a service is compared. */
export interface ServiceContext {
  /**
   * Its scheduling strategy is DAEMON: AWS counts the tasks, and reports other percentages than the provider's
   * defaults.
   */
  readonly isDaemon?: boolean;
  /** Where it is. */
  readonly place?: ParameterPlace | undefined;
}

/** The rows of a service. */
export const serviceTable = ({ isDaemon = false, place }: ServiceContext = {}) => {
  const percent = (absentAs: number) =>
    isDaemon ? optional(daemonPercent(absentAs)) : number({ absentAs, source: provider });
  return {
    desiredCount,
    launchType: optional(text()),
    platformVersion: optional(text()),
    schedulingStrategy: text({ absentAs: 'REPLICA', source: `${api}/API_CreateService.html` }),
    capacityProviderStrategy: optional(capacityProviders),
    networkConfiguration: record({ subnets: textSet, securityGroups: textSet, assignPublicIp: flag }),
    loadBalancers: row(loadBalancers, { terraform: 'load_balancer' }),
    serviceRegistries,
    deploymentMaximumPercent: row(percent(200), { sdk: 'deploymentConfiguration.maximumPercent' }),
    deploymentMinimumHealthyPercent: row(percent(100), { sdk: 'deploymentConfiguration.minimumHealthyPercent' }),
    deploymentCircuitBreaker: row(optional(circuitBreaker), {
      sdk: 'deploymentConfiguration.deploymentCircuitBreaker',
      computed: true,
    }),
    deploymentController: row(
      optional(record({ type: text({ absentAs: 'ECS', source: `${api}/API_DeploymentController.html` }) })),
      { computed: true },
    ),
    placementConstraints,
    placementStrategy: row(placementStrategy, { terraform: 'ordered_placement_strategy' }),
    healthCheckGracePeriodSeconds: count,
    enableExecuteCommand: flag,
    enableEcsManagedTags: row(flag, { sdk: 'enableECSManagedTags' }),
    propagateTags: text({
      absentAs: 'NONE',
      source: `${api}/API_CreateService.html`,
      canonical: (value) => (value === '' ? 'NONE' : value),
    }),
    availabilityZoneRebalancing: optional(text()),
    roleArn: row(optional(text({ same: sameRole, spellings: roleSpellings })), { terraform: 'iam_role' }),
    // The provider takes no alarms, and no deployment configuration, in the code for whatever AWS has.
    alarms: row(optional(alarms), { sdk: 'deploymentConfiguration.alarms', computed: true }),
    deploymentConfiguration: row(optional(deploymentConfiguration), { computed: true }),
    serviceConnectConfiguration: row(serviceConnect(place), { sdk: 'deployments.serviceConnectConfiguration' }),
    volumeConfigurations: row(serviceVolumes, {
      terraform: 'volume_configuration',
      sdk: 'deployments.volumeConfigurations',
    }),
    vpcLatticeConfigurations: row(latticeTargets, { sdk: 'deployments.vpcLatticeConfigurations' }),
  };
};
type ServiceRows = ReturnType<typeof serviceTable>;
export type ServiceModel = ModelOf<ServiceRows>;

/** What of AWS's services is not compared. */
export const uncoveredOfService: Uncovered<Service, Covered<ServiceRows>> = {
  serviceArn: identity('names the service'),
  serviceName: identity('names the service'),
  clusterArn: identity('names the cluster'),
  status: identity('tells a service from one that was deleted'),
  taskDefinition: apart,
  tags: apart,
  taskSets: readOnly('made by an external deployment controller'),
  currentServiceDeployment: readOnly('the deployment that runs'),
  currentServiceRevisions: readOnly('the service revisions that run'),
  runningCount: readOnly('how many tasks run now'),
  pendingCount: readOnly('how many tasks start now'),
  platformFamily: readOnly('the operating system, which the task definition declares'),
  events: readOnly('what happened to the service'),
  createdAt: readOnly('when the service was made'),
  createdBy: readOnly('who made the service'),
  resourceManagementType: readOnly('whether ECS Express Mode manages the service'),
};

/** What of a deployment is not compared. Of all deployments the PRIMARY one says what was last asked for. */
export const uncoveredOfDeployment: Uncovered<Deployment, CoveredIn<ServiceRows, 'deployments'>> = {
  id: readOnly('names the deployment'),
  status: readOnly('tells the PRIMARY deployment from earlier ones'),
  taskDefinition: readOnly('the revision that it brings'),
  desiredCount: readOnly('how many tasks it asks for'),
  pendingCount: readOnly('how many tasks start now'),
  runningCount: readOnly('how many tasks run now'),
  failedTasks: readOnly('how many tasks did not start'),
  createdAt: readOnly('when it began'),
  updatedAt: readOnly('when it last changed'),
  capacityProviderStrategy: readOnly('the same as the service has'),
  launchType: readOnly('the same as the service has'),
  platformVersion: readOnly('the same as the service has'),
  platformFamily: readOnly('the same as the service has'),
  networkConfiguration: readOnly('the same as the service has'),
  rolloutState: readOnly('how far it is'),
  rolloutStateReason: readOnly('why it is there'),
  serviceConnectResources: readOnly('what Service Connect made in Cloud Map'),
  fargateEphemeralStorage: readOnly('the key that encrypts storage, which the cluster sets'),
};

/** What of the way in which a service is deployed is not compared. */
export const uncoveredOfDeploymentConfiguration: Uncovered<
  DeploymentConfiguration,
  Covered<typeof deploymentRows> | CoveredIn<ServiceRows, 'deploymentConfiguration'>
> = {
  earlySuccessCriteria: ignored('the Terraform provider has no argument for it'),
};
