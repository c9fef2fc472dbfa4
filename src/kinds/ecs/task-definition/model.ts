import type { Text } from '../../../model/secret/secret.ts';
import type { LogConfigurationModel, SecretModel } from '../log-configuration.ts';
import type { PlacementConstraintModel } from '../placement.ts';

/*
 * A task definition as it is compared. An absent member means that there is none, or AWS's default. Names are those of the ECS API.
 */

export interface TaskDefinitionModel {
  readonly cpu?: Text | undefined;
  readonly memory?: Text | undefined;
  readonly networkMode?: Text | undefined;
  readonly executionRoleArn?: Text | undefined;
  readonly taskRoleArn?: Text | undefined;
  readonly requiresCompatibilities?: readonly Text[] | undefined;
  readonly runtimePlatform?: RuntimePlatformModel | undefined;
  readonly ephemeralStorage?: EphemeralStorageModel | undefined;
  readonly pidMode?: Text | undefined;
  readonly ipcMode?: Text | undefined;
  readonly enableFaultInjection?: boolean | undefined;
  readonly volumes?: readonly VolumeModel[] | undefined;
  readonly placementConstraints?: readonly PlacementConstraintModel[] | undefined;
  readonly proxyConfiguration?: ProxyConfigurationModel | undefined;
  readonly inferenceAccelerators?: readonly InferenceAcceleratorModel[] | undefined;
  readonly containers?: readonly ContainerModel[] | undefined;
}

export interface RuntimePlatformModel {
  readonly operatingSystemFamily?: Text | undefined;
  readonly cpuArchitecture?: Text | undefined;
}
export interface EphemeralStorageModel {
  readonly sizeInGiB?: number | undefined;
}
export interface ProxyConfigurationModel {
  readonly type?: Text | undefined;
  readonly containerName?: string | undefined;
  readonly properties?: ReadonlyMap<string, Text> | undefined;
}
export interface InferenceAcceleratorModel {
  readonly deviceName?: string | undefined;
  readonly deviceType?: Text | undefined;
}
export interface VolumeModel {
  readonly name?: string | undefined;
  readonly hostPath?: Text | undefined;
  readonly configuredAtLaunch?: boolean | undefined;
  readonly efs?: EfsVolumeModel | undefined;
  readonly docker?: DockerVolumeModel | undefined;
  readonly fsx?: FsxVolumeModel | undefined;
  readonly s3Files?: S3FilesVolumeModel | undefined;
}
export interface EfsVolumeModel {
  readonly fileSystemId?: Text | undefined;
  readonly rootDirectory?: Text | undefined;
  readonly transitEncryption?: Text | undefined;
  readonly transitEncryptionPort?: number | undefined;
  readonly accessPointId?: Text | undefined;
  readonly iam?: Text | undefined;
}
export interface FsxVolumeModel {
  readonly fileSystemId?: Text | undefined;
  readonly rootDirectory?: Text | undefined;
  readonly credentialsParameter?: Text | undefined;
  readonly domain?: Text | undefined;
}
export interface S3FilesVolumeModel {
  readonly fileSystemArn?: Text | undefined;
  readonly rootDirectory?: Text | undefined;
  readonly transitEncryptionPort?: number | undefined;
  readonly accessPointArn?: Text | undefined;
}
export interface DockerVolumeModel {
  readonly driver?: Text | undefined;
  readonly scope?: Text | undefined;
  readonly autoprovision?: boolean | undefined;
  readonly driverOpts?: ReadonlyMap<string, Text> | undefined;
  readonly labels?: ReadonlyMap<string, Text> | undefined;
}

