import * as z from 'zod';
import { awsProblem } from './aws-problem.ts';

/** An event of CloudTrail: what was done, when, by whom and with what. */
const trailEvent = z.strictObject({
  id: z.string(),
  /** The action: `AuthorizeSecurityGroupIngress`. */
  name: z.string(),
  at: z.string(),
  /** The ARN of who did it, or what else names them; secret stretches are replaced. */
  principal: z.string().optional(),
  /** The service of AWS that did it by itself, or for the principal. */
  invokedBy: z.string().optional(),
  client: z.enum(['console', 'terraform', 'cloudformation', 'aws-cli']).optional(),
});

/** Who made a difference, as CloudTrail tells it. Its events are some minutes late, up to about 15. */
export const who = z
  .discriminatedUnion('status', [
    /**
     * `certain`: the event names the very thing, by its id or with all that makes it what it is. `likely`: it names the
     * group or the service, and not which of its rules or settings.
     */
    z.strictObject({ status: z.literal('found'), confidence: z.enum(['certain', 'likely']), event: trailEvent }),
    /** It is older than the 90 days that CloudTrail tells of. */
    z.strictObject({ status: z.literal('older') }),
    /** No event is of it; with `since` only those from that moment on were looked through. */
    z.strictObject({ status: z.literal('not-found'), since: z.string().optional() }),
    /** There is nothing to look for: AWS's id of it is not known, or its events are in another account. */
    z.strictObject({ status: z.literal('not-asked'), why: z.enum(['no-id', 'other-account']) }),
    z.strictObject({ status: z.literal('unreadable'), problem: awsProblem }),
  ])
  .meta({ id: 'Who' });

export type WhoData = z.infer<typeof who>;
