import type { TaskOverride } from '@aws-sdk/client-ecs';
import { resolveDigest, runningDigest } from './images.ts';
import { revisionOf } from './task-definitions.ts';
import type { Wire } from './wire/shape.ts';
import {
  arn,
  clusterOf,
  happen,
  id,
  type Revision,
  replace,
  type ServiceState,
  type TaskState,
  uuid,
  type World,
  withService,
} from './world.ts';

/*
 * Tasks: how they start, stop and fail to start, and the counts that follow from them.
 */

type ContainerState = TaskState['containers'][number];
export type DeploymentState = ServiceState['deployments'][number];

/** What is started. */
export interface Start {
  readonly clusterArn: string;
  readonly taskDefinition: string;
  readonly count: number;
  readonly group: string;
  readonly startedBy?: string | undefined;
  readonly launchType?: TaskState['launchType'];
  readonly overrides?: Wire<TaskOverride>;
  /** The digests that ECS resolved for the service's revision; without them tags are resolved now. */
  readonly digests?: Readonly<Record<string, string>>;
}

/** Starts tasks, which run at once. */
export function startTasks(before: World, start: Start): World {
  const world = happen(before);
  const tasks = Array.from({ length: start.count }, (_, number) => runningTask(world, start, number));
  return { ...world, tasks: [...world.tasks, ...tasks] };
}

function runningTask(world: World, start: Start, number: number): TaskState {
  const revision = revisionOf(world, start.taskDefinition);
  const cluster = clusterOf(world, start.clusterArn);
  const key = id(world, 'task', 32, number);
  const taskArn = arn(world, 'ecs', `task/${cluster.clusterName}/${key}`);
  const attachment = uuid(world, 'attachment', number);
  const address = `10.20.${number % 250}.${10 + (world.step % 240)}`;
  const launchType = start.launchType ?? 'FARGATE';
  return {
    attachments: [
      {
        id: attachment,
        type: 'ElasticNetworkInterface',
        status: 'ATTACHED',
        details: [{ name: 'privateIPv4Address', value: address }],
      },
    ],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: `${world.region}a`,
    clusterArn: cluster.clusterArn,
    connectivity: 'CONNECTED',
    connectivityAt: world.now,
    containers: revision.containerDefinitions.map((_, index) =>
      runningContainer(world, revision, index, { start, number, taskArn, attachment, address }),
    ),
    cpu: revision.cpu ?? '0',
    createdAt: world.now,
    desiredStatus: 'RUNNING',
    enableExecuteCommand: false,
    group: start.group,
    healthStatus: revision.containerDefinitions.some((one) => one.healthCheck) ? 'HEALTHY' : 'UNKNOWN',
    lastStatus: 'RUNNING',
    launchType,
    memory: revision.memory ?? '0',
    overrides: describedOverrides(revision, start.overrides),
    ...(launchType === 'FARGATE' ? { platformVersion: '1.4.0', platformFamily: 'Linux' } : {}),
    pullStartedAt: world.now,
    pullStoppedAt: world.now,
    startedAt: world.now,
    ...(start.startedBy === undefined ? {} : { startedBy: start.startedBy }),
    tags: [],
    taskArn,
    taskDefinitionArn: revision.taskDefinitionArn,
    version: 4,
  };
}

function runningContainer(
  world: World,
  revision: Revision,
  index: number,
  task: { start: Start; number: number; taskArn: string; attachment: string; address: string },
): ContainerState {
  const {
    name = '',
    image = '',
    cpu,
    memory,
    memoryReservation,
    healthCheck,
  } = revision.containerDefinitions[index] ?? {};
  const key = id(world, `container ${index}`, 32, task.number);
  return {
    containerArn: `${task.taskArn.replace(':task/', ':container/')}/${uuid(world, `container ${index}`, task.number)}`,
    taskArn: task.taskArn,
    name,
    image,
    imageDigest: runningDigest(world, task.start.digests?.[name] ?? resolveDigest(world, image)),
    runtimeId: `${task.taskArn.split('/').at(-1)}-${key.slice(0, 10)}`,
    lastStatus: 'RUNNING',
    networkBindings: [],
    networkInterfaces: [{ attachmentId: task.attachment, privateIpv4Address: task.address }],
    healthStatus: healthCheck === undefined ? 'UNKNOWN' : 'HEALTHY',
    cpu: String(cpu ?? 0),
    ...(memory === undefined ? {} : { memory: String(memory) }),
    ...(memoryReservation === undefined ? {} : { memoryReservation: String(memoryReservation) }),
  };
}

