import * as z from 'zod';
import { kindName, liveIdentity } from '../identity.ts';
import { counts } from './counts.ts';
import { sourceRange } from './source-range.ts';

/** A declared resource that was looked for on AWS, and how it stands. */
export const checked = z
  .strictObject({
    kind: kindName,
    address: z.string(),
    at: sourceRange.optional(),
    /** Of what an installed module declares: the module call in the repository that leads there. */
    calledAt: sourceRange.optional(),
    target: z.string(),
    identity: liveIdentity,
    /**
     * `pending`: something differs, and all that does is not applied yet. `owned`: something differs, and all that does
     * is somebody else's. `ignored`: and some of it, or that the resource does not exist, was accepted until a day.
     */
    status: z.enum(['in-sync', 'owned', 'ignored', 'pending', 'drifted', 'missing', 'unidentified', 'unreadable']),
    attributes: counts,
  })
  .meta({ id: 'Checked' });

export type Checked = z.infer<typeof checked>;

/** A checked resource before the target is added. */
export type DraftChecked = Omit<Checked, 'target'>;
