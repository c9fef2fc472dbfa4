import { matchesPattern } from '../../../model/pattern.ts';
import { isSamePlace, type Place } from '../../../model/place.ts';
import type { Reach } from '../../../model/reach.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import type { LiveGroup } from '../../../model/security-group.ts';
import type { Unknown } from '../../../model/value.ts';
import type { GroupQuery, RuleResource } from './declared.ts';
import type { GroupMatch } from './identity.ts';
import {
  groupsAt,
  isId,
  type KnownGroups,
  type MatchedLookup,
  originsOf,
  possibleDefaultGroups,
  vpcOfDefaultGroup,
} from './known-groups.ts';

/** The groups that rules can be of, where it is not known whose they are: what their group's expression can lead to. */
export interface PossibleOwners {
  /** Addresses of groups that the same root declares. */
  readonly addresses: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  /** Ids with holes. */
  readonly templates: Reach['templates'];
  /** Groups that the code looks up, which AWS has not told yet. */
  readonly lookups: readonly GroupQuery[];
  /** Any group, also those of other roots. */
  readonly isAny: boolean;
  /** It is none but a declared group: nothing else can be meant. */
  readonly isDeclared: boolean;
}

/** What can be the group of a rule resource whose group is not known `because`. */
export function possibleOwners(
  resource: RuleResource,
  { because, mayBe }: { readonly because: Unknown; readonly mayBe: readonly string[] },
  groups: KnownGroups,
): PossibleOwners {
  const { group, place } = resource;
  if (group === undefined) return { ...noOwners, isDeclared: false };
  if (group.state === 'known') {
    return { ...noOwners, addresses: new Set(mayBe), ids: new Set([group.value]), isDeclared: false };
  }
  const reach = resource.reach?.of('security_group_id');
  if (reach !== undefined && place.doubt === undefined) return ownersIn(reach, groups);
  const origins = originsOf(because);
  return {
    ...noOwners,
    addresses: new Set(mayBe),
    isAny: origins.some(isOutside),
    isDeclared: place.doubt === undefined && origins.every(({ kind }) => kind === 'resource'),
  };
}

/** What a group that the code looks up can be, as long as AWS has not told. */
export function ownersOfLookup({ lookup, match }: MatchedLookup): PossibleOwners {
  return { ...noOwners, ...lookedUp(lookup.query, match), isDeclared: false };
}

const noOwners: PossibleOwners = {
  addresses: new Set(),
  ids: new Set(),
  templates: [],
  lookups: [],
  isAny: false,
  isDeclared: true,
};

/** What lies outside of a root's own resources: it may hold the id of any group. */
function isOutside({ kind }: Unknown): boolean {
  return kind === 'data' || kind === 'variable' || kind === 'module';
}

function ownersIn({ attributes, texts, templates, open }: Reach, groups: KnownGroups): PossibleOwners {
  const addresses = new Set<string>();
  const ids = new Set(texts);
  const lookups: GroupQuery[] = [];
  let isAny = open !== undefined;
  let isDeclared = !isAny && templates.length === 0 && texts.every((text) => groups.byId.has(text));
  for (const { kind, address, path } of attributes) {
    if (kind === 'resource') {
      const vpc = vpcOfDefaultGroup({ kind, address, path });
      const ofVpc = vpc === undefined ? [] : possibleDefaultGroups(vpc, groups);
      for (const group of ofVpc) addresses.add(group.address);
      const live = vpc === undefined ? undefined : groups.lookupByAddress.get(vpc)?.match;
      if (live?.status === 'found') ids.add(live.group.id);
      const found = groupsAt(address, groups);
      if (isId(path)) for (const { group } of found) addresses.add(group.address);
      // The id of what is no group is that of no group.
      if (found.length === 0) isDeclared = false;
      continue;
    }
    isDeclared = false;
    const lookup = isId(path) ? groups.lookupByAddress.get(address) : undefined;
    if (lookup === undefined) isAny = true;
    else {
      const found = lookedUp(lookup.lookup.query, lookup.match);
      for (const id of found.ids) ids.add(id);
      lookups.push(...found.lookups);
    }
  }
  return { addresses, ids, templates, lookups, isAny, isDeclared };
}

function lookedUp(query: GroupQuery, match: GroupMatch): Pick<PossibleOwners, 'ids' | 'lookups'> {
  switch (match.status) {
    case 'found':
      return { ids: new Set([match.group.id]), lookups: [] };
    case 'absent':
      return { ids: new Set(), lookups: [] };
    case 'unidentified': {
      const { candidates } = match.reason;
      return candidates === undefined
        ? { ids: new Set(), lookups: [query] }
        : { ids: new Set(candidates), lookups: [] };
    }
    case 'unreadable':
      return { ids: new Set(), lookups: [query] };
  }
}

/** Whether rules can be those of a live group. `address`: the group's, where the same root declares it. */
export function canOwn(
  owners: PossibleOwners,
  place: Place,
  group: { readonly live: LiveGroup; readonly place: Place; readonly address: string | undefined },
): boolean {
  const { live, address } = group;
  if (address !== undefined && owners.addresses.has(address)) return true;
  if (owners.ids.has(live.id)) return true;
  if (!isSamePlace(place, group.place)) return false;
  return (
    owners.isAny ||
    owners.templates.some((parts) => matchesPattern(live.id, parts)) ||
    owners.lookups.some((query) => fitsQuery(live, query))
  );
}

/** Whether a live group can be the one that is looked up, as far as what is asked for is known. */
function fitsQuery(live: LiveGroup, { id, name, vpcId, tags }: GroupQuery): boolean {
  return (
    (id?.state !== 'known' || id.value === live.id) &&
    (name?.state !== 'known' || name.value === live.name) &&
    (vpcId?.state !== 'known' || live.vpcId === undefined || vpcId.value === live.vpcId) &&
    [...tags].every(([key, value]) => sameValue(live.tags.get(key), value) !== false)
  );
}
