import type { DifferingLeaf } from '../../../model/leaf.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import { formatPath } from '../../../model/path.ts';
import type { CoveredBy, CoveringRule } from '../../../model/report/covered-by.ts';
import type { LiveRule, OtherRule, RuleAtom } from '../../../model/security-group.ts';
import type { ResolvedRule, RuleOutcome } from './compare-rules.ts';
import { type Cover, Coverage, coversTraffic } from './coverage.ts';
import { ruleKey } from './model.ts';
import { declaredPath, isSecretRule, livePath } from './show.ts';

/** A declared rule of which all is known and may be shown. */
interface DeclaringAtom extends RuleAtom {
  readonly by: ResolvedRule;
}

/** The rules of a group on both sides, to tell which of them make a difference none in effect. */
export class CoveringRules {
  readonly #live: Coverage<LiveRule>;
  readonly #addressed: { readonly live: readonly LiveRule[]; readonly declared: readonly DeclaringAtom[] };
  readonly #declared: Coverage<DeclaringAtom>;

  constructor(outcomes: readonly RuleOutcome[], live: readonly LiveRule[]) {
    const declared = outcomes.flatMap((outcome): DeclaringAtom[] => {
      if (!('rule' in outcome)) return [];
      const { rule } = outcome;
      const isCertain = rule.uncertain === undefined && rule.rule.open === undefined && !isSecretRule(rule);
      return isCertain && rule.atom !== undefined ? [{ ...rule.atom, by: rule }] : [];
    });
    this.#live = new Coverage(live);
    this.#addressed = { live: live.filter(hasAddresses), declared: declared.filter(hasAddresses) };
    this.#declared = new Coverage(declared);
  }

  /**
   * A difference with the rules by which it makes none: what AWS lacks is open by a wider live rule, and what no code
   * declares opens nothing that declared rules do not. It weighs the same all the same: an apply changes it. What may
   * not be shown is left as it is: other rules would tell it.
   */
  told(leaf: DifferingLeaf): DifferingLeaf {
    const { declared, live } = leaf.groupRule ?? {};
    if ([leaf.declared, leaf.live].some((side) => side !== undefined && 'secret' in side)) return leaf;
    switch (leaf.rule) {
      case 'sg/rule-missing': {
        if (declared === undefined) return leaf;
        const cover = this.#live.of(declared);
        if (cover !== undefined) return { ...leaf, coveredBy: shownLive(cover) };
        return perhaps(leaf, declared, this.#addressed.live, namedLive);
      }
      case 'sg/rule-changed': {
        const cover = declared && this.#live.of(declared);
        return cover === undefined ? leaf : { ...leaf, coveredBy: shownLive(cover) };
      }
      case 'sg/rule-extra':
      case 'sg/rule-unmanaged': {
        const cover = live && this.#declared.of(live);
        if (live === undefined) return leaf;
        if (cover !== undefined) return { ...leaf, coveredBy: shownDeclared(cover, leaf) };
        return perhaps(leaf, live, this.#addressed.declared, (rule) => namedDeclared(rule, leaf));
      }
      default:
        return leaf;
    }
  }
}

function shownLive({ rules, only }: Cover<LiveRule>): CoveredBy {
  return {
    rules: rules.map(namedLive),
    ...(only === undefined ? {} : { only }),
  };
}

function namedLive(rule: LiveRule): CoveringRule {
  return { rule: formatPath(livePath(rule)), ...(rule.id === undefined ? {} : { id: rule.id }) };
}

function shownDeclared({ rules, only }: Cover<DeclaringAtom>, leaf: DifferingLeaf): CoveredBy {
  return {
    rules: rules.map((rule) => namedDeclared(rule, leaf)),
    ...(only === undefined ? {} : { only }),
  };
}

/** An address says nothing to another target. */
function namedDeclared({ by }: DeclaringAtom, { subject: { target } }: DifferingLeaf): CoveringRule {
  return {
    rule: formatPath(declaredPath(by)),
    ...(by.subject.target === target ? { address: by.subject.address } : {}),
  };
}

const hasAddresses = ({ sourceKind }: RuleAtom): boolean => sourceKind !== 'group';
const isList = ({ sourceKind }: RuleAtom): boolean => sourceKind === 'prefix-list';

/** A difference with the rules that make it none if the addresses of prefix lists, which only AWS knows, are such. */
function perhaps<T extends RuleAtom>(
  leaf: DifferingLeaf,
  narrow: RuleAtom,
  others: readonly T[],
  named: (rule: T) => CoveringRule,
): DifferingLeaf {
  if (leaf.groupRule === undefined || !hasAddresses(narrow)) return leaf;
  if (!isList(narrow) && !others.some(isList)) return leaf;
  const wide = others.filter((other) => coversTraffic(other, narrow));
  if (wide.length === 0 || !(isList(narrow) || wide.some(isList))) return leaf;
  const perhapsBy = wide
    .toSorted((a, b) => compareCodeUnits(ruleKey(a), ruleKey(b)))
    .map((rule): OtherRule => ({ atom: atomOf(rule), named: named(rule) }));
  return { ...leaf, groupRule: { ...leaf.groupRule, perhapsBy } };
}

/** As much of a rule as lets something through. */
function atomOf({ direction, protocol, fromPort, toPort, sourceKind, source }: RuleAtom): RuleAtom {
  const ports = { ...(fromPort === undefined ? {} : { fromPort }), ...(toPort === undefined ? {} : { toPort }) };
  return { direction, protocol, ...ports, sourceKind, source };
}
