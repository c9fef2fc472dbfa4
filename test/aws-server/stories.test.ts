import { describe, expect, it } from 'vitest';
import { createFleet, fleetNames, withVariable } from './fleet.ts';
import { revoke } from './groups.ts';
import { createRepository, pushImage, registryHost } from './images.ts';
import { deployed, halfDeployed, incidentService as incident, notApplied, registered, rolledBack } from './incident.ts';
import { createSecret, deleteParameter, deleteSecret, rotateSecret } from './secrets.ts';
import { type CreateServiceInput, configureService, createService, deleteService } from './services.ts';
import {
  containerExited,
  deploy,
  deployBlueGreen,
  injectContainers,
  overrideTasks,
  rollBack,
  runTask,
  scale,
  shiftTaskSets,
  stall,
} from './stories.ts';
import { registerTaskDefinition } from './task-definitions.ts';
import { createTaskSet } from './task-sets.ts';
import { at, createCluster, elapse, emptyWorld, serviceOf, type Where, type World } from './world.ts';

const where: Where = { cluster: 'one', service: 'api' };
const input = {
  family: 'api',
  requiresCompatibilities: ['FARGATE'] as const,
  networkMode: 'awsvpc' as const,
  cpu: '256',
  memory: '512',
  containerDefinitions: [{ name: 'app', image: `${registryHost(emptyWorld())}/app:v1` }],
};

/** A cluster with an image, a revision and perhaps a service of four tasks. */
function small(service: Partial<CreateServiceInput> = {}, until: 'steady' | 'begun' = 'steady'): World {
  const repository = createRepository(createCluster(emptyWorld(), 'one'), 'app');
  const pushed = pushImage(repository, { repository: 'app', tag: 'v1', source: 'first' });
  const request = {
    cluster: 'one',
    serviceName: 'api',
    taskDefinition: 'api',
    desiredCount: 4,
    launchType: 'FARGATE' as const,
    ...service,
  };
  return createService(registerTaskDefinition(pushed, input), request, until);
}

function second(world: World): World {
  return registerTaskDefinition(elapse(world, 60), withVariable(input, 'RELEASE', '2'));
}

/** The revisions of the running tasks in the service's group. */
function revisions(world: World, { service }: Where = where): string[] {
  return world.tasks
    .filter((task) => task.group === `service:${service}` && task.lastStatus === 'RUNNING')
    .map((task) => task.taskDefinitionArn.split(':').at(-1) ?? '')
    .sort();
}

