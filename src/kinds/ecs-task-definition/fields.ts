import { keyed } from '../../compare/keyed.ts';
import { map } from '../../compare/map.ts';
import { type Fields, managed, members, optional, record } from '../../compare/record.ts';
import { scalar } from '../../compare/scalar.ts';
import { set } from '../../compare/set.ts';
import { roleSpellings, sameRole } from '../ecs/arn.ts';
import { placementConstraints } from '../ecs/placement.ts';
import { containersComparer } from './container-fields.ts';
import type {
  DockerVolumeModel,
  EfsVolumeModel,
  EphemeralStorageModel,
  ProxyConfigurationModel,
  RuntimePlatformModel,
  TaskDefinitionModel,
  VolumeModel,
} from './model.ts';
import type { ParameterPlace } from './parameter.ts';
import { cpuUnits, memoryMib } from './units.ts';

/*
 * How every member of a task definition is compared. Defaults and what is left to AWS follow the provider's schema:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition.go
 * Where AWS does not document whether it answers with a default that was left out, absent and default are equal.
 */

const role = scalar<string>({ same: sameRole, spellings: roleSpellings });
const flag = scalar<boolean>({ absentAs: false });
const word = scalar<string>({ absentAs: '' });

const runtimePlatform = record<RuntimePlatformModel>({
  operatingSystemFamily: managed(scalar<string>({ absentAs: 'LINUX' })),
  cpuArchitecture: managed(scalar<string>({ absentAs: 'X86_64' })),
});

const efs = record<EfsVolumeModel>({
  fileSystemId: managed(scalar<string>()),
  rootDirectory: managed(scalar<string>({ absentAs: '/' })),
  transitEncryption: managed(scalar<string>({ absentAs: 'DISABLED' })),
  transitEncryptionPort: managed(scalar<number>({ absentAs: 0 })),
  accessPointId: managed(word),
  iam: managed(scalar<string>({ absentAs: 'DISABLED' })),
});

const docker = record<DockerVolumeModel>({
  driver: managed(scalar<string>({ absentAs: 'local' })),
  scope: managed(scalar<string>({ absentAs: 'task' })),
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
  }),
});

const proxyConfiguration = record<ProxyConfigurationModel>({
  type: managed(scalar<string>({ absentAs: 'APPMESH' })),
  containerName: managed(scalar<string>()),
  properties: managed(map(scalar())),
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
    containers: managed(containersComparer(place)),
  };
}
