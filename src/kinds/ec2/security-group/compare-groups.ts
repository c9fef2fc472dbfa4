import { groupBy } from '../../../model/group.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import { type Compared, joinCompared, type Leaf, type Subject } from '../../../model/leaf.ts';
import type { Place } from '../../../model/place.ts';
import { type Claim, type ClaimSubjects, claimsOf, memberOf, subjectsOf, type UnassignedRule } from './claims.ts';
import { compareRules, type Extras, type ResolvedRule } from './compare-rules.ts';
import type { RootGroups } from './declared.ts';
import { attributeLeaves, type Declarers, ignoredLeaves, ruleLeaves, unknownPeerLeaves } from './leaves.ts';
import type { LiveGroups, LiveRules } from './live.ts';
import type { Direction, LiveGroup } from './model.ts';
import { canOwn } from './owners.ts';
import { distinctRules, resolveRule } from './resolve.ts';
import { unreached, unreachedClaim, unreachedRule } from './unreached.ts';

/**
 * Compares the groups and rules that the code of all roots declares with what AWS has. All rules that any root declares
 * of one live group are held against it together, so what one root declares is never undeclared to another.
 */
export function compareGroups(roots: readonly RootGroups[], live: LiveGroups): Compared {
  const found = roots.map((root) => claimsOf(root, live));
  const claims = found.flatMap((one) => one.claims);
  const unassigned = found.flatMap((one) => one.unassigned);
  const pools = groupBy(claims, ({ match }) => (match.status === 'found' ? match.group.id : undefined));
  return joinCompared([
    ...claims.flatMap((claim) => (claim.match.status === 'found' ? [] : [unreachedClaim(claim, claim.match)])),
    ...[...pools].map(([id, pool]) => comparePool(pool, live.rulesOf(id), unassigned)),
    ...unassigned.filter(({ isExplained }) => isExplained === undefined).map(unreachedRule),
  ]);
}

/** A claim on the group that a pool is about. */
interface PooledClaim extends ClaimSubjects {
  readonly live: LiveGroup;
}

/** Compares all that is declared of one live group with it. */
function comparePool(pool: readonly Claim[], rules: LiveRules, unassigned: readonly UnassignedRule[]): Compared {
  const claims = pool.flatMap((claim): PooledClaim[] =>
    claim.match.status === 'found'
      ? [{ ...subjectsOf(claim, identityOf(claim.match.group, claim.place)), live: claim.match.group }]
      : [],
  );
  const attributes = {
    subjects: [],
    leaves: claims.flatMap(({ declared, live }) =>
      declared === undefined ? [] : attributeLeaves(declared.group, declared.subject, live),
    ),
  };
  if (rules.status === 'unreadable') return joinCompared([attributes, ...claims.map((one) => unreached(one, rules))]);

  const declared = distinctRules(claims.flatMap(rulesOf));
  const possible = unassigned.flatMap((rule) => possibleRulesOf(rule, claims));
  const { extras, reporters } = undeclaredOf(claims, declared);
  const declarers: Declarers = {
    groups: claims.flatMap((claim) => claim.declared?.subject ?? []),
    reporters,
    namesOf: (target) => {
      const named = claims.find(({ claim }) => claim.groups.root.target === target);
      const account = named?.live.ownerId;
      return {
        addressOf: (id) => named?.claim.groups.byId.get(id)?.group.address,
        ...(account === undefined ? {} : { account }),
      };
    },
  };
  const remarks = claims.flatMap((claim): readonly Leaf[] =>
    claim.declared === undefined ? [] : ignoredLeaves(claim.declared.group, claim.declared.subject),
  );
  const [reporter] = declarers.groups;
  return {
    subjects: claims.flatMap((claim) => [
      ...(claim.declared === undefined ? [] : [claim.declared.subject]),
      ...claim.members.map(({ subject }) => subject),
    ]),
    leaves: [
      ...attributes.leaves,
      ...ruleLeaves(compareRules([...declared, ...possible], rules.rules, extras), declarers),
      ...remarks,
      ...(reporter === undefined ? [] : unknownPeerLeaves(rules.unknownPeers, reporter)),
    ],
  };
}

/**
 * Rules that a root declares of the group, with their references followed. What `ignore_changes` leaves alone is not
 * compared.
 */
function rulesOf({ claim: { groups }, declared, members, live }: PooledClaim): readonly ResolvedRule[] {
  const self = { live, ...(declared === undefined ? {} : { address: declared.group.address }) };
  const inline =
    declared === undefined
      ? []
      : declared.group.rules
          .filter((rule) => rule.directions.every((each) => declared.group.ownership[each] !== 'ignored'))
          .map((rule) => resolveRule(rule, declared.subject, groups, self));
  const standalone = members.flatMap(({ resource, subject }) =>
    resource.rules.map((declared) => resolveRule(declared, subject, groups, self)),
  );
  return [...inline, ...standalone];
}

/** The rules of a rule resource of which it is not known whose they are, where they may be rules of this group. */
function possibleRulesOf(rule: UnassignedRule, claims: readonly PooledClaim[]): readonly ResolvedRule[] {
  const { resource, groups, because, owners } = rule;
  const own = claims.find(({ claim, declared }) => claim.groups.root === groups.root && declared !== undefined);
  const address = own?.declared?.group.address;
  const [first] = claims;
  if (first === undefined) return [];
  if (!canOwn(owners, resource.place, { live: first.live, place: first.claim.place, address })) return [];
  const { subject } = memberOf(resource, groups.root, {});
  const self = { live: first.live, ...(address === undefined ? {} : { address }) };
  return resource.rules.map((declared) => resolveRule(declared, subject, groups, self, because));
}

/**
 * What to make of live rules that no code declares, and which declared group reports them: who owns a direction
 * decides.
 */
function undeclaredOf(
  claims: readonly PooledClaim[],
  rules: readonly ResolvedRule[],
): { readonly extras: Readonly<Record<Direction, Extras>>; readonly reporters: Declarers['reporters'] } {
  const hole = claims.find(({ claim }) => claim.groups.root.hole !== undefined)?.claim.groups.root.hole;
  const owning = (direction: Direction, ownership: string): Subject | undefined =>
    claims.find(({ declared }) => declared?.group.ownership[direction] === ownership)?.declared?.subject;
  const of = (direction: Direction): { extras: Extras; reporter: Subject | undefined } => {
    const leave = { extras: 'leave', reporter: undefined } as const;
    if (owning(direction, 'ignored') !== undefined) return leave;
    const inline = owning(direction, 'inline');
    if (inline !== undefined) return { extras: 'report', reporter: inline };
    const reporter = owning(direction, 'elsewhere');
    if (reporter === undefined || !rules.some(({ rule }) => rule.directions.includes(direction))) return leave;
    return { extras: hole === undefined ? 'report' : { hidden: hole }, reporter };
  };
  const [ingress, egress] = [of('ingress'), of('egress')];
  return {
    extras: { ingress: ingress.extras, egress: egress.extras },
    reporters: { ingress: ingress.reporter, egress: egress.reporter },
  };
}

function identityOf(group: LiveGroup, { region }: Place): IdentityOf<'security-group'> {
  return {
    id: group.id,
    name: group.name,
    ...(group.vpcId === undefined ? {} : { vpcId: group.vpcId }),
    ...(group.ownerId === undefined ? {} : { account: group.ownerId }),
    ...(group.arn === undefined ? {} : { arn: group.arn }),
    ...(region === undefined ? {} : { region }),
  };
}
