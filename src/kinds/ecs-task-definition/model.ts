import type { Text } from '../../model/secret.ts';
import type { LogConfigurationModel, SecretModel } from '../ecs/log-configuration.ts';
import type { PlacementConstraintModel } from '../ecs/placement.ts';

/*
 * A task definition as it is compared. An absent member means that there is none, or AWS's default. Names are those of the ECS API.
 */

export interface TaskDefinitionModel {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
  readonly networkMode?: string | undefined;
  readonly executionRoleArn?: string | undefined;
  readonly taskRoleArn?: string | undefined;
  readonly requiresCompatibilities?: readonly string[] | undefined;
  readonly runtimePlatform?: RuntimePlatformModel | undefined;
  readonly ephemeralStorage?: EphemeralStorageModel | undefined;
  readonly pidMode?: string | undefined;
  readonly ipcMode?: string | undefined;
  readonly enableFaultInjection?: boolean | undefined;
  readonly volumes?: readonly VolumeModel[] | undefined;
  readonly placementConstraints?: readonly PlacementConstraintModel[] | undefined;
  readonly proxyConfiguration?: ProxyConfigurationModel | undefined;
  readonly inferenceAccelerators?: readonly InferenceAcceleratorModel[] | undefined;
  readonly containers?: readonly ContainerModel[] | undefined;
}

export interface RuntimePlatformModel {
  readonly operatingSystemFamily?: string | undefined;
  readonly cpuArchitecture?: string | undefined;
}
export interface EphemeralStorageModel {
  readonly sizeInGiB?: number | undefined;
}
export interface ProxyConfigurationModel {
  readonly type?: string | undefined;
  readonly containerName?: string | undefined;
  readonly properties?: ReadonlyMap<string, Text> | undefined;
}
export interface InferenceAcceleratorModel {
  readonly deviceName?: string | undefined;
  readonly deviceType?: string | undefined;
}
export interface VolumeModel {
  readonly name?: string | undefined;
  readonly hostPath?: string | undefined;
  readonly configuredAtLaunch?: boolean | undefined;
  readonly efs?: EfsVolumeModel | undefined;
  readonly docker?: DockerVolumeModel | undefined;
  readonly fsx?: FsxVolumeModel | undefined;
  readonly s3Files?: S3FilesVolumeModel | undefined;
}
export interface EfsVolumeModel {
  readonly fileSystemId?: string | undefined;
  readonly rootDirectory?: string | undefined;
  readonly transitEncryption?: string | undefined;
  readonly transitEncryptionPort?: number | undefined;
  readonly accessPointId?: string | undefined;
  readonly iam?: string | undefined;
}
export interface FsxVolumeModel {
  readonly fileSystemId?: string | undefined;
  readonly rootDirectory?: string | undefined;
  readonly credentialsParameter?: string | undefined;
  readonly domain?: string | undefined;
}
export interface S3FilesVolumeModel {
  readonly fileSystemArn?: string | undefined;
  readonly rootDirectory?: string | undefined;
  readonly transitEncryptionPort?: number | undefined;
  readonly accessPointArn?: string | undefined;
}
export interface DockerVolumeModel {
  readonly driver?: string | undefined;
  readonly scope?: string | undefined;
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
  readonly workingDirectory?: string | undefined;
  readonly user?: string | undefined;
  readonly hostname?: string | undefined;
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
  readonly dockerSecurityOptions?: readonly string[] | undefined;
  readonly dnsServers?: readonly string[] | undefined;
  readonly dnsSearchDomains?: readonly string[] | undefined;
  readonly links?: readonly string[] | undefined;
  readonly credentialSpecs?: readonly string[] | undefined;
  readonly readonlyRootFilesystem?: boolean | undefined;
  readonly privileged?: boolean | undefined;
  readonly interactive?: boolean | undefined;
  readonly pseudoTerminal?: boolean | undefined;
  readonly disableNetworking?: boolean | undefined;
  readonly startTimeout?: number | undefined;
  readonly stopTimeout?: number | undefined;
  readonly versionConsistency?: string | undefined;
}
export interface EnvironmentModel {
  readonly name?: string | undefined;
  readonly value?: Text | undefined;
}
export interface EnvironmentFileModel {
  readonly type?: string | undefined;
  readonly value?: string | undefined;
}
export interface PortMappingModel {
  readonly containerPort?: number | undefined;
  readonly containerPortRange?: string | undefined;
  readonly hostPort?: number | undefined;
  readonly protocol?: string | undefined;
  readonly name?: string | undefined;
  readonly appProtocol?: string | undefined;
}
export interface FirelensConfigurationModel {
  readonly type?: string | undefined;
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
  readonly condition?: string | undefined;
}
export interface MountPointModel {
  readonly sourceVolume?: string | undefined;
  readonly containerPath?: string | undefined;
  readonly readOnly?: boolean | undefined;
}
export interface VolumeFromModel {
  readonly sourceContainer?: string | undefined;
  readonly readOnly?: boolean | undefined;
}
export interface ResourceRequirementModel {
  readonly type?: string | undefined;
  readonly value?: string | undefined;
}
export interface UlimitModel {
  readonly name?: string | undefined;
  readonly softLimit?: number | undefined;
  readonly hardLimit?: number | undefined;
}
export interface SystemControlModel {
  readonly namespace?: string | undefined;
  readonly value?: string | undefined;
}
export interface ExtraHostModel {
  readonly hostname?: string | undefined;
  readonly ipAddress?: string | undefined;
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
  readonly add?: readonly string[] | undefined;
  readonly drop?: readonly string[] | undefined;
}
export interface DeviceModel {
  readonly hostPath?: string | undefined;
  readonly containerPath?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
}
export interface TmpfsModel {
  readonly containerPath?: string | undefined;
  readonly size?: number | undefined;
  readonly mountOptions?: readonly string[] | undefined;
}
export interface RepositoryCredentialsModel {
  readonly credentialsParameter?: string | undefined;
}
export interface RestartPolicyModel {
  readonly enabled?: boolean | undefined;
  readonly restartAttemptPeriod?: number | undefined;
  readonly ignoredExitCodes?: readonly number[] | undefined;
}
