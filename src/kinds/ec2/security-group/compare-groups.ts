import { eachInSteps, type Steps } from '../../../model/course.ts';
import { groupBy } from '../../../model/group.ts';
import { type Compared, joinCompared, type Subject } from '../../../model/leaf.ts';
import type { LiveGroup, LiveRule } from '../../../model/security-group.ts';
import { associationLeaves, isAssociated, type LiveAssociations } from './association.ts';
import { type Claim, type ClaimSubjects, claimsOf, subjectsOf } from './claims.ts';
import { demandsOf, outcomesOf, type PreparedRules, prepareRules, type ResolvedRule } from './compare-rules.ts';
import { conflictLeaves } from './conflicts.ts';
import type { RootGroups } from './declared.ts';
import { exclusiveLeaves } from './exclusive.ts';
import { attributeLeaves, type Declarers, ruleLeaves, unknownPeerLeaves } from './leaves.ts';
import { groupIdentity, type LiveGroups, type LiveRules } from './live.ts';
import { matchRules } from './matching.ts';
import { undeclaredOf } from './ownership.ts';
import { recreatedLeaves } from './recreated.ts';
import { distinctRules, resolveRule } from './resolve.ts';
import { possibleRules, type UndecidedRule, undecidedDemands, undecidedLeaves, undecidedRule } from './undecided.ts';
import { unreached, unreachedClaim } from './unreached.ts';

/**
 * Compares the groups and rules that the code of all roots declares with what AWS has. All rules that any root declares
 * of one live group are held against it together, so what one root declares is never undeclared to another.
 */
export function* compareGroups(roots: readonly RootGroups[], live: LiveGroups): Steps<Compared> {
  const found = yield* eachInSteps(roots, (root) => claimsOf(root, live));
  const claims = found.flatMap((one) => one.claims);
  const undecided = found.flatMap((one) => one.unassigned).map(undecidedRule);
  const byGroup = groupBy(claims, ({ match }) => (match.status === 'found' ? match.group.id : undefined));
  const pools = yield* eachInSteps(byGroup, ([id, pool]): Pool => {
    const prepared = preparePool(pool, live.rulesOf(id), undecided);
    return prepared.claims.some(isAssociated) ? { ...prepared, associations: live.associationsOf(id) } : prepared;
  });
  const wanted = undecidedDemands(
    undecided,
    pools.flatMap(({ prepared }) => prepared?.possible ?? []),
    live,
  );
  const demands = [...pools.flatMap(({ prepared }) => (prepared === undefined ? [] : demandsOf(prepared))), ...wanted];
  const given = matchRules(demands);
  const wantedRules = new Set(demands.map(({ rule }) => rule));
  const missing = groupBy(
    wanted.flatMap(({ rule }) => (given.has(rule) ? [] : [rule])),
    ({ subject }) => subject,
  );
  const compared = yield* eachInSteps(pools, (pool) => comparePool(pool, wantedRules, given));
  return joinCompared([
    ...claims.flatMap((claim) => (claim.match.status === 'found' ? [] : [unreachedClaim(claim, claim.match)])),
    ...compared,
    ...undecided
      .filter(({ isExplained }) => isExplained === undefined)
      .map((rule) => {
        const gone = missing.get(rule.subject) ?? [];
        return undecidedLeaves(rule, gone, gone.length === 0 ? [] : groupsOf(rule, pools));
      }),
  ]);
}

/** The groups that a rule may be of, as what leaves are about. */
function groupsOf(rule: UndecidedRule, pools: readonly Pool[]): readonly Subject[] {
  return pools.flatMap(({ claims }) =>
    claims.flatMap(({ claim, declared }) =>
      claim.groups.root === rule.groups.root &&
      declared !== undefined &&
      rule.owners.addresses.has(declared.group.address)
        ? [declared.subject]
        : [],
    ),
  );
}

/** A claim on the group that a pool is about. */
interface PooledClaim extends ClaimSubjects {
  readonly live: LiveGroup;
}

/** All that is declared of one live group, and the rules that it has. */
interface Pool {
  readonly claims: readonly PooledClaim[];
  readonly rules: LiveRules;
  readonly declared: readonly ResolvedRule[];
  /** Absent where its rules could not be read. */
  readonly prepared?: PreparedRules;
  /** The further VPCs that it is associated with; absent where no code declares any. */
  readonly associations?: LiveAssociations;
}

