import { z } from 'zod';

/** A difference that somebody accepted until a day. */
export const ignoreForm = z.strictObject({
  rule: z.string().min(1),
  target: z.string().min(1).optional(),
  address: z.string().min(1),
  path: z.string(),
  owner: z.string().min(1),
  reason: z.string().min(1),
  expires: z.iso.date(),
});

export type IgnoreForm = z.infer<typeof ignoreForm>;
