import type { ContainerDefinition, LogConfiguration, Tag, TaskDefinition, Volume } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import { lastSegment } from '../../model/arn.ts';
import { groupBy } from '../../model/group.ts';
import { distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read, type Recorded } from '../read.ts';
import { anything, latestRevision } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { date, object, objects, sealable, sealableRecord, sealables } from '../snapshot/recorded-form.ts';
import { firstOf, perRegion, sameName } from '../snapshot/replay.ts';
import { ecsArn, ecsTags, environment, logConfiguration, secretReferences } from './ecs-answer.ts';

/** `tags` stand beside the task definition in AWS's answer, and in it here. */
type TaggedTaskDefinition = TaskDefinition & { tags?: Tag[] };
export type LiveTaskDefinition = Sealed<TaggedTaskDefinition>;
export type LiveContainerDefinition = Sealed<ContainerDefinition>;
export type LiveLogConfiguration = Sealed<LogConfiguration>;
export type LiveVolume = Sealed<Volume>;
/** A tag of ECS. */
export type LiveTag = Sealed<Tag>;

export interface RevisionKey {
  /** A family (its latest ACTIVE revision), `family:revision` or an ARN. */
  taskDefinition: string;
}

/** One revision. INACTIVE ones are found, with their status. */
export const describeTaskDefinition = defineRead({
  action: 'ecs:DescribeTaskDefinition',
  why: 'what a revision of a task definition holds',
  after: ['ecs:DescribeServices', 'ecs:ListTaskDefinitions', 'ecs:ListTaskDefinitionFamilies'],
  bucket: apiBuckets.ecsTaskDefinitions,
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html names no code of its own
  // for it.
  isAbsent: (code, message) => code === 'ClientException' && /unable to describe task definition/i.test(message),
  key: (): z.ZodMiniType<RevisionKey> => z.strictObject({ taskDefinition: z.string() }),
  answer: () => z.object({ taskDefinition: answeredTaskDefinition() }),
  result: recordedTaskDefinition,
  one: async (calls, { taskDefinition }): Promise<Read<TaggedTaskDefinition>> => {
    const answer = await calls.ask((client, { DescribeTaskDefinitionCommand }, options) =>
      client.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }), options),
    );
    if (answer.status !== 'found') return answer;
    // They were asked for: AWS leaves them out where there are none.
    const { taskDefinition: found, tags = [] } = answer.value;
    const { taskDefinitionArn, family, revision } = found;
    if (![taskDefinitionArn, family, `${family}:${revision}`].includes(taskDefinition)) {
      return unexpected(calls, { code: 'NotAskedFor' });
    }
    return { status: 'found', value: { ...found, ...(tags && { tags }) } };
  },
  // The family's latest revision is known by its own name too.
  otherKeys: ({ taskDefinitionArn, family, revision }) =>
    [taskDefinitionArn, `${family}:${revision}`].flatMap((taskDefinition) =>
      taskDefinition === undefined ? [] : [{ taskDefinition }],
    ),
  replay: (own) => perRegion(own, indexOf),
  plausible: ({ taskDefinition }, scene, region) => {
    const [family = '', revision = String(latestRevision)] = lastSegment(taskDefinition).split(':');
    const containers = scene.containersOf(family).map(({ name, image, secrets }) => ({
      name,
      image,
      secrets: secrets.map((valueFrom, index) => ({ name: `SECRET_${index}`, valueFrom })),
    }));
    const isLatest = Number(revision) === latestRevision;
    return {
      taskDefinitionArn: ecsArn(`task-definition/${family}:${revision}`, scene, region),
      family,
      revision: Number(revision),
      status: 'ACTIVE' as const,
      // The older one has what nobody declares, so that it lags behind.
      ...(isLatest ? {} : { cpu: '1', memory: '1', volumes: [{ name: anything }] }),
      containerDefinitions: isLatest ? containers : [...containers, { name: anything, image: anything }],
      tags: [],
    };
  },
  docs: {
    calls:
      'F for the latest revisions, and one for each revision that runs (in a service or in a task) and is not the latest of its family; `driftcheck history`: one for each revision that is asked for',
    key: '`taskDefinition`: a family (its latest ACTIVE revision), `family:revision` or an ARN',
    result: "the API's `taskDefinition`, with `tags` in it",
  },
});

/** `arn:…:task-definition/api:7` is revision 7 of `api`. */
function answeredTaskDefinition() {
  return z
    .looseObject({
      taskDefinitionArn: text,
      family: text,
      revision: z.int().check(z.gte(1)),
      status: text,
      containerDefinitions: distinct(z.object({ name: text, image: text }), ({ name }) => name),
    })
    .check(
      z.refine(
        ({ taskDefinitionArn: arn, family, revision }) => arn.endsWith(`:task-definition/${family}:${revision}`),
        {
          path: ['taskDefinitionArn'],
        },
      ),
    );
}

