import type { Failure } from '@aws-sdk/client-ecs';
import { isArn, lastSegment, parseArn } from '../../model/arn.ts';
import type { AwsProblem } from '../../model/report.ts';
import { ask, type Session } from '../ask.ts';
import { distribute, unexpected } from '../pages.ts';
import type { LiveService, LiveTaskDefinition, Read } from '../reads.ts';

/** One revision; for a bare family its latest ACTIVE one. INACTIVE revisions are found, with their status. */
export async function describeTaskDefinition(
  session: Session,
  region: string,
  taskDefinition: string,
): Promise<Read<LiveTaskDefinition>> {
  const action = 'ecs:DescribeTaskDefinition';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeTaskDefinitionCommand } = await import('../sdk/ecs.ts');
    return client.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }), options);
  });
  if (answer.status !== 'found') return answer;
  // They were asked for: AWS leaves them out where there are none.
  const { taskDefinition: found, tags = [] } = answer.value;
  const { taskDefinitionArn, family, revision } = found;
  if (![taskDefinitionArn, family, `${family}:${revision}`].includes(taskDefinition)) {
    return unexpected(action, region, { code: 'NotAskedFor' });
  }
  return { status: 'found', value: { ...found, ...(tags && { tags }) } };
}

/**
 * Services of one cluster, at most ten, by name or ARN. INACTIVE ones are found, with their status. A cluster that does not exist has no
 * services. When AWS refuses the call, each is asked for singly, so that one bad name does not hide the others.
 */
export async function describeServices(
  session: Session,
  region: string,
  cluster: string,
  services: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveService>>> {
  const action = 'ecs:DescribeServices';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeServicesCommand } = await import('../sdk/ecs.ts');
    return client.send(new DescribeServicesCommand({ cluster, services: [...services], include: ['TAGS'] }), options);
  });
  const listed = answer.status === 'found' ? ({ status: 'found', value: answer.value.services } as const) : answer;
  return distribute(listed, services, {
    action,
    region,
    singly: (service) => describeServices(session, region, cluster, [service]),
    fits: (service, key) => isService(service, key) && isCluster(service.clusterArn, cluster),
    found: ([service], key) =>
      service === undefined
        ? notFound(answer, key, action, region)
        : { status: 'found', value: { ...service, tags: service.tags ?? [] } },
  });
}

/** Whether a service is the one of that name or ARN. ARNs are written with the cluster or, the older ones, without. */
function isService({ serviceArn, serviceName }: { serviceArn: string; serviceName: string }, asked: string): boolean {
  return serviceName === lastSegment(asked) && (!isArn(asked) || isSamePlace(serviceArn, asked));
}

/** Whether a cluster is the one of that name or ARN. */
export function isCluster(clusterArn: string, asked: string): boolean {
  return isArn(asked) ? clusterArn === asked : lastSegment(clusterArn) === asked;
}

/** Whether two ARNs are of one partition, region and account. */
function isSamePlace(a: string, b: string): boolean {
  const [one, other] = [parseArn(a), parseArn(b)];
  return one?.partition === other?.partition && one?.region === other?.region && one?.account === other?.account;
}

/** What ECS says of something that is not in its answer. That it says nothing at all does not mean that it does not exist. */
export function notFound(
  answer: Read<{ readonly failures?: readonly Failure[] | undefined }>,
  asked: string,
  action: string,
  region: string,
): Read<never> {
  const failures = answer.status === 'found' ? (answer.value.failures ?? []) : [];
  const failure = failures.find((one) => one.arn !== undefined && lastSegment(one.arn) === lastSegment(asked));
  return failure === undefined
    ? unexpected(action, region, { code: 'NoAnswer' })
    : fromFailure(failure, action, region);
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
function fromFailure({ reason = '', detail }: Failure, action: string, region: string): Read<never> {
  if (reason === 'MISSING') return { status: 'absent' };
  const problem: AwsProblem = {
    kind: /denied|not authorized/i.test(reason) ? 'denied' : 'unexpected-answer',
    action,
    region,
    ...(reason === '' ? {} : { code: reason }),
    ...(detail === undefined ? {} : { message: detail }),
  };
  return { status: 'unreadable', problem };
}
