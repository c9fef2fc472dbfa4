import type {
  LiveContainerDefinition,
  LiveTaskDefinition,
  LiveVolume,
} from '../../../aws/reads/ecs-describe-task-definition.ts';
import { onceOf } from '../../../model/once.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { liveLogConfiguration, mapOfTexts } from '../log-configuration.ts';
import type { ContainerModel } from './container.ts';
import type { ProxyConfigurationModel, TaskDefinitionModel, VolumeModel } from './model.ts';

/**
 * What AWS has, in the form that is compared: as it answers, but for what the table calls otherwise. Made once of each
 * revision that was read.
 */
export const liveTaskDefinition = onceOf(
  (live: LiveTaskDefinition): TaskDefinitionModel => ({
    ...live,
    executionRoleArn: live.executionRoleArn || undefined,
    taskRoleArn: live.taskRoleArn || undefined,
    volumes: live.volumes?.map(liveVolume),
    proxyConfiguration: live.proxyConfiguration && liveProxy(live.proxyConfiguration),
    containers: live.containerDefinitions?.map(liveContainer),
  }),
);

function liveProxy(proxy: NonNullable<LiveTaskDefinition['proxyConfiguration']>): ProxyConfigurationModel {
  const properties = new Map<string, Text>();
  for (const { name, value } of proxy.properties ?? []) if (name !== undefined) properties.set(name, value ?? '');
  return { type: proxy.type, containerName: proxy.containerName, properties };
}

function liveVolume(volume: LiveVolume): VolumeModel {
  const { efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker } = volume;
  const { fsxWindowsFileServerVolumeConfiguration: fsx, s3filesVolumeConfiguration: s3Files } = volume;
  return {
    name: volume.name,
    hostPath: volume.host?.sourcePath,
    configuredAtLaunch: volume.configuredAtLaunch,
    efs: efs && {
      fileSystemId: efs.fileSystemId,
      rootDirectory: efs.rootDirectory,
      transitEncryption: efs.transitEncryption,
      transitEncryptionPort: efs.transitEncryptionPort,
      accessPointId: efs.authorizationConfig?.accessPointId,
      iam: efs.authorizationConfig?.iam,
    },
    docker: docker && {
      driver: docker.driver,
      scope: docker.scope,
      autoprovision: docker.autoprovision,
      driverOpts: mapOfTexts(docker.driverOpts),
      labels: mapOfTexts(docker.labels),
    },
    fsx: fsx && {
      fileSystemId: fsx.fileSystemId,
      rootDirectory: fsx.rootDirectory,
      credentialsParameter: fsx.authorizationConfig?.credentialsParameter,
      domain: fsx.authorizationConfig?.domain,
    },
    s3Files,
  };
}

function liveContainer(container: LiveContainerDefinition): ContainerModel {
  const { logConfiguration, firelensConfiguration, dockerLabels, ...rest } = container;
  return {
    ...rest,
    dockerLabels: mapOfTexts(dockerLabels),
    logConfiguration: logConfiguration && liveLogConfiguration(logConfiguration),
    firelensConfiguration: firelensConfiguration && {
      ...firelensConfiguration,
      options: mapOfTexts(firelensConfiguration.options),
    },
  };
}
