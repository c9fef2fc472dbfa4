import { z } from 'zod';

/** That somebody ended the run before it was done. */
export const interrupted = z.strictObject({ by: z.enum(['SIGINT', 'SIGTERM']) }).meta({ id: 'Interrupted' });

export type Interrupted = z.infer<typeof interrupted>;
