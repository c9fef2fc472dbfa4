import * as z from 'zod';
import { ruleIds } from '../rule.ts';
import { policy } from './policy.ts';
import { reason } from './reason.ts';
import { shownValue } from './shown-value.ts';
import { sourceRange } from './source-range.ts';

/** One station of the way from the code to the running containers, and what was found there. */
const hop = z
  .strictObject({
    hop: z.enum(['declared', 'latest-revision', 'service', 'deployment', 'task', 'image']),
    /** `owned`: what differs there is somebody else's to set. */
    state: z.enum(['as-declared', 'owned', 'differs', 'undetermined']),
    /** Whose it is, where it is owned. */
    owners: z.array(policy).optional(),
    value: shownValue.optional(),
    revision: z.int().optional(),
    since: z.string().optional(),
    by: z.string().optional(),
    /** AWS's word for how it stands: `INACTIVE`, `IN_PROGRESS`, `ROLLBACK_SUCCESSFUL`. */
    status: z.string().optional(),
    /** How many running tasks are of the revision. */
    tasks: z.int().optional(),
    /** The container whose image it is. */
    container: z.string().optional(),
    digest: z.string().optional(),
    reason: reason.optional(),
    /** The deployment goes on when somebody says so. */
    waiting: z
      .strictObject({
        /** The ARN of the service deployment. */
        deployment: z.string(),
        hook: z.string(),
        stage: z.string().optional(),
        /** When it waits no longer, and AWS's word for what it does then: `CONTINUE`, `ROLLBACK`. */
        until: z.string().optional(),
        otherwise: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'Hop' });

/** What AWS itself said of a delivery: the reason of a deployment, an event of the service, why a task stopped. */
const evidence = z
  .strictObject({
    source: z.enum(['deployment', 'event', 'task']),
    text: z.string(),
    at: z.string().optional(),
  })
  .meta({ id: 'Evidence' });

/** A difference that has the same cause as others of the finding. */
const difference = z
  .strictObject({
    rule: z.enum(ruleIds),
    path: z.string(),
    declared: shownValue.optional(),
    live: shownValue.optional(),
    at: sourceRange.optional(),
  })
  .meta({ id: 'Difference' });

/** What only the finding of a broken delivery has. */
export const deliveryMembers = {
  hops: z.array(hop),
  /** The first hop at which the declared value is lost. */
  brokenAt: hop.shape.hop,
  /** What is not as declared behind that hop: one cause is one finding. */
  differences: z.array(difference).optional(),
  evidence: z.array(evidence).optional(),
  /** Of how many running tasks how many are not as declared. */
  tasks: z.strictObject({ running: z.int(), affected: z.int() }).optional(),
} as const;

export type Hop = z.infer<typeof hop>;
export type Waiting = NonNullable<Hop['waiting']>;
export type Evidence = z.infer<typeof evidence>;
export type DeliveryData = z.infer<z.ZodObject<typeof deliveryMembers>>;
