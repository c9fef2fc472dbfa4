import * as z from 'zod';

/** How much a finding weighs; `--fail-on` names the least that fails a run. */
export const severity = z.enum(['error', 'warning', 'note']);

export type Severity = z.infer<typeof severity>;
