import type { LiveDeployment, LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import { liveLogConfiguration } from '../log-configuration.ts';
import type { ServiceConnectModel } from './connect.ts';
import type { AlarmsModel, DeploymentConfigurationModel } from './deployment.ts';
import type { ServiceModel } from './model.ts';
import type { LatticeTargetsModel, ServiceVolumesModel } from './volume.ts';

/** What AWS has, in the form that is compared: as it answers, but for what the table calls otherwise. */
export function liveService(live: LiveService): ServiceModel {
  const { deploymentConfiguration: deployment, networkConfiguration } = live;
  const vpc = networkConfiguration?.awsvpcConfiguration;
  const primary = live.deployments?.find(({ status }) => status === 'PRIMARY');
  return {
    ...live,
    platformVersion: live.platformVersion || undefined,
    networkConfiguration: vpc && {
      subnets: vpc.subnets,
      securityGroups: vpc.securityGroups,
      assignPublicIp: vpc.assignPublicIp === 'ENABLED',
    },
    loadBalancers: live.loadBalancers?.map(({ advancedConfiguration: advanced, ...balancer }) => ({
      ...balancer,
      alternateTargetGroupArn: advanced?.alternateTargetGroupArn,
      productionListenerRule: advanced?.productionListenerRule,
      testListenerRule: advanced?.testListenerRule,
      roleArn: advanced?.roleArn,
    })),
    deploymentMaximumPercent: deployment?.maximumPercent,
    deploymentMinimumHealthyPercent: deployment?.minimumHealthyPercent,
    deploymentCircuitBreaker: deployment?.deploymentCircuitBreaker,
    placementStrategy: live.placementStrategy?.map(({ type, field }) => [type, field].filter(Boolean).join(' ')),
    enableEcsManagedTags: live.enableECSManagedTags,
    roleArn: live.roleArn || undefined,
    alarms: liveAlarms(live),
    deploymentConfiguration: liveDeploymentConfiguration(live),
    serviceConnectConfiguration: liveServiceConnect(primary),
    volumeConfigurations: liveVolumes(primary),
    vpcLatticeConfigurations: liveLattice(primary),
  };
}

function liveAlarms(live: LiveService): AlarmsModel | undefined {
  const found = live.deploymentConfiguration?.alarms;
  return found && { alarmNames: found.alarmNames, enable: found.enable, rollback: found.rollback };
}

function liveDeploymentConfiguration(live: LiveService): DeploymentConfigurationModel | undefined {
  const found = live.deploymentConfiguration;
  return (
    found && {
      strategy: found.strategy,
      bakeTimeInMinutes: found.bakeTimeInMinutes,
      lifecycleHooks: found.lifecycleHooks?.map(({ hookDetails: _details, ...hook }) => hook),
      linearConfiguration: found.linearConfiguration,
      canaryConfiguration: found.canaryConfiguration,
    }
  );
}

function liveServiceConnect(deployment: LiveDeployment | undefined): ServiceConnectModel | undefined {
  const live = deployment?.serviceConnectConfiguration;
  return (
    live && {
      enabled: live.enabled,
      namespace: live.namespace,
      services: live.services?.map((service) => ({
        portName: service.portName,
        discoveryName: service.discoveryName,
        clientAliases: service.clientAliases?.map(({ port, dnsName, testTrafficRules }) => ({
          port,
          dnsName,
          testTrafficHeader: testTrafficRules?.header?.name,
          testTrafficValue: testTrafficRules?.header?.value?.exact,
        })),
        ingressPortOverride: service.ingressPortOverride,
        timeout: service.timeout,
        tls: service.tls && {
          awsPcaAuthorityArn: service.tls.issuerCertificateAuthority?.awsPcaAuthorityArn,
          kmsKey: service.tls.kmsKey,
          roleArn: service.tls.roleArn,
        },
      })),
      logConfiguration: live.logConfiguration && liveLogConfiguration(live.logConfiguration),
      accessLogConfiguration: live.accessLogConfiguration,
    }
  );
}

function liveVolumes(deployment: LiveDeployment | undefined): ServiceVolumesModel | undefined {
  return deployment?.volumeConfigurations?.map(({ name, managedEBSVolume: live }) => ({
    name,
    managedEbsVolume: live && {
      encrypted: live.encrypted,
      kmsKeyId: live.kmsKeyId,
      volumeType: live.volumeType,
      sizeInGiB: live.sizeInGiB,
      snapshotId: live.snapshotId,
      volumeInitializationRate: live.volumeInitializationRate,
      iops: live.iops,
      throughput: live.throughput,
      roleArn: live.roleArn,
      filesystemType: live.filesystemType,
      tagSpecifications: live.tagSpecifications?.map(({ resourceType, propagateTags, tags }) => ({
        resourceType,
        propagateTags,
        tags: new Map(
          (tags ?? []).flatMap(({ key, value = '' }) => (key === undefined ? [] : [[key, value] as const])),
        ),
      })),
    },
  }));
}

function liveLattice(deployment: LiveDeployment | undefined): LatticeTargetsModel | undefined {
  return deployment?.vpcLatticeConfigurations?.map(({ portName, roleArn, targetGroupArn }) => ({
    portName,
    roleArn,
    targetGroupArn,
  }));
}
