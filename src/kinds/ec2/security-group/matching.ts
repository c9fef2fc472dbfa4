import { groupBy } from '../../../model/group.ts';
import type { LiveRule } from '../../../model/security-group.ts';
import { canBeOne } from './candidates.ts';
import type { ResolvedRule } from './compare-rules.ts';
import { isInline } from './declared-rules.ts';

/** A declared rule that is certain to be a live one of its own. */
export interface Demand {
  readonly rule: ResolvedRule;
  /** The live rules that it may be; the same array where several may be the same ones. */
  readonly candidates: readonly LiveRule[];
}

/**
 * Gives each of as many declared rules as possible a live rule of its own. Rule resources of one target are as many
 * live rules: EC2 refuses a rule that is there already (`InvalidPermission.Duplicate` of
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html). The elements of one list count once, as
 * far as they can be the same, and so do those that different targets declare. What none is left for is not there.
 */
export function matchRules(demands: readonly Demand[]): ReadonlyMap<ResolvedRule, LiveRule> {
  const matched = new Map<ResolvedRule, LiveRule>();
  const competing = groupBy(demands, ({ rule }) => JSON.stringify([isInline(rule.rule.style), rule.subject.target]));
  for (const rivals of competing.values()) match(rivals, matched);
  return matched;
}

/** More rules than this no group has: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const mostRules = 1000;

/** Rules of which no two can be one: of those that can, the first. Rules of different resources never can. */
export function distinctDemands(demands: readonly Demand[]): readonly Demand[] {
  const bySet = groupBy(demands, ({ rule: { rule, subject } }) =>
    isInline(rule.style) ? `inline ${subject.target}` : subject,
  );
  return [...bySet.values()].flatMap((set) => (set.length === 1 ? set : distinctOf(set)));
}

function distinctOf(set: readonly Demand[]): readonly Demand[] {
  const chosen = new Map<Demand['candidates'], readonly Demand[]>();
  const byLive = new Map<LiveRule, Set<Demand['candidates']>>();
  for (const [candidates, some] of groupBy(set, (demand) => demand.candidates)) {
    // What can be one has a live rule in common that it can be.
    const near = new Set(candidates.flatMap((live) => [...(byLive.get(live) ?? [])]));
    const rivals = [...near].flatMap((one) => chosen.get(one) ?? []);
    const added: Demand[] = [];
    for (const demand of some) {
      if (added.length === mostRules) break;
      if (![...rivals, ...added].some(({ rule }) => canBeOne(rule, demand.rule))) added.push(demand);
    }
    chosen.set(candidates, added);
    for (const live of candidates) byLive.set(live, (byLive.get(live) ?? new Set()).add(candidates));
  }
  return [...chosen.values()].flat();
}

/** Rules that may be the same live ones. */
interface Rivals {
  readonly rules: readonly ResolvedRule[];
  readonly candidates: readonly LiveRule[];
  /** Live rules that are theirs. */
  readonly held: Set<LiveRule>;
  /** Where the search for a live rule that nobody holds goes on. */
  next: number;
}

type Holders = Map<LiveRule, Rivals>;

function match(demands: readonly Demand[], matched: Map<ResolvedRule, LiveRule>): void {
  const all = [...groupBy(demands, (demand) => demand.candidates)].map(
    ([candidates, some]): Rivals => ({ rules: some.map(({ rule }) => rule), candidates, held: new Set(), next: 0 }),
  );
  const holders: Holders = new Map();
  for (const rivals of all) {
    for (const [, live] of sameDescriptions(rivals.rules, rivals.candidates)) hold(live, rivals, holders);
  }
  for (const rivals of all) {
    while (rivals.held.size < rivals.rules.length && takeOne(rivals, holders, new Set())) {
      // Each turn takes one more.
    }
  }
  for (const { rules, held } of all) {
    const named = new Map(sameDescriptions(rules, [...held]));
    const taken = new Set(named.values());
    const others = [...held].filter((live) => !taken.has(live)).values();
    for (const rule of rules) {
      const live = named.get(rule) ?? others.next().value;
      if (live !== undefined) matched.set(rule, live);
    }
  }
}

function hold(live: LiveRule, rivals: Rivals, holders: Holders): void {
  if (holders.has(live)) return;
  holders.set(live, rivals);
  rivals.held.add(live);
}

/** Rules and live ones that a description makes a pair. */
function sameDescriptions(
  rules: readonly ResolvedRule[],
  live: readonly LiveRule[],
): readonly (readonly [ResolvedRule, LiveRule])[] {
  if (!rules.some(({ rule }) => rule.description !== undefined)) return [];
  const waiting = groupBy(live, ({ description }) => (typeof description === 'string' ? description : undefined));
  return rules.flatMap((rule): readonly (readonly [ResolvedRule, LiveRule])[] => {
    const { description } = rule.rule;
    if (description?.state !== 'known' || typeof description.value !== 'string') return [];
    const found = waiting.get(description.value)?.pop();
    return found === undefined ? [] : [[rule, found]];
  });
}

/** Takes a live rule that nobody holds, or one whose holder finds another. */
function takeOne(rivals: Rivals, holders: Holders, asked: Set<Rivals>): boolean {
  asked.add(rivals);
  const { candidates } = rivals;
  for (; rivals.next < candidates.length; rivals.next++) {
    const live = candidates[rivals.next];
    if (live === undefined || holders.has(live)) continue;
    hold(live, rivals, holders);
    return true;
  }
  for (const live of candidates) {
    const holder = holders.get(live);
    if (holder === undefined || asked.has(holder) || !takeOne(holder, holders, asked)) continue;
    holder.held.delete(live);
    holders.delete(live);
    hold(live, rivals, holders);
    return true;
  }
  return false;
}
