import type { Task } from '@aws-sdk/client-ecs';
import { compareCodeUnits } from '../../model/order.ts';
import { ask, type Session } from '../ask.ts';
import { allPages, distribute, toPage } from '../pages.ts';
import type { LiveServiceDeployment, LiveServiceRevision, LiveTask, Read, Reads } from '../reads.ts';
import { isCluster, notFound } from './ecs.ts';

/* What ECS tells of the way from a service to its tasks. */

/** The ARNs of a service's tasks, running or stopped, in order. A service or cluster that does not exist has none. */
export async function listTasks(
  session: Session,
  region: string,
  { cluster, service, 'desired-status': desiredStatus }: Reads['ecs:ListTasks']['key'],
): Promise<Read<string[]>> {
  const action = 'ecs:ListTasks';
  const all = await allPages(action, region, async (nextToken) => {
    const answer = await ask(session, action, region, async (options) => {
      const client = await session.clients.ecs(region);
      const { ListTasksCommand } = await import('../sdk/ecs.ts');
      const input = { cluster, serviceName: service, desiredStatus, ...(nextToken !== undefined && { nextToken }) };
      return client.send(new ListTasksCommand(input), options);
    });
    return toPage(answer, ({ taskArns, nextToken: next }) => ({ items: taskArns, next }));
  });
  return all.status === 'found' ? { status: 'found', value: all.value.toSorted() } : all;
}

/** Tasks of one cluster, at most a hundred, by ARN. One that ended and was forgotten is absent. */
export async function describeTasks(
  session: Session,
  region: string,
  cluster: string,
  tasks: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveTask>>> {
  const action = 'ecs:DescribeTasks';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeTasksCommand } = await import('../sdk/ecs.ts');
    return client.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] }), options);
  });
  const listed = answer.status === 'found' ? ({ status: 'found', value: answer.value.tasks } as const) : answer;
  return distribute(listed, tasks, {
    action,
    region,
    singly: (task) => describeTasks(session, region, cluster, [task]),
    fits: (task, key) => task.taskArn === key && isCluster(task.clusterArn, cluster),
    found: ([task], key) =>
      task === undefined ? notFound(answer, key, action, region) : { status: 'found', value: pickTask(task) },
  });
}

/** What is kept of a task: nothing is made of the rest. */
function pickTask({ containers, overrides, ...task }: Task): LiveTask {
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
          ({ name, cpu, memory, memoryReservation, command, environment }) => ({
            ...{ name, cpu, memory, memoryReservation, command, environment },
          }),
        ),
      },
    }),
  };
}

/** The deployments of a service that ECS still knows, the newest first. */
export async function listServiceDeployments(
  session: Session,
  region: string,
  { cluster, service }: Reads['ecs:ListServiceDeployments']['key'],
): Promise<Read<LiveServiceDeployment[]>> {
  const action = 'ecs:ListServiceDeployments';
  const all = await allPages(action, region, async (nextToken) => {
    const answer = await ask(session, action, region, async (options) => {
      const client = await session.clients.ecs(region);
      const { ListServiceDeploymentsCommand } = await import('../sdk/ecs.ts');
      const input = { cluster, service, maxResults: 100, ...(nextToken !== undefined && { nextToken }) };
      return client.send(new ListServiceDeploymentsCommand(input), options);
    });
    return toPage(answer, ({ serviceDeployments, nextToken: next }) => ({ items: serviceDeployments, next }));
  });
  if (all.status !== 'found') return all;
  const value = all.value
    .map(({ serviceDeploymentArn, status, statusReason, targetServiceRevisionArn, createdAt, finishedAt }) => ({
      serviceDeploymentArn,
      status,
      statusReason,
      createdAt,
      finishedAt,
      ...(targetServiceRevisionArn && { targetServiceRevision: { arn: targetServiceRevisionArn } }),
    }))
    .toSorted(
      (a, b) =>
        (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
        compareCodeUnits(a.serviceDeploymentArn, b.serviceDeploymentArn),
    );
  return { status: 'found', value };
}

/** Service deployments, at most twenty, by ARN. */
export async function describeServiceDeployments(
  session: Session,
  region: string,
  arns: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveServiceDeployment>>> {
  const action = 'ecs:DescribeServiceDeployments';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeServiceDeploymentsCommand } = await import('../sdk/ecs.ts');
    return client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns] }), options);
  });
  const listed =
    answer.status === 'found' ? ({ status: 'found', value: answer.value.serviceDeployments } as const) : answer;
  return distribute(listed, arns, {
    action,
    region,
    singly: (arn) => describeServiceDeployments(session, region, [arn]),
    fits: (one, key) => one.serviceDeploymentArn === key,
    found: ([one], key) =>
      one === undefined
        ? notFound(answer, key, action, region)
        : {
            status: 'found',
            value: {
              serviceDeploymentArn: one.serviceDeploymentArn,
              status: one.status,
              statusReason: one.statusReason,
              createdAt: one.createdAt,
              finishedAt: one.finishedAt,
              targetServiceRevision: one.targetServiceRevision,
              rollback: one.rollback,
              deploymentCircuitBreaker: one.deploymentCircuitBreaker,
            },
          },
  });
}

/** Service revisions, at most twenty, by ARN. */
export async function describeServiceRevisions(
  session: Session,
  region: string,
  arns: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveServiceRevision>>> {
  const action = 'ecs:DescribeServiceRevisions';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeServiceRevisionsCommand } = await import('../sdk/ecs.ts');
    return client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] }), options);
  });
  const listed =
    answer.status === 'found' ? ({ status: 'found', value: answer.value.serviceRevisions } as const) : answer;
  return distribute(listed, arns, {
    action,
    region,
    singly: (arn) => describeServiceRevisions(session, region, [arn]),
    fits: (one, key) => one.serviceRevisionArn === key,
    found: ([one], key) => {
      if (one === undefined) return notFound(answer, key, action, region);
      const { serviceRevisionArn, taskDefinition, containerImages, createdAt } = one;
      return { status: 'found', value: { serviceRevisionArn, taskDefinition, containerImages, createdAt } };
    },
  });
}
