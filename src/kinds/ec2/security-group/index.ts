import { groupBy } from '../../../model/group.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { LiveGroup } from '../../../model/security-group.ts';
import type { KnownAttributes } from '../../../model/stack.ts';
import { defineKind, type Kind } from '../../kind.ts';
import { groupArguments } from './arguments.ts';
import { compareGroups } from './compare-groups.ts';
import { declareGroups, type RootGroups } from './declared.ts';
import { type KnownGroups, knownGroups } from './known-groups.ts';
import type { LiveGroups } from './live.ts';
import { readGroups } from './read.ts';
import { groupsOfState } from './state.ts';
import { defaultGroupAttribute } from './vpc.ts';

/** Security groups and their rules, in every style that declares them. */
export const securityGroup: Kind = defineKind<RootGroups, LiveGroups>({
  name: 'security-group',
  resourceTypes: groupArguments,
  declare: (root) => [declareGroups(root)],
  read: readGroups,
  compare: compareGroups,
  learn: (declared, live) => new Map(declared.flatMap((root) => [...learn(root, live)])),
  liveOfState: (_, state) => groupsOfState(state),
});

/** What AWS has told of the groups of a root, and of the VPCs that they are in, for the references to them. */
function learn(root: RootGroups, live: LiveGroups): KnownAttributes {
  const groups = knownGroups(root, live);
  const attributes = [...groupAttributes(groups), ...vpcAttributes(groups)];
  const byAddress = groupBy(attributes, ({ address }) => address);
  return new Map(
    [...byAddress]
      .toSorted(([a], [b]) => compareCodeUnits(a, b))
      .map(([address, told]) => [address, new Map(told.map(({ name, value }) => [name, { kind: 'string', value }]))]),
  );
}

/** An attribute of a resource or data source that AWS has told. */
interface ToldAttribute {
  readonly address: string;
  readonly name: string;
  readonly value: string;
}

function groupAttributes({ declared, lookups }: KnownGroups): readonly ToldAttribute[] {
  return [
    ...declared.flatMap(({ group, match }) =>
      match.status === 'found' && group.expansion === undefined ? attributesOf(group.address, match.group) : [],
    ),
    ...lookups.flatMap(({ lookup: { address, attribute }, match }) => {
      if (match.status !== 'found') return [];
      const { group } = match;
      return attribute === 'id' ? attributesOf(address, group) : [{ address, name: attribute, value: group.id }];
    }),
  ];
}

/** The ids of VPCs, by the groups that were found in them, and of the default groups of those. */
function vpcAttributes({ root, vpcs, declared }: KnownGroups): readonly ToldAttribute[] {
  const named = new Map(
    [...root.groups, ...root.lookups].flatMap(({ query: { vpc } }) => {
      const choice = vpcs.of(vpc);
      const attribute = vpc?.attribute;
      if (attribute === undefined || !('id' in choice)) return [];
      return [[JSON.stringify(attribute), { ...attribute, value: choice.id }] as const];
    }),
  );
  const adopted = declared.flatMap(({ group, match }) => {
    if (!group.isDefault || match.status !== 'found') return [];
    const { id } = match.group;
    return root.vpcs
      .filter(({ vpc }) => vpc.key === group.query.vpc?.key)
      .map(({ address }) => ({ address, name: defaultGroupAttribute, value: id }));
  });
  return [...named.values(), ...adopted];
}

function attributesOf(address: string, group: LiveGroup): readonly ToldAttribute[] {
  const known = [
    ['id', group.id],
    ['arn', group.arn],
    ['vpc_id', group.vpcId],
    ['owner_id', group.ownerId],
    ['name', group.name],
  ] as const;
  return known.flatMap(([name, value]) => (value === undefined ? [] : [{ address, name, value }]));
}
