import { z } from 'zod';
import { pathStep } from './path-step.ts';
import { reason } from './reason.ts';

/** A value as a report may show it. */
export const shownValue = z
  .union([
    /** An ordinary value: a scalar, or a list or object of ordinary scalars. */
    z.strictObject({ value: z.json() }),
    /** Not there. */
    z.strictObject({ absent: z.literal(true) }),
    /** Never shown. The fingerprint stands only where a key makes it comparable. */
    z.strictObject({ secret: z.literal(true), fingerprint: z.string().optional() }),
    /** A string with holes: known texts and reasons in turn. */
    z.strictObject({ template: z.array(z.union([z.string(), reason])) }),
    z.strictObject({ unknown: reason }),
    /** A reference to a resource of the code that AWS has not told the value of. */
    z.strictObject({ reference: z.string(), path: z.array(pathStep) }),
  ])
  .meta({ id: 'ShownValue' });

export type ShownValue = z.infer<typeof shownValue>;
