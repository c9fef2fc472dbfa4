import { withoutLastKey } from '../../../model/address.ts';
import type { Value } from '../../../model/declared.ts';
import { groupBy } from '../../../model/group.ts';
import { onceOf } from '../../../model/once.ts';
import type { Place } from '../../../model/place.ts';
import type { RuleAtom } from '../../../model/security-group.ts';
import type { Unknown } from '../../../model/value.ts';
import { atomOf } from './compare-rules.ts';
import type { DeclaredGroup, LookedUpGroup, RootGroups, RuleResource } from './declared.ts';
import { ambiguous, type GroupMatch, matchGroup, requestsOf, unlessDoubtful, vpcWitness } from './identity.ts';
import type { GroupRequest, LiveGroups } from './live.ts';
import { canonicalRule } from './model.ts';
import { defaultGroupAttribute, keyOfVpc, type NamedVpc, type SettledVpcs, settleVpcs } from './vpc.ts';

/** A group that the code creates, with what it turned out to be in AWS. */
export interface MatchedGroup {
  readonly group: DeclaredGroup;
  readonly match: GroupMatch;
}
/** A group that the code looks up, with what it turned out to be in AWS. */
export interface MatchedLookup {
  readonly lookup: LookedUpGroup;
  readonly match: GroupMatch;
}

/** The groups that the code of a root names, found by what may lead to them. */
export interface KnownGroups {
  readonly root: RootGroups;
  /** The VPCs that the code names without their ids. */
  readonly vpcs: SettledVpcs;
  readonly declared: readonly MatchedGroup[];
  readonly lookups: readonly MatchedLookup[];
  readonly byAddress: ReadonlyMap<string, MatchedGroup>;
  /** The instances of a resource, by its address without their keys. */
  readonly byResource: ReadonlyMap<string, readonly MatchedGroup[]>;
  readonly byId: ReadonlyMap<string, MatchedGroup>;
  readonly lookupByAddress: ReadonlyMap<string, MatchedLookup>;
  readonly lookupById: ReadonlyMap<string, MatchedLookup>;
}

/** Finds the groups that the code of `root` names. */
export function knownGroups(root: RootGroups, live: LiveGroups): KnownGroups {
  const vpcs = settledVpcs(root, live);
  const declared = withoutSharedClaims(
    root.groups.map((group) => ({
      group,
      match: unlessDoubtful(matchGroup(group.query, live, vpcs), group.expansion),
    })),
  );
  const lookups = [...root.lookups, ...defaultGroupLookups(root, vpcs)].map((lookup) => ({
    lookup,
    match: matchGroup(lookup.query, live, vpcs),
  }));
  return {
    root,
    vpcs,
    declared,
    lookups,
    byAddress: new Map(declared.map((one) => [one.group.address, one])),
    byResource: groupBy(declared, ({ group }) => withoutLastKey(group.address)),
    byId: new Map(declared.flatMap((one) => (one.match.status === 'found' ? [[one.match.group.id, one]] : []))),
    lookupByAddress: new Map(lookups.map((one) => [one.lookup.address, one])),
    lookupById: new Map(lookups.flatMap((one) => (one.match.status === 'found' ? [[one.match.group.id, one]] : []))),
  };
}

/** Which VPCs the code of `root` names without their ids, by what was found of its groups. */
function settledVpcs(root: RootGroups, live: LiveGroups): SettledVpcs {
  const groups = root.groups.filter(({ expansion }) => expansion === undefined);
  const queries = [...groups, ...root.lookups].map(({ query }) => query);
  return settleVpcs(
    [
      ...groups.map((group) => vpcWitness(group.query, () => knownRules(group, root), live)),
      ...root.lookups.map(({ query }) => vpcWitness(query, () => [], live)),
    ].flatMap((witness) => witness ?? []),
    queries.flatMap(({ vpc, place }) => {
      const found = vpc?.is === 'account' ? live.defaultVpc(place.region) : undefined;
      return vpc !== undefined && found?.status === 'found' ? [{ vpc, id: found.id }] : [];
    }),
  );
}

/** The rules that are declared of a group, in it or by reference to it, with a peer that is no group. */
function knownRules({ address, rules }: DeclaredGroup, root: RootGroups): readonly RuleAtom[] {
  const own = rulesByGroup(root).get(address) ?? [];
  return [...rules, ...own.flatMap((resource) => resource.rules)].flatMap((rule): readonly RuleAtom[] => {
    const { source, open } = rule;
    if (open !== undefined || 'self' in source || source.kinds.includes('group')) return [];
    const atom = atomOf(rule, source);
    return atom === undefined ? [] : [canonicalRule(atom)];
  });
}

