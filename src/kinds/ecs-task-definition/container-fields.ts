import { type Comparer, cannotTell } from '../../compare/comparison.ts';
import type { CollectionOf, KnownRecord, RecordOf } from '../../compare/declared.ts';
import { type KeyedOptions, keyed } from '../../compare/keyed.ts';
import { list } from '../../compare/list.ts';
import { map } from '../../compare/map.ts';
import { type Fields, managed, members, record } from '../../compare/record.ts';
import { type ScalarOptions, scalar, text } from '../../compare/scalar.ts';
import { set } from '../../compare/set.ts';
import { reasonOf, shownDeclared, shownLive, type Value } from '../../model/declared.ts';
import type { Text } from '../../model/secret.ts';
import type {
  CapabilitiesModel,
  ContainerModel,
  DependencyModel,
  DeviceModel,
  EnvironmentFileModel,
  EnvironmentModel,
  ExtraHostModel,
  FirelensConfigurationModel,
  HealthCheckModel,
  LinuxParametersModel,
  LogConfigurationModel,
  MountPointModel,
  PortMappingModel,
  RepositoryCredentialsModel,
  ResourceRequirementModel,
  RestartPolicyModel,
  SecretModel,
  SystemControlModel,
  TmpfsModel,
  UlimitModel,
  VolumeFromModel,
} from './model.ts';
import { type ParameterPlace, parameterSpellings, sameParameter } from './parameter.ts';

/*
 * How containers are compared. The defaults are those of the provider's own comparison
 * (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go) and of the ECS API
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). Beyond the provider's, two sides are held
 * equal where ECS cannot tell them apart: the order of what has a name of its own, and `false`, 0, '' or {} against nothing.
 */

const flag = managed(scalar<boolean>({ absentAs: false }));
const word = managed(scalar<string>({ absentAs: '' }));
const count = managed(scalar<number>({ absentAs: 0 }));
const plain = managed(scalar<string>());
const lines = managed(list<string>());
const command = managed(list<Text>());
const texts = managed(map<Value<Text>, Text>(text({ absentAs: '' })));

/** A keyed collection of which one member is the name. */
function named<E extends object>(
  key: (element: E) => string | undefined,
  declaredKey: (element: KnownRecord<E>) => Value<string> | undefined,
  fields: Fields<E>,
): Comparer<CollectionOf<RecordOf<E>>, readonly E[]> {
  return keyed<E>({ declaredKey, liveKey: (element) => key(element) ?? '', compare: members(fields) });
}

/** Entries with a name and one value: what differs is the entry, not a member of it. */
function entries<E extends object>(
  name: (element: E) => string | undefined,
  declaredName: (element: KnownRecord<E>) => Value<string> | undefined,
  value: (element: E) => Text | undefined,
  declaredValue: (element: KnownRecord<E>) => Value<Text> | undefined,
  options: ScalarOptions<Text>,
): Comparer<CollectionOf<RecordOf<E>>, readonly E[]> {
  const compareValue = text(options);
  const compare: KeyedOptions<E>['compare'] = (declared, live, place) =>
    declared?.state === 'unknown'
      ? cannotTell('value-unknown', place, reasonOf(declared.because), declared.at)
      : compareValue(
          (declared && declaredValue(declared)) ?? { state: 'known', value: '' },
          (live && value(live)) ?? '',
          place,
        );
  return keyed<E>({
    declaredKey: declaredName,
    liveKey: (element) => name(element) ?? '',
    compare,
    showDeclared: (element) => shownDeclared(declaredValue(element) ?? { state: 'known', value: '' }),
    showLive: (element) => shownLive(value(element) ?? ''),
    // A list made from a map in a module points at the caller's line.
    declaredAt: (element) => declaredValue(element)?.at,
  });
}

const environment = entries<EnvironmentModel>(
  (entry) => entry.name,
  (entry) => entry.members.name,
  (entry) => entry.value,
  (entry) => entry.members.value,
  {},
);

function secretEntries(
  place: ParameterPlace | undefined,
): Comparer<CollectionOf<RecordOf<SecretModel>>, readonly SecretModel[]> {
  return entries<SecretModel>(
    (entry) => entry.name,
    (entry) => entry.members.name,
    (entry) => entry.valueFrom,
    (entry) => entry.members.valueFrom,
    {
      same: (declared, live) => sameParameter(declared, live, place),
      spellings: (live) => parameterSpellings(live, place),
    },
  );
}

/** `80/tcp`, `8000-8010/udp`. */
function portKey(declared: KnownRecord<PortMappingModel>): Value<string> | undefined {
  const { containerPort, containerPortRange, protocol } = declared.members;
  const port = containerPort ?? containerPortRange;
  if (port === undefined) return undefined;
  const portParts =
    port.state === 'known' ? [String(port.value)] : port.state === 'partial' ? port.parts : [port.because];
  const end =
    protocol === undefined
      ? ['/tcp']
      : protocol.state === 'known'
        ? [`/${transport(protocol.value)}`]
        : ['/', ...(protocol.state === 'partial' ? protocol.parts : [protocol.because])];
  const parts = [...portParts, ...end];
  const known = parts.filter((part) => typeof part === 'string');
  return known.length === parts.length ? { state: 'known', value: known.join('') } : { state: 'partial', parts };
}

