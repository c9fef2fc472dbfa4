import type { KnownRecord } from '../../../compare/declared.ts';
import { judge } from '../../../compare/scalar.ts';
import {
  attribute,
  blocks,
  type DeclaredBody,
  patternOf,
  readStringLike,
  reasonOf,
  type Value,
} from '../../../model/declared.ts';
import { type DifferingLeaf, type Leaf, leftTo, ownedBy } from '../../../model/leaf.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { PolicyData } from '../../../model/report/policy.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Stack } from '../../../model/stack.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { ofType } from '../../stack-index.ts';
import { clusterName } from '../arn.ts';
import { type DeclaredServiceIdentity, serviceKey } from '../declared-service.ts';
import { boundsOf, isInBand, type Scaler } from './autoscaling.ts';
import type { ServiceModel } from './model.ts';

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

/** Who deploys a service, and how, where that is not what the code says of its revision and target groups. */
export interface Deployer {
  readonly controller?: Controller;
  /** The load balancers, by their keys in paths, that ECS may have moved to the other of their two target groups. */
  readonly moved?: { readonly strategy: string; readonly balancers: ReadonlySet<string> };
}

/** Leaves what differs, of what somebody else sets, to them. */
export function leftToOwners(
  leaves: readonly Leaf[],
  owners: Owners,
  { controller, moved }: Deployer,
): readonly Leaf[] {
  return leaves.flatMap((leaf) => {
    if (leaf.path[0]?.field === 'desiredCount' && leaf.path.length === 1) return [scaled(leaf, owners.scaler)];
    if (moved !== undefined && isMoved(leaf, moved.balancers)) {
      return ownedBy([leaf], { kind: 'deployment-strategy', name: moved.strategy });
    }
    return controller !== undefined && isControlled(leaf, owners, controller)
      ? ownedBy([leaf], { kind: 'deployment-controller', name: controller })
      : [leaf];
  });
}

/**
 * The number of tasks as what scales them has it: theirs inside of the band, drift outside of it. Where it is not known
 * which of the two it is, it is not decided.
 */
function scaled(leaf: Leaf, scaler: Scaler | undefined): Leaf {
  if (scaler === undefined || leaf.outcome === 'equal') return leaf;
  const { address, doubt, band } = scaler;
  if (doubt !== undefined) return leaf.outcome === 'differs' ? undecided(leaf, reasonOf(doubt)) : leaf;
  const bounds = boundsOf(band);
  const policy: PolicyData = {
    by: { kind: 'autoscaling-target', address },
    ...(bounds === undefined ? {} : { bounds }),
  };
  const inside = isInBand(countIn(leaf.live), band);
  if (inside === true) return leftTo(leaf, policy);
  if (leaf.outcome !== 'differs') return leaf;
  return inside === false ? { ...leaf, policy } : undecided(leaf, inside);
}

/** What AWS does not say is no number. */
function countIn(live: ShownValue | undefined): number {
  const value = live !== undefined && 'value' in live ? live.value : 0;
  return typeof value === 'number' ? value : 0;
}

/** A difference of which it is not known whether it is one of the code's. */
function undecided(leaf: DifferingLeaf, reason: ReasonData): Leaf {
  const { change: _change, rule: _rule, delivery: _delivery, ...rest } = leaf;
  return { ...rest, outcome: 'undetermined', code: 'value-unknown', reason };
}

const pair: ReadonlySet<string> = new Set(['targetGroupArn', 'alternateTargetGroupArn']);

function isMoved({ path: [first, second, ...further] }: Leaf, balancers: ReadonlySet<string>): boolean {
  if (first?.field !== 'loadBalancers' || first.key === undefined || !balancers.has(first.key)) return false;
  return second !== undefined && pair.has(second.field) && further.length === 0;
}

/** The strategies with which ECS moves a service to the other of two target groups. */
const moving: ReadonlySet<unknown> = new Set(['BLUE_GREEN', 'LINEAR', 'CANARY']);

/**
 * The load balancers of which ECS may have moved the service to the alternate target group, which then is the other way
 * round: it shifts the traffic of the listener rule from one to the other with each deployment.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
 */
export function movedBalancers(declared: KnownRecord<ServiceModel>, live: ServiceModel): Deployer['moved'] {
  const strategy = live.deploymentConfiguration?.strategy;
  if (typeof strategy !== 'string' || !moving.has(strategy)) return undefined;
  const { deploymentConfiguration: configuration, loadBalancers } = declared.members;
  const asked = configuration?.state === 'record' ? configuration.members.strategy : undefined;
  if (asked?.state === 'known' && !moving.has(asked.value)) return undefined;
  const elements = loadBalancers?.state === 'collection' ? loadBalancers.elements : [];
  const pairs = elements.flatMap((element) => (element.state === 'record' ? [element.members] : []));
  const balancers = (live.loadBalancers ?? []).flatMap((balancer) => {
    const { targetGroupArn: now, alternateTargetGroupArn: other, containerName = '', containerPort } = balancer;
    if (now === undefined || other === undefined || sameValue(now, other) === true) return [];
    const isSwapped = pairs.some(
      ({ targetGroupArn: first, alternateTargetGroupArn: second }) =>
        first !== undefined && second !== undefined && canBe(first, other) && canBe(second, now),
    );
    return isSwapped ? [containerPort === undefined ? `${containerName}` : `${containerName}:${containerPort}`] : [];
  });
  return balancers.length === 0 ? undefined : { strategy, balancers: new Set(balancers) };
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

function canBe(declared: Value<Text>, live: Text): boolean {
  return judge(declared, live).outcome !== 'differs';
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
  const groups = ofType(stack, 'aws_codedeploy_deployment_group').filter(
    (resource) => resource.expansion === undefined && isSamePlace(placeOf(resource, stack), service.place),
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
