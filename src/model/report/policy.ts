import { z } from 'zod';
import { sourceRange } from './source-range.ts';

/** What of the code leaves a value to somebody else. */
const owner = z
  .discriminatedUnion('kind', [
    /** `lifecycle.ignore_changes` of the resource; `argument` as it is written there, or `all`. */
    z.strictObject({ kind: z.literal('ignore-changes'), argument: z.string() }),
    /** An `aws_appautoscaling_target` of the code, by its address. */
    z.strictObject({ kind: z.literal('autoscaling-target'), address: z.string() }),
    /** The deployment controller that the service declares: `CODE_DEPLOY`, `EXTERNAL`. */
    z.strictObject({ kind: z.literal('deployment-controller'), name: z.string() }),
  ])
  .meta({ id: 'Owner' });

/** Who owns a value or accepted a difference: `by` when the code itself says so, else by the name that it is given. */
export const policy = z
  .strictObject({
    by: owner.optional(),
    owner: z.string().optional(),
    reason: z.string().optional(),
    expires: z.string().optional(),
    /** The entry of the configuration that says so. */
    at: sourceRange.optional(),
  })
  .meta({ id: 'Policy' });

export type Owner = z.infer<typeof owner>;
export type PolicyData = z.infer<typeof policy>;
