import { ask, type Session } from './ask.ts';
import { allPages, byText, distribute, toPage } from './pages.ts';
import type { LiveServiceDeployment, LiveServiceRevision, LiveTask, Read, Reads } from './reads.ts';
import { type Allow, sealServiceDeployment, sealTask } from './seal.ts';

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
      const { ListTasksCommand } = await import('./sdk/ecs.ts');
      const input = { cluster, serviceName: service, desiredStatus, ...(nextToken !== undefined && { nextToken }) };
      return client.send(new ListTasksCommand(input), options);
    });
    return answer.status === 'found' ? toPage(action, region, answer.value.taskArns, answer.value.nextToken) : answer;
  });
  return all.status === 'found' ? { status: 'found', value: all.value.toSorted(byText) } : all;
}

/** Tasks of one cluster, at most a hundred, by ARN. One that ended and was forgotten is absent. */
export async function describeTasks(
  session: Session,
  region: string,
  cluster: string,
  tasks: readonly string[],
  allow: Allow,
): Promise<ReadonlyMap<string, Read<LiveTask>>> {
  const action = 'ecs:DescribeTasks';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeTasksCommand } = await import('./sdk/ecs.ts');
    return client.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] }), options);
  });
  const listed: Read<readonly LiveTask[]> =
    answer.status === 'found'
      ? { status: 'found', value: (answer.value.tasks ?? []).map((task) => sealTask(task, allow)) }
      : answer;
  return distribute<LiveTask, LiveTask>(listed, tasks, {
    singly: (task) => describeTasks(session, region, cluster, [task], allow),
    found: (items, key) => foundOr(items.find((task) => task.taskArn === key)),
  });
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
      const { ListServiceDeploymentsCommand } = await import('./sdk/ecs.ts');
      const input = { cluster, service, maxResults: 100, ...(nextToken !== undefined && { nextToken }) };
      return client.send(new ListServiceDeploymentsCommand(input), options);
    });
    if (answer.status !== 'found') return answer;
    return toPage(action, region, answer.value.serviceDeployments, answer.value.nextToken);
  });
  if (all.status !== 'found') return all;
  const value = all.value
    .map(({ serviceDeploymentArn, status, statusReason, targetServiceRevisionArn, createdAt, finishedAt }) =>
      sealServiceDeployment({
        serviceDeploymentArn,
        status,
        statusReason,
        createdAt,
        finishedAt,
        ...(targetServiceRevisionArn && { targetServiceRevision: { arn: targetServiceRevisionArn } }),
      }),
    )
    .toSorted(
      (a, b) =>
        (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
        byText(a.serviceDeploymentArn, b.serviceDeploymentArn),
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
    const { DescribeServiceDeploymentsCommand } = await import('./sdk/ecs.ts');
    return client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns] }), options);
  });
  const listed: Read<readonly LiveServiceDeployment[]> =
    answer.status === 'found'
      ? {
          status: 'found',
          value: (answer.value.serviceDeployments ?? []).map((one) =>
            sealServiceDeployment({
              serviceDeploymentArn: one.serviceDeploymentArn,
              status: one.status,
              statusReason: one.statusReason,
              createdAt: one.createdAt,
              finishedAt: one.finishedAt,
              targetServiceRevision: one.targetServiceRevision,
              rollback: one.rollback,
              deploymentCircuitBreaker: one.deploymentCircuitBreaker,
            }),
          ),
        }
      : answer;
  return distribute<LiveServiceDeployment, LiveServiceDeployment>(listed, arns, {
    singly: (arn) => describeServiceDeployments(session, region, [arn]),
    found: (items, key) => foundOr(items.find((one) => one.serviceDeploymentArn === key)),
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
    const { DescribeServiceRevisionsCommand } = await import('./sdk/ecs.ts');
    return client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] }), options);
  });
  const listed: Read<readonly LiveServiceRevision[]> =
    answer.status === 'found'
      ? {
          status: 'found',
          value: (answer.value.serviceRevisions ?? []).map(
            ({ serviceRevisionArn, taskDefinition, containerImages, createdAt }) => ({
              serviceRevisionArn,
              taskDefinition,
              containerImages,
              createdAt,
            }),
          ),
        }
      : answer;
  return distribute<LiveServiceRevision, LiveServiceRevision>(listed, arns, {
    singly: (arn) => describeServiceRevisions(session, region, [arn]),
    found: (items, key) => foundOr(items.find((one) => one.serviceRevisionArn === key)),
  });
}

/** What is missing in a 200 answer is listed under its `failures` as MISSING. */
function foundOr<T>(value: T | undefined): Read<T> {
  return value === undefined ? { status: 'absent' } : { status: 'found', value };
}
