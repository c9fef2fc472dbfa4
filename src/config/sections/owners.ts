import { z } from 'zod';

/** Somebody who sets values that the code declares, and which. */
export const ownerForm = z.strictObject({
  owner: z.string().min(1),
  target: z.string().min(1).optional(),
  address: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
});

export type OwnerForm = z.infer<typeof ownerForm>;
