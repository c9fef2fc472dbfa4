import { draw } from './draw.ts';
import { type Fault, type FaultTarget, type Hit, identityOf } from './faults.ts';
import { type View, viewOf } from './view.ts';
import type { World } from './world.ts';

/*
 * What a call does not see yet: an answer of AWS may be that of a moment ago.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */

/** What a call sees: all of `view`, but for what its faults keep from it. */
export function seenBy(call: FaultTarget, { faults, before }: Hit, view: View): View {
  return faults.reduce((seen, fault) => {
    if (fault.kind === 'earlier') return viewOf(fault.world, seen);
    if (fault.kind !== 'unseen') return seen;
    return viewOf(
      without(seen.world, (thing) => isUnseen(fault, thing, identityOf(call), before)),
      seen,
    );
  }, view);
}

function isUnseen(fault: Extract<Fault, { kind: 'unseen' }>, thing: string, call: string, before: number): boolean {
  const { things, probability, seed = 1 } = fault;
  if (things !== undefined && !things.includes(thing)) return false;
  return probability === undefined || draw(seed, fault.kind, thing, call, before) < probability;
}

/** The world without what can have been made a moment ago and is asked for by an id. */
function without(world: World, isGone: (id: string) => boolean): World {
  const left = <T>(things: readonly T[], id: (thing: T) => string): readonly T[] =>
    things.filter((thing) => !isGone(id(thing)));
  return {
    ...world,
    taskDefinitions: left(world.taskDefinitions, (one) => one.taskDefinitionArn),
    services: left(world.services, (one) => one.serviceArn),
    serviceDeployments: left(world.serviceDeployments, (one) => one.serviceDeploymentArn),
    serviceRevisions: left(world.serviceRevisions, (one) => one.serviceRevisionArn),
    tasks: left(world.tasks, (one) => one.taskArn),
    securityGroups: left(world.securityGroups, (one) => one.GroupId),
    securityGroupRules: left(world.securityGroupRules, (one) => one.SecurityGroupRuleId),
    networkInterfaces: left(world.networkInterfaces, (one) => one.NetworkInterfaceId),
  };
}
