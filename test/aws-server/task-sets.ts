import { revisionOf } from './task-definitions.ts';
import { recount, startTasks, stopTasks } from './tasks.ts';
import {
  arn,
  clusterOf,
  deploymentNumber,
  happen,
  type ServiceState,
  serviceOf,
  type Where,
  type World,
} from './world.ts';

/*
 * Task sets: what CODE_DEPLOY and EXTERNAL services have instead of deployments.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
 */

export type TaskSetState = NonNullable<ServiceState['taskSets']>[number];

/** Adds a task set with its tasks. A `primary` one takes the place of the one before it, which becomes ACTIVE. */
export function createTaskSet(
  before: World,
  where: Where,
  set: {
    readonly taskDefinition: string;
    readonly primary: boolean;
    /** Percent of the service's desired count; default 100. */
    readonly scale?: number;
    readonly launchType?: TaskSetState['launchType'];
    readonly networkConfiguration?: TaskSetState['networkConfiguration'];
  },
): World {
  const world = happen(before);
  const service = serviceOf(world, where);
  const { taskDefinitionArn } = revisionOf(world, set.taskDefinition);
  const number = deploymentNumber(world);
  const { clusterName } = clusterOf(world, service.clusterArn);
  const external = service.deploymentController?.type === 'EXTERNAL';
  const value = set.scale ?? 100;
  const launchType = set.launchType ?? service.launchType ?? 'FARGATE';
  const networkConfiguration = set.networkConfiguration ?? service.networkConfiguration;
  const count = Math.ceil((service.desiredCount * value) / 100);
  const state: TaskSetState = {
    id: `ecs-svc/${number}`,
    taskSetArn: arn(world, 'ecs', `task-set/${clusterName}/${service.serviceName}/ecs-svc/${number}`),
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    ...(external
      ? { externalId: `external-${number.slice(-6)}` }
      : { startedBy: 'CODE_DEPLOY', externalId: `d-${number.slice(-9)}` }),
    status: 'ACTIVE',
    taskDefinition: taskDefinitionArn,
    computedDesiredCount: count,
    pendingCount: 0,
    runningCount: 0,
    createdAt: world.now,
    updatedAt: world.now,
    launchType,
    ...(launchType === 'FARGATE' ? { platformVersion: '1.4.0', platformFamily: 'Linux' } : {}),
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
    loadBalancers: service.loadBalancers,
    serviceRegistries: service.serviceRegistries,
    scale: { value, unit: 'PERCENT' },
    stabilityStatus: 'STEADY_STATE',
    stabilityStatusAt: world.now,
    tags: [],
  };
  const started = startTasks(world, {
    clusterArn: service.clusterArn,
    taskDefinition: taskDefinitionArn,
    count,
    group: `service:${service.serviceName}`,
    startedBy: state.id,
    launchType,
  });
  const added = recount(started, { ...service, taskSets: [...(service.taskSets ?? []), state] });
  return set.primary ? setPrimaryTaskSet(added, where, state.id ?? '') : added;
}

/** Makes a task set the PRIMARY one, which is what CodeDeploy does when it has shifted the traffic. */
export function setPrimaryTaskSet(world: World, where: Where, setId: string): World {
  const service = serviceOf(world, where);
  const taskSets = (service.taskSets ?? []).map((one) => ({ ...one, status: one.id === setId ? 'PRIMARY' : 'ACTIVE' }));
  const primary = taskSets.find((one) => one.status === 'PRIMARY');
  if (primary === undefined) throw new RangeError(`no task set ${setId}`);
  // An EXTERNAL service names no task definition of its own.
  const external = service.deploymentController?.type === 'EXTERNAL';
  return recount(world, { ...service, ...(external ? {} : { taskDefinition: primary.taskDefinition }), taskSets });
}

/** Deletes every task set but the PRIMARY one, with their tasks. */
export function deleteOldTaskSets(world: World, where: Where): World {
  const service = serviceOf(world, where);
  const [kept, gone] = [true, false].map((primary) =>
    (service.taskSets ?? []).filter((one) => (one.status === 'PRIMARY') === primary),
  );
  const ids = new Set((gone ?? []).map((one) => one.id));
  const tasks = world.tasks.filter((task) => task.lastStatus === 'RUNNING' && ids.has(task.startedBy));
  const stopped = stopTasks(world, new Set(tasks.map((task) => task.taskArn)), {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Scaling activity initiated by (task set deletion)',
    exitCode: 0,
  });
  return recount(stopped, { ...service, taskSets: kept ?? [] });
}
