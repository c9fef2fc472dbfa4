import * as z from 'zod';
import { severity } from '../../model/report/severity.ts';
import { addressPattern, rulePattern } from './pattern.ts';

/** How much the findings of a rule weigh, where they are at an address. The last entry that fits counts. */
export const severityForm = z.strictObject({
  rule: rulePattern.describe('The id of a rule, or a family of rules: `sg/*`.'),
  address: addressPattern
    .optional()
    .describe('The addresses where it holds: `module.sandbox.*` is all that is in a module. Default: everywhere.'),
  target: z.string().min(1).optional().describe('The target where it holds. Default: all of them.'),
  severity: severity.describe('How much the findings weigh: the more severe too, not only the less.'),
});

export type SeverityForm = z.infer<typeof severityForm>;
