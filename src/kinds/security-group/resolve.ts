import type { Value } from '../../model/declared.ts';
import type { Unknown } from '../../model/value.ts';
import { atomOf, type ResolvedRule, type ResolvedSource } from './compare.ts';
import type { DeclaredGroup, LookedUpGroup, RuleResource } from './declared.ts';
import type { DeclaredRule } from './declared-rules.ts';
import type { GroupMatch } from './identity.ts';
import { canonicalSource, type LiveGroup } from './model.ts';

/** The groups that the code names, with what they turned out to be in AWS. */
export interface KnownGroups {
  readonly declared: readonly { readonly group: DeclaredGroup; readonly match: GroupMatch }[];
  readonly lookups: readonly { readonly lookup: LookedUpGroup; readonly match: GroupMatch }[];
}

/** Whose rules a rule resource declares. */
export type RuleOwner =
  | { readonly kind: 'declared'; readonly address: string }
  /** A group that the code does not declare. */
  | { readonly kind: 'foreign'; readonly id: string }
  /** A group that a data source looks up. */
  | { readonly kind: 'lookup'; readonly address: string; readonly match: GroupMatch }
  /** `mayBe`: the declared groups that it can be. */
  | { readonly kind: 'unknown'; readonly because: Unknown; readonly mayBe: readonly string[] };

/** A rule resource with the group that it belongs to. */
export type OwnedRules = RuleResource & { readonly owner: RuleOwner };

/** Finds out whose rules a rule resource declares. */
export function ownerOf(resource: RuleResource, groups: KnownGroups): RuleOwner {
  const value = resource.group;
  if (value === undefined) {
    return { kind: 'unknown', because: { kind: 'invalid', code: 'no-security_group_id', at: resource.at }, mayBe: [] };
  }
  if (value.state === 'known') {
    const declared = groups.declared.find(({ match }) => isGroup(match, value.value));
    if (declared !== undefined) return { kind: 'declared', address: declared.group.address };
    const lookup = groups.lookups.find(({ match }) => isGroup(match, value.value));
    if (lookup !== undefined) return { kind: 'lookup', address: lookup.lookup.address, match: lookup.match };
    return { kind: 'foreign', id: value.value };
  }
  const because: Unknown =
    value.state === 'unknown'
      ? value.because
      : { kind: 'operation', name: 'template', from: value.parts.filter((part) => typeof part !== 'string') };
  const referred = referredGroups(because, groups);
  const [only] = referred;
  if (value.state === 'unknown' && leadsToId(because) && referred.length === 1 && only !== undefined) {
    return { kind: 'declared', address: only };
  }
  const lookup = value.state === 'unknown' ? referredLookup(because, groups) : undefined;
  if (lookup !== undefined) return { kind: 'lookup', address: lookup.lookup.address, match: lookup.match };
  const mayBe = [...new Set(origins(because).flatMap((origin) => referredGroups(origin, groups)))];
  return { kind: 'unknown', because, mayBe };
}

/** Follows the references of a rule. `self` is the group that it belongs to. */
export function resolveRule(
  rule: DeclaredRule,
  groups: KnownGroups,
  self: { readonly live: LiveGroup; readonly address?: string },
  shadow?: Unknown,
): ResolvedRule {
  const source = resolveSource(rule, groups, self);
  const atom = atomOf(rule, source);
  return { rule, source, ...(atom === undefined ? {} : { atom }), ...(shadow === undefined ? {} : { shadow }) };
}

