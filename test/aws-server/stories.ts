import type { TaskOverride } from '@aws-sdk/client-ecs';
import {
  beginDeployment,
  type Change,
  completeDeployment,
  currentServiceDeployment,
  failureThreshold,
  finishServiceDeployment,
  replaceTasks,
  requirePrimary,
  revisionArn,
  settled,
} from './deployments.ts';
import { createTaskSet, deleteOldTaskSets, setPrimaryTaskSet } from './task-sets.ts';
import { recount, runningTasks, type Stop, startTasks, stopTasks, withEvent } from './tasks.ts';
import type { Wire } from './wire/shape.ts';
import { clusterOf, happen, id, serviceOf, type TaskState, uuid, type Where, type World } from './world.ts';

/*
 * What happens to a service: each function plays one story and gives the world after it.
 */

/** Deploys to the end: all tasks are new ones, the deployment is COMPLETED. Without a task definition it is a forced deployment. */
export function deploy(world: World, where: Where, change: Change = {}): World {
  return completeDeployment(beginDeployment(world, where, change), where);
}

/** Deploys half-way: `replaced` tasks are new ones, the others are still of the deployment before; it stays IN_PROGRESS. */
export function deployPartly(world: World, where: Where, change: Change & { readonly replaced: number }): World {
  return replaceTasks(beginDeployment(world, where, change), where, change.replaced);
}

/** How a deployment fails. */
export interface Failure extends Change {
  /** What ends it. */
  readonly by?: 'circuit-breaker' | 'alarms';
  /** What its tasks say when they stop; by default that they could not pull their secrets. */
  readonly stop?: Stop;
  /** Seconds between two tasks. Default 30. */
  readonly between?: number;
}

