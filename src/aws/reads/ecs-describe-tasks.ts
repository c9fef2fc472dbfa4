import type { Container, ContainerOverride, Task } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import { lastSegment } from '../../model/arn.ts';
import { distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { iamOfArn } from '../iam-pattern.ts';
import { distribute, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { digest, runningRevision } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { date, sealable, sealables } from '../snapshot/recorded-form.ts';
import { ecsArn, environment, failures, isAbsentFromEcs, isCluster, notFound, revision } from './ecs-answer.ts';

type KeptContainer = Pick<Container, 'name' | 'image' | 'imageDigest' | 'lastStatus' | 'reason' | 'exitCode'>;
type KeptOverride = Pick<
  ContainerOverride,
  'name' | 'cpu' | 'memory' | 'memoryReservation' | 'command' | 'environment'
>;
/** What is kept of a task: nothing is made of the rest. */
type KeptTask = Pick<
  Task,
  | 'taskArn'
  | 'taskDefinitionArn'
  | 'lastStatus'
  | 'desiredStatus'
  | 'startedBy'
  | 'group'
  | 'createdAt'
  | 'startedAt'
  | 'stoppedAt'
  | 'stopCode'
  | 'stoppedReason'
> & { containers?: KeptContainer[]; overrides?: { containerOverrides?: KeptOverride[] } };

/** A task: running, or stopped within the last hour or so. */
export type LiveTask = Sealed<KeptTask>;
/** What a task was started with instead of what its revision holds. */
export type LiveContainerOverride = Sealed<KeptOverride>;

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html: "up to 100 task IDs or full ARN
 * entries".
 */
const perCall = 100;

/** A task of a cluster, by ARN. One that ended is absent once ECS has forgotten it. */
export const describeTasks = defineRead({
  action: 'ecs:DescribeTasks',
  why: 'which revision, overrides and image digests the tasks run',
  after: ['ecs:ListTasks'],
  bucket: apiBuckets.ecsClusterResources,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ cluster: z.string(), task: z.string() }),
  answer: () => z.object({ tasks: distinct(answeredTask(), ({ taskArn }) => taskArn), failures }),
  result: recordedTask,
  perCall,
  together: ({ cluster }) => cluster,
  many: async (calls, keys) => {
    const [{ cluster } = { cluster: '' }] = keys;
    const answer = await calls.ask((client, { DescribeTasksCommand }, options) =>
      client.send(new DescribeTasksCommand({ cluster, tasks: keys.map(({ task }) => task) }), options),
    );
    const tasks = mapFound(answer, (value) => value.tasks);
    return distribute(calls, tasks, keys, {
      fits: (one, key) => one.taskArn === key.task && isCluster(one.clusterArn, cluster),
      found: ([one], key): Read<KeptTask> =>
        one === undefined ? notFound(answer, key.task, calls) : { status: 'found', value: keep(one) },
    });
  },
  plausible: ({ cluster, task }, scene, region) => {
    const family = scene.familyOf(cluster, lastSegment(task));
    return {
      taskArn: task,
      taskDefinitionArn: ecsArn(`task-definition/${family}:${runningRevision}`, scene, region),
      containers: scene.containersOf(family).map(({ name, image }) => ({ name, image, imageDigest: digest('a') })),
    };
  },
  iamResources: ({ task }) => [iamOfArn(task)],
  docs: {
    calls: `for each cluster \`ceil(tasks / ${perCall})\` of the running ones, and of the stopped ones where those are listed`,
    key: '`cluster`, `task`: an ARN',
    result: "one of the API's `tasks`",
  },
});

function keep({ containers, overrides, ...task }: Task): KeptTask {
  const { taskArn, taskDefinitionArn, lastStatus, desiredStatus, startedBy, group, createdAt, startedAt } = task;
  const { stoppedAt, stopCode, stoppedReason } = task;
  return {
    ...{ taskArn, taskDefinitionArn, lastStatus, desiredStatus, startedBy, group, createdAt, startedAt },
    ...{ stoppedAt, stopCode, stoppedReason },
    ...(containers && {
      containers: containers.map(({ name, image, imageDigest, lastStatus: status, reason, exitCode }) => ({
        ...{ name, image, imageDigest, lastStatus: status, reason, exitCode },
      })),
    }),
    ...(overrides?.containerOverrides && {
      overrides: {
        containerOverrides: overrides.containerOverrides.map(
          ({ name, cpu, memory, memoryReservation, command, environment: variables }) => ({
            ...{ name, cpu, memory, memoryReservation, command, environment: variables },
          }),
        ),
      },
    }),
  };
}

function answeredTask() {
  return z
    .object({
      taskArn: text,
      clusterArn: text,
      taskDefinitionArn: revision,
      lastStatus: text,
      startedAt: z.optional(z.date()),
      containers: distinct(z.object({ name: text }), ({ name }) => name),
    })
    .check(
      z.refine(({ lastStatus, startedAt }) => lastStatus !== 'RUNNING' || startedAt !== undefined, {
        path: ['startedAt'],
      }),
    );
}

function recordedTask() {
  const plain = z.optional(z.string());
  return z.looseObject({
    taskArn: z.string(),
    taskDefinitionArn: plain,
    lastStatus: z.optional(sealable),
    startedBy: z.optional(sealable),
    group: plain,
    createdAt: z.optional(date),
    startedAt: z.optional(date),
    stoppedAt: z.optional(date),
    stoppedReason: plain,
    containers: z.optional(
      z.array(z.looseObject({ name: plain, image: z.optional(sealable), imageDigest: plain, reason: plain })),
    ),
    overrides: z.optional(
      z.looseObject({
        containerOverrides: z.optional(
          z.array(
            z.looseObject({ name: plain, command: z.optional(sealables), environment: z.optional(environment()) }),
          ),
        ),
      }),
    ),
  });
}
