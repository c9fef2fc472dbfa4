import { judge } from '../../../compare/scalar.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { LiveRule } from '../../../model/security-group.ts';
import type { ResolvedRule, RuleOutcome } from './compare-rules.ts';
import { ruleKey } from './model.ts';

/**
 * Joins a missing rule and an undeclared one into "changed" where each is the only one that the other can be; leaves
 * the rest as missing and extra.
 */
export function pairChanged(missing: readonly ResolvedRule[], extra: readonly LiveRule[]): readonly RuleOutcome[] {
  const outcomes: RuleOutcome[] = [];
  const paired = new Set<LiveRule>();
  for (const rule of missing) {
    const [live, ...others] = extra.filter((candidate) => isNear(rule, candidate));
    const rivals = live === undefined ? [] : missing.filter((rival) => isNear(rival, live) && !isSame(rival, rule));
    if (live !== undefined && others.length === 0 && rivals.length === 0) {
      paired.add(live);
      const apart = [{ kind: 'missing', rule } as const, { kind: 'extra', live } as const];
      outcomes.push({ kind: 'changed', rule, live, apart });
    } else {
      outcomes.push({ kind: 'missing', rule });
    }
  }
  for (const live of extra) if (!paired.has(live)) outcomes.push({ kind: 'extra', live });
  return outcomes;
}

/** Whether two are one rule: itself, or what another target says of it. */
function isSame(one: ResolvedRule, other: ResolvedRule): boolean {
  if (one === other) return true;
  if (one.atom === undefined || other.atom === undefined || one.subject.target === other.subject.target) return false;
  return ruleKey(one.atom) === ruleKey(other.atom);
}

/** Whether an edit of one detail makes the declared rule the live one: its ports, its protocol, or its CIDR block. */
function isNear({ atom, rule }: ResolvedRule, live: LiveRule): boolean {
  if (atom === undefined || atom.direction !== live.direction || atom.sourceKind !== live.sourceKind) return false;
  const samePeer = atom.source === live.source;
  const samePorts = atom.fromPort === live.fromPort && atom.toPort === live.toPort;
  const sameProtocol = atom.protocol === live.protocol;
  if (samePeer) return sameProtocol || (samePorts && atom.fromPort !== undefined);
  if (!sameProtocol || !samePorts) return false;
  if (atom.sourceKind === 'cidr-ipv4' || atom.sourceKind === 'cidr-ipv6') return true;
  // Two groups are two peers, unless the description says that it is the same rule.
  return (
    rule.description !== undefined &&
    live.description !== undefined &&
    judge<Text>(rule.description, live.description).outcome === 'equal'
  );
}
