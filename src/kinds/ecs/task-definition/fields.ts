import { keyed } from '../../../compare/keyed.ts';
import { map } from '../../../compare/map.ts';
import { type Fields, managed, members, optional, record } from '../../../compare/record.ts';
import { scalar, text } from '../../../compare/scalar.ts';
import { set } from '../../../compare/set.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import type { ParameterPlace } from '../parameter.ts';
import { placementConstraints } from '../placement.ts';
import { containersComparer } from './container-fields.ts';
import type {
  DockerVolumeModel,
  EfsVolumeModel,
  EphemeralStorageModel,
  FsxVolumeModel,
  InferenceAcceleratorModel,
  ProxyConfigurationModel,
  RuntimePlatformModel,
  S3FilesVolumeModel,
  TaskDefinitionModel,
  VolumeModel,
} from './model.ts';
import { cpuUnits, memoryMib } from './units.ts';

/*
 * How every member of a task definition is compared. Defaults and what is left to AWS follow the provider's schema:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition.go
 * Where AWS does not document whether it answers with a default that was left out, absent and default are equal.
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';
const guide = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide';

const role = text({ same: sameRole, spellings: roleSpellings });
const flag = scalar<boolean>({ absentAs: false });
const word = text({ absentAs: '' });

const runtimePlatform = record<RuntimePlatformModel>({
  operatingSystemFamily: managed(text({ absentAs: 'LINUX', source: `${guide}/task_definition_parameters.html` })),
  cpuArchitecture: managed(text({ absentAs: 'X86_64', source: `${guide}/task_definition_parameters.html` })),
});

const efs = record<EfsVolumeModel>({
  fileSystemId: managed(text()),
  rootDirectory: managed(text({ absentAs: '/', source: `${api}/API_EFSVolumeConfiguration.html` })),
  transitEncryption: managed(text({ absentAs: 'DISABLED', source: `${api}/API_EFSVolumeConfiguration.html` })),
  transitEncryptionPort: managed(scalar<number>({ absentAs: 0 })),
  accessPointId: managed(word),
  iam: managed(text({ absentAs: 'DISABLED', source: `${api}/API_EFSAuthorizationConfig.html` })),
});

const fsx = record<FsxVolumeModel>({
  fileSystemId: managed(text()),
  rootDirectory: managed(word),
  credentialsParameter: managed(text()),
  domain: managed(text()),
});

const s3Files = record<S3FilesVolumeModel>({
  fileSystemArn: managed(text()),
  rootDirectory: managed(text({ absentAs: '/', source: `${api}/API_S3FilesVolumeConfiguration.html` })),
  transitEncryptionPort: managed(scalar<number>({ absentAs: 0 })),
  accessPointArn: managed(word),
});

const docker = record<DockerVolumeModel>({
  driver: managed(text({ absentAs: 'local', source: `${api}/API_DockerVolumeConfiguration.html` })),
  scope: managed(text({ absentAs: 'task', source: `${api}/API_DockerVolumeConfiguration.html` })),
  autoprovision: managed(flag),
  driverOpts: managed(map(scalar())),
  labels: managed(map(scalar())),
});

const volumes = keyed<VolumeModel>({
  declaredKey: (volume) => volume.members.name,
  liveKey: (volume) => volume.name ?? '',
  compare: members<VolumeModel>({
    name: managed(text()),
    hostPath: managed(word),
    configuredAtLaunch: optional(flag),
    efs: managed(efs),
    docker: managed(docker),
    fsx: managed(fsx),
    s3Files: managed(s3Files),
  }),
});

const proxyConfiguration = record<ProxyConfigurationModel>({
  type: managed(text({ absentAs: 'APPMESH', source: `${api}/API_ProxyConfiguration.html` })),
  containerName: managed(text()),
  properties: managed(map(scalar())),
});

const inferenceAccelerators = keyed<InferenceAcceleratorModel>({
  declaredKey: (accelerator) => accelerator.members.deviceName,
  liveKey: (accelerator) => accelerator.deviceName ?? '',
  compare: members<InferenceAcceleratorModel>({
    deviceName: managed(text()),
    deviceType: managed(text()),
  }),
});

/** The comparers of a task definition. `place`: where the live one is, which decides what a short parameter name means. */
export function taskDefinitionFields(place: ParameterPlace | undefined): Fields<TaskDefinitionModel> {
  return {
    cpu: managed(text({ canonical: cpuUnits, absentAs: '' })),
    memory: managed(text({ canonical: memoryMib, absentAs: '' })),
    networkMode: optional(text()),
    executionRoleArn: managed(role),
    taskRoleArn: managed(role),
    requiresCompatibilities: managed(set<Text>()),
    runtimePlatform: managed(runtimePlatform),
    ephemeralStorage: managed(record<EphemeralStorageModel>({ sizeInGiB: managed(scalar<number>()) })),
    pidMode: managed(word),
    ipcMode: managed(word),
    enableFaultInjection: optional(flag),
    volumes: managed(volumes),
    placementConstraints: managed(placementConstraints),
    proxyConfiguration: managed(proxyConfiguration),
    inferenceAccelerators: managed(inferenceAccelerators),
    containers: managed(containersComparer(place)),
  };
}
