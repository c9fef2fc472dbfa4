import * as z from 'zod';
import { pathStep } from './path-step.ts';
import { type ReasonData, reason } from './reason.ts';

/** A value as a report may show it. */
export type ShownValue =
  /** An ordinary value: a scalar, or a list or object of ordinary scalars. */
  | { value: z.infer<ReturnType<typeof z.json>> }
  /** Not there. */
  | { absent: true }
  /** Never shown. The fingerprint stands only where a key makes it comparable. */
  | { secret: true; fingerprint?: string | undefined }
  /** A string with holes: known texts and reasons in turn. */
  | { template: (string | ReasonData)[] }
  /** A list of which not all is known. `open`: why there may be more. */
  | { list: ShownValue[]; open?: ReasonData | undefined }
  /** An object of which not all is known. */
  | { members: Record<string, ShownValue>; open?: ReasonData | undefined }
  | { unknown: ReasonData }
  /** A reference to a resource of the code that AWS has not told the value of. */
  | { reference: string; path: (string | number)[] };

export const shownValue: z.ZodType<ShownValue> = z
  .union([
    z.strictObject({ value: z.json() }),
    z.strictObject({ absent: z.literal(true) }),
    z.strictObject({ secret: z.literal(true), fingerprint: z.string().optional() }),
    z.strictObject({ template: z.array(z.union([z.string(), reason])) }),
    z.strictObject({
      get list() {
        return z.array(shownValue);
      },
      open: reason.optional(),
    }),
    z.strictObject({
      get members() {
        return z.record(z.string(), shownValue);
      },
      open: reason.optional(),
    }),
    z.strictObject({ unknown: reason }),
    z.strictObject({ reference: z.string(), path: z.array(pathStep) }),
  ])
  .meta({ id: 'ShownValue' });