/** The reason of a task whose `secrets` name what does not exist. */
export function missingParameter(name: string): Stop {
  return {
    stopCode: 'TaskFailedToStart',
    stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): Failed to fetch secret ${name} from ssm: invalid parameters: ${name}`,
  };
}

/** The reason of a task whose container ends by itself. */
export const containerExited: Stop = {
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  exitCode: 1,
};

/**
 * Deploys, fails and goes back to the deployment before, whose tasks ran all along. `under-way` is the moment in which both are
 * still there. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 * @throws RangeError when no COMPLETED deployment is there to go back to: that story is `stall`
 */
export function rollBack(world: World, where: Where, failure: Failure, until: 'done' | 'under-way' = 'done'): World {
  const target = requirePrimary(serviceOf(world, where));
  if (target.rolloutState !== 'COMPLETED') throw new RangeError(`${where.service} has no COMPLETED deployment`);
  const failed = fail(world, where, failure);
  const service = serviceOf(failed, where);
  const { id: failedId } = requirePrimary(service);
  const alarms = failure.by === 'alarms';
  const reason = alarms
    ? 'Service deployment rolled back because a CloudWatch alarm is in the ALARM state.'
    : 'Service deployment rolled back because the circuit breaker threshold was exceeded.';
  const back = {
    ...target,
    status: 'PRIMARY',
    updatedAt: failed.now,
    rolloutState: 'IN_PROGRESS' as const,
    rolloutStateReason: `ECS deployment ${alarms ? 'alarms' : 'circuit breaker'}: rolling back to deploymentId ${target.id}.`,
  };
  const others = service.deployments.filter((one) => one.id !== target.id);
  const told = withEvent(failed, service, `rolling back to deployment ${target.id}.`);
  const rolling = recount(
    finishServiceDeployment(failed, service, {
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: reason,
      rollback: { reason, startedAt: failed.now, serviceRevisionArn: revisionArn(failed, service, target) },
    }),
    {
      ...told,
      taskDefinition: target.taskDefinition,
      deployments: [back, ...others.map((one) => ({ ...one, status: 'ACTIVE' }))],
    },
  );
  if (until === 'under-way') return rolling;
  const later = { ...rolling, now: rolling.now + 60 };
  const stray = runningTasks(later, serviceOf(later, where), failedId);
  const drained = stopTasks(later, new Set(stray.map((task) => task.taskArn)), containerExited);
  const steady = withEvent(drained, serviceOf(drained, where), 'has reached a steady state.');
  return recount(
    finishServiceDeployment(drained, steady, { status: 'ROLLBACK_SUCCESSFUL' }),
    settled(steady, {
      ...back,
      updatedAt: drained.now,
      rolloutState: 'COMPLETED',
      rolloutStateReason: `ECS deployment ${target.id} completed.`,
    }),
  );
}

/**
 * Fails with nothing to go back to: ECS launches nothing more, and the service stays as it is. Without a task definition it is the
 * deployment under way that fails, such as a service's first.
 * @throws RangeError when a COMPLETED deployment is there: that story is `rollBack`
 */
export function stall(world: World, where: Where, failure: Failure): World {
  if (serviceOf(world, where).deployments.some((one) => one.rolloutState === 'COMPLETED')) {
    throw new RangeError(`${where.service} has a COMPLETED deployment`);
  }
  const failed = fail(world, where, failure, failure.taskDefinition === undefined);
  return finishServiceDeployment(failed, serviceOf(failed, where), {
    status: 'ROLLBACK_FAILED',
    statusReason: 'Service deployment failed to roll back because there is no completed deployment.',
  });
}

/** The failing half of a deployment: as many tasks as it takes start and stop, and the deployment is FAILED. */
function fail(world: World, where: Where, failure: Failure, underWay = false): World {
  const { by = 'circuit-breaker', stop, between = 30, ...change } = failure;
  const begun = underWay ? world : beginDeployment(world, where, change);
  const count = failureThreshold(serviceOf(begun, where).desiredCount);
  let next = begun;
  for (let number = 0; number < count; number++) {
    const { clusterArn, serviceName, launchType, deployments } = serviceOf(next, where);
    const [primary] = deployments;
    const started = startTasks(next, {
      clusterArn,
      taskDefinition: primary?.taskDefinition ?? '',
      count: 1,
      group: `service:${serviceName}`,
      startedBy: primary?.id,
      launchType,
    });
    const task = started.tasks.at(-1)?.taskArn ?? '';
    const later = { ...started, now: started.now + between };
    next = stopTasks(later, new Set([task]), stop ?? missingParameter('/invented/parameter'));
  }
  const service = serviceOf(next, where);
  const primary = requirePrimary(service);
  const record = currentServiceDeployment(next, service);
  const reason = by === 'alarms' ? 'alarm detected' : 'tasks failed to start';
  const failed = {
    ...primary,
    failedTasks: count,
    updatedAt: next.now,
    rolloutState: 'FAILED' as const,
    rolloutStateReason: `ECS deployment ${by === 'alarms' ? 'alarms' : 'circuit breaker'}: ${reason}.`,
  };
  const told = withEvent(next, service, `(deployment ${primary.id}) deployment failed: ${reason}.`);
  const { alarmNames } = record?.alarms ?? {};
  return recount(
    finishServiceDeployment(next, service, {
      deploymentCircuitBreaker: {
        ...record?.deploymentCircuitBreaker,
        status: by === 'alarms' ? 'MONITORING' : 'TRIGGERED',
        failureCount: count,
      },
      ...(by === 'alarms'
        ? { alarms: { status: 'TRIGGERED', alarmNames, triggeredAlarmNames: alarmNames?.slice(0, 1) } }
        : {}),
    }),
    { ...told, deployments: told.deployments.map((one) => (one.id === primary.id ? failed : one)) },
  );
}

/** Sets the desired count by hand: no deployment, only more or fewer tasks of the PRIMARY one. */
export function scale(before: World, where: Where, desiredCount: number): World {
  const world = happen(before);
  const service = serviceOf(world, where);
  const primary = requirePrimary(service);
  const scaled = {
    ...service,
    desiredCount,
    deployments: service.deployments.map((one) => (one.id === primary.id ? { ...one, desiredCount } : one)),
  };
  const running = runningTasks(world, service);
  const surplus = new Set(running.slice(desiredCount).map((task) => task.taskArn));
  const fewer = recount(
    stopTasks(world, surplus, {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${primary.id})`,
      exitCode: 0,
    }),
    scaled,
  );
  return replaceTasks(fewer, where, Math.max(0, desiredCount - running.length), { keepOthers: true });
}

/** Runs a task by hand. With the group `service:<name>` it is listed as one of the service's. */
export function runTask(
  world: World,
  cluster: string,
  task: {
    readonly taskDefinition: string;
    readonly group?: string;
    readonly startedBy?: string;
    readonly overrides?: Wire<TaskOverride>;
  },
): World {
  const { clusterArn } = clusterOf(world, cluster);
  const family = task.taskDefinition.split('/').at(-1)?.split(':')[0];
  const started = startTasks(world, {
    clusterArn,
    taskDefinition: task.taskDefinition,
    count: 1,
    group: task.group ?? `family:${family}`,
    startedBy: task.startedBy,
    ...(task.overrides === undefined ? {} : { overrides: task.overrides }),
  });
  const service = started.services.find(
    (one) => one.clusterArn === clusterArn && `service:${one.serviceName}` === task.group,
  );
  return service === undefined ? started : recount(started, service);
}

