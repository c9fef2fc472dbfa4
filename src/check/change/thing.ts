import type { LiveIdentity } from '../../model/identity.ts';
import type { Subject } from '../../model/leaf.ts';

/** What tells the accounts (or sessions) of targets apart: what has one name in two of them is two things. */
export type AccountOf = (target: string) => string;

/**
 * What tells a live thing from all others, whatever address or target declares it: a service by its ARN or names, a
 * task definition by its family, whichever revision it was compared with, a group by its id or name. What has no name
 * that is known is told by what the code calls it.
 */
export function thingOf(subject: Subject, accountOf: AccountOf): string {
  const name = nameOf(subject);
  const { kind, target, address } = subject;
  return JSON.stringify(name === undefined ? [kind, target, address] : [kind, accountOf(target), ...name]);
}

function nameOf({ kind, identity }: Subject): readonly unknown[] | undefined {
  const { id, arn, region, family, cluster, service, name, vpcId }: LiveIdentity = identity;
  // Of a task definition it is the service that runs it.
  if (kind === 'ecs-task-definition') return family === undefined ? undefined : [region, family];
  if (id !== undefined) return [id];
  if (service !== undefined) return [region, cluster, service];
  if (name !== undefined) return [region, vpcId, name];
  return arn === undefined ? undefined : [arn];
}