/** The resources of rules of which there is certainly one, by the address of the group whose id they name. */
const rulesByGroup = onceOf(({ ruleResources }: RootGroups) =>
  groupBy(ruleResources, ({ group, expansion }) => {
    if (expansion !== undefined || group?.state !== 'unknown') return undefined;
    const { because } = group;
    return because.kind === 'resource' && isId(because.path) ? because.address : undefined;
  }),
);

/** Live groups that point at several VPCs alike, of which the rules may tell which one is meant. */
export function contestedGroups(root: RootGroups, live: LiveGroups): SettledVpcs['contested'] {
  return settledVpcs(root, live).contested;
}

/**
 * What to ask AWS for to find the default groups of VPCs of which something else was found. `live`: what was found of
 * the groups that the code names.
 */
export function defaultGroupRequests(root: RootGroups, live: LiveGroups): readonly GroupRequest[] {
  return defaultGroupLookups(root, settledVpcs(root, live)).flatMap(({ query }) => requestsOf(query));
}

/** The default groups of VPCs of the code that its rules name and that it does not adopt, where the VPC is known. */
function defaultGroupLookups(root: RootGroups, vpcs: SettledVpcs): readonly LookedUpGroup[] {
  if (root.vpcs.length === 0) return [];
  const named = new Set(
    [...root.groups, ...root.ruleResources]
      .flatMap(({ rules, ...one }) => [
        ...('at' in one && 'group' in one ? [one.group] : []),
        ...rules.map(({ source }) => ('self' in source ? undefined : source.value)),
      ])
      .flatMap((value) => (value?.state === 'unknown' ? (vpcOfDefaultGroup(value.because) ?? []) : [])),
  );
  return root.vpcs.flatMap(({ address, vpc, place }): readonly LookedUpGroup[] => {
    const choice = vpcs.of(vpc);
    if (!named.has(address) || !('id' in choice) || adoptingGroups(vpc, root.groups).length > 0) return [];
    const name = { state: 'known', value: 'default' } as const;
    const query = { name, vpcId: { state: 'known', value: choice.id } as const, tags: new Map(), place };
    return [{ address, attribute: defaultGroupAttribute, query }];
  });
}

/** The default groups that are declared as those of a VPC. */
function adoptingGroups(vpc: NamedVpc, groups: readonly DeclaredGroup[]): readonly DeclaredGroup[] {
  return groups.filter(({ isDefault, query }) => isDefault && query.vpc?.key === vpc.key);
}

/**
 * A live group that several resources of one root would be is none of them: of several roots each may have it in a
 * state of its own.
 */
function withoutSharedClaims(matches: readonly MatchedGroup[]): readonly MatchedGroup[] {
  const claims = groupBy(matches, ({ match }) => (match.status === 'found' ? match.group.id : undefined));
  return matches.map(({ group, match }) =>
    match.status === 'found' && (claims.get(match.group.id) ?? []).length > 1
      ? { group, match: { status: 'unidentified', reason: ambiguous([match.group]) } }
      : { group, match },
  );
}

/** What a reference to a group's id leads to; undefined when it leads to no group, or to one of several. */
export function follow(unknown: Unknown, groups: KnownGroups): MatchedGroup | MatchedLookup | undefined {
  const vpc = vpcOfDefaultGroup(unknown);
  if (vpc !== undefined) return defaultGroupOf(vpc, groups);
  if (unknown.kind === 'data') return isId(unknown.path) ? groups.lookupByAddress.get(unknown.address) : undefined;
  // Of a group whose number of instances is not known, an instance's id is unknown because of that number.
  if (unknown.kind !== 'expansion' && !(unknown.kind === 'resource' && isId(unknown.path))) return undefined;
  const [only, ...others] = groupsAt(unknown.address, groups);
  return others.length === 0 ? only : undefined;
}

/** The address of the VPC of which this is the id of the default group; undefined for everything else. */
export function vpcOfDefaultGroup(unknown: Unknown): string | undefined {
  if (unknown.kind !== 'resource' || unknown.path.length !== 1) return undefined;
  return unknown.path[0] === defaultGroupAttribute ? unknown.address : undefined;
}

