import * as z from 'zod';

/** How many resources of a type the code declares that this version does not compare. */
export const notCompared = z
  .strictObject({
    type: z.string(),
    count: z.int(),
    /** There may be more: the `count` or `for_each` of some is not known, and each of these counts as one. */
    atLeast: z.literal(true).optional(),
  })
  .meta({ id: 'NotCompared' });

export type NotCompared = z.infer<typeof notCompared>;
