import { withoutKeys } from '../../../model/address.ts';
import type { Value } from '../../../model/declared.ts';
import type { Subject } from '../../../model/leaf.ts';
import type { LiveGroup } from '../../../model/security-group.ts';
import type { Unknown } from '../../../model/value.ts';
import { atomOf, type ResolvedRule, type ResolvedSource } from './compare-rules.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { follow, type KnownGroups, type MatchedGroup, type MatchedLookup } from './known-groups.ts';
import { canonicalSource, ruleKey } from './model.ts';

/** Follows the references of a rule that `subject` declares. `self` is the group that it belongs to. */
export function resolveRule(
  rule: DeclaredRule,
  subject: Subject,
  groups: KnownGroups,
  self: { readonly live: LiveGroup; readonly address?: string },
  uncertain?: Unknown,
): ResolvedRule {
  const source = resolveSource(rule, groups, self);
  const atom = atomOf(rule, source);
  return {
    subject,
    rule,
    source,
    ...(atom === undefined ? {} : { atom }),
    ...(uncertain === undefined ? {} : { uncertain }),
  };
}

/** The same rule twice in one resource is one rule. */
export function distinctRules(rules: readonly ResolvedRule[]): readonly ResolvedRule[] {
  const seen = new Map<Subject, Set<string>>();
  return rules.filter(({ subject, rule, atom }) => {
    if (atom === undefined || rule.open !== undefined) return true;
    const own = seen.get(subject) ?? new Set();
    seen.set(subject, own);
    const key = ruleKey(atom);
    if (own.has(key)) return false;
    own.add(key);
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
      if (isNowhere(value.because)) return { kinds, value, absent: true };
      return kinds.includes('group') ? referredSource(kinds, value, groups) : { kinds, value };
  }
}

/** Whether it is the id of a prefix list that the code makes and that AWS does not have. */
function isNowhere(unknown: Unknown): boolean {
  if (unknown.kind !== 'data' || unknown.candidates === undefined || unknown.candidates.length > 0) return false;
  const [attribute, ...further] = unknown.path;
  const isData = withoutKeys(unknown.address).split('.').at(-3) === 'data';
  return !isData && attribute === 'id' && further.length === 0;
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
  const address = kind === 'group' ? groups.byId.get(canonical.source)?.group.address : undefined;
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
  const target = follow(value.because, groups);
  if (target === undefined) return { kinds, value };
  const declared = 'group' in target ? target.group : undefined;
  const named = declared === undefined ? {} : { address: declared.address };
  switch (target.match.status) {
    case 'found':
      return { kinds: ['group'], value: { state: 'known', value: target.match.group.id, ...placed(value) }, ...named };
    case 'absent':
      return { kinds: ['group'], value, ...named, absent: true };
    default:
      return { kinds, value, ...named, ...accountOf(target) };
  }
}

/** Of a group that AWS was not asked for, the account may be known all the same. */
function accountOf(target: MatchedGroup | MatchedLookup): Pick<ResolvedSource, 'account'> {
  const { place } = 'group' in target ? target.group.query : target.lookup.query;
  return place.doubt === undefined || place.account === undefined ? {} : { account: place.account };
}

function placed(value: Value<unknown>): { readonly at?: NonNullable<Value<unknown>['at']> } {
  return value.at === undefined ? {} : { at: value.at };
}
