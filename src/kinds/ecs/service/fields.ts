import { keyed } from '../../../compare/keyed.ts';
import { list } from '../../../compare/list.ts';
import { type Fields, managed, members, optional, record } from '../../../compare/record.ts';
import { scalar, text, textOptions } from '../../../compare/scalar.ts';
import { set } from '../../../compare/set.ts';
import { isSecret } from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import type { ParameterPlace } from '../parameter.ts';
import { placementConstraints } from '../placement.ts';
import { serviceConnect } from './connect.ts';
import { alarms, deploymentConfiguration } from './deployment.ts';
import type {
  CapacityProviderModel,
  CircuitBreakerModel,
  DeploymentControllerModel,
  LoadBalancerModel,
  NetworkModel,
  ServiceModel,
  ServiceRegistryModel,
} from './model.ts';
import { lattice, serviceVolumes } from './volume.ts';

/*
 * How every member of a service is compared. Defaults, and what is left to AWS when the code leaves it out, follow the provider's schema:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';
const provider = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service';

const flag = managed(scalar<boolean>({ absentAs: false }));
const word = managed(text({ absentAs: '' }));
const port = managed(scalar<number>({ absentAs: 0 }));

const network: Fields<NetworkModel> = {
  subnets: managed(set<Text>()),
  securityGroups: managed(set<Text>()),
  assignPublicIp: flag,
};

const loadBalancers = keyed<LoadBalancerModel>({
  // The target group is most often a reference that only AWS could tell, the container and its port are written down.
  declaredKey: ({ members: { containerName, containerPort } }) => {
    if (containerName?.state !== 'known' || containerPort === undefined) return containerName;
    const secret = isSecret(containerName) || isSecret(containerPort);
    switch (containerPort.state) {
      case 'known': {
        const value = `${containerName.value}:${containerPort.value}`;
        return { ...containerName, value, ...(secret ? { sensitive: true } : {}) };
      }
      case 'unknown': {
        const parts = [`${containerName.value}:`, containerPort.because];
        return { state: 'partial', parts, ...(secret ? { secret: true } : {}) };
      }
      case 'partial':
        return containerName;
    }
  },
  liveKey: ({ containerName = '', containerPort }) =>
    containerPort === undefined ? containerName : `${containerName}:${containerPort}`,
  compare: members<LoadBalancerModel>({
    targetGroupArn: word,
    loadBalancerName: word,
    containerName: word,
    containerPort: port,
    alternateTargetGroupArn: word,
    productionListenerRule: word,
    testListenerRule: word,
    roleArn: managed(text({ absentAs: '', same: sameRole, spellings: roleSpellings })),
  }),
  pairTheRest: true,
});

const serviceRegistries = keyed<ServiceRegistryModel>({
  declaredKey: ({ members: { registryArn } }) => registryArn,
  liveKey: ({ registryArn = '' }) => registryArn,
  compare: members<ServiceRegistryModel>({
    registryArn: managed(text()),
    port,
    containerName: word,
    containerPort: port,
  }),
  pairTheRest: true,
});

const capacityProviderStrategy = keyed<CapacityProviderModel>({
  declaredKey: ({ members: { capacityProvider } }) => capacityProvider,
  liveKey: ({ capacityProvider = '' }) => capacityProvider,
  compare: members<CapacityProviderModel>({
    capacityProvider: managed(text()),
    weight: port,
    base: port,
  }),
});

/** The field of a placement strategy has no case, and `host` is another name for `instanceId`. */
function canonicalStrategy(strategy: string): string {
  return strategy.toLowerCase().replace(/ host$/, ' instanceid');
}

const percents = {
  deploymentMaximumPercent: managed(scalar<number>({ absentAs: 200, source: provider })),
  deploymentMinimumHealthyPercent: managed(scalar<number>({ absentAs: 100, source: provider })),
} satisfies Partial<Fields<ServiceModel>>;

/** A daemon has one task on each instance: AWS counts them, and reports other percentages than the provider's defaults. */
const daemonFields = {
  deploymentMaximumPercent: optional(scalar<number>()),
  deploymentMinimumHealthyPercent: optional(scalar<number>()),
} satisfies Partial<Fields<ServiceModel>>;

/**
 * The comparers of a service.
 *
 * @param isDaemon whether its scheduling strategy is DAEMON
 * @param place where the service is
 * @param ignoredNetwork members of the network configuration that are left to others
 */
export function serviceFields(
  isDaemon: boolean,
  place: ParameterPlace | undefined,
  ignoredNetwork: ReadonlySet<string>,
): Fields<ServiceModel> {
  return {
    desiredCount: optional(scalar<number>()),
    launchType: optional(text()),
    platformVersion: optional(text()),
    schedulingStrategy: managed(text({ absentAs: 'REPLICA', source: `${api}/API_CreateService.html` })),
    capacityProviderStrategy: optional(capacityProviderStrategy),
    networkConfiguration: managed(ignoredNetwork.size === 0 ? record(network) : members(network, ignoredNetwork)),
    loadBalancers: managed(loadBalancers),
    serviceRegistries: managed(serviceRegistries),
    ...(isDaemon ? daemonFields : percents),
    deploymentCircuitBreaker: optional(record<CircuitBreakerModel>({ enable: flag, rollback: flag })),
    deploymentController: optional(
      record<DeploymentControllerModel>({
        type: managed(text({ absentAs: 'ECS', source: `${api}/API_DeploymentController.html` })),
      }),
    ),
    placementConstraints: managed(placementConstraints),
    placementStrategy: managed(list<Text>(textOptions({ canonical: canonicalStrategy }))),
    healthCheckGracePeriodSeconds: port,
    enableExecuteCommand: flag,
    enableEcsManagedTags: flag,
    propagateTags: managed(
      text({
        absentAs: 'NONE',
        source: `${api}/API_CreateService.html`,
        canonical: (value) => (value === '' ? 'NONE' : value),
      }),
    ),
    availabilityZoneRebalancing: optional(text()),
    roleArn: optional(text({ same: sameRole, spellings: roleSpellings })),
    // The provider takes no alarms, and no deployment configuration, in the code for whatever AWS has.
    alarms: optional(alarms),
    deploymentConfiguration: optional(deploymentConfiguration),
    serviceConnectConfiguration: managed(serviceConnect(place)),
    volumeConfigurations: managed(serviceVolumes),
    vpcLatticeConfigurations: managed(lattice),
  };
}
