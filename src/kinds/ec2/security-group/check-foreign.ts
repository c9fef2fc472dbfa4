import { reasonOf } from '../../../model/declared.ts';
import type { Place } from '../../../model/place.ts';
import type { DraftFinding, DraftGap } from '../../../model/report.ts';
import { compareRules } from './compare.ts';
import type { GroupQuery } from './declared.ts';
import { type GroupMatch, unknownPart } from './identity.ts';
import type { KnownGroups, OwnedRules } from './known-groups.ts';
import type { GroupReading } from './live.ts';
import { distinct, resolveRule } from './resolve.ts';
import { checkedMember, comparedGroup, type Result, ruleEntries, unchecked } from './result.ts';

/** A group that the code adds rules to and does not declare. */
export interface ForeignGroup {
  /** In order of address. */
  readonly resources: readonly [OwnedRules, ...OwnedRules[]];
  /** How to find it, unless a data source has. */
  readonly found: GroupMatch | GroupQuery;
  readonly place: Place;
}

/** The groups that the code adds rules to and does not declare. */
export function foreignGroups(owned: readonly OwnedRules[]): readonly ForeignGroup[] {
  const byGroup = new Map<string, [OwnedRules, ...OwnedRules[]]>();
  for (const resource of owned) {
    const { owner, place } = resource;
    if (owner.kind !== 'foreign' && owner.kind !== 'lookup') continue;
    const key = owner.kind === 'foreign' ? `${place.region ?? ''} ${owner.id}` : owner.address;
    const resources = byGroup.get(key);
    if (resources === undefined) byGroup.set(key, [resource]);
    else resources.push(resource);
  }
  return [...byGroup.values()].map((resources): ForeignGroup => {
    const { owner, place } = resources[0];
    const found =
      owner.kind === 'lookup'
        ? owner.match
        : {
            id: { state: 'known' as const, value: owner.kind === 'foreign' ? owner.id : '' },
            tags: new Map(),
            place,
          };
    return { resources, found, place };
  });
}

/** Compares the rules that the code adds to a group of somebody else's: those, and no others. */
export function checkForeign({ resources, place }: ForeignGroup, reading: GroupReading, groups: KnownGroups): Result {
  const [first, ...others] = resources;
  const identity = first.owner.kind === 'foreign' ? { id: first.owner.id } : {};
  if (reading.status === 'absent') {
    const finding: DraftFinding = {
      type: 'resource-missing',
      rule: 'sg/group-missing',
      kind: 'security-group',
      address: first.address,
      path: 'security_group_id',
      at: first.at,
      identity,
      ...(first.owner.kind === 'foreign' ? { declared: { value: first.owner.id } } : {}),
      live: { absent: true },
      ...(others.length === 0 ? {} : { related: others.map(({ address, at }) => ({ address, at })) }),
    };
    return {
      checked: resources.map((resource) => unchecked(resource, 'missing', identity)),
      entries: [{ address: first.address, finding }],
    };
  }
  if (reading.status !== 'found') {
    return {
      checked: resources.map((resource) => unchecked(resource, reading.status, identity)),
      entries: resources.map((resource) => ({ address: resource.address, gap: notReached(resource, reading) })),
    };
  }
  const compared = comparedGroup(reading.group, place.region, (id) => groups.byId.get(id)?.group.address);
  const { rules: live } = reading;
  if (live.status === 'unreadable') {
    return {
      checked: resources.map((resource) => unchecked(resource, 'unreadable', compared.identity)),
      entries: resources.map((resource) => ({ address: resource.address, gap: notReached(resource, live) })),
    };
  }
  const rules = distinct(
    resources.flatMap((resource) => resource.rules.map((rule) => resolveRule(rule, groups, { live: reading.group }))),
  );
  const entries = ruleEntries(compareRules(rules, live.rules, { ingress: 'leave', egress: 'leave' }), compared);
  return { checked: resources.map((resource) => checkedMember(resource, entries, compared)), entries };
}

/** A rule whose group cannot be told. */
export function checkUnknownOwner(resource: OwnedRules): Result {
  if (resource.owner.kind !== 'unknown') return { checked: [], entries: [] };
  const gap: DraftGap = {
    code: resource.expansion === undefined ? 'unidentified' : 'expansion-unknown',
    scope: 'resource',
    kind: 'security-group',
    address: resource.address,
    path: 'security_group_id',
    at: resource.at,
    reason: reasonOf(resource.owner.because),
  };
  return { checked: [unchecked(resource, 'unidentified', {})], entries: [{ address: resource.address, gap }] };
}

/** Why the group of a rule resource could not be looked at. */
function notReached(
  resource: OwnedRules,
  match: Extract<GroupReading, { status: 'unidentified' | 'unreadable' }>,
): DraftGap {
  const why =
    resource.group === undefined || resource.group.state === 'known' ? undefined : unknownPart(resource.group);
  const common = {
    scope: 'resource',
    kind: 'security-group',
    address: resource.address,
    path: 'security_group_id',
    at: resource.at,
  } as const;
  return match.status === 'unreadable'
    ? { code: 'unreadable', ...common, reason: { kind: 'aws', problem: match.problem } }
    : {
        code: 'unidentified',
        ...common,
        reason: match.reason.kind === 'ambiguous' || why === undefined ? match.reason : reasonOf(why),
      };
}
