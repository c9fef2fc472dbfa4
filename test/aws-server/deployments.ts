import { resolveDigest } from './images.ts';
import { revisionOf } from './task-definitions.ts';
import { type DeploymentState, recount, runningTasks, startTasks, stopTasks, withEvent } from './tasks.ts';
import {
  arn,
  clusterOf,
  deploymentNumber,
  happen,
  id,
  replace,
  type ServiceDeploymentState,
  type ServiceRevisionState,
  type ServiceState,
  serviceOf,
  type Where,
  type World,
} from './world.ts';

/*
 * Deployments of the ECS controller, step by step: begun, tasks replaced, completed.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */

/** What a deployment changes. Without a task definition it is a forced one: the same revision, images resolved anew. */
export interface Change
  extends Pick<DeploymentState, 'serviceConnectConfiguration' | 'volumeConfigurations' | 'vpcLatticeConfigurations'> {
  /** A family (its latest ACTIVE revision), `family:revision` or an ARN. */
  readonly taskDefinition?: string;
}

/** Begins a deployment: it is PRIMARY and has no tasks yet, the one before it is ACTIVE and has all of them. */
export function beginDeployment(before: World, where: Where, change: Change = {}): World {
  const world = happen(before);
  const service = serviceOf(world, where);
  const previous = primaryOf(service);
  const { taskDefinitionArn } = revisionOf(world, change.taskDefinition ?? service.taskDefinition ?? '');
  const number = deploymentNumber(world);
  const { serviceConnectConfiguration, volumeConfigurations, vpcLatticeConfigurations } = { ...previous, ...change };
  const deployment: DeploymentState = {
    id: `ecs-svc/${number}`,
    status: 'PRIMARY',
    taskDefinition: taskDefinitionArn,
    desiredCount: service.desiredCount,
    pendingCount: 0,
    runningCount: 0,
    failedTasks: 0,
    createdAt: world.now,
    updatedAt: world.now,
    ...placement(service),
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ecs-svc/${number} in progress.`,
    ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
    ...(volumeConfigurations === undefined ? {} : { volumeConfigurations }),
    ...(vpcLatticeConfigurations === undefined ? {} : { vpcLatticeConfigurations }),
  };
  const revision = serviceRevision(world, service, deployment);
  const record = serviceDeployment(world, service, revision);
  const others = service.deployments.filter((one) => (one.runningCount ?? 0) > 0);
  return recount(
    {
      ...world,
      serviceRevisions: [...world.serviceRevisions, revision],
      serviceDeployments: [...world.serviceDeployments, record],
    },
    {
      ...service,
      taskDefinition: taskDefinitionArn,
      deployments: [deployment, ...others.map((one) => ({ ...one, status: 'ACTIVE' }))],
      currentServiceDeployment: record.serviceDeploymentArn,
      currentServiceRevisions: [
        revision,
        ...others.map((one) => ({ serviceRevisionArn: revisionArn(world, service, one) })),
      ].map(({ serviceRevisionArn }) => ({
        arn: serviceRevisionArn,
        requestedTaskCount: service.desiredCount,
        runningTaskCount: 0,
        pendingTaskCount: 0,
      })),
    },
  );
}

/** Starts tasks of the PRIMARY deployment and stops as many of the others, or none of them. */
export function replaceTasks(
  world: World,
  where: Where,
  count: number,
  { keepOthers = false }: { readonly keepOthers?: boolean } = {},
): World {
  const service = serviceOf(world, where);
  const primary = requirePrimary(service);
  const started = startTasks(world, {
    clusterArn: service.clusterArn,
    taskDefinition: primary.taskDefinition ?? '',
    count,
    group: `service:${service.serviceName}`,
    startedBy: primary.id,
    launchType: service.launchType,
    digests: digestsOf(world, service, primary),
  });
  const old = keepOthers ? [] : runningTasks(world, service).filter((task) => task.startedBy !== primary.id);
  const gone = new Set(old.slice(0, count).map((task) => task.taskArn));
  const stopped = stopTasks(started, gone, {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Scaling activity initiated by (deployment ${primary.id})`,
    exitCode: 0,
  });
  const tasks = count === 1 ? 'task' : 'tasks';
  const told = count === 0 ? service : withEvent(stopped, service, `has started ${count} ${tasks}.`);
  return recount(stopped, gone.size === 0 ? told : withEvent(stopped, told, `has stopped ${gone.size} running tasks.`));
}

