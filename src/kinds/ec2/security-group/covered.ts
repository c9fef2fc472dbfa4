import type { DifferingLeaf } from '../../../model/leaf.ts';
import { formatPath } from '../../../model/path.ts';
import type { CoveredBy } from '../../../model/report/covered-by.ts';
import type { LiveRule, RuleAtom } from '../../../model/security-group.ts';
import type { ResolvedRule, RuleOutcome } from './compare-rules.ts';
import { type Cover, Coverage } from './coverage.ts';
import { declaredPath, isSecretRule, livePath } from './show.ts';

/** A declared rule of which all is known and may be shown. */
interface DeclaringAtom extends RuleAtom {
  readonly by: ResolvedRule;
}

/** The rules of a group on both sides, to tell which of them make a difference none in effect. */
export class CoveringRules {
  readonly #live: Coverage<LiveRule>;
  readonly #declared: Coverage<DeclaringAtom>;

  constructor(outcomes: readonly RuleOutcome[], live: readonly LiveRule[]) {
    const declared = outcomes.flatMap((outcome): DeclaringAtom[] => {
      if (!('rule' in outcome)) return [];
      const { rule } = outcome;
      const isCertain = rule.uncertain === undefined && rule.rule.open === undefined && !isSecretRule(rule);
      return isCertain && rule.atom !== undefined ? [{ ...rule.atom, by: rule }] : [];
    });
    this.#live = new Coverage(live);
    this.#declared = new Coverage(declared);
  }

  /**
   * A difference with the rules by which it makes none: what AWS lacks is open by a wider live rule, and what no code
   * declares opens nothing that declared rules do not. That it differs all the same, an apply tells; so it weighs less.
   * What may not be shown is left as it is: other rules would tell it.
   */
  told(leaf: DifferingLeaf): DifferingLeaf {
    const { declared, live } = leaf.groupRule ?? {};
    if ([leaf.declared, leaf.live].some((side) => side !== undefined && 'secret' in side)) return leaf;
    switch (leaf.rule) {
      case 'sg/rule-missing': {
        const cover = declared && this.#live.of(declared);
        if (cover === undefined) return leaf;
        return { ...leaf, coveredBy: shownLive(cover), ...(isWhole(cover) ? { severity: 'warning' } : {}) };
      }
      case 'sg/rule-changed': {
        const cover = declared && this.#live.of(declared);
        if (cover === undefined) return leaf;
        const isSame = isWhole(cover) && live !== undefined && isWhole(this.#declared.of(live));
        return { ...leaf, coveredBy: shownLive(cover), ...(isSame ? { severity: 'warning' } : {}) };
      }
      case 'sg/rule-extra':
      case 'sg/rule-unmanaged': {
        const cover = live && this.#declared.of(live);
        if (cover === undefined) return leaf;
        const severity = leaf.rule === 'sg/rule-extra' ? 'warning' : 'note';
        return { ...leaf, coveredBy: shownDeclared(cover, leaf), ...(isWhole(cover) ? { severity } : {}) };
      }
      default:
        return leaf;
    }
  }
}

function isWhole(cover: Cover<unknown> | undefined): boolean {
  return cover !== undefined && cover.only === undefined;
}

function shownLive({ rules, only }: Cover<LiveRule>): CoveredBy {
  return {
    rules: rules.map((rule) => ({
      rule: formatPath(livePath(rule)),
      ...(rule.id === undefined ? {} : { id: rule.id }),
    })),
    ...(only === undefined ? {} : { only }),
  };
}

/** An address says nothing to another target. */
function shownDeclared({ rules, only }: Cover<DeclaringAtom>, { subject: { target } }: DifferingLeaf): CoveredBy {
  return {
    rules: rules.map(({ by }) => ({
      rule: formatPath(declaredPath(by)),
      ...(by.subject.target === target ? { address: by.subject.address } : {}),
    })),
    ...(only === undefined ? {} : { only }),
  };
}
