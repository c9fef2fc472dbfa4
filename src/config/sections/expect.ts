import { z } from 'zod';

/** What holds of the code and of AWS, whether or not the code says it. */
export const expectForm = z.strictObject({
  name: z.string().min(1),
});

export type ExpectForm = z.infer<typeof expectForm>;
