import * as z from 'zod';

/** Which drift fails a pull request: that of what it touches, or all. */
export const prScopeForm = z.enum(['touched', 'all']);

export type PrScope = z.infer<typeof prScopeForm>;