/** What must hold of every world, whatever was played. */
function consistent(world: World): World {
  for (const service of world.services) {
    const running = world.tasks.filter(
      (task) =>
        task.clusterArn === service.clusterArn &&
        task.group === `service:${service.serviceName}` &&
        task.lastStatus === 'RUNNING',
    );
    expect(service.runningCount).toBe(running.length);
    for (const deployment of service.deployments) {
      expect(deployment.runningCount).toBe(running.filter((task) => task.startedBy === deployment.id).length);
      expect(world.taskDefinitions.some((one) => one.taskDefinitionArn === deployment.taskDefinition)).toBe(true);
    }
    const primaries = service.deployments.filter((one) => one.status === 'PRIMARY').length;
    expect(primaries).toBe(service.deployments.length === 0 ? 0 : 1);
    if (service.currentServiceDeployment !== undefined) {
      expect(world.serviceDeployments.map((one) => one.serviceDeploymentArn)).toContain(
        service.currentServiceDeployment,
      );
    }
    for (const { arn } of service.currentServiceRevisions ?? []) {
      expect(world.serviceRevisions.map((one) => one.serviceRevisionArn)).toContain(arn);
    }
  }
  for (const cluster of world.clusters) {
    const running = world.tasks.filter(
      (task) => task.clusterArn === cluster.clusterArn && task.lastStatus === 'RUNNING',
    );
    expect(cluster.runningTasksCount).toBe(running.length);
  }
  const ids = [
    ...world.tasks.map((one) => one.taskArn),
    ...world.serviceDeployments.map((one) => one.serviceDeploymentArn),
    ...world.serviceRevisions.map((one) => one.serviceRevisionArn),
    ...world.securityGroupRules.map((one) => one.SecurityGroupRuleId),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(JSON.parse(JSON.stringify(world))).toEqual(world);
  return world;
}

describe('deployments', () => {
  it('that complete', () => {
    const before = second(small());
    const kept = structuredClone(before);
    const world = consistent(deploy(before, where, { taskDefinition: 'api' }));
    expect(before).toEqual(kept);
    expect(deploy(before, where, { taskDefinition: 'api' })).toEqual(world);
    expect(revisions(world)).toEqual(['2', '2', '2', '2']);
    const service = serviceOf(world, where);
    expect(service.taskDefinition).toMatch(/:2$/);
    expect(service.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 4 }]);
    expect(service.events.map((one) => one.message)).toEqual(
      expect.arrayContaining([expect.stringContaining('has reached a steady state')]),
    );
    expect(world.serviceDeployments.map((one) => one.status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
    const stopped = world.tasks.filter((task) => task.lastStatus === 'STOPPED');
    expect(stopped.map((task) => task.stopCode)).toEqual(Array(4).fill('ServiceSchedulerInitiated'));
  });

  it('that the circuit breaker rolls back', () => {
    const world = consistent(rollBack(second(small()), where, { taskDefinition: 'api' }));
    const service = serviceOf(world, where);
    expect(service.taskDefinition).toMatch(/:1$/);
    expect(service.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 4 }]);
    expect(revisions(world)).toEqual(['1', '1', '1', '1']);
    const [, failed] = world.serviceDeployments;
    expect(failed).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3 },
      rollback: { serviceRevisionArn: world.serviceRevisions[0]?.serviceRevisionArn },
      targetServiceRevision: { arn: world.serviceRevisions[1]?.serviceRevisionArn },
    });
    const stopped = world.tasks.filter((task) => task.lastStatus === 'STOPPED');
    expect(stopped).toHaveLength(3);
    for (const task of stopped) {
      expect(task).toMatchObject({ stopCode: 'TaskFailedToStart' });
      expect(task.stoppedReason).toContain('unable to pull secrets');
      expect(task.startedAt).toBeUndefined();
    }
    expect(service.events.map((one) => one.message).join('\n')).toMatch(
      /steady state.*\n.*rolling back to.*\n.*deployment failed/,
    );
  });

  it('that are being rolled back, by alarms', () => {
    const failure = { taskDefinition: 'api', by: 'alarms', stop: containerExited } as const;
    const alarms = { alarmNames: ['errors'], enable: true, rollback: true };
    const created = small({ deploymentConfiguration: { alarms } });
    const world = consistent(rollBack(second(created), where, failure, 'under-way'));
    expect(serviceOf(world, where).deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', runningCount: 4 },
      { status: 'ACTIVE', rolloutState: 'FAILED', failedTasks: 3, runningCount: 0 },
    ]);
    expect(world.serviceDeployments.at(-1)).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['errors'] },
    });
  });

  it('that fail with nothing to go back to', () => {
    const stalled = consistent(stall(small({}, 'begun'), where, {}));
    expect(serviceOf(stalled, where)).toMatchObject({
      runningCount: 0,
      deployments: [{ status: 'PRIMARY', rolloutState: 'FAILED', failedTasks: 3 }],
    });
    expect(stalled.serviceDeployments.map((one) => one.status)).toEqual(['ROLLBACK_FAILED']);
    const again = consistent(stall(second(stalled), where, { taskDefinition: 'api' }));
    expect(serviceOf(again, where).taskDefinition).toMatch(/:2$/);
    expect(again.serviceDeployments.map((one) => one.status)).toEqual(['ROLLBACK_FAILED', 'ROLLBACK_FAILED']);
    expect(() => rollBack(again, where, { taskDefinition: 'api' })).toThrow(RangeError);
    expect(() => stall(second(small()), where, { taskDefinition: 'api' })).toThrow(RangeError);
  });

  it('native blue and green', () => {
    const created = small({ deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 } });
    const world = consistent(deployBlueGreen(second(created), where, { taskDefinition: 'api' }));
    expect(revisions(world)).toEqual(['1', '1', '1', '1', '2', '2', '2', '2']);
    expect(world.serviceDeployments.at(-1)).toMatchObject({
      lifecycleStage: 'BAKE_TIME',
      targetServiceRevision: { requestedProductionTrafficWeight: 100 },
    });
  });

  it.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('of %s', (type) => {
    const empty = small({ deploymentController: { type } });
    const external = type === 'EXTERNAL';
    const created = external ? createTaskSet(empty, where, { taskDefinition: 'api', primary: true }) : empty;
    const [test, shifted, done] = (['test', 'shifted', 'done'] as const).map((until) =>
      consistent(shiftTaskSets(second(created), where, { taskDefinition: 'api' }, until)),
    );
    const sets = (world = empty) => (serviceOf(world, where).taskSets ?? []).map((one) => one.status);
    expect([sets(test), sets(shifted), sets(done)]).toEqual([
      ['PRIMARY', 'ACTIVE'],
      ['ACTIVE', 'PRIMARY'],
      ['PRIMARY'],
    ]);
    expect(revisions(test ?? empty)).toEqual(['1', '1', '1', '1', '2', '2', '2', '2']);
    expect(revisions(done ?? empty)).toEqual(['2', '2', '2', '2']);
    const service = serviceOf(done ?? empty, where);
    expect(service.deployments).toEqual([]);
    if (external) expect(service.taskDefinition).toBeUndefined();
    else expect(service.taskDefinition).toMatch(/:2$/);
  });
});

