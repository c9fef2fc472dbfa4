import type { LiveService } from '../../aws/reads.ts';
import type { ServiceModel } from './model.ts';

/** What AWS has, in the form that is compared. */
export function liveService(live: LiveService): ServiceModel {
  const { deploymentConfiguration: deployment, networkConfiguration } = live;
  const vpc = networkConfiguration?.awsvpcConfiguration;
  return {
    desiredCount: live.desiredCount,
    launchType: live.launchType,
    platformVersion: live.platformVersion || undefined,
    schedulingStrategy: live.schedulingStrategy,
    capacityProviderStrategy: live.capacityProviderStrategy,
    networkConfiguration: vpc && {
      subnets: vpc.subnets,
      securityGroups: vpc.securityGroups,
      assignPublicIp: vpc.assignPublicIp === 'ENABLED',
    },
    loadBalancers: live.loadBalancers?.map(({ targetGroupArn, loadBalancerName, containerName, containerPort }) => ({
      targetGroupArn,
      loadBalancerName,
      containerName,
      containerPort,
    })),
    serviceRegistries: live.serviceRegistries,
    deploymentMaximumPercent: deployment?.maximumPercent,
    deploymentMinimumHealthyPercent: deployment?.minimumHealthyPercent,
    deploymentCircuitBreaker: deployment?.deploymentCircuitBreaker && {
      enable: deployment.deploymentCircuitBreaker.enable,
      rollback: deployment.deploymentCircuitBreaker.rollback,
    },
    deploymentController: live.deploymentController && { type: live.deploymentController.type },
    placementConstraints: live.placementConstraints,
    placementStrategy: live.placementStrategy?.map(({ type, field }) => [type, field].filter(Boolean).join(' ')),
    healthCheckGracePeriodSeconds: live.healthCheckGracePeriodSeconds,
    enableExecuteCommand: live.enableExecuteCommand,
    enableEcsManagedTags: live.enableECSManagedTags,
    propagateTags: live.propagateTags,
    availabilityZoneRebalancing: live.availabilityZoneRebalancing,
    roleArn: live.roleArn || undefined,
  };
}
