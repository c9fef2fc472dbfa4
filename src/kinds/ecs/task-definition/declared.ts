import type { CollectionOf, KnownRecord, RecordOf } from '../../../compare/declared.ts';
import {
  attribute,
  blocks,
  type DeclaredBody,
  readBool,
  readNumber,
  readStringLike,
  type UnknownOf,
  type Value,
} from '../../../model/declared.ts';
import type { Place } from '../../../model/place.ts';
import { isHidden, isWhollyHidden } from '../../../model/secret/secrecy.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
// The one function of the evaluator that a kind calls: the JSON text of `container_definitions` holds its structure.
import { recoverJson } from '../../../terraform/evaluate/json.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { onceOf } from '../../once.ts';
import { collectionReader, type Readers, readBlock, readBlocks, readSealed, textMapReader } from '../../read.ts';
import type { PlacementConstraintModel } from '../placement.ts';
import { type DeclaredTags, declaredTags } from '../tags.ts';
import { readContainer } from './container.ts';
import type {
  ContainerModel,
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

/** A task definition that the code declares. */
export interface DeclaredTaskDefinition {
  readonly address: string;
  readonly at: SourceRange;
  readonly family: Value<string> | undefined;
  readonly place: Place;
  readonly model: KnownRecord<TaskDefinitionModel>;
  readonly tags: DeclaredTags;
  /**
   * The whole text of `container_definitions` is called secret, as a plan and a state do for one secret in it: what is meant is not known. Its
   * values are all hidden then, and its names are shown.
   */
  readonly opaque: boolean;
  /** Members of the model that `ignore_changes` leaves to others. */
  readonly ignored: ReadonlySet<string>;
  /** How many instances there are is not known. */
  readonly expansion?: Unknown;
}

/** The task definitions that `stack` declares, in its order. Read once of each stack. */
export const declaredTaskDefinitions = onceOf((stack: Stack): readonly DeclaredTaskDefinition[] =>
  stack.resources
    .filter((resource) => resource.mode === 'managed' && resource.type === 'aws_ecs_task_definition')
    .map((resource) => declaredTaskDefinition(resource, stack)),
);

function declaredTaskDefinition(resource: Resource, stack: Stack): DeclaredTaskDefinition {
  return {
    address: resource.address,
    at: resource.at,
    family: readStringLike(attribute(resource.body, 'family')),
    place: placeOf(resource, stack),
    model: readTaskDefinition(resource),
    opaque: isOpaque(attribute(resource.body, 'container_definitions')),
    tags: declaredTags(resource, stack),
    ignored: ignoredMembers(resource.ignoreChanges),
    ...(resource.expansion === undefined ? {} : { expansion: resource.expansion }),
  };
}

function isOpaque(text: TerraformValue | undefined): boolean {
  return text?.kind === 'string' && text.encoded === undefined && isWhollyHidden(text);
}

function readTaskDefinition({ body, at }: Resource): KnownRecord<TaskDefinitionModel> {
  const text = (name: string) => readSealed(attribute(body, name));
  return {
    state: 'record',
    at,
    members: {
      cpu: text('cpu'),
      memory: text('memory'),
      networkMode: text('network_mode'),
      executionRoleArn: text('execution_role_arn'),
      taskRoleArn: text('task_role_arn'),
      requiresCompatibilities: collectionReader(readSealed)(attribute(body, 'requires_compatibilities')),
      runtimePlatform: single<RuntimePlatformModel>(
        body,
        'runtime_platform',
        { operatingSystemFamily: readSealed, cpuArchitecture: readSealed },
        { operatingSystemFamily: 'operating_system_family', cpuArchitecture: 'cpu_architecture' },
      ),
      ephemeralStorage: single<EphemeralStorageModel>(
        body,
        'ephemeral_storage',
        { sizeInGiB: readNumber },
        { sizeInGiB: 'size_in_gib' },
      ),
      pidMode: text('pid_mode'),
      ipcMode: text('ipc_mode'),
      enableFaultInjection: readBool(attribute(body, 'enable_fault_injection')),
      volumes: readVolumes(body),
      placementConstraints: readBlocks(blocks(body, 'placement_constraints'), (block) =>
        readBlock<PlacementConstraintModel>(
          block,
          { type: readSealed, expression: readSealed },
          { type: 'type', expression: 'expression' },
        ),
      ),
      proxyConfiguration: single<ProxyConfigurationModel>(
        body,
        'proxy_configuration',
        { type: readSealed, containerName: readStringLike, properties: textMapReader },
        { type: 'type', containerName: 'container_name', properties: 'properties' },
      ),
      inferenceAccelerators: readBlocks(blocks(body, 'inference_accelerator'), (block) =>
        readBlock<InferenceAcceleratorModel>(
          block,
          { deviceName: readStringLike, deviceType: readSealed },
          { deviceName: 'device_name', deviceType: 'device_type' },
        ),
      ),
      containers: readContainers(attribute(body, 'container_definitions')),
    },
  };
}

/** `container_definitions`: a JSON text, made by `jsonencode`, a template, a file or by hand. */
export function readContainers(value: TerraformValue | undefined): CollectionOf<RecordOf<ContainerModel>> | undefined {
  if (value === undefined) return undefined;
  const at = value.at === undefined ? {} : { at: value.at };
  const marked = isHidden(value) ? ({ sensitive: true } as const) : {};
  if (value.kind === 'unknown') return { state: 'unknown', because: value.because, ...marked, ...at };
  const structure = recoverJson(value);
  if (structure === undefined) return { state: 'unknown', because: whyNotRecovered(value), ...marked, ...at };
  const read = collectionReader(readContainer)(structure);
  return read === undefined ? { state: 'collection', elements: [], ...at } : { ...at, ...read };
}

function whyNotRecovered(value: TerraformValue): Unknown {
  const at = value.at === undefined ? {} : { at: value.at };
  if (value.kind !== 'template') return { kind: 'invalid', code: 'not-json', ...at };
  const from = value.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.because]));
  return { kind: 'operation', name: 'template', from, ...at };
}

