import * as z from 'zod';

/** How many attributes and elements were compared, and how they stand. */
export const counts = z.strictObject({
  /** Attributes and elements that both sides were known of and that were compared. */
  compared: z.int(),
  equal: z.int(),
  drifted: z.int(),
  /** What differs and is somebody else's: neither equal nor drifted. */
  owned: z.int().optional(),
  /** What differs and was accepted until a day: neither equal nor drifted. */
  ignored: z.int().optional(),
  /** What differs and is not applied yet: neither equal nor drifted. */
  pending: z.int().optional(),
  undetermined: z.int(),
});

export type Counts = z.infer<typeof counts>;