/** The default group of the VPC with this address: the one that the code adopts, or the live one. */
function defaultGroupOf(address: string, groups: KnownGroups): MatchedGroup | MatchedLookup | undefined {
  const { vpcs, groups: declared } = groups.root;
  // A plan does not hold the VPC itself.
  const key = vpcs.find((one) => one.address === address)?.vpc.key ?? keyOfVpc(address);
  const [only, ...others] = declared.filter(({ isDefault, query }) => isDefault && query.vpc?.key === key);
  if (only !== undefined) return others.length === 0 ? groups.byAddress.get(only.address) : undefined;
  return groups.lookupByAddress.get(address);
}

/** The declared groups that the default group of the VPC with this address can be. */
export function possibleDefaultGroups(address: string, groups: KnownGroups): readonly DeclaredGroup[] {
  const found = defaultGroupOf(address, groups);
  if (found !== undefined) return 'group' in found ? [found.group] : [];
  return groups.root.groups.filter(({ isDefault }) => isDefault);
}

/** Whether a path into a group leads to what identifies it. */
export function isId(path: readonly (string | number)[]): boolean {
  return path.length === 1 && path[0] === 'id';
}

/** The declared groups that an address can mean: one, or all instances when it is not known which. */
export function groupsAt(address: string, groups: KnownGroups): readonly MatchedGroup[] {
  const exact = groups.byAddress.get(address);
  if (exact !== undefined) return [exact];
  const instances = groups.byResource.get(address);
  if (instances !== undefined) return instances;
  // Of a group with an unknown number of instances there is one entry, without a key.
  const whole = groups.byAddress.get(withoutLastKey(address));
  return whole?.group.expansion === undefined ? [] : [whole];
}

/** Whose rules a rule resource declares. */
export type RuleOwner =
  /** A group that the same root declares. */
  | { readonly kind: 'declared'; readonly group: DeclaredGroup }
  /** A group that the root does not declare. */
  | { readonly kind: 'foreign'; readonly id: string }
  /** A group that a data source looks up. */
  | { readonly kind: 'lookup'; readonly lookup: MatchedLookup }
  /** `mayBe`: the addresses of the groups of the same root that it can be. */
  | { readonly kind: 'unknown'; readonly because: Unknown; readonly mayBe: readonly string[] };

/** Finds out whose rules a rule resource declares. */
export function ownerOf(resource: RuleResource, groups: KnownGroups): RuleOwner {
  const { group } = resource;
  if (group === undefined) {
    return { kind: 'unknown', because: { kind: 'invalid', code: 'no-security_group_id', at: resource.at }, mayBe: [] };
  }
  const target = referred(group, groups);
  const doubt = resource.place.doubt;
  // What is not known to live where its group does is not known to be of that group.
  if (doubt !== undefined && placeOfTarget(target)?.doubt === undefined) {
    const mayBe = target !== undefined && 'group' in target ? [target.group.address] : [];
    return { kind: 'unknown', because: doubt, mayBe };
  }
  if (target !== undefined) {
    return 'group' in target ? { kind: 'declared', group: target.group } : { kind: 'lookup', lookup: target };
  }
  if (group.state === 'known') return { kind: 'foreign', id: group.value };
  const because: Unknown =
    group.state === 'unknown'
      ? group.because
      : { kind: 'operation', name: 'template', from: group.parts.filter((part) => typeof part !== 'string') };
  const candidates = originsOf(because).flatMap((origin): readonly DeclaredGroup[] => {
    const vpc = vpcOfDefaultGroup(origin);
    if (vpc !== undefined) return possibleDefaultGroups(vpc, groups);
    if (origin.kind !== 'resource' && origin.kind !== 'expansion') return [];
    return groupsAt(origin.address, groups).map(({ group: one }) => one);
  });
  return { kind: 'unknown', because, mayBe: [...new Set(candidates.map(({ address }) => address))] };
}

function placeOfTarget(target: MatchedGroup | MatchedLookup | undefined): Place | undefined {
  if (target === undefined) return undefined;
  return 'group' in target ? target.group.query.place : target.lookup.query.place;
}

function referred(value: Value<string>, groups: KnownGroups): MatchedGroup | MatchedLookup | undefined {
  if (value.state === 'known') return groups.byId.get(value.value) ?? groups.lookupById.get(value.value);
  return value.state === 'unknown' ? follow(value.because, groups) : undefined;
}

/** The references that an unknown comes from. */
export function originsOf(unknown: Unknown): readonly Unknown[] {
  if (unknown.kind === 'expansion') return [unknown, ...unknown.from.flatMap(originsOf)];
  return unknown.kind === 'operation' ? unknown.from.flatMap(originsOf) : [unknown];
}