/** Everything but `udp` is TCP to ECS. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
function transport(protocol: string): string {
  return protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp';
}

const portMappings = keyed<PortMappingModel>({
  declaredKey: portKey,
  liveKey: ({ containerPort, containerPortRange, protocol = 'tcp' }) =>
    `${containerPort ?? containerPortRange ?? ''}/${transport(protocol)}`,
  compare: members<PortMappingModel>({
    containerPort: managed(scalar<number>()),
    containerPortRange: word,
    hostPort: count,
    protocol: managed(scalar<string>({ absentAs: 'tcp', canonical: transport })),
    name: word,
    appProtocol: word,
  }),
  pairTheRest: true,
});

const healthCheck = record<HealthCheckModel>({
  command,
  interval: managed(scalar<number>({ absentAs: 30 })),
  timeout: managed(scalar<number>({ absentAs: 5 })),
  retries: managed(scalar<number>({ absentAs: 3 })),
  startPeriod: count,
});

const linuxParameters = record<LinuxParametersModel>({
  capabilities: managed(record<CapabilitiesModel>({ add: managed(set<string>()), drop: managed(set<string>()) })),
  devices: managed(
    named<DeviceModel>(
      (device) => device.hostPath,
      (device) => device.members.hostPath,
      { hostPath: plain, containerPath: word, permissions: managed(set<string>()) },
    ),
  ),
  tmpfs: managed(
    named<TmpfsModel>(
      (mount) => mount.containerPath,
      (mount) => mount.members.containerPath,
      { containerPath: plain, size: managed(scalar<number>()), mountOptions: managed(set<string>()) },
    ),
  ),
  initProcessEnabled: flag,
  sharedMemorySize: count,
  // A container without `maxSwap` takes that of its instance, so 0 (no swap) says something.
  maxSwap: managed(scalar<number>()),
  swappiness: managed(scalar<number>()),
});

/** The comparer of `containers`. `place`: where the task definition is; see {@link parameterSpellings}. */
export function containersComparer(
  place: ParameterPlace | undefined,
): Comparer<CollectionOf<RecordOf<ContainerModel>>, readonly ContainerModel[]> {
  const secrets = managed(secretEntries(place));
  const fields: Fields<ContainerModel> = {
    name: plain,
    image: managed(text()),
    essential: managed(scalar<boolean>({ absentAs: true })),
    cpu: count,
    memory: managed(scalar<number>()),
    memoryReservation: managed(scalar<number>()),
    environment: managed(environment),
    environmentFiles: managed(
      named<EnvironmentFileModel>(
        (file) => file.value,
        (file) => file.members.value,
        { value: plain, type: managed(scalar<string>({ absentAs: 's3' })) },
      ),
    ),
    secrets,
    portMappings: managed(portMappings),
    command,
    entryPoint: command,
    workingDirectory: word,
    user: word,
    hostname: word,
    logConfiguration: managed(
      record<LogConfigurationModel>({ logDriver: plain, options: texts, secretOptions: secrets }),
    ),
    firelensConfiguration: managed(record<FirelensConfigurationModel>({ type: plain, options: texts })),
    healthCheck: managed(healthCheck),
    dependsOn: managed(
      named<DependencyModel>(
        (dependency) => dependency.containerName,
        (dependency) => dependency.members.containerName,
        { containerName: plain, condition: plain },
      ),
    ),
    mountPoints: managed(
      named<MountPointModel>(
        (mount) => mount.containerPath,
        (mount) => mount.members.containerPath,
        { containerPath: plain, sourceVolume: word, readOnly: flag },
      ),
    ),
    volumesFrom: managed(
      named<VolumeFromModel>(
        (volume) => volume.sourceContainer,
        (volume) => volume.members.sourceContainer,
        { sourceContainer: plain, readOnly: flag },
      ),
    ),
    resourceRequirements: managed(
      named<ResourceRequirementModel>(
        (requirement) => requirement.type,
        (requirement) => requirement.members.type,
        { type: plain, value: plain },
      ),
    ),
    ulimits: managed(
      named<UlimitModel>(
        (limit) => limit.name,
        (limit) => limit.members.name,
        { name: plain, softLimit: managed(scalar<number>()), hardLimit: managed(scalar<number>()) },
      ),
    ),
    systemControls: managed(
      named<SystemControlModel>(
        (control) => control.namespace,
        (control) => control.members.namespace,
        { namespace: plain, value: word },
      ),
    ),
    extraHosts: managed(
      named<ExtraHostModel>(
        (host) => host.hostname,
        (host) => host.members.hostname,
        { hostname: plain, ipAddress: plain },
      ),
    ),
    linuxParameters: managed(linuxParameters),
    repositoryCredentials: managed(record<RepositoryCredentialsModel>({ credentialsParameter: plain })),
    restartPolicy: managed(
      record<RestartPolicyModel>({
        enabled: flag,
        restartAttemptPeriod: managed(scalar<number>({ absentAs: 300 })),
        ignoredExitCodes: managed(set<number>()),
      }),
    ),
    dockerLabels: texts,
    dockerSecurityOptions: managed(set<string>()),
    dnsServers: lines,
    dnsSearchDomains: lines,
    links: managed(set<string>()),
    credentialSpecs: lines,
    readonlyRootFilesystem: flag,
    privileged: flag,
    interactive: flag,
    pseudoTerminal: flag,
    disableNetworking: flag,
    startTimeout: managed(scalar<number>()),
    stopTimeout: managed(scalar<number>()),
    versionConsistency: managed(scalar<string>({ absentAs: 'enabled' })),
  };
  const compare = members(fields);
  return keyed<ContainerModel>({
    declaredKey: (container) => container.members.name,
    liveKey: (container) => container.name ?? '',
    compare,
    showDeclared: (container) => shownDeclared(container.members.image),
    showLive: (container) => shownLive(container.image),
  });
}