/** Gives some of the service's running tasks (`count`, by default one) overrides of these containers. */
export function overrideTasks(
  world: World,
  where: Where,
  overrides: NonNullable<Wire<TaskOverride>['containerOverrides']>,
  count = 1,
): World {
  const chosen = new Set(
    runningTasks(world, serviceOf(world, where))
      .slice(0, count)
      .map((task) => task.taskArn),
  );
  return withTasks(world, chosen, (task) => ({
    ...task,
    overrides: {
      ...task.overrides,
      containerOverrides: (task.overrides?.containerOverrides ?? []).map(
        (one) => overrides.find((given) => given.name === one.name) ?? one,
      ),
    },
  }));
}

/** Containers that AWS puts into tasks and that no task definition names. */
export function injectContainers(before: World, where: Where, kind: 'guardduty' | 'service-connect'): World {
  const world = happen(before);
  const running = runningTasks(world, serviceOf(world, where));
  return withTasks(world, new Set(running.map((task) => task.taskArn)), (task) => {
    const suffix = id(world, 'injected', 10);
    const [name, image] =
      kind === 'guardduty'
        ? [
            `aws-guardduty-agent-${suffix}`,
            '593207742271.dkr.ecr.us-east-1.amazonaws.com/aws-guardduty-agent-fargate:v1.6.0',
          ]
        : [`ecs-service-connect-${suffix}`, undefined];
    return {
      ...task,
      containers: [
        ...task.containers,
        {
          containerArn: `${task.taskArn.replace(':task/', ':container/')}/${uuid(world, name)}`,
          taskArn: task.taskArn,
          name,
          ...(image === undefined ? {} : { image, imageDigest: `sha256:${id(world, image, 64)}` }),
          runtimeId: `${task.taskArn.split('/').at(-1)}-${suffix}`,
          lastStatus: 'RUNNING',
          networkBindings: [],
          networkInterfaces: task.containers[0]?.networkInterfaces,
          healthStatus: kind === 'guardduty' ? 'UNKNOWN' : 'HEALTHY',
          cpu: '0',
        },
      ],
    };
  });
}

function withTasks(world: World, chosen: ReadonlySet<string>, change: (task: TaskState) => TaskState): World {
  return { ...world, tasks: world.tasks.map((task) => (chosen.has(task.taskArn) ? change(task) : task)) };
}

/**
 * A deployment by CodeDeploy or another controller: `test` has the new task set beside the PRIMARY one, `shifted` has made it PRIMARY,
 * `done` has deleted the old one.
 */
export function shiftTaskSets(
  world: World,
  where: Where,
  set: Omit<Parameters<typeof createTaskSet>[2], 'primary'>,
  until: 'test' | 'shifted' | 'done' = 'done',
): World {
  const created = createTaskSet(world, where, { ...set, primary: false });
  if (until === 'test') return created;
  const newest = serviceOf(created, where).taskSets?.at(-1)?.id ?? '';
  const shifted = setPrimaryTaskSet(created, where, newest);
  return until === 'shifted' ? shifted : deleteOldTaskSets(shifted, where);
}

type Stage = NonNullable<World['serviceDeployments'][number]['lifecycleStage']>;

/**
 * A native blue/green deployment in one of its stages: all green tasks run, and so do all blue ones. `deploy` is the whole of it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
 */
export function deployBlueGreen(world: World, where: Where, change: Change & { readonly stage?: Stage }): World {
  const { stage = 'BAKE_TIME', ...rest } = change;
  const begun = beginDeployment(world, where, rest);
  const service = serviceOf(begun, where);
  const both = replaceTasks(begun, where, service.desiredCount, { keepOthers: true });
  const shifted = ['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME', 'CLEAN_UP'].includes(
    stage,
  );
  const record = currentServiceDeployment(both, serviceOf(both, where));
  return finishServiceDeployment(both, serviceOf(both, where), {
    lifecycleStage: stage,
    targetServiceRevision: {
      ...record?.targetServiceRevision,
      runningTaskCount: service.desiredCount,
      requestedTestTrafficWeight: 100,
      requestedProductionTrafficWeight: shifted ? 100 : 0,
    },
  });
}
