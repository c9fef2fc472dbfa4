import { z } from 'zod';
import { sourceRange } from './source-range.ts';

/** Where the policy of a run was taken from. */
export const policySource = z
  .strictObject({
    /** Undefined where there is none. */
    file: z.string().optional(),
    /** `checkout`: the files that were checked. `revision`: a commit of their repository. `given`: named by a flag. */
    from: z.enum(['checkout', 'revision', 'given']),
    /** The revision as it was named, and the commit that it is. */
    revision: z.string().optional(),
    commit: z.string().optional(),
    /** The run is one of a CI job, and its policy may be part of what it judges. */
    unreviewed: z.literal(true).optional(),
  })
  .meta({ id: 'PolicySource' });

/** Something in the policy that should be looked at. It changes no exit code. */
export const policyWarning = z
  .strictObject({
    code: z.enum(['ignore-expired', 'ignore-unused', 'owner-unused']),
    /** The entry. */
    at: sourceRange,
    owner: z.string().optional(),
    expires: z.string().optional(),
  })
  .meta({ id: 'PolicyWarning' });

export type PolicySource = z.infer<typeof policySource>;
export type PolicyWarning = z.infer<typeof policyWarning>;
