import { type Comparer, undetermined } from '../../../compare/comparison.ts';
import type { CollectionOf, KnownRecord, RecordOf } from '../../../compare/declared.ts';
import { keyed } from '../../../compare/keyed.ts';
import { list } from '../../../compare/list.ts';
import { map } from '../../../compare/map.ts';
import { type Fields, managed, members, record } from '../../../compare/record.ts';
import { scalar, text } from '../../../compare/scalar.ts';
import { set } from '../../../compare/set.ts';
import { shaped } from '../../../compare/shape.ts';
import { isSecret, shownDeclared, shownLive, type Value } from '../../../model/declared.ts';
import type { Differing } from '../../../model/leaf.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { declaredElementName, elementName } from '../element-name.ts';
import { entries } from '../entries.ts';
import { logConfiguration, secretEntries } from '../log-configuration.ts';
import type { ParameterPlace } from '../parameter.ts';
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
  MountPointModel,
  PortMappingModel,
  RepositoryCredentialsModel,
  ResourceRequirementModel,
  RestartPolicyModel,
  SystemControlModel,
  TmpfsModel,
  UlimitModel,
  VolumeFromModel,
} from './model.ts';

/*
 * How containers are compared. The defaults are those of the provider's own comparison
 * (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go) and of the ECS API
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). Beyond the provider's, two sides are held
 * equal where ECS cannot tell them apart: the order of what has a name of its own, and `false`, 0, '' or {} against nothing.
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

const flag = managed(scalar<boolean>({ absentAs: false }));
const word = managed(text({ absentAs: '' }));
const count = managed(scalar<number>({ absentAs: 0 }));
const plain = managed(text());
const lines = managed(list<Text>());
const command = managed(list<Text>());
const texts = managed(map<Value<Text>, Text>(text({ absentAs: '' })));

/** A keyed collection of which one member is the name. */
function named<E extends object>(
  key: (element: E) => Text | undefined,
  declaredKey: (element: KnownRecord<E>) => Value<Text> | undefined,
  fields: Fields<E>,
): Comparer<CollectionOf<RecordOf<E>>, readonly E[]> {
  return keyed<E>({
    declaredKey: (element) => declaredElementName(declaredKey(element)),
    liveKey: (element) => elementName(key(element)),
    compare: members(fields),
  });
}

// An empty or null value is left out at registration: https://github.com/hashicorp/terraform-provider-aws/issues/39533
const environment = entries<EnvironmentModel>({
  emptyIsDropped: true,
  name: (entry) => entry.name,
  declaredName: (entry) => entry.members.name,
  value: (entry) => entry.value,
  declaredValue: (entry) => entry.members.value,
});

/** `80/tcp`, `8000-8010/udp`. */
function portKey(declared: KnownRecord<PortMappingModel>): Value<string> | undefined {
  const { containerPort, containerPortRange, protocol: transportProtocol } = declared.members;
  const port = containerPort ?? declaredElementName(containerPortRange);
  const protocol = declaredElementName(transportProtocol);
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
  const secret = isSecret(port) || (protocol !== undefined && isSecret(protocol));
  return known.length === parts.length
    ? { state: 'known', value: known.join(''), ...(secret ? { sensitive: true } : {}) }
    : { state: 'partial', parts, ...(secret ? { secret: true } : {}) };
}

