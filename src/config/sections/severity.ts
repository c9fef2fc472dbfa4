import { z } from 'zod';
import { severity } from '../../model/report/severity.ts';

/** How much the findings of a rule weigh, where they are at an address. */
export const severityForm = z.strictObject({
  /** The id of a rule, or a family: `sg/*`. */
  rule: z.string().min(1),
  address: z.string().min(1).optional(),
  severity,
});

export type SeverityForm = z.infer<typeof severityForm>;
