import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareRules,
  type ResolvedRule,
  type RuleOutcome,
} from '../../../../src/kinds/ec2/security-group/compare-rules.ts';
import { canonicalRule, ruleKey } from '../../../../src/kinds/ec2/security-group/model.ts';
import { declaredPath, livePath } from '../../../../src/kinds/ec2/security-group/show.ts';
import { formatPath } from '../../../../src/model/path.ts';
import type { LiveRule, RuleAtom } from '../../../../src/model/security-group.ts';
import { at, variable } from '../../resources.ts';
import { writtenRule } from './written-rule.ts';

/** Different rules, in canonical form. */
const rules = fc.uniqueArray(writtenRule.map(canonicalRule), { selector: ruleKey, maxLength: 12 });
const someRules = fc.uniqueArray(writtenRule.map(canonicalRule), { selector: ruleKey, minLength: 1, maxLength: 12 });

function declared(atom: RuleAtom, index: number): ResolvedRule {
  return {
    subject: {
      kind: 'security-group',
      target: 'default',
      address: `aws_vpc_security_group_ingress_rule.r${index}`,
      identity: {},
    },
    rule: {
      style: 'aws_security_group_rule',
      at: at(index + 1),
      directions: [atom.direction],
      protocol: { state: 'known', value: atom.protocol },
      source: { kinds: [atom.sourceKind], value: { state: 'known', value: atom.source } },
      ignored: {},
    },
    source: { kinds: [atom.sourceKind], value: { state: 'known', value: atom.source } },
    atom,
  };
}

/** The same rule with an unknown peer. */
function withoutPeer(rule: ResolvedRule): ResolvedRule {
  const value = { state: 'unknown', because: variable('peer') } as const;
  const { atom, ...rest } = rule;
  const port = (number: number | undefined) =>
    number === undefined ? undefined : ({ state: 'known', value: number } as const);
  const fromPort = port(atom?.fromPort);
  const toPort = port(atom?.toPort);
  return {
    ...rest,
    rule: { ...rest.rule, ...(fromPort && { fromPort }), ...(toPort && { toPort }) },
    source: { kinds: rule.source.kinds, value },
  };
}

const report = { ingress: 'report', egress: 'report' } as const;
const compare = (code: readonly ResolvedRule[], live: readonly LiveRule[]) => compareRules(code, live, report);

/** An outcome as a text, without what does not belong to it. */
function words(outcome: RuleOutcome): string {
  const rule = 'rule' in outcome ? formatPath(declaredPath(outcome.rule)) : '';
  const live = 'live' in outcome ? formatPath(livePath(outcome.live)) : '';
  return `${outcome.kind} ${rule} ${live}`;
}
const all = (outcomes: readonly RuleOutcome[]) => outcomes.map(words).toSorted();
const kinds = (outcomes: readonly RuleOutcome[]) => outcomes.map(({ kind }) => kind).toSorted();

describe('compareRules', () => {
  it('finds nothing between equal sides', () => {
    fc.assert(
      fc.property(rules, (atoms) => {
        expect(compare(atoms.map(declared), atoms).every(({ kind }) => kind === 'equal')).toBe(true);
      }),
    );
  });

  it('finds exactly the one rule that AWS lacks', () => {
    fc.assert(
      fc.property(someRules, fc.nat(), (atoms, pick) => {
        const gone = pick % atoms.length;
        const outcomes = compare(atoms.map(declared), atoms.toSpliced(gone, 1)).filter(({ kind }) => kind !== 'equal');
        expect(outcomes).toMatchObject([{ kind: 'missing', rule: { atom: atoms[gone] } }]);
      }),
    );
  });

  it('finds exactly the one rule that only AWS has', () => {
    fc.assert(
      fc.property(someRules, fc.nat(), (atoms, pick) => {
        const extra = pick % atoms.length;
        const code = atoms.map(declared).toSpliced(extra, 1);
        const outcomes = compare(code, atoms).filter(({ kind }) => kind !== 'equal');
        expect(outcomes).toMatchObject([{ kind: 'extra', live: atoms[extra] }]);
      }),
    );
  });

  it('keeps the live rules that no code declares of a group that it only refers to apart from what differs', () => {
    fc.assert(
      fc.property(rules, rules, (code, live) => {
        const outcomes = compareRules(code.map(declared), live, { ingress: 'unowned', egress: 'unowned' });
        const unowned = outcomes.flatMap((one) => (one.kind === 'extra' && one.isUnowned ? [ruleKey(one.live)] : []));
        const own = new Set(code.map(ruleKey));
        expect(unowned.toSorted()).toEqual(
          live
            .map(ruleKey)
            .filter((key) => !own.has(key))
            .toSorted(),
        );
        expect(outcomes.filter(({ kind }) => kind === 'extra' || kind === 'changed')).toHaveLength(unowned.length);
      }),
    );
  });

  it('does not depend on the order of either side', () => {
    const sides = fc.tuple(rules, rules).chain(([code, live]) =>
      fc.record({
        code: fc.constant(code),
        live: fc.constant(live),
        codeAgain: fc.shuffledSubarray(code, { minLength: code.length }),
        liveAgain: fc.shuffledSubarray(live, { minLength: live.length }),
      }),
    );
    fc.assert(
      fc.property(sides, ({ code, live, codeAgain, liveAgain }) => {
        const index = new Map(code.map((atom, position) => [atom, position]));
        const again = codeAgain.map((atom) => declared(atom, index.get(atom) ?? 0));
        expect(all(compare(again, liveAgain))).toEqual(all(compare(code.map(declared), live)));
      }),
    );
  });

  it('accounts for every rule of both sides once', () => {
    fc.assert(
      fc.property(rules, rules, (code, live) => {
        const outcomes = compare(code.map(declared), live);
        const ofCode = outcomes.flatMap((outcome) =>
          'rule' in outcome ? [formatPath(declaredPath(outcome.rule))] : [],
        );
        const ofLive = outcomes.flatMap((outcome) => ('live' in outcome ? [ruleKey(outcome.live)] : []));
        expect(ofCode.toSorted()).toEqual(code.map((atom) => formatPath(livePath(atom))).toSorted());
        expect(ofLive.toSorted()).toEqual(live.map(ruleKey).toSorted());
      }),
    );
  });

  it('never turns what is in sync into drift when a peer is not known', () => {
    fc.assert(
      fc.property(someRules, fc.nat(), (atoms, pick) => {
        const code = atoms
          .map(declared)
          .map((rule, index) => (index === pick % atoms.length ? withoutPeer(rule) : rule));
        const found = new Set(kinds(compare(code, atoms)));
        expect([...found].filter((kind) => kind !== 'equal' && kind !== 'undetermined')).toEqual([]);
      }),
    );
  });
});
