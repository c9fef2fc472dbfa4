import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type {
  ContainerDefinition,
  Deployment,
  LogConfiguration,
  Service,
  ServiceVolumeConfiguration,
  Task,
  TaskDefinition,
  Volume,
} from '@aws-sdk/client-ecs';
import { Secret, type Text } from '../model/secret.ts';
import { redactText, seal, sealValueFrom, sealWords } from '../model/sensitivity.ts';
import type {
  LiveContainerDefinition,
  LiveDeployment,
  LiveLogConfiguration,
  LiveSecurityGroup,
  LiveSecurityGroupRule,
  LiveService,
  LiveServiceDeployment,
  LiveServiceVolume,
  LiveTask,
  LiveTaskDefinition,
  LiveVolume,
} from './reads.ts';

/*
 * AWS's answers with every text that may be secret sealed: as soon as they are read, from the API or from a snapshot. What is sealed already
 * (replayed from a fingerprint) stays as it is.
 */

/** Names that the user's configuration declares not to be secret. */
export type Allow = ReadonlySet<string>;

/** Seals the values of environments, commands, options, labels and tags of a task definition. */
export function sealTaskDefinition(read: TaskDefinition | LiveTaskDefinition, allow: Allow): LiveTaskDefinition {
  const { containerDefinitions, volumes, ...rest } = read;
  const tags = 'tags' in read ? read.tags : undefined;
  return {
    ...rest,
    ...(containerDefinitions && { containerDefinitions: containerDefinitions.map((one) => sealContainer(one, allow)) }),
    ...(volumes && { volumes: volumes.map((one) => sealVolume(one, allow)) }),
    ...(tags && { tags: sealTags(tags, allow) }),
  };
}

/** Seals the options and tags of a service; in what ECS says in words, what looks secret is replaced. */
export function sealService(read: Service | LiveService, allow: Allow): LiveService {
  const { deployments, tags, events, ...rest } = read;
  return {
    ...rest,
    ...(deployments && { deployments: deployments.map((one) => sealDeployment(one, allow)) }),
    ...(events && {
      events: events.map((event) => ({
        ...event,
        ...(event.message === undefined ? {} : { message: redactText(event.message) }),
      })),
    }),
    ...(tags && { tags: sealTags(tags, allow) }),
  };
}

/** Keeps what is read of a task, with the values of its overrides sealed; in ECS's reasons, what looks secret is replaced. */
export function sealTask(read: Task | LiveTask, allow: Allow): LiveTask {
  const { taskArn, taskDefinitionArn, lastStatus, desiredStatus, startedBy, group, createdAt, startedAt } = read;
  const { stoppedAt, stopCode, stoppedReason, containers, overrides } = read;
  const containerOverrides = overrides?.containerOverrides;
  return {
    ...{ taskArn, taskDefinitionArn, lastStatus, desiredStatus, startedBy, group, createdAt, startedAt },
    ...{ stoppedAt, stopCode },
    ...(stoppedReason === undefined ? {} : { stoppedReason: redactText(stoppedReason) }),
    ...(containers && {
      containers: containers.map(({ name, image, imageDigest, lastStatus: status, reason, exitCode }) => ({
        ...{ name, image, imageDigest, lastStatus: status, exitCode },
        ...(reason === undefined ? {} : { reason: redactText(reason) }),
      })),
    }),
    ...(containerOverrides && {
      overrides: {
        containerOverrides: containerOverrides.map(
          ({ name, cpu, memory, memoryReservation, command, environment }) => ({
            ...{ name, cpu, memory, memoryReservation },
            ...(command && { command: sealCommand(command, allow) }),
            ...(environment && {
              environment: environment.map((entry) => ({
                ...(entry.name === undefined ? {} : { name: entry.name }),
                ...(entry.value === undefined ? {} : { value: sealText(entry.name, entry.value, allow) }),
              })),
            }),
          }),
        ),
      },
    }),
  };
}

/** Replaces what looks secret in the reasons that ECS gives for a deployment's end. */
export function sealServiceDeployment(read: LiveServiceDeployment): LiveServiceDeployment {
  const { statusReason, rollback, ...rest } = read;
  return {
    ...rest,
    ...(statusReason === undefined ? {} : { statusReason: redactText(statusReason) }),
    ...(rollback && {
      rollback: { ...rollback, ...(rollback.reason === undefined ? {} : { reason: redactText(rollback.reason) }) },
    }),
  };
}

/** Seals the tags of a security group or of a rule. */
export function sealEc2Tags<T extends SecurityGroup | LiveSecurityGroup | SecurityGroupRule | LiveSecurityGroupRule>(
  read: T,
  allow: Allow,
): Omit<T, 'Tags'> & Pick<LiveSecurityGroup, 'Tags'> {
  const { Tags, ...rest } = read;
  return {
    ...rest,
    ...(Tags && {
      Tags: Tags.map(({ Key, Value }) => ({
        ...(Key === undefined ? {} : { Key }),
        ...(Value === undefined ? {} : { Value: sealText(Key, Value, allow) }),
      })),
    }),
  };
}

