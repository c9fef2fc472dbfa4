import { groupBy, groupPairs } from '../../../model/group.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import type { Subject } from '../../../model/leaf.ts';
import type { Place } from '../../../model/place.ts';
import type { Unknown } from '../../../model/value.ts';
import type { DeclaredGroup, GroupQuery, RootGroups, RuleResource } from './declared.ts';
import { type GroupMatch, matchGroup, requestsOf, unknownPart } from './identity.ts';
import { type KnownGroups, knownGroups, ownerOf, type RuleOwner } from './known-groups.ts';
import type { GroupRequest, LiveGroups } from './live.ts';
import { ownersOfLookup, type PossibleOwners, possibleOwners } from './owners.ts';

/** What the code of one root says of one group. */
export interface Claim {
  /** The groups that the root names. */
  readonly groups: KnownGroups;
  /** The group, where the root declares it. */
  readonly group?: DeclaredGroup;
  /** The rule resources of the root that declare rules of it. */
  readonly resources: readonly RuleResource[];
  /** The id, where the group is the root's only by that. */
  readonly id?: string;
  readonly match: GroupMatch;
  readonly place: Place;
}

/** A rule resource of which it is not known whose rules it declares. */
export interface UnassignedRule {
  readonly groups: KnownGroups;
  readonly resource: RuleResource;
  readonly because: Unknown;
  readonly owners: PossibleOwners;
  /** Something else says already that it is not known. */
  readonly isExplained?: true;
}

/** All that the code of one root says of groups, each group once by what the code calls it. */
export interface RootClaims {
  readonly claims: readonly Claim[];
  readonly unassigned: readonly UnassignedRule[];
}

/**
 * What to ask AWS for to find the groups that a root only adds rules to. `live`: what was found of those that it names
 * otherwise.
 */
export function foreignRequests(root: RootGroups, live: LiveGroups): readonly GroupRequest[] {
  return ownedRules(knownGroups(root, live)).flatMap(({ resource, owner }) =>
    owner.kind === 'foreign' ? requestsOf(foreignQuery(owner.id, resource)) : [],
  );
}

/** Finds out what the code of a root says of which group. */
export function claimsOf(root: RootGroups, live: LiveGroups): RootClaims {
  const groups = knownGroups(root, live);
  const owned = ownedRules(groups);
  const own = groupPairs(
    owned.flatMap(({ resource, owner }) =>
      owner.kind === 'declared' ? [[owner.group.address, resource] as const] : [],
    ),
  );
  const declared = groups.declared.map(
    ({ group, match }): Claim => ({
      groups,
      group,
      resources: own.get(group.address) ?? [],
      match,
      place: group.query.place,
    }),
  );
  const foreign = groupBy(owned, foreignKey);
  const others = [...foreign.values()].flatMap((same): Claim[] => {
    const [first] = same;
    if (first === undefined) return [];
    const { resource, owner } = first;
    const common = { groups, resources: same.map((one) => one.resource), place: resource.place };
    if (owner.kind === 'lookup') return [{ ...common, match: owner.lookup.match }];
    if (owner.kind !== 'foreign') return [];
    return [{ ...common, id: owner.id, match: matchGroup(foreignQuery(owner.id, resource), live, groups.vpcs) }];
  });
  const unassigned = owned.flatMap(({ resource, owner }): UnassignedRule[] => {
    if (owner.kind === 'unknown') {
      return [{ groups, resource, because: owner.because, owners: possibleOwners(resource, owner, groups) }];
    }
    if (owner.kind !== 'lookup' || owner.lookup.match.status === 'found' || owner.lookup.match.status === 'absent') {
      return [];
    }
    const { group } = resource;
    const because: Unknown =
      group === undefined || group.state === 'known'
        ? { kind: 'data', address: owner.lookup.lookup.address, path: ['id'] }
        : unknownPart(group);
    return [{ groups, resource, because, owners: ownersOfLookup(owner.lookup), isExplained: true }];
  });
  return { claims: [...declared, ...others], unassigned };
}

interface OwnedRules {
  readonly resource: RuleResource;
  readonly owner: RuleOwner;
}

function ownedRules(groups: KnownGroups): readonly OwnedRules[] {
  return groups.root.ruleResources.map((resource) => ({ resource, owner: ownerOf(resource, groups) }));
}

/** What is the same for all rules of one group that the root does not declare; undefined for other rules. */
function foreignKey({ resource, owner }: OwnedRules): string | undefined {
  if (owner.kind === 'lookup') return owner.lookup.lookup.address;
  return owner.kind === 'foreign' ? `${resource.place.region ?? ''} ${owner.id}` : undefined;
}

function foreignQuery(id: string, { place }: RuleResource): GroupQuery {
  return { id: { state: 'known', value: id }, tags: new Map(), place };
}

/** A claim with its resources as what leaves are about. */
export interface ClaimSubjects {
  readonly claim: Claim;
  /** Of the group, where the root declares it. */
  readonly declared?: { readonly group: DeclaredGroup; readonly subject: Subject };
  readonly members: readonly RuleSubject[];
}
/** A rule resource as what leaves are about. */
export interface RuleSubject {
  readonly resource: RuleResource;
  readonly subject: Subject;
}

/** @param identity what the group of the claim is in AWS, as far as that is known */
export function subjectsOf(claim: Claim, identity: IdentityOf<'security-group'>): ClaimSubjects {
  const { group, groups, resources, match } = claim;
  const everywhere = match.status === 'found' && match.isEverywhere ? { isEverywhere: match.isEverywhere } : {};
  const members = resources.map((resource) => {
    const member = memberOf(resource, groups.root, identity);
    return { ...member, subject: { ...member.subject, ...everywhere } };
  });
  if (group === undefined) return { claim, members };
  const { address, at } = group;
  return {
    claim,
    declared: {
      group,
      subject: { kind: 'security-group', target: groups.root.target, address, at, identity, ...everywhere },
    },
    members,
  };
}

export function memberOf(
  resource: RuleResource,
  { target }: RootGroups,
  identity: IdentityOf<'security-group'>,
): RuleSubject {
  const { address, at } = resource;
  return { resource, subject: { kind: 'security-group', target, address, at, identity, isElements: true } };
}