describe('images', () => {
  const digest = (world: World) => world.tasks.at(-1)?.containers[0]?.imageDigest;

  it('that are pushed again run only after a new deployment', () => {
    const before = small();
    const pushed = pushImage(elapse(before, 60), { repository: 'app', tag: 'v1', source: 'rebuilt' });
    const tagged = pushed.images.filter((one) => one.imageTags.includes('v1'));
    expect(tagged).toHaveLength(1);
    expect(tagged[0]?.imageDigest).not.toBe(digest(before));
    // The service revision's digest is used again, also for a new task.
    expect(digest(scale(pushed, where, 5))).toBe(digest(before));
    expect(digest(deploy(pushed, where))).toBe(tagged[0]?.imageDigest);
  });

  it('of several platforms run as the child for theirs', () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    const pushed = pushImage(small(), { repository: 'app', tag: 'v1', source: 'both', platforms });
    const world = deploy(pushed, where);
    const [resolved] = world.serviceRevisions.at(-1)?.containerImages ?? [];
    const index = world.images.find((one) => one.imageTags.includes('v1'));
    expect(resolved?.imageDigest).toBe(index?.imageDigest);
    expect(digest(world)).not.toBe(index?.imageDigest);
    expect(index?.manifest).toContain(digest(world));
  });
});

describe('what hands and AWS do to tasks', () => {
  it('scaling makes no deployment', () => {
    const before = small();
    for (const [desired, running] of [
      [6, 6],
      [1, 1],
      [0, 0],
    ] as const) {
      const world = consistent(scale(before, where, desired));
      const service = serviceOf(world, where);
      expect([service.desiredCount, service.runningCount]).toEqual([desired, running]);
      expect(service.deployments[0]?.id).toBe(serviceOf(before, where).deployments[0]?.id);
      expect(world.serviceDeployments).toHaveLength(1);
    }
  });

  it('overrides', () => {
    const environment = [{ name: 'LOG_LEVEL', value: 'debug' }];
    const world = consistent(overrideTasks(small(), where, [{ name: 'app', environment }]));
    const overridden = world.tasks.filter((task) => task.overrides?.containerOverrides?.some((one) => one.environment));
    expect(overridden).toHaveLength(1);
    const run = consistent(
      runTask(second(small()), 'one', {
        taskDefinition: 'api:2',
        group: 'service:api',
        overrides: { containerOverrides: [{ name: 'app', environment }] },
      }),
    );
    expect(revisions(run)).toEqual(['1', '1', '1', '1', '2']);
    expect(run.tasks.at(-1)?.startedBy).toBeUndefined();
  });

  it.each([
    ['guardduty', /^aws-guardduty-agent-/],
    ['service-connect', /^ecs-service-connect-/],
  ] as const)('injected containers: %s', (kind, name) => {
    const world = consistent(injectContainers(small(), where, kind));
    for (const task of world.tasks) {
      expect(task.containers.map((one) => one.name)).toEqual(['app', expect.stringMatching(name)]);
    }
  });

  it('a change by hand makes no deployment', () => {
    const world = consistent(configureService(small(), where, { enableExecuteCommand: true }));
    expect(serviceOf(world, where).enableExecuteCommand).toBe(true);
    expect(world.serviceDeployments).toHaveLength(1);
  });

  it('a rule that is revoked is gone', () => {
    const world = notApplied();
    const [rule] = world.securityGroupRules;
    const without = revoke(world, rule?.SecurityGroupRuleId ?? '');
    expect(without.securityGroupRules).toEqual(world.securityGroupRules.slice(1));
    expect(() => revoke(without, rule?.SecurityGroupRuleId ?? '')).toThrow(RangeError);
  });

  it('deletion', () => {
    const draining = consistent(deleteService(small(), where, 'DRAINING'));
    expect(serviceOf(draining, where)).toMatchObject({ status: 'DRAINING', runningCount: 4 });
    const gone = consistent(deleteService(small(), where));
    expect(serviceOf(gone, where)).toMatchObject({ status: 'INACTIVE', runningCount: 0, deployments: [] });
  });
});

