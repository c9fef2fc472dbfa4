import * as z from 'zod';
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
    /** The files that were checked say something else than the revision: the change does not judge itself. */
    changed: z.literal(true).optional(),
    /** The run is one of a CI job, and its policy may be part of what it judges. */
    unreviewed: z.literal(true).optional(),
  })
  .meta({ id: 'PolicySource' });

/** Something in the policy that should be looked at. It changes no exit code. */
export const policyWarning = z
  .strictObject({
    code: z.enum([
      /** Its day is over: what it names counts again. */
      'ignore-expired',
      /** Nothing that it names differs. */
      'ignore-unused',
      /** What it names differs, but not in the values that were accepted. */
      'ignore-value-changed',
      /** What it names differs again, and was as declared in between. */
      'ignore-came-back',
      /** Whether it differed all the time in between could not be read. */
      'ignore-not-followed',
      /** It holds the fingerprint of a secret value, and there is no key, or another one, to compare it with. */
      'ignore-not-comparable',
      'owner-unused',
    ]),
    /** The entry. */
    at: sourceRange,
    /** What the entry names. */
    rule: z.string().optional(),
    target: z.string().optional(),
    address: z.string().optional(),
    path: z.string().optional(),
    owner: z.string().optional(),
    expires: z.string().optional(),
  })
  .meta({ id: 'PolicyWarning' });

export type PolicySource = z.infer<typeof policySource>;
export type PolicyWarning = z.infer<typeof policyWarning>;
