import type { CreateServiceRequest } from '@aws-sdk/client-ecs';
import { beginDeployment, completeDeployment } from './deployments.ts';
import { createTaskSet } from './task-sets.ts';
import { recount, runningTasks, stopTasks, withEvent } from './tasks.ts';
import type { Wire } from './wire/shape.ts';
import { arn, clusterOf, happen, type ServiceState, serviceOf, type Where, type World, withService } from './world.ts';

/*
 * Creating, scaling, configuring and deleting services, with what ECS makes of a request.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */

export type CreateServiceInput = Wire<CreateServiceRequest>;

/**
 * Creates a service, which is steady at once: its tasks run, its deployment is COMPLETED. One that has only `begun` has no tasks yet and
 * its first deployment is IN_PROGRESS (ECS controller only).
 */
export function createService(world: World, input: CreateServiceInput, until: 'steady' | 'begun' = 'steady'): World {
  const cluster = clusterOf(world, input.cluster ?? 'default');
  const service = describedService(world, input, cluster.clusterName, cluster.clusterArn);
  const where = { cluster: cluster.clusterName, service: service.serviceName };
  const created = withService(happen(world), service);
  switch (service.deploymentController?.type) {
    case 'EXTERNAL':
      return recount(created, service);
    case 'CODE_DEPLOY':
      return createTaskSet(created, where, { taskDefinition: input.taskDefinition ?? '', primary: true });
    default: {
      const { taskDefinition, serviceConnectConfiguration, volumeConfigurations, vpcLatticeConfigurations } = input;
      const begun = beginDeployment(created, where, {
        ...(taskDefinition === undefined ? {} : { taskDefinition }),
        ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
        ...(volumeConfigurations === undefined ? {} : { volumeConfigurations }),
        ...(vpcLatticeConfigurations === undefined ? {} : { vpcLatticeConfigurations }),
      });
      return until === 'begun' ? begun : completeDeployment(begun, where);
    }
  }
}

function describedService(
  world: World,
  input: CreateServiceInput,
  clusterName: string,
  clusterArn: string,
): ServiceState {
  const serviceName = input.serviceName ?? '';
  const controller = input.deploymentController?.type ?? 'ECS';
  const daemon = input.schedulingStrategy === 'DAEMON';
  const launchType = input.launchType ?? 'EC2';
  const fargate =
    input.launchType === 'FARGATE' || input.capacityProviderStrategy?.[0]?.capacityProvider?.startsWith('FARGATE');
  const vpc = input.networkConfiguration?.awsvpcConfiguration;
  return {
    serviceArn: arn(world, 'ecs', `service/${clusterName}/${serviceName}`),
    serviceName,
    clusterArn,
    loadBalancers: input.loadBalancers ?? [],
    serviceRegistries: input.serviceRegistries ?? [],
    status: 'ACTIVE',
    desiredCount: input.desiredCount ?? (daemon ? 1 : 0),
    runningCount: 0,
    pendingCount: 0,
    // Only one of the two is answered; an EXTERNAL service has them in its task sets.
    ...(controller === 'EXTERNAL'
      ? {}
      : input.capacityProviderStrategy === undefined
        ? { launchType }
        : { capacityProviderStrategy: input.capacityProviderStrategy }),
    ...(fargate ? { platformVersion: input.platformVersion ?? 'LATEST', platformFamily: 'Linux' } : {}),
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: false, rollback: false },
      maximumPercent: daemon ? 100 : 200,
      minimumHealthyPercent: daemon ? 0 : 100,
      ...(controller === 'ECS' ? { strategy: 'ROLLING', bakeTimeInMinutes: 0 } : {}),
      ...input.deploymentConfiguration,
    },
    ...(controller === 'ECS' ? {} : { taskSets: [] }),
    deployments: [],
    roleArn: `arn:aws:iam::${world.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: [],
    createdAt: world.now,
    placementConstraints: input.placementConstraints ?? [],
    placementStrategy: input.placementStrategy ?? [],
    ...(vpc === undefined || controller === 'EXTERNAL'
      ? {}
      : { networkConfiguration: { awsvpcConfiguration: { securityGroups: [], assignPublicIp: 'DISABLED', ...vpc } } }),
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    schedulingStrategy: input.schedulingStrategy ?? 'REPLICA',
    deploymentController: { type: controller },
    ...(input.tags === undefined || input.tags.length === 0 ? {} : { tags: input.tags }),
    createdBy: `arn:aws:iam::${world.account}:role/deploy`,
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    propagateTags: input.propagateTags ?? 'NONE',
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    availabilityZoneRebalancing:
      input.availabilityZoneRebalancing ?? (daemon || controller !== 'ECS' ? 'DISABLED' : 'ENABLED'),
  };
}

/** Changes members of a service without a deployment, as a hand in the console does: `{ enableExecuteCommand: true }`. */
export function configureService(world: World, where: Where, change: Partial<ServiceState>): World {
  return withService(world, { ...serviceOf(world, where), ...change });
}

/** Deletes a service. While it drains it keeps its tasks; INACTIVE it stays describable. */
export function deleteService(world: World, where: Where, status: 'DRAINING' | 'INACTIVE' = 'INACTIVE'): World {
  const next = happen(world);
  const service: ServiceState = { ...serviceOf(next, where), status, desiredCount: 0 };
  if (status === 'DRAINING') return recount(next, service);
  const running = new Set(runningTasks(next, service).map((task) => task.taskArn));
  const reason = 'Scaling activity initiated by (service deletion)';
  const drained = stopTasks(next, running, {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: reason,
    exitCode: 0,
  });
  return recount(drained, { ...withEvent(next, service, 'has stopped all tasks.'), deployments: [] });
}