/** The same rule twice in one resource is one rule. */
export function distinct(rules: readonly ResolvedRule[]): readonly ResolvedRule[] {
  const seen = new Set<string>();
  return rules.filter(({ rule, atom }) => {
    if (atom === undefined || rule.open !== undefined) return true;
    const key = JSON.stringify([rule.address, atom]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function resolveSource(
  { source }: DeclaredRule,
  groups: KnownGroups,
  self: { readonly live: LiveGroup; readonly address?: string },
): ResolvedSource {
  if ('self' in source) {
    return {
      kinds: ['group'],
      value: { state: 'known', value: self.live.id, ...(source.at === undefined ? {} : { at: source.at }) },
      ...(self.address === undefined ? {} : { address: self.address }),
    };
  }
  const { kinds, value } = source;
  switch (value.state) {
    case 'partial':
      return { kinds, value };
    case 'known':
      return knownSource(kinds, value, groups);
    case 'unknown':
      return kinds.includes('group') ? referredSource(kinds, value, groups) : { kinds, value };
  }
}

function knownSource(
  kinds: ResolvedSource['kinds'],
  value: Extract<Value<string>, { state: 'known' }>,
  groups: KnownGroups,
): ResolvedSource {
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) return { kinds, value };
  const canonical = canonicalSource(kind, value.value);
  if (kind === 'group' && !canonical.source.startsWith('sg-')) {
    // Only the default VPC's groups can be named instead; which one that is, nothing read here tells.
    const because: Unknown = { kind: 'operation', name: 'security group name', from: [], ...placed(value) };
    return { kinds, value: { state: 'unknown', because, ...placed(value) } };
  }
  const address = kind === 'group' ? addressOf(canonical.source, groups) : undefined;
  return {
    kinds: [canonical.sourceKind],
    value: { ...value, value: canonical.source },
    ...(canonical.account === undefined ? {} : { account: canonical.account }),
    ...(address === undefined ? {} : { address }),
  };
}

function referredSource(
  kinds: ResolvedSource['kinds'],
  value: Extract<Value<string>, { state: 'unknown' }>,
  groups: KnownGroups,
): ResolvedSource {
  const { because } = value;
  const [address, ...others] = leadsToId(because) ? referredGroups(because, groups) : [];
  const declared = groups.declared.find(({ group }) => group.address === address);
  const match = others.length > 0 ? undefined : (declared?.match ?? referredLookup(because, groups)?.match);
  const named = address === undefined || others.length > 0 ? {} : { address };
  if (match?.status === 'found') {
    return { kinds: ['group'], value: { state: 'known', value: match.group.id, ...placed(value) }, ...named };
  }
  if (match?.status === 'absent' && declared?.group.expansion === undefined) {
    return { kinds: ['group'], value, ...named, absent: true };
  }
  return { kinds, value, ...named };
}

/** The address of the declared group that has this id. */
export function addressOf(id: string, groups: KnownGroups): string | undefined {
  return groups.declared.find(({ match }) => isGroup(match, id))?.group.address;
}

function isGroup(match: GroupMatch, id: string): boolean {
  return match.status === 'found' && match.group.id === id;
}

/** Whether what is unknown is the id of a resource, plainly. */
function isIdOf(unknown: Unknown): boolean {
  return (
    (unknown.kind === 'resource' || unknown.kind === 'data') && unknown.path.length === 1 && unknown.path[0] === 'id'
  );
}

/** Of a group whose number of instances is not known, an instance's id is unknown because of that number. */
function leadsToId(unknown: Unknown): boolean {
  return unknown.kind === 'expansion' || isIdOf(unknown);
}

/** The declared groups that a reference can mean: one, or all instances when it is not known which. */
function referredGroups(unknown: Unknown, { declared }: KnownGroups): readonly string[] {
  if (unknown.kind !== 'resource' && unknown.kind !== 'expansion') return [];
  const exact = declared.find(({ group }) => group.address === unknown.address);
  if (exact !== undefined) return [exact.group.address];
  const instances = declared.filter(({ group }) => withoutKey(group.address) === unknown.address);
  if (instances.length > 0) return instances.map(({ group }) => group.address);
  // Of a group with an unknown number of instances there is one entry, without a key.
  const whole = declared.find(
    ({ group }) => group.expansion !== undefined && group.address === withoutKey(unknown.address),
  );
  return whole === undefined ? [] : [whole.group.address];
}

function referredLookup(unknown: Unknown, { lookups }: KnownGroups): KnownGroups['lookups'][number] | undefined {
  if (unknown.kind !== 'data' || !isIdOf(unknown)) return undefined;
  return lookups.find(({ lookup }) => lookup.address === unknown.address);
}

/** The address without the instance key at its end. */
function withoutKey(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, '');
}

/** The references that an unknown comes from. */
function origins(unknown: Unknown): readonly Unknown[] {
  if (unknown.kind === 'expansion') return [unknown, ...unknown.from.flatMap(origins)];
  return unknown.kind === 'operation' ? unknown.from.flatMap(origins) : [unknown];
}

function placed(value: Value<unknown>): { readonly at?: NonNullable<Value<unknown>['at']> } {
  return value.at === undefined ? {} : { at: value.at };
}
