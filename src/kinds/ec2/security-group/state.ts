import { attribute, readStringLike } from '../../../model/declared.ts';
import { groupPairs } from '../../../model/group.ts';
import type { LiveGroup, LiveRule, RuleAtom } from '../../../model/security-group.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import { declaredTags } from '../../tags.ts';
import { associationType } from './association.ts';
import { type DeclaredGroups, declaredGroups, groupTypes } from './declared.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { type DefaultVpc, type GroupRequest, inOrder, type LiveGroups } from './live.ts';
import { canonicalRule, canonicalSource } from './model.ts';
import { tagMapOf } from './tags.ts';

/** What a state has of groups and their rules, as if AWS had told it: comparing with it is comparing with the state. */
export function groupsOfState(state: Stack): LiveGroups {
  const declared = declaredGroups(state);
  const groups = groupsIn(state);
  const rules = rulesIn(state, declared);
  const known = new Set(groups.map(({ id }) => id));
  // Of a group that the state only has rules of it knows no more than the id.
  const foreign = [...rules.keys()].flatMap((id): readonly LiveGroup[] =>
    known.has(id) ? [] : [{ id, name: '', description: '', tags: new Map() }],
  );
  return {
    defaultVpc: () => defaultVpcIn(state),
    answerTo: (request) => ({
      status: 'found',
      groups: [...groups, ...foreign].filter((group) => fits(group, request)),
    }),
    associationsOf: (id) => ({ status: 'found', states: associationsIn(state, id) }),
    rulesReadOf: (id) => rules.get(id) ?? [],
    rulesOf: (id) => ({ status: 'found', rules: inOrder(rules.get(id) ?? []), unknownPeers: [] }),
  };
}

/** The default VPC, where the state has it: a state does not say that there is none. */
function defaultVpcIn({ resources }: Stack): DefaultVpc | undefined {
  const found = resources.find(({ type, body }) => {
    const isDefault = body.attributes.get('default')?.value;
    return type === 'aws_default_vpc' || (type === 'aws_vpc' && isDefault?.kind === 'bool' && isDefault.value);
  });
  const id = found && textOf(found, 'id');
  return id === undefined ? undefined : { status: 'found', id };
}

function fits(group: LiveGroup, { by, text, vpcId }: GroupRequest): boolean {
  if (by === 'id') return group.id === text;
  if (vpcId !== undefined && group.vpcId !== undefined && group.vpcId !== vpcId) return false;
  return by === 'name' ? group.name === text : group.name.startsWith(text);
}

/** The groups of the state, also those that it only looked up. */
function groupsIn(state: Stack): readonly LiveGroup[] {
  return state.resources.flatMap((resource): readonly LiveGroup[] => {
    const id = textOf(resource, 'id');
    if (!groupTypes.some((type) => type === resource.type) || id === undefined) return [];
    const vpcId = textOf(resource, 'vpc_id');
    const ownerId = textOf(resource, 'owner_id');
    return [
      {
        id,
        name: textOf(resource, 'name') ?? '',
        description: textOf(resource, 'description') ?? '',
        ...tagsOf(resource, state),
        ...(vpcId === undefined ? {} : { vpcId }),
        ...(ownerId === undefined ? {} : { ownerId }),
      },
    ];
  });
}

function tagsOf(resource: Resource, state: Stack): Pick<LiveGroup, 'tags' | 'hasUntoldTags'> {
  const tags = tagMapOf(declaredTags(resource, state));
  return tags === undefined ? { tags: new Map(), hasUntoldTags: true } : { tags };
}

/** The further VPCs that the state has of a group, each as it was applied. */
function associationsIn({ resources }: Stack, id: string): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap((resource) => {
      const vpcId = textOf(resource, 'vpc_id');
      const isOfGroup = resource.type === associationType && textOf(resource, 'security_group_id') === id;
      return isOfGroup && vpcId !== undefined ? [[vpcId, 'associated'] as const] : [];
    }),
  );
}

/** The rules of the state's groups and rule resources, by the id of the group. */
function rulesIn(state: Stack, { groups, ruleResources }: DeclaredGroups): ReadonlyMap<string, readonly LiveRule[]> {
  const ids = new Map(state.resources.map((resource) => [resource.address, textOf(resource, 'id')]));
  const owned = [
    ...groups.map(({ address, rules }) => ({ id: ids.get(address), rules })),
    ...ruleResources.map(({ group, rules }) => ({ id: group?.state === 'known' ? group.value : undefined, rules })),
  ];
  return groupPairs(
    owned.flatMap(({ id, rules }) => {
      if (id === undefined) return [];
      return rules.flatMap((rule) => liveRule(rule, id)).map((rule) => [id, rule] as const);
    }),
  );
}

/** A rule of the state as AWS would tell it; none when the state does not say all of it. */
function liveRule(rule: DeclaredRule, groupId: string): readonly LiveRule[] {
  const [direction, ...others] = rule.directions;
  const peer = peerOf(rule, groupId);
  if (direction === undefined || others.length > 0 || rule.protocol.state !== 'known' || peer === undefined) return [];
  const description = rule.description?.state === 'known' ? rule.description.value : '';
  const atom = canonicalRule({
    direction,
    protocol: rule.protocol.value,
    ...(rule.fromPort?.state === 'known' ? { fromPort: rule.fromPort.value } : {}),
    ...(rule.toPort?.state === 'known' ? { toPort: rule.toPort.value } : {}),
    ...peer,
  });
  const tags = rule.tags && tagMapOf(rule.tags);
  return [
    {
      ...atom,
      ...(typeof description === 'string' && description !== '' ? { description } : {}),
      ...(tags === undefined ? {} : { tags }),
    },
  ];
}

function peerOf(
  { source }: DeclaredRule,
  groupId: string,
): Pick<RuleAtom, 'sourceKind' | 'source' | 'account'> | undefined {
  if ('self' in source) return { sourceKind: 'group', source: groupId };
  const [kind] = source.kinds;
  return source.value.state === 'known' && kind !== undefined ? canonicalSource(kind, source.value.value) : undefined;
}

function textOf(resource: Resource, name: string): string | undefined {
  const value = readStringLike(attribute(resource.body, name));
  return value?.state === 'known' ? value.value : undefined;
}
