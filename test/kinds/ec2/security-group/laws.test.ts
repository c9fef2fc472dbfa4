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
import type { LiveRule, RuleAtom, SourceKind } from '../../../../src/model/security-group.ts';
import { at, variable } from '../../resources.ts';
import { writtenRule } from './written-rule.ts';

/** Different rules, in canonical form. */
const rules = fc.uniqueArray(writtenRule.map(canonicalRule), { selector: ruleKey, maxLength: 12 });
const someRules = fc.uniqueArray(writtenRule.map(canonicalRule), { selector: ruleKey, minLength: 1, maxLength: 12 });

/** Rules of which many are like each other. */
const crowded = fc.uniqueArray(
  fc
    .record({
      direction: fc.constantFrom('ingress' as const, 'egress' as const),
      protocol: fc.constantFrom('tcp', 'udp', 'icmp', '-1'),
      fromPort: fc.integer({ min: 1, max: 4 }),
      toPort: fc.integer({ min: 4, max: 6 }),
      source: fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/16', '::/0', 'sg-1', 'sg-2', 'pl-1'),
    })
    .map(({ source, ...rule }) => canonicalRule({ ...rule, sourceKind: kindOf(source), source })),
  { selector: ruleKey, maxLength: 16 },
);

function kindOf(source: string): SourceKind {
  if (source.startsWith('sg-')) return 'group';
  if (source.startsWith('pl-')) return 'prefix-list';
  return source.includes(':') ? 'cidr-ipv6' : 'cidr-ipv4';
}

/** Each detail of a rule as another one. */
const edits: readonly ((rule: RuleAtom) => RuleAtom)[] = [
  (rule) => ({ ...rule, direction: rule.direction === 'ingress' ? 'egress' : 'ingress' }),
  (rule) => ({ ...rule, protocol: rule.protocol === 'tcp' ? 'udp' : 'tcp', fromPort: rule.fromPort ?? 7 }),
  (rule) => ({ ...rule, protocol: '-1' }),
  (rule) => ({ ...rule, fromPort: (rule.fromPort ?? 0) + 1 }),
  (rule) => ({ ...rule, toPort: (rule.toPort ?? 0) + 1 }),
  (rule) => ({ ...rule, sourceKind: 'cidr-ipv4', source: '198.51.100.0/24' }),
  (rule) => ({ ...rule, sourceKind: 'cidr-ipv6', source: '2001:db9::/32' }),
  (rule) => ({ ...rule, sourceKind: 'group', source: 'sg-99' }),
  (rule) => ({ ...rule, sourceKind: 'prefix-list', source: 'pl-99' }),
];

/** Whether two rules have the same peer, or the same protocol and ports and a peer of the same kind. */
function isOneDetail(a: RuleAtom, b: RuleAtom): boolean {
  if (a.direction !== b.direction || a.sourceKind !== b.sourceKind) return false;
  const isSameProtocol = a.protocol === b.protocol;
  const isSamePorts = a.fromPort === b.fromPort && a.toPort === b.toPort;
  if (a.source !== b.source) return isSameProtocol && isSamePorts;
  const havePorts = [a, b].every(({ protocol }) => protocol === 'tcp' || protocol === 'udp');
  return isSameProtocol || a.protocol === '-1' || b.protocol === '-1' || (isSamePorts && havePorts);
}

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

  it('finds the same pairs when the sides change places', () => {
    fc.assert(
      fc.property(crowded, crowded, (code, live) => {
        const pairs = (outcomes: readonly RuleOutcome[], isTurned: boolean) =>
          outcomes
            .map((outcome) => {
              const own = 'rule' in outcome && outcome.rule.atom !== undefined ? ruleKey(outcome.rule.atom) : '';
              const other = 'live' in outcome ? ruleKey(outcome.live) : '';
              return isTurned ? `${other} ${own}` : `${own} ${other}`;
            })
            .toSorted();
        expect(pairs(compare(live.map(declared), code), true)).toEqual(pairs(compare(code.map(declared), live), false));
      }),
    );
  });

  it('joins only rules of one direction with the same peer, or the same protocol and ports', () => {
    fc.assert(
      fc.property(crowded, crowded, (code, live) => {
        for (const outcome of compare(code.map(declared), live)) {
          if (outcome.kind !== 'changed') continue;
          const [a, b] = [outcome.rule.atom, outcome.live];
          expect(a?.direction).toBe(b.direction);
          expect(a?.sourceKind).toBe(b.sourceKind);
          expect(ruleKey(b)).not.toBe(a === undefined ? '' : ruleKey(a));
          const isSamePeer = a?.source === b.source;
          expect(isSamePeer || [a?.protocol, a?.fromPort, a?.toPort]).toEqual(
            isSamePeer || [b.protocol, b.fromPort, b.toPort],
          );
        }
      }),
    );
  });

  it('finds every edit of one rule: one changed rule, where one detail was edited', () => {
    fc.assert(
      fc.property(someRules, fc.nat(), fc.constantFrom(...edits), (atoms, pick, edit) => {
        const before = atoms[pick % atoms.length];
        if (before === undefined) return;
        const after = canonicalRule(edit(before));
        if (atoms.some((one) => ruleKey(one) === ruleKey(after))) return;
        const live = atoms.map((one) => (one === before ? after : one));
        const outcomes = compare(atoms.map(declared), live).filter(({ kind }) => kind !== 'equal');
        const found = outcomes.map(({ kind }) => kind);
        expect(found).toEqual(isOneDetail(before, after) ? ['changed'] : ['missing', 'extra']);
        expect(outcomes[0]).toMatchObject({ rule: { atom: before } });
        expect(outcomes.at(-1)).toMatchObject({ live: after });
      }),
    );
  });

  it('pairs a thousand missing rules with a thousand extra ones', () => {
    const atoms = (port: number) =>
      Array.from({ length: 1000 }, (_, index): RuleAtom => {
        const source = `10.${index >> 8}.${index & 255}.0/24`;
        return { direction: 'ingress', protocol: 'tcp', fromPort: port, toPort: port, sourceKind: 'cidr-ipv4', source };
      });
    expect(new Set(kinds(compare(atoms(1).map(declared), atoms(2))))).toEqual(new Set(['changed']));
    const elsewhere = atoms(1).map((atom) => ({ ...atom, source: atom.source.replace('10.', '192.') }));
    expect(new Set(kinds(compare(atoms(1).map(declared), elsewhere)))).toEqual(new Set(['changed']));
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
