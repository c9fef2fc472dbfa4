import * as z from 'zod';
import { sourceRange } from './source-range.ts';

/** What leaves a value to somebody else: the code, how it is deployed, or what is registered with AWS. */
const owner = z
  .discriminatedUnion('kind', [
    /** `lifecycle.ignore_changes` of the resource; `argument` as it is written there, or `all`. */
    z.strictObject({ kind: z.literal('ignore-changes'), argument: z.string() }),
    /** An `aws_appautoscaling_target` of the code, by its address. */
    z.strictObject({ kind: z.literal('autoscaling-target'), address: z.string() }),
    /**
     * A target that is registered with Application Auto Scaling, by its resource id: `service/<cluster>/<service>`.
     * `absent`: none is, so that nothing scales it.
     */
    z.strictObject({ kind: z.literal('scalable-target'), id: z.string(), absent: z.literal(true).optional() }),
    /** The deployment controller that the service declares: `CODE_DEPLOY`, `EXTERNAL`. */
    z.strictObject({ kind: z.literal('deployment-controller'), name: z.string() }),
    /** How ECS deploys the service, where that moves it between target groups: `BLUE_GREEN`, `LINEAR`, `CANARY`. */
    z.strictObject({ kind: z.literal('deployment-strategy'), name: z.string() }),
  ])
  .meta({ id: 'Owner' });

/** Between what a value is the owner's: numbers, or a text with `*` for any text. */
const bounds = z
  .strictObject({ min: z.number().optional(), max: z.number().optional(), pattern: z.string().optional() })
  .meta({ id: 'OwnerBounds' });

/** Who owns a value or accepted a difference: `by` when the code itself says so, else by the name that it is given. */
export const policy = z
  .strictObject({
    by: owner.optional(),
    owner: z.string().optional(),
    /** An owned value is inside of them; one that is outside is drift all the same. */
    bounds: bounds.optional(),
    reason: z.string().optional(),
    expires: z.string().optional(),
    /** The entry of the configuration that says so. */
    at: sourceRange.optional(),
  })
  .meta({ id: 'Policy' });

export type Owner = z.infer<typeof owner>;
export type OwnerBounds = z.infer<typeof bounds>;
export type PolicyData = z.infer<typeof policy>;
