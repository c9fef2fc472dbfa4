import type { Compared, Leaf } from '../model/leaf.ts';
import { matchesAddress, matchesRule } from './pattern.ts';
import type { Policy } from './policy.ts';

/**
 * What was compared, with what differs as severe as the policy says. Of the entries that name a difference the last one
 * counts, so that a general one can stand before its exceptions.
 */
export function withSeverities(
  { subjects, leaves }: Compared,
  { severity: entries }: Pick<Policy, 'severity'>,
): Compared {
  if (entries.length === 0) return { subjects, leaves };
  return {
    subjects,
    leaves: leaves.map((leaf): Leaf => {
      if (leaf.outcome !== 'differs') return leaf;
      const { target, address } = leaf.subject;
      const entry = entries.findLast(
        ({ value }) =>
          matchesRule(value.rule, leaf.rule) &&
          (value.address === undefined || matchesAddress(value.address, address)) &&
          (value.target === undefined || value.target === target),
      );
      return entry === undefined ? leaf : { ...leaf, severity: entry.value.severity };
    }),
  };
}
