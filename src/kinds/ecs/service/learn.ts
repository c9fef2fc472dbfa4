import { isSamePlace } from '../../../model/place.ts';
import type { KnownAttributes, Stack } from '../../../model/stack.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { clusterName } from '../arn.ts';
import type { LiveServices, ServiceOfRoot } from './declare.ts';

/** What AWS has told of the services of a root, and of the clusters that they were found in. */
export function learn(declared: readonly ServiceOfRoot[], live: LiveServices, stack: Stack): KnownAttributes {
  return new Map([...learnServices(declared, live), ...learnClusters(stack, declared, live)]);
}

function learnServices(declared: readonly ServiceOfRoot[], live: LiveServices): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const one of declared) {
    const found = live.get(one);
    if (found?.status !== 'active' || found.identity.arn === undefined || one.identity.expansion !== undefined)
      continue;
    learnt.set(one.address, idAndArn(found.identity.arn));
  }
  return learnt;
}

/** A cluster is not compared, but the services that were found in it tell its ARN. */
function learnClusters(stack: Stack, declared: readonly ServiceOfRoot[], live: LiveServices): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const cluster of stack.resources) {
    if (cluster.type !== 'aws_ecs_cluster' || cluster.expansion !== undefined) continue;
    const name = cluster.body.attributes.get(cluster.mode === 'data' ? 'cluster_name' : 'name')?.value;
    if (name?.kind !== 'string') continue;
    const place = placeOf(cluster, stack);
    if (place.doubt !== undefined) continue;
    const [arn] = declared.flatMap((one) => {
      const found = live.get(one);
      if (found?.status !== 'active' || found.clusterArn === undefined || !isSamePlace(one.identity.place, place))
        return [];
      return clusterName(found.clusterArn) === name.value ? [found.clusterArn] : [];
    });
    if (arn !== undefined) learnt.set(cluster.address, idAndArn(arn));
  }
  return learnt;
}

function idAndArn(arn: string): ReadonlyMap<string, TerraformValue> {
  const value: TerraformValue = { kind: 'string', value: arn };
  return new Map([
    ['id', value],
    ['arn', value],
  ]);
}
