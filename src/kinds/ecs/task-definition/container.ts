import type { CollectionOf, RecordOf } from '../../../compare/declared.ts';
import { readBool, readNumber, readObject, readStringLike, readText, type Value } from '../../../model/declared.ts';
import { Secret, type Text } from '../../../model/secret/secret.ts';
import { sealWords } from '../../../model/secret/sensitivity.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { collectionReader, type Reader, readSealed, recordReader, textMapReader } from '../../read.ts';
import { type LogConfigurationModel, readValueFrom, type SecretModel } from '../log-configuration.ts';
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
 * How the JSON of `container_definitions` is read. Numbers and bools where ECS wants a string are taken as strings, although the
 * provider refuses them: what is wrong with such code is not drift.
 */

const plainTexts = collectionReader(readStringLike);
const strings = collectionReader(readSealed);
const numbers = collectionReader(readNumber);

/** A command: a word that follows a flag like `--password` is secret too. */
const words: Reader<CollectionOf<Value<Text>>> = (value) => {
  const plain = plainTexts(value);
  if (plain === undefined || plain.state === 'unknown') return plain;
  const sealed = sealWords(plain.elements.map((word) => (word.state === 'known' ? word.value : '')));
  const elements = plain.elements.map((word, index): Value<Text> => {
    if (word.state !== 'known') return word.state === 'partial' ? sealPartial(word) : word;
    const text = word.sensitive ? Secret.of(word.value) : (sealed[index] ?? Secret.of(word.value));
    return { state: 'known', value: text, ...(word.at === undefined ? {} : { at: word.at }) };
  });
  return { ...plain, elements };
};

/** A word with holes hides what is known of it when that looks secret. */
function sealPartial(word: Extract<Value<string>, { state: 'partial' }>): Value<Text> {
  const texts = word.parts.filter((part) => typeof part === 'string');
  // A hole is written as a reference: it holds nothing itself.
  return sealWords([...texts, texts.join(`\${}`)]).some((text) => text instanceof Secret)
    ? { ...word, secret: true }
    : word;
}

/** An entry of `environment`: its value is judged by its name. */
const environmentEntry: Reader<RecordOf<EnvironmentModel>> = (value) => {
  const name = knownName(value);
  return recordReader<EnvironmentModel>({ name: readStringLike, value: (text) => readText(text, name) })(value);
};

function knownName(value: TerraformValue | undefined): string | undefined {
  const read = readObject(value);
  if (read === undefined || 'unknown' in read) return undefined;
  const found = [...read.entries].find(([key]) => key.toLowerCase() === 'name')?.[1];
  return found?.kind === 'string' ? found.value : undefined;
}

const secretEntry = recordReader<SecretModel>({
  name: readStringLike,
  valueFrom: readValueFrom,
});

/** Reads one container definition. */
export const readContainer: Reader<RecordOf<ContainerModel>> = recordReader<ContainerModel>({
  name: readStringLike,
  image: (value) => readText(value, 'image'),
  essential: readBool,
  cpu: readNumber,
  memory: readNumber,
  memoryReservation: readNumber,
  environment: collectionReader(environmentEntry),
  environmentFiles: collectionReader(recordReader<EnvironmentFileModel>({ type: readSealed, value: readSealed })),
  secrets: collectionReader(secretEntry),
  portMappings: collectionReader(
    recordReader<PortMappingModel>({
      containerPort: readNumber,
      containerPortRange: readSealed,
      hostPort: readNumber,
      protocol: readSealed,
      name: readStringLike,
      appProtocol: readSealed,
    }),
  ),
  command: words,
  entryPoint: words,
  workingDirectory: readSealed,
  user: readSealed,
  hostname: readSealed,
  logConfiguration: recordReader<LogConfigurationModel>({
    logDriver: readSealed,
    options: textMapReader,
    secretOptions: collectionReader(secretEntry),
  }),
  firelensConfiguration: recordReader<FirelensConfigurationModel>({ type: readSealed, options: textMapReader }),
  healthCheck: recordReader<HealthCheckModel>({
    command: words,
    interval: readNumber,
    timeout: readNumber,
    retries: readNumber,
    startPeriod: readNumber,
  }),
  dependsOn: collectionReader(recordReader<DependencyModel>({ containerName: readStringLike, condition: readSealed })),
  mountPoints: collectionReader(
    recordReader<MountPointModel>({ sourceVolume: readSealed, containerPath: readSealed, readOnly: readBool }),
  ),
  volumesFrom: collectionReader(recordReader<VolumeFromModel>({ sourceContainer: readStringLike, readOnly: readBool })),
  resourceRequirements: collectionReader(
    recordReader<ResourceRequirementModel>({ type: readSealed, value: readSealed }),
  ),
  ulimits: collectionReader(
    recordReader<UlimitModel>({ name: readStringLike, softLimit: readNumber, hardLimit: readNumber }),
  ),
  systemControls: collectionReader(recordReader<SystemControlModel>({ namespace: readSealed, value: readSealed })),
  extraHosts: collectionReader(recordReader<ExtraHostModel>({ hostname: readSealed, ipAddress: readSealed })),
  linuxParameters: recordReader<LinuxParametersModel>({
    capabilities: recordReader<CapabilitiesModel>({ add: strings, drop: strings }),
    devices: collectionReader(
      recordReader<DeviceModel>({ hostPath: readSealed, containerPath: readSealed, permissions: strings }),
    ),
    tmpfs: collectionReader(
      recordReader<TmpfsModel>({ containerPath: readSealed, size: readNumber, mountOptions: strings }),
    ),
    initProcessEnabled: readBool,
    sharedMemorySize: readNumber,
    maxSwap: readNumber,
    swappiness: readNumber,
  }),
  repositoryCredentials: recordReader<RepositoryCredentialsModel>({ credentialsParameter: readSealed }),
  restartPolicy: recordReader<RestartPolicyModel>({
    enabled: readBool,
    restartAttemptPeriod: readNumber,
    ignoredExitCodes: numbers,
  }),
  dockerLabels: textMapReader,
  dockerSecurityOptions: strings,
  dnsServers: strings,
  dnsSearchDomains: strings,
  links: strings,
  credentialSpecs: strings,
  readonlyRootFilesystem: readBool,
  privileged: readBool,
  interactive: readBool,
  pseudoTerminal: readBool,
  disableNetworking: readBool,
  startTimeout: readNumber,
  stopTimeout: readNumber,
  versionConsistency: readSealed,
});
