import * as z from 'zod';

/** What was compared with what: a root module with its workspace, and an account and region or a snapshot of them. */
export const target = z
  .strictObject({
    name: z.string(),
    directory: z.string(),
    workspace: z.string(),
    account: z.string().optional(),
    region: z.string().optional(),
    partition: z.string().optional(),
    /** Where the AWS side came from. */
    source: z.enum(['aws', 'snapshot']),
    recordedAt: z.string().optional(),
    commit: z.string().optional(),
    /** Why it could not be run, so that nothing of it was compared. `code` says what else is in it. */
    problem: z.looseObject({ code: z.string() }).optional(),
  })
  .meta({ id: 'Target' });

export type Target = z.infer<typeof target>;
