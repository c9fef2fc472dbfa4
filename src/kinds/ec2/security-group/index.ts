import { compareCodeUnits } from '../../../model/order.ts';
import type { KnownAttributes } from '../../../model/stack.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { defineKind, type Kind } from '../../kind.ts';
import { compareGroups } from './compare-groups.ts';
import { declareGroups, groupTypes, type RootGroups, ruleTypes } from './declared.ts';
import { knownGroups } from './known-groups.ts';
import type { LiveGroups } from './live.ts';
import type { LiveGroup } from './model.ts';
import { readGroups } from './read.ts';
import { groupsOfState } from './state.ts';

/** Security groups and their rules, in every style that declares them. */
export const securityGroup: Kind = defineKind<RootGroups, LiveGroups>({
  name: 'security-group',
  terraformTypes: [...groupTypes, ...ruleTypes],
  declare: (root) => [declareGroups(root)],
  read: readGroups,
  compare: compareGroups,
  learn: (declared, live) => new Map(declared.flatMap((root) => [...learn(root, live)])),
  liveOfState: (_, state) => groupsOfState(state),
});

/** What AWS has told of the groups of a root, for the references to them. */
function learn(root: RootGroups, live: LiveGroups): KnownAttributes {
  const { declared, lookups } = knownGroups(root, live);
  const found = [
    ...declared.flatMap(({ group, match }) =>
      match.status === 'found' && group.expansion === undefined ? [{ address: group.address, live: match.group }] : [],
    ),
    ...lookups.flatMap(({ lookup, match }) =>
      match.status === 'found' ? [{ address: lookup.address, live: match.group }] : [],
    ),
  ];
  return new Map(
    found
      .toSorted((a, b) => compareCodeUnits(a.address, b.address))
      .map(({ address, live: group }) => [address, attributesOf(group)] as const),
  );
}

function attributesOf(group: LiveGroup): ReadonlyMap<string, TerraformValue> {
  const known = [
    ['id', group.id],
    ['arn', group.arn],
    ['vpc_id', group.vpcId],
    ['owner_id', group.ownerId],
    ['name', group.name],
  ] as const;
  return new Map(
    known.flatMap(([name, value]) => (value === undefined ? [] : [[name, { kind: 'string', value }] as const])),
  );
}
