import { keyed } from '../../compare/keyed.ts';
import { map } from '../../compare/map.ts';
import { type Fields, managed, members, optional, record } from '../../compare/record.ts';
import { scalar } from '../../compare/scalar.ts';
import { set } from '../../compare/set.ts';
import { roleSpellings, sameRole } from '../ecs/arn.ts';
import type { ParameterPlace } from '../ecs/parameter.ts';
import { placementConstraints } from '../ecs/placement.ts';
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

const role = scalar<string>({ same: sameRole, spellings: roleSpellings });
const flag = scalar<boolean>({ absentAs: false });
const word = scalar<string>({ absentAs: '' });

const runtimePlatform = record<RuntimePlatformModel>({
  operatingSystemFamily: managed(
    scalar<string>({ absentAs: 'LINUX', source: `${guide}/task_definition_parameters.html` }),
  ),
  cpuArchitecture: managed(scalar<string>({ absentAs: 'X86_64', source: `${guide}/task_definition_parameters.html` })),
});

const efs = record<EfsVolumeModel>({
  fileSystemId: managed(scalar<string>()),
  rootDirectory: managed(scalar<string>({ absentAs: '/', source: `${api}/API_EFSVolumeConfiguration.html` })),
  transitEncryption: managed(
    scalar<string>({ absentAs: 'DISABLED', source: `${api}/API_EFSVolumeConfiguration.html` }),
  ),
  transitEncryptionPort: managed(scalar<number>({ absentAs: 0 })),
  accessPointId: managed(word),
  iam: managed(scalar<string>({ absentAs: 'DISABLED', source: `${api}/API_EFSAuthorizationConfig.html` })),
});

const fsx = record<FsxVolumeModel>({
  fileSystemId: managed(scalar<string>()),
  rootDirectory: managed(word),
  credentialsParameter: managed(scalar<string>()),
  domain: managed(scalar<string>()),
});

const s3Files = record<S3FilesVolumeModel>({
  fileSystemArn: managed(scalar<string>()),
  rootDirectory: managed(scalar<string>({ absentAs: '/', source: `${api}/API_S3FilesVolumeConfiguration.html` })),
  transitEncryptionPort: managed(scalar<number>({ absentAs: 0 })),
  accessPointArn: managed(word),
});

const docker = record<DockerVolumeModel>({
  driver: managed(scalar<string>({ absentAs: 'local', source: `${api}/API_DockerVolumeConfiguration.html` })),
  scope: managed(scalar<string>({ absentAs: 'task', source: `${api}/API_DockerVolumeConfiguration.html` })),
  autoprovision: managed(flag),
  driverOpts: managed(map(scalar())),
  labels: managed(map(scalar())),
});

const volumes = keyed<VolumeModel>({
  declaredKey: (volume) => volume.members.name,
  liveKey: (volume) => volume.name ?? '',
  compare: members<VolumeModel>({
    name: managed(scalar<string>()),
    hostPath: managed(word),
    configuredAtLaunch: optional(flag),
    efs: managed(efs),
    docker: managed(docker),
    fsx: managed(fsx),
    s3Files: managed(s3Files),
  }),
});

const proxyConfiguration = record<ProxyConfigurationModel>({
  type: managed(scalar<string>({ absentAs: 'APPMESH', source: `${api}/API_ProxyConfiguration.html` })),
  containerName: managed(scalar<string>()),
  properties: managed(map(scalar())),
});

const inferenceAccelerators = keyed<InferenceAcceleratorModel>({
  declaredKey: (accelerator) => accelerator.members.deviceName,
  liveKey: (accelerator) => accelerator.deviceName ?? '',
  compare: members<InferenceAcceleratorModel>({
    deviceName: managed(scalar<string>()),
    deviceType: managed(scalar<string>()),
  }),
});

/** The comparers of a task definition. `place`: where the live one is, which decides what a short parameter name means. */
export function taskDefinitionFields(place: ParameterPlace | undefined): Fields<TaskDefinitionModel> {
  return {
    cpu: managed(scalar<string>({ canonical: cpuUnits, absentAs: '' })),
    memory: managed(scalar<string>({ canonical: memoryMib, absentAs: '' })),
    networkMode: optional(scalar<string>()),
    executionRoleArn: managed(role),
    taskRoleArn: managed(role),
    requiresCompatibilities: managed(set<string>()),
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