export interface ContainerModel {
  readonly name?: string | undefined;
  readonly image?: Text | undefined;
  readonly essential?: boolean | undefined;
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  readonly memoryReservation?: number | undefined;
  readonly environment?: readonly EnvironmentModel[] | undefined;
  readonly environmentFiles?: readonly EnvironmentFileModel[] | undefined;
  readonly secrets?: readonly SecretModel[] | undefined;
  readonly portMappings?: readonly PortMappingModel[] | undefined;
  readonly command?: readonly Text[] | undefined;
  readonly entryPoint?: readonly Text[] | undefined;
  readonly workingDirectory?: Text | undefined;
  readonly user?: Text | undefined;
  readonly hostname?: Text | undefined;
  readonly logConfiguration?: LogConfigurationModel | undefined;
  readonly firelensConfiguration?: FirelensConfigurationModel | undefined;
  readonly healthCheck?: HealthCheckModel | undefined;
  readonly dependsOn?: readonly DependencyModel[] | undefined;
  readonly mountPoints?: readonly MountPointModel[] | undefined;
  readonly volumesFrom?: readonly VolumeFromModel[] | undefined;
  readonly resourceRequirements?: readonly ResourceRequirementModel[] | undefined;
  readonly ulimits?: readonly UlimitModel[] | undefined;
  readonly systemControls?: readonly SystemControlModel[] | undefined;
  readonly extraHosts?: readonly ExtraHostModel[] | undefined;
  readonly linuxParameters?: LinuxParametersModel | undefined;
  readonly repositoryCredentials?: RepositoryCredentialsModel | undefined;
  readonly restartPolicy?: RestartPolicyModel | undefined;
  readonly dockerLabels?: ReadonlyMap<string, Text> | undefined;
  readonly dockerSecurityOptions?: readonly Text[] | undefined;
  readonly dnsServers?: readonly Text[] | undefined;
  readonly dnsSearchDomains?: readonly Text[] | undefined;
  readonly links?: readonly Text[] | undefined;
  readonly credentialSpecs?: readonly Text[] | undefined;
  readonly readonlyRootFilesystem?: boolean | undefined;
  readonly privileged?: boolean | undefined;
  readonly interactive?: boolean | undefined;
  readonly pseudoTerminal?: boolean | undefined;
  readonly disableNetworking?: boolean | undefined;
  readonly startTimeout?: number | undefined;
  readonly stopTimeout?: number | undefined;
  readonly versionConsistency?: Text | undefined;
}
export interface EnvironmentModel {
  readonly name?: string | undefined;
  readonly value?: Text | undefined;
}
export interface EnvironmentFileModel {
  readonly type?: Text | undefined;
  readonly value?: Text | undefined;
}
export interface PortMappingModel {
  readonly containerPort?: number | undefined;
  readonly containerPortRange?: Text | undefined;
  readonly hostPort?: number | undefined;
  readonly protocol?: Text | undefined;
  readonly name?: string | undefined;
  readonly appProtocol?: Text | undefined;
}
export interface FirelensConfigurationModel {
  readonly type?: Text | undefined;
  readonly options?: ReadonlyMap<string, Text> | undefined;
}
export interface HealthCheckModel {
  readonly command?: readonly Text[] | undefined;
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly startPeriod?: number | undefined;
}
export interface DependencyModel {
  readonly containerName?: string | undefined;
  readonly condition?: Text | undefined;
}
export interface MountPointModel {
  readonly sourceVolume?: Text | undefined;
  readonly containerPath?: Text | undefined;
  readonly readOnly?: boolean | undefined;
}
export interface VolumeFromModel {
  readonly sourceContainer?: string | undefined;
  readonly readOnly?: boolean | undefined;
}
export interface ResourceRequirementModel {
  readonly type?: Text | undefined;
  readonly value?: Text | undefined;
}
export interface UlimitModel {
  readonly name?: string | undefined;
  readonly softLimit?: number | undefined;
  readonly hardLimit?: number | undefined;
}
export interface SystemControlModel {
  readonly namespace?: Text | undefined;
  readonly value?: Text | undefined;
}
export interface ExtraHostModel {
  readonly hostname?: Text | undefined;
  readonly ipAddress?: Text | undefined;
}
export interface LinuxParametersModel {
  readonly capabilities?: CapabilitiesModel | undefined;
  readonly devices?: readonly DeviceModel[] | undefined;
  readonly tmpfs?: readonly TmpfsModel[] | undefined;
  readonly initProcessEnabled?: boolean | undefined;
  readonly sharedMemorySize?: number | undefined;
  readonly maxSwap?: number | undefined;
  readonly swappiness?: number | undefined;
}
export interface CapabilitiesModel {
  readonly add?: readonly Text[] | undefined;
  readonly drop?: readonly Text[] | undefined;
}
export interface DeviceModel {
  readonly hostPath?: Text | undefined;
  readonly containerPath?: Text | undefined;
  readonly permissions?: readonly Text[] | undefined;
}
export interface TmpfsModel {
  readonly containerPath?: Text | undefined;
  readonly size?: number | undefined;
  readonly mountOptions?: readonly Text[] | undefined;
}
export interface RepositoryCredentialsModel {
  readonly credentialsParameter?: Text | undefined;
}
export interface RestartPolicyModel {
  readonly enabled?: boolean | undefined;
  readonly restartAttemptPeriod?: number | undefined;
  readonly ignoredExitCodes?: readonly number[] | undefined;
}
