import type { Compared } from '../model/leaf.ts';
import type { Policy } from './policy.ts';
import { withRuleOwners } from './rule-owners.ts';

/** What was compared, with what the policy leaves to others owned by them. */
export function withOwners(compared: Compared, policy: Policy): Compared {
  return withRuleOwners(compared, policy);
}
