import type { Text } from '../../../model/secret/secret.ts';
import type { PlacementConstraintModel } from '../placement.ts';
import type { ServiceConnectModel } from './connect.ts';
import type { AlarmsModel, DeploymentConfigurationModel } from './deployment.ts';
import type { LatticeModel, ServiceVolumeModel } from './volume.ts';

/* A service as it is compared. An absent member means that there is none, or AWS's default. Names are those of the ECS API. */

export interface ServiceModel {
  readonly desiredCount?: number | undefined;
  readonly launchType?: Text | undefined;
  readonly platformVersion?: Text | undefined;
  readonly schedulingStrategy?: Text | undefined;
  readonly capacityProviderStrategy?: readonly CapacityProviderModel[] | undefined;
  readonly networkConfiguration?: NetworkModel | undefined;
  readonly loadBalancers?: readonly LoadBalancerModel[] | undefined;
  readonly serviceRegistries?: readonly ServiceRegistryModel[] | undefined;
  readonly deploymentMaximumPercent?: number | undefined;
  readonly deploymentMinimumHealthyPercent?: number | undefined;
  readonly deploymentCircuitBreaker?: CircuitBreakerModel | undefined;
  readonly deploymentController?: DeploymentControllerModel | undefined;
  readonly placementConstraints?: readonly PlacementConstraintModel[] | undefined;
  /** In order; each written as its type and, where it has one, its field: `spread instanceId`. */
  readonly placementStrategy?: readonly Text[] | undefined;
  readonly healthCheckGracePeriodSeconds?: number | undefined;
  readonly enableExecuteCommand?: boolean | undefined;
  readonly enableEcsManagedTags?: boolean | undefined;
  readonly propagateTags?: Text | undefined;
  readonly availabilityZoneRebalancing?: Text | undefined;
  readonly roleArn?: Text | undefined;
  readonly alarms?: AlarmsModel | undefined;
  readonly deploymentConfiguration?: DeploymentConfigurationModel | undefined;
  readonly serviceConnectConfiguration?: ServiceConnectModel | undefined;
  readonly volumeConfigurations?: readonly ServiceVolumeModel[] | undefined;
  readonly vpcLatticeConfigurations?: readonly LatticeModel[] | undefined;
}

export interface CapacityProviderModel {
  readonly capacityProvider?: string | undefined;
  readonly weight?: number | undefined;
  readonly base?: number | undefined;
}
export interface NetworkModel {
  readonly subnets?: readonly Text[] | undefined;
  readonly securityGroups?: readonly Text[] | undefined;
  readonly assignPublicIp?: boolean | undefined;
}
export interface LoadBalancerModel {
  readonly targetGroupArn?: Text | undefined;
  readonly loadBalancerName?: Text | undefined;
  readonly containerName?: string | undefined;
  readonly containerPort?: number | undefined;
  readonly alternateTargetGroupArn?: Text | undefined;
  readonly productionListenerRule?: Text | undefined;
  readonly testListenerRule?: Text | undefined;
  readonly roleArn?: Text | undefined;
}
export interface ServiceRegistryModel {
  readonly registryArn?: string | undefined;
  readonly port?: number | undefined;
  readonly containerName?: string | undefined;
  readonly containerPort?: number | undefined;
}
export interface CircuitBreakerModel {
  readonly enable?: boolean | undefined;
  readonly rollback?: boolean | undefined;
}
export interface DeploymentControllerModel {
  readonly type?: Text | undefined;
}