/** Completes the PRIMARY deployment: it gets all its tasks, the others lose theirs and are gone. */
export function completeDeployment(before: World, where: Where): World {
  const missing = (world: World) => {
    const service = serviceOf(world, where);
    return service.desiredCount - runningTasks(world, service, requirePrimary(service).id).length;
  };
  const replaced = replaceTasks(happen(before), where, Math.max(0, missing(before)));
  const service = serviceOf(replaced, where);
  const primary = requirePrimary(service);
  const stray = runningTasks(replaced, service).filter((task) => task.startedBy !== primary.id);
  const world = stopTasks(replaced, new Set(stray.map((task) => task.taskArn)), {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Scaling activity initiated by (deployment ${primary.id})`,
    exitCode: 0,
  });
  const steady = withEvent(world, service, 'has reached a steady state.');
  const completed = withEvent(world, steady, `(deployment ${primary.id}) deployment completed.`);
  return recount(
    finishServiceDeployment(world, service, { status: 'SUCCESSFUL' }),
    settled(completed, {
      ...primary,
      updatedAt: world.now,
      rolloutState: 'COMPLETED',
      rolloutStateReason: `ECS deployment ${primary.id} completed.`,
    }),
  );
}

/** The service with this deployment only. */
export function settled(service: ServiceState, deployment: DeploymentState): ServiceState {
  const number = deployment.id?.split('/').at(-1);
  return {
    ...service,
    taskDefinition: deployment.taskDefinition,
    deployments: [{ ...deployment, status: 'PRIMARY' }],
    currentServiceRevisions: (service.currentServiceRevisions ?? []).filter((one) => one.arn?.endsWith(`/${number}`)),
  };
}

/** The service deployment under way, with how it ended or went on. */
export function finishServiceDeployment(
  world: World,
  service: ServiceState,
  change: Partial<ServiceDeploymentState>,
): World {
  const found = currentServiceDeployment(world, service);
  if (found === undefined) throw new RangeError(`${service.serviceName} is not being deployed`);
  const ended = change.status !== undefined && !change.status.endsWith('IN_PROGRESS');
  const { deploymentCircuitBreaker, alarms } = found;
  const monitored = ended ? ('MONITORING_COMPLETE' as const) : undefined;
  return {
    ...world,
    serviceDeployments: replace(world.serviceDeployments, (one) => one === found, {
      ...found,
      ...(monitored !== undefined && deploymentCircuitBreaker?.status === 'MONITORING'
        ? { deploymentCircuitBreaker: { ...deploymentCircuitBreaker, status: monitored } }
        : {}),
      ...(monitored !== undefined && alarms?.status === 'MONITORING'
        ? { alarms: { ...alarms, status: monitored } }
        : {}),
      updatedAt: world.now,
      ...(ended ? { finishedAt: world.now } : {}),
      ...change,
    }),
  };
}

export function currentServiceDeployment(world: World, service: ServiceState): ServiceDeploymentState | undefined {
  return world.serviceDeployments.findLast((one) => one.serviceDeploymentArn === service.currentServiceDeployment);
}

function primaryOf(service: ServiceState): DeploymentState | undefined {
  return service.deployments.find((one) => one.status === 'PRIMARY');
}

/** @throws RangeError when the service has none: a story was told wrongly */
export function requirePrimary(service: ServiceState): DeploymentState {
  const primary = primaryOf(service);
  if (primary === undefined) throw new RangeError(`${service.serviceName} has no PRIMARY deployment`);
  return primary;
}

/** The ARN of the service revision that a deployment brings: it ends with the deployment's number. */
export function revisionArn(world: World, service: ServiceState, deployment: DeploymentState): string {
  const { clusterName } = clusterOf(world, service.clusterArn);
  return arn(
    world,
    'ecs',
    `service-revision/${clusterName}/${service.serviceName}/${deployment.id?.split('/').at(-1)}`,
  );
}

function digestsOf(world: World, service: ServiceState, deployment: DeploymentState): Readonly<Record<string, string>> {
  const wanted = revisionArn(world, service, deployment);
  const images = world.serviceRevisions.findLast((one) => one.serviceRevisionArn === wanted)?.containerImages ?? [];
  return Object.fromEntries(images.map(({ containerName = '', imageDigest = '' }) => [containerName, imageDigest]));
}

function placement(service: ServiceState) {
  const { launchType, capacityProviderStrategy, platformFamily, networkConfiguration } = service;
  return {
    ...(capacityProviderStrategy === undefined ? {} : { capacityProviderStrategy }),
    ...(launchType === undefined ? {} : { launchType }),
    // LATEST is what the service says; a deployment says what that was.
    ...(platformFamily === undefined ? {} : { platformVersion: '1.4.0', platformFamily }),
    ...(networkConfiguration === undefined ? {} : { networkConfiguration }),
  };
}

function serviceRevision(world: World, service: ServiceState, deployment: DeploymentState): ServiceRevisionState {
  const { containerDefinitions } = revisionOf(world, deployment.taskDefinition ?? '');
  const { serviceConnectConfiguration, volumeConfigurations, vpcLatticeConfigurations } = deployment;
  return {
    serviceRevisionArn: revisionArn(world, service, deployment),
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    taskDefinition: deployment.taskDefinition,
    ...placement(service),
    loadBalancers: service.loadBalancers,
    serviceRegistries: service.serviceRegistries,
    // With `versionConsistency: disabled` ECS leaves the tag alone.
    containerImages: containerDefinitions
      .filter((one) => one.versionConsistency !== 'disabled')
      .map(({ name, image = '' }) => ({ containerName: name, imageDigest: resolveDigest(world, image), image })),
    guardDutyEnabled: false,
    ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
    ...(volumeConfigurations === undefined ? {} : { volumeConfigurations }),
    ...(vpcLatticeConfigurations === undefined ? {} : { vpcLatticeConfigurations }),
    createdAt: world.now,
  };
}

function serviceDeployment(
  world: World,
  service: ServiceState,
  revision: ServiceRevisionState,
): ServiceDeploymentState {
  const { clusterName } = clusterOf(world, service.clusterArn);
  const { deploymentCircuitBreaker, alarms, strategy } = service.deploymentConfiguration ?? {};
  const sources = service.deployments.filter((one) => (one.runningCount ?? 0) > 0);
  const summary = { requestedTaskCount: service.desiredCount, runningTaskCount: 0, pendingTaskCount: 0 };
  return {
    serviceDeploymentArn: arn(
      world,
      'ecs',
      `service-deployment/${clusterName}/${service.serviceName}/${id(world, 'service deployment', 21)}`,
    ),
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    createdAt: world.now,
    startedAt: world.now,
    updatedAt: world.now,
    sourceServiceRevisions: sources.map((one) => ({
      ...summary,
      arn: revisionArn(world, service, one),
      runningTaskCount: one.runningCount,
    })),
    targetServiceRevision: { ...summary, arn: revision.serviceRevisionArn },
    status: 'IN_PROGRESS',
    ...(strategy === undefined || strategy === 'ROLLING' ? {} : { lifecycleStage: 'SCALE_UP' }),
    ...(service.deploymentConfiguration === undefined
      ? {}
      : { deploymentConfiguration: service.deploymentConfiguration }),
    deploymentCircuitBreaker: {
      status: deploymentCircuitBreaker?.enable ? 'MONITORING' : 'DISABLED',
      failureCount: 0,
      threshold: failureThreshold(service.desiredCount),
    },
    alarms: {
      status: alarms?.enable ? 'MONITORING' : 'DISABLED',
      ...(alarms?.enable ? { alarmNames: alarms.alarmNames } : {}),
    },
  };
}

/** Half of the desired tasks, at least 3: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
export function failureThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}
