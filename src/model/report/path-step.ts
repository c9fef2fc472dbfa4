import * as z from 'zod';

/** A step of a path into a value: the name of a member or the place in a list. */
export const pathStep = z.union([z.string(), z.int()]);