/**
 * A revision may be asked for by ARN or by `family:revision`, and is also known when it was read as its family's
 * latest.
 */
function indexOf(
  reads: readonly Recorded<string, RevisionKey, LiveTaskDefinition>[],
): (asked: RevisionKey) => Read<LiveTaskDefinition> | undefined {
  const byKey = firstOf(reads, ({ key }) => key.taskDefinition);
  const byName = groupBy(reads, ({ key }) => lastSegment(key.taskDefinition));
  const byRevision = groupBy(reads, ({ key, read }) => {
    if (read.status !== 'found') return lastSegment(key.taskDefinition);
    const { taskDefinitionArn, family, revision } = read.value;
    return taskDefinitionArn === undefined ? `${family}:${revision}` : lastSegment(taskDefinitionArn);
  });
  return ({ taskDefinition: asked }) => {
    const exact = byKey.get(asked);
    if (exact !== undefined) return exact.read;
    const name = lastSegment(asked);
    const sameKey = byName.get(name)?.find(({ key }) => sameName(key.taskDefinition, asked));
    // Which revision of a family is the latest cannot be told from other reads.
    if (!/:\d+$/.test(name)) return sameKey?.read;
    const same = byRevision
      .get(name)
      ?.find(({ key, read }) =>
        read.status === 'found'
          ? read.value.taskDefinitionArn === undefined || sameName(read.value.taskDefinitionArn, asked)
          : sameName(key.taskDefinition, asked),
      );
    if (same !== undefined) return same.read;
    // One whose answer says which revision it is, is found by that alone.
    const read = sameKey?.read;
    return read?.status === 'found' && read.value.taskDefinitionArn === undefined ? read : undefined;
  };
}

function recordedTaskDefinition() {
  const plain = z.optional(z.string());
  const text = z.optional(sealable);
  return z.looseObject({
    taskDefinitionArn: plain,
    family: plain,
    revision: z.optional(z.number()),
    status: text,
    cpu: text,
    memory: text,
    networkMode: text,
    taskRoleArn: text,
    executionRoleArn: text,
    requiresCompatibilities: z.optional(sealables),
    registeredAt: z.optional(date),
    deregisteredAt: z.optional(date),
    registeredBy: text,
    containerDefinitions: z.optional(z.array(recordedContainer())),
    volumes: z.optional(
      z.array(
        z.looseObject({
          name: plain,
          dockerVolumeConfiguration: z.optional(
            z.looseObject({ driverOpts: z.optional(sealableRecord), labels: z.optional(sealableRecord) }),
          ),
        }),
      ),
    ),
    placementConstraints: z.optional(objects),
    inferenceAccelerators: z.optional(objects),
    proxyConfiguration: z.optional(z.looseObject({ properties: z.optional(objects) })),
    runtimePlatform: z.optional(object),
    ephemeralStorage: z.optional(object),
    tags: z.optional(ecsTags()),
  });
}

function recordedContainer() {
  const number = z.optional(z.number());
  const text = z.optional(sealable);
  const texts = z.optional(sealables);
  return z.looseObject({
    name: z.optional(z.string()),
    image: text,
    cpu: number,
    memory: number,
    memoryReservation: number,
    essential: z.optional(z.boolean()),
    environment: z.optional(environment()),
    environmentFiles: z.optional(z.array(z.looseObject({ value: text, type: text }))),
    secrets: z.optional(secretReferences()),
    command: texts,
    entryPoint: texts,
    portMappings: z.optional(z.array(z.looseObject({ containerPort: number, hostPort: number, protocol: text }))),
    mountPoints: z.optional(objects),
    volumesFrom: z.optional(objects),
    dependsOn: z.optional(objects),
    ulimits: z.optional(objects),
    systemControls: z.optional(objects),
    resourceRequirements: z.optional(objects),
    extraHosts: z.optional(objects),
    links: texts,
    dnsServers: texts,
    dnsSearchDomains: texts,
    dockerSecurityOptions: texts,
    credentialSpecs: texts,
    linuxParameters: z.optional(
      z.looseObject({
        capabilities: z.optional(z.looseObject({ add: texts, drop: texts })),
        devices: z.optional(z.array(z.looseObject({ permissions: texts }))),
        tmpfs: z.optional(z.array(z.looseObject({ mountOptions: texts }))),
      }),
    ),
    restartPolicy: z.optional(z.looseObject({ ignoredExitCodes: z.optional(z.array(z.number())) })),
    repositoryCredentials: z.optional(object),
    healthCheck: z.optional(z.looseObject({ command: texts })),
    logConfiguration: z.optional(logConfiguration()),
    dockerLabels: z.optional(sealableRecord),
    firelensConfiguration: z.optional(z.looseObject({ type: text, options: z.optional(sealableRecord) })),
  });
}