function readVolumes(body: DeclaredBody): CollectionOf<RecordOf<VolumeModel>> | undefined {
  return readBlocks(blocks(body, 'volume'), (block): KnownRecord<VolumeModel> => {
    const inside = block.body;
    return {
      state: 'record',
      at: block.at,
      members: {
        name: readStringLike(attribute(inside, 'name')),
        hostPath: readSealed(attribute(inside, 'host_path')),
        configuredAtLaunch: readBool(attribute(inside, 'configure_at_launch')),
        efs: readEfs(inside),
        fsx: readFsx(inside),
        s3Files: single<S3FilesVolumeModel>(
          inside,
          's3files_volume_configuration',
          {
            fileSystemArn: readSealed,
            rootDirectory: readSealed,
            transitEncryptionPort: readNumber,
            accessPointArn: readSealed,
          },
          {
            fileSystemArn: 'file_system_arn',
            rootDirectory: 'root_directory',
            transitEncryptionPort: 'transit_encryption_port',
            accessPointArn: 'access_point_arn',
          },
        ),
        docker: single<DockerVolumeModel>(
          inside,
          'docker_volume_configuration',
          {
            driver: readSealed,
            scope: readSealed,
            autoprovision: readBool,
            driverOpts: textMapReader,
            labels: textMapReader,
          },
          {
            driver: 'driver',
            scope: 'scope',
            autoprovision: 'autoprovision',
            driverOpts: 'driver_opts',
            labels: 'labels',
          },
        ),
      },
    };
  });
}

function readEfs(volume: DeclaredBody): RecordOf<EfsVolumeModel> | undefined {
  const found = blocks(volume, 'efs_volume_configuration');
  const [block] = found.blocks;
  if (block === undefined) return openBlock(found.open?.because);
  const [authorization] = blocks(block.body, 'authorization_config').blocks;
  const authorizationBody = authorization?.body;
  return {
    state: 'record',
    at: block.at,
    members: {
      fileSystemId: readSealed(attribute(block.body, 'file_system_id')),
      rootDirectory: readSealed(attribute(block.body, 'root_directory')),
      transitEncryption: readSealed(attribute(block.body, 'transit_encryption')),
      transitEncryptionPort: readNumber(attribute(block.body, 'transit_encryption_port')),
      accessPointId: authorizationBody && readSealed(attribute(authorizationBody, 'access_point_id')),
      iam: authorizationBody && readSealed(attribute(authorizationBody, 'iam')),
    },
  };
}

function readFsx(volume: DeclaredBody): RecordOf<FsxVolumeModel> | undefined {
  const found = blocks(volume, 'fsx_windows_file_server_volume_configuration');
  const [block] = found.blocks;
  if (block === undefined) return openBlock(found.open?.because);
  const [authorization] = blocks(block.body, 'authorization_config').blocks;
  const inAuthorization = (name: string) => authorization && readSealed(attribute(authorization.body, name));
  return {
    state: 'record',
    at: block.at,
    members: {
      fileSystemId: readSealed(attribute(block.body, 'file_system_id')),
      rootDirectory: readSealed(attribute(block.body, 'root_directory')),
      credentialsParameter: inAuthorization('credentials_parameter'),
      domain: inAuthorization('domain'),
    },
  };
}

/** A block that may stand once. */
function single<M extends object>(
  body: DeclaredBody,
  type: string,
  readers: Readers<M>,
  argument: Readonly<Record<Extract<keyof M, string>, string>>,
): RecordOf<M> | undefined {
  const found = blocks(body, type);
  const [block] = found.blocks;
  return block === undefined ? openBlock(found.open?.because) : readBlock(block, readers, argument);
}

function openBlock(because: Unknown | undefined): UnknownOf | undefined {
  return because === undefined ? undefined : { state: 'unknown', because };
}

/** Which member of the model an argument feeds. */
const memberOfArgument: ReadonlyMap<string, keyof TaskDefinitionModel> = new Map([
  ['cpu', 'cpu'],
  ['memory', 'memory'],
  ['network_mode', 'networkMode'],
  ['execution_role_arn', 'executionRoleArn'],
  ['task_role_arn', 'taskRoleArn'],
  ['requires_compatibilities', 'requiresCompatibilities'],
  ['runtime_platform', 'runtimePlatform'],
  ['ephemeral_storage', 'ephemeralStorage'],
  ['pid_mode', 'pidMode'],
  ['ipc_mode', 'ipcMode'],
  ['enable_fault_injection', 'enableFaultInjection'],
  ['volume', 'volumes'],
  ['placement_constraints', 'placementConstraints'],
  ['proxy_configuration', 'proxyConfiguration'],
  ['inference_accelerator', 'inferenceAccelerators'],
  ['container_definitions', 'containers'],
]);

function ignoredMembers(ignoreChanges: Resource['ignoreChanges']): ReadonlySet<string> {
  if (ignoreChanges === 'all') return new Set(memberOfArgument.values());
  return new Set(ignoreChanges.flatMap((path) => memberOfArgument.get(path.split(/[.[]/)[0] ?? '') ?? []));
}
