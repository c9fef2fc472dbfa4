import {
  assumeRoleStatement,
  type Exactness,
  type IamPolicy,
  lengthOf,
  longestPolicy,
  statementsOf,
} from '../../aws/iam-policy.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import type { Rehearsal } from './rehearse.ts';

/** The least policy that runs need, and what is to be known of it. */
export interface LeastPolicy {
  readonly policy: IamPolicy;
  /** Resources are named less exactly than could be, since a policy that names each would be longer than IAM takes. */
  readonly exactness: Exactness;
  /** What is declared and could not be looked for, so that the policy may lack what it takes. */
  readonly gaps: readonly DraftGap[];
}

/**
 * The policy that allows what rehearsed runs ask, and nothing else.
 *
 * @param roles those that the runs assume for it
 */
export function leastPolicy(rehearsals: readonly Rehearsal[], roles: readonly string[] = []): LeastPolicy {
  const groups = rehearsals.map(({ asked, ...place }) => ({ reads: asked, place }));
  const policyOf = (exactness: Exactness): IamPolicy => ({
    Version: '2012-10-17',
    Statement: [...statementsOf(groups, exactness), ...(roles.length === 0 ? [] : [assumeRoleStatement(roles)])],
  });
  const exactness =
    (['each', 'group'] as const).find((one) => lengthOf(policyOf(one)) <= longestPolicy) ?? ('type' as const);
  return { policy: policyOf(exactness), exactness, gaps: rehearsals.flatMap(({ gaps }) => gaps) };
}