function sealContainer(read: ContainerDefinition | LiveContainerDefinition, allow: Allow): LiveContainerDefinition {
  const {
    environment,
    secrets,
    command,
    entryPoint,
    healthCheck,
    logConfiguration,
    dockerLabels,
    firelensConfiguration,
    ...rest
  } = read;
  return {
    ...rest,
    ...(environment && {
      environment: environment.map(({ name, value }) => ({
        ...(name === undefined ? {} : { name }),
        ...(value === undefined ? {} : { value: sealText(name, value, allow) }),
      })),
    }),
    ...(secrets && { secrets: secrets.map(sealReference) }),
    ...(command && { command: sealCommand(command, allow) }),
    ...(entryPoint && { entryPoint: sealCommand(entryPoint, allow) }),
    ...(healthCheck && { healthCheck: sealHealthCheck(healthCheck, allow) }),
    ...(logConfiguration && { logConfiguration: sealLogConfiguration(logConfiguration, allow) }),
    ...(dockerLabels && { dockerLabels: sealRecord(dockerLabels, allow) }),
    ...(firelensConfiguration && { firelensConfiguration: sealOptions(firelensConfiguration, allow) }),
  };
}

function sealHealthCheck(
  { command, ...rest }: NonNullable<ContainerDefinition['healthCheck'] | LiveContainerDefinition['healthCheck']>,
  allow: Allow,
): NonNullable<LiveContainerDefinition['healthCheck']> {
  return { ...rest, ...(command && { command: sealCommand(command, allow) }) };
}

function sealLogConfiguration(read: LogConfiguration | LiveLogConfiguration, allow: Allow): LiveLogConfiguration {
  const { secretOptions, ...rest } = read;
  return { ...sealOptions(rest, allow), ...(secretOptions && { secretOptions: secretOptions.map(sealReference) }) };
}

function sealOptions<T extends { options?: Record<string, Text> | undefined }>(
  { options, ...rest }: T,
  allow: Allow,
): Omit<T, 'options'> & { options?: Record<string, Text> } {
  return { ...rest, ...(options && { options: sealRecord(options, allow) }) };
}

function sealVolume(read: Volume | LiveVolume, allow: Allow): LiveVolume {
  const { dockerVolumeConfiguration, ...rest } = read;
  if (dockerVolumeConfiguration === undefined) return rest;
  const { driverOpts, labels, ...docker } = dockerVolumeConfiguration;
  return {
    ...rest,
    dockerVolumeConfiguration: {
      ...docker,
      ...(driverOpts && { driverOpts: sealRecord(driverOpts, allow) }),
      ...(labels && { labels: sealRecord(labels, allow) }),
    },
  };
}

function sealDeployment(read: Deployment | LiveDeployment, allow: Allow): LiveDeployment {
  const { serviceConnectConfiguration, rolloutStateReason, volumeConfigurations, ...rest } = read;
  const deployment = {
    ...rest,
    ...(volumeConfigurations && {
      volumeConfigurations: volumeConfigurations.map((one) => sealVolumeTags(one, allow)),
    }),
    ...(rolloutStateReason === undefined ? {} : { rolloutStateReason: redactText(rolloutStateReason) }),
  };
  if (serviceConnectConfiguration === undefined) return deployment;
  const { logConfiguration, ...connect } = serviceConnectConfiguration;
  return {
    ...deployment,
    serviceConnectConfiguration: {
      ...connect,
      ...(logConfiguration && { logConfiguration: sealLogConfiguration(logConfiguration, allow) }),
    },
  };
}

function sealVolumeTags(
  { managedEBSVolume, ...rest }: ServiceVolumeConfiguration | LiveServiceVolume,
  allow: Allow,
): LiveServiceVolume {
  if (managedEBSVolume === undefined) return rest;
  const { tagSpecifications, ...ebs } = managedEBSVolume;
  return {
    ...rest,
    managedEBSVolume: {
      ...ebs,
      ...(tagSpecifications && {
        tagSpecifications: tagSpecifications.map(({ tags, ...specification }) => ({
          ...specification,
          ...(tags && { tags: sealTags(tags, allow) }),
        })),
      }),
    },
  };
}

function sealReference({ name, valueFrom }: { name?: string | undefined; valueFrom?: Text | undefined }): {
  name?: string;
  valueFrom?: Text;
} {
  return {
    ...(name === undefined ? {} : { name }),
    ...(valueFrom === undefined
      ? {}
      : { valueFrom: valueFrom instanceof Secret ? valueFrom : sealValueFrom(valueFrom) }),
  };
}

function sealTags(
  tags: readonly { key?: string | undefined; value?: Text | undefined }[],
  allow: Allow,
): { key?: string; value?: Text }[] {
  return tags.map(({ key, value }) => ({
    ...(key === undefined ? {} : { key }),
    ...(value === undefined ? {} : { value: sealText(key, value, allow) }),
  }));
}

function sealRecord(record: Record<string, Text>, allow: Allow): Record<string, Text> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, sealText(name, value, allow)]));
}

/** Word by word; where a word was sealed before, its neighbours have been judged with it. */
function sealCommand(words: readonly Text[], allow: Allow): Text[] {
  const plain = words.map((word) => (word instanceof Secret ? '' : word));
  return sealWords(plain, allow).map((word, index) => {
    const before = words[index];
    return before instanceof Secret ? before : word;
  });
}

function sealText(name: string | undefined, text: Text, allow: Allow): Text {
  return text instanceof Secret ? text : seal(name, text, allow);
}
