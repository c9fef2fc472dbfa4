import type { Failure } from '@aws-sdk/client-ecs';
import type { AwsProblem } from '../model/report.ts';
import { redactText } from '../model/sensitivity.ts';
import { ask, type Session } from './ask.ts';
import { refusesBatch } from './errors.ts';
import type { LiveService, LiveTaskDefinition, Read } from './reads.ts';
import { type Allow, sealService, sealTaskDefinition } from './seal.ts';

/** One revision; for a bare family its latest ACTIVE one. INACTIVE revisions are found, with their status. */
export async function describeTaskDefinition(
  session: Session,
  region: string,
  taskDefinition: string,
  allow: Allow,
): Promise<Read<LiveTaskDefinition>> {
  const action = 'ecs:DescribeTaskDefinition';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeTaskDefinitionCommand } = await import('./sdk/ecs.ts');
    return client.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }), options);
  });
  if (answer.status !== 'found') return answer;
  const { taskDefinition: found, tags } = answer.value;
  if (found === undefined) return unexpected(action, region);
  return { status: 'found', value: sealTaskDefinition({ ...found, ...(tags && { tags }) }, allow) };
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
  allow: Allow,
): Promise<ReadonlyMap<string, Read<LiveService>>> {
  const action = 'ecs:DescribeServices';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecs(region);
    const { DescribeServicesCommand } = await import('./sdk/ecs.ts');
    return client.send(new DescribeServicesCommand({ cluster, services: [...services], include: ['TAGS'] }), options);
  });
  if (answer.status === 'unreadable' && services.length > 1 && refusesBatch(answer.problem)) {
    const singly = await Promise.all(
      services.map((service) => describeServices(session, region, cluster, [service], allow)),
    );
    return new Map(singly.flatMap((found) => [...found]));
  }
  if (answer.status !== 'found') return new Map(services.map((service) => [service, answer]));
  const { services: found = [], failures = [] } = answer.value;
  return new Map(
    services.map((asked): [string, Read<LiveService>] => {
      const service = found.find((one) => one.serviceArn === asked || one.serviceName === lastSegment(asked));
      if (service !== undefined) return [asked, { status: 'found', value: sealService(service, allow) }];
      const failure = failures.find((one) => one.arn !== undefined && lastSegment(one.arn) === lastSegment(asked));
      return [asked, failure === undefined ? unexpected(action, region) : fromFailure(failure, action, region)];
    }),
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
function fromFailure({ reason = '', detail }: Failure, action: string, region: string): Read<never> {
  if (reason === 'MISSING') return { status: 'absent' };
  const problem: AwsProblem = {
    kind: /denied|not authorized/i.test(reason) ? 'denied' : 'unexpected-answer',
    action,
    region,
    ...(reason === '' ? {} : { code: redactText(reason) }),
    ...(detail === undefined ? {} : { message: redactText(detail) }),
  };
  return { status: 'unreadable', problem };
}

function unexpected(action: string, region: string): Read<never> {
  return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } };
}

/** `arn:…:service/cluster/name`, `arn:…:service/name` or `name`: the name. */
function lastSegment(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
