import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { CollectionOf, KnownRecord, RecordOf } from '../../../compare/declared.ts';
import { declaredElementName, elementName } from '../../../compare/element-name.ts';
import { text as compareText } from '../../../compare/scalar.ts';
import { isSecret, readObject, readText, type Value } from '../../../model/declared.ts';
import { Secret, type Text } from '../../../model/secret/secret.ts';
import { sealWords } from '../../../model/secret/sensitivity.ts';
import type { TerraformValue } from '../../../model/value.ts';
import {
  argument,
  bool,
  collection,
  count,
  flag,
  keyed,
  type ModelOf,
  name,
  named,
  namedInOrder,
  number,
  numberSet,
  record,
  recordReader,
  text,
  textList,
  textMap,
  textSet,
  word,
} from '../../member.ts';
import { plainTexts, type Reader } from '../../read.ts';
import type { Covered, Uncovered, UncoveredWithin } from '../../sdk-members.ts';
import { entries } from '../entries.ts';
import { logConfiguration, secrets } from '../log-configuration.ts';
import type { ParameterPlace } from '../parameter.ts';

/*
 * A container, as the JSON of `container_definitions` has it. Numbers and bools where ECS wants a string are taken as
 * strings, although the provider refuses them: what is wrong with such code is not drift.
 *
 * The defaults are those of the provider's own comparison
 * (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go) and of
 * the ECS API (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). Beyond the
 * provider's, two sides are held equal where ECS cannot tell them apart: the order of what has a name of its own, and
 * `false`, 0, '' or {} against nothing.
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

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

const command = textList(words);
const texts = textMap({ absentAs: '' });

const variable = { name: name(), value: argument((value) => readText(value), compareText()) };
type EnvironmentModel = ModelOf<typeof variable>;

/** An entry of `environment`: its value is judged by its name. */
const readVariable: Reader<RecordOf<EnvironmentModel>> = (value) => {
  const judgedBy = knownName(value);
  return recordReader({ ...variable, value: argument((text) => readText(text, judgedBy), compareText()) })(value);
};

function knownName(value: TerraformValue | undefined): string | undefined {
  const read = readObject(value);
  if (read === undefined || 'unknown' in read) return undefined;
  const found = [...read.entries].find(([key]) => key.toLowerCase() === 'name')?.[1];
  return found?.kind === 'string' ? found.value : undefined;
}

const environment = collection(
  variable,
  // An empty or null value is left out at registration:
  // https://github.com/hashicorp/terraform-provider-aws/issues/39533
  entries<EnvironmentModel>({
    emptyIsDropped: true,
    name: (entry) => entry.name,
    declaredName: (entry) => entry.members.name,
    value: (entry) => entry.value,
    declaredValue: (entry) => entry.members.value,
  }),
  readVariable,
);

/**
 * Everything but `udp` is TCP to ECS. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
function transport(protocol: string): string {
  return protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp';
}

const portMapping = {
  containerPort: number(),
  containerPortRange: word,
  hostPort: count,
  protocol: text({ absentAs: 'tcp', canonical: transport, source: `${api}/API_PortMapping.html` }),
  name: name({ absentAs: '' }),
  appProtocol: word,
};
export type PortMappingModel = ModelOf<typeof portMapping>;

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

const portMappings = keyed(portMapping, {
  declaredKey: portKey,
  liveKey: ({ containerPort, containerPortRange, protocol = 'tcp' }) =>
    `${containerPort ?? elementName(containerPortRange)}/${transport(elementName(protocol))}`,
  pairTheRest: true,
});

const healthCheck = record({
  command,
  interval: number({ absentAs: 30, source: `${api}/API_HealthCheck.html` }),
  timeout: number({ absentAs: 5, source: `${api}/API_HealthCheck.html` }),
  retries: number({ absentAs: 3, source: `${api}/API_HealthCheck.html` }),
  startPeriod: count,
});

const linuxParameters = record({
  capabilities: record({ add: textSet, drop: textSet }),
  devices: named('hostPath', { hostPath: text(), containerPath: word, permissions: textSet }),
  tmpfs: named('containerPath', { containerPath: text(), size: number(), mountOptions: textSet }),
  initProcessEnabled: flag,
  sharedMemorySize: count,
  // A container without `maxSwap` takes that of its instance, so 0 (no swap) says something.
  maxSwap: number(),
  swappiness: number(),
});

/** `place`: where the task definition is, which decides what a short parameter name means. */
export const containerTable = (place: ParameterPlace | undefined) => ({
  name: name(),
  image: argument((value) => readText(value, 'image'), compareText()),
  essential: bool({ absentAs: true, source: `${api}/API_ContainerDefinition.html` }),
  cpu: count,
  memory: number(),
  memoryReservation: number(),
  environment,
  // "If a variable is in several files, the first value is used":
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
  environmentFiles: namedInOrder('value', {
    value: text(),
    type: text({ absentAs: 's3', source: `${api}/API_EnvironmentFile.html` }),
  }),
  secrets: secrets(place),
  portMappings,
  command,
  entryPoint: command,
  workingDirectory: word,
  user: word,
  hostname: word,
  logConfiguration: logConfiguration(place),
  firelensConfiguration: record({ type: text(), options: texts }),
  healthCheck,
  dependsOn: named('containerName', { containerName: name(), condition: text() }),
  mountPoints: named('containerPath', { containerPath: text(), sourceVolume: word, readOnly: flag }),
  volumesFrom: named('sourceContainer', { sourceContainer: name(), readOnly: flag }),
  resourceRequirements: named('type', {
    type: text(),
    value: text(),
    sharingStrategy: record({ nvidiaMps: record({ memory: number(), maxComputePercent: number() }) }),
  }),
  ulimits: named('name', { name: name(), softLimit: number(), hardLimit: number() }),
  systemControls: named('namespace', { namespace: text(), value: word }),
  extraHosts: named('hostname', { hostname: text(), ipAddress: text() }),
  linuxParameters,
  repositoryCredentials: record({ credentialsParameter: text() }),
  restartPolicy: record({
    enabled: flag,
    restartAttemptPeriod: number({ absentAs: 300, source: `${api}/API_ContainerRestartPolicy.html` }),
    ignoredExitCodes: numberSet,
  }),
  dockerLabels: texts,
  dockerSecurityOptions: textSet,
  dnsServers: textList(),
  dnsSearchDomains: textList(),
  links: textSet,
  credentialSpecs: textList(),
  readonlyRootFilesystem: flag,
  privileged: flag,
  interactive: flag,
  pseudoTerminal: flag,
  disableNetworking: flag,
  startTimeout: number(),
  stopTimeout: number(),
  versionConsistency: text({ absentAs: 'enabled', source: `${api}/API_ContainerDefinition.html` }),
});
type ContainerRows = ReturnType<typeof containerTable>;
export type ContainerModel = ModelOf<ContainerRows>;

/** What of AWS's containers is not compared. */
export const uncoveredOfContainer: Uncovered<ContainerDefinition, Covered<ContainerRows>> &
  UncoveredWithin<ContainerDefinition, ContainerModel> = {};