describe('secrets', () => {
  it('are rotated, and deleted at once or on a day', () => {
    const world = createSecret(emptyWorld(), 'key');
    const rotated = rotateSecret(elapse(world, 60), 'key');
    expect(Object.values(rotated.secrets[0]?.VersionIdsToStages ?? {})).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
    expect(rotated.secrets[0]?.LastChangedDate).toBe(world.now + 60);
    expect(deleteSecret(world, 'key').secrets[0]?.DeletedDate).toBe(world.now);
    expect(deleteSecret(world, 'key', 'at-once').secrets).toEqual([]);
  });

  it('a parameter is gone once it is deleted', () => {
    const name = '/hokusai/development/api/huggingface-api-key';
    const world = deleteParameter(notApplied(), name);
    expect(world.parameters.map((one) => one.Name)).not.toContain(name);
    expect(() => deleteParameter(world, name)).toThrow(RangeError);
  });
});

describe('the incident', () => {
  it.each([
    ['not applied', notApplied, '150', ['150', '150']],
    ['registered', registered, '150', ['150', '150']],
    ['rolled back', rolledBack, '150', ['150', '150']],
    ['half deployed', halfDeployed, '151', ['150', '151']],
    ['deployed', deployed, '151', ['151', '151']],
  ] as const)('%s', (_, state, pointer, running) => {
    const world = consistent(state());
    expect(serviceOf(world, incident).taskDefinition?.split(':').at(-1)).toBe(pointer);
    expect(revisions(world, incident)).toEqual(running);
  });

  it('tells of 150 as INACTIVE after the roll-back', () => {
    const status = rolledBack().taskDefinitions.map((one) => [one.revision, one.status]);
    expect(status).toEqual([
      [150, 'INACTIVE'],
      [151, 'ACTIVE'],
    ]);
  });

  it('goes only forward', () => {
    expect(() => at(deployed(), '2026-01-01T00:00:00Z')).toThrow(RangeError);
  });
});

describe('a fleet', () => {
  it('is consistent, of the size asked for, and another one for another seed', () => {
    const options = { seed: 5, services: 30, groups: 8, clusters: 3 };
    const fleet = consistent(createFleet(options));
    expect([fleet.services.length, fleet.securityGroups.length, fleet.clusters.length]).toEqual([30, 8, 3]);
    expect(fleet.taskDefinitions.filter((one) => one.status === 'ACTIVE')).toHaveLength(30);
    expect(serviceOf(fleet, { cluster: fleetNames.cluster(2), service: fleetNames.service(5) }).status).toBe('ACTIVE');
    expect(createFleet({ ...options, seed: 6 })).not.toEqual(fleet);
  });

  it('of hundreds of services counts them all', () => {
    const fleet = createFleet({ seed: 1, services: 300, groups: 100 });
    expect(fleet.clusters).toMatchObject([{ activeServicesCount: 300, runningTasksCount: fleet.tasks.length }]);
  });
});