function preparePool(pool: readonly Claim[], rules: LiveRules, undecided: readonly UndecidedRule[]): Pool {
  const claims = pool.flatMap((claim): PooledClaim[] =>
    claim.match.status === 'found'
      ? [{ ...subjectsOf(claim, groupIdentity(claim.match.group, claim.place.region)), live: claim.match.group }]
      : [],
  );
  if (rules.status === 'unreadable') return { claims, rules, declared: [] };
  const declared = distinctRules(claims.flatMap(rulesOf));
  const [first] = claims;
  const possible = undecided.flatMap((rule) => {
    if (first === undefined) return [];
    const own = claims.find(({ claim, declared: one }) => claim.groups.root === rule.groups.root && one !== undefined);
    return possibleRules(rule, { live: first.live, place: first.claim.place, address: own?.declared?.group.address });
  });
  return { claims, rules, declared, prepared: prepareRules([...declared, ...possible], rules.rules) };
}

/** Compares all that is declared of one live group with it. */
function comparePool(
  { claims, rules, declared, prepared, associations }: Pool,
  demands: ReadonlySet<ResolvedRule>,
  given: ReadonlyMap<ResolvedRule, LiveRule>,
): Compared {
  const attributes = {
    subjects: [],
    leaves: [
      ...claims.flatMap(({ claim, declared, live }) =>
        declared === undefined
          ? []
          : [...recreatedLeaves(declared, claim.match), ...attributeLeaves(declared.group, declared.subject, live)],
      ),
      ...conflictLeaves(claims),
    ],
  };
  if (rules.status === 'unreadable' || prepared === undefined) {
    return joinCompared([
      attributes,
      ...(rules.status === 'unreadable' ? claims.map((one) => unreached(one, rules)) : []),
    ]);
  }

  const { extras, reporters } = undeclaredOf(claims, declared);
  const live = claims[0]?.live;
  const region = claims[0]?.claim.place.region;
  const declarers: Declarers = {
    groups: claims.flatMap((claim) => claim.declared?.subject ?? []),
    reporters,
    rules,
    ...(live === undefined ? {} : { live }),
    ...(region === undefined ? {} : { region }),
    namesOf: (target) => {
      const named = claims.find(({ claim }) => claim.groups.root.target === target);
      const account = named?.live.ownerId;
      return {
        addressOf: (id) => named?.claim.groups.byId.get(id)?.group.address,
        ...(account === undefined ? {} : { account }),
      };
    },
  };
  const [reporter] = declarers.groups;
  const outcomes = outcomesOf(prepared, extras, demands, given);
  // A state tells no ids of rules.
  const liveIds = rules.rules.every(({ id }) => id !== undefined)
    ? new Set([...rules.rules.flatMap(({ id }) => id ?? []), ...rules.unknownPeers])
    : undefined;
  return {
    subjects: claims.flatMap((claim) => [
      ...(claim.declared === undefined ? [] : [claim.declared.subject]),
      ...claim.members.map(({ subject }) => subject),
    ]),
    leaves: [
      ...attributes.leaves,
      ...ruleLeaves(outcomes, declarers),
      ...claims.flatMap(({ members }) =>
        members.flatMap((member) =>
          exclusiveLeaves(member, outcomes, liveIds, declarers.namesOf(member.subject.target)),
        ),
      ),
      ...(associations === undefined
        ? []
        : claims.flatMap((claim) => claim.members.flatMap((member) => associationLeaves(member, claim, associations)))),
      ...(reporter === undefined ? [] : unknownPeerLeaves(rules.unknownPeers, reporter)),
    ],
  };
}

/** Rules that a root declares of the group, with their references followed. */
function rulesOf({ claim: { groups }, declared, members, live }: PooledClaim): readonly ResolvedRule[] {
  const self = { live, ...(declared === undefined ? {} : { address: declared.group.address }) };
  const inline =
    declared === undefined ? [] : declared.group.rules.map((rule) => resolveRule(rule, declared.subject, groups, self));
  const standalone = members.flatMap(({ resource, subject }) =>
    resource.rules.map((declared) => resolveRule(declared, subject, groups, self)),
  );
  return [...inline, ...standalone];
}
