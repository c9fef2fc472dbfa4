import {
  attribute,
  blocks,
  type DeclaredBody,
  patternOf,
  readStringLike,
  reasonOf,
  type Value,
} from '../../../model/declared.ts';
import { type Leaf, ownedBy } from '../../../model/leaf.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { Owner } from '../../../model/report/policy.ts';
import type { Stack } from '../../../model/stack.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { clusterName } from '../arn.ts';
import { type DeclaredServiceIdentity, serviceKey } from '../declared-service.ts';
import type { Scaler } from './autoscaling.ts';

/* Whose the members of a service are, when the code itself says that they are somebody else's. */

/** The deployment controllers beside ECS itself. */
export type Controller = 'CODE_DEPLOY' | 'EXTERNAL';

/**
 * What a deployment controller sets of a service. CodeDeploy brings a revision and moves the service to the other
 * target group of its pair; somebody's own controller makes task sets, which have all of these:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html
 */
const controlled: Readonly<Record<Controller, ReadonlySet<string>>> = {
  CODE_DEPLOY: new Set(['taskDefinition']),
  EXTERNAL: new Set([
    'taskDefinition',
    'loadBalancers',
    'networkConfiguration',
    'launchType',
    'capacityProviderStrategy',
    'platformVersion',
    'serviceRegistries',
  ]),
};

/** Who else sets what of a service, as far as the code says. */
export interface Owners {
  readonly scaler?: Scaler;
  /** The names of the two target groups of a deployment group of CodeDeploy that is of the service. */
  readonly targetGroups?: readonly Value<string>[];
}

/** Leaves what differs, of what somebody else sets, to them. `controller`: what deploys the service. */
export function leftToOwners(
  leaves: readonly Leaf[],
  owners: Owners,
  controller: Controller | undefined,
): readonly Leaf[] {
  return leaves.flatMap((leaf) => {
    if (leaf.path[0]?.field === 'desiredCount' && leaf.path.length === 1) return scaled(leaf, owners.scaler);
    return controller !== undefined && isControlled(leaf, owners, controller)
      ? ownedBy([leaf], { kind: 'deployment-controller', name: controller })
      : [leaf];
  });
}

function scaled(leaf: Leaf, scaler: Scaler | undefined): readonly Leaf[] {
  if (scaler === undefined) return [leaf];
  const { address, doubt } = scaler;
  const owner: Owner = { kind: 'autoscaling-target', address };
  if (doubt === undefined) return ownedBy([leaf], owner);
  if (leaf.outcome !== 'differs') return [leaf];
  const { change: _change, rule: _rule, delivery: _delivery, ...rest } = leaf;
  return [{ ...rest, outcome: 'undetermined', code: 'value-unknown', reason: reasonOf(doubt) }];
}

function isControlled({ path, ...leaf }: Leaf, { targetGroups }: Owners, controller: Controller): boolean {
  const [first, second] = path;
  if (first === undefined) return false;
  if (controlled[controller].has(first.field)) return true;
  if (first.field !== 'loadBalancers' || second?.field !== 'targetGroupArn') return false;
  if (leaf.outcome !== 'differs' || leaf.live === undefined || !('value' in leaf.live)) return true;
  // CodeDeploy moves the service from one of the pair to the other, never anywhere else.
  const name = targetGroupName(leaf.live.value);
  return name !== undefined && (targetGroups ?? [name]).some((group) => mayBe(group, name));
}

function mayBe(group: Value<string> | string, name: string): boolean {
  if (typeof group === 'string') return group === name;
  return group.state === 'known' ? group.value === name : matchesPattern(name, patternOf(group));
}

/** `blue` in `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/0123456789abcdef`. */
function targetGroupName(arn: unknown): string | undefined {
  return typeof arn === 'string' ? /:targetgroup\/([^/]+)\//.exec(arn)?.[1] : undefined;
}

/**
 * The names of the pair of target groups between which CodeDeploy moves a service, where a deployment group of the code
 * is certainly the service's.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codedeploy_deployment_group
 */
export function targetGroupsOf(service: DeclaredServiceIdentity, stack: Stack): readonly Value<string>[] | undefined {
  const key = serviceKey(service);
  if (key === undefined) return undefined;
  const groups = stack.resources.filter(
    (resource) =>
      resource.mode === 'managed' &&
      resource.type === 'aws_codedeploy_deployment_group' &&
      resource.expansion === undefined &&
      isSamePlace(placeOf(resource, stack), service.place),
  );
  const own = groups.find(({ body }) =>
    blocks(body, 'ecs_service').blocks.some(
      (block) =>
        textIn(block.body, 'service_name') === key.service &&
        clusterName(textIn(block.body, 'cluster_name') ?? '') === key.cluster,
    ),
  );
  if (own === undefined) return undefined;
  const pairs = within(within([own.body], 'load_balancer_info'), 'target_group_pair_info');
  const groupsOfPair = pairs.map((pair) => blocks(pair, 'target_group'));
  const names = groupsOfPair.flatMap((found) =>
    found.blocks.flatMap(({ body }) => readStringLike(attribute(body, 'name')) ?? []),
  );
  return names.length === 0 || groupsOfPair.some(({ open }) => open !== undefined) ? undefined : names;
}

function within(bodies: readonly DeclaredBody[], type: string): readonly DeclaredBody[] {
  return bodies.flatMap((body) => blocks(body, type).blocks.map((block) => block.body));
}

function textIn(body: DeclaredBody, name: string): string | undefined {
  const value = readStringLike(attribute(body, name));
  return value?.state === 'known' ? value.value : undefined;
}
