import type { RegisterTaskDefinitionRequest, TaskDefinition, Volume } from '@aws-sdk/client-ecs';
import {
  count,
  flag,
  type LiveOf,
  type ModelOf,
  name,
  named,
  number,
  optional,
  record,
  row,
  text,
  textMap,
  textSet,
  word,
} from '../../member.ts';
import { apart, type Covered, identity, readOnly, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import type { ParameterPlace } from '../parameter.ts';
import { placementConstraints } from '../placement.ts';
import { containers } from './containers.ts';
import { cpuUnits, memoryMib } from './units.ts';

/*
 * A task definition as it is compared. An absent member means that there is none, or AWS's default. Names are those of
 * the ECS API. Defaults and what is left to AWS follow the provider's schema:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition.go
 * Where AWS does not document whether it answers with a default that was left out, absent and default are equal.
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';
const guide = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide';

const role = text({ same: sameRole, spellings: roleSpellings });

const efs = record({
  fileSystemId: text(),
  rootDirectory: text({ absentAs: '/', source: `${api}/API_EFSVolumeConfiguration.html` }),
  transitEncryption: text({ absentAs: 'DISABLED', source: `${api}/API_EFSVolumeConfiguration.html` }),
  transitEncryptionPort: count,
  accessPointId: row(word, { terraform: 'authorization_config.access_point_id' }),
  iam: row(text({ absentAs: 'DISABLED', source: `${api}/API_EFSAuthorizationConfig.html` }), {
    terraform: 'authorization_config.iam',
  }),
});

const fsx = record({
  fileSystemId: text(),
  rootDirectory: word,
  credentialsParameter: row(text(), { terraform: 'authorization_config.credentials_parameter' }),
  domain: row(text(), { terraform: 'authorization_config.domain' }),
});

const s3Files = record({
  fileSystemArn: text(),
  rootDirectory: text({ absentAs: '/', source: `${api}/API_S3FilesVolumeConfiguration.html` }),
  transitEncryptionPort: count,
  accessPointArn: word,
});

const docker = record({
  driver: text({ absentAs: 'local', source: `${api}/API_DockerVolumeConfiguration.html` }),
  scope: text({ absentAs: 'task', source: `${api}/API_DockerVolumeConfiguration.html` }),
  autoprovision: flag,
  driverOpts: textMap(),
  labels: textMap(),
});

const volume = {
  name: name(),
  hostPath: row(word, { sdk: 'host' }),
  configuredAtLaunch: row(optional(flag), { terraform: 'configure_at_launch' }),
  efs: row(efs, { terraform: 'efs_volume_configuration', sdk: 'efsVolumeConfiguration' }),
  docker: row(docker, { terraform: 'docker_volume_configuration', sdk: 'dockerVolumeConfiguration' }),
  fsx: row(fsx, {
    terraform: 'fsx_windows_file_server_volume_configuration',
    sdk: 'fsxWindowsFileServerVolumeConfiguration',
  }),
  s3Files: row(s3Files, { terraform: 's3files_volume_configuration', sdk: 's3filesVolumeConfiguration' }),
};
export type VolumeModel = ModelOf<typeof volume>;

const proxyConfiguration = record({
  type: text({ absentAs: 'APPMESH', source: `${api}/API_ProxyConfiguration.html` }),
  containerName: name(),
  properties: textMap(),
});
export type ProxyConfigurationModel = LiveOf<typeof proxyConfiguration>;

/** `place`: where the live one is, which decides what a short parameter name means. */
export const taskDefinitionTable = (place: ParameterPlace | undefined) => ({
  cpu: text({ canonical: cpuUnits, absentAs: '' }),
  memory: text({ canonical: memoryMib, absentAs: '' }),
  networkMode: optional(text()),
  executionRoleArn: role,
  taskRoleArn: role,
  requiresCompatibilities: textSet,
  runtimePlatform: record({
    operatingSystemFamily: text({ absentAs: 'LINUX', source: `${guide}/task_definition_parameters.html` }),
    cpuArchitecture: text({ absentAs: 'X86_64', source: `${guide}/task_definition_parameters.html` }),
  }),
  ephemeralStorage: record({ sizeInGiB: row(number(), { terraform: 'size_in_gib' }) }),
  pidMode: word,
  ipcMode: word,
  enableFaultInjection: optional(flag),
  volumes: row(named('name', volume, { merges: true }), { terraform: 'volume' }),
  placementConstraints,
  proxyConfiguration,
  inferenceAccelerators: row(named('deviceName', { deviceName: name(), deviceType: text() }, { merges: true }), {
    terraform: 'inference_accelerator',
  }),
  containers: row(containers(place), { terraform: 'container_definitions', sdk: 'containerDefinitions' }),
});
type TaskDefinitionRows = ReturnType<typeof taskDefinitionTable>;
export type TaskDefinitionModel = ModelOf<TaskDefinitionRows>;

/** What of a request to register a revision is not compared here. */
export const uncoveredOfRegistered: Uncovered<RegisterTaskDefinitionRequest, Covered<TaskDefinitionRows>> = {
  family: identity('names the task definition'),
  tags: apart,
};

/** What of a revision's volumes is not compared. */
export const uncoveredOfVolume: Uncovered<Volume, Covered<typeof volume>> = {};

/** What of a revision is not compared. */
export const uncoveredOfRevision: Uncovered<TaskDefinition, Covered<TaskDefinitionRows>> = {
  family: identity('names the task definition'),
  taskDefinitionArn: identity('names the revision'),
  revision: identity('numbers the revision'),
  status: identity('tells an active revision from a deregistered one'),
  compatibilities: readOnly('AWS finds out what the revision could run on'),
  requiresAttributes: readOnly('AWS derives it from the other members'),
  registeredAt: readOnly('when the revision was made'),
  registeredBy: readOnly('who made the revision'),
  deregisteredAt: readOnly('when the revision was deregistered'),
  deleteRequestedAt: readOnly('when the deletion of the revision was asked for'),
};
