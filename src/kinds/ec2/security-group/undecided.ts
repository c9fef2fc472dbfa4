import { groupBy } from '../../../model/group.ts';
import type { Compared, Subject } from '../../../model/leaf.ts';
import type { Place } from '../../../model/place.ts';
import type { LiveGroup, LiveRule } from '../../../model/security-group.ts';
import { memberOf, type UnassignedRule } from './claims.ts';
import { isCertain, type ResolvedRule } from './compare-rules.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { ruleLeaves } from './leaves.ts';
import type { LiveGroups } from './live.ts';
import { type Demand, distinctDemands } from './matching.ts';
import { canOwn } from './owners.ts';
import { resolveRule } from './resolve.ts';
import { unreachedRule } from './unreached.ts';

/*
 * Rule resources of which it is not known whose rules they declare.
 */

/** Such a resource as what leaves are about. */
export interface UndecidedRule extends UnassignedRule {
  readonly subject: Subject;
}

export function undecidedRule(rule: UnassignedRule): UndecidedRule {
  return { ...rule, subject: memberOf(rule.resource, rule.groups.root, {}).subject };
}

/** The rules of one of them, where they may be rules of a live group. `address`: what its root calls the group. */
export function possibleRules(
  { resource, groups, because, owners, subject }: UndecidedRule,
  group: { readonly live: LiveGroup; readonly place: Place; readonly address: string | undefined },
): readonly ResolvedRule[] {
  if (!canOwn(owners, resource.place, group)) return [];
  const { live, address } = group;
  const self = { live, ...(address === undefined ? {} : { address }) };
  return resource.rules.map((declared) => resolveRule(declared, subject, groups, self, because));
}

/**
 * The rules that are certain to be live ones of their own, in one of the groups that they may be of: those that are of
 * declared groups whatever the expression comes to, all of which were read.
 *
 * @param possible the rules as rules of each group that they may be of, with the live ones that they may be there
 */
export function undecidedDemands(
  undecided: readonly UndecidedRule[],
  possible: readonly Demand[],
  live: LiveGroups,
): readonly Demand[] {
  const byRule = groupBy(possible, ({ rule }) => rule.rule);
  const join = joiner();
  return distinctDemands(
    undecided.flatMap((one): readonly Demand[] =>
      isWithinDeclared(one, live)
        ? one.resource.rules.flatMap((declared) => demandOf(declared, byRule.get(declared) ?? [], join))
        : [],
    ),
  );
}

function demandOf(
  declared: DeclaredRule,
  possible: readonly Demand[],
  join: (lists: readonly (readonly LiveRule[])[]) => readonly LiveRule[],
): readonly Demand[] {
  const [first] = possible;
  if (first === undefined || !isCertain(declared)) return [];
  return [{ rule: first.rule, candidates: join(possible.map(({ candidates }) => candidates)) }];
}

/** Joins lists; the same ones give the same list. */
function joiner(): (lists: readonly (readonly LiveRule[])[]) => readonly LiveRule[] {
  const numbers = new Map<readonly LiveRule[], number>();
  const joined = new Map<string, readonly LiveRule[]>();
  return (lists) => {
    for (const list of lists) if (!numbers.has(list)) numbers.set(list, numbers.size);
    const key = lists.map((list) => numbers.get(list)).join();
    const known = joined.get(key) ?? lists.flat();
    joined.set(key, known);
    return known;
  };
}

/** Whether the group is a declared one, and all that it can be were found and read, or are certain not to be there. */
function isWithinDeclared({ owners, groups }: UndecidedRule, live: LiveGroups): boolean {
  if (!owners.isDeclared) return false;
  const matches = [
    ...[...owners.addresses].map((address) => groups.byAddress.get(address)),
    ...[...owners.ids].map((id) => groups.byId.get(id)),
  ].map((one) => one?.match);
  return matches.every(
    (match) =>
      match?.status === 'absent' || (match?.status === 'found' && live.rulesOf(match.group.id).status === 'found'),
  );
}

/**
 * What became of one of them: what is in none of the groups is missing, and of all else it is not known whose it is.
 *
 * @param missing rules that no live one is left for
 * @param groups the groups that they may be of, as what leaves are about
 */
export function undecidedLeaves(
  rule: UndecidedRule,
  missing: readonly ResolvedRule[],
  groups: readonly Subject[],
): Compared {
  const gone = ruleLeaves(
    missing.map((one) => ({ kind: 'missing', rule: one })),
    { groups, reporters: { ingress: undefined, egress: undefined }, namesOf: () => ({ addressOf: () => undefined }) },
  );
  const isWhollyGone = missing.length > 0 && missing.length === rule.resource.rules.length;
  const rest = unreachedRule(rule, rule.subject);
  return { subjects: rest.subjects, leaves: isWhollyGone ? gone : [...gone, ...rest.leaves] };
}
