import type { Value } from '../../../model/declared.ts';
import { groupBy } from '../../../model/group.ts';
import type { Place } from '../../../model/place.ts';
import type { Unknown } from '../../../model/value.ts';
import type { DeclaredGroup, LookedUpGroup, RootGroups, RuleResource } from './declared.ts';
import { ambiguous, type GroupMatch, matchGroup, unlessDoubtful } from './identity.ts';
import type { LiveGroups } from './live.ts';

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
  const declared = withoutSharedClaims(
    root.groups.map((group) => ({
      group,
      match: unlessDoubtful(matchGroup(group.query, live), group.expansion),
    })),
  );
  const lookups = root.lookups.map((lookup) => ({ lookup, match: matchGroup(lookup.query, live) }));
  return {
    root,
    declared,
    lookups,
    byAddress: new Map(declared.map((one) => [one.group.address, one])),
    byResource: groupBy(declared, ({ group }) => withoutKey(group.address)),
    byId: new Map(declared.flatMap((one) => (one.match.status === 'found' ? [[one.match.group.id, one]] : []))),
    lookupByAddress: new Map(lookups.map((one) => [one.lookup.address, one])),
    lookupById: new Map(lookups.flatMap((one) => (one.match.status === 'found' ? [[one.match.group.id, one]] : []))),
  };
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
  if (unknown.kind === 'data') return isId(unknown.path) ? groups.lookupByAddress.get(unknown.address) : undefined;
  // Of a group whose number of instances is not known, an instance's id is unknown because of that number.
  if (unknown.kind !== 'expansion' && !(unknown.kind === 'resource' && isId(unknown.path))) return undefined;
  const [only, ...others] = groupsAt(unknown.address, groups);
  return others.length === 0 ? only : undefined;
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
  const whole = groups.byAddress.get(withoutKey(address));
  return whole?.group.expansion === undefined ? [] : [whole];
}

/** The address without the instance key at its end. */
function withoutKey(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, '');
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
  const candidates = originsOf(because).flatMap((origin) =>
    origin.kind === 'resource' || origin.kind === 'expansion' ? groupsAt(origin.address, groups) : [],
  );
  return { kind: 'unknown', because, mayBe: [...new Set(candidates.map((one) => one.group.address))] };
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
