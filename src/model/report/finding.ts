import * as z from 'zod';
import { kindName, liveIdentity } from '../identity.ts';
import { ruleIds } from '../rule.ts';
import { connection } from './connection.ts';
import { coveredBy } from './covered-by.ts';
import { danger } from './danger.ts';
import { deliveryMembers } from './delivery.ts';
import { expectationSide } from './expectation.ts';
import { policy } from './policy.ts';
import { reaches } from './reaches.ts';
import { remedies } from './remedies.ts';
import { severity } from './severity.ts';
import { shownValue } from './shown-value.ts';
import { sourceRange } from './source-range.ts';
import { who } from './who.ts';

const verdict = z.enum(['drift', 'pending', 'awaiting-apply', 'adopts', 'collides', 'owned', 'ignored']);

const findingCommon = {
  /** Stable over runs while the cause is the same: a hash of target, rule, address and path. */
  id: z.string(),
  rule: z.enum(ruleIds),
  severity,
  verdict,
  kind: kindName,
  /** The Terraform address that declares it (for something only AWS has: the resource it was found under). */
  address: z.string(),
  /**
   * The attribute: `containers[api].secrets[HUGGINGFACE_API_KEY]`, `desiredCount`, `ingress[6379/tcp from sg-1]`. ''
   * for the resource as a whole.
   */
  path: z.string(),
  /** Where it is declared. */
  at: sourceRange.optional(),
  /** Of what an installed module declares: the module call in the repository that leads there. */
  calledAt: sourceRange.optional(),
  live: shownValue.optional(),
  declared: shownValue.optional(),
  /** In a run about a change: what counts as applied declares there. `declared` is what the change makes of it. */
  base: shownValue.optional(),
  /** The change no longer declares it. */
  removed: z.literal(true).optional(),
  /** It is drift of something that the change does not touch. */
  untouched: z.literal(true).optional(),
  /** The commit of the change that AWS is as: it was applied from there. */
  appliedFrom: z.string().optional(),
  /** Until when it may wait to be applied. */
  until: z.string().optional(),
  identity: liveIdentity,
  target: z.string(),
  since: z.enum(['new', 'known', 'resolved']).optional(),
  firstSeen: z.string().optional(),
  /** Who owns the field or accepted the difference, and until when. */
  policy: policy.optional(),
  /** When the declaring line was last committed and when the live thing was registered, with by whom. */
  history: z
    .strictObject({
      declaredAt: z.string().optional(),
      declaredIn: z.string().optional(),
      registeredAt: z.string().optional(),
      registeredBy: z.string().optional(),
    })
    .optional(),
  /** Of a rule of a security group: what the difference opens or closes that weighs, the worst first. */
  danger: z.array(danger).optional(),
  /** Other rules of the group that let the same through. */
  coveredBy: coveredBy.optional(),
  /** What a state file says of the cause. */
  cause: z.enum(['never-applied', 'changed-by-hand', 'both', 'unknown']).optional(),
  /** What the rule of a security group reaches now. */
  reaches: reaches.optional(),
  /** Who made it, where that was asked. */
  who: who.optional(),
  /** What makes AWS as the code is, and what makes the code as AWS is. */
  remedies: remedies.optional(),
  /** Further addresses or places that have to do with it: the declaring rule resource, the module call. */
  related: z
    .array(
      z.strictObject({
        address: z.string().optional(),
        at: sourceRange.optional(),
        calledAt: sourceRange.optional(),
      }),
    )
    .optional(),
} as const;

/** One difference between the code and AWS, with what caused it. */
export const finding = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('attribute-changed'), ...findingCommon }),
    z.strictObject({ type: z.literal('element-missing'), ...findingCommon }),
    z.strictObject({ type: z.literal('element-extra'), ...findingCommon }),
    z.strictObject({ type: z.literal('resource-missing'), ...findingCommon }),
    z.strictObject({ type: z.literal('resource-unmanaged'), ...findingCommon }),
    /** The code declares it in two ways of which each undoes the other. `related`: the other one. */
    z.strictObject({ type: z.literal('declared-twice'), ...findingCommon }),
    /** A thing, or a rule of a group, that a change no longer declares. */
    z.strictObject({ type: z.literal('resource-removed'), ...findingCommon }),
    z.strictObject({
      type: z.literal('delivery-broken'),
      ...findingCommon,
      ...deliveryMembers,
    }),
    /** `nearest`: the member of AWS's that was probably meant. */
    z.strictObject({ type: z.literal('member-unknown'), ...findingCommon, nearest: z.string().optional() }),
    /**
     * `sides`: the versions of the thing that the expectation was held against. `connection`: which rules of which end
     * decide, of an expected connection.
     */
    z.strictObject({
      type: z.literal('expectation-unmet'),
      ...findingCommon,
      expectation: z.string(),
      sides: z.array(expectationSide),
      connection: connection.optional(),
    }),
  ])
  .meta({ id: 'Finding' });

export type Finding = z.infer<typeof finding>;
export type Verdict = z.infer<typeof verdict>;

/** A finding before the pipeline has added id, target and, unless they were judged, severity and verdict. */
export type DraftFinding = DistributiveOmit<Finding, 'id' | 'severity' | 'verdict' | 'target'> & {
  readonly verdict?: Verdict;
  readonly severity?: Finding['severity'];
};

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