/** Everything but `udp` is TCP to ECS. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
function transport(protocol: string): string {
  return protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp';
}

const portMappings = keyed<PortMappingModel>({
  declaredKey: portKey,
  liveKey: ({ containerPort, containerPortRange, protocol = 'tcp' }) =>
    `${containerPort ?? elementName(containerPortRange)}/${transport(elementName(protocol))}`,
  compare: members<PortMappingModel>({
    containerPort: managed(scalar<number>()),
    containerPortRange: word,
    hostPort: count,
    protocol: managed(text({ absentAs: 'tcp', canonical: transport, source: `${api}/API_PortMapping.html` })),
    name: word,
    appProtocol: word,
  }),
  pairTheRest: true,
});

const healthCheck = record<HealthCheckModel>({
  command,
  interval: managed(scalar<number>({ absentAs: 30, source: `${api}/API_HealthCheck.html` })),
  timeout: managed(scalar<number>({ absentAs: 5, source: `${api}/API_HealthCheck.html` })),
  retries: managed(scalar<number>({ absentAs: 3, source: `${api}/API_HealthCheck.html` })),
  startPeriod: count,
});

const linuxParameters = record<LinuxParametersModel>({
  capabilities: managed(record<CapabilitiesModel>({ add: managed(set<Text>()), drop: managed(set<Text>()) })),
  devices: managed(
    named<DeviceModel>(
      (device) => device.hostPath,
      (device) => device.members.hostPath,
      { hostPath: plain, containerPath: word, permissions: managed(set<Text>()) },
    ),
  ),
  tmpfs: managed(
    named<TmpfsModel>(
      (mount) => mount.containerPath,
      (mount) => mount.members.containerPath,
      { containerPath: plain, size: managed(scalar<number>()), mountOptions: managed(set<Text>()) },
    ),
  ),
  initProcessEnabled: flag,
  sharedMemorySize: count,
  // A container without `maxSwap` takes that of its instance, so 0 (no swap) says something.
  maxSwap: managed(scalar<number>()),
  swappiness: managed(scalar<number>()),
});

/**
 * A variable that the container lacks may stand in one of its environment files, which nobody reads.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
 */
function openByFiles(
  compare: Comparer<RecordOf<ContainerModel>, ContainerModel>,
): Comparer<RecordOf<ContainerModel>, ContainerModel> {
  const compareOpen: Comparer<RecordOf<ContainerModel>, ContainerModel> = (declared, live, position) => {
    const comparison = compare(declared, live, position);
    if ((live?.environmentFiles ?? []).length === 0) return comparison;
    const inFile = ({ change, path }: Differing) =>
      change === 'missing' && path.length === position.path.length + 1 && path.at(-1)?.field === 'environment';
    return comparison.flatMap((one) =>
      one.outcome === 'differs' && inFile(one)
        ? undetermined('value-unknown', one, { kind: 'unsupported', name: 'environmentFiles' }, one.at, {
            ...(one.declared === undefined ? {} : { declared: one.declared }),
            live: { absent: true },
          })
        : [one],
    );
  };
  return compare.shape === undefined ? compareOpen : shaped(compareOpen, compare.shape);
}

/** The comparer of `containers`. `place`: where the task definition is; see {@link parameterSpellings}. */
export function containersComparer(
  place: ParameterPlace | undefined,
): Comparer<CollectionOf<RecordOf<ContainerModel>>, readonly ContainerModel[]> {
  const fields: Fields<ContainerModel> = {
    name: plain,
    image: managed(text()),
    essential: managed(scalar<boolean>({ absentAs: true, source: `${api}/API_ContainerDefinition.html` })),
    cpu: count,
    memory: managed(scalar<number>()),
    memoryReservation: managed(scalar<number>()),
    environment: managed(environment),
    environmentFiles: managed(
      named<EnvironmentFileModel>(
        (file) => file.value,
        (file) => file.members.value,
        { value: plain, type: managed(text({ absentAs: 's3', source: `${api}/API_EnvironmentFile.html` })) },
      ),
    ),
    secrets: managed(secretEntries(place)),
    portMappings: managed(portMappings),
    command,
    entryPoint: command,
    workingDirectory: word,
    user: word,
    hostname: word,
    logConfiguration: managed(logConfiguration(place)),
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
        restartAttemptPeriod: managed(
          scalar<number>({ absentAs: 300, source: `${api}/API_ContainerRestartPolicy.html` }),
        ),
        ignoredExitCodes: managed(set<number>()),
      }),
    ),
    dockerLabels: texts,
    dockerSecurityOptions: managed(set<Text>()),
    dnsServers: lines,
    dnsSearchDomains: lines,
    links: managed(set<Text>()),
    credentialSpecs: lines,
    readonlyRootFilesystem: flag,
    privileged: flag,
    interactive: flag,
    pseudoTerminal: flag,
    disableNetworking: flag,
    startTimeout: managed(scalar<number>()),
    stopTimeout: managed(scalar<number>()),
    versionConsistency: managed(text({ absentAs: 'enabled', source: `${api}/API_ContainerDefinition.html` })),
  };
  const compare = openByFiles(members(fields));
  return keyed<ContainerModel>({
    declaredKey: (container) => container.members.name,
    liveKey: (container) => container.name ?? '',
    compare,
    showDeclared: (container) => shownDeclared(container.members.image),
    showLive: (container) => shownLive(container.image),
  });
}
