import { groupBy } from '../../../model/group.ts';
import { type Compared, joinCompared, type Subject } from '../../../model/leaf.ts';
import { compareInTurn } from '../../../model/order.ts';
import type { Direction, LiveGroup, LiveRule } from '../../../model/security-group.ts';
import { type Claim, type ClaimSubjects, claimsOf, subjectsOf } from './claims.ts';
import {
  demandsOf,
  type Extras,
  type ExtrasOf,
  outcomesOf,
  type PreparedRules,
  prepareRules,
  type ResolvedRule,
} from './compare-rules.ts';
import type { RootGroups } from './declared.ts';
import { exclusiveLeaves, isListed } from './exclusive.ts';
import { attributeLeaves, type Declarers, type ReportingSubject, ruleLeaves, unknownPeerLeaves } from './leaves.ts';
import { groupIdentity, type LiveGroups, type LiveRules } from './live.ts';
import { matchRules } from './matching.ts';
import { distinctRules, resolveRule } from './resolve.ts';
import { possibleRules, type UndecidedRule, undecidedDemands, undecidedLeaves, undecidedRule } from './undecided.ts';
import { unreached, unreachedClaim } from './unreached.ts';

/**
 * Compares the groups and rules that the code of all roots declares with what AWS has. All rules that any root declares
 * of one live group are held against it together, so what one root declares is never undeclared to another.
 */
export function compareGroups(roots: readonly RootGroups[], live: LiveGroups): Compared {
  const found = roots.map((root) => claimsOf(root, live));
  const claims = found.flatMap((one) => one.claims);
  const undecided = found.flatMap((one) => one.unassigned).map(undecidedRule);
  const byGroup = groupBy(claims, ({ match }) => (match.status === 'found' ? match.group.id : undefined));
  const pools = [...byGroup].map(([id, pool]) => preparePool(pool, live.rulesOf(id), undecided));
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
  return joinCompared([
    ...claims.flatMap((claim) => (claim.match.status === 'found' ? [] : [unreachedClaim(claim, claim.match)])),
    ...pools.map((pool) => comparePool(pool, wantedRules, given)),
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
  { claims, rules, declared, prepared }: Pool,
  demands: ReadonlySet<ResolvedRule>,
  given: ReadonlyMap<ResolvedRule, LiveRule>,
): Compared {
  const attributes = {
    subjects: [],
    leaves: claims.flatMap(({ declared, live }) =>
      declared === undefined ? [] : attributeLeaves(declared.group, declared.subject, live),
    ),
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

/**
 * What to make of live rules that no code declares, and who reports them: who owns a direction decides. Where something
 * owns it, the next apply revokes them. Where rule resources are all that declares anything, no apply does, and another
 * root may have made them: they are unmanaged.
 */
function undeclaredOf(
  pool: readonly PooledClaim[],
  rules: readonly ResolvedRule[],
): { readonly extras: ExtrasOf; readonly reporters: Declarers['reporters'] } {
  const claims = pool.toSorted((a, b) => compareInTurn([a.claim.groups.root.target], [b.claim.groups.root.target]));
  const hole = claims.find(({ claim }) => claim.groups.root.hole !== undefined)?.claim.groups.root.hole;
  const exclusive = claims.flatMap(({ declared, members }) =>
    members.flatMap(({ resource, subject }) =>
      resource.exclusive === undefined
        ? []
        : [{ listed: resource.exclusive, reporter: declared === undefined ? subject : declared.subject }],
    ),
  );
  const of = (direction: Direction): { extras: Extras; reporter: ReportingSubject | undefined } => {
    const leave = { extras: 'leave', reporter: undefined } as const;
    const [only] = exclusive;
    if (only !== undefined) {
      const { open, owner } =
        exclusive.map(({ listed }) => listed[direction]).find((one) => one.open ?? one.owner) ?? {};
      const extras = open !== undefined ? { hidden: open } : owner === undefined ? 'report' : { owner };
      return { extras, reporter: { subject: only.reporter, isExclusive: true } };
    }
    const declaring = claims.flatMap(({ declared }) => declared ?? []);
    const inline = declaring.filter(({ group }) => group.ownership[direction] === 'inline');
    // Who lists the rules and keeps to it comes before who leaves them to others.
    const [keeping = inline[0]] = inline.filter(({ group }) => group.ignored[direction] === undefined);
    if (keeping !== undefined) {
      const owner = keeping.group.ignored[direction];
      const reporter = { subject: keeping.subject, isExclusive: true };
      return { extras: owner === undefined ? 'report' : { owner }, reporter };
    }
    const subject = reporterOf(claims, rules, direction);
    if (subject === undefined) return leave;
    const reporter = { subject, isExclusive: false };
    const owner = declaring.find(({ group }) => group.ignored[direction] !== undefined)?.group.ignored[direction];
    if (owner !== undefined) return hole === undefined ? { extras: { owner }, reporter } : leave;
    return { extras: hole === undefined ? 'report' : { hidden: hole }, reporter };
  };
  const [ingress, egress] = [of('ingress'), of('egress')];
  return {
    extras: {
      ingress: ingress.extras,
      egress: egress.extras,
      isListed: (live) => exclusive.some(({ listed }) => isListed(listed[live.direction], live)),
    },
    reporters: { ingress: ingress.reporter, egress: egress.reporter },
  };
}

/**
 * Who reports the rules of a direction that nobody owns and no code declares, whichever target comes first: the group,
 * where a target declares it. Of a group that targets only add rules to, one target alone does not say that it has no
 * other rules. Once several are compared together, what none of them declares is nobody's of them.
 */
function reporterOf(
  claims: readonly PooledClaim[],
  rules: readonly ResolvedRule[],
  direction: Direction,
): Subject | undefined {
  const declaring = rules.filter(({ rule }) => rule.directions.includes(direction)).map(({ subject }) => subject);
  if (declaring.length === 0) return undefined;
  const groups = claims.flatMap(({ declared }) => declared?.subject ?? []);
  const targets = new Set(rules.map(({ subject }) => subject.target));
  return first(groups) ?? (targets.size > 1 ? first(declaring) : undefined);
}

function first(subjects: readonly Subject[]): Subject | undefined {
  return subjects.toSorted((a, b) => compareInTurn([a.target, a.address], [b.target, b.address]))[0];
}