/** ECS names every container in a task's overrides, also when none of them is overridden. */
function describedOverrides(revision: Revision, overrides: Wire<TaskOverride> = {}): Wire<TaskOverride> {
  const given = overrides.containerOverrides ?? [];
  return {
    inferenceAcceleratorOverrides: [],
    ...overrides,
    containerOverrides: revision.containerDefinitions.map(
      ({ name }) => given.find((one) => one.name === name) ?? { name },
    ),
  };
}

/** How a task ended. */
export interface Stop {
  readonly stopCode: NonNullable<TaskState['stopCode']>;
  readonly stoppedReason: string;
  /** Absent for a task whose containers never ran. */
  readonly exitCode?: number;
  /** What a container says of it, such as `CannotPullContainerError: …`. */
  readonly containerReason?: string;
}

/** Stops these tasks. They stay describable for an hour. */
export function stopTasks(world: World, taskArns: ReadonlySet<string>, stop: Stop): World {
  return {
    ...world,
    tasks: world.tasks.map((task) => (taskArns.has(task.taskArn) ? stopped(world, task, stop) : task)),
  };
}

function stopped(
  world: World,
  task: TaskState,
  { stopCode, stoppedReason, exitCode, containerReason }: Stop,
): TaskState {
  const { startedAt, pullStoppedAt, connectivity, connectivityAt, ...rest } = task;
  const ran = stopCode === 'TaskFailedToStart' ? {} : { startedAt, pullStoppedAt, connectivity, connectivityAt };
  return {
    ...rest,
    ...ran,
    containers: task.containers.map((container) => {
      const { imageDigest, runtimeId, ...description } = container;
      return {
        ...description,
        ...(stopCode === 'TaskFailedToStart' ? {} : { imageDigest, runtimeId }),
        lastStatus: 'STOPPED',
        healthStatus: 'UNKNOWN',
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(containerReason === undefined ? {} : { reason: containerReason }),
      };
    }),
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    healthStatus: 'UNKNOWN',
    stopCode,
    stoppedReason,
    stoppingAt: world.now,
    stoppedAt: world.now,
    executionStoppedAt: world.now,
  };
}

/** The RUNNING tasks of a service, oldest first; of one deployment only, when it is named. */
export function runningTasks(world: World, service: ServiceState, startedBy?: string): readonly TaskState[] {
  return world.tasks.filter(
    (task) =>
      task.clusterArn === service.clusterArn &&
      task.group === `service:${service.serviceName}` &&
      task.lastStatus === 'RUNNING' &&
      (startedBy === undefined || task.startedBy === startedBy),
  );
}

/** The world with the counts of the service, its deployments and its cluster as its tasks have them. */
export function recount(world: World, service: ServiceState): World {
  const running = runningTasks(world, service);
  const of = (startedBy: string | undefined) => running.filter((task) => task.startedBy === startedBy).length;
  const { taskSets, currentServiceRevisions } = service;
  const counted: ServiceState = {
    ...service,
    runningCount: running.length,
    deployments: service.deployments.map((one) => ({ ...one, runningCount: of(one.id) })),
    ...(taskSets === undefined ? {} : { taskSets: taskSets.map((one) => ({ ...one, runningCount: of(one.id) })) }),
    ...(currentServiceRevisions === undefined
      ? {}
      : {
          currentServiceRevisions: currentServiceRevisions.map((one) => ({
            ...one,
            runningTaskCount: of(`ecs-svc/${one.arn?.split('/').at(-1)}`),
          })),
        }),
  };
  return recountCluster(withService(world, counted), service.clusterArn);
}

function recountCluster(world: World, clusterArn: string): World {
  const cluster = clusterOf(world, clusterArn);
  const counted = {
    ...cluster,
    runningTasksCount: world.tasks.filter((one) => one.clusterArn === clusterArn && one.lastStatus === 'RUNNING')
      .length,
    activeServicesCount: world.services.filter((one) => one.clusterArn === clusterArn && one.status === 'ACTIVE')
      .length,
  };
  return { ...world, clusters: replace(world.clusters, (one) => one.clusterArn === clusterArn, counted) };
}

/** The service with one event more, the newest first; ECS keeps a hundred. */
export function withEvent(world: World, service: ServiceState, message: string): ServiceState {
  const event = {
    id: uuid(world, `event ${service.serviceName} ${service.events.length} ${message}`),
    createdAt: world.now,
    message: `(service ${service.serviceName}) ${message}`,
  };
  return { ...service, events: [event, ...service.events].slice(0, 100) };
}
